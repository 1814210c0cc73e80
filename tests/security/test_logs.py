"""The log of a busy day names nobody: no number, no name, no phone, no password, no code."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import Client

from tayseer.audit.contract import Actor
from tayseer.casework import queries as cases
from tayseer.identity.models import Account, Outbox
from tests.platform.ledger.cast import fill_deposit
from tests.security.scene import PASSWORD, Scene, account_of, browser_of

pytestmark = pytest.mark.django_db


def test_a_day_of_signing_in_paying_deciding_and_going_wrong_names_nobody(
    scene: Scene, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser_of(account_of(scene.karim))
    account = Account.objects.get(person_id=scene.karim)
    fill_deposit(Actor("person", scene.karim), "4800.00")
    visitor, desk = Client(raise_request_exception=False), browser_of(scene.nasser.id)
    bill = cases.case_for(actor=Actor("person", scene.karim), public_id=scene.things["cases"]).turns[0].bill
    caplog.set_level(logging.INFO)

    visitor.post("/ar/sign-in/", {"number": account.number, "password": "a wrong secret"})
    visitor.post("/ar/sign-in/", {"number": account.number, "password": PASSWORD})
    code = re.search(r"\d{6}", Outbox.objects.filter(to=account.mobile).latest("id").text)
    assert code is not None
    visitor.post("/ar/sign-in/code/", {"code": "000000"})
    visitor.post("/ar/sign-in/code/", {"code": code[0]})
    assert visitor.get("/ar/account/").status_code == 200
    visitor.post(f"/ar/bills/{bill}/deposit/")
    visitor.get(f"/ar/wallet/{scene.things['wallet']}/")
    visitor.post("/ar/verify/", {"number": account.number, "code": "ABCD"})
    visitor.post("/ar/services/residency/query-iqama-validity/", {"iqama_number": account.number})
    desk.post("/ar/office/people/", {"number": account.number})
    desk.get(f"/ar/office/cases/{scene.things['office-cases']}/")
    desk.post(f"/ar/office/cases/{scene.things['office-cases']}/decision/", {"decision": "refuse", "reason": "لا"})
    visitor.get(f"/ar/services/?q={account.number}")
    visitor.get("/ar/nothing-here/")
    visitor.post("/payments/callback", "{}", content_type="application/json")

    def broken(**_: object) -> None:
        raise RuntimeError("a fault of the platform")

    monkeypatch.setattr("tayseer.identity.views.actions.start_sign_in", broken)
    failed = Client(raise_request_exception=False).post(
        "/ar/sign-in/", {"number": account.number, "password": PASSWORD}
    )

    assert failed.status_code == 500
    assert "a fault of the platform" in caplog.text
    told = (*scene.secrets, account.number, PASSWORD, "a wrong secret", code[0])
    assert [secret for secret in told if secret in caplog.text] == []
    assert cases.case_for(actor=Actor("person", scene.karim), public_id=scene.things["cases"]).state == "approved"
