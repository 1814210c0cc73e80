"""Visas."""
