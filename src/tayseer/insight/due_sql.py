# ruff: noqa: S608  every text below is a constant of this file
"""The statement behind what is due: every register, bill, turn and draft that has a last day, in one round trip."""

from __future__ import annotations

#: Every branch gives the same columns, so that one row reads like another.
COLUMNS = (
    "code", "record_id", "person_id", "tie", "name_ar", "name_en", "standing", "born_on", "day",
    "a", "b", "c", "amount",
)  # fmt: skip

#: Workers of an establishment whose permits are listed; a long list belongs to the establishment's own page.
MOST_WORKERS = 20

_WHO = "f.id, f.tie, f.name_ar, f.name_en, f.kind, f.born_on"
_ME = "m.id, 'self', m.name_ar, m.name_en, m.kind, m.born_on"
_RIYADH = "(%s AT TIME ZONE 'Asia/Riyadh')::date"
_NOTHING = "NULL::text, NULL::text, NULL::numeric"
_OURS = "f.tie <> 'host'"
_NEAR = "%(since)s::date AND %(until)s::date"


def _branch(code: str, record_id: str, who: str, day: str, more: str, source: str) -> str:
    return f"SELECT '{code}', {record_id}, {who}, {day}, {more} FROM {source}"


def _expiring(code: str, table: str, a: str, states: str) -> str:
    """A paper of mine or of somebody in my charge whose last day is near or over."""
    return _branch(
        code, "r.id", _WHO, "r.expires_on", f"r.{a}::text, {_NOTHING}",
        f"folk f JOIN {table} r ON r.person_id = f.id AND r.current"
        f" WHERE {_OURS} AND r.state IN ({states}) AND r.expires_on <= %(until)s::date",
    )  # fmt: skip


def _issued(code: str, table: str) -> str:
    """A paper that was issued and waits to be made active."""
    return _branch(
        code, "r.id", _WHO, "NULL::date", f"NULL::text, {_NOTHING}",
        f"folk f JOIN {table} r ON r.person_id = f.id AND r.current WHERE {_OURS} AND r.state = 'issued'",
    )  # fmt: skip


def _of_vehicle(code: str, table: str) -> str:
    return _branch(
        code, "v.id", _ME, "r.valid_until", f"v.plate, v.make, {_NOTHING.removeprefix('NULL::text, ')}",
        f"me m JOIN vehicles_vehicle v ON v.person_id = m.id JOIN {table} r ON r.vehicle_id = v.id AND r.current"
        " WHERE r.valid_until <= %(until)s::date",
    )  # fmt: skip


_FOLK = """
WITH me AS MATERIALIZED (
    SELECT id, name_ar, name_en, kind, born_on FROM people_person WHERE id = %(me)s::bigint
), folk AS MATERIALIZED (
    SELECT id, name_ar, name_en, kind, born_on, 'self' AS tie FROM me
    UNION ALL
    SELECT p.id, p.name_ar, p.name_en, p.kind, p.born_on, t.kind
      FROM people_tie t JOIN people_person p ON p.id = t.person_id
     WHERE t.other_id = %(me)s::bigint AND t.until_on IS NULL AND t.kind IN ('head', 'sponsor', 'host')
       AND p.died_on IS NULL
)
"""

_VISAS = _branch(
    "visa", "r.id", _WHO,
    "CASE WHEN r.kind LIKE 'exit_reentry%%' AND r.state = 'used' THEN r.return_by ELSE r.leave_by END",
    f"r.kind, r.state, {_NOTHING.removeprefix('NULL::text, ')}",
    "folk f JOIN visas_visa r ON r.person_id = f.id"
    " LEFT JOIN borders_presence b ON b.person_id = f.id AND b.current"
    " WHERE (r.kind LIKE 'exit_reentry%%' AND r.state = 'used' AND b.inside IS NOT TRUE"
    f"   AND r.return_by BETWEEN {_NEAR})"
    "    OR (((r.kind LIKE 'exit_reentry%%' OR r.kind = 'final_exit') AND r.state = 'issued'"
    "         OR r.kind = 'visit' AND r.state IN ('issued', 'used') AND b.inside IS NOT FALSE)"
    f"   AND r.leave_by BETWEEN {_NEAR})",
)  # fmt: skip

#: ``c`` says whether the day is the last one of the discount; the day is otherwise the last one to pay.
_VIOLATIONS = (
    "SELECT 'violation', v.id, f.id, f.tie, f.name_ar, f.name_en, f.kind, f.born_on,"
    " CASE WHEN d.open THEN v.committed_on + %(discount_days)s::int ELSE v.due_on END,"
    " v.number, v.title_ar || E'\\n' || coalesce(v.title_en, v.title_ar),"
    " CASE WHEN d.open THEN 'discount' ELSE '' END, v.amount_sar"
    " FROM folk f JOIN violations_violation v ON v.person_id = f.id AND v.state = 'unpaid'"
    " CROSS JOIN LATERAL (SELECT coalesce(v.committed_on >= %(amended_on)s::date AND v.minimum_sar IS NOT NULL"
    " AND v.committed_on + %(discount_days)s::int >= %(on)s::date, false) AS open) d"
    f" WHERE {_OURS}"
)

#: ``b`` says whether the days to register at once are over.
_BIRTHS = (
    "SELECT 'birth', n.id, m.id, 'self', m.name_ar, m.name_en, m.kind, m.born_on,"
    " n.born_on + %(birth_days)s::int, n.hospital,"
    " CASE WHEN n.born_on + %(birth_days)s::int < %(on)s::date THEN 'late' ELSE '' END, n.number, NULL::numeric"
    " FROM me m JOIN exchange_birth_notice n ON n.state = 'open' AND (n.person_id = m.id OR n.person_id IN"
    " (SELECT person_id FROM people_tie WHERE other_id = m.id AND kind = 'spouse' AND until_on IS NULL))"
)

_WORKERS = (
    "SELECT * FROM (SELECT 'iqama', i.id, p.id, 'employee', p.name_ar, p.name_en, p.kind, p.born_on, i.expires_on,"
    f" 'establishment', {_NOTHING}"
    " FROM establishments_manager g"
    " JOIN establishments_employment j ON j.establishment_id = g.establishment_id AND j.current"
    " JOIN residency_iqama i ON i.person_id = j.person_id AND i.current AND i.state IN ('active', 'lost')"
    " AND i.expires_on <= %(until)s::date"
    " JOIN people_person p ON p.id = i.person_id AND p.died_on IS NULL"
    f" WHERE g.person_id = %(me)s::bigint ORDER BY i.expires_on LIMIT {MOST_WORKERS}) w"
)

#: ``a`` is the bill, ``b`` its case, ``c`` the case's service; a bill of no case is known by its first line.
_BILLS = (
    f"SELECT 'bill', b.id, {_ME}, {_RIYADH % 'b.due_at'}, b.public_id, b.case_ref,"
    " coalesce(c.service_code, (b.lines -> 0 ->> 'ar') || E'\\n' || (b.lines -> 0 ->> 'en')), b.amount"
    " FROM me m JOIN ledger_bill b ON b.person_id = m.id AND b.state = 'open' AND b.purpose <> 'deposit'"
    " LEFT JOIN casework_case c ON c.public_id = b.case_ref AND b.case_ref <> ''"
)

#: A turn to pay is its bill. ``c`` says in which state the case is, and what it is about.
_TURNS = (
    f"SELECT 'turn', t.id, {_ME}, {_RIYADH % 't.due_at'}, c.public_id, c.service_code,"
    " c.state || E'\\n' || t.step || E'\\n' || c.subject_ar || E'\\n' || c.subject_en, NULL::numeric"
    " FROM me m JOIN casework_turn t ON t.person_id = m.id AND t.closed_at IS NULL AND t.bill = ''"
    " JOIN casework_case c ON c.id = t.case_id"
)

_DRAFTS = (
    f"SELECT 'draft', d.id, {_ME}, {_RIYADH % 'd.forget_at'}, d.service_code, d.subject_id::text, d.public_id,"
    " NULL::numeric FROM me m JOIN casework_draft d ON d.applicant_id = m.id"
    " WHERE d.forget_at > %(on)s::date"
)

_HOLDS = (
    f"SELECT 'hold', h.id, {_ME}, h.since_on, h.kind, h.authority, h.reference, NULL::numeric"
    " FROM me m JOIN restrictions_restriction h ON h.person_id = m.id AND h.lifted_on IS NULL"
    " AND h.kind IN ('suspension', 'travel_ban')"
)

STATEMENT = _FOLK + "\nUNION ALL\n".join(
    (
        _expiring("iqama", "residency_iqama", "kind", "'active', 'lost'"),
        _expiring("passport", "passports_passport", "country", "'active'"),
        _expiring("id", "civil_id_card", "state", "'active'"),
        _expiring("licence", "licences_driving_licence", "vehicle_class", "'active'"),
        _issued("passport-waiting", "passports_passport"),
        _issued("id-waiting", "civil_id_card"),
        _branch(
            "registration", "v.id", _ME, "v.registration_expires_on",
            f"v.plate, v.make, {_NOTHING.removeprefix('NULL::text, ')}",
            "me m JOIN vehicles_vehicle v ON v.person_id = m.id AND v.registration_expires_on <= %(until)s::date",
        ),
        _of_vehicle("insurance", "exchange_vehicle_insurance"),
        _of_vehicle("inspection", "exchange_inspection"),
        _VISAS,
        _VIOLATIONS,
        _BIRTHS,
        _WORKERS,
        _BILLS,
        _TURNS,
        _DRAFTS,
        _HOLDS,
    )
)  # fmt: skip
