"""The outbox: events are written with the act itself, get their places in an order that is safe, and are kept a while.

The number that a row is given when it is written tells no order that a reader may rely on: a transaction may write
first and commit last. So a row gets its place only once it can be seen, by one sequencer at a time, and whoever reads
up to a place has read all before it. Two acts upon one record never overlap, because the record's row is locked
meanwhile, so the later one writes after the earlier one has committed, and its place is later too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import connection, transaction

from tayseer.exchange import events
from tayseer.exchange.events import Event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tayseer.exchange.events import Happened

MOST_AT_ONCE = 5_000
#: How far one reading looks for events that a subscriber wants, so that none of them reads the whole table.
WINDOW = 5_000
#: Most events, and most bytes, of one batch.
MOST_IN_BATCH = 500
LARGEST_BATCH = 240 * 1024

INSERT = """
INSERT INTO exchange_event (event_id, at, name, record, record_id, owner, data, personal)
SELECT n.event_id, n.at, n.name, n.record, n.record_id, n.owner, n.data::jsonb, n.personal::jsonb
  FROM unnest(%s::uuid[], %s::timestamptz[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[])
    WITH ORDINALITY AS n(event_id, at, name, record, record_id, owner, data, personal, place)
 ORDER BY n.place
"""
_UNPLACED = "SELECT EXISTS (SELECT 1 FROM exchange_event WHERE position IS NULL)"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('tayseer.exchange.events', 0))"
_LAST = "SELECT coalesce((SELECT last FROM exchange_event_mark WHERE name = 'events'), 0)"
_PLACE = """
UPDATE exchange_event e SET position = %s::bigint + t.place
  FROM (SELECT u.id, row_number() OVER (ORDER BY u.id) AS place
          FROM (SELECT id FROM exchange_event WHERE position IS NULL ORDER BY id LIMIT %s::int) u) t
 WHERE e.id = t.id
"""
_MARK = """
INSERT INTO exchange_event_mark (name, last) VALUES ('events', %s::bigint)
ON CONFLICT (name) DO UPDATE SET last = excluded.last
"""
_COLUMNS = "e.position, e.event_id, e.at, e.name, e.record, e.record_id, e.owner, e.data::text, e.personal::text"
_AGAIN = f"""
SELECT {_COLUMNS}, false FROM exchange_aside a JOIN exchange_event e ON e.position = a.position
 WHERE a.subscription_id = %s::bigint AND a.again ORDER BY a.position LIMIT %s::int
"""  # noqa: S608 - columns named above
_NEXT = f"""
SELECT {_COLUMNS},
       EXISTS (SELECT 1 FROM exchange_aside a WHERE a.subscription_id = %s::bigint AND a.owner = e.owner)
  FROM exchange_event e
 WHERE e.position > %s::bigint AND e.position <= %s::bigint AND e.name LIKE ANY(%s::text[])
 ORDER BY e.position LIMIT %s::int
"""  # noqa: S608 - columns named above
# Looks at the oldest few alone: what lies behind one that is young is younger, so an index on the moment is not needed.
_FORGET = """
DELETE FROM exchange_event WHERE position IN (
    SELECT o.position FROM (
        SELECT e.position, e.at FROM exchange_event e
         WHERE e.position <= (SELECT coalesce(min(position), 9223372036854775807) FROM exchange_subscription
                               WHERE state = 'active')
           AND NOT EXISTS (SELECT 1 FROM exchange_aside a WHERE a.position = e.position)
         ORDER BY e.position LIMIT %s::int) o
     WHERE o.at < %s::timestamptz)
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is sent next: ``events`` in order; then all up to ``upto`` is dealt with, those ``behind`` being set aside.

    ``written`` holds each event's JSON. ``again`` says that these were set aside before; ``upto`` then means nothing.
    """

    events: tuple[Event, ...]
    written: tuple[bytes, ...]
    behind: tuple[Event, ...]
    upto: int
    again: bool = False


def write(happened: Sequence[Happened], *, at: datetime) -> None:
    """Write events in the caller's transaction: one statement, and none at all when nothing happened.

    In: what effects did, in their order; the moment, UTC. Raises ``django.db.Error``, and then the act does not
    happen either.
    """
    if happened:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, insert_values(happened, at=at))


def insert_values(happened: Sequence[Happened], *, at: datetime) -> list[list[Any]]:
    """Return the parameters of ``INSERT``, each event with an id of its own."""
    return [
        [uuid4() for _ in happened],
        [at] * len(happened),
        [one.name for one in happened],
        [one.record for one in happened],
        [one.record_id for one in happened],
        [one.owner for one in happened],
        [json.dumps(one.data, ensure_ascii=False) for one in happened],
        [json.dumps(one.personal, ensure_ascii=False) for one in happened],
    ]


def sequence(*, most: int = MOST_AT_ONCE) -> int:
    """Give places to events that have none, at most ``most`` of them, in one transaction; returns how many.

    Safe in several workers at once: they take turns, and the place given last is seen together with all before it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNPLACED)
        if not cursor.fetchone()[0]:
            return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        last = last_position()
        cursor.execute(_PLACE, [last, most])
        placed: int = cursor.rowcount
        if placed:
            cursor.execute(_MARK, [last + placed])
    return placed


def last_position() -> int:
    """Return the place given last; 0 while none was given."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        last: int = cursor.fetchone()[0]
    return last


def next_batch(
    *, subscription_id: int, position: int, size: int, patterns: Sequence[str], key: bytes, fields: Mapping[str, str]
) -> Batch | None:
    """Return what a subscriber is sent next, or ``None`` when all that it wants was sent.

    In: how far it has come; the most events to send; its patterns, key and fields, as ``events`` explains them. First
    comes what is to be sent again. A batch has at most ``LARGEST_BATCH`` bytes, unless one event alone has more.
    """
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, [subscription_id, size])
        again = [_event(row) for row in cursor.fetchall()]
        if again:
            sent, written = _fitting(again, key=key, fields=fields)
            return Batch(sent, written, (), 0, again=True)
        end = min(last_position(), position + WINDOW)
        if end <= position:
            return None
        cursor.execute(_NEXT, [subscription_id, position, end, events.likes(patterns), size])
        found = [_event(row) for row in cursor.fetchall()]
    wanted = [event for event in found if not event.is_behind]
    sent, written = _fitting(wanted, key=key, fields=fields)
    upto = found[-1].position if len(found) == size else end
    if len(sent) < len(wanted):
        upto = sent[-1].position
    behind = tuple(event for event in found if event.is_behind and event.position <= upto)
    return Batch(sent, written, behind, upto)


def forget(*, at: datetime, days: int, most: int) -> int:
    """Delete events older than ``days``, at most ``most``; returns how many.

    What somebody who is subscribed was not sent yet stays, and so does what was set aside.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [most, at - timedelta(days=days)])
        gone: int = cursor.rowcount
    return gone


def _event(row: Sequence[Any]) -> Event:
    *head, data, personal, is_behind = row
    values: list[Any] = [*head, json.loads(data), json.loads(personal), is_behind]
    return Event(*values)


def _fitting(
    found: Sequence[Event], *, key: bytes, fields: Mapping[str, str]
) -> tuple[tuple[Event, ...], tuple[bytes, ...]]:
    """The first events whose JSON fits into one batch, and that JSON; one that fits into none is sent alone."""
    written: list[bytes] = []
    total = 2
    for event in found:
        one = events.written(events.cloud_event(event, key=key, fields=fields))
        total += len(one) + 1
        if written and total > LARGEST_BATCH:
            break
        written.append(one)
    return tuple(found[: len(written)]), tuple(written)
