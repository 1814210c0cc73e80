"""Who may do what to the audit in the database: two roles, apart from the owner."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tayseer.audit import entries, logs, proofs, retention, roles, sequencer
from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.audit.merkle import leaf_hash
from tayseer.audit.models import Event, Leaf, Salt
from tayseer.audit.retention import UnableToForget
from tayseer.audit.roles import UnableToGrant
from tests.platform.audit.signer import Signer

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
FAISAL = Actor("officer", 31, "Faisal, the clerk", agency="residency", unit="riyadh")
SIGNER = Signer("tayseer.example/audit-2026")
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def apart() -> None:
    """Three roles of this server, for as long as the test's transaction: owner, application, retention."""
    with connection.cursor() as cursor:
        for role in ("test_owner", "test_app", "test_keeper"):
            cursor.execute(f"CREATE ROLE {role} NOLOGIN")
    roles.execute(roles.statements(application="test_app", owner="test_owner", retention="test_keeper"))


@contextmanager
def as_role(role: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def refused(statement: str) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(caught.value)


def note(count: int = 2) -> None:
    for _ in range(count):
        record(actor=FAISAL, action="residency.iqama.read", at=NOON, subject=501)


@pytest.mark.usefixtures("apart")
def test_s07_the_application_works_and_cannot_rewrite() -> None:
    with as_role("test_app"):
        note()
        sequencer.sequence()
        sequencer.sequence()
        logs.publish(log="audit", signer=SIGNER, at=NOON)
        sequencer.find_passed_over()

        for table in roles.GROWS:
            for statement in (
                f"UPDATE {table} SET {column_of(table)} = NULL",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
            ):
                assert "permission denied" in refused(statement)
            assert "must be owner" in refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            assert "must be owner" in refused(f"DROP TABLE {table}")
        assert roles.too_many_rights() == []

    assert Event.objects.count() == Leaf.objects.count() == 2


def column_of(table: str) -> str:
    return {"audit_event": "purpose", "audit_salt": "salt", "audit_digests": "entry", "audit_stamp": "token"}.get(
        table, "log"
    )


@pytest.mark.usefixtures("apart")
def test_s07_even_the_owner_is_told_by_the_triggers() -> None:
    note()

    with as_role("test_owner"):
        assert "append-only" in refused("DELETE FROM audit_event")
        assert "append-only" in refused("UPDATE audit_event SET actor = 1")
        assert "append-only" in refused("TRUNCATE audit_event")


@pytest.mark.usefixtures("apart")
def test_retention_deletes_salts_and_nothing_else() -> None:
    note()
    sequencer.sequence()

    with as_role("test_keeper"):
        forgotten = retention.forget_values(actor=SYSTEM, recorded_before=LATER, at=NOON)
        assert "permission denied" in refused("DELETE FROM audit_event")
        assert "permission denied" in refused("DELETE FROM audit_digests")
        assert "permission denied" in refused("SELECT * FROM audit_question")

    assert forgotten == 2
    assert not Salt.objects.exists()


@pytest.mark.usefixtures("apart")
def test_the_application_cannot_forget() -> None:
    note()
    sequencer.sequence()

    with as_role("test_app"), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        retention.forget_values(actor=SYSTEM, recorded_before=LATER, at=NOON)

    assert Salt.objects.count() == 2


@pytest.mark.parametrize("name", ["app; DROP TABLE audit_event", "App", "", "a" * 64, 'a"b'])
def test_names_of_roles_are_plain(name: str) -> None:
    with pytest.raises(UnableToGrant):
        roles.statements(application=name)


def test_one_role_for_everything_is_said_to_be_too_much() -> None:
    assert "DELETE on audit_event" in roles.too_many_rights()


def test_what_was_forgotten_is_still_proven() -> None:
    note()
    sequencer.sequence()
    before = proofs.logged([event.id for event in Event.objects.all()])
    root = logs.root_at(log="audit", size=2)

    assert retention.forget_values(actor=SYSTEM, recorded_before=LATER, at=NOON, most=1) == 1
    assert retention.forget_values(actor=SYSTEM, recorded_before=LATER, at=NOON) == 1
    assert retention.forget_values(actor=SYSTEM, recorded_before=LATER, at=NOON) == 0

    after = proofs.logged(list(before))
    assert {key: one.entry for key, one in after.items()} == {key: one.entry for key, one in before.items()}
    assert all(one.salt == b"" and one.disclosed(entries.HIDDEN) == {} for one in after.values())
    for leaf in Leaf.objects.all():
        assert bytes(leaf.hash) == leaf_hash(after[leaf.event_id].entry.encode())
    logs.publish(log="audit", signer=SIGNER, at=NOON)
    assert proofs.problems(log="audit", indexes=[0, 1], root=root, size=2) == []


def test_forgetting_is_itself_an_event() -> None:
    note()
    sequencer.sequence()

    retention.forget_values(actor=SYSTEM, recorded_before=LATER, at=NOON, subject=501)

    told = Event.objects.get(action="audit.values.forgotten")
    assert (told.actor_kind, told.subject, told.object) == ("system", 501, "events:2")


def test_only_what_is_old_and_of_the_person_meant_is_forgotten() -> None:
    note(1)
    record(actor=FAISAL, action="residency.iqama.read", at=NOON, subject=502)
    sequencer.sequence()
    recorded = Event.objects.earliest("recorded_at").recorded_at

    assert retention.forget_values(actor=SYSTEM, recorded_before=recorded - timedelta(days=1), at=NOON) == 0
    assert retention.forget_values(actor=SYSTEM, recorded_before=LATER, at=NOON, subject=502) == 1

    left = Event.objects.get(id=Salt.objects.get().event_id)
    assert left.subject == 501


def test_nobody_forgets_by_hand() -> None:
    with pytest.raises(UnableToForget):
        retention.forget_values(actor=FAISAL, recorded_before=LATER, at=NOON)


def test_a_salt_is_never_changed_and_only_deleted_on_purpose() -> None:
    note()
    sequencer.sequence()

    assert "Salts are deleted by retention alone" in refused("DELETE FROM audit_salt")
    assert "Salts are deleted by retention alone" in refused("UPDATE audit_salt SET salt = salt")
    assert "Salts are deleted by retention alone" in refused("TRUNCATE audit_salt")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tayseer.retention', 'on', true)")
    assert "Salts are deleted by retention alone" in refused("UPDATE audit_salt SET salt = salt")
