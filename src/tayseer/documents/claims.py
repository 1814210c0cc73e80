"""The claim set of a document (a CWT, RFC 8392), and its way into and out of a QR code."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tayseer.documents import base45, cbor, numbers, wordbook
from tayseer.documents.types import TYPES, DocumentType
from tayseer.kit.text import Text

# A code that starts so is packed by the book; one of the older form, or an identity code (Claim 169), by zlib alone.
PREFIX, OLD_PREFIX = "TY2:", "TY1:"
PREFIXES = (PREFIX, OLD_PREFIX)
IDENTITY_STARTS = ("NCF", "6BF")
STARTS = (*PREFIXES, *IDENTITY_STARTS)
MAX_TEXT = 4296
MAX_COMPRESSED_BYTES = 2864
MAX_INFLATED_BYTES = 8192
CTI_BYTES = 16

ISS, EXP, NBF, IAT, CTI = 1, 4, 5, 6, 7
IDENTITY = 169
STATUS = 65535
DOCUMENT = -65537
# Facts that have a claim of their own rather than a place among the facts of the type.
_OWN_CLAIM = {"holder_number": "s", "birth_date": "d", "birth_hijri": "h"}
_KINDS = {"s": "digits", "d": "date", "h": "hijri"}
_SEX_NUMBERS = {"M": 1, "F": 2}
_SEXES = {number: letter for letter, number in _SEX_NUMBERS.items()}
# Keys of Claim 169 (MOSIP, 1.2.1).
_ID, _LANGUAGE, _NAME, _BORN, _SEX, _NATIONALITY, _NAME_LATIN, _LANGUAGE_LATIN = 1, 3, 4, 8, 9, 13, 19, 20
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


class UnableToReadClaims(ValueError):
    """The payload is not the claim set of a document."""


class UnableToReadCode(ValueError):
    """The text is not the code of a document. `ours` is true when it says that it is one of ours."""

    def __init__(self, problem: str, *, ours: bool) -> None:
        super().__init__(problem)
        self.ours = ours


@dataclass(frozen=True, slots=True)
class StatusReference:
    """Where the document stands in a status list (IETF Token Status List)."""

    index: int
    uri: str


@dataclass(frozen=True, slots=True)
class Claims:
    """What a document says. Facts bear the keys of its type; moments are aware, in UTC, to the second."""

    issuer: str
    issued_at: datetime
    expires_at: datetime
    cti: bytes
    type: str
    number: str
    names: Text
    facts: Mapping[str, str] = field(default_factory=dict)
    status: StatusReference | None = None
    not_before: datetime | None = None
    version: int = 1

    @property
    def kind(self) -> DocumentType | None:
        """The type in our registry, None when a newer issuer knows one that we do not."""
        return TYPES.get(self.type)


def payload(claims: Claims) -> bytes:
    """Return the deterministic CBOR that is signed."""
    kind = TYPES[claims.type]
    items: dict[object, object] = {
        ISS: claims.issuer,
        EXP: _seconds(claims.expires_at),
        IAT: _seconds(claims.issued_at),
        CTI: claims.cti,
        DOCUMENT: _document_claim(claims, kind),
    }
    if claims.not_before:
        items[NBF] = _seconds(claims.not_before)
    if claims.status:
        items[STATUS] = {"status_list": {"idx": claims.status.index, "uri": claims.status.uri}}
    if kind.identity:
        items[IDENTITY] = _identity_map(claims)
    return cbor.encode(items)


def read(data: bytes) -> Claims:
    """Return the claims of a signed payload. Call it only after the signature was verified.

    Raises UnableToReadClaims when a mandatory claim is missing or of the wrong kind.
    """
    try:
        items = cbor.decode(data)
    except cbor.UnableToDecodeCBOR as error:
        raise UnableToReadClaims(str(error)) from error
    top = _Map(items, "claims")
    identity = _Map(top.raw.get(IDENTITY, {}), "identity claim")
    document = _Map(_opened(top.raw.get(DOCUMENT)), "document claim")
    cti = top.raw.get(CTI)
    if not isinstance(cti, bytes) or len(cti) != CTI_BYTES:
        message = "the claim cti must be 16 bytes"
        raise UnableToReadClaims(message)
    return Claims(
        issuer=top.text(ISS),
        issued_at=top.moment(IAT),
        expires_at=top.moment(EXP),
        not_before=top.moment(NBF) if NBF in top.raw else None,
        cti=cti,
        type=document.text("t"),
        version=document.number("v", default=1),
        number=document.fact("n", "latin") if "n" in document.raw or not identity.raw else identity.text(_ID),
        names=_names(document, identity),
        facts=_facts(document, identity),
        status=_status(top.raw.get(STATUS)),
    )


def to_text(cose: bytes, *, identity: bool) -> str:
    """Return the text of the QR code in base45: packed by the book behind our prefix, or by zlib alone without one.

    `identity` asks for the second: a Claim 169 reader, which knows neither our book nor our prefix, must read it.
    """
    return base45.encode(zlib.compress(cose, 9)) if identity else PREFIX + base45.encode(wordbook.pack(cose))


def from_text(text: str) -> bytes:
    """Return the COSE bytes inside the text of a QR code; nothing is trimmed, as spaces are part of base45.

    The older form of certificates (`TY1:`, zlib) is read as well. Raises UnableToReadCode for anything else: a link, a
    foreign code, a damaged one, one that swells beyond reason.
    """
    if len(text) > MAX_TEXT:
        raise UnableToReadCode("the text is longer than any code of ours", ours=False)
    ours = text.startswith(PREFIXES)
    if not text.startswith(STARTS):
        raise UnableToReadCode("the code does not start as ours do", ours=False)
    try:
        packed = base45.decode(text[len(PREFIX) :] if ours else text)
    except base45.UnableToDecodeBase45 as error:
        raise UnableToReadCode(str(error), ours=ours) from error
    if len(packed) > MAX_COMPRESSED_BYTES:
        raise UnableToReadCode("the code holds more than a QR code can", ours=ours)
    if not text.startswith(PREFIX):
        return _inflate(packed, ours=ours)
    try:
        return wordbook.unpack(packed, most=MAX_INFLATED_BYTES)
    except wordbook.UnableToUnpack as error:
        raise UnableToReadCode(f"the code is damaged: {error}", ours=ours) from error


def _inflate(packed: bytes, *, ours: bool) -> bytes:
    stream = zlib.decompressobj()
    try:
        data = stream.decompress(packed, MAX_INFLATED_BYTES + 1)
    except zlib.error as error:
        raise UnableToReadCode("the code is damaged: it does not unpack", ours=ours) from error
    if len(data) > MAX_INFLATED_BYTES:
        raise UnableToReadCode("the code swells beyond 8192 bytes", ours=ours)
    if not stream.eof:
        raise UnableToReadCode("the code is cut off", ours=ours)
    if stream.unused_data:
        raise UnableToReadCode("bytes follow the end of the code", ours=ours)
    return data


def _document_claim(claims: Claims, kind: DocumentType) -> object:
    """The document claim: a map, or in an identity code the same map packed by the book, as the code itself may not be.

    What the identity claim says already, the number of the holder, is left out of it.
    """
    document = _document_map(claims, kind)
    if not kind.identity:
        return document
    said = numbers.to_wire(_identity_number(claims), "latin")
    return wordbook.pack(cbor.encode({key: value for key, value in document.items() if value != said}))


def _opened(claim: object) -> object:
    """The document claim as a map, whichever of its two forms was signed."""
    if not isinstance(claim, bytes):
        return claim
    try:
        return cbor.decode(wordbook.unpack(claim, most=MAX_INFLATED_BYTES))
    except (wordbook.UnableToUnpack, cbor.UnableToDecodeCBOR) as error:
        message = f"the document claim cannot be opened: {error}"
        raise UnableToReadClaims(message) from error


def _document_map(claims: Claims, kind: DocumentType) -> dict[object, object]:
    document: dict[object, object] = {"t": claims.type, "n": numbers.to_wire(claims.number, "latin")}
    if claims.version != 1:
        document["v"] = claims.version
    if not kind.identity:
        document |= {"na": claims.names.ar, "ne": claims.names.en}
    facts = {}
    for key, value in claims.facts.items():
        spec = kind.fact(key)
        if spec is None or not spec.in_code or (kind.identity and key in {"birth_date", "sex", "nationality"}):
            continue
        if key in _OWN_CLAIM:
            document[_OWN_CLAIM[key]] = numbers.to_wire(value, _KINDS[_OWN_CLAIM[key]])
        else:
            facts[spec.wire] = numbers.to_wire(value, spec.kind)
    if facts:
        document["x"] = facts
    return document


def _identity_map(claims: Claims) -> dict[object, object]:
    facts = claims.facts
    items: dict[object, object] = {
        _ID: _identity_number(claims),
        _LANGUAGE: "ar",
        _NAME: claims.names.ar,
        _NAME_LATIN: claims.names.en,
        _LANGUAGE_LATIN: "en",
    }
    if "birth_date" in facts:
        items[_BORN] = facts["birth_date"].replace("-", "")
    if "sex" in facts:
        items[_SEX] = _SEX_NUMBERS[facts["sex"]]
    if "nationality" in facts:
        items[_NATIONALITY] = facts["nationality"]
    return items


def _identity_number(claims: Claims) -> str:
    return claims.facts.get("holder_number", claims.number)


def _names(document: "_Map", identity: "_Map") -> Text:
    if identity.raw:
        return Text(identity.text(_NAME), identity.text(_NAME_LATIN))
    return Text(document.text("na"), document.text("ne"))


def _facts(document: "_Map", identity: "_Map") -> dict[str, str]:
    kind = TYPES.get(document.text("t"))
    facts = {key: document.fact(claim, _KINDS[claim]) for key, claim in _OWN_CLAIM.items() if claim in document.raw}
    if identity.raw and kind is not None and kind.fact("holder_number"):
        facts.setdefault("holder_number", identity.text(_ID))
    if _BORN in identity.raw:
        written = identity.text(_BORN)
        facts["birth_date"] = f"{written[:4]}-{written[4:6]}-{written[6:]}"
    if _SEX in identity.raw:
        facts["sex"] = _SEXES.get(identity.number(_SEX), "")
    if _NATIONALITY in identity.raw:
        facts["nationality"] = identity.text(_NATIONALITY)
    specs = {spec.wire: (spec.key, spec.kind) for spec in kind.facts} if kind else {}
    extra = _Map(document.raw.get("x", {}), "facts")
    for wire in extra.raw:
        key, form = specs.get(str(wire), (str(wire), "latin"))
        facts[key] = extra.fact(wire, form)
    if kind is None:
        return facts
    ordered = {spec.key: facts.pop(spec.key) for spec in kind.facts if spec.key in facts}
    return ordered | facts


def _status(item: object) -> StatusReference | None:
    if item is None:
        return None
    entry = _Map(_Map(item, "status").raw.get("status_list"), "status list reference")
    return StatusReference(entry.number("idx"), entry.text("uri"))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


class _Map:
    """A map of claims, asked for values of a kind."""

    def __init__(self, raw: object, what: str) -> None:
        if not isinstance(raw, dict):
            message = f"the {what} must be a map"
            raise UnableToReadClaims(message)
        self.raw: dict[object, object] = raw
        self.what = what

    def text(self, key: object) -> str:
        value = self.raw.get(key)
        if not isinstance(value, str):
            message = f"{key} in the {self.what} must be a text"
            raise UnableToReadClaims(message)
        return value

    def fact(self, key: object, kind: str) -> str:
        value = numbers.from_wire(self.raw.get(key), kind)
        if value is None:
            message = f"{key} in the {self.what} must be a text or a number"
            raise UnableToReadClaims(message)
        return value

    def number(self, key: object, *, default: int | None = None) -> int:
        value = self.raw.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            message = f"{key} in the {self.what} must be a number"
            raise UnableToReadClaims(message)
        return value

    def moment(self, key: object) -> datetime:
        seconds = self.number(key)
        if seconds > _LATEST.timestamp():
            message = f"{key} in the {self.what} lies beyond the year 2200"
            raise UnableToReadClaims(message)
        return datetime.fromtimestamp(seconds, UTC)
