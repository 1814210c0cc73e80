"""COSE_Sign1 with ES256 (RFC 9052), own and strict: the envelope of every signed document."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

from tayseer.documents import cbor

TAG_SIGN1 = 18
TAG_CWT = 61
ALG, KID, TYP = 1, 4, 16
ES256 = -7
MAX_KID_BYTES = 16
_SIGNATURE_BYTES = 64
_PARTS = 4


class UnableToReadCOSE(ValueError):
    """The bytes are not a COSE_Sign1 of the one form that documents have."""


class UnableToVerifySignature(ValueError):
    """The signature does not belong to these bytes and this key."""


@dataclass(frozen=True, slots=True)
class Sign1:
    """A parsed COSE_Sign1. Nothing in it may be believed before `verify` has passed.

    `to_be_signed` is built over the received bytes of the protected header and payload, never over re-encoded ones.
    """

    kid: str
    typ: str
    payload: bytes
    signature: bytes
    to_be_signed: bytes


def to_be_signed(*, protected: bytes, payload: bytes) -> bytes:
    """Return the Sig_structure of RFC 9052, 4.4 (no external data)."""
    return cbor.encode(["Signature1", protected, b"", payload])


def sign(payload: bytes, *, kid: str, signer: Callable[[bytes], bytes], typ: str = "") -> bytes:
    """Return the tagged COSE_Sign1 of `payload`.

    `signer` receives the bytes to be signed and returns r‖s, 64 bytes (a keystore's `sign`).
    """
    header: dict[object, object] = {ALG: ES256, KID: kid.encode("ascii")}
    if len(kid) > MAX_KID_BYTES or not kid:
        message = f"the key id {kid!r} must have 1 to {MAX_KID_BYTES} characters"
        raise ValueError(message)
    if typ:
        header[TYP] = typ
    protected = cbor.encode(header)
    signature = signer(to_be_signed(protected=protected, payload=payload))
    if len(signature) != _SIGNATURE_BYTES:
        message = f"an ES256 signature has {_SIGNATURE_BYTES} bytes, not {len(signature)}"
        raise ValueError(message)
    return cbor.encode(cbor.Tag(TAG_SIGN1, [protected, {}, payload, signature]))


def parse(data: bytes) -> Sign1:
    """Read a COSE_Sign1 (an outer CWT tag 61 is allowed).

    Raises UnableToReadCOSE when the form, the algorithm or the key id is not what a document must have.
    """
    try:
        item = cbor.decode(data, tags=frozenset({TAG_SIGN1, TAG_CWT}))
    except cbor.UnableToDecodeCBOR as error:
        raise UnableToReadCOSE(str(error)) from error
    if isinstance(item, cbor.Tag) and item.number == TAG_CWT:
        item = item.value
    if not isinstance(item, cbor.Tag) or item.number != TAG_SIGN1:
        _refuse("the outer tag is not COSE_Sign1")
    parts = item.value
    if not isinstance(parts, list) or len(parts) != _PARTS:
        _refuse("a COSE_Sign1 has four parts")
    protected, unprotected, payload, signature = parts
    if not (isinstance(protected, bytes) and isinstance(payload, bytes) and isinstance(signature, bytes)):
        _refuse("protected header, payload and signature must be byte strings")
    if not isinstance(unprotected, dict):
        _refuse("the unprotected header must be a map")
    if len(signature) != _SIGNATURE_BYTES:
        _refuse("an ES256 signature has 64 bytes")
    header = _header(protected)
    if header.get(ALG) != ES256 or isinstance(header.get(ALG), bool):
        _refuse("the algorithm must be ES256 and stand in the protected header")
    if ALG in unprotected:
        _refuse("an algorithm outside the protected header is refused")
    typ = header.get(TYP, "")
    if not isinstance(typ, str):
        _refuse("the header typ must be a text")
    return Sign1(
        kid=_kid(header.get(KID), unprotected.get(KID)),
        typ=typ,
        payload=payload,
        signature=signature,
        to_be_signed=to_be_signed(protected=protected, payload=payload),
    )


def verify(message: Sign1, *, key: ec.EllipticCurvePublicKey) -> None:
    """Return when the ES256 signature over the received bytes is good; raise UnableToVerifySignature otherwise."""
    if not isinstance(key.curve, ec.SECP256R1):
        problem = "ES256 is used with P-256 keys alone"
        raise UnableToVerifySignature(problem)
    half = _SIGNATURE_BYTES // 2
    r, s = int.from_bytes(message.signature[:half], "big"), int.from_bytes(message.signature[half:], "big")
    try:
        key.verify(utils.encode_dss_signature(r, s), message.to_be_signed, ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        problem = "the signature does not match"
        raise UnableToVerifySignature(problem) from error


def raw_signature(der: bytes) -> bytes:
    """Turn the DER form that `cryptography` returns into r‖s, 32 bytes each."""
    r, s = utils.decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _header(protected: bytes) -> dict[object, object]:
    try:
        header = cbor.decode(protected) if protected else {}
    except cbor.UnableToDecodeCBOR as error:
        raise UnableToReadCOSE(str(error)) from error
    if not isinstance(header, dict):
        _refuse("the protected header must hold a map")
    return header


def _kid(protected: object, unprotected: object) -> str:
    given = [value for value in (protected, unprotected) if value is not None]
    if not given:
        _refuse("the key id is missing")
    if any(not isinstance(value, bytes) or not 0 < len(value) <= MAX_KID_BYTES for value in given):
        _refuse(f"the key id must be 1 to {MAX_KID_BYTES} bytes")
    if len(set(given)) > 1:
        _refuse("two different key ids are given")
    raw = given[0]
    assert isinstance(raw, bytes)
    if not raw.isascii():
        _refuse("the key id must be ASCII")
    return raw.decode("ascii")


def _refuse(problem: str) -> NoReturn:
    raise UnableToReadCOSE(problem)
