"""Who is told of events: subscriptions are made, stopped and looked at, and one worker at a time delivers for each.

Whoever delivers holds a lease, and writes nothing once another has taken it over: then the same events are sent twice,
which subscribers must bear anyway, but none is passed over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from tayseer.audit.actions import event_row, insert_sql
from tayseer.audit.actions import record as record_audit
from tayseer.audit.contract import SYSTEM
from tayseer.exchange import conf, events, outbox
from tayseer.exchange.events import UnableToSubscribe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tayseer.exchange.events import Kind
    from tayseer.exchange.outbox import Batch

#: Each is carried by a thread of its own, so that none waits for another.
MOST_SUBSCRIPTIONS = 100
MOST_CODE = 40
#: How long a lease is kept beyond the time that two answers may take: to an event, and to the question after it.
LEASE_BEYOND = timedelta(seconds=5)

_CLAIM = """
UPDATE exchange_subscription SET lease = %s::uuid, leased_until = %s::timestamptz
 WHERE id = %s::bigint AND state = 'active' AND due_at <= %s::timestamptz
   AND (leased_until IS NULL OR leased_until <= %s::timestamptz)
RETURNING id, code, address, patterns::text, fields::text, lease, position, size, tries, failures
"""
_DUE = """
SELECT s.id FROM exchange_subscription s
 WHERE s.state = 'active' AND s.due_at <= %s::timestamptz
   AND (s.leased_until IS NULL OR s.leased_until <= %s::timestamptz)
   AND (s.position < %s::bigint OR EXISTS (SELECT 1 FROM exchange_aside a WHERE a.subscription_id = s.id AND a.again))
 ORDER BY s.id LIMIT %s::int
"""
_RELEASE = """
UPDATE exchange_subscription SET lease = NULL, leased_until = NULL WHERE id = %s::bigint AND lease = %s::uuid
"""
_DELIVERED = """
UPDATE exchange_subscription
   SET position = greatest(position, %s::bigint), size = %s::int, tries = 0, failures = 0, problem = '',
       answered_at = coalesce(%s::timestamptz, answered_at), leased_until = %s::timestamptz
 WHERE id = %s::bigint AND lease = %s::uuid
"""
_FAILED = """
UPDATE exchange_subscription
   SET size = 1, tries = %s::int, failures = failures + 1, problem = %s::text, failed_at = %s::timestamptz,
       due_at = %s::timestamptz, lease = %s::uuid, leased_until = %s::timestamptz
 WHERE id = %s::bigint AND lease = %s::uuid
"""
_SKIP = """
UPDATE exchange_subscription
   SET position = greatest(position, %s::bigint), size = 1, tries = 0, failures = 0, problem = ''
 WHERE id = %s::bigint AND lease = %s::uuid
"""
_ASIDE = """
INSERT INTO exchange_aside (subscription_id, position, owner, at, tries, problem, again)
VALUES (%s::bigint, %s::bigint, %s::text, %s::timestamptz, %s::int, %s::text, false)
ON CONFLICT (subscription_id, position) DO UPDATE
   SET tries = excluded.tries, problem = excluded.problem, at = excluded.at
"""
# Whoever waits behind one that is sent again is sent again too, after it.
_BEHIND = """
INSERT INTO exchange_aside (subscription_id, position, owner, at, tries, problem, again)
SELECT %s::bigint, n.position, n.owner, %s::timestamptz, 0, '',
       NOT EXISTS (SELECT 1 FROM exchange_aside a
                    WHERE a.subscription_id = %s::bigint AND a.owner = n.owner AND NOT a.again)
  FROM unnest(%s::bigint[], %s::text[]) AS n(position, owner)
ON CONFLICT (subscription_id, position) DO NOTHING
"""
_HOLD_OWNER = "UPDATE exchange_aside SET again = false WHERE subscription_id = %s::bigint AND owner = %s::text"
_SENT_AGAIN = "DELETE FROM exchange_aside WHERE subscription_id = %s::bigint AND position = ANY(%s::bigint[])"
_KEEP = """
INSERT INTO exchange_subscription
       (code, address, patterns, fields, state, position, size, tries, failures, due_at, problem)
VALUES (%s::text, %s::text, %s::jsonb, %s::jsonb, 'active', %s::bigint, %s::int, 0, 0, %s::timestamptz, '')
ON CONFLICT (code) DO UPDATE
   SET address = excluded.address, patterns = excluded.patterns, fields = excluded.fields, state = 'active',
       position = coalesce(%s::bigint, exchange_subscription.position), tries = 0, failures = 0, problem = '',
       due_at = excluded.due_at, lease = NULL, leased_until = NULL
"""
_STOP = """
UPDATE exchange_subscription SET state = 'stopped', lease = NULL, leased_until = NULL WHERE id = %s::bigint
"""
_LOCK_CODE = "SELECT id FROM exchange_subscription WHERE code = %s::text FOR UPDATE"


class LostLease(Exception):
    """Another worker delivers for this subscriber now; nothing was written."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A subscription whose lease is held: where its events go, which and with what, and how far it has come."""

    id: int
    code: str
    address: str
    patterns: tuple[str, ...]
    fields: Mapping[str, str]
    lease: UUID
    position: int
    size: int
    tries: int
    failures: int

    @property
    def key(self) -> bytes:
        """The key that makes the names which this subscriber knows."""
        return events.subscriber_key(self.code)


def subscribe(
    *,
    code: str,
    address: str,
    patterns: Sequence[str],
    fields: Mapping[str, str],
    known: Mapping[str, Kind],
    at: datetime,
    position: int | None = None,
) -> None:
    """Let a subscriber be told of events from now on, or from after ``position``; also changes or resumes one.

    In: the subscriber's code, by which its public key lies in the keys folder (``agency-CODE.pub.pem``); its address,
    or a path below the agencies' (``/r1/…``); patterns of events; fields, each with its legal basis or an empty one;
    the kinds of events there are; the moment, UTC. One that is there goes on from where it was, unless ``position`` is
    given. Raises ``UnableToSubscribe``.
    """
    if not code or len(code) > MOST_CODE or not code.replace("-", "").isalnum() or not code.isascii():
        message = f"A subscriber's code has letters, digits and dashes, {MOST_CODE} at most: labour."
        raise UnableToSubscribe(message)
    _check_address(address)
    events.check_contract(patterns=patterns, fields=fields, known=known)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM exchange_subscription WHERE code <> %s::text", [code])
        if cursor.fetchone()[0] >= MOST_SUBSCRIPTIONS:
            message = f"There are {MOST_SUBSCRIPTIONS} subscriptions, which is the most."
            raise UnableToSubscribe(message)
        start = outbox.last_position() if position is None else position
        listed = [json.dumps(list(patterns)), json.dumps(dict(fields), ensure_ascii=False)]
        cursor.execute(_KEEP, [code, address, *listed, start, outbox.MOST_IN_BATCH, at, position])
        record_audit(
            actor=SYSTEM, action="exchange.subscription.made", at=at, object=f"subscription:{code}",
            fields=sorted(fields), purpose="; ".join(sorted({basis for basis in fields.values() if basis})),
        )  # fmt: skip


def stop(*, code: str, at: datetime) -> None:
    """Tell a subscriber nothing more; where it was is remembered. Raises ``LookupError`` when there is none."""
    with transaction.atomic(), connection.cursor() as cursor:
        subscription_id = lock(code)
        cursor.execute(_STOP, [subscription_id])
        record_audit(actor=SYSTEM, action="exchange.subscription.stopped", at=at, object=f"subscription:{code}")


def lock(code: str) -> int:
    """Return a subscription's id, its row locked until the transaction ends. Raises ``LookupError``."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_CODE, [code])
        row = cursor.fetchone()
    if row is None:
        message = f"Nobody is subscribed as {code}. See who is: tayseer events status."
        raise LookupError(message)
    subscription_id: int = row[0]
    return subscription_id


def due(*, at: datetime) -> list[int]:
    """Return the subscriptions for which something may wait and that nobody delivers for just now."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [at, at, outbox.last_position(), MOST_SUBSCRIPTIONS])
        return [row[0] for row in cursor.fetchall()]


def claim(subscription_id: int, *, at: datetime) -> Claim | None:
    """Take the lease of a subscription, or return ``None`` when it is not due or another worker has it."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [uuid4(), _leased_until(at), subscription_id, at, at])
        row = cursor.fetchone()
    if row is None:
        return None
    number, code, address, patterns, fields, *rest = row
    return Claim(number, code, address, tuple(json.loads(patterns)), json.loads(fields), *rest)


def release(held: Claim) -> None:
    """Give the lease back."""
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, [held.id, held.lease])


def note_delivered(held: Claim, batch: Batch, *, at: datetime) -> Claim:
    """Note that a batch was taken, and return the claim as it goes on. Raises ``LostLease``.

    What was told under a legal basis is in the audit of the person whom it is about.
    """
    position = held.position if batch.again else batch.upto
    size = min(outbox.MOST_IN_BATCH, held.size * 2) if batch.events else held.size
    answered = at if batch.events else None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DELIVERED, [position, size, answered, _leased_until(at), held.id, held.lease])
        _still_held(cursor.rowcount)
        if batch.again:
            cursor.execute(_SENT_AGAIN, [held.id, [event.position for event in batch.events]])
        if batch.behind:
            behind = [event.position for event in batch.behind], [event.owner for event in batch.behind]
            cursor.execute(_BEHIND, [held.id, at, held.id, *behind])
        _audit_told(held, batch, at=at)
    return _moved(held, position=position, size=size)


def note_failed(held: Claim, *, problem: str, tries: int, at: datetime, pause: timedelta) -> Claim | None:
    """Note that a batch was not taken; the next is of one event. Raises ``LostLease``.

    In: why; how often this one event was tried alone; how long the subscriber is left in peace. Returns the claim when
    it goes on at once, else ``None``, its lease being given back.
    """
    goes_on = not pause
    lease, until = (held.lease, _leased_until(at)) if goes_on else (None, None)
    with connection.cursor() as cursor:
        cursor.execute(_FAILED, [tries, problem[:300], at, at + pause, lease, until, held.id, held.lease])
        _still_held(cursor.rowcount)
    return _moved(held, size=1, tries=tries, failures=held.failures + 1) if goes_on else None


def set_aside(held: Claim, batch: Batch, *, problem: str, at: datetime) -> Claim:
    """Set the one event of a batch aside, and with it what follows of the same owner. Raises ``LostLease``."""
    [event] = batch.events
    position = held.position if batch.again else event.position
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SKIP, [position, held.id, held.lease])
        _still_held(cursor.rowcount)
        cursor.execute(_ASIDE, [held.id, event.position, event.owner, at, held.tries + 1, problem[:300]])
        cursor.execute(_HOLD_OWNER, [held.id, event.owner])
        behind = [one for one in batch.behind if one.position < event.position]
        if behind:
            cursor.execute(
                _BEHIND, [held.id, at, held.id, [one.position for one in behind], [one.owner for one in behind]]
            )
        record_audit(
            actor=SYSTEM, action="exchange.event.set_aside", at=at, object=f"event:{event.event_id}", result="failed"
        )
    return _moved(held, position=position, size=1, tries=0)


def _check_address(address: str) -> None:
    """The platform sends only where an operator means it to: over TLS, or on this machine, or through the exchange."""
    parts = urlsplit(address)
    if parts.username or parts.password or parts.fragment:
        message = "An address carries neither a name, nor a password, nor a mark after #."
        raise UnableToSubscribe(message)
    is_near = parts.hostname in {"127.0.0.1", "localhost", "::1"} or settings.TAYSEER_DEMO
    schemes = {"https", "http"} if is_near else {"https"}
    if not address.startswith("/r1/") and not (parts.hostname and parts.scheme in schemes):
        message = "Give an address that begins with https://, or a path of the exchange that begins with /r1/."
        raise UnableToSubscribe(message)


def _audit_told(held: Claim, batch: Batch, *, at: datetime) -> None:
    bases = {name: basis for name, basis in held.fields.items() if basis}
    rows = [
        event_row(
            actor=SYSTEM,
            action="exchange.event.told",
            at=at,
            subject=int(event.owner.partition(":")[2]) if event.owner.startswith("person:") else None,
            object=f"subscription:{held.code}",
            purpose="; ".join(sorted({bases[name] for name in bases if name in event.personal})),
            fields=sorted(name for name in bases if name in event.personal),
        )
        for event in batch.events
        if any(name in event.personal for name in bases)
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(insert_sql(rows=len(rows)), [value for row in rows for value in row])


def _still_held(rows: int) -> None:
    if rows != 1:
        raise LostLease


def _leased_until(at: datetime) -> datetime:
    return at + timedelta(seconds=2 * conf.event_timeout_seconds()) + LEASE_BEYOND


def _moved(held: Claim, **changes: Any) -> Claim:
    defaults: dict[str, Any] = {"tries": 0, "failures": 0}
    return replace(held, **{**defaults, **changes})
