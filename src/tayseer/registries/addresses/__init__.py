"""National addresses."""
