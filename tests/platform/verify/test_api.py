"""The check for programs: every way in, the same answer as the page, problems by RFC 9457, no token."""

import base64
import io
import json
from typing import Any

import pytest
from django.test import Client

from tayseer.audit.contract import SYSTEM
from tayseer.audit.models import Event
from tayseer.documents import actions, papers, qr
from tayseer.documents.models import IssuedDocument
from tayseer.site import clock
from tayseer.verify import answers
from tests.platform.documents.samples import NOON
from tests.platform.verify.forged import issued

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/verify"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def asked(body: Any, lang: str = "en") -> Any:
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client().post(ADDRESS, content, content_type="application/json", headers={"Accept-Language": lang})


def file_sent(data: bytes, kind: str) -> Any:
    return Client().post(ADDRESS, data, content_type=kind)


@pytest.mark.parametrize("way", ["text", "number", "base64", "pdf", "picture", "form"])
def test_every_way_in_leads_to_the_same_answer(way: str) -> None:
    document = issued()
    paper = papers.paper_of(document=document, at=NOON)
    upload = io.BytesIO(paper)
    upload.name = "paper.pdf"

    response = {
        "text": lambda: asked({"text": document.qr_text}),
        "number": lambda: asked({"number": document.number, "code": document.check_code.lower()}),
        "base64": lambda: asked({"file": base64.b64encode(paper).decode()}),
        "pdf": lambda: file_sent(paper, "application/pdf"),
        "picture": lambda: file_sent(qr.png(document.qr_text), "image/png"),
        "form": lambda: Client().post(ADDRESS, {"file": upload}),
    }[way]()

    answer = response.json()
    assert response.status_code == 200
    assert answer["verdict"] == "VALID"
    assert answer["claims"]["number"] == document.number
    assert answer["claims"]["name_en"] == document.names.en
    assert (answer["checked_at"], answer["status_as_of"]) == (NOON.isoformat(), NOON.isoformat())
    assert answer["kid"].startswith("K2026")
    assert all(one["passed"] for one in answer["findings"])
    assert response["Cache-Control"] == "no-store"


def test_what_is_wrong_is_told_in_the_language_asked_for() -> None:
    document = issued()
    actions.revoke(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="holder.left")

    answer = asked({"text": document.qr_text}, lang="ar").json()

    assert answer["verdict"] == "REVOKED"
    assert answer["findings"][-1] == {"code": "status.revoked", "passed": False, "text": "ألغتها الجهة التي أصدرتها"}


def test_nothing_is_stated_of_what_does_not_verify() -> None:
    document = issued("travel-permit")

    answer = asked({"text": document.qr_text[:-3]}).json()

    assert (answer["verdict"], answer["claims"], answer["document"]) == ("ALTERED", None, None)


def test_a_forgery_raises_the_alarm_from_here_too(caplog: pytest.LogCaptureFixture) -> None:
    document = issued()
    IssuedDocument.objects.all().delete()

    assert asked({"text": document.qr_text}).json()["verdict"] == "NOT ISSUED BY US"
    assert "stop the key" in caplog.text
    assert Event.objects.filter(action="document.forgery.seen").exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("[]", 400),
        ("{", 400),
        ("[" * 50_000, 400),
        ({}, 400),
        ({"text": 5}, 400),
        ({"text": "a", "file": "b"}, 400),
        ({"text": "a\x00"}, 400),
        ('{"text": "\\ud800"}', 400),
        ({"number": "1"}, 400),
        ({"number": "1", "code": "AAAAAAAA"}, 404),
        ({"file": "no base64"}, 400),
        ({"file": base64.b64encode(bytes(answers.MAX_FILE_BYTES + 1)).decode()}, 413),
        (b" " * 7_200_001, 413),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_cannot_be_checked_is_a_problem_with_a_reason(body: Any, status: int) -> None:
    response = asked(body)

    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response.json()["detail"]


def test_a_file_that_is_too_large_or_of_another_type_is_a_problem() -> None:
    assert file_sent(bytes(answers.MAX_FILE_BYTES + 1), "application/pdf").status_code == 413
    assert file_sent(b"hello", "text/plain").status_code == 415
    assert Client().post(ADDRESS, {"text": "x"}).status_code == 400
    assert Client().get(ADDRESS).status_code == 405


def test_the_limits_are_those_of_the_page() -> None:
    checks = [asked({"text": "x"}).status_code for _ in range(answers.CHECKS_PER_MINUTE + 1)]

    assert checks[-2:] == [200, 429]
    assert Client().post("/en/verify/", {"text": "x"}).status_code == 429


def test_the_openapi_document_tells_of_it() -> None:
    described = Client().get("/api/v1/openapi.json").json()

    operation = described["paths"]["/verify"]["post"]
    assert operation["security"] == [{}]
    assert "multipart/form-data" in operation["requestBody"]["content"]
    assert set(asked({"text": "x"}).json()) == set(described["components"]["schemas"]["Check"]["required"])
