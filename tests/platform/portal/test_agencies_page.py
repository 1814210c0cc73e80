"""The page on the links with agencies is open to all, and says plainly who is in trouble."""

from __future__ import annotations

import pytest
from django.test import Client

from tayseer.exchange.links import FAILURES_THAT_OPEN, note_failure
from tayseer.exchange.sources import AGENCIES, LABOUR
from tayseer.site import clock

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_agency_is_named_with_what_it_is_asked(lang: str) -> None:
    page = Client().get(f"/{lang}/agencies/").content.decode()

    assert all(agency.name.in_(lang) in page for agency in AGENCIES)
    assert {"ar": "الجهات كلها تجيب.", "en": "All agencies answer."}[lang] in page


def test_an_agency_that_does_not_answer_is_told_with_what_that_means() -> None:
    for _ in range(FAILURES_THAT_OPEN):
        note_failure(LABOUR, problem="silent", at=clock.now())

    page = Client().get("/en/agencies/").content.decode()

    assert "Some agencies do not answer now" in page
    assert "Paused for now" in page
    assert "Its last word counts for a limited time." in page
