"""Nobody fills our memory or disk: a body is refused by its size before any of it is kept."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tayseer.site import bodies
from tests.security.scene import RENAME, Scene, account_of, browser_of
from tests.support import repository

pytestmark = pytest.mark.django_db

SIGN_IN = "/en/sign-in/"
QUESTION = f"/en/services/{RENAME}/q/evidence/"
API = "/api/v1/services/residency/query-iqama-validity/answer"
KILOBYTE, MEGABYTE = 1_024, 1_048_576


class Endless(io.RawIOBase):
    """A body without end; it counts how much of it was read."""

    read_so_far = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        self.read_so_far += size
        return b"x" * size


def sent_in_chunks(browser: Client, path: str, body: Any, content_type: str) -> Any:
    """Post a body that does not say how long it is."""
    chunked = {
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": body,
        "CONTENT_LENGTH": "",
        "CONTENT_TYPE": content_type,
    }
    return browser.generic("POST", path, b"", content_type, **chunked)


def test_a_form_of_more_than_the_limit_is_refused_with_a_page_that_says_what_to_do() -> None:
    answer = Client().post(SIGN_IN, {"number": "1" * 256 * KILOBYTE, "password": "x"})

    page = answer.content.decode()
    assert answer.status_code == 413
    assert "This page takes no more than 256 KB at a time" in page
    assert "Make the picture or file smaller" in page
    assert answer.headers["Connection"] == "close"


def test_the_page_says_it_in_arabic_too() -> None:
    answer = Client().post("/ar/sign-in/", {"number": "1" * 256 * KILOBYTE, "password": "x"})

    assert "لا تقبل هذه الصفحة أكثر من \u2066256\u2069 كيلوبايت" in answer.content.decode()


def test_a_form_below_the_limit_is_read() -> None:
    answer = Client().post(SIGN_IN, {"number": "1" * 200 * KILOBYTE, "password": "x"})

    assert answer.status_code != 413


@pytest.mark.parametrize(("language", "word"), [("en", "This page takes no more"), ("ar", "لا تقبل هذه الصفحة")])
def test_a_program_is_told_in_problem_details(language: str, word: str) -> None:
    answer = Client().post(
        API, "x" * (256 * KILOBYTE + 1), content_type="application/json", headers={"Accept-Language": language}
    )

    told = json.loads(answer.content)
    assert answer.status_code == told["status"] == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert told["type"] == "urn:tayseer:problem:too-large"
    assert word in told["detail"]
    assert told["request"] == answer.headers["X-Request-ID"]


def test_pictures_and_papers_may_weigh_more_than_forms(scene: Scene) -> None:
    browser, scan = browser_of(account_of(scene.karim)), io.BytesIO(b"\xff\xd8" + b"x" * 5 * MEGABYTE)
    scan.name = "scan.jpg"

    answer = browser.post(QUESTION, {"evidence": scan})

    assert answer.status_code != 413  # the question itself says what it takes of a file


def test_a_file_over_the_limit_of_files_is_refused_before_it_is_read(scene: Scene) -> None:
    browser, scan = browser_of(account_of(scene.karim)), io.BytesIO(b"x" * 12 * MEGABYTE)
    scan.name = "scan.jpg"

    answer = browser.post(QUESTION, {"evidence": scan})

    assert answer.status_code == 413
    assert "12 MB" in answer.content.decode()


def test_a_body_in_chunks_is_counted_and_cut_off_at_the_limit() -> None:
    endless = Endless()

    answer = sent_in_chunks(Client(), API, endless, "application/json")

    assert answer.status_code == 413
    assert endless.read_so_far <= 256 * KILOBYTE + 1


def test_a_body_in_chunks_below_the_limit_is_read_like_any_other() -> None:
    body = io.BytesIO(b'{"answers": {"iqama_number": "not a number"}}')

    answer = sent_in_chunks(Client(), API, body, "application/json")

    assert "answers" in json.loads(answer.content)
    assert answer.status_code == 422


def test_a_file_of_more_than_a_megabyte_in_chunks_reaches_its_page() -> None:
    edge = "bound"
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n%PDF-"
    ).encode()
    body = io.BytesIO(head + b"x" * 2 * MEGABYTE + f"\r\n--{edge}--\r\n".encode())

    answer = sent_in_chunks(Client(), "/en/verify/", body, f"multipart/form-data; boundary={edge}")

    assert answer.status_code != 413
    assert body.tell() == len(body.getvalue())


def test_the_operator_sets_the_limits(settings: LazySettings) -> None:
    settings.TAYSEER_BODY_LIMIT = 100

    answer = Client().post(SIGN_IN, {"number": "1" * 101})

    assert answer.status_code == 413


def test_every_address_that_takes_files_is_one_that_may_weigh_more() -> None:
    views = [
        path
        for path in Path(repository.ROOT / "src" / "tayseer").rglob("*.py")
        if re.search(r"request\.FILES|files\.taken\(", path.read_text(encoding="utf-8"))
    ]

    for name in bodies.UPLOADS:
        assert _exists(name), name
    assert {path.name for path in views} == {
        *("cases.py", "establishment_bulk.py", "request_flow.py", "verify_api.py", "views.py"),
    }


def _exists(name: str) -> bool:
    for kwargs in (
        {},
        {"lang": "en"},
        {"lang": "en", "public_id": "a"},
        {"lang": "en", "firm": "a"},
        {"lang": "en", "agency": "a", "name": "b", "question": "c"},
    ):
        try:
            reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
        return True
    return False
