"""Civil affairs."""
