"""Border crossings."""
