"""The one page that is opened most, answered ahead of Django: one's own document, from the pages kept ready.

It asks what Django would ask (whose session, whose document, how many messages wait) in one statement, and sends the
same headers, but for the cookie of the forms, whose year any other page renews. It hands on everything that is not
plain: no session, no kept page, another's document, a query. A test compares both answers byte by byte.
"""

import os
import re
import secrets
import string
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.http.request import split_domain_port, validate_host

from tayseer.identity.actions import touch_session
from tayseer.identity.middleware import COOKIE, LONGEST_TOKEN
from tayseer.identity.queries import TOUCH_EVERY
from tayseer.portal.ready_page import opened
from tayseer.site import clock, counters
from tayseer.site.middleware import PERMISSIONS, REQUEST_ID, compressed, content_security_policy
from tayseer.ui.environment import DISPLAY_COOKIE, display_of

PATH = re.compile(r"/(ar|en)/wallet/([a-z2-7]{16})/")
_SECRET_LENGTH = 32
#: The letters of Django's tokens, in its order.
_LETTERS = string.ascii_letters + string.digits
_PLACES = {letter: place for place, letter in enumerate(_LETTERS)}
_TWICE = _LETTERS * 2
_DRAWN = 48
#: Each byte below 248, which is four times 62, falls on every letter equally often; those above are drawn again.
_AS_LETTERS = bytes(ord(_LETTERS[byte % len(_LETTERS)]) for byte in range(256))
_UNEVEN = bytes(range(248, 256))

Answer = tuple[list[tuple[str, str]], bytes]


def ahead_of(application: Callable[..., Any]) -> Callable[..., Any]:
    """A WSGI application that answers what it can by itself and hands everything else on."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = PATH.fullmatch(environ.get("PATH_INFO", ""))
        answer = _answer(environ, found[1], found[2]) if found and _is_plain(environ) else None
        if answer is None:
            answered: Iterable[bytes] = application(environ, start_response)
            return answered
        headers, body = answer
        start_response("200 OK", headers)
        return [body]

    return serve


def _is_plain(environ: dict[str, Any]) -> bool:
    return (
        environ.get("REQUEST_METHOD") == "GET"
        and not environ.get("QUERY_STRING")
        and COOKIE in environ.get("HTTP_COOKIE", "")
        and _host_is_ours(environ.get("HTTP_HOST", ""))
    )


@lru_cache(maxsize=256)
def _host_is_ours(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _answer(environ: dict[str, Any], lang: str, public_id: str) -> Answer | None:
    """The page for whoever holds the session; None when Django has to answer."""
    started = time.perf_counter()
    try:
        cookies = SimpleCookie(environ["HTTP_COOKIE"])
    except CookieError:
        return None
    session, secret = _value(cookies, COOKIE), _value(cookies, settings.CSRF_COOKIE_NAME)
    if (
        not session
        or len(session) > LONGEST_TOKEN
        or len(secret) != _SECRET_LENGTH
        or not _PLACES.keys() >= set(secret)
    ):
        return None
    try:
        page = _page(session, lang, public_id, secret=secret, shown=_value(cookies, DISPLAY_COOKIE))
    except DatabaseError:
        # What is wrong is told by Django, in the reader's language.
        return None
    finally:
        close_old_connections()
    if page is None:
        return None
    body, encoding = compressed(page.encode(), environ.get("HTTP_ACCEPT_ENCODING", ""))
    counters.count(200, time.perf_counter() - started)
    return _headers(environ, lang, length=len(body), encoding=encoding), body


def _page(session: str, lang: str, public_id: str, *, secret: str, shown: str) -> str | None:
    at = clock.now()
    kept = opened(session=session, public_id=public_id, lang=lang, display=display_of(shown), at=at, on=clock.today(at))
    if kept is None:
        return None
    if at - kept.found.session.last_seen_at >= TOUCH_EVERY:
        touch_session(token=session, at=at)
    return kept.with_token(_masked(secret))


def _masked(secret: str) -> str:
    """The token of forms for the secret in the cookie, masked anew as Django does for each page.

    Django's own function draws each letter by itself, which costs a quarter of the whole answer.
    """
    mask = os.urandom(_DRAWN).translate(_AS_LETTERS, _UNEVEN)[: len(secret)]
    if len(mask) < len(secret):
        return _masked(secret)
    drawn = mask.decode("ascii")
    return drawn + "".join([_TWICE[_PLACES[one] + _PLACES[other]] for one, other in zip(secret, drawn, strict=True)])


def _headers(environ: dict[str, Any], lang: str, *, length: int, encoding: str) -> list[tuple[str, str]]:
    sent = environ.get("HTTP_X_REQUEST_ID", "")
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private"),
        ("Vary", "Cookie, Accept-Encoding"),
        ("Content-Language", lang),
        ("Content-Length", str(length)),
        ("X-Request-ID", sent if REQUEST_ID.fullmatch(sent) else secrets.token_hex(8)),
        ("Content-Security-Policy", content_security_policy(secrets.token_urlsafe(12))),
        ("Permissions-Policy", PERMISSIONS),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
    ]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    if settings.SECURE_HSTS_SECONDS and environ.get("HTTP_X_FORWARDED_PROTO") == "https":
        headers.append(("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}"))
    return headers


def _value(cookies: SimpleCookie, name: str) -> str:
    return cookies[name].value if name in cookies else ""
