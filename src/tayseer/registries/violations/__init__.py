"""Traffic violations."""
