"""Visas: one file per public service."""
