"""Renders a document as a PDF/A-3a, PDF/UA-1 paper in Arabic and English, with its signed claims attached."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from threading import Lock

import typst

from tayseer.documents import conf, countries, days, facts, guilloche, mrz, qr
from tayseer.documents.contract import IssuedDocumentRecord
from tayseer.documents.types import AGENCIES, DocumentType, type_of
from tayseer.kit.text import Text

_TEMPLATE = Path(__file__).parent / "typst" / "document.typ"
_STANDARDS = ["a-3a", "ua-1"]
# A compiler keeps its fonts between papers, and may be used by one thread at a time.
_one_at_a_time = Lock()
_HOLDER = Text("صاحب الوثيقة", "Holder")
_NUMBER = Text("رقم الوثيقة", "Document number")
_ISSUED = Text("تاريخ الإصدار", "Issued on")
_EXPIRES = Text("تنتهي في", "Expires on")
_CHECKABLE = Text("يمكن التحقق منها حتى", "Can be checked until")
_FOOTER = Text(
    "الشكل المطبوع وحده لا يثبت شيئًا: امسح الرمز وتحقق", "The look of this page proves nothing: scan the code and check"
)
_SAMPLE = Text("نسخة تجريبية، ليست وثيقة رسمية", "Demonstration, not an official document")
_CHECK_TITLE = Text("تحقق من هذه الوثيقة", "Check this document")
_CHECK_TEXT = Text(
    "امسح الرمز من صفحة التحقق، أو أدخل رقم الوثيقة ورمز التحقق، وطابق ما يظهر لك مع هذه الورقة ومع حاملها.",
    "Scan the code on the verification page, or enter the document number and the check code, "
    "and compare what you see with this paper and its bearer.",
)
_CHECK_CODE = Text("رمز التحقق", "Check code")
_QR_ALT = "رمز يحمل بيانات الوثيقة موقعة / A QR code that holds the signed facts of this document"
_WIDE_MRZ = 44
# In millimetres: what rows may fill on one sheet, what a machine-readable zone takes of it, a row, a further line.
_ROOM, _ZONE_FRAME, _ZONE_LINE, _ROW, _LINE = 124.0, 9.0, 5.2, 6.9, 5.2
_LINE_CHARACTERS = 44


class UnableToRender(Exception):
    """The paper could not be made; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the paper: what a verifier reads instead of the page."""

    name: str
    media_type: str
    description: Text
    content: bytes


def pdf(document: IssuedDocumentRecord, *, attachments: Sequence[Attachment]) -> bytes:
    """Return the paper of a document, not yet sealed, with its files attached (PDF/A-3a, AFRelationship Source).

    Raises UnableToRender when the fonts are not in place or a value cannot be set.
    """
    files = [
        {
            "name": one.name, "type": one.media_type, "content": list(one.content),
            "description": f"{one.description.ar} / {one.description.en}",
        }
        for one in attachments
    ]  # fmt: skip
    return _compile(page_data(document) | {"attachments": files}, "pdf", document.issued_at)


def png(document: IssuedDocumentRecord, *, dots_per_inch: float = 96) -> bytes:
    """Return a picture of the first page, for looking at and for the check that its code can be read."""
    return _compile(page_data(document), "png", document.issued_at, ppi=dots_per_inch)


def page_data(document: IssuedDocumentRecord) -> dict[str, object]:
    """Return everything the page shows, as plain values; nothing else reaches the template."""
    kind = type_of(document.type)
    agency = AGENCIES[document.agency]
    rows = _rows(document, kind)
    zone = machine_readable_zone(document)
    sample = _SAMPLE if conf.is_demonstration() else Text("", "")
    return {
        "state": _pair(conf.state_name()),
        "agency": _pair(agency.name),
        "colour": agency.colour,
        "title": _pair(document.title),
        "names": _pair(document.names),
        "holder": _pair(_HOLDER),
        "rows": rows,
        "row_inset": _row_inset(rows, zone_lines=len(zone)),
        "number": document.number,
        "check_code": _grouped(document.check_code),
        "check_address": f"{conf.public_url().partition('://')[2]}/en/verify/",
        "check": {
            "title": _pair(_CHECK_TITLE), "text": _pair(_CHECK_TEXT), "number": _pair(_NUMBER),
            "code": _pair(_CHECK_CODE), "alt": _QR_ALT,
        },
        "mrz": zone,
        "mrz_size": 10.2 if zone and len(zone[0]) == _WIDE_MRZ else 12,
        "qr": qr.svg(document.qr_text),
        "band": guilloche.band(agency.colour, seed=_seed(agency.letters)),
        "rosette": guilloche.rosette(_faint(agency.colour), petals=12 + 4 * (_seed(agency.letters) % 3)),
        "seal": guilloche.seal(agency.colour),
        "footer": _pair(_FOOTER),
        "sample": _pair(sample),
        "public_id": document.public_id,
        "attachments": [],
    }  # fmt: skip


def machine_readable_zone(document: IssuedDocumentRecord) -> list[str]:
    """Return the lines of the document's machine-readable zone, none when its type has none or a value is lacking.

    The last word of the Latin name is the primary identifier, as in the Saudi register's order of names.
    """
    kind = type_of(document.type)
    if kind.mrz is None or document.expires_on is None or "birth_date" not in document.facts:
        return []
    given, _, surname = document.names.en.rpartition(" ")
    zone = mrz.Zone(
        code=kind.mrz_code,
        issuer=conf.state_code(),
        number=document.number,
        surname=surname,
        given=given,
        nationality=countries.zone_code(document.facts.get("nationality", conf.state_code())),
        born_on=date.fromisoformat(document.facts["birth_date"]),
        sex=document.facts.get("sex", ""),
        expires_on=document.expires_on,
        optional=document.facts.get("holder_number", "") if kind.mrz == "TD3" else "",
    )
    try:
        return {"TD1": mrz.td1, "TD3": mrz.td3, "MRV-A": mrz.mrv_a}[kind.mrz](zone)
    except mrz.UnableToWriteMRZ as error:
        message = f"{document.public_id} cannot bear a machine-readable zone: {error}"
        raise UnableToRender(message) from error


def _rows(document: IssuedDocumentRecord, kind: DocumentType) -> list[dict[str, object]]:
    arabic = facts.shown_all(kind, document.facts, "ar")
    latin = facts.shown_all(kind, document.facts, "en")
    rows = [_row(facts.ShownFact("number", _NUMBER.ar, document.number, ltr=True), _NUMBER.en, document.number)]
    rows += [_row(one, other.label, other.value, other.note) for one, other in zip(arabic, latin, strict=True)]
    last = document.expires_on
    ends = (_EXPIRES, last) if last else (_CHECKABLE, days.day_in_riyadh(document.expires_at))
    for label, day in ((_ISSUED, days.day_in_riyadh(document.issued_at)), ends):
        one, other = (facts.shown_day("", label, day, lang) for lang in ("ar", "en"))
        rows.append(_row(one, other.label, other.value, other.note))
    return rows


def _row(arabic: facts.ShownFact, label_en: str, value_en: str, note_en: str = "") -> dict[str, object]:
    return {
        "label_ar": arabic.label, "label_en": label_en, "ar": arabic.value, "en": value_en, "note_ar": arabic.note,
        "note_en": note_en, "ltr": arabic.ltr,
    }  # fmt: skip


def _row_inset(rows: list[dict[str, object]], *, zone_lines: int) -> float:
    """Return the space above and below a row, in millimetres, that makes the page full and yet one page."""
    values = [max(str(row["ar"]), str(row["en"]), key=len).split("\n") for row in rows]
    more_lines = sum(len(line) // _LINE_CHARACTERS for lines in values for line in lines) + sum(
        len(lines) - 1 for lines in values
    )
    room = _ROOM - more_lines * _LINE
    if zone_lines:
        room -= _ZONE_FRAME + zone_lines * _ZONE_LINE
    return round(min(3.2, max(0.7, (room / len(rows) - _ROW) / 2)), 2)


def _compile(data: dict[str, object], form: str, at: datetime, *, ppi: float | None = None) -> bytes:
    try:
        with _one_at_a_time:
            made = _compiler(conf.fonts_folder()).compile(
                format=form,  # type: ignore[arg-type]
                ppi=ppi,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=_STANDARDS if form == "pdf" else [],  # type: ignore[arg-type]
                timestamp=int(at.timestamp()),
            )
    except typst.TypstError as error:
        message = f"the page could not be set: {error}"
        raise UnableToRender(message) from error
    if isinstance(made, list):
        return made[0]
    if made is None:
        message = "the page could not be set"
        raise UnableToRender(message)
    return made


@cache
def _compiler(fonts: Path) -> typst.Compiler:
    if not any(fonts.glob("IBMPlexSansArabic-*.ttf")):
        message = f"IBM Plex Sans Arabic is not in {fonts}: run `make assets`"
        raise UnableToRender(message)
    return typst.Compiler(
        str(_TEMPLATE), root=_TEMPLATE.parent, font_paths=typst.Fonts(False, True, [fonts]), ignore_system_fonts=True
    )


def _pair(text: Text) -> dict[str, str]:
    return {"ar": text.ar, "en": text.en}


def _grouped(code: str) -> str:
    return f"{code[:4]}-{code[4:]}"


def _seed(letters: str) -> int:
    return 3 + sum(map(ord, letters)) % 5


def _faint(colour: str) -> str:
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * 0.88):02x}" for part in parts)
