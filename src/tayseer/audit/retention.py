"""Forgetting: deletes the salts behind old leaves, so that nobody can tell any more whom they were about.

The leaf, its entry and its place in the log stay, and are proven as before. Where the installation has the role of
retention (`tayseer audit roles`), only that role of the database may delete a salt.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from tayseer.audit import proofs
from tayseer.audit.actions import record
from tayseer.audit.contract import Actor

MOST_AT_ONCE = 5_000

_OLD = """
SELECT s.event_id FROM audit_salt s JOIN audit_event e ON e.id = s.event_id
 WHERE e.recorded_at < %s::timestamptz AND (%s::bigint IS NULL OR e.subject = %s::bigint)
 ORDER BY s.event_id LIMIT %s::int
"""
_KEEP_ENTRIES = "INSERT INTO audit_digests (event_id, entry) SELECT * FROM unnest(%s::uuid[], %s::text[])"
_ALLOW = "SELECT set_config('tayseer.retention', %s, true)"
_FORGET = "DELETE FROM audit_salt WHERE event_id = ANY(%s::uuid[])"


class UnableToForget(Exception):
    """Only the platform itself forgets, by a rule of retention; no person or officer does so by hand."""


def forget_values(
    *,
    actor: Actor,
    recorded_before: datetime,
    at: datetime,
    subject: int | None = None,
    most: int = MOST_AT_ONCE,
) -> int:
    """Delete the salts of events recorded before a moment; return how many, at most `most`.

    In: the system, by order of a rule of retention; the moments, UTC; the person id whose events alone are meant, or
    None for everybody's. One event of the audit says how many were forgotten. Raises UnableToForget for any other
    actor, and `django.db.Error` when the database's role is not that of retention. Law: Personal Data Protection Law,
    destruction of personal data when its purpose has ended.
    """
    if actor.kind != "system":
        raise UnableToForget
    with transaction.atomic():
        chosen = _chosen(recorded_before, subject, most)
        if not chosen:
            return 0
        kept = {event_id: found.entry for event_id, found in proofs.logged(chosen).items()}
        with connection.cursor() as cursor:
            cursor.execute(_KEEP_ENTRIES, [list(kept), list(kept.values())])
            cursor.execute(_ALLOW, ["on"])
            cursor.execute(_FORGET, [list(kept)])
            cursor.execute(_ALLOW, [""])
        record(actor=actor, action="audit.values.forgotten", at=at, subject=subject, object=f"events:{len(kept)}")
    return len(kept)


def _chosen(recorded_before: datetime, subject: int | None, most: int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_OLD, [recorded_before, subject, subject, most])
        return [row[0] for row in cursor.fetchall()]
