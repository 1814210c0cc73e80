"""Screens of the portal, one file for each topic."""
