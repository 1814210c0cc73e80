"""Pages of documents stored ready to send, keyed by document and version; a page is nobody's but its holder's.

A page is kept as text with marks where what differs from one reading to the next is put in. The table is a cache: it is
not written to the log of the database, and is empty after a crash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from datetime import date

    from tayseer.documents.contract import IssuedDocumentRecord

#: The page of one's own document, as a part of a larger statement: `{holder}` and `{unread}` are expressions of it.
#: Takes the build, the variant, the day and the public id. A page made before the document's standing last changed is
#: never found.
READ = """
SELECT d.person_id AS holder_id, r.reader, r.body
  FROM documents_issued d
  JOIN documents_ready r ON r.document_id = d.id AND r.build = %s::text
                        AND r.variant = %s::text || CASE WHEN {unread} > 0 THEN '.1' ELSE '.0' END
                        AND r.status = d.status AND r.status_at = d.status_at AND r.good_until >= %s::date
 WHERE d.public_id = %s::text AND d.person_id = {holder}
"""
_KEEP = """
INSERT INTO documents_ready (document_id, variant, reader, build, status, status_at, good_until, body)
SELECT d.id, %s::text, %s::text, %s::text, d.status, d.status_at, %s::date, %s::text
  FROM documents_issued d
 WHERE d.public_id = %s::text AND d.person_id = %s::bigint AND d.status = %s::text AND d.status_at = %s::timestamptz
ON CONFLICT (document_id, variant) DO UPDATE SET
    reader = excluded.reader, build = excluded.build, status = excluded.status, status_at = excluded.status_at,
    good_until = excluded.good_until, body = excluded.body
"""


def keep(document: IssuedDocumentRecord, *, variant: str, reader: str, build: str, good_until: date, body: str) -> None:
    """Keep a page in place of the one before; nothing is kept when the standing has changed since it was read.

    In: the document as the page shows it; what the page differs by (language, size of text, whether messages are
    unread) and whose reading it is; the build of the product that made it; the last day (Riyadh) on which it says what
    is so.
    """
    kept = [variant, reader, build, good_until, body]
    of = [document.public_id, document.person_id, document.status, document.status_at]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, kept + of)
