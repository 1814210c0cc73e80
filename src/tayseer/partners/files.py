"""A picture or a paper that a program sends: checked, and the picture written anew without what cameras hide in it."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig
from PIL import Image, ImageOps

from tayseer.kit.text import Text
from tayseer.partners import problems
from tayseer.partners.problems import Problem

if TYPE_CHECKING:
    from django.http import HttpRequest

LARGEST = 2_000_000
MOST_PIXELS = 40_000_000
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG"}
_TOO_LARGE = Text(ar="الملف أكبر من \u20662\u2069 ميغابايت.", en="The file is larger than 2 MB.")
_WRONG_TYPE = Text(
    ar="أرسل الملف نفسه بنوعه: \u2066image/jpeg\u2069 أو \u2066image/png\u2069 أو \u2066application/pdf\u2069.",
    en="Send the file itself with its type: image/jpeg, image/png or application/pdf.",
)
_UNSOUND = Text(ar="الملف ليس من النوع المذكور أو أنه تالف.", en="The file is not of the type stated, or is damaged.")


def taken(request: HttpRequest) -> tuple[str, bytes]:
    """The media type and content to keep. Raises ``Problem`` for anything but a sound JPEG, PNG or PDF."""
    try:
        content = request.body
    except RequestDataTooBig:
        raise Problem(problems.TOO_LARGE, _TOO_LARGE) from None
    if len(content) > LARGEST:
        raise Problem(problems.TOO_LARGE, _TOO_LARGE)
    kind = request.content_type or ""
    if kind == "application/pdf" and content.startswith(b"%PDF-"):
        return kind, content
    if kind not in PICTURES:
        raise Problem(problems.WRONG_TYPE if kind != "application/pdf" else problems.BAD_REQUEST, _WRONG_TYPE)
    return kind, _written_anew(content, PICTURES[kind])


def _written_anew(content: bytes, kind: str) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=(kind,)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Problem(problems.TOO_LARGE, _TOO_LARGE)
                upright = ImageOps.exif_transpose(picture)
                made = io.BytesIO()
                colours = "RGBA" if kind == "PNG" and "A" in upright.getbands() else "RGB"
                upright.convert(colours).save(made, kind)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Problem(problems.BAD_REQUEST, _UNSOUND) from None
    return made.getvalue()
