"""Residence permits: one file per public service."""
