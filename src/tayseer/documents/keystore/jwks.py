"""Public keys as JWK (RFC 7517), P-256 and Ed25519 alone, parsed once and remembered."""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_EDWARDS_BYTES = 32


def jwk(key: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey) -> dict[str, str]:
    """Return the public key as a JWK: `EC` on P-256, or `OKP` Ed25519 (RFC 8037)."""
    if isinstance(key, ed25519.Ed25519PublicKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": _text(key.public_bytes(Encoding.Raw, PublicFormat.Raw))}
    numbers = key.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _text(numbers.x.to_bytes(32)), "y": _text(numbers.y.to_bytes(32))}


def public_key(record: Mapping[str, str]) -> ec.EllipticCurvePublicKey:
    """Return the public key of a P-256 JWK; raise ValueError for any other, or for a point outside the curve."""
    if record.get("kty") != "EC" or record.get("crv") != "P-256":
        message = "only P-256 keys are used"
        raise ValueError(message)
    return _parsed(record["x"], record["y"])


def edwards_public(record: Mapping[str, str]) -> bytes:
    """Return the 32 bytes of an Ed25519 JWK; raise ValueError for any other."""
    raw = _bytes(record["x"]) if record.get("kty") == "OKP" and record.get("crv") == "Ed25519" else b""
    if len(raw) != _EDWARDS_BYTES:
        message = "only Ed25519 keys sign checkpoints"
        raise ValueError(message)
    return raw


def thumbprint(record: Mapping[str, str]) -> str:
    """Return the JWK thumbprint (RFC 7638), the short name under which a root may be pinned."""
    names = ("crv", "kty", "x", "y") if record["kty"] == "EC" else ("crv", "kty", "x")
    body = json.dumps({name: record[name] for name in names}, separators=(",", ":"))
    return _text(hashlib.sha256(body.encode()).digest())


@lru_cache(maxsize=1024)
def _parsed(x: str, y: str) -> ec.EllipticCurvePublicKey:
    # Checking that a point lies on the curve costs as much as a third of a verification, and keys are few.
    numbers = ec.EllipticCurvePublicNumbers(
        int.from_bytes(_bytes(x), "big"), int.from_bytes(_bytes(y), "big"), ec.SECP256R1()
    )
    return numbers.public_key()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")
