"""Accounts: one file per public service."""
