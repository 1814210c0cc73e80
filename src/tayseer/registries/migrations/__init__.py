"""Schema of the registries."""
