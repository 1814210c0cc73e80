"""Biometrics, as flags only."""
