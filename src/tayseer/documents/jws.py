"""Compact JWS with ES256 (RFC 7515), own and strict: the envelope of trust lists and of status lists as JWT."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

MAX_BYTES = 1_000_000
_SIGNATURE_BYTES = 64
_PARTS = 3


class UnableToReadJWS(ValueError):
    """The text is not a JWS of the one form that lists have."""


class UnableToVerifyJWS(ValueError):
    """The signature does not belong to this text and this key."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A parsed JWS. Nothing in it may be believed before `verify` has passed."""

    kid: str
    body: Any
    signature: bytes
    to_be_signed: bytes


def sign(body: Mapping[str, object], *, kid: str, typ: str, signer: Callable[[bytes], bytes]) -> str:
    """Return the compact JWS of `body`; `signer` receives the bytes to be signed and returns r‖s, 64 bytes."""
    header = {"alg": "ES256", "kid": kid, "typ": typ}
    signed = ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, body))
    return f"{signed}.{encode(signer(signed.encode()))}"


def parse(text: str, *, typ: str) -> Signed:
    """Read a compact JWS of that kind; raise UnableToReadJWS for any other form, algorithm or kind."""
    parts = text.strip().split(".") if len(text) <= MAX_BYTES else []
    if len(parts) != _PARTS:
        _refuse("it is no compact JWS")
    try:
        header, body, signature = json.loads(decode(parts[0])), json.loads(decode(parts[1])), decode(parts[2])
    except (ValueError, RecursionError) as error:
        message = "it cannot be decoded"
        raise UnableToReadJWS(message) from error
    if not isinstance(header, dict) or header.get("alg") != "ES256" or header.get("typ") != typ or "crit" in header:
        _refuse("its header is not that of such a list signed with ES256")
    if len(signature) != _SIGNATURE_BYTES:
        _refuse("its signature has the wrong length")
    return Signed(str(header.get("kid", "")), body, signature, f"{parts[0]}.{parts[1]}".encode())


def verify(message: Signed, *, key: ec.EllipticCurvePublicKey) -> None:
    """Return when the signature over the received text is good; raise UnableToVerifyJWS otherwise."""
    half = _SIGNATURE_BYTES // 2
    r, s = int.from_bytes(message.signature[:half], "big"), int.from_bytes(message.signature[half:], "big")
    try:
        key.verify(utils.encode_dss_signature(r, s), message.to_be_signed, ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        problem = "the signature does not match"
        raise UnableToVerifyJWS(problem) from error


def encode(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Return the bytes of base64url without padding; raise ValueError for anything else in it."""
    # urlsafe_b64decode skips foreign characters silently; a signed text has none.
    if not text.isascii() or not all(character.isalnum() or character in "-_" for character in text):
        message = "not base64url"
        raise ValueError(message)
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _refuse(problem: str) -> NoReturn:
    raise UnableToReadJWS(problem)
