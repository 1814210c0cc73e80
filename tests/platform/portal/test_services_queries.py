"""Queries are answered at once, to the person concerned or to anyone who knows enough, and each is noted."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from tayseer.casework.filing import forget_pinned
from tayseer.portal.questions import DayTyped
from tayseer.services import catalogue
from tayseer.services.common.personas import citizen, citizen_child, unpaid_violation
from tayseer.site import clock
from tests.platform.portal.signing import AT, Flow, signed_in_client, text_of
from tests.support.stored import store_example

pytestmark = pytest.mark.django_db

IQAMA = "residency/renew-iqama-family"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    forget_pinned()


def test_a_persons_query_is_answered_on_the_page_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    service = catalogue()["traffic/query-violations"]
    owed = [
        unpaid_violation(amount_sar=Decimal("500.00")),
        unpaid_violation(amount_sar=Decimal("150.00"), state="paid"),
    ]
    flow = Flow(service.code, {"applicant": citizen(), "relative": citizen_child(violation=owed)}, monkeypatch)

    page = text_of(flow.get(""))

    assert 'id="answer"' in page
    assert "500 SAR" in page
    assert "Speeding" in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor, subject, object FROM audit_event WHERE action = 'service.queried'")
        assert cursor.fetchall() == [(flow.person, flow.subject, service.code)]


def test_a_query_lists_the_children_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    parent, _ = store_example(
        catalogue()["civil/view-personal-information"], {"applicant": citizen(children=[citizen_child()])}
    )
    assert parent is not None

    page = text_of(signed_in_client(parent, monkeypatch).get("/en/services/civil/view-personal-information/"))

    assert "Rashid Salim Al-Nakhli" in page


PUBLIC = "/en/services/traffic/query-violation-by-number/"


def asked(number: str, day: date) -> dict[str, str]:
    return {
        "violation_number": number,
        "committed_on-day": str(day.day),
        "committed_on-month": str(day.month),
        "committed_on-year": str(day.year),
        "committed_on-calendar": "gregorian",
    }


def a_violation() -> str:
    person, _ = store_example(catalogue()["civil/renew-id"], {"applicant": citizen()})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO violations_violation (number, person_id, title_ar, title_en, city, committed_on, amount_sar,"
            " minimum_sar, state, due_on, excluded_from_discount)"
            " VALUES ('7123456789', %s, 'سرعة', 'Speeding', 'الرياض', '2026-02-10', 500, 300, 'unpaid',"
            " '2026-03-27', false)",
            [person],
        )
    return "7123456789"


def test_anyone_who_knows_number_and_day_sees_the_violation_and_no_name() -> None:
    number = a_violation()

    page = text_of(Client().post(PUBLIC, asked(number, date(2026, 2, 10))))

    assert "Speeding" in page
    assert "500 SAR" in page
    assert "Al-Nakhli" not in page


def test_a_wrong_day_and_a_number_that_never_was_get_the_same_answer() -> None:
    number = a_violation()

    wrong_day = Client().post(PUBLIC, asked(number, date(2026, 2, 11)))
    no_number = Client().post(PUBLIC, asked("7000000099", date(2026, 2, 11)))

    same = [re.sub(r'value="[^"]*"', "", text_of(response)) for response in (wrong_day, no_number)]
    assert same[0] == same[1]
    assert "Nothing on record matches all that you entered" in same[0]
    assert wrong_day.status_code == no_number.status_code == 422


def test_a_hijri_day_is_understood_and_a_day_no_calendar_has_is_kept_in_the_field() -> None:
    number = a_violation()
    hijri = {
        **asked(number, date(1, 1, 1)),
        "committed_on-day": "٢٢",
        "committed_on-month": "8",
        "committed_on-year": "1447",
        "committed_on-calendar": "hijri",
    }

    right = Client().post(PUBLIC, hijri)
    wrong = Client().post(PUBLIC, {**hijri, "committed_on-day": "45"})

    assert "Speeding" in text_of(right)
    assert wrong.status_code == 422
    assert 'value="45"' in text_of(wrong)
    assert 'value="hijri" selected' in text_of(wrong)


def test_one_address_cannot_ask_for_ever() -> None:
    codes = [Client().post(PUBLIC, asked(f"7{place:09d}", date(2026, 2, 1))).status_code for place in range(21)]

    assert codes == [422] * 20 + [429]


def test_one_number_cannot_be_tried_with_every_day() -> None:
    number = a_violation()
    codes = [
        Client(REMOTE_ADDR=f"127.0.1.{place}")
        .post(PUBLIC, asked(number, date(2026, 1, 1) + timedelta(days=place)))
        .status_code
        for place in range(9)
    ]

    assert codes == [422] * 8 + [429]


def test_a_day_that_is_kept_fills_the_three_fields() -> None:
    from tayseer.portal.questions import day_typed

    assert day_typed(None, None, "2026-03-09") == DayTyped("9", "3", "2026")  # type: ignore[arg-type]
