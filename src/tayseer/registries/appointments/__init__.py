"""Visits to branches."""
