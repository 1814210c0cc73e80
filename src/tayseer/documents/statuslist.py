"""Status lists (IETF Token Status List, as CWT and JWT): which documents were revoked or suspended, naming none."""

import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from cryptography.hazmat.primitives.asymmetric import ec

from tayseer.documents import cbor, conf, cose, jws
from tayseer.documents.keystore import KeyStore, public_key
from tayseer.documents.trust import TrustList

# Claim numbers of the draft; they move here, and nowhere else, should the RFC change them.
SUB, EXP, IAT, TTL, STATUS_LIST = 2, 4, 6, 65534, 65533
_NAMES = {SUB: "sub", EXP: "exp", IAT: "iat", TTL: "ttl", STATUS_LIST: "status_list"}
TYP = "application/statuslist+cwt"
JWT_TYP = "statuslist+jwt"
PLACES = 1 << 20
# Every type can be suspended, so a place has two bits; lists of one bit, as others publish them, are read as well.
BITS = 2
WIDTHS = (1, 2)
VALID, INVALID, SUSPENDED = 0, 1, 2
NUMBERS = {"valid": VALID, "revoked": INVALID, "suspended": SUSPENDED}
WORDS = {number: word for word, number in NUMBERS.items()}
TTL_TIME = timedelta(hours=12)
LIFE = timedelta(hours=24)
# Letters of the code of a list; it had six while lists had their long address.
CODE_LETTERS = 5
_MAX_TOKEN_BYTES = 1_000_000


class UnableToReadStatusList(ValueError):
    """The status list is damaged, signed by nobody who may, or of another address."""


@dataclass(frozen=True, slots=True)
class StatusList:
    """A status list whose signature was verified. `is_fresh` follows its ttl; its packed places are in `places`."""

    uri: str
    issued_at: datetime
    expires_at: datetime
    ttl: timedelta
    places: bytes
    bits: int = BITS

    def status(self, index: int) -> str:
        """Return valid, revoked or suspended; raise UnableToReadStatusList for a place outside the list."""
        if not 0 <= index < PLACES:
            message = "the place lies outside the list"
            raise UnableToReadStatusList(message)
        per_byte = 8 // self.bits
        number = self.places[index // per_byte] >> self.bits * (index % per_byte) & (1 << self.bits) - 1
        return WORDS.get(number, "revoked")

    def is_fresh(self, at: datetime) -> bool:
        """Whether the list is young enough for a green answer."""
        return at < min(self.expires_at, self.issued_at + self.ttl)


def pack(places: Mapping[int, int]) -> bytes:
    """Return the bytes of a list in which `places` have the given numbers and all others are valid.

    Place 0 is in the least significant bits of byte 0.
    """
    packed = bytearray(_size(BITS))
    per_byte = 8 // BITS
    for index, number in places.items():
        packed[index // per_byte] |= number << BITS * (index % per_byte)
    return bytes(packed)


def sign(places: Mapping[int, int], *, uri: str, at: datetime, kid: str, store: KeyStore) -> bytes:
    """Return the signed list as a CWT; it is fresh for twelve hours from `at` and ends after a day."""
    claims = {
        SUB: uri,
        IAT: int(at.timestamp()),
        EXP: int((at + LIFE).timestamp()),
        TTL: int(TTL_TIME.total_seconds()),
        STATUS_LIST: {"bits": BITS, "lst": zlib.compress(pack(places), 9)},
    }
    return cose.sign(cbor.encode(claims), kid=kid, signer=lambda data: store.sign(kid, "status", data), typ=TYP)


def as_jwt(token: bytes, *, store: KeyStore) -> str:
    """Return one of our own signed lists again as a JWT: the same claims, signed by the same key."""
    message = cose.parse(token)
    claims: Any = cbor.decode(message.payload)
    body = {_NAMES[number]: value for number, value in claims.items()}
    packed = body["status_list"]
    body["status_list"] = {"bits": packed["bits"], "lst": jws.encode(packed["lst"])}
    return jws.sign(body, kid=message.kid, typ=JWT_TYP, signer=lambda data: store.sign(message.kid, "status", data))


def read(token: bytes, *, uri: str, trust: TrustList) -> StatusList:
    """Verify a status list in CWT form against the trust list and return it.

    Raises UnableToReadStatusList when its kind, signer, address or size is not what it must be.
    """
    if len(token) > _MAX_TOKEN_BYTES:
        _refuse("it is too large")
    try:
        message = cose.parse(token)
        if message.typ != TYP:
            _refuse("it is of another kind")
        cose.verify(message, key=_signer(message.kid, trust))
        claims = cbor.decode(message.payload)
    except (cose.UnableToReadCOSE, cose.UnableToVerifySignature, cbor.UnableToDecodeCBOR) as error:
        raise UnableToReadStatusList(str(error)) from error
    return _from_claims(claims, uri)


def read_jwt(text: str, *, uri: str, trust: TrustList) -> StatusList:
    """Verify a status list in JWT form against the trust list and return it; see `read`."""
    try:
        message = jws.parse(text, typ=JWT_TYP)
        jws.verify(message, key=_signer(message.kid, trust))
        claims = {number: message.body[name] for number, name in _NAMES.items()}
        packed = claims[STATUS_LIST]
        claims[STATUS_LIST] = {"bits": packed["bits"], "lst": jws.decode(packed["lst"])}
    except (jws.UnableToReadJWS, jws.UnableToVerifyJWS) as error:
        raise UnableToReadStatusList(str(error)) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        problem = "the status list lacks something it must have"
        raise UnableToReadStatusList(problem) from error
    return _from_claims(claims, uri)


def has_long_address(code: str) -> bool:
    """Whether a list was begun when its address was longer; the documents that name it name that address for ever."""
    return len(code) != CODE_LETTERS


def uri_of(code: str) -> str:
    """Return the public address of a list, which its `sub` repeats and every document in it names."""
    return f"{conf.public_url()}/{'ar/verify/s' if has_long_address(code) else 's'}/{code}"


def file_of(code: str) -> Path:
    """Return where the signed list of that code is kept."""
    return conf.keys_folder() / "public" / f"status-{code}.cwt"


def keep(code: str, token: bytes) -> None:
    """Put a signed list where it is served from, all at once."""
    _replace(file_of(code), token)


def kept_jwt(code: str, *, store: KeyStore) -> bytes:
    """Return the list kept under that code in JWT form, made when the kept one is newer; raise OSError without one."""
    source = file_of(code)
    path = source.with_suffix(".jwt")
    if not path.exists() or path.stat().st_mtime_ns < source.stat().st_mtime_ns:
        _replace(path, as_jwt(source.read_bytes(), store=store).encode())
    return path.read_bytes()


def _signer(kid: str, trust: TrustList) -> ec.EllipticCurvePublicKey:
    info = trust.keys.get(kid)
    if info is None or info.purpose != "status" or info.state == "compromised":
        _refuse("it was not signed by a key for status lists")
    return public_key(info.jwk)


def _from_claims(claims: object, uri: str) -> StatusList:
    try:
        assert isinstance(claims, dict)
        body = claims[STATUS_LIST]
        if claims[SUB] != uri:
            _refuse("it belongs to another address")
        if body["bits"] not in WIDTHS or isinstance(body["bits"], bool):
            _refuse("its places have another width")
        return StatusList(
            uri=uri,
            issued_at=datetime.fromtimestamp(claims[IAT], UTC),
            expires_at=datetime.fromtimestamp(claims[EXP], UTC),
            ttl=timedelta(seconds=claims[TTL]),
            places=_unpacked(body["lst"], _size(body["bits"])),
            bits=body["bits"],
        )
    except UnableToReadStatusList:
        raise
    except (AssertionError, KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        message = "the status list lacks something it must have"
        raise UnableToReadStatusList(message) from error


def _unpacked(packed: bytes, size: int) -> bytes:
    # One byte beyond the size is enough to know that a list swells; nothing larger is ever held.
    stream = zlib.decompressobj()
    try:
        places = stream.decompress(packed, size + 1)
    except zlib.error:
        _refuse("it does not unpack")
    if len(places) != size or not stream.eof or stream.unused_data:
        _refuse("it has the wrong size")
    return places


def _size(bits: int) -> int:
    return PLACES * bits // 8


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.write_bytes(content)
    draft.replace(path)


def _refuse(problem: str) -> NoReturn:
    message = f"the status list is refused: {problem}"
    raise UnableToReadStatusList(message)
