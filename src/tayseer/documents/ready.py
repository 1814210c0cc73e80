"""Pages of documents stored ready to send, keyed by document and version; a page is nobody's but its holder's.

A page is kept as text with marks where what differs from one reading to the next is put in. The table is a cache: it is
not written to the log of the database, and is empty after a crash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

_READ = """
SELECT d.person_id, r.body
  FROM documents_issued d
  JOIN documents_ready r ON r.document_id = d.id AND r.variant = %s::text AND r.build = %s::text
                        AND r.status = d.status AND r.status_at = d.status_at AND r.good_until >= %s::date
 WHERE d.public_id = %s::text AND d.person_id = %s::bigint
"""
_KEEP = """
INSERT INTO documents_ready (document_id, variant, build, status, status_at, good_until, body)
SELECT d.id, %s::text, %s::text, d.status, d.status_at, %s::date, %s::text
  FROM documents_issued d
 WHERE d.public_id = %s::text AND d.person_id = %s::bigint AND d.status = %s::text AND d.status_at = %s::timestamptz
ON CONFLICT (document_id, variant) DO UPDATE SET
    build = excluded.build, status = excluded.status, status_at = excluded.status_at,
    good_until = excluded.good_until, body = excluded.body
"""


@dataclass(frozen=True, slots=True)
class Ready:
    """A page kept for a holder; `person_id` is the document's, to be looked at once more before it is sent."""

    person_id: int
    body: str


def read(*, person_id: int, public_id: str, variant: str, build: str, on: date) -> Ready | None:
    """Return the page of one's own document; None when none is kept that is good on that day (Riyadh).

    In: the holder; the document; what the page differs by for this reader (language, size of text); the build of the
    product that made it. A page made before the document's standing last changed is never returned.
    """
    with connection.cursor() as cursor:
        cursor.execute(_READ, [variant, build, on, public_id, person_id])
        row = cursor.fetchone()
    return None if row is None else Ready(*row)


def keep(
    *,
    person_id: int,
    public_id: str,
    variant: str,
    build: str,
    status: str,
    status_at: datetime,
    good_until: date,
    body: str,
) -> None:
    """Keep a page in place of the one before; nothing is kept when the standing has changed since it was read."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [variant, build, good_until, body, public_id, person_id, status, status_at])
