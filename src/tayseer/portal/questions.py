"""A question as a page asks it: what a form sent, what is kept, and how an answer reads."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hijridate import Hijri
from PIL import Image, ImageOps, UnidentifiedImageError

from tayseer.casework.actions import attach
from tayseer.casework.contract import NotFound, UnableToAct
from tayseer.casework.queries import attachment_for
from tayseer.kit.formats import day_text, value_text
from tayseer.kit.questions import AnswerRefused, Question
from tayseer.kit.text import Text, isolate, same
from tayseer.registries.appointments.slots import read_slot
from tayseer.ui.words import digits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tayseer.audit.contract import Actor

PHOTO_BYTES, FILE_BYTES = 1_000_000, 2_000_000
MOST_PIXELS = 40_000_000
_QUALITY = 90
#: Answers whose order an Arabic sentence around them must not turn.
_WRITTEN_LEFT_TO_RIGHT = {"latin_name", "email", "mobile", "number"}

_TOO_BIG = Text(
    ar="الملف أكبر من الحد. اختر ملفًا أصغر، حتى {most}.", en="The file is too big. Choose a smaller one, up to {most}."
)
_NOT_A_PICTURE = Text(
    ar="هذا الملف ليس صورة \u2066JPEG\u2069 أو \u2066PNG\u2069 سليمة. اختر صورة أخرى.",
    en="This file is not a sound JPEG or PNG picture. Choose another.",
)
_NOT_A_PAPER = Text(
    ar="هذا الملف ليس صورة \u2066JPEG\u2069 أو \u2066PNG\u2069 ولا ملف \u2066PDF\u2069. اختر ملفًا آخر.",
    en="This file is neither a JPEG or PNG picture nor a PDF. Choose another.",
)
_NO_SUCH_DAY = Text(
    ar="هذا اليوم غير موجود. اكتب اليوم والشهر والسنة بالأرقام.",
    en="There is no such day. Enter day, month and year in digits.",
)
_MEGABYTES = {
    PHOTO_BYTES: Text(ar="ميغابايت واحد", en="1 MB"),
    FILE_BYTES: Text(ar="\u20662\u2069 ميغابايت", en="2 MB"),
}


def typed_in(question: Question, post: Mapping[str, Any]) -> str:
    """What a form sent for a question, as one plain value; a Hijri day comes out as the same day, Gregorian.

    Raises ``AnswerRefused`` for a day that no calendar has.
    """
    if question.kind != "day":
        return str(post.get(question.code, ""))
    parts = [digits(str(post.get(f"{question.code}-{part}", "")).strip()) for part in ("year", "month", "day")]
    if not any(parts):
        return ""
    try:
        year, month, day = (int(part) for part in parts)
        if post.get(f"{question.code}-calendar") == "hijri":
            return Hijri(year, month, day).to_gregorian().isoformat()
    except (ValueError, OverflowError):
        raise AnswerRefused(_NO_SUCH_DAY) from None
    return f"{year:04d}-{month:02d}-{day:02d}"


@dataclass(frozen=True)
class DayTyped:
    """The parts of a day field as typed, so that an error clears nothing."""

    day: str = ""
    month: str = ""
    year: str = ""
    calendar: str = "gregorian"


def day_typed(question: Question, post: Mapping[str, Any] | None, kept: str) -> DayTyped:
    """What the day field shows: what was just typed, else the day that is kept."""
    if post is not None:
        part = {name: str(post.get(f"{question.code}-{name}", "")) for name in ("day", "month", "year")}
        calendar = "hijri" if post.get(f"{question.code}-calendar") == "hijri" else "gregorian"
        return DayTyped(calendar=calendar, **part)
    year, _, rest = kept.partition("-")
    month, _, day = rest.partition("-")
    return DayTyped(day.lstrip("0"), month.lstrip("0"), year)


def keep_file(question: Question, sent: Any, *, actor: Actor, at: datetime) -> str:
    """Check a file that was sent, keep it, and return its public id. Raises ``AnswerRefused`` saying what is wrong."""
    most = PHOTO_BYTES if question.kind == "photo" else FILE_BYTES
    if sent.size > most:
        raise AnswerRefused(_TOO_BIG.fill({"most": _MEGABYTES[most]}))
    content = sent.read()
    try:
        if question.kind == "file" and content.startswith(b"%PDF-"):
            return attach(actor=actor, name=sent.name, media_type="application/pdf", content=content, at=at)
        media_type, clean = _clean_picture(content)
        return attach(actor=actor, name=sent.name, media_type=media_type, content=clean, at=at)
    except _NotAPictureError:
        raise AnswerRefused(_NOT_A_PICTURE if question.kind == "photo" else _NOT_A_PAPER) from None
    except UnableToAct as too_many:
        raise AnswerRefused(too_many.text) from None


class _NotAPictureError(ValueError):
    """The bytes are no picture that can be taken."""


def _clean_picture(content: bytes) -> tuple[str, bytes]:
    """The picture written anew, upright, without the place and device that cameras hide in it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise _NotAPictureError
                kind = str(picture.format)
                upright = ImageOps.exif_transpose(picture)
                made = io.BytesIO()
                if kind == "JPEG":
                    upright.convert("RGB").save(made, "JPEG", quality=_QUALITY)
                else:
                    upright.convert("RGBA" if "A" in upright.getbands() else "RGB").save(made, "PNG")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ):
        raise _NotAPictureError from None
    return f"image/{kind.lower()}", made.getvalue()


@dataclass(frozen=True)
class Held:
    """A file kept already, as the file field lists it."""

    id: str
    name: str
    size: str


def held_file(kept: str, *, actor: Actor) -> Held | None:
    """The file behind an answer; ``None`` when there is none of this person's."""
    if not kept:
        return None
    try:
        row = attachment_for(actor=actor, public_id=kept)
    except NotFound:
        return None
    return Held(row.public_id, row.name, f"{max(1, len(row.content) // 1000)} KB")


def answer_words(question: Question, value: Any, *, actor: Actor) -> Text:
    """An answer as the reader checks it."""
    if value is None or value == "":
        return Text(ar="لم تُجب (اختياري)", en="Not answered (optional)")
    if question.kind in {"photo", "file"}:
        held = held_file(str(value), actor=actor)
        return Text(ar="ملف محذوف", en="File removed") if held is None else same(held.name)
    if question.kind == "slot":
        slot = read_slot(str(value))
        if slot is None:
            return same(str(value))
        day = day_text(slot.day)
        return Text(
            ar=f"{slot.branch.ar}، {day.ar}، الساعة {isolate(slot.time)}",
            en=f"{slot.branch.en}, {day.en}, at {slot.time}",
        )
    if question.kind in _WRITTEN_LEFT_TO_RIGHT:
        return Text(ar=isolate(str(value)), en=str(value))
    return value_text(value, options=question.options or None)


def prefilled(question: Question, context: Any) -> str:
    """What the field begins with when the state already knows a likely answer; empty when it does not."""
    value = None if question.prefill is None else question.prefill.value(context)
    if value is None:
        return ""
    return value.in_("ar") if isinstance(value, Text) else str(value)
