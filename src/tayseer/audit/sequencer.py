"""Gives every event its leaf: run every second, it takes each visible event that has none.

Events are not visible in the order of their ids: a transaction may write first and commit last. So nothing is skipped
by its id alone. What is settled is a moment before which every transaction that could have written an event is over,
and has had its events taken; only younger events are compared with the leaves. The event itself carries nothing for
this, so that filing pays nothing for it.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from tayseer.audit import entries, logs
from tayseer.audit.entries import COLUMNS, EventRow
from tayseer.audit.merkle import leaf_hash

MOST_AT_ONCE = 5_000
#: An event's id is drawn a moment before its transaction has a number; a clock may be set back a little.
MARGIN = timedelta(seconds=5)
#: An event that has no leaf for longer is an alarm.
LATE = timedelta(seconds=10)
#: How far back the daily check looks for events that were passed over; the one of yesterday looked at what is older.
LOOK_BACK = timedelta(days=2)

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
# The plan for one bound serves no other: the index knows how little lies behind it, and a plan for all does not.
_PLAN_EACH = (
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'off', true)"
)
_MARK = "SELECT settled, seen_at, seen_before FROM audit_mark WHERE log = 'audit'"
_KEEP_MARK = """
INSERT INTO audit_mark (log, settled, seen_at, seen_before)
VALUES ('audit', %s::timestamptz, %s::timestamptz, %s::bigint)
ON CONFLICT (log) DO UPDATE SET settled = excluded.settled, seen_at = excluded.seen_at,
                                seen_before = excluded.seen_before
"""
# The moment is that of the statement, which comes before its view of what is running.
_HORIZON = """
SELECT statement_timestamp(), pg_snapshot_xmin(seen)::text::bigint, pg_snapshot_xmax(seen)::text::bigint
  FROM pg_current_snapshot() AS seen
"""
_WITHOUT_LEAF = """
  FROM audit_event e
 WHERE e.id >= %s::uuid
   AND NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.event_id = e.id AND l.event_id >= %s::uuid)
"""
_TAKE = f"SELECT {COLUMNS} {_WITHOUT_LEAF} ORDER BY e.id LIMIT %s::int"
_WAITING = f"SELECT count(*), clock_timestamp() - min(e.recorded_at) {_WITHOUT_LEAF}"
_PASSED_OVER = f"SELECT count(*), min(e.id::text) {_WITHOUT_LEAF} AND e.id < %s::uuid"
_SALTS = "INSERT INTO audit_salt (event_id, salt) SELECT * FROM unnest(%s::uuid[], %s::bytea[])"


@dataclass(frozen=True, slots=True)
class Taken:
    """What one run did: how many events it took, whether more may wait, and how long the oldest had waited."""

    count: int
    is_full: bool
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the sequencer has come; see `models.Mark`."""

    settled: datetime = _BEGINNING
    seen_at: datetime = _BEGINNING
    seen_before: int = 0


@dataclass(frozen=True, slots=True)
class Horizon:
    """A moment, UTC, and the transactions then: all below `over` had ended, none from `begun` on had begun."""

    at: datetime
    over: int
    begun: int


def sequence(*, most: int = MOST_AT_ONCE) -> Taken:
    """Append a leaf for each visible event that has none, at most `most` of them, in one transaction.

    Safe in several workers at once: they take turns. Raises `django.db.Error` when the rows cannot be written; then
    nothing was appended, and the next run takes the same events.
    """
    with transaction.atomic():
        logs.lock(logs.AUDIT)
        mark, now = _mark(), _horizon()
        rows = _take(mark.settled, most)
        if rows:
            _append(rows)
        following = _advanced(mark, now, rows, is_full=len(rows) == most)
        if following != mark:
            _keep(following)
    longest = max((now.at - row.recorded_at for row in rows), default=timedelta())
    return Taken(len(rows), len(rows) == most, longest)


def waiting() -> tuple[int, timedelta]:
    """Return how many visible events have no leaf, and how long the oldest of them has waited."""
    with transaction.atomic(), connection.cursor() as cursor:
        bound = _first_id(_mark().settled)
        cursor.execute(_PLAN_EACH)
        cursor.execute(_WAITING, [bound, bound])
        count, longest = cursor.fetchone()
    return count, longest or timedelta()


def find_passed_over(*, by: timedelta = LOOK_BACK) -> int:
    """Look back for events that were settled without a leaf, let the next run take them, and return how many there are.

    There should be none: it would take a clock set back by more than the margin. In: how far back. It holds no lock
    while it looks, so the log goes on meanwhile.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        settled = _mark().settled
        first = _first_id(settled - by if settled > _BEGINNING + by else _BEGINNING)
        cursor.execute(_PLAN_EACH)
        cursor.execute(_PASSED_OVER, [first, first, _first_id(settled)])
        count, oldest = cursor.fetchone()
    if count:
        with transaction.atomic():
            logs.lock(logs.AUDIT)
            mark = _mark()
            _keep(replace(mark, settled=min(mark.settled, _moment_of(UUID(oldest)))))
    return int(count)


def _append(rows: list[EventRow]) -> None:
    salts = entries.new_salts(len(rows))
    leaves = [leaf_hash(entries.entry_of(row, salt=salt).encode()) for row, salt in zip(rows, salts, strict=True)]
    ids = [row.id for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_SALTS, [ids, salts])
    logs.append_leaves(log=logs.AUDIT, leaf_hashes=leaves, event_ids=ids)


def _take(settled: datetime, most: int) -> list[EventRow]:
    bound = _first_id(settled)
    with connection.cursor() as cursor:
        cursor.execute(_PLAN_EACH)
        cursor.execute(_TAKE, [bound, bound, most])
        return [EventRow(*row) for row in cursor.fetchall()]


def _advanced(mark: Mark, now: Horizon, rows: list[EventRow], *, is_full: bool) -> Mark:
    """How far everything is settled after a run that began at `now` and took `rows`, all there were unless full."""
    if mark.seen_before > now.begun:
        # Transactions are counted anew after the database was restored elsewhere: wait for a view of this count.
        return Mark(mark.settled, now.at, now.begun)
    if mark.seen_before > now.over:
        return mark
    settled = max(mark.settled, mark.seen_at - MARGIN) if mark.seen_before else mark.settled
    if is_full:
        settled = max(mark.settled, min(settled, _moment_of(rows[-1].id)))
    return Mark(settled, now.at, now.begun)


def _mark() -> Mark:
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        row = cursor.fetchone()
    return Mark(*row) if row else Mark()


def _keep(mark: Mark) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_MARK, [mark.settled, mark.seen_at, mark.seen_before])


def _horizon() -> Horizon:
    with connection.cursor() as cursor:
        cursor.execute(_HORIZON)
        return Horizon(*cursor.fetchone())


def _first_id(moment: datetime) -> UUID:
    """The least id that could be drawn at a moment: a UUIDv7 begins with the milliseconds of Unix time."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)


def _moment_of(event_id: UUID) -> datetime:
    return datetime.fromtimestamp((event_id.int >> 80) / 1000, tz=UTC)
