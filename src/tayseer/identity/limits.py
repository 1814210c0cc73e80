"""Rate limits that all web processes share: one upsert in PostgreSQL for each question."""

import hashlib
from datetime import datetime, timedelta

from django.db import connection

COUNT = """
INSERT INTO identity_limit AS l (key, opened_at, closes_at, count)
VALUES (%s::bytea, %s::timestamptz, %s::timestamptz, 1)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN l.closes_at <= excluded.opened_at THEN 1 ELSE l.count + 1 END,
    opened_at = CASE WHEN l.closes_at <= excluded.opened_at THEN excluded.opened_at ELSE l.opened_at END,
    closes_at = CASE WHEN l.closes_at <= excluded.opened_at THEN excluded.closes_at ELSE l.closes_at END
RETURNING count
"""


def allow(key: str, *, limit: int, per_seconds: int, at: datetime) -> bool:
    """Count one more and say whether it is still within the limit.

    In: what is counted (`sign-in:1012345678`; stored as a digest), how many are allowed in a window of that many
    seconds, the moment, UTC. The window opens with the first count and is not moved by refused ones. Out: False when
    this one is too many. Call it outside the transaction that may fail, or a rollback takes the count back.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [_digest(key), at, at + timedelta(seconds=per_seconds)])
        row = cursor.fetchone()
    return bool(row[0] <= limit)


def within(key: str, *, limit: int, at: datetime) -> bool:
    """Say whether the limit still holds, without counting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count FROM identity_limit WHERE key = %s::bytea AND closes_at > %s::timestamptz",
            [_digest(key), at],
        )
        row = cursor.fetchone()
    return row is None or bool(row[0] <= limit)


def forget(key: str) -> None:
    """Start anew for this key, after the right password was given, say."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM identity_limit WHERE key = %s::bytea", [_digest(key)])


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
