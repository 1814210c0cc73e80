"""Looks at a drawn page before it is sealed: its code says what was signed, and every signed value stands on it."""

import io

import zxingcpp
from PIL import Image

from tayseer.documents import claims, cose, days, facts, render
from tayseer.documents.contract import IssuedDocumentRecord
from tayseer.documents.render import UnableToRender

# Quick to draw first; a long code wants more dots.
_DOTS_PER_INCH = (80, 160)
_MILLIMETRES = 25.4
# Where the code stands on the sheet, with some air: left, top, right, bottom. To search the whole page costs far more
# than to draw it.
_CODE = (12, 200, 78, 284)


def look_at(document: IssuedDocumentRecord, *, signed: bytes) -> None:
    """Return when the page is true to the signed bytes (COSE); raise UnableToRender, saying what is not."""
    if not any(_read(document, dots) == [document.qr_text] for dots in _DOTS_PER_INCH):
        message = f"the code of {document.public_id} cannot be read off its page, or is not the one that was signed"
        raise UnableToRender(message)
    missing = missing_values(document, signed=signed)
    if missing:
        message = f"the page of {document.public_id} does not show what was signed: {', '.join(missing)}"
        raise UnableToRender(message)


def missing_values(document: IssuedDocumentRecord, *, signed: bytes) -> list[str]:
    """Return the names of the signed values that the page does not show in both languages; empty when it shows all."""
    said = claims.read(cose.parse(signed).payload)
    page = render.page_data(document)
    missing = [] if page["names"] == {"ar": said.names.ar, "en": said.names.en} else ["names"]
    rows = page["rows"]
    assert isinstance(rows, list)
    ends = days.day_in_riyadh(said.expires_at) if document.expires_on is None else document.expires_on
    if days.end_of(ends) != said.expires_at and document.expires_on is not None:
        missing.append("expires_at")
    for lang in ("ar", "en"):
        shown = {row[lang] for row in rows}
        wanted = {one.key: one.value for one in facts.shown_all(said.kind, said.facts, lang)} | {
            "number": said.number,
            "issued_at": days.shown(days.day_in_riyadh(said.issued_at), lang).gregorian,
            "expires_at": days.shown(ends, lang).gregorian,
        }
        missing += [key for key, value in wanted.items() if value not in shown]
    return list(dict.fromkeys(missing))


def _read(document: IssuedDocumentRecord, dots_per_inch: int) -> list[str]:
    with Image.open(io.BytesIO(render.png(document, dots_per_inch=dots_per_inch))) as page:
        left, top, right, bottom = (round(place * dots_per_inch / _MILLIMETRES) for place in _CODE)
        code = page.crop((left, top, right, bottom)).convert("L")
    found = zxingcpp.read_barcodes(
        code, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2), text_mode=zxingcpp.TextMode.Plain,
        try_rotate=False, try_invert=False,
    )  # fmt: skip
    return [one.text for one in found if one.valid]
