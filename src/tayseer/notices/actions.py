"""Tells people: a row in the inbox and a delivery in the queue, both in the caller's transaction."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tayseer.audit import actions as audit
from tayseer.audit.contract import Actor
from tayseer.identity.ids import new_public_id
from tayseer.kit.text import Text
from tayseer.notices.models import Message

MESSAGE_COLUMNS = (
    "public_id",
    "person_id",
    "kind",
    "case_ref",
    "created_at",
    "ar_title",
    "ar_body",
    "en_title",
    "en_body",
    "link",
)

_SUMMARISED = """
WITH mine AS (SELECT id FROM notices_message WHERE person_id = %s::bigint AND case_ref = %s::text
               AND created_at = %s::timestamptz AND read_at IS NULL),
pointers AS (DELETE FROM notices_delivery WHERE message_id IN (SELECT id FROM mine) AND state = 'queued')
DELETE FROM notices_message WHERE id IN (SELECT id FROM mine)
"""

_COLUMNS = ", ".join(MESSAGE_COLUMNS)
_PLACEHOLDERS = (
    "(%s::text, %s::bigint, %s::text, %s::text, %s::timestamptz, %s::text, %s::text, %s::text, %s::text, %s::text)"
)

# Quiet hours, 21:00 to 08:00 in Riyadh, hold back whatever the law does not require to be told.
_DUE = """CASE WHEN kind = 'legal' THEN created_at
         WHEN (created_at AT TIME ZONE 'Asia/Riyadh')::time >= time '21:00'
         THEN (date_trunc('day', created_at AT TIME ZONE 'Asia/Riyadh') + interval '32 hours')
              AT TIME ZONE 'Asia/Riyadh'
         WHEN (created_at AT TIME ZONE 'Asia/Riyadh')::time < time '08:00'
         THEN (date_trunc('day', created_at AT TIME ZONE 'Asia/Riyadh') + interval '8 hours')
              AT TIME ZONE 'Asia/Riyadh'
         ELSE created_at END"""


def insert_sql(*, rows: int = 1, name: str = "told", sms: bool = True, email: bool = False) -> str:
    """Return the CTEs that put that many messages in inboxes, for a hot path's own statement.

    The text stands after `WITH` or a comma; its parameters are `message_row` tuples joined end to end. `name` must be
    unused in the statement; `<name>` then offers `id` and `public_id` of the messages.
    """
    values = ", ".join([_PLACEHOLDERS] * rows)
    back = "RETURNING id, public_id, kind, created_at"
    parts = [f"{name} AS (INSERT INTO notices_message ({_COLUMNS}) VALUES {values} {back})"]  # noqa: S608 - constants
    parts += [
        f"{name}_{channel} AS (INSERT INTO notices_delivery (message_id, channel, due_at)"  # noqa: S608 - constants
        f" SELECT id, '{channel}', {_DUE} FROM {name})"
        for channel, wanted in (("sms", sms), ("email", email))
        if wanted
    ]
    return ", ".join(parts)


def message_row(
    *,
    person_id: int,
    text_title: Text,
    text_body: Text,
    at: datetime,
    case: str = "",
    link: str = "",
    kind: str = "legal",
) -> tuple[Any, ...]:
    """Return the values of one message in the order of `MESSAGE_COLUMNS`; arguments as in `tell`."""
    return (
        new_public_id(),
        person_id,
        kind,
        case,
        at,
        text_title.ar,
        text_body.ar,
        text_title.en,
        text_body.en,
        link,
    )


def message_rows(*messages: dict[str, Any]) -> list[Any]:
    """Return the parameters of several messages joined end to end; each is the keywords of `message_row`."""
    return [value for message in messages for value in message_row(**message)]


def tell(  # noqa: PLR0913 - a message has that many parts
    *,
    actor: Actor,
    at: datetime,
    person_id: int,
    text_title: Text,
    text_body: Text,
    case: str = "",
    link: str = "",
    kind: str = "legal",
    sms: bool = True,
    email: bool = False,
) -> str:
    """Put a message in a person's inbox and queue its pointers, inside the caller's transaction.

    In: who causes it; UTC; the person; title and body in both languages (what happened, what to do, by when,
    reference); the case's public id; a path below the language (`/cases/<id>/`); `legal`, `suggestion` or `awareness`;
    on which channels a pointer goes out. Out: the message's public id. The body stays in the inbox: texts and mails say
    only that it is there. Raises `django.db.Error`, and then nothing was told.
    """
    row = message_row(
        person_id=person_id, text_title=text_title, text_body=text_body, at=at, case=case, link=link, kind=kind
    )
    event = audit.event_row(
        actor=actor, action="notices.message.told", at=at, subject=person_id, object=str(row[0]), case=case
    )
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {insert_sql(sms=sms, email=email)} {audit.insert_sql()}", [*row, *event])
    return str(row[0])


def mark_read(*, actor: Actor, public_id: str, at: datetime) -> bool:
    """Note that the actor opened one of his or her own messages; return whether it was unread until now."""
    if actor.kind != "person":
        return False
    with transaction.atomic():
        fresh = Message.objects.filter(public_id=public_id, person_id=actor.id, read_at=None).update(read_at=at)
        if fresh:
            audit.record(actor=actor, action="notices.message.read", at=at, subject=actor.id, object=public_id)
    return bool(fresh)


def mark_all_read(*, actor: Actor, at: datetime) -> int:
    """Note that the actor has seen all of his or her own messages; return how many were unread."""
    if actor.kind != "person":
        return 0
    with transaction.atomic():
        fresh = Message.objects.filter(person_id=actor.id, read_at=None, created_at__lte=at).update(read_at=at)
        if fresh:
            audit.record(actor=actor, action="notices.message.all_read", at=at, subject=actor.id)
    return fresh


def summarise(*, person_id: int, case: str, at: datetime) -> None:
    """Take back what the caller's own transaction told a person of a case at ``at`` (UTC), for a summary will say it.

    Nobody has seen it: its transaction has not ended. Others' messages of the same case stay.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARISED, [person_id, case, at])
