"""What every operation of the API passes through: who calls, in which language, how often, and with what."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt

from tayseer.casework.contract import AnswersRefused, NotAllowed, NotFound, NotSureEnough, UnableToAct, UnableToFile
from tayseer.identity import limits
from tayseer.identity.assurance import ACR
from tayseer.identity.tokens import counted_client
from tayseer.kit.text import Text
from tayseer.partners import problems, shapes
from tayseer.partners.openid import bearer
from tayseer.partners.problems import Problem
from tayseer.services import UnknownService
from tayseer.site import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from django.http import HttpRequest

    from tayseer.audit.contract import Actor
    from tayseer.identity.contract import ApiClient

LOG = logging.getLogger(__name__)
LARGEST_BODY = 100_000
LONGEST_TOKEN = 200
#: Requests in a minute: of one token, and of one address without a token.
PER_TOKEN, PER_ADDRESS, MINUTE = 600, 120, 60
_BEARER = re.compile(r"Bearer ([!-~]{10,200})")
_NO_TOKEN = Text(
    ar="أرسل الرمز في الترويسة \u2066Authorization: Bearer\u2069. يصدر الرمز لصاحب الحساب، وله نهاية.",
    en="Send the token in the header Authorization: Bearer. A token is made for the holder of an account, and ends.",
)
_SLOWER = Text(ar="انتظر دقيقة ثم أعد المحاولة.", en="Wait a minute, then try again.")
_NOT_JSON = Text(ar="أرسل كائن \u2066JSON\u2069 بترميز \u2066UTF-8\u2069.", en="Send a JSON object in UTF-8.")


@dataclass(frozen=True)
class Call:
    """One call of an operation: when, in which language, by which program, and what was sent."""

    request: HttpRequest
    at: datetime
    lang: str
    client: ApiClient | None

    @property
    def on(self) -> date:
        """The day in Riyadh."""
        return clock.today(self.at)

    @property
    def actor(self) -> Actor:
        """The person for whom the program acts."""
        assert self.client is not None
        return self.client.actor

    @property
    def person_id(self) -> int:
        """The registry id of the person for whom the program acts."""
        return int(self.actor.id or 0)

    def query(self, name: str, default: str = "") -> str:
        """A value from the address."""
        return self.request.GET.get(name, default)

    def limit(self, *, most: int = 100, default: int = 25) -> int:
        """How many the caller wants on a page."""
        written = self.query("limit", str(default))
        if not written.isascii() or not written.isdigit() or not 1 <= int(written) <= most:
            text = Text(
                ar=f"اكتب عددًا من \u20661\u2069 إلى \u2066{most}\u2069.", en=f"limit is a number from 1 to {most}."
            )
            raise Problem(problems.BAD_REQUEST, text)
        return int(written)

    def sent(self, kinds: Mapping[str, type | tuple[type, ...]]) -> dict[str, Any]:
        """The JSON object that was sent, with the members named and of these types; each may be left out.

        Raises ``Problem`` for anything that is no such object. Numbers with a point come out as text, never as floats.
        """
        body = self._body()
        if set(body) - set(kinds):
            wanted, odd = ", ".join(kinds) or "{}", ", ".join(sorted(set(body) - set(kinds)))
            text = Text(
                ar=f"غير معروف هنا: \u2066{odd}\u2069. المقبول: \u2066{wanted}\u2069.",
                en=f"Not known here: {odd}. Known: {wanted}.",
            )
            raise Problem(problems.BAD_REQUEST, text)
        for name, value in body.items():
            if not isinstance(value, kinds[name]) or (isinstance(value, bool) and kinds[name] is not bool):
                text = Text(
                    ar=f"قيمة \u2066{name}\u2069 من نوع غير مقبول.", en=f"The value of {name} is of the wrong type."
                )
                raise Problem(problems.BAD_REQUEST, text)
        return body

    def _body(self) -> dict[str, Any]:
        try:
            raw = self.request.body
        except RawPostDataException:
            raise Problem(problems.BAD_REQUEST, _NOT_JSON) from None
        if len(raw) > LARGEST_BODY:
            raise Problem(
                problems.TOO_LARGE, Text(ar="الحد \u2066100\u2069 كيلوبايت.", en="At most 100 kB may be sent.")
            )
        if not raw:
            return {}
        if self.request.content_type != "application/json":
            raise Problem(problems.WRONG_TYPE, _NOT_JSON)
        try:
            body = json.loads(raw, parse_float=str, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise Problem(problems.BAD_REQUEST, _NOT_JSON) from None
        if not isinstance(body, dict) or _holds_nul(body):
            raise Problem(problems.BAD_REQUEST, _NOT_JSON)
        return body


def _holds_nul(value: Any) -> bool:
    """Whether a text anywhere inside holds the character that PostgreSQL cannot keep."""
    if isinstance(value, dict):
        return any(_holds_nul(item) for pair in value.items() for item in pair)
    if isinstance(value, list):
        return any(_holds_nul(item) for item in value)
    return isinstance(value, str) and "\x00" in value


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def operation(**methods: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """One address of the API: ``operation(GET=show, POST=file)``; each is made by ``needs``."""

    @csrf_exempt
    def answer(request: HttpRequest, **kwargs: str) -> HttpResponse:
        lang = language_of(request)
        request_id = getattr(request, "id", "")
        try:
            method = methods.get("GET" if request.method == "HEAD" else request.method or "")
            if method is None:
                allowed = ", ".join(sorted(methods))
                text = Text(ar=f"المتاح هنا: \u2066{allowed}\u2069.", en=f"Here you may use: {allowed}.")
                raise Problem(problems.WRONG_METHOD, text, headers={"Allow": allowed})  # noqa: TRY301 told like any other
            response = method(request, lang=lang, **kwargs)
        except Problem as problem:
            response = problems.answer(problem, lang, request_id=request_id)
        except Exception as failure:  # noqa: BLE001 a program is told in its own form, whatever happened
            response = problems.answer(as_problem(failure, lang), lang, request_id=request_id)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        response.headers["Content-Language"] = lang
        response.headers["Vary"] = "Accept-Language, Authorization"
        return response

    return answer


def needs(scope: str | None) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """An operation for tokens with this scope; for anybody when it is ``None``. The function gets a ``Call``."""

    def decorate(function: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(function)
        def guarded(request: HttpRequest, *, lang: str, **kwargs: str) -> HttpResponse:
            at = clock.now()
            client = _client(request, at=at)
            if scope is not None:
                must_reach(client, scope)
            return function(Call(request, at, lang, client), **kwargs)

        guarded.scope = scope  # type: ignore[attr-defined]
        return guarded

    return decorate


def _client(request: HttpRequest, *, at: datetime) -> ApiClient | None:
    """The program that calls, None without a token; every call is counted. Raises ``Problem``."""
    written = request.headers.get("Authorization", "")
    if not written:
        _must_be_within(_allowed_from(request, at=at))
        return None
    found = _BEARER.fullmatch(written)
    client, within = None, True
    signed = bearer.SHOWN.fullmatch(written)
    if signed:
        # A token of the OpenID provider: it says by itself what it is, and may be bound to a key.
        proof, url = request.headers.get("DPoP", ""), f"{settings.TAYSEER_PUBLIC_URL}{request.path}"
        shown = bearer.Shown(signed[1], signed[2], proof, request.method or "", url)
        client, within = bearer.counted_api_client(shown, limit=PER_TOKEN, at=at)
    elif found:
        client, within = counted_client(token=found[1], limit=PER_TOKEN, per_seconds=MINUTE, at=at)
    if client is None:
        # Guessing tokens is counted as calling without one.
        _must_be_within(_allowed_from(request, at=at))
        raise _unauthorised("invalid_token")
    _must_be_within(within)
    return client


def _unauthorised(error: str = "") -> Problem:
    challenge = 'Bearer realm="tayseer"' + (f', error="{error}"' if error else "")
    return Problem(problems.NO_TOKEN, _NO_TOKEN, headers={"WWW-Authenticate": challenge})


def must_reach(client: ApiClient | None, scope: str) -> None:
    """Raise ``Problem`` unless the program acts for a person and its token has the scope."""
    if client is None:
        raise _unauthorised()
    if scope not in client.scopes or client.actor.kind != "person":
        text = Text(
            ar=f"هذا الفعل يلزمه النطاق \u2066{scope}\u2069 لحساب شخص.",
            en=f"This needs the scope {scope}, for a person.",
        )
        challenge = f'Bearer realm="tayseer", error="insufficient_scope", scope="{scope}"'
        raise Problem(problems.NOT_IN_SCOPE, text, headers={"WWW-Authenticate": challenge})


def _allowed_from(request: HttpRequest, *, at: datetime) -> bool:
    """Count a call without a good token against its address."""
    key = f"api:address:{request.META.get('REMOTE_ADDR', '')}"
    return limits.allow(key, limit=PER_ADDRESS, per_seconds=MINUTE, at=at)


def _must_be_within(within: bool) -> None:  # noqa: FBT001 - the one thing asked
    if not within:
        raise Problem(problems.TOO_MANY, _SLOWER, headers={"Retry-After": str(MINUTE)})


def as_problem(failure: Exception, lang: str) -> Problem:  # noqa: PLR0911 - one line for each kind of failure
    """What happened below, as a problem."""
    if isinstance(failure, NotFound | UnknownService):
        return problems.not_found()
    if isinstance(failure, AnswersRefused):
        told = {code: text.in_(lang) for code, text in failure.problems.items()}
        return Problem(problems.ANSWERS, failure.text, more={"answers": told})
    if isinstance(failure, NotAllowed):
        verdict = failure.verdict
        lines = [shapes.verdict_line(line, lang, of=verdict.service) for line in (*verdict.refused, *verdict.open)]
        return Problem(problems.NOT_ALLOWED, failure.text, more={"lines": lines})
    if isinstance(failure, NotSureEnough):
        return _not_sure(failure)
    if isinstance(failure, UnableToFile | UnableToAct):
        return Problem(problems.CONFLICT, failure.text)
    if isinstance(failure, OperationalError | InterfaceError):
        return Problem(problems.BUSY, _SLOWER, headers={"Retry-After": str(MINUTE)})
    LOG.error("An operation of the API failed", exc_info=failure)
    text = Text(
        ar="لم يُحفظ شيء من هذا الطلب. أعد المحاولة، ثم أبلغ الدعم برقم الطلب إن تكرر.",
        en="Nothing of this request was saved. Try again; if it happens again, give support the request's number.",
    )
    return Problem(problems.BROKEN, text)


def _not_sure(failure: NotSureEnough) -> Problem:
    """What the token proves is too little; RFC 9470 names the level to ask the person for."""
    acr = ACR[failure.needed.level]
    challenge = f'Bearer realm="tayseer", error="insufficient_user_authentication", acr_values="{acr}"'
    return Problem(problems.NOT_SURE, failure.text, more={"acr_values": acr}, headers={"WWW-Authenticate": challenge})


def language_of(request: HttpRequest) -> str:
    """The reader's language by ``Accept-Language``: of ar and en the one wanted more; Arabic if neither is named."""
    best, chosen = 0.0, "ar"
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        tag, _, rest = part.strip().partition(";")
        weight = re.fullmatch(r"\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", rest)
        q = float(weight[1]) if weight else 1.0
        lang = tag.strip().lower().partition("-")[0]
        if lang in {"ar", "en"} and q > best:
            best, chosen = q, lang
    return chosen


def say(
    data: Mapping[str, Any] | list[Any], *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Data as a JSON response."""
    response = HttpResponse(json.dumps(data, ensure_ascii=False), status=status, content_type="application/json")
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response
