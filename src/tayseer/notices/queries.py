"""Reads a person's own inbox."""

from django.db import connection
from django.db.models import Q

from tayseer.audit.contract import Actor
from tayseer.kit.text import Text
from tayseer.notices.contract import MessageRecord
from tayseer.notices.models import Message

MOST_MESSAGES = 100


def inbox(*, actor: Actor, limit: int = 20, before: str = "") -> list[MessageRecord]:
    """Return the actor's own messages, newest first.

    In: a person (anyone else gets an empty list); how many, at most 100; the public id of the last message of the page
    before. An id that is not one of this person's messages ends the list.
    """
    if actor.kind != "person":
        return []
    rows = Message.objects.filter(person_id=actor.id)
    if before:
        edge = rows.filter(public_id=before).values_list("created_at", "id").first()
        if edge is None:
            return []
        rows = rows.filter(Q(created_at__lt=edge[0]) | Q(created_at=edge[0], id__lt=edge[1]))
    return [_message(row) for row in rows.order_by("-created_at", "-id")[: max(1, min(limit, MOST_MESSAGES))]]


def message(*, actor: Actor, public_id: str) -> MessageRecord | None:
    """Return one of the actor's own messages, or None: another person's is not there."""
    if actor.kind != "person":
        return None
    row = Message.objects.filter(public_id=public_id, person_id=actor.id).first()
    return _message(row) if row else None


def messages_of_case(*, actor: Actor, case: str) -> list[MessageRecord]:
    """Return what the actor was told about one case, oldest first."""
    if actor.kind != "person" or not case:
        return []
    rows = Message.objects.filter(person_id=actor.id, case_ref=case).order_by("created_at", "id")[:MOST_MESSAGES]
    return [_message(row) for row in rows]


def unread_count(*, actor: Actor | None) -> int:
    """Return how many of the actor's own messages are unread; 0 for a stranger or an officer."""
    if actor is None or actor.kind != "person":
        return 0
    # On every page of a person signed in, so by hand: the ORM takes ten times as long to say the same.
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notices_message WHERE person_id = %s AND read_at IS NULL", [actor.id])
        unread: int = cursor.fetchone()[0]
    return unread


def _message(row: Message) -> MessageRecord:
    return MessageRecord(
        public_id=row.public_id,
        kind=row.kind,
        case=row.case_ref,
        created_at=row.created_at,
        read_at=row.read_at,
        title=Text(ar=row.ar_title, en=row.en_title),
        body=Text(ar=row.ar_body, en=row.en_body),
        link=row.link,
    )
