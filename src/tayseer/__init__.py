"""Tayseer (تيسير): one account, every government service."""

__version__ = "0.1.0"
