"""Accounts, sign-in, sessions, officers' roles and the tokens of programs."""
