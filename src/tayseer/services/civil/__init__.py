"""Civil affairs: one file per public service."""
