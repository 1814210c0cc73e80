"""The sequencer among transactions that commit, late or at the same time: nothing is passed over or taken twice."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction

from tayseer.audit import logs, merkle, sequencer
from tayseer.audit.actions import event_row, insert_sql, record
from tayseer.audit.contract import SYSTEM
from tayseer.audit.models import Event, Leaf
from tests.platform.audit.signer import Signer

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
GUARDED = ("event", "leaf", "node", "checkpoint", "salt")


@pytest.fixture(autouse=True)
def _committed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Let transactions commit, and empty the audit before and afterwards, which its guards would otherwise refuse."""
    with django_db_blocker.unblock():
        _empty()
        try:
            yield
        finally:
            _empty()
            connection.close()


def _empty() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE audit_{table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM audit_{table}")
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [f"audit_{table}"]
            )
            for (guard,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE audit_{table} ENABLE ALWAYS TRIGGER {guard}")
        cursor.execute("DELETE FROM audit_mark")


def another_session() -> psycopg.Connection:
    given = connection.get_connection_params()
    return psycopg.connect(**{name: given[name] for name in ("dbname", "user", "host", "port") if given.get(name)})


def begin_event(other: psycopg.Connection) -> UUID:
    row = other.execute(insert_sql() + " RETURNING id", event_row(actor=SYSTEM, action="slow.act", at=NOON)).fetchone()
    assert row is not None
    return row[0]


def note(count: int) -> None:
    for number in range(count):
        record(actor=SYSTEM, action=f"quick.act_{number}", at=NOON)


def without_leaf() -> set[UUID]:
    return set(Event.objects.values_list("id", flat=True)) - set(Leaf.objects.values_list("event_id", flat=True))


def settled_past(event_id: UUID) -> bool:
    return sequencer._first_id(sequencer._mark().settled) > event_id


def test_an_event_that_commits_late_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "MARGIN", timedelta(0))
    with another_session() as other:
        late = begin_event(other)
        for _ in range(4):
            note(3)
            sequencer.sequence()
        assert without_leaf() == set()
        assert not settled_past(late)

        other.commit()

    assert without_leaf() == {late}
    assert sequencer.sequence().count == 1
    assert without_leaf() == set()


def test_what_was_settled_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "MARGIN", timedelta(0))
    note(3)

    for _ in range(3):
        sequencer.sequence()
        connection.cursor().execute("SELECT pg_sleep(0.005)")

    assert settled_past(Event.objects.latest("id").id)


def test_events_of_a_transaction_that_failed_leave_no_gap() -> None:
    with another_session() as other:
        begin_event(other)
        note(1)
        other.rollback()
    sequencer.sequence()
    note(1)
    sequencer.sequence()

    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == [0, 1]


def test_sequencers_at_the_same_time_give_each_event_one_leaf_and_one_tree() -> None:
    signer = Signer("tayseer.example/audit-2026")
    problems: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(6):
                note(5)
                sequencer.sequence(most=7)
                logs.publish(log="audit", signer=signer, at=NOON)
        except Exception as problem:  # noqa: BLE001 - shown by the assertion below
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while sequencer.sequence().count:
        pass

    leaves = [bytes(leaf) for leaf in Leaf.objects.order_by("index").values_list("hash", flat=True)]
    assert problems == []
    assert len(leaves) == len(set(Leaf.objects.values_list("event_id", flat=True))) == 180
    assert without_leaf() == set()
    assert logs.root_at(log="audit", size=180) == merkle.root_of(leaves)
