"""Keys of pages in addresses: where a list goes on, without telling anybody how many rows there are."""

import base64
import binascii
import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

_NUMBER_BYTES = 8
_LONGEST = 64


def sealed_key(number: int, *, person_id: int, of: str) -> str:
    """Write the sequential number of a row as this person's key of the list ``of``: 32 characters for an address.

    The same row has another key for another person and in another list, so a key tells nothing and is of no use to
    anyone else (RFC 5297, AES-SIV under the installation's secret key).
    """
    sealed = _sealer().encrypt(number.to_bytes(_NUMBER_BYTES, "big"), [_about(person_id, of)])
    return base64.urlsafe_b64encode(sealed).decode()


def opened_key(written: str, *, person_id: int, of: str) -> int | None:
    """Return the number that ``sealed_key`` wrote for this person and list, or None for anything else."""
    try:
        sealed = base64.b64decode(written[:_LONGEST].encode("ascii"), altchars=b"-_", validate=True)
        return int.from_bytes(_sealer().decrypt(sealed, [_about(person_id, of)]), "big")
    except (UnicodeEncodeError, binascii.Error, InvalidTag, ValueError):
        return None


def _sealer() -> AESSIV:
    return AESSIV(hmac.digest(settings.SECRET_KEY.encode(), b"tayseer.page-key", hashlib.sha256))


def _about(person_id: int, of: str) -> bytes:
    return f"{of}:{person_id}".encode()
