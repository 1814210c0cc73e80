"""Reads of requests for many workers: one, a list of them, their rows, and the sums of their open bills."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.establishments.contract import BatchRecord, Firm, NotFound, RowRecord
from tayseer.establishments.jsonb import listed, mapped
from tayseer.establishments.queries import firm_by_id, names, person_id_of
from tayseer.establishments.rights import why_not
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from tayseer.audit.contract import Actor

_COUNTS = """
LEFT JOIN LATERAL (SELECT jsonb_object_agg(state, n) AS counts, sum(paid)::int AS paid, sum(unpaid)::int AS unpaid,
        coalesce(sum(owed), 0) AS owed FROM (
    SELECT state, count(*) AS n, count(*) FILTER (WHERE paid_at IS NOT NULL) AS paid,
           count(*) FILTER (WHERE state = 'filed' AND bill_ref <> '' AND paid_at IS NULL AND reason_ar = '') AS unpaid,
           sum(price_sar) FILTER (WHERE state = 'filed' AND bill_ref <> '' AND paid_at IS NULL
                                    AND reason_ar = '') AS owed
      FROM establishments_batchrow WHERE batch_id = b.id GROUP BY state) by_state) r ON true
"""
_BATCHES = f"""
SELECT b.id, b.public_id, b.establishment_id, b.service_code, b.requester_id, p.name_ar, p.name_en, b.answers,
       b.branches, b.ready, b.total_sar, b.state, b.judged_on, b.made_at, b.requested_at, b.decided_by, d.name_ar,
       d.name_en, b.decided_at, b.reason, b.ended_at, b.payer_id, b.pay_reason_ar, b.pay_reason_en,
       coalesce(r.counts, '{{}}'::jsonb), coalesce(r.paid, 0), coalesce(r.unpaid, 0), coalesce(r.owed, 0)
  FROM establishments_batch b
  JOIN people_person p ON p.id = b.requester_id
  LEFT JOIN people_person d ON d.id = b.decided_by
  {_COUNTS}
 WHERE {{where}} ORDER BY b.id DESC LIMIT %s
"""  # noqa: S608 - constants of this file


def _read(where: str, *values: object, limit: int = 1) -> tuple[BatchRecord, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_BATCHES.replace("{where}", where), [*values, limit])
        rows = cursor.fetchall()
    return tuple(_batch(row) for row in rows)


def _batch(row: tuple[Any, ...]) -> BatchRecord:
    return BatchRecord(
        id=row[0],
        public_id=row[1],
        establishment_id=row[2],
        service_code=row[3],
        requester_id=row[4],
        requester=names(row[5], row[6]),
        answers=mapped(row[7]),
        branches=listed(row[8]),
        ready=row[9],
        total=row[10],
        state=row[11],
        judged_on=row[12],
        made_at=row[13],
        requested_at=row[14],
        decided_by=row[15],
        decider=names(row[16], row[17]),
        decided_at=row[18],
        reason=row[19],
        ended_at=row[20],
        payer_id=row[21],
        pay_reason=Text(ar=row[22], en=row[23]),
        counts=mapped(row[24]),
        paid=row[25],
        unpaid=row[26],
        owed=Decimal(row[27]),
    )


def batch_by_id(batch_id: int) -> BatchRecord:
    """One request by its id, for the platform's own acts. Raises ``NotFound``."""
    found = _read("b.id = %s::bigint", batch_id)
    if not found:
        raise NotFound(str(batch_id))
    return found[0]


def batch_for(*, actor: Actor, public_id: str, on: date) -> tuple[Firm, BatchRecord]:
    """A request with its establishment, for whoever may see it today.

    That is its requester while a role on the establishment lasts, and whoever may approve it, pay it or see all of the
    branches it is about. A draft is its maker's alone. Raises ``NotFound`` for everybody else.
    """
    found = _read("b.public_id = %s::text", public_id)
    if not found:
        raise NotFound(public_id)
    batch = found[0]
    firm = firm_by_id(actor=actor, establishment_id=batch.establishment_id, on=on)
    if not may_see(batch, firm=firm, person_id=person_id_of(actor)):
        raise NotFound(public_id)
    return firm, batch


def may_see(batch: BatchRecord, *, firm: Firm, person_id: int) -> bool:
    """Whether somebody with these rights may know of a request."""
    if batch.requester_id == person_id:
        return True
    if batch.state == "draft":
        return False
    about: dict[str, Any] = {"service": batch.service_code, "branches": batch.branches}
    return any(
        why_not(firm.rights, role, **about) is None for role in ("view", "approve", "pay", "request", "administer")
    )


def batches_of(
    *, actor: Actor, firm: Firm, states: Collection[str], limit: int, before: int | None = None
) -> tuple[BatchRecord, ...]:
    """Requests of an establishment in these states that the actor may see, newest first; at most ``limit`` are read."""
    person = person_id_of(actor)
    found = _read(
        "b.establishment_id = %s::bigint AND b.state = ANY(%s::text[]) AND b.id < %s::bigint"
        " AND (b.state <> 'draft' OR b.requester_id = %s::bigint)",
        firm.id,
        list(states),
        before or 2**62,
        person,
        limit=limit,
    )
    return tuple(batch for batch in found if may_see(batch, firm=firm, person_id=person))


def unpaid_of(*, actor: Actor, firm: Firm, limit: int = 20) -> tuple[BatchRecord, ...]:
    """Requests of an establishment with bills that wait to be paid, newest first, as the actor may see them."""
    person = person_id_of(actor)
    found = _read(
        "b.establishment_id = %s::bigint AND b.state IN ('approved', 'done') AND EXISTS (SELECT 1 FROM"
        " establishments_batchrow u WHERE u.batch_id = b.id AND u.state = 'filed' AND u.bill_ref <> ''"
        " AND u.paid_at IS NULL AND u.reason_ar = '')",
        firm.id,
        limit=limit,
    )
    return tuple(batch for batch in found if may_see(batch, firm=firm, person_id=person))


_ROWS = """
SELECT r.place, r.number, p.name_ar, p.name_en, r.state, r.price_sar, r.reason_ar, r.reason_en, r.case_ref, r.bill_ref,
       r.paid_at
  FROM establishments_batchrow r LEFT JOIN people_person p ON p.id = r.worker_id
 WHERE r.batch_id = %s::bigint AND r.place > %s::int AND (%s::text[] IS NULL OR r.state = ANY(%s::text[]))
 ORDER BY r.place LIMIT %s
"""


def rows_of(
    batch: BatchRecord, *, limit: int, after: int = 0, states: Collection[str] | None = None
) -> tuple[RowRecord, ...]:
    """Rows of a request that the reader may see, in their order; ``after`` is the place of the last one above."""
    wanted = None if states is None else list(states)
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [batch.id, after, wanted, wanted, limit])
        found = cursor.fetchall()
    return tuple(
        RowRecord(
            place=row[0],
            number=row[1],
            names=names(row[2], row[3]),
            state=row[4],
            price=row[5],
            reason=Text(ar=row[6], en=row[7]),
            case=row[8],
            bill=row[9],
            paid_at=row[10],
        )
        for row in found
    )
