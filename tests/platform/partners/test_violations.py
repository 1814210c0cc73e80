"""The list of traffic violations for programs: as the page shows them, page by page, and noted in the audit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tayseer.insight.holdings import violations_of
from tests.platform.partners.conftest import NOON, Program, program_of

FINE = """
INSERT INTO violations_violation (person_id, number, title_ar, title_en, city, plate, committed_on, committed_at, speed,
                                  speed_limit, amount_sar, minimum_sar, due_on, state, excluded_from_discount)
VALUES (%s, %s, 'تجاوز السرعة المحددة', 'Speeding', 'الرياض', 'ABC 1234', %s, %s, 141, 120, 300.00, 150.00, %s,
        %s, false)
"""


def fine(person_id: int, number: str, *, state: str = "unpaid") -> None:
    with connection.cursor() as cursor:
        at = NOON - timedelta(days=3)
        cursor.execute(FINE, [person_id, number, at.date(), at, at.date() + timedelta(days=40), state])


def numbers(program: Program, query: str = "") -> list[str]:
    return [one["number"] for one in program.get(f"violations{query}").json()["items"]]


def test_a_program_reads_what_the_page_shows(karim: Program) -> None:
    fine(karim.person_id, "7001")

    [told] = karim.get("violations").json()["items"]

    [shown] = violations_of(person_id=karim.person_id, is_open=True)
    assert told == {
        "number": "7001", "title": "Speeding", "own": True,
        "whom": shown.whom.in_(karim.lang), "city": shown.city, "plate": shown.plate,
        "committed_at": f"{NOON - timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}",
        "speed": 141, "speed_limit": 120, "amount": "300.00", "currency": "SAR", "state": "unpaid",
        "due_on": str(shown.due_on), "paid_on": None,
    }  # fmt: skip


def test_paid_ones_are_listed_apart(karim: Program) -> None:
    fine(karim.person_id, "7001")
    fine(karim.person_id, "7002", state="paid")

    assert numbers(karim) == ["7001"]
    assert numbers(karim, "?state=closed") == ["7002"]


def test_pages_follow_one_another_and_end(karim: Program) -> None:
    for number in ("7001", "7002", "7003"):
        fine(karim.person_id, number)

    first = karim.get("violations?limit=2").json()
    second = karim.get(f"violations?limit=2&after={first['next']}").json()

    assert [one["number"] for one in first["items"]] == ["7003", "7002"]
    assert first["next"] == "7002"
    assert [one["number"] for one in second["items"]] == ["7001"]
    assert second["next"] is None


def test_nobody_reads_anothers_and_another_persons_number_opens_no_page(karim: Program, salim: Program) -> None:
    fine(karim.person_id, "7001")
    fine(salim.person_id, "7002")

    assert numbers(salim) == ["7002"]
    assert numbers(salim, "?after=7001") == []


def test_each_reading_is_in_the_audit_of_the_person(karim: Program) -> None:
    karim.get("violations")

    with connection.cursor() as cursor:
        cursor.execute("SELECT action, subject, 'amount' = ANY(fields) FROM audit_event ORDER BY id DESC LIMIT 1")
        assert cursor.fetchone() == ("partners.violations.read", karim.person_id, True)


@pytest.mark.parametrize("query", ["?state=all", "?limit=0", "?after=%27"])
def test_what_cannot_be_meant_is_refused_with_the_reason(karim: Program, query: str) -> None:
    response = karim.get(f"violations{query}")

    assert response.status_code == 400
    assert response.json()["detail"]


def test_a_token_without_the_scope_is_told_so(karim: Program) -> None:
    narrow = program_of(karim.person_id, scopes=("cases:read",), name="narrow")

    assert narrow.get("violations").status_code == 403


def test_calls_of_a_token_are_counted_and_too_many_are_put_off(karim: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tayseer.partners.operations.PER_TOKEN", 2)

    codes = [karim.get("violations").status_code for _ in range(3)]

    assert codes == [200, 200, 429]
