"""Background work of the provider: tells clients of ended logins, and forgets what has run out."""

from __future__ import annotations

from django.db import connection, transaction

from tayseer.partners.openid import backchannel
from tayseer.site import clock

# Key, table, the condition under which a row may go; a used code is kept as long as its login, so that replay is seen.
_FORGET = (
    ("openid_spent", "key", "until <= %s::timestamptz"),
    ("openid_pushedrequest", "secret", "ends_at <= %s::timestamptz"),
    ("openid_login", "id", "ends_at <= %s::timestamptz - interval '1 day' AND (told OR ended_why = '')"),
    ("openid_notice", "id", "created_at <= %s::timestamptz - interval '30 days'"),
    ("openid_refusal", "id", "at <= %s::timestamptz - interval '30 days'"),
)


def deliver_notices(limit: int) -> int:
    """Tell clients of logins that ended and consents that were taken back, at most `limit`; return how many."""
    return backchannel.deliver_due(limit=limit, at=clock.now())


def forget_expired(limit: int) -> int:
    """Delete used identifiers, requests, logins with their codes, notices and refusals, at most `limit` of each."""
    at, gone = clock.now(), 0
    with transaction.atomic(), connection.cursor() as cursor:
        for table, key, condition in _FORGET:
            chosen = f"SELECT {key} FROM {table} WHERE {condition} ORDER BY {key} LIMIT %s::int FOR UPDATE SKIP LOCKED"  # noqa: S608 - constants
            if table == "openid_login":
                for inner in ("openid_code", "openid_refreshtoken"):
                    cursor.execute(f"DELETE FROM {inner} WHERE login_id IN ({chosen})", [at, limit])  # noqa: S608
            cursor.execute(f"DELETE FROM {table} WHERE {key} IN ({chosen})", [at, limit])  # noqa: S608
            gone += cursor.rowcount
    return gone
