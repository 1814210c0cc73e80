"""Delegation: somebody lets another do named things for them, for a time and up to a sum; or act once at a branch."""
