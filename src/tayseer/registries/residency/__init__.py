"""Residence permits."""
