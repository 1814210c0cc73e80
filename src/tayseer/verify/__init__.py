"""Lets anybody check a document: a public page, one rule set, no account needed."""
