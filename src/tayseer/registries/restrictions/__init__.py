"""Holds of authorities."""
