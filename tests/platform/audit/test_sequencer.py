"""Every event gets its leaf, whatever the order of commits, and what the leaf says can be told again."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from tayseer.audit import entries, logs, sequencer
from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.audit.merkle import leaf_hash
from tayseer.audit.models import Event, Leaf, Salt
from tayseer.audit.sequencer import MARGIN, Horizon, Mark

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
FAISAL = Actor("officer", 31, "Faisal, the clerk", agency="residency", unit="riyadh", role="clerk")


def note(count: int = 1) -> None:
    for number in range(count):
        record(actor=FAISAL, action=f"residency.read_{number}", at=NOON, subject=501, case="k3jd72hs92kd")


def without_leaf() -> set[UUID]:
    return set(Event.objects.values_list("id", flat=True)) - set(Leaf.objects.values_list("event_id", flat=True))


def test_every_event_gets_one_leaf() -> None:
    note(3)

    first, second = sequencer.sequence(), sequencer.sequence()

    assert (first.count, first.is_full, second.count) == (3, False, 0)
    assert without_leaf() == set()
    assert logs.size_of("audit") == 3


def test_more_than_one_batch_is_taken_in_turns() -> None:
    note(7)

    taken = [sequencer.sequence(most=3) for _ in range(3)]

    assert [(one.count, one.is_full) for one in taken] == [(3, True), (3, True), (1, False)]
    assert without_leaf() == set()


def test_a_leaf_is_the_hash_of_what_the_event_and_its_salt_say() -> None:
    note()
    sequencer.sequence()

    leaf, salt = Leaf.objects.get(), bytes(Salt.objects.get().salt)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {entries.COLUMNS} FROM audit_event e")
        row = entries.EventRow(*cursor.fetchone())

    assert bytes(leaf.hash) == leaf_hash(entries.entry_of(row, salt=salt).encode())
    assert leaf.event_id == row.id


def test_an_entry_holds_no_number_by_which_somebody_could_be_found() -> None:
    row = entries.EventRow(
        *(UUID(int=7), NOON, NOON, "officer", "residency", "riyadh", "clerk", "residency.read", "case-review"),
        *(["expires_on"], "done", 3_100_001, None, 5_010_002, "iqama:7700003", "k3jd72hs92kd", "request-of-faisal"),
    )

    entry = entries.entry_of(row, salt=bytes(16))

    for number in ("3100001", "5010002", "7700003", "k3jd72hs92kd", "request-of-faisal"):
        assert number not in entry
    assert sorted(json.loads(entry)["digests"]) == ["actor", "case", "object", "request", "subject"]


def test_the_same_person_has_another_digest_in_every_event() -> None:
    note(2)
    sequencer.sequence()
    salts = [bytes(salt) for salt in Salt.objects.values_list("salt", flat=True)]

    digests = {entries.digest(salt=entries.salt_of(salt=salt, name="subject"), value="501") for salt in salts}

    assert len(digests) == 2


def test_the_salt_of_one_value_tells_nothing_of_another() -> None:
    salt = entries.new_salts(1)[0]

    own = {name: entries.salt_of(salt=salt, name=name) for name in entries.HIDDEN}

    assert len(set(own.values())) == len(entries.HIDDEN)
    assert all(len(one) == 16 and one != salt for one in own.values())


def test_an_entry_is_in_canonical_form() -> None:
    note()
    event = Event.objects.get()
    row = entries.EventRow(
        *(event.id, event.at, event.recorded_at, "officer", 'quote " and \\', "line\nend \x1f", "دور", "a.b"),
        *("", ["ب", "a"], "done", 1, None, None, "", "", ""),
    )

    entry = entries.entry_of(row, salt=bytes(16))

    assert '"agency":"quote \\" and \\\\"' in entry
    assert '"unit":"line\\nend \\u001f"' in entry
    assert '"fields":["ب","a"]' in entry
    assert '"at":"2026-11-25T09:00:00.000000Z"' in entry
    assert ": " not in entry
    assert list(json.loads(entry)) == sorted(json.loads(entry))


def test_what_is_settled_moves_on_only_when_everybody_is_done() -> None:
    start = Mark(NOON, NOON + timedelta(minutes=1), 100)
    now = NOON + timedelta(minutes=2)

    waits = sequencer._advanced(start, Horizon(now, 99, 120), [], is_full=False)
    moves = sequencer._advanced(start, Horizon(now, 100, 120), [], is_full=False)

    assert waits == start
    assert moves == Mark(start.seen_at - MARGIN, now, 120)


def test_a_full_batch_settles_no_more_than_it_took() -> None:
    start = Mark(NOON, NOON + timedelta(hours=1), 100)
    taken_until = NOON + timedelta(minutes=3)
    row = entries.EventRow(
        *(sequencer._first_id(taken_until), NOON, NOON, "system", "", "", "", "a", "", [], "done"),
        *(None, None, None, "", "", ""),
    )

    moved = sequencer._advanced(start, Horizon(NOON + timedelta(hours=2), 130, 130), [row], is_full=True)

    assert moved.settled == taken_until


def test_a_restored_database_that_counts_anew_settles_nothing_by_the_old_count() -> None:
    start = Mark(NOON, NOON + timedelta(minutes=1), 1_000_000)

    moved = sequencer._advanced(start, Horizon(NOON + timedelta(minutes=2), 50, 60), [], is_full=False)

    assert (moved.settled, moved.seen_before) == (NOON, 60)


def test_events_that_were_passed_over_are_found_and_taken() -> None:
    note(2)
    settled = Event.objects.latest("recorded_at").recorded_at + timedelta(hours=1)
    sequencer._keep(Mark(settled, settled, 1))
    assert sequencer.sequence().count == 0

    assert sequencer.find_passed_over(by=timedelta(minutes=1)) == 0
    assert sequencer.find_passed_over() == 2
    assert sequencer._mark().settled < settled

    assert sequencer.sequence().count == 2
    assert sequencer.find_passed_over() == 0
    assert without_leaf() == set()


def test_nothing_is_passed_over_before_the_first_run() -> None:
    note(2)

    assert sequencer.find_passed_over() == 0


def test_who_waits_is_counted() -> None:
    note(2)
    count, longest = sequencer.waiting()
    sequencer.sequence()

    assert count == 2
    assert longest > timedelta()
    assert sequencer.waiting() == (0, timedelta())
