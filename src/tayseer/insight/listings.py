"""Lists for programs, written as JSON by PostgreSQL itself, each with its line in the audit: one round trip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from tayseer.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tayseer.audit.contract import Actor

#: What of a violation a program is told; the names of the audit's fields too.
VIOLATION_FIELDS = ("number", "title", "city", "plate", "committed_at", "speed", "amount", "state", "due_on", "paid_on")

_VIOLATIONS = """
WITH folk AS MATERIALIZED (
    SELECT id, name_ar, name_en FROM people_person WHERE id = %s::bigint
    UNION
    SELECT p.id, p.name_ar, p.name_en FROM people_tie t JOIN people_person p ON p.id = t.person_id
     WHERE t.other_id = %s::bigint AND t.until_on IS NULL AND t.kind IN ('head', 'sponsor') AND p.died_on IS NULL
), listed AS (
    SELECT v.*, f.id = %s::bigint AS own, f.name_ar, f.name_en
      FROM folk f JOIN violations_violation v ON v.person_id = f.id
     WHERE (v.state IN ('unpaid', 'objected')) = %s::boolean
       AND (%s::text = '' OR v.id < (SELECT b.id FROM violations_violation b JOIN folk g ON g.id = b.person_id
                                      WHERE b.number = %s::text))
     ORDER BY v.id DESC LIMIT %s::int
), audited AS ({audit})
SELECT json_build_object('items', coalesce(json_agg(json_build_object(
           'number', number, 'title', CASE %s::text WHEN 'ar' THEN title_ar ELSE title_en END,
           'own', own, 'whom', CASE %s::text WHEN 'ar' THEN name_ar ELSE name_en END, 'city', city, 'plate', plate,
           'committed_at', to_char(committed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'speed', speed, 'speed_limit', speed_limit, 'amount', amount_sar::text, 'currency', 'SAR', 'state', state,
           'due_on', due_on, 'paid_on', paid_on) ORDER BY id DESC), '[]'::json),
       'next', CASE WHEN count(*) = %s::int THEN min(number) FILTER (WHERE id = lowest) END)::text
  FROM (SELECT listed.*, min(id) OVER () AS lowest FROM listed) listed
"""


def violations_json(
    *, actor: Actor, at: datetime, lang: str, is_open: bool, limit: int, after: str = "", action: str
) -> str:
    """Return a page of the violations of a person and of those in charge as a JSON object, newest first.

    In: the person who asks (anybody else is given an empty page); the moment, UTC, for the audit; the language of the
    words; whether those still open are meant, or the paid and cancelled ones; how many; the number of the last one of
    the page before; the name of the audit's action. Out: `{"items": […], "next": number or null}`; amounts are
    registered amounts in SAR with two decimals, as text. The audit row is written by the same statement.
    Law: Personal Data Protection Law, the controller's records of processing.
    """
    me = actor.id if actor.kind == "person" else None
    row = audit.event_row(actor=actor, action=action, at=at, subject=me, fields=VIOLATION_FIELDS)
    values = [me, me, me, is_open, after, after, limit, *row, lang, lang, limit]
    return _one(_VIOLATIONS.replace("{audit}", audit.insert_sql()), values)


def _one(sql: str, values: Sequence[object]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return str(cursor.fetchone()[0])
