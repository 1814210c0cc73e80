"""Identifiers that count once, in the database that all processes share, and calls that are counted beside them."""

import hashlib
from datetime import datetime, timedelta

from django.db import connection

from tayseer.identity import limits

_SPEND = """
INSERT INTO openid_spent (key, until) VALUES (%s::bytea, %s::timestamptz) ON CONFLICT (key) DO NOTHING RETURNING 1
"""
_SPEND_AND_COUNT = f"""
WITH spent AS ({_SPEND}), counted AS ({limits.COUNT})
SELECT EXISTS (SELECT FROM spent), counted.count FROM counted
"""  # noqa: S608 - constants of this file and its neighbour


def spend(*identifier: str, until: datetime) -> bool:
    """Use up an identifier; False when it was used before. It is remembered until a moment (UTC).

    Call it outside a transaction, or a rollback would make it good again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [_digest(*identifier), until])
        return cursor.fetchone() is not None


def spend_and_count(*identifier: str, until: datetime, key: str, per_minute: int, at: datetime) -> tuple[bool, bool]:
    """Use up an identifier and count a call, in one round trip: whether it was new, and whether calls are within.

    In: the identifier and until when it is remembered; what is counted, and how many of it may come in a minute; UTC.
    """
    counted = hashlib.sha256(key.encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute(_SPEND_AND_COUNT, [_digest(*identifier), until, counted, at, at + timedelta(seconds=60)])
        is_new, count = cursor.fetchone()
    return bool(is_new), bool(count <= per_minute)


def _digest(*identifier: str) -> bytes:
    # Parted by what no identifier holds, so that no two ways of cutting give the same digest.
    return hashlib.sha256("\x00".join(identifier).encode()).digest()
