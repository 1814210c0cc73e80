"""Whoever is not known surely enough is led to proving more, and back to where they were."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tayseer.casework.models import Case
from tayseer.identity.models import Session
from tayseer.portal.subjects import ref_of
from tayseer.services import service as service_of
from tayseer.services.common.personas import dependant, resident
from tests.platform.portal.person_cast import AT, browser
from tests.platform.portal.test_person_cases import sale
from tests.support.stored import store_example

pytestmark = [pytest.mark.django_db, pytest.mark.assurance]

RENEW = "residency/renew-iqama-family"


@dataclass
class Karim:
    """A resident who renews the iqama of his daughter."""

    client: Client
    ref: str


def flow(patch: pytest.MonkeyPatch, *, level: int) -> Karim:
    """Karim renewing the iqama of Lina, signed in at this level just now."""
    service = service_of(RENEW)
    person, lina = store_example(service, {"applicant": resident(), "dependant": dependant()})
    assert person is not None
    karim = Karim(browser(person), ref_of(service, applicant_id=person, subject_id=lina))
    Session.objects.update(level=level, level_at=AT)
    patch.setattr("tayseer.site.clock.now", lambda: AT)
    return karim


def test_a_request_begins_with_proving_more_and_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    karim = flow(monkeypatch, level=1)

    answer = karim.client.get(f"/en/services/{RENEW}/start/?for={karim.ref}")

    assert answer.status_code == 303
    where = urlsplit(answer.headers["Location"])
    assert where.path == "/en/step-up/"
    told = parse_qs(where.query)
    assert told["level"] == ["2"]
    assert told["next"] == [f"/en/services/{RENEW}/q/quarters/?for={karim.ref}"]


def test_whoever_is_known_surely_enough_is_asked_the_first_question(monkeypatch: pytest.MonkeyPatch) -> None:
    karim = flow(monkeypatch, level=2)

    answer = karim.client.get(f"/en/services/{RENEW}/start/?for={karim.ref}")

    assert answer.headers["Location"] == f"/en/services/{RENEW}/q/quarters/?for={karim.ref}"


def test_a_page_left_open_files_nothing_once_the_level_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    karim = flow(monkeypatch, level=2)
    karim.client.post(f"/en/services/{RENEW}/q/quarters/?for={karim.ref}", {"quarters": "4"})
    Session.objects.update(level=1)

    answer = karim.client.post(f"/en/services/{RENEW}/check/?for={karim.ref}", {"terms": "yes", "key": "k"})

    assert answer.headers["Location"].startswith("/en/step-up/?level=2&next=")
    assert not Case.objects.exists()


def test_a_party_proves_more_before_the_answer_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as given:
        for place in ("tayseer.casework.filing", "tayseer.casework.certainty"):
            given.setattr(f"{place}.{'require_signature' if 'filing' in place else 'shortfall'}", lambda *_, **__: None)
        _, fahd, case = sale()
    monkeypatch.setattr("tayseer.site.clock.now", lambda: AT)

    page = browser(fahd).get(f"/en/cases/{case}/").content.decode()

    assert "Prove that the account is yours" in page
    assert f"/en/step-up/?level=3&amp;next=%2Fen%2Fcases%2F{case}%2F" in page
    assert "What you will sign" not in page
