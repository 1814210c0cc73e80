"""Vehicles: one file per public service."""
