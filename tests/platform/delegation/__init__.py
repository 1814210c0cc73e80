"""Delegation: given, used, ended, and what the register allows without it."""
