"""A made-up bank outside the platform: its own process, its own keys, its own page, speaking signed HTTP."""
