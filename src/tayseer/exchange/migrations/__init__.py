"""Schema of attested facts."""
