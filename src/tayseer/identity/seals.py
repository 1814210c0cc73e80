"""Keys of the server for what must be kept but not read: digests of short codes, and secrets that are needed again."""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


class UnableToOpen(Exception):
    """What was sealed was changed, belongs elsewhere, or was sealed under another key."""


def digest(purpose: str, *parts: str) -> bytes:
    """Return HMAC-SHA-256 under the server's key: a short code is guessed at once from any plain digest.

    `purpose` and `parts` are joined by a NUL, so that no two lists of parts have the same digest.
    """
    message = "\x00".join((f"identity.{purpose}", *parts))
    return hmac.digest(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256)


def seal(secret: bytes, *, about: str) -> bytes:
    """Return the secret under AES-256-GCM, bound to what it is about; `unseal` gives it back."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, secret, about.encode())


def unseal(sealed: bytes, *, about: str) -> bytes:
    """Return what was sealed about the same thing. Raises `UnableToOpen`."""
    try:
        return _cipher().decrypt(bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:]), about.encode())
    except (InvalidTag, ValueError) as problem:
        raise UnableToOpen from problem


def _cipher() -> AESGCM:
    """The key is derived for this use alone (HKDF, RFC 5869), so that nothing else is ever encrypted under it."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tayseer.identity.seal.1")
    return AESGCM(derive.derive(settings.SECRET_KEY.encode()))
