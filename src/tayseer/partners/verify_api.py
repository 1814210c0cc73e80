"""The check of a document for programs: no token, the limits of the page, an answer with stable codes."""

from __future__ import annotations

import base64
import binascii
import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tayseer.kit.text import Text
from tayseer.partners import problems, schemas
from tayseer.partners.operations import Call, needs, say
from tayseer.partners.problems import Problem

if TYPE_CHECKING:
    from django.http import HttpResponse

FILES = ("application/pdf", "image/png", "image/jpeg", "image/webp")
WAYS = ({"text"}, {"file"}, {"number", "code"})
#: A file of 5 MB in base64, with what stands around it.
LARGEST_JSON = 7_200_000
_TOO_LARGE = Text(ar="الملف أكبر من \u20665\u2069 ميغابايت.", en="The file is larger than 5 MB.")
_TOO_MANY = Text(
    ar="طلبات تحقق كثيرة من شبكتك. انتظر ثم أعد المحاولة.",
    en="Too many checks from your network. Wait, then try again.",
)
_NO_MATCH = Text(ar="لا وثيقة بهذا الرقم ورمز التحقق.", en="No document has this number and check code.")
_WAYS = Text(
    ar="أرسل كائن \u2066JSON\u2069 فيه \u2066text\u2069 وحده، أو \u2066file\u2069 وحده بترميز \u2066base64\u2069، "
    "أو \u2066number\u2069 و\u2066code\u2069 معًا.",
    en="Send a JSON object with text alone, or file alone in base64, or number and code together.",
)
_TYPES = Text(
    ar="أرسل \u2066JSON\u2069، أو الملف نفسه بنوعه (\u2066PDF\u2069 أو صورة)، أو نموذجًا فيه الحقل \u2066file\u2069.",
    en="Send JSON, the file itself with its type (a PDF or a picture), or a form with the field file.",
)


@needs(None)
def check(call: Call) -> HttpResponse:
    """Check the text of a code, a PDF, a picture of a code, or a document by its number and check code."""
    checking = _checking()
    address = str(call.request.META.get("REMOTE_ADDR", ""))
    # Whoever sends a token is counted by it already.
    if call.client is None and not checking.may_check(address=address, at=call.at):
        raise Problem(problems.TOO_MANY, _TOO_MANY, headers={"Retry-After": "60"})
    data = _sent(call, largest=checking.MAX_FILE_BYTES)
    if isinstance(data, dict):
        # Who comes with a token is known; others have the few that a page without scripts has.
        plain = call.client is not None or checking.may_look_up_without_effort(address=address, at=call.at)
        if not plain or not checking.may_look_up(address=address, at=call.at):
            raise Problem(problems.TOO_MANY, _TOO_MANY, headers={"Retry-After": "3600"})
        data = checking.text_of(**data)
        if data is None:
            raise Problem(problems.NOT_FOUND, _NO_MATCH)
    return say(checking.checked(data, at=call.at, lang=call.lang))


def described(lang: str) -> dict[str, Any]:
    """The operation as the OpenAPI document describes it."""
    summary = Text(ar="التحقق من وثيقة", en="Check a document").in_(lang)
    text = {"type": "string"}
    ways: list[dict[str, Any]] = [
        {
            "type": "object", "properties": dict.fromkeys(sorted(way), text), "required": sorted(way),
            "additionalProperties": False,
        } for way in WAYS
    ]  # fmt: skip
    form = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}
    return {
        "operationId": "verify",
        "summary": summary,
        "parameters": [{"$ref": "#/components/parameters/language"}],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"oneOf": ways}},
                **{kind: {} for kind in FILES},
                "multipart/form-data": {"schema": form},
            },
        },
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": schemas.ref("Check")}}},
            "default": {"$ref": "#/components/responses/problem"},
        },
        "security": [{}],
    }


def _checking() -> Any:
    """The check of this installation: it stands beside this app, so it is named here and not imported."""
    return import_module(getattr(settings, "TAYSEER_CHECK", "tayseer.verify.answers"))


def _sent(call: Call, *, largest: int) -> bytes | str | dict[str, str]:
    """What is to be checked: a file, the text of a code, or number and check code by name. Raises ``Problem``."""
    kind = call.request.content_type
    if kind in FILES:
        return _at_most(call.request.read(largest + 1), largest)
    if kind == "multipart/form-data":
        upload = call.request.FILES.get("file")
        if upload is None:
            raise Problem(problems.BAD_REQUEST, _WAYS)
        return _at_most(upload.read(largest + 1), largest)
    if kind != "application/json":
        raise Problem(problems.WRONG_TYPE, _TYPES)
    body = _object(_at_most(call.request.read(LARGEST_JSON + 1), LARGEST_JSON))
    if "text" in body:
        return body["text"]
    if "file" in body:
        return _at_most(_decoded(body["file"]), largest)
    return body


def _object(raw: bytes) -> dict[str, str]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Problem(problems.BAD_REQUEST, _WAYS) from None
    if not isinstance(body, dict) or set(body) not in WAYS or not all(_is_text(value) for value in body.values()):
        raise Problem(problems.BAD_REQUEST, _WAYS)
    return body


def _is_text(value: Any) -> bool:
    # PostgreSQL keeps no NUL, and half a surrogate pair is no character.
    return isinstance(value, str) and "\x00" not in value and not any("\ud800" <= one <= "\udfff" for one in value)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Problem(problems.BAD_REQUEST, _WAYS) from None


def _at_most(data: bytes, largest: int) -> bytes:
    if len(data) > largest:
        raise Problem(problems.TOO_LARGE, _TOO_LARGE)
    return data
