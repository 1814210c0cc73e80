"""The registries: one package each, with a contract that services read and tables that nobody else touches."""
