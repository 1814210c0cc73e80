"""The public's screens."""
