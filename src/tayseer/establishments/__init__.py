"""Establishments: roles of people on them, requests for many workers at once, and who approves and pays them."""
