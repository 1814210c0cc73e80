"""Downloads: the holder gets paper and code, everybody else the same "not found"."""

from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import RequestFactory

from tayseer.documents import qr, seal, trust, views
from tayseer.site import clock
from tests.platform.documents.samples import NOON, NOURA, SALIM, issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def asked_by(actor: Any) -> Any:
    request = RequestFactory().get("/")
    request.actor = actor
    return request


def test_the_holder_gets_the_sealed_paper_and_the_audit_knows() -> None:
    document = issued()

    response = views.download(asked_by(NOURA), "ar", document.public_id)

    assert seal.read(response.content, trust=trust.current(), at=NOON).kid == "S2026pas01"
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor, subject, fields FROM audit_event WHERE action = 'document.downloaded'")
        assert cursor.fetchall() == [(NOURA.id, NOURA.id, ["pdf"])]


def test_the_holder_gets_the_code_as_a_picture() -> None:
    document = issued()

    assert qr.read(views.code_png(asked_by(NOURA), "en", document.public_id).content) == [document.qr_text]
    assert views.code_svg(asked_by(NOURA), "en", document.public_id).content.startswith(b"<svg")


@pytest.mark.parametrize("view", [views.download, views.code_png, views.code_svg])
@pytest.mark.parametrize("actor", [SALIM, None])
def test_a_stranger_is_told_that_there_is_nothing(view: Any, actor: Any) -> None:
    document = issued()

    with pytest.raises(Http404):
        view(asked_by(actor), "en", document.public_id)
