"""The token of a program, checked and counted in one round trip."""

from datetime import datetime, timedelta

from django.db import connection

from tayseer.identity import limits, queries
from tayseer.identity.contract import ApiClient
from tayseer.identity.ids import token_digest

_ONCE = "VALUES (%s::bytea, %s::timestamptz, %s::timestamptz, 1)"
_OF_CLIENT = (
    "SELECT sha256(convert_to('api:token:' || c.token_id, 'UTF8')), %s::timestamptz, %s::timestamptz, 1 FROM client c"
)
_CHECKED = f"""
WITH client AS MATERIALIZED ({queries.TOKEN}), counted AS ({limits.COUNT.replace(_ONCE, _OF_CLIENT)})
SELECT client.*, counted.count FROM client, counted
"""  # noqa: S608 - statements of the neighbours


def counted_client(*, token: str, limit: int, per_seconds: int, at: datetime) -> tuple[ApiClient | None, bool]:
    """Return the program behind a bearer token and whether this call is still within its limit.

    In: the token as sent; how many calls are allowed in a window of that many seconds; the moment, UTC. Out: None and
    True when the token is unknown, ended or revoked. Call it outside a transaction, as `limits.allow`.
    """
    closes_at = at + timedelta(seconds=per_seconds)
    with connection.cursor() as cursor:
        cursor.execute(_CHECKED, [token_digest(token), at, at, closes_at])
        row = cursor.fetchone()
    return (None, True) if row is None else (queries.as_client(row[:-1]), bool(row[-1] <= limit))
