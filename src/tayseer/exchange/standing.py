"""How subscriptions stand, for operators and for Prometheus; and what an operator does about events set aside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction

from tayseer.audit.actions import record as record_audit
from tayseer.audit.contract import SYSTEM
from tayseer.exchange import events, outbox, subscriptions

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Nobody needs to know more exactly how many wait when there are so many.
MOST_COUNTED = 100_000
MOST_ASIDE_SHOWN = 20

_ALL = """
SELECT s.code, s.state, s.address, s.patterns::text, s.fields::text, s.position, s.failures, s.problem, s.due_at,
       s.answered_at, s.failed_at,
       (SELECT count(*) FROM exchange_aside a WHERE a.subscription_id = s.id AND a.tries > 0),
       (SELECT count(*) FROM exchange_aside a WHERE a.subscription_id = s.id AND a.tries = 0)
  FROM exchange_subscription s ORDER BY s.code LIMIT %s::int
"""
_WAITING = """
SELECT count(*), min(at) FROM (
    SELECT e.at FROM exchange_event e WHERE e.position > %s::bigint AND e.name LIKE ANY(%s::text[])
     ORDER BY e.position LIMIT %s::int) w
"""
_UNPLACED = "SELECT count(*), min(at) FROM (SELECT at FROM exchange_event WHERE position IS NULL LIMIT %s::int) u"
_ASIDE = """
SELECT e.event_id, e.name, a.position, a.at, a.tries, a.problem, a.again
  FROM exchange_aside a JOIN exchange_event e ON e.position = a.position JOIN exchange_subscription s
    ON s.id = a.subscription_id
 WHERE s.code = %s::text AND a.tries > 0 ORDER BY a.position LIMIT %s::int
"""
_FREE = "UPDATE exchange_subscription SET due_at = %s::timestamptz, tries = 0, failures = 0 WHERE id = %s::bigint"
_BACK_TO = """
UPDATE exchange_subscription
   SET position = %s::bigint, due_at = %s::timestamptz, tries = 0, failures = 0, lease = NULL, leased_until = NULL
 WHERE id = %s::bigint
"""
_AGAIN_ALL = "UPDATE exchange_aside SET again = true WHERE subscription_id = %s::bigint"
_AGAIN_OWNER = f"{_AGAIN_ALL} AND owner = %s::text"
_SENT_ONE = """
SELECT e.position, e.owner, e.position <= s.position AND e.name LIKE ANY(%s::text[]),
       EXISTS (SELECT 1 FROM exchange_aside a WHERE a.subscription_id = s.id AND a.position = e.position)
  FROM exchange_event e, exchange_subscription s WHERE e.event_id = %s::uuid AND s.id = %s::bigint
"""
_AGAIN_ONE = """
INSERT INTO exchange_aside (subscription_id, position, owner, at, tries, problem, again)
VALUES (%s::bigint, %s::bigint, %s::text, %s::timestamptz, 0, '', true)
"""
_DROP = "DELETE FROM exchange_aside WHERE subscription_id = %s::bigint AND position = %s::bigint"


class UnableToResend(Exception):
    """There is nothing to send again under this name; the message says why."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one subscription stands.

    ``waiting`` counts events not sent yet, up to ``MOST_COUNTED``, and ``oldest`` says how long the first of them has
    waited; ``aside`` counts events that were not taken, ``behind`` those that wait behind such a one. Moments are UTC.
    """

    code: str
    state: str
    address: str
    patterns: tuple[str, ...]
    fields: Mapping[str, str]
    position: int
    failures: int
    problem: str
    due_at: datetime
    answered_at: datetime | None
    failed_at: datetime | None
    aside: int
    behind: int
    waiting: int
    oldest: timedelta


@dataclass(frozen=True, slots=True)
class SetAside:
    """An event that a subscriber did not take: which, its place, since when, after how many tries and why."""

    event_id: UUID
    name: str
    position: int
    at: datetime
    tries: int
    problem: str
    is_sent_again: bool


def standings(*, at: datetime) -> list[Standing]:
    """Return how every subscription stands at this moment, UTC, in the order of codes."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_ALL, [subscriptions.MOST_SUBSCRIPTIONS])
        for (
            *said,
            patterns,
            fields,
            position,
            failures,
            problem,
            due_at,
            answered_at,
            failed_at,
            aside,
            behind,
        ) in cursor.fetchall():
            listed = tuple(json.loads(patterns))
            cursor.execute(_WAITING, [position, events.likes(listed), MOST_COUNTED])
            waiting, first = cursor.fetchone()
            code, state, address = said
            found.append(
                Standing(
                    code=code, state=state, address=address, patterns=listed, fields=json.loads(fields),
                    position=position, failures=failures, problem=problem, due_at=due_at, answered_at=answered_at,
                    failed_at=failed_at, aside=aside, behind=behind, waiting=waiting,
                    oldest=at - first if first else timedelta(),
                )
            )  # fmt: skip
    return found


def asides(*, code: str) -> list[SetAside]:
    """Return the events that one subscriber did not take, oldest first, at most ``MOST_ASIDE_SHOWN``."""
    with connection.cursor() as cursor:
        cursor.execute(_ASIDE, [code, MOST_ASIDE_SHOWN])
        return [SetAside(*row) for row in cursor.fetchall()]


def unplaced(*, at: datetime) -> tuple[int, timedelta]:
    """Return how many events have no place yet, and how long the oldest has waited for it."""
    with connection.cursor() as cursor:
        cursor.execute(_UNPLACED, [MOST_COUNTED])
        count, first = cursor.fetchone()
    return count, at - first if first else timedelta()


def resend(*, code: str, at: datetime, event_id: UUID | None = None, position: int | None = None) -> int:
    """Send again what was set aside, or one event, or all from after a place; returns how many, at the least.

    In: the subscriber; the moment, UTC; an event by its id, with all that waits behind it; or a place to go back to.
    Raises ``LookupError`` when nobody is subscribed under that code, ``UnableToResend`` when the event was not sent.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        subscription_id = subscriptions.lock(code)
        if position is not None:
            last = outbox.last_position()
            cursor.execute(_BACK_TO, [min(position, last), at, subscription_id])
            count = max(0, last - position)
        else:
            cursor.execute(_FREE, [at, subscription_id])
            if event_id is None:
                cursor.execute(_AGAIN_ALL, [subscription_id])
                count = cursor.rowcount
            else:
                count = _again(subscription_id, event_id, at=at)
        record_audit(
            actor=SYSTEM, action="exchange.event.resent", at=at, object=f"subscription:{code}",
            purpose=str(event_id or ("set aside" if position is None else f"from {position}")),
        )  # fmt: skip
    return count


def drop(*, code: str, event_id: UUID, at: datetime) -> int:
    """Let an event that was set aside go unsent, and send what waits behind it; returns how many those are.

    Raises ``LookupError`` when nobody is subscribed under that code, ``UnableToResend`` when it was not set aside.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        subscription_id = subscriptions.lock(code)
        position, owner, _was_sent, is_aside = _sent_one(subscription_id, event_id)
        if not is_aside:
            message = f"{event_id} was not set aside."
            raise UnableToResend(message)
        cursor.execute(_DROP, [subscription_id, position])
        cursor.execute(_AGAIN_OWNER, [subscription_id, owner])
        count: int = cursor.rowcount
        cursor.execute(_FREE, [at, subscription_id])
        record_audit(
            actor=SYSTEM, action="exchange.event.dropped", at=at, object=f"event:{event_id}",
            purpose=f"subscription:{code}",
        )  # fmt: skip
    return count


def exposition(*, at: datetime) -> str:
    """Return the gauges of events as Prometheus reads them."""
    count, oldest = unplaced(at=at)
    every = standings(at=at)
    lines = [
        "# HELP tayseer_events_unplaced Events that have no place in the outbox yet.",
        "# TYPE tayseer_events_unplaced gauge",
        f"tayseer_events_unplaced {count}",
        "# HELP tayseer_events_unplaced_seconds How long the oldest of them has waited.",
        "# TYPE tayseer_events_unplaced_seconds gauge",
        f"tayseer_events_unplaced_seconds {oldest.total_seconds()}",
    ]
    for name, words, of in (
        ("waiting", "Events that a subscriber was not sent yet.", lambda one: one.waiting),
        ("waiting_seconds", "How long the oldest of them has waited.", lambda one: one.oldest.total_seconds()),
        ("aside", "Events that a subscriber did not take.", lambda one: one.aside),
    ):
        lines += [f"# HELP tayseer_events_{name} {words}", f"# TYPE tayseer_events_{name} gauge"]
        lines += [f'tayseer_events_{name}{{subscriber="{one.code}"}} {of(one)}' for one in every]
    return "\n".join(lines) + "\n"


def _again(subscription_id: int, event_id: UUID, *, at: datetime) -> int:
    position, owner, was_sent, is_aside = _sent_one(subscription_id, event_id)
    with connection.cursor() as cursor:
        if is_aside:
            # Those of one owner go in their order, so none of them goes alone.
            cursor.execute(_AGAIN_OWNER, [subscription_id, owner])
            count: int = cursor.rowcount
            return count
        if not was_sent:
            message = f"{event_id} was not sent yet, or is none of this subscriber's; it cannot be sent again."
            raise UnableToResend(message)
        cursor.execute(_AGAIN_ONE, [subscription_id, position, owner, at])
    return 1


def _sent_one(subscription_id: int, event_id: UUID) -> tuple[int, str, bool, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT patterns::text FROM exchange_subscription WHERE id = %s::bigint", [subscription_id])
        patterns = json.loads(cursor.fetchone()[0])
        cursor.execute(_SENT_ONE, [events.likes(patterns), event_id, subscription_id])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        message = f"No event {event_id} is kept."
        raise UnableToResend(message)
    position, owner, was_sent, is_aside = row
    return position, owner, was_sent, is_aside
