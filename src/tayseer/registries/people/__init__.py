"""People, and the ties between them."""
