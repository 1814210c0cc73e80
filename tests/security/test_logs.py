"""The log of a busy day names nobody: no number, no name, no phone, no password, no code."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tayseer.audit.contract import Actor
from tayseer.casework import queries as cases
from tayseer.identity.models import Account, Outbox
from tayseer.site.log_lines import Unnamed, unnamed
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


def test_an_error_of_the_database_is_logged_without_the_values_of_its_row() -> None:
    line = Unnamed("%(levelname)s %(message)s")
    values = {"kind": "person", "name": "سارة", "email": "sara@example.org"}
    try:
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute(
                "CREATE TEMPORARY TABLE t (kind text, name text, email text UNIQUE, CHECK (kind <> 'nobody'))"
            )
            cursor.execute("INSERT INTO t VALUES (%(kind)s, %(name)s, %(email)s)", values)
            cursor.execute("INSERT INTO t VALUES ('nobody', E'Layla\\nof Abha', '1012345672')")
    except IntegrityError as error:
        failed = error
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "it failed: %s", (failed,), (type(failed), failed, None))

    written = line.format(record)

    assert "Layla" in str(failed)
    assert "t_kind_check" in written
    assert [secret for secret in ("Layla", "of Abha", "1012345672") if secret in written] == []


def test_a_traceback_goes_on_after_the_details_that_were_left_out() -> None:
    try:
        try:
            raise ValueError('duplicate key "m"\nDETAIL:  Key (mobile)=(+966501112223) already exists.')  # noqa: TRY301
        except ValueError as first:
            raise RuntimeError("the account was not opened") from first
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "", (), sys.exc_info())

    written = Unnamed("%(message)s").format(record)

    assert 'duplicate key "m"' in written
    assert "966501112223" not in written
    assert "The above exception was the direct cause" in written
    assert "RuntimeError: the account was not opened" in written


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("sent to sara@example.org twice", "sent to [left out] twice"),
        ("account 1012345672 is locked", "account [left out] is locked"),
        ("account ١٠١٢٣٤٥٦٧٢ is locked", "account [left out] is locked"),
        ("phone +966501112223, 0501112223", "phone [left out], [left out]"),
        ("from SA0380000000608010167519", "from [left out]"),
        ('invalid input syntax for type integer: "Layla"', "invalid input syntax for type integer: [left out]"),
        ("case k3v2m7p4q5r6s7t8 took 1250 ms on 2026-11-25", "case k3v2m7p4q5r6s7t8 took 1250 ms on 2026-11-25"),
        ("request 0123456789abcdef", "request 0123456789abcdef"),
    ],
)
def test_a_line_keeps_what_helps_and_leaves_out_who_it_is_about(said: str, kept: str) -> None:
    assert unnamed(said) == kept


def test_every_line_of_the_program_passes_that_formatter() -> None:
    def handlers(configured: dict[str, Any]) -> set[str]:
        return {name for one in configured["loggers"].values() for name in one.get("handlers", [])}

    formatter = settings.LOGGING["formatters"][settings.LOGGING["handlers"]["stderr"]["formatter"]]

    assert formatter["()"] == "tayseer.site.log_lines.Unnamed"
    assert set(settings.LOGGING["handlers"]) == {"stderr"}
    assert handlers(settings.LOGGING) == set()
    assert settings.LOGGING["loggers"]["django"]["handlers"] == []
