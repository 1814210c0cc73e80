"""Opaque public ids and secret tokens."""

import base64
import hashlib
import secrets


def new_public_id() -> str:
    """Return 16 characters of lower-case base32, 80 random bits, for use in addresses."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def new_token() -> str:
    """Return a secret of 256 random bits, safe in a cookie or a header."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> bytes:
    """Return what is stored of a secret token; a plain SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).digest()
