"""What clients asked wrongly at the doors, kept for their developers: our own words alone, and no data of anybody."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from tayseer.identity import limits
from tayseer.partners.openid import conf, proofs, queries

#: Of one client as many are kept as its developers may look at; older ones make room.
MOST_KEPT, LONGEST = 200, 200
#: Anybody can send what claims to be of a client, so no more than this are kept in a minute.
PER_MINUTE = 30

_NOTE = """
INSERT INTO openid_refusal (client_id, at, door, error, said)
VALUES (%s::text, %s::timestamptz, %s::text, %s::text, %s::text)
"""
_MAKE_ROOM = """
DELETE FROM openid_refusal WHERE client_id = %s::text AND id <= (
    SELECT id FROM openid_refusal WHERE client_id = %s::text ORDER BY id DESC OFFSET %s LIMIT 1)
"""


def note(*, assertion: str, door: str, error: str, said: str, at: datetime) -> None:
    """Keep that a client's request was refused; nothing is kept of whoever names no client, or of too many at once.

    In: the assertion as it came, which need not be good; the door; the error of OAuth and our words on it; UTC.
    """
    try:
        client_id = proofs.claimed_client(assertion)
    except proofs.UnableToAccept:
        return
    if not queries.client_exists(client_id=client_id):
        return
    if not limits.allow(f"openid:refused:{client_id}", limit=PER_MINUTE, per_seconds=conf.MINUTE, at=at):
        return
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [client_id, at, door, error, said[:LONGEST]])
        cursor.execute(_MAKE_ROOM, [client_id, client_id, MOST_KEPT])
