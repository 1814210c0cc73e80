"""Reads the audit for the person concerned: who looked at my data, and what was done with it."""

import hashlib
import hmac
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from tayseer.audit.contract import Actor, Event

MOST_EVENTS = 200

_ACTIVITY = """
SELECT e.id, e.at, e.actor_kind, e.actor, e.agency, e.unit, e.action, e.object, e.purpose, e.case_ref, e.fields,
       e.result
  FROM audit_event e
 WHERE e.subject = %s::bigint
   AND (%s::uuid IS NULL
        OR (e.at, e.id) < (SELECT b.at, b.id FROM audit_event b WHERE b.id = %s::uuid AND b.subject = %s::bigint))
 ORDER BY e.at DESC, e.id DESC
 LIMIT %s::int
"""


def activity(*, actor: Actor, limit: int = 50, before: UUID | None = None) -> list[Event]:
    """Return what was done with the actor's own data, newest first.

    In: the person who asks (anyone else gets an empty list: this page is about oneself alone); how many lines, at most
    200; the id of the last line of the page before. Out: events with UTC moments. An id that is not one of this
    person's events ends the list.
    Law: Personal Data Protection Law, the right to know who processed one's data.
    """
    if actor.kind != "person" or actor.id is None:
        return []
    size = max(1, min(limit, MOST_EVENTS))
    with connection.cursor() as cursor:
        cursor.execute(_ACTIVITY, [actor.id, before, before, actor.id, size])
        rows = cursor.fetchall()
    return [_event(row, person_id=actor.id) for row in rows]


def officer_alias(*, account_id: int, person_id: int) -> str:
    """Return the pseudonymous number under which a person sees an officer: six digits, stable for the pair."""
    pair = f"audit.officer:{account_id}:{person_id}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), pair, hashlib.sha256)
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"


def _event(row: tuple[Any, ...], *, person_id: int) -> Event:
    event_id, at, kind, acted_by, agency, unit, action, object_, purpose, case, fields, result = row
    is_officer = kind == "officer" and acted_by is not None
    return Event(
        id=event_id,
        at=at,
        own=kind == "person" and acted_by == person_id,
        actor_kind=kind,
        officer=officer_alias(account_id=acted_by, person_id=person_id) if is_officer else "",
        agency=agency,
        unit=unit,
        action=action,
        object=object_,
        purpose=purpose,
        case=case,
        fields=tuple(fields),
        result=result,
    )
