"""What a program is told when something cannot be done: RFC 9457 problem details, in the reader's language."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A sort of problem: its stable name, status and title."""

    name: str
    status: int
    title: Text


BAD_REQUEST = Kind("bad-request", 400, Text(ar="الطلب غير مفهوم", en="The request cannot be read"))
NO_TOKEN = Kind("no-token", 401, Text(ar="يلزم رمز دخول صالح", en="A valid token is needed"))
NOT_SURE = Kind("not-sure", 401, Text(ar="الدخول أضعف مما يلزم", en="The sign-in is not sure enough"))
NOT_IN_SCOPE = Kind("not-in-scope", 403, Text(ar="الرمز لا يكفي لهذا", en="The token does not reach so far"))
NOT_FOUND = Kind("not-found", 404, Text(ar="لا شيء في هذا العنوان", en="There is nothing here"))
WRONG_METHOD = Kind("wrong-method", 405, Text(ar="الفعل غير متاح هنا", en="This method is not for this address"))
CONFLICT = Kind("conflict", 409, Text(ar="لا يمكن ذلك الآن", en="It cannot be done as things stand"))
TOO_LARGE = Kind("too-large", 413, Text(ar="المرسل أكبر من الحد", en="What was sent is too large"))
WRONG_TYPE = Kind("wrong-media-type", 415, Text(ar="نوع المرسل غير مقبول", en="What was sent is of the wrong type"))
ANSWERS = Kind("answers-refused", 422, Text(ar="بعض الأجوبة ناقص أو غير صحيح", en="Some answers are missing or wrong"))
NOT_ALLOWED = Kind(
    "not-allowed", 422, Text(ar="شرط من شروط الخدمة غير متحقق", en="A rule of the service does not hold")
)
KEY_REUSED = Kind("key-reused", 422, Text(ar="المفتاح مستعمل لطلب آخر", en="The key was used for another request"))
TOO_MANY = Kind("too-many-requests", 429, Text(ar="الطلبات أكثر من الحد", en="Too many requests"))
BROKEN = Kind("broken", 500, Text(ar="خلل من جهتنا", en="Something went wrong on our side"))
BUSY = Kind("busy", 503, Text(ar="الخدمة مشغولة", en="The service is busy"))


class Problem(Exception):
    """Stops an operation with a problem; ``detail`` says what happened and what to do, ``more`` adds members."""

    def __init__(
        self,
        kind: Kind,
        detail: Text,
        *,
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail.en)
        self.kind, self.detail, self.more, self.headers = kind, detail, dict(more or {}), dict(headers or {})


@dataclass(frozen=True)
class Told:
    """The members every problem has."""

    kind: Kind
    detail: Text
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_data(self, lang: str, *, request_id: str) -> dict[str, Any]:
        """The problem as JSON-ready data."""
        return {
            "type": f"urn:tayseer:problem:{self.kind.name}",
            "title": self.kind.title.in_(lang),
            "status": self.kind.status,
            "detail": self.detail.in_(lang),
            "request": request_id,
            **self.more,
        }


def answer(problem: Problem, lang: str, *, request_id: str) -> HttpResponse:
    """The response that tells a problem; never kept by anybody on the way."""
    told = Told(problem.kind, problem.detail, problem.more).as_data(lang, request_id=request_id)
    response = HttpResponse(json.dumps(told, ensure_ascii=False), status=problem.kind.status, content_type=MEDIA_TYPE)
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


NOTHING = Text(
    ar="العنوان غير صحيح، أو أن ما تطلبه لا يخص صاحب الرمز.",
    en="The address is wrong, or what you ask for does not belong to the holder of the token.",
)


def not_found() -> Problem:
    """There is no such thing, or the caller may not know of it: the two look alike."""
    return Problem(NOT_FOUND, NOTHING)
