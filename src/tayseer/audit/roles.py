"""The rights of the database's roles: who works with the tables, who forgets, and that neither owns them.

Triggers refuse changes to the audit for every session, but the owner of a table can take its triggers away. So in
production the tables belong to a role that nobody signs in with, and the application has only the rights below.
"""

import re
from collections.abc import Sequence

from django.db import connection

#: Grows only: the application may read and add.
GROWS = (
    "audit_event",
    "audit_leaf",
    "audit_node",
    "audit_checkpoint",
    "audit_stamp",
    "audit_digests",
    "audit_salt",
)
#: Forgetting reads events, writes down the entries and the event of the act, and deletes salts.
_RETENTION_READS = ("audit_event", "audit_salt", "audit_digests", "audit_leaf")
_RETENTION_ADDS = ("audit_digests", "audit_event")

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY c.relname
"""
# What the migrations made, beside tables, and must be able to change: functions and types of their own.
_OTHERS = """
SELECT 'FUNCTION ' || p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = 'public' AND p.prokind = 'f'
UNION ALL
SELECT 'TYPE ' || t.oid::regtype FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE n.nspname = 'public' AND t.typtype = 'e'
 ORDER BY 1
"""


class UnableToGrant(Exception):
    """A role's name is not one that PostgreSQL takes without quotes."""


def statements(*, application: str, owner: str = "", retention: str = "") -> list[str]:
    """Return the SQL that gives the roles their rights, to be run by a superuser or the present owner; repeatable.

    In: the role of the web and worker processes; the role that shall own the tables, if it is to change; the role that
    forgets, if there is one. Roles are made beforehand, with their passwords, by whoever runs the database.
    """
    for name in (application, *filter(None, (owner, retention))):
        if _NAME.fullmatch(name) is None:
            raise UnableToGrant(f"{name!r} is no plain name of a role: small letters, digits and underscores.")
    found = _names(_TABLES)
    lines = [*(_owned(owner, found) if owner else []), f"GRANT USAGE ON SCHEMA public TO {application};"]
    for table in found:
        lines.append(f'REVOKE ALL ON TABLE public."{table}" FROM PUBLIC, {application};')
        rights = "SELECT, INSERT" if table in GROWS else "SELECT, INSERT, UPDATE, DELETE"
        lines.append(f'GRANT {rights} ON TABLE public."{table}" TO {application};')
    lines.append(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {application};")
    lines.append(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {application};")
    return lines + (_forgetting(retention) if retention else [])


def execute(lines: Sequence[str]) -> None:
    """Run such statements in one transaction of the present connection."""
    with connection.cursor() as cursor:
        cursor.execute("\n".join(lines))


def too_many_rights() -> list[str]:
    """Return what the role of this connection may do to the audit and should not; nothing where roles are apart."""
    query = """
    SELECT t.name, r.right
      FROM unnest(%s::text[]) AS t(name), unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS r("right")
     WHERE has_table_privilege(current_user, 'public.' || t.name, r.right)
     ORDER BY 1, 2
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [list(GROWS)])
        return [f"{right} on {table}" for table, right in cursor.fetchall()]


def _names(query: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]


def _owned(owner: str, tables: Sequence[str]) -> list[str]:
    things = [*(f'TABLE public."{table}"' for table in tables), *_names(_OTHERS)]
    return [
        f"GRANT USAGE, CREATE ON SCHEMA public TO {owner};",
        *(f"ALTER {thing} OWNER TO {owner};" for thing in things),
    ]


def _forgetting(retention: str) -> list[str]:
    return [
        f"GRANT USAGE ON SCHEMA public TO {retention};",
        f"GRANT SELECT ON TABLE {', '.join(_RETENTION_READS)} TO {retention};",
        f"GRANT INSERT ON TABLE {', '.join(_RETENTION_ADDS)} TO {retention};",
        f"GRANT DELETE ON TABLE audit_salt TO {retention};",
    ]
