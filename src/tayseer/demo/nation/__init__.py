"""A synthetic country of any size: the same people for the same seed, written by the database itself in bulk."""
