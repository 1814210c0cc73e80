"""The wallet: documents of a person and of those in charge, whole with their code, and nobody else's."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tayseer.casework import queries
from tayseer.casework.filing import forget_pinned
from tayseer.kit.records import STEPS
from tayseer.portal.views.wallet import standing_of
from tayseer.services import catalogue
from tayseer.services.common.personas import citizen
from tayseer.site import clock
from tests.platform.portal.person_cast import AT, actor_of, browser, page_of, pay, renewal
from tests.support.stored import store

pytestmark = pytest.mark.django_db

CODES = frozenset(catalogue())


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    forget_pinned()


def test_a_document_is_shown_whole_with_its_code_and_downloads() -> None:
    karim, case = renewal()
    pay(karim, case)
    visitor = browser(karim)

    wallet = page_of(visitor.get("/ar/wallet/"))
    [address] = set(re.findall(r'href="(/ar/wallet/[a-z0-9]+/)"', wallet))
    page = page_of(visitor.get(address))

    assert "لينا كريم حداد" in wallet
    assert "••••••" in wallet
    assert "<svg" in page.partition("qr-picture")[2]
    assert "/paper.pdf" in page
    assert "هذه وثيقة شخص في مسؤوليتك" in page
    assert "صاحب العمل أو رب الأسرة" in page


def test_another_households_document_is_not_there() -> None:
    karim, case = renewal()
    pay(karim, case)
    wallet = page_of(browser(karim).get("/en/wallet/"))
    [address] = set(re.findall(r'href="(/en/wallet/[a-z0-9]+/)"', wallet))

    stranger = browser(store(STEPS["person"], citizen(account=None)))

    assert stranger.get(address).status_code == 404
    assert "No documents yet" in page_of(stranger.get("/en/wallet/"))


def test_looking_at_the_paper_of_somebody_in_charge_is_noted_for_them() -> None:
    karim, case = renewal()
    lina = queries.case_for(actor=actor_of(karim), public_id=case).subject_id
    assert lina is not None
    pay(karim, case)
    visitor = browser(karim)
    address = re.findall(r'href="(/en/wallet/[a-z0-9]+/)"', page_of(visitor.get("/en/wallet/")))[0]

    page_of(visitor.get(address))

    page = page_of(browser(lina).get("/en/activity/"))
    assert "A document was viewed" in page
    assert "A look by the one in whose charge you are" in page


def test_a_document_about_to_end_says_so() -> None:
    class Paper:
        status, expires_at, expires_on = "valid", AT + timedelta(days=800), date(2026, 5, 30)

    assert standing_of(Paper(), at=AT) == "expires_soon"  # type: ignore[arg-type]
    Paper.expires_on = date(2026, 5, 31)
    assert standing_of(Paper(), at=AT) == "valid"  # type: ignore[arg-type]
    Paper.expires_at = AT
    assert standing_of(Paper(), at=AT) == "expired"  # type: ignore[arg-type]
    Paper.status = "revoked"
    assert standing_of(Paper(), at=AT) == "revoked"  # type: ignore[arg-type]
