"""Status lists (IETF Token Status List, CWT form): which documents were revoked or suspended, without naming one."""

import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tayseer.documents import cbor, conf, cose
from tayseer.documents.keystore import KeyStore, public_key
from tayseer.documents.trust import TrustList

# Claim numbers of the draft; they move here, and nowhere else, should the RFC change them.
SUB, EXP, IAT, TTL, STATUS_LIST = 2, 4, 6, 65534, 65533
TYP = "application/statuslist+cwt"
PLACES = 1 << 20
BITS = 2
VALID, INVALID, SUSPENDED = 0, 1, 2
NUMBERS = {"valid": VALID, "revoked": INVALID, "suspended": SUSPENDED}
WORDS = {number: word for word, number in NUMBERS.items()}
TTL_TIME = timedelta(hours=12)
LIFE = timedelta(hours=24)
_LIST_BYTES = PLACES * BITS // 8
_PER_BYTE = 8 // BITS
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

    def status(self, index: int) -> str:
        """Return valid, revoked or suspended; raise UnableToReadStatusList for a place outside the list."""
        if not 0 <= index < PLACES:
            message = "the place lies outside the list"
            raise UnableToReadStatusList(message)
        number = self.places[index // _PER_BYTE] >> BITS * (index % _PER_BYTE) & (1 << BITS) - 1
        return WORDS.get(number, "revoked")

    def is_fresh(self, at: datetime) -> bool:
        """Whether the list is young enough for a green answer."""
        return at < min(self.expires_at, self.issued_at + self.ttl)


def pack(places: Mapping[int, int]) -> bytes:
    """Return the bytes of a list in which `places` have the given numbers and all others are valid.

    Place 0 is in the least significant bits of byte 0.
    """
    packed = bytearray(_LIST_BYTES)
    for index, number in places.items():
        packed[index // _PER_BYTE] |= number << BITS * (index % _PER_BYTE)
    return bytes(packed)


def sign(places: Mapping[int, int], *, uri: str, at: datetime, kid: str, store: KeyStore) -> bytes:
    """Return the signed list as a CWT."""
    claims = {
        SUB: uri,
        IAT: int(at.timestamp()),
        EXP: int((at + LIFE).timestamp()),
        TTL: int(TTL_TIME.total_seconds()),
        STATUS_LIST: {"bits": BITS, "lst": zlib.compress(pack(places), 9)},
    }
    return cose.sign(cbor.encode(claims), kid=kid, signer=lambda data: store.sign(kid, "status", data), typ=TYP)


def read(token: bytes, *, uri: str, trust: TrustList) -> StatusList:
    """Verify a status list against the trust list and return it.

    Raises UnableToReadStatusList when its kind, signer, address or size is not what it must be.
    """
    if len(token) > _MAX_TOKEN_BYTES:
        _refuse("it is too large")
    try:
        message = cose.parse(token)
        info = trust.keys.get(message.kid)
        if message.typ != TYP or info is None or info.purpose != "status" or info.state == "compromised":
            _refuse("it was not signed by a key for status lists")
        assert info is not None
        cose.verify(message, key=public_key(info.jwk))
        claims = cbor.decode(message.payload)
    except (cose.UnableToReadCOSE, cose.UnableToVerifySignature, cbor.UnableToDecodeCBOR) as error:
        raise UnableToReadStatusList(str(error)) from error
    return _from_claims(claims, uri)


def uri_of(code: str) -> str:
    """Return the public address of a list."""
    return f"{conf.public_url()}/ar/verify/s/{code}"


def file_of(code: str) -> Path:
    """Return where the signed list of that code is kept."""
    return conf.keys_folder() / "public" / f"status-{code}.cwt"


def keep(code: str, token: bytes) -> None:
    """Put a signed list where it is served from, all at once."""
    path = file_of(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.write_bytes(token)
    draft.replace(path)


def _from_claims(claims: object, uri: str) -> StatusList:
    try:
        assert isinstance(claims, dict)
        body = claims[STATUS_LIST]
        if claims[SUB] != uri:
            _refuse("it belongs to another address")
        if body["bits"] != BITS:
            _refuse("its places have another width")
        stream = zlib.decompressobj()
        places = stream.decompress(body["lst"], _LIST_BYTES + 1)
        if len(places) != _LIST_BYTES or not stream.eof or stream.unused_data:
            _refuse("it has the wrong size")
        return StatusList(
            uri=uri,
            issued_at=datetime.fromtimestamp(claims[IAT], UTC),
            expires_at=datetime.fromtimestamp(claims[EXP], UTC),
            ttl=timedelta(seconds=claims[TTL]),
            places=places,
        )
    except (AssertionError, KeyError, TypeError, zlib.error, OverflowError) as error:
        message = "the status list lacks something it must have"
        raise UnableToReadStatusList(message) from error


def _refuse(problem: str) -> None:
    message = f"the status list is refused: {problem}"
    raise UnableToReadStatusList(message)
