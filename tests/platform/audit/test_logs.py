"""A log grows, is signed, and proves what it holds; what does not continue it is never signed."""

import hashlib
from datetime import UTC, datetime
from itertools import combinations_with_replacement

import pytest
from django.db import DatabaseError, connection, transaction

from tayseer.audit import logs, merkle, notes
from tayseer.audit.logs import UnableToPublish
from tayseer.audit.merkle import UnableToProve
from tests.platform.audit.signer import Signer

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SIGNER = Signer("tayseer.example/documents-2026")


def entry(number: int) -> bytes:
    return hashlib.sha256(b"document %d" % number).digest()


def grow(count: int, *, first: int = 0) -> range:
    return logs.append(log="documents", entries=[entry(first + n) for n in range(count)])


def test_entries_get_the_next_places_in_order() -> None:
    assert grow(3) == range(3)
    assert grow(2, first=3) == range(3, 5)
    assert grow(0) == range(5, 5)


@pytest.mark.parametrize("batches", [[1] * 9, [8, 1], [3, 5, 7, 2], [1, 30], [16, 16]])
def test_the_root_is_that_of_rfc_6962_however_the_entries_came(batches: list[int]) -> None:
    for batch in batches:
        grow(batch, first=logs.size_of("documents"))

    total = sum(batches)
    leaves = [merkle.leaf_hash(entry(n)) for n in range(total)]
    for size in range(1, total + 1):
        assert logs.root_at(log="documents", size=size) == merkle.root_of(leaves[:size])


def test_each_log_counts_for_itself() -> None:
    grow(3)

    assert logs.append(log="audit", entries=[b"event"]) == range(1)
    assert logs.size_of("documents") == 3


def test_what_a_checkpoint_holds_is_proven() -> None:
    grow(11)
    note = logs.publish(log="documents", signer=SIGNER, at=NOON)

    signed = notes.open_checkpoint(note, name=SIGNER.name, public=SIGNER.public)
    for number in range(11):
        leaf = merkle.leaf_hash(entry(number))
        proof = logs.prove_inclusion(log="documents", leaf_hash=leaf)
        assert proof is not None
        assert proof.checkpoint == note
        assert merkle.check_inclusion(leaf=leaf, index=proof.index, size=signed.size, path=proof.path, root=signed.root)


def test_what_no_checkpoint_holds_yet_is_not_proven() -> None:
    grow(2)
    assert logs.prove_inclusion(log="documents", leaf_hash=merkle.leaf_hash(entry(0))) is None

    logs.publish(log="documents", signer=SIGNER, at=NOON)
    grow(1, first=2)

    assert logs.prove_inclusion(log="documents", leaf_hash=merkle.leaf_hash(entry(1))) is not None
    assert logs.prove_inclusion(log="documents", leaf_hash=merkle.leaf_hash(entry(2))) is None
    assert logs.prove_inclusion(log="documents", leaf_hash=merkle.leaf_hash(b"never issued")) is None


def test_the_first_checkpoint_that_held_an_entry_can_be_asked_for() -> None:
    grow(2)
    first = logs.publish(log="documents", signer=SIGNER, at=NOON)
    grow(5, first=2)
    last = logs.publish(log="documents", signer=SIGNER, at=NOON)

    leaf = merkle.leaf_hash(entry(1))
    old, new = (logs.prove_inclusion(log="documents", leaf_hash=leaf, oldest=oldest) for oldest in (True, False))

    assert old is not None
    assert new is not None
    assert (old.checkpoint, new.checkpoint) == (first, last)


def test_every_checkpoint_continues_the_one_before() -> None:
    roots = {}
    for size in (1, 2, 5, 8, 13):
        grow(size - logs.size_of("documents"), first=logs.size_of("documents"))
        note = logs.publish(log="documents", signer=SIGNER, at=NOON)
        roots[size] = notes.open_checkpoint(note, name=SIGNER.name, public=SIGNER.public).root

    for (old, old_root), (new, new_root) in combinations_with_replacement(roots.items(), 2):
        path = logs.prove_consistency(log="documents", old=old, new=new)
        assert merkle.check_consistency(old_size=old, new_size=new, old_root=old_root, new_root=new_root, path=path)


def test_a_log_that_did_not_grow_is_not_signed_again() -> None:
    grow(3)
    first = logs.publish(log="documents", signer=SIGNER, at=NOON)

    assert logs.publish(log="documents", signer=SIGNER, at=NOON) == first
    assert logs.publish(log="documents", signer=SIGNER, at=NOON, known=[first]) == first


def test_a_log_without_entries_is_not_signed() -> None:
    with pytest.raises(UnableToPublish, match="no entries"):
        logs.publish(log="documents", signer=SIGNER, at=NOON)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (1, 9)])
def test_no_consistency_is_proven_from_nothing_backwards_or_beyond_the_log(old: int, new: int) -> None:
    grow(3)

    with pytest.raises(UnableToProve):
        logs.prove_consistency(log="documents", old=old, new=new)


def forge(statement: str) -> None:
    """What somebody with all rights over the database could do."""
    with connection.cursor() as cursor:
        for table in ("leaf", "node", "checkpoint"):
            cursor.execute(f"ALTER TABLE audit_{table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in ("leaf", "node", "checkpoint"):
            cursor.execute(f"ALTER TABLE audit_{table} ENABLE ALWAYS TRIGGER audit_{table}_append_only")
            cursor.execute(f"ALTER TABLE audit_{table} ENABLE ALWAYS TRIGGER audit_{table}_no_truncate")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit_node SET hash = sha256('forged') WHERE level = 2", "not those that were signed"),
        ("DELETE FROM audit_leaf WHERE index >= 3; DELETE FROM audit_node WHERE level = 2", "Entries are missing"),
        ("UPDATE audit_checkpoint SET note = replace(note, '4', '3')", "cannot be trusted"),
    ],
)
def test_s07_a_log_that_was_rewritten_is_never_signed_again(statement: str, told: str) -> None:
    grow(4)
    logs.publish(log="documents", signer=SIGNER, at=NOON)
    forge(statement)
    if "leaf" not in statement:
        grow(2, first=4)

    with pytest.raises(UnableToPublish, match=told):
        logs.publish(log="documents", signer=SIGNER, at=NOON)


def test_s07_a_checkpoint_kept_outside_tells_when_the_database_forgot_its_own() -> None:
    grow(4)
    outside = logs.publish(log="documents", signer=SIGNER, at=NOON)
    forge("DELETE FROM audit_checkpoint; DELETE FROM audit_node; DELETE FROM audit_leaf")
    grow(6, first=100)

    with pytest.raises(UnableToPublish, match="not those that were signed"):
        logs.publish(log="documents", signer=SIGNER, at=NOON, known=[outside])


def test_another_key_does_not_go_on_with_a_log() -> None:
    grow(2)
    logs.publish(log="documents", signer=SIGNER, at=NOON)
    grow(1, first=2)

    with pytest.raises(UnableToPublish, match="cannot be trusted"):
        logs.publish(log="documents", signer=Signer(SIGNER.name), at=NOON)


@pytest.mark.parametrize("table", ["leaf", "node", "checkpoint", "stamp", "digests", "salt"])
@pytest.mark.parametrize("statement", ["UPDATE audit_{0} SET {1} = {1}", "DELETE FROM audit_{0}", "TRUNCATE audit_{0}"])
def test_s07_the_database_refuses_to_change_or_forget_what_a_log_holds(table: str, statement: str) -> None:
    grow(2)
    column = {"digests": "event_id", "salt": "event_id"}.get(table, "log")

    with pytest.raises(DatabaseError, match="is refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column))


def test_a_hash_in_a_log_is_32_bytes() -> None:
    with pytest.raises(DatabaseError, match="audit_leaf_shape"), transaction.atomic():
        logs.append_leaves(log="documents", leaf_hashes=[b"short"])
