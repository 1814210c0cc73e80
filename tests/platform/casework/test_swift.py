"""Filing in one statement leaves behind exactly what filing table by table leaves behind."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection, transaction

from tayseer.audit.contract import Actor
from tayseer.casework import swift
from tayseer.casework.filing import Filing, check_answers, forget_pinned, write_plainly
from tayseer.kit.services import Service
from tayseer.services import catalogue
from tests.platform.casework.test_every_service import answers_of, first_allowed
from tests.support.stored import store_example

pytestmark = pytest.mark.django_db

TABLES = {
    "casework_case": "service_code, state, step, law_day, answers, price, filed_at, reason_ar, refused_by, created",
    "casework_event": "at, actor_kind, name, step, detail",
    "casework_turn": "service_code, step, party, queue, level, opened_at, due_at, closed_at, outcome, bill <> ''",
    "ledger_bill": "purpose, lines, amount, state, opened_at, due_at, closed_at, paid_by, held, refunded",
    "notices_message": "kind, created_at, ar_title, en_title, read_at",
    "notices_delivery": "channel, due_at",
    "audit_event": "at, actor_kind, action, result, fields",
}
SWIFT = [
    service
    for service in catalogue().values()
    if service.steps and not service.on_filing and not service.tickets and service.flow != "query"
]


def left_behind(service: Service, *, swiftly: bool) -> dict[str, list[object]]:
    example = first_allowed(service)
    on = date.fromisoformat(example.on)
    at = datetime.combine(on, time(9), UTC)
    applicant, subject = store_example(service, example.given, example.answers)
    before = {table: last_id(table) for table in TABLES}
    actor = Actor("person", applicant)
    judged = check_answers(
        service, actor=actor, subject_id=subject, given=answers_of(service, example, on), at=at, on=on
    )
    _, work = Filing(judged=judged, actor=actor, at=at, on=on, idempotency="k").new_case()
    first = swift.engine.next_step(work, service.steps[0].code)
    if isinstance(first, str):
        pytest.skip("with its first example it comes to its end at once")
    if swiftly:
        swift.write(work, first)
    else:
        write_plainly(work)
    return {table: rows(table, columns, after=before[table]) for table, columns in TABLES.items()}


def alone(service: Service, *, swiftly: bool) -> dict[str, list[object]]:
    """What filing leaves behind, undone again."""
    forget_pinned()
    before = transaction.savepoint()
    found = left_behind(service, swiftly=swiftly)
    transaction.savepoint_rollback(before)
    return found


def last_id(table: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY id DESC LIMIT 1")
        found = cursor.fetchone()
    return None if found is None else found[0]


def rows(table: str, columns: str, *, after: object) -> list[object]:
    with connection.cursor() as cursor:
        newer = "TRUE" if after is None else "id > %s"
        cursor.execute(f"SELECT {columns} FROM {table} WHERE {newer}", [] if after is None else [after])
        return sorted((row for row in cursor.fetchall()), key=repr)


@pytest.mark.parametrize("service", SWIFT, ids=lambda service: service.code)
def test_both_ways_of_filing_leave_the_same_rows(service: Service) -> None:
    swiftly, plainly = [alone(service, swiftly=swiftly) for swiftly in (True, False)]

    assert swiftly == plainly
