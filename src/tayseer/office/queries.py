"""Reads the work of an officer's own queues, their figures, and who asked to open whose record.

Casework's own queries give one case; a desk needs many, counted and paged by a key, so these statements read the turns
themselves. They write nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.kit.text import Text
from tayseer.office.contract import WAITING, AccessRecord, DeskCounts, DeskLine, DeskPage, NotFound, QueueFigures
from tayseer.office.models import RecordAccess
from tayseer.office.places import SUPERVISOR, queues_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tayseer.identity.contract import OfficerRecord

MOST_LINES = 100
MOST_ACCESSES = 50
FIGURE_DAYS = 7
_KEY_LENGTH = 120

_FROM_DESK = """
  FROM casework_turn t
  JOIN casework_case c ON c.id = t.case_id
 WHERE t.closed_at IS NULL AND t.queue = ANY(%s::text[]) AND (%s::boolean OR t.level = 'clerk')
"""

_DESK = f"""
SELECT c.public_id, t.service_code, t.step, c.applicant_id, c.subject_ar, c.subject_en, c.state, t.level, t.opened_at,
       t.due_at, t.assigned_to
{_FROM_DESK}
   AND (%s::text <> 'mine' OR t.assigned_to = %s::bigint)
   AND (%s::text <> 'free' OR t.assigned_to IS NULL)
   AND (%s::text <> 'raised' OR t.level <> 'clerk')
   AND (%s::timestamptz IS NULL OR t.due_at < %s::timestamptz)
   AND (%s::text = '' OR t.service_code = %s::text)
   AND (%s::timestamptz IS NULL OR (t.due_at, c.public_id) > (%s::timestamptz, %s::text))
 ORDER BY t.due_at, c.public_id
 LIMIT %s::int
"""

_COUNTS = f"""
SELECT count(*), count(*) FILTER (WHERE t.assigned_to = %s::bigint), count(*) FILTER (WHERE t.assigned_to IS NULL),
       count(*) FILTER (WHERE t.due_at < %s::timestamptz), count(*) FILTER (WHERE t.level <> 'clerk')
{_FROM_DESK}
"""

_SERVICES = f"SELECT t.service_code, count(*) {_FROM_DESK} GROUP BY t.service_code ORDER BY t.service_code"

_FIGURES = """
SELECT t.queue,
       count(*) FILTER (WHERE t.closed_at IS NULL),
       count(*) FILTER (WHERE t.closed_at IS NULL AND t.due_at < %s::timestamptz),
       count(*) FILTER (WHERE t.closed_at >= %s::timestamptz AND t.outcome = 'approved'),
       count(*) FILTER (WHERE t.closed_at >= %s::timestamptz AND t.outcome = 'refused'),
       count(*) FILTER (WHERE t.closed_at >= %s::timestamptz AND t.outcome = 'returned'),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY t.closed_at - t.opened_at)
         FILTER (WHERE t.closed_at >= %s::timestamptz AND t.outcome IN ('approved', 'refused', 'returned'))
  FROM casework_turn t
 WHERE t.queue = ANY(%s::text[])
 GROUP BY t.queue
"""


def desk(
    *,
    officer: OfficerRecord,
    show: str = "all",
    late_at: datetime | None = None,
    service_code: str = "",
    after: str = "",
    limit: int = 25,
) -> DeskPage:
    """One page of the open turns of the officer's queues, soonest due first.

    In: ``show`` is all, mine, free (nobody's) or raised (with the supervisor); ``late_at`` keeps only what was due
    before that moment (UTC); ``after`` is the key that the page before gave, and one that is not a key begins anew.
    A clerk never sees what is with the supervisor.
    """
    size = max(1, min(limit, MOST_LINES))
    due, case = _read_key(after)
    with connection.cursor() as cursor:
        cursor.execute(
            _DESK,
            [
                *(list(queues_of(officer)), officer.role == SUPERVISOR),
                *(show, officer.account_id, show, show),
                *(late_at, late_at, service_code, service_code),
                *(due, due, case, size + 1),
            ],
        )
        rows = cursor.fetchall()
    lines = tuple(_line(row) for row in rows[:size])
    return DeskPage(lines, lines[-1].key if len(rows) > size else "")


def _line(row: tuple[Any, ...]) -> DeskLine:
    case, service_code, step, applicant_id, subject_ar, subject_en, state, level, opened_at, due_at, assigned_to = row
    return DeskLine(
        case=case,
        service_code=service_code,
        step=step,
        applicant_id=applicant_id,
        subject=Text(ar=subject_ar, en=subject_en),
        case_state=state,
        level=level,
        opened_at=opened_at,
        due_at=due_at,
        assigned_to=assigned_to,
    )


def _read_key(key: str) -> tuple[datetime | None, str]:
    moment, _, case = key[:_KEY_LENGTH].partition("~")
    try:
        due = datetime.fromisoformat(moment)
    except ValueError:
        return None, ""
    return (due, case) if due.tzinfo is not None and "\x00" not in case else (None, "")


def desk_counts(*, officer: OfficerRecord, at: datetime) -> DeskCounts:
    """How many turns are open in the officer's queues at ``at`` (UTC)."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [officer.account_id, at, list(queues_of(officer)), officer.role == SUPERVISOR])
        row: tuple[int, int, int, int, int] = cursor.fetchone()
    return DeskCounts(*row)


def services_on_desk(*, officer: OfficerRecord) -> dict[str, int]:
    """How many turns each service has on the officer's desk, by its code."""
    with connection.cursor() as cursor:
        cursor.execute(_SERVICES, [list(queues_of(officer)), officer.role == SUPERVISOR])
        return dict(cursor.fetchall())


def figures(*, officer: OfficerRecord, at: datetime) -> list[QueueFigures]:
    """Figures of each of the officer's queues: what waits at ``at`` (UTC), and the last ``FIGURE_DAYS`` days."""
    since = at - timedelta(days=FIGURE_DAYS)
    queues = queues_of(officer)
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [at, since, since, since, since, list(queues)])
        found = {row[0]: QueueFigures(*row) for row in cursor.fetchall()}
    return [found.get(queue, QueueFigures(queue, 0, 0, 0, 0, 0, None)) for queue in queues]


def own_access(*, officer: OfficerRecord, public_id: str) -> AccessRecord:
    """A request of the officer's own to open a record. Raises ``NotFound``."""
    row = RecordAccess.objects.filter(public_id=public_id, officer_id=officer.account_id).first()
    if row is None:
        raise NotFound(public_id)
    return access_record(row)


def own_accesses(*, officer: OfficerRecord, at: datetime) -> list[AccessRecord]:
    """The officer's own requests that still wait or may still be read at ``at`` (UTC), newest first."""
    rows = RecordAccess.objects.filter(officer_id=officer.account_id).order_by("-id")[:MOST_ACCESSES]
    return [one for one in map(access_record, rows) if one.state == WAITING or one.is_open(at=at)]


def accesses_to_decide(*, officer: OfficerRecord) -> list[AccessRecord]:
    """Requests of the unit's officers that wait for this supervisor, oldest first; for a clerk there are none."""
    if officer.role != SUPERVISOR:
        return []
    rows = RecordAccess.objects.filter(agency=officer.agency, state=WAITING).exclude(officer_id=officer.account_id)
    if officer.unit:
        rows = rows.filter(unit=officer.unit)
    return [access_record(row) for row in rows.order_by("id")[:MOST_ACCESSES]]


def waiting_among(*, officer: OfficerRecord, people: Iterable[int], purpose: str, case: str) -> frozenset[int]:
    """Those of the people whose record this officer asked to open, for this purpose and case, and nobody answered."""
    found = RecordAccess.objects.filter(
        officer_id=officer.account_id, person_id__in=list(people), purpose=purpose, case_ref=case, state=WAITING
    )
    return frozenset(found.values_list("person_id", flat=True))


def access_record(row: RecordAccess) -> AccessRecord:
    """A row as others may know it."""
    return AccessRecord(
        public_id=row.public_id,
        officer_id=row.officer_id,
        agency=row.agency,
        unit=row.unit,
        person_id=row.person_id,
        purpose=row.purpose,
        case=row.case_ref,
        reason=row.reason,
        state=row.state,
        asked_at=row.asked_at.astimezone(UTC),
        decided_by=row.decided_by,
        ends_at=row.ends_at,
    )
