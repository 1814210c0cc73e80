"""What every answer carries, and what people and machines get from the addresses of the site itself."""

import gzip
import json
import re

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from tayseer.site import built, counters, errors, health, middleware, views
from tayseer.site.settings import MIDDLEWARE


def answered(request, response=None):
    return middleware.Headers(lambda _request: response or HttpResponse("مرحبًا"))(request)


def answer_to(trouble, request):
    """The answer to a request in whose view this trouble was raised."""
    try:
        raise trouble
    except type(trouble):
        return errors.server_error(request)


@pytest.fixture
def request_to():
    return RequestFactory().get


def test_each_answer_has_a_policy_with_the_nonce_of_its_request(request_to):
    request = request_to("/ar/")

    policy = answered(request).headers["Content-Security-Policy"]

    assert f"script-src 'self' 'nonce-{request.nonce}'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_no_two_requests_share_a_nonce(request_to):
    first, second = request_to("/ar/"), request_to("/ar/")
    answered(first)
    answered(second)

    assert first.nonce != second.nonce


@pytest.mark.parametrize("sent", ["abc\nSet-Cookie: x=1", "<script>", "", "x" * 200])
def test_a_request_id_that_could_do_harm_is_replaced(request_to, sent):
    answer = answered(request_to("/ar/", headers={"X-Request-ID": sent}))

    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"])


def test_a_harmless_request_id_is_kept_for_the_log_of_the_proxy(request_to):
    assert (
        answered(request_to("/ar/", headers={"X-Request-ID": "edge-7f3a9c21"})).headers["X-Request-ID"]
        == "edge-7f3a9c21"
    )


def test_pages_of_somebody_signed_in_are_stored_by_nobody(request_to):
    request = request_to("/ar/wallet/")
    request.account = object()

    assert answered(request).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "lang"), [("/en/services/", "en"), ("/ar/services/", "ar"), ("/api/v1/", "ar"), ("/en", "en")]
)
def test_the_address_says_the_language(request_to, path, lang):
    request = request_to(path)

    middleware.Language(lambda _request: HttpResponse())(request)

    assert request.lang == lang


def test_a_long_page_is_compressed_and_reads_the_same(request_to):
    page = "صفحة طويلة " * 500

    answer = middleware.Compress(lambda _request: HttpResponse(page))(
        request_to("/ar/", headers={"Accept-Encoding": "gzip"})
    )

    assert gzip.decompress(answer.content).decode() == page
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_the_same_page_compressed_again_and_again_has_no_one_length(request_to):
    page = HttpResponse("سر " * 2000).content

    lengths = {
        len(
            middleware.Compress(lambda _r: HttpResponse(page))(
                request_to("/", headers={"Accept-Encoding": "gzip"})
            ).content
        )
        for _ in range(40)
    }

    assert len(lengths) > 5


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("ar-SA,ar;q=0.9,en;q=0.8", "ar"),
        ("fr,en;q=0.5,ar;q=0.4", "en"),
        ("ur,fil", "ar"),
        ("", "ar"),
        ("en;q=nonsense, ar;q=0.1", "ar"),
    ],
)
def test_a_browser_gets_the_language_it_likes_best(header, lang):
    assert views.preferred(header) == lang


def test_the_language_chosen_before_counts_more_than_the_browsers(client):
    client.cookies["tayseer_lang"] = "ar"

    answer = views.choose_language(
        RequestFactory().get("/", headers={"Accept-Language": "en", "Cookie": "tayseer_lang=ar"})
    )

    assert answer.headers["Location"] == "/ar/"


@pytest.mark.parametrize(
    ("lang", "direction", "title"), [("ar", "rtl", "الصفحة غير موجودة"), ("en", "ltr", "Page not found")]
)
def test_a_missing_page_says_so_in_the_readers_language(request_to, lang, direction, title):
    request = request_to(f"/{lang}/nothing/")
    request.lang = lang

    page = errors.not_found(request).content.decode()

    assert f'lang="{lang}" dir="{direction}"' in page
    assert f"<h1>{title}</h1>" in page


def test_who_may_not_see_a_page_is_told_the_same_as_who_asks_for_one_that_is_not_there(request_to):
    forbidden, missing = errors.permission_denied(request_to("/ar/x/")), errors.not_found(request_to("/ar/x/"))

    assert (forbidden.status_code, forbidden.content) == (missing.status_code, missing.content)


def test_a_database_that_does_not_answer_means_try_again_later(request_to):
    answer = answer_to(OperationalError(), request_to("/ar/"))

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"


def test_a_fault_of_ours_gives_the_number_that_support_asks_for(request_to):
    request = request_to("/en/")
    request.lang, request.id = "en", "0123456789abcdef"
    answer = answer_to(ZeroDivisionError(), request)

    assert answer.status_code == 500
    assert "0123456789abcdef" in answer.content.decode()


@pytest.mark.django_db
def test_ready_means_that_the_database_answers(request_to):
    assert json.loads(health.ready(request_to("/readyz")).content) == {"status": "ok", "database": "ok"}


@pytest.mark.django_db
def test_figures_are_hidden_from_strangers(request_to, client):
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    assert b"tayseer_requests_total" in client.get("/metrics").content


@pytest.mark.django_db
def test_figures_open_to_who_shows_the_token(monkeypatch, client):
    monkeypatch.setenv("TAYSEER_METRICS_TOKEN", "figures-please")

    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer figures-please"}).status_code == 200


@pytest.mark.django_db
def test_a_request_is_counted(client, monkeypatch):
    # Whichever test ran before may have looked after another folder of counts.
    monkeypatch.setattr(counters, "_mine", None)

    def count() -> int:
        figures = client.get("/metrics").content.decode()
        return int(re.search(r'tayseer_requests_total\{status="2xx"\} (\d+)', figures)[1])

    # The first of a process begins its own count, whatever one of the same number left behind.
    count()
    before = count()
    client.get("/healthz")

    assert count() == before + 2


def test_a_built_file_is_sent_compressed_and_for_ever(settings, tmp_path, client):
    (tmp_path / "app.0123456789ab.css").write_text("body{color:#161616}" * 100)
    (tmp_path / "manifest.json").write_text("{}")
    settings.TAYSEER_STATIC_DIR = tmp_path

    answer = client.get("/static/app.0123456789ab.css", headers={"Accept-Encoding": "gzip, br"})

    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/static/../secret.key").status_code == 404


def test_the_server_sends_built_files_before_django_is_asked(settings, tmp_path):
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "a.0123.woff2").write_bytes(b"wOF2")
    settings.TAYSEER_STATIC_DIR = tmp_path
    said = []

    body = built.ahead_of(lambda *_: pytest.fail("Django was asked"))(
        {"PATH_INFO": "/static/fonts/a.0123.woff2", "REQUEST_METHOD": "GET"}, lambda *words: said.append(words)
    )

    assert [*body] == [b"wOF2"]
    assert said[0][0] == "200 OK"


def test_middlewares_are_few():
    assert len(MIDDLEWARE) <= 6
