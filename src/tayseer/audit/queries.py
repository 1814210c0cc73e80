"""Reads the audit for the person concerned: who looked at my data, what was done with it, and the proof of it."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from tayseer.audit import proofs
from tayseer.audit.contract import PRIVACY_OFFICE, Actor, Event, EventProof, QuestionRecord
from tayseer.audit.models import Question

MOST_EVENTS = 200
#: What a person may know of an event about her besides what is plain: never the number of an officer.
_DISCLOSED = ("subject", "object", "case", "request")

_COLUMNS = """
SELECT e.id, e.at, e.actor_kind, e.actor, e.on_behalf_of, e.agency, e.unit, e.role, e.action, e.object,
       e.purpose, e.case_ref, e.fields, e.result
  FROM audit_event e
 WHERE e.subject = %s::bigint
"""
_PAGE = """
   AND (%s::uuid IS NULL
        OR (e.at, e.id) < (SELECT b.at, b.id FROM audit_event b WHERE b.id = %s::uuid AND b.subject = %s::bigint))
 ORDER BY e.at DESC, e.id DESC
 LIMIT %s::int
"""
_ACTIVITY = _COLUMNS + _PAGE
_ONE = _COLUMNS + " AND e.id = %s::uuid"


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


def proof_of(*, actor: Actor, event_id: UUID) -> EventProof | None:
    """Return what proves one line of the actor's own activity to anybody; None when it is not his or her line.

    The proof is None while no signed checkpoint holds the event, which takes a second or two. Law: Personal Data
    Protection Law, the right of access.
    """
    found = proofs.logged([event_id]).get(event_id)
    if found is None:
        return EventProof("", {}, None) if _is_about(actor, event_id) else None
    if actor.kind != "person" or actor.id is None or found.row.subject != actor.id:
        return None
    own = found.row.actor_kind == "person" and found.row.actor == actor.id
    names = (*_DISCLOSED, "actor", "on_behalf_of") if own else _DISCLOSED
    proof = proofs.proof_of_event(event_id)
    return EventProof(found.entry, found.disclosed(names), proof.text().decode() if proof else None)


def questions_of(*, actor: Actor, event_ids: Sequence[UUID]) -> dict[UUID, QuestionRecord]:
    """Return what the actor has asked about these events of his or her own, by event."""
    if actor.kind != "person" or actor.id is None:
        return {}
    rows = Question.objects.filter(person_id=actor.id, event_id__in=list(event_ids))
    return {row.event_id: _question(row) for row in rows}


def open_questions(*, actor: Actor, limit: int = 50) -> list[QuestionRecord]:
    """Return what waits for an answer, the oldest first: for officers of the privacy office, and for nobody else."""
    if not is_privacy_officer(actor):
        return []
    return [_question(row) for row in Question.objects.filter(state="open").order_by("at", "id")[:limit]]


def question(*, actor: Actor, public_id: str) -> QuestionRecord | None:
    """Return one question to the privacy office, open or answered; None for officers of any other office."""
    if not is_privacy_officer(actor):
        return None
    row = Question.objects.filter(public_id=public_id).first()
    return None if row is None else _question(row)


def event_asked_about(*, actor: Actor, public_id: str) -> Event | None:
    """Return the event that a question is about, as the person concerned sees it; None as for `question`."""
    asked = question(actor=actor, public_id=public_id)
    if asked is None:
        return None
    return own_event(actor=Actor("person", asked.person_id), event_id=asked.event_id)


def own_event(*, actor: Actor, event_id: UUID) -> Event | None:
    """Return one line of the actor's own activity; None when it is somebody else's, or nobody's."""
    if actor.kind != "person" or actor.id is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [actor.id, event_id])
        row = cursor.fetchone()
    return None if row is None else _event(row, person_id=actor.id)


def is_privacy_officer(actor: Actor) -> bool:
    """Whether the actor works at the privacy office, which no other unit may look over the shoulder of."""
    return actor.kind == "officer" and actor.id is not None and actor.agency == PRIVACY_OFFICE


def officer_alias(*, account_id: int, person_id: int) -> str:
    """Return the pseudonymous number under which a person sees an officer: six digits, stable for the pair."""
    pair = f"audit.officer:{account_id}:{person_id}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), pair, hashlib.sha256)
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"


def _is_about(actor: Actor, event_id: UUID) -> bool:
    return own_event(actor=actor, event_id=event_id) is not None


def _question(row: Question) -> QuestionRecord:
    return QuestionRecord(
        public_id=row.public_id,
        person_id=row.person_id,
        event_id=row.event_id,
        text=row.text,
        at=row.at,
        state=row.state,
        answer=row.answer,
        answered_at=row.answered_at,
    )


def _event(row: tuple[Any, ...], *, person_id: int) -> Event:
    event_id, at, kind, acted_by, for_whom, agency, unit, role, action, object_, purpose, case, fields, result = row
    is_officer = kind == "officer" and acted_by is not None
    return Event(
        id=event_id,
        at=at,
        own=kind == "person" and acted_by == person_id,
        actor_kind=kind,
        officer=officer_alias(account_id=acted_by, person_id=person_id) if is_officer else "",
        agency=agency,
        unit=unit,
        role=role,
        action=action,
        object=object_,
        purpose=purpose,
        case=case,
        fields=tuple(fields),
        result=result,
        by_delegate=for_whom is not None,
    )
