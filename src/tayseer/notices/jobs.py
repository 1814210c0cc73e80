"""Sends the pointers that are due; safe in several workers at once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from tayseer.identity import queries as identity
from tayseer.identity.contract import Contact
from tayseer.notices.providers import GatewayProvider, Provider, UnableToSend, pointer, sms_parts
from tayseer.site import clock

# After the last wait the pointer has failed on its channel, and the other channel is tried.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))

_DUE = """
SELECT d.id, d.channel, d.attempts, m.id, m.public_id, m.person_id, m.kind
  FROM notices_delivery d JOIN notices_message m ON m.id = d.message_id
 WHERE d.state = 'queued' AND d.due_at <= %s::timestamptz
 ORDER BY d.due_at
 LIMIT %s::int
   FOR UPDATE OF d SKIP LOCKED
"""

_SENT = """
UPDATE notices_delivery d SET state = 'sent', finished_at = %s::timestamptz, parts = s.parts, attempts = d.attempts + 1
  FROM unnest(%s::bigint[], %s::smallint[]) AS s (id, parts) WHERE d.id = s.id
"""

_AGAIN = """
UPDATE notices_delivery SET attempts = attempts + 1, due_at = %s::timestamptz, reason = %s::text WHERE id = %s::bigint
"""

_FAILED = """
UPDATE notices_delivery SET state = 'failed', attempts = attempts + 1, finished_at = %s::timestamptz, reason = %s::text
 WHERE id = %s::bigint
"""

_OTHER_CHANNEL = """
INSERT INTO notices_delivery (message_id, channel, due_at) VALUES (%s::bigint, %s::text, %s::timestamptz)
ON CONFLICT (message_id, channel) DO NOTHING
"""


@dataclass
class _Batch:
    sent: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    failed: list[tuple[int, str, int, int, str]] = field(default_factory=list)


def deliver_pending(limit: int = 200, *, at: datetime | None = None, provider: Provider | None = None) -> int:
    """Send up to `limit` pointers that are due; return how many were taken in hand.

    A crash between sending and committing sends a pointer again, under the same key: better twice than never.
    """
    moment = at or clock.now()
    way = provider or GatewayProvider()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DUE, [moment, limit])
        due = cursor.fetchall()
        if not due:
            return 0
        contacts = identity.contacts_of(person_ids=sorted({row[5] for row in due}))
        batch = _send_all(due, contacts, way=way, at=moment)
        cursor.execute(_SENT, [moment, batch.sent, batch.parts])
        for delivery_id, channel, attempts, message_id, reason in batch.failed:
            if reason != "no contact" and attempts < len(WAITS):
                cursor.execute(_AGAIN, [moment + WAITS[attempts], reason, delivery_id])
                continue
            cursor.execute(_FAILED, [moment, reason, delivery_id])
            if reason != "no contact" and channel == "sms":
                cursor.execute(_OTHER_CHANNEL, [message_id, "email", moment])
    return len(due)


def _send_all(
    due: list[tuple[int, str, int, int, str, int, str]], contacts: dict[int, Contact], *, way: Provider, at: datetime
) -> _Batch:
    batch = _Batch()
    for delivery_id, channel, attempts, message_id, public_id, person_id, kind in due:
        contact = contacts.get(person_id)
        if contact is None:
            batch.failed.append((delivery_id, channel, attempts, message_id, "no contact"))
            continue
        text = pointer(kind=kind, lang=contact.language)
        try:
            way.send(contact=contact, channel=channel, text=text, key=f"{public_id}:{channel}", at=at)
        except UnableToSend as problem:
            batch.failed.append((delivery_id, channel, attempts, message_id, str(problem) or "refused"))
        else:
            batch.sent.append(delivery_id)
            batch.parts.append(sms_parts(text) if channel == "sms" else 0)
    return batch
