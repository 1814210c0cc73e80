"""Search, plans, what is due, suggestions, campaigns and statistics."""
