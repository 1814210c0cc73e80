"""Runs cases: files, prices and moves them, assigns work, keeps their clocks."""
