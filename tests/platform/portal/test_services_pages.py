"""Every service has a page in both languages, with its eight parts, for strangers and for the person concerned."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tayseer.portal.subjects import ref_of
from tayseer.services import acts, catalogue
from tayseer.site import clock
from tests.platform.portal.signing import AT, signed_in_client, text_of
from tests.support.stored import store_example

pytestmark = pytest.mark.django_db

PARTS = ("what", "who", "needs", "fee", "time", "steps", "mistakes", "start")


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def check_words(page: str, lang: str) -> None:
    """Nothing undefined, nothing left unfilled."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    for wrong in ("Undefined", "None<", ">None", "{person}", "{n}", "Text(", "Decimal("):
        assert wrong not in body, wrong
    assert f'<html lang="{lang}"' in page


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("code", sorted(catalogue()))
def test_a_stranger_reads_the_eight_parts_of_every_service(code: str, lang: str) -> None:
    service = catalogue()[code]

    response = Client().get(f"/{lang}/services/{code}/")

    page = text_of(response)
    assert response.status_code == 200
    places = [page.index(f'id="{part}"') for part in PARTS]
    assert places == sorted(places)
    assert service.title.in_(lang) in page.replace("&#39;", "'").replace("&#34;", '"')
    check_words(page, lang)


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_the_person_concerned_reads_their_own_verdict(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    service = catalogue()[code]
    allowed = next(example for example in service.examples if not example.refused_by)
    if service.is_public:
        pytest.skip("open to anyone: there is nobody whose verdict it would be")
    applicant, subject = store_example(service, allowed.given)
    assert applicant is not None
    client = signed_in_client(applicant, monkeypatch)
    ref = ref_of(service, applicant_id=applicant, subject_id=subject)

    for lang in ("ar", "en"):
        response = client.get(f"/{lang}/services/{code}/", {"for": ref} if ref else {})

        page = text_of(response)
        assert response.status_code == 200
        assert "verdict-can" in page or "verdict-ask" in page or "verdict-cannot" in page
        check_words(page, lang)


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("code", sorted(acts()))
def test_an_act_of_another_party_has_a_page(code: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = Client().get(f"/{lang}/services/{code}/")
    own = signed_in_client(7, monkeypatch).get(f"/{lang}/services/{code}/")

    assert (stranger.status_code, own.status_code) == (200, 200)
    assert "empty-state" in text_of(own)
    check_words(text_of(own), lang)


def test_every_start_button_leads_a_stranger_to_sign_in_and_back() -> None:
    page = text_of(Client().get("/en/services/residency/renew-iqama-family/"))

    assert "/en/sign-in/?next=%2Fen%2Fservices%2Fresidency%2Frenew-iqama-family%2F" in page


def test_there_is_no_page_for_a_service_nobody_wrote() -> None:
    assert Client().get("/ar/services/residency/grant-a-wish/").status_code == 404
    assert Client().get("/ar/services/wishes/").status_code == 404


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_front_page_offers_search_life_events_and_sections(lang: str) -> None:
    page = text_of(Client().get(f"/{lang}/"))

    assert 'role="search"' in page
    assert f"/{lang}/services/civil/register-birth-citizen/" in page
    assert f'href="/{lang}/services/residency/"' in page
    check_words(page, lang)


def test_the_search_page_puts_the_service_meant_first_and_says_when_it_found_none() -> None:
    found = text_of(Client().get("/ar/services/", {"q": "ابي اجدد اقامة زوجتي"}))
    nothing = text_of(Client().get("/ar/services/", {"q": "كبسة لحم"}))

    first = re.search(r'card-title"><a href="([^"]+)"', found)
    assert first is not None
    assert first[1] == "/ar/services/residency/renew-iqama-family/"
    assert "لم نجد خدمة بهذه الكلمات" in nothing


def test_the_list_can_be_narrowed_by_whom_a_service_is_for() -> None:
    page = text_of(Client().get("/en/services/", {"for_whom": "public"}))

    assert "/en/services/traffic/query-violation-by-number/" in page
    assert 'card-title"><a href="/en/services/residency/renew-iqama-family/"' not in page
