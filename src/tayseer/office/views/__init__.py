"""Screens of the office, one file for each topic."""
