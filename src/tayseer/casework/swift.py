"""Filing in one statement: the case, its history, the first turn, its bill, the audit and the notices at once.

The plain way is ``filing.write_plainly``; a test files every service both ways and compares what each leaves behind.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor

from tayseer.audit import actions as audit
from tayseer.audit.contract import SYSTEM
from tayseer.casework import ending, engine, queries
from tayseer.casework.contract import EventRecord
from tayseer.casework.work import Work
from tayseer.ledger.actions import bills
from tayseer.notices import actions as notices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tayseer.casework.contract import CaseRecord
    from tayseer.kit.services import Step

_CASE = (
    "INSERT INTO casework_case (public_id, service_code, applicant_id, subject_id, subject_ar, subject_en, state, step,"
    " law_day, definition, answers, facts, created, price, filed_at, reason_ar, reason_en, refused_by, idempotency,"
    " filed_by)"
    " VALUES (%s::text, %s::text, %s::bigint, %s::bigint, %s::text, %s::text, 'open', %s::text, %s::date, %s::text,"
    " %s::jsonb, %s::jsonb, '{}', %s::numeric, %s::timestamptz, '', '', '', %s::text, %s::bigint) RETURNING id"
)
_EVENTS = (
    "INSERT INTO casework_event (case_id, at, actor_kind, actor_id, name, step, detail)"
    " SELECT c.id, v.* FROM c, (VALUES"
    " (%s::timestamptz, %s::text, %s::bigint, 'filed', '', %s::jsonb),"
    " (%s::timestamptz, %s::text, %s::bigint, 'turn.opened', %s::text, %s::jsonb)) v"
)
_TURN = (
    "INSERT INTO casework_turn (case_id, service_code, step, party, person_id, queue, level, opened_at, due_at,"
    " outcome, bill, secret) SELECT c.id, %s::text, %s::text, %s::text, %s::bigint, %s::text, 'clerk', %s::timestamptz,"
    " %s::timestamptz, '', %s::text, %s::text FROM c RETURNING id"
)
_DRAFT = (
    "DELETE FROM casework_draft WHERE applicant_id = %s::bigint AND service_code = %s::text"
    " AND subject_id IS NOT DISTINCT FROM %s::bigint"
)


@cache
def _statement(*, has_bill: bool, audits: int, messages: int) -> str:
    parts = [f"c AS ({_CASE})", f"e AS ({_EVENTS})", f"t AS ({_TURN})", f"d AS ({_DRAFT})"]
    if has_bill:
        parts.append(f"b AS ({bills.INSERT_SQL})")
    parts.append(f"audited AS ({audit.insert_sql(rows=audits)})")
    if messages:
        parts.append(notices.insert_sql(rows=messages))
    written = f"WITH {', '.join(parts)} SELECT c.id, t.id FROM c, t"  # noqa: S608 constants of this file and its neighbours
    places = count(1)
    return re.sub("%s", lambda _: f"${next(places)}", written)


@contextmanager
def _cursor() -> Iterator[CursorWrapper]:
    """A cursor for a statement whose places are written `$1`, as PostgreSQL wants them.

    The usual cursor reads a statement's `%s` anew each time when there are more than fifty, which costs a fifth of all
    the time of filing.
    """
    connection.ensure_connection()
    with RawCursor(connection.connection) as raw, CursorWrapper(raw, connection) as cursor:
        yield cursor


def write(work: Work, step: Step) -> CaseRecord:
    """Write a new case whose first turn is ``step`` and return it; one round trip, atomic by itself.

    Raises ``IntegrityError`` when the key or an open case for the same subject is there already.
    """
    case, at = work.case, work.at
    turn = engine.turn_for(work, step)
    case.step = step.code
    bill: tuple[Any, ...] = ()
    if step.does in {"pay", "hold"}:
        turn.bill = bills.new_public_id()
        bill = bills.bill_row(
            public_id=turn.bill,
            at=at,
            person_id=turn.person_id or case.applicant_id,
            case=case.public_id,
            lines=engine.bill_lines(work, step),
            due_at=turn.due_at,
            holds=step.does == "hold",
            idempotency=f"{case.public_id}:{step.code}",
        )
    messages = ending.messages_for(work, step.code, turn=turn) + ending.messages_for(work, "filed")
    rows = [notices.message_row(at=at, **message) for message in messages]
    events = _audits(work, turn, bill, rows, messages)
    opened = {"party": step.by, "due_at": turn.due_at.isoformat()}
    parameters = [
        *_case_row(case),
        *(at, work.actor.kind, work.actor.id, json.dumps({"price": str(case.price)})),
        *(at, work.actor.kind, work.actor.id, step.code, json.dumps(opened)),
        *(turn.service_code, turn.step, turn.party, turn.person_id, turn.queue, turn.opened_at, turn.due_at),
        *(turn.bill, turn.secret),
        # A delegate's filing leaves what the applicant had begun; no service has an empty code.
        *(case.applicant_id, case.service_code if case.filed_by is None else "", case.subject_id),
        *bill,
        *(value for event in events for value in event),
        *(value for row in rows for value in row),
    ]
    with _cursor() as cursor:
        cursor.execute(_statement(has_bill=bool(bill), audits=len(events), messages=len(rows)), parameters)
        case.id, turn.id = cursor.fetchone()
    turn.case_id = case.id
    history = (
        EventRecord(at, work.actor.kind, work.actor.id, "filed", "", {"price": str(case.price)}),
        EventRecord(at, work.actor.kind, work.actor.id, "turn.opened", step.code, opened),
    )
    return queries.as_record(case, turns=(queries.as_turn(turn, case),), events=history)


def _case_row(case: Any) -> tuple[Any, ...]:
    return (
        case.public_id,
        case.service_code,
        case.applicant_id,
        case.subject_id,
        case.subject_ar,
        case.subject_en,
        case.step,
        case.law_day,
        case.definition,
        json.dumps(case.answers, ensure_ascii=False),
        json.dumps(case.facts, ensure_ascii=False),
        case.price,
        case.filed_at,
        case.idempotency,
        case.filed_by,
    )


def _audits(
    work: Work, turn: Any, bill: tuple[Any, ...], rows: list[tuple[Any, ...]], messages: list[dict[str, Any]]
) -> list[tuple[Any, ...]]:
    case, at = work.case, work.at
    found = [
        audit.event_row(
            actor=work.actor,
            action="case.filed",
            at=at,
            subject=case.applicant_id,
            object=case.service_code,
            case=case.public_id,
            fields=sorted(case.facts),
        )
    ]
    if bill:
        found.append(
            audit.event_row(
                actor=SYSTEM,
                action="ledger.bill.opened",
                at=at,
                subject=turn.person_id or case.applicant_id,
                object=f"bill:{turn.bill}",
                case=case.public_id,
            )
        )
    found.extend(
        audit.event_row(
            actor=SYSTEM,
            action="notices.message.told",
            at=at,
            subject=message["person_id"],
            object=str(row[0]),
            case=case.public_id,
        )
        for row, message in zip(rows, messages, strict=True)
    )
    return found
