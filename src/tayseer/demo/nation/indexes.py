"""Indexes set aside while a large country is written, and put back afterwards, also after a crash in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

# Primary keys stay: the site goes on finding rows by them, and ids come in order, which costs little.
_FOUND = """
SELECT i.relname,
       coalesce('ALTER TABLE ' || t.relname || ' ADD CONSTRAINT ' || i.relname || ' ' || pg_get_constraintdef(c.oid),
                pg_get_indexdef(i.oid)),
       CASE WHEN c.oid IS NULL THEN 'DROP INDEX ' || i.relname
            ELSE 'ALTER TABLE ' || t.relname || ' DROP CONSTRAINT ' || i.relname END
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid
LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.contype IN ('u', 'x')
WHERE NOT x.indisprimary AND t.relnamespace = current_schema()::regnamespace AND t.relname = ANY(%s)
ORDER BY pg_relation_size(t.oid) DESC, i.relname
"""


def set_aside(cursor: Any, tables: Sequence[str]) -> int:
    """Take the indexes off these tables in the caller's transaction, remembering each; gives how many."""
    cursor.execute(_FOUND, [list(tables)])
    found = cursor.fetchall()
    for name, definition, drop in found:
        cursor.execute("INSERT INTO demo_setasideindex (name, definition) VALUES (%s, %s)", [name, definition])
        cursor.execute(drop)
    return len(found)


def waiting(cursor: Any) -> list[tuple[str, str]]:
    """Names and definitions of the indexes that are still to be put back."""
    cursor.execute("SELECT name, definition FROM demo_setasideindex ORDER BY id")
    return [(str(name), str(definition)) for name, definition in cursor.fetchall()]


def put_back(cursor: Any, name: str, definition: str) -> None:
    """Build one index and forget that it was missing, in the caller's transaction."""
    cursor.execute(definition)
    cursor.execute("DELETE FROM demo_setasideindex WHERE name = %s", [name])
