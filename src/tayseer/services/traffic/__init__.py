"""Traffic: one file per public service."""
