"""Passports: one file per public service."""
