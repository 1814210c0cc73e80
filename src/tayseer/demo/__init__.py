"""A made-up country, the payment provider and the agencies outside, for demonstration and tests."""
