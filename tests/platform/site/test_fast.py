"""One's own document, answered ahead of Django, is answered as Django answers; all else is handed on."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.middleware.csrf import _unmask_cipher_token

from tayseer.documents import actions as documents
from tayseer.identity.middleware import COOKIE
from tayseer.kit.text import Text
from tayseer.notices.actions import tell
from tayseer.site import clock, fast
from tests.platform.portal.person_cast import AT, SYSTEM, browser
from tests.platform.portal.wallet_cast import issued, somebody

pytestmark = pytest.mark.django_db

SECRET = "a" * 32
#: What differs from one answer to the next by intent.
VARIES = [
    re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}'),
    re.compile(r"(?<='nonce-)[\w-]{16}"),
]
Answer = tuple[str, dict[str, str], str]


class NoDjango(Exception):
    """The request was handed on."""


def refuse(environ: dict[str, Any], start_response: Any) -> Any:
    raise NoDjango


def ask(application: Any, path: str, token: str, *, cookies: str = "", **more: str) -> Answer:
    """The answer to a browser: its status, its headers and its page."""
    said: dict[str, Any] = {}
    environ = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost",
        "HTTP_X_REQUEST_ID": "request-of-this-test", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0), "HTTP_ACCEPT_ENCODING": "gzip",
        "HTTP_COOKIE": f"{COOKIE}={token}; {settings.CSRF_COOKIE_NAME}={SECRET}{cookies}", **more,
    }  # fmt: skip
    body = b"".join(
        application(environ, lambda status, headers, _=None: said.update(status=status, headers=dict(headers)))
    )
    headers = said["headers"]
    page = gzip.decompress(body).decode() if headers.get("Content-Encoding") == "gzip" else body.decode()
    headers.pop("Content-Length", None)
    for varying in VARIES:
        page = varying.sub("…", page)
        headers = {name: varying.sub("…", value) for name, value in headers.items()}
    return said["status"], headers, page


@pytest.fixture
def django(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(clock, "now", lambda: AT)
    # The test's connection holds its transaction, so nobody may give it back; Django's own test client does the same.
    monkeypatch.setattr(fast, "close_old_connections", lambda: None)
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield get_wsgi_application()
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def signed_in() -> tuple[int, str]:
    """Somebody, and the cookie of their session."""
    person = somebody()
    return person, browser(person).cookies[COOKIE].value


def vary(headers: dict[str, str]) -> dict[str, Any]:
    """Headers without the order of Vary, the hour until which a page was good, and the renewal of the forms' cookie."""
    headers.pop("Set-Cookie", None)
    return {**headers, "Vary": set(re.split(r", *", headers["Vary"])), "Expires": ""}


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_second_reading_is_answered_ahead_and_says_what_django_says(django: Any, lang: str) -> None:
    person, token = signed_in()
    path = f"/{lang}/wallet/{issued(person).public_id}/"
    first = ask(fast.ahead_of(django), path, token)

    status, headers, page = ask(fast.ahead_of(refuse), path, token)
    told_status, told_headers, told_page = ask(django, path, token)

    assert page == told_page == first[2]
    assert status == told_status
    assert vary(headers) == vary(told_headers)


def test_before_the_first_reading_nothing_is_kept(django: Any) -> None:
    person, token = signed_in()

    with pytest.raises(NoDjango):
        ask(fast.ahead_of(refuse), f"/ar/wallet/{issued(person).public_id}/", token)


def test_another_person_is_never_shown_it(django: Any) -> None:
    person, token = signed_in()
    _, other = signed_in()
    path = f"/ar/wallet/{issued(person).public_id}/"
    ask(django, path, token)

    with pytest.raises(NoDjango):
        ask(fast.ahead_of(refuse), path, other)
    assert ask(fast.ahead_of(django), path, other)[0].startswith("404")


def test_a_page_of_before_the_revocation_is_not_sent(django: Any) -> None:
    person, token = signed_in()
    document = issued(person)
    path = f"/en/wallet/{document.public_id}/"
    ask(django, path, token)

    documents.revoke(actor=SYSTEM, at=AT, public_id=document.public_id, reason="holder.deceased")

    with pytest.raises(NoDjango):
        ask(fast.ahead_of(refuse), path, token)
    assert "Revoked" in ask(fast.ahead_of(django), path, token)[2]


@pytest.mark.parametrize(
    "change",
    [
        {"REQUEST_METHOD": "POST"},
        {"QUERY_STRING": "x=1"},
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_COOKIE": ""},
        {"HTTP_COOKIE": f"{COOKIE}=unknown; {settings.CSRF_COOKIE_NAME}={SECRET}"},
        {"HTTP_COOKIE": f"{COOKIE}={'x' * 500}; {settings.CSRF_COOKIE_NAME}={SECRET}"},
    ],
)
def test_whatever_is_not_plain_is_handed_on(django: Any, change: dict[str, str]) -> None:
    person, token = signed_in()
    path = f"/ar/wallet/{issued(person).public_id}/"
    ask(django, path, token)

    with pytest.raises(NoDjango):
        ask(fast.ahead_of(refuse), path, token, **change)


def test_each_way_of_reading_has_a_page_of_its_own(django: Any) -> None:
    person, token = signed_in()
    path = f"/ar/wallet/{issued(person).public_id}/"
    ask(django, path, token)
    ask(django, path, token, cookies="; tayseer_display=150.simple")

    usual = ask(fast.ahead_of(refuse), path, token)[2]
    large = ask(fast.ahead_of(refuse), path, token, cookies="; tayseer_display=150.simple")[2]

    assert "text-100" in usual
    assert "text-150 simple" in large


def test_a_new_message_is_counted_at_once(django: Any) -> None:
    person, token = signed_in()
    path = f"/en/wallet/{issued(person).public_id}/"
    ask(django, path, token)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notices_message SET read_at = now() WHERE person_id = %s", [person])
    before = ask(django, path, token)[2]

    told = {"text_title": Text(ar="أ", en="a"), "text_body": Text(ar="ب", en="b")}
    tell(actor=SYSTEM, at=AT, person_id=person, **told)
    after = ask(fast.ahead_of(django), path, token)[2]

    assert "1<span" in after
    assert "1<span" not in before


def test_a_form_of_the_page_is_taken_by_django(django: Any) -> None:
    person, token = signed_in()
    path = f"/ar/wallet/{issued(person).public_id}/"
    ask(django, path, token)

    masked = {fast._masked(SECRET) for _ in range(50)}

    assert len(masked) == 50
    assert all(_unmask_cipher_token(one) == SECRET for one in masked)
    assert all(_unmask_cipher_token(fast._masked(secret)) == secret for secret in ("aZ09" * 8, "9" * 32))
