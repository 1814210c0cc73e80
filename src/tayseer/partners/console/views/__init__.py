"""Screens of the developers' pages and of the console."""
