"""Reading cases: every query starts from what the actor may see."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q, QuerySet

from tayseer.casework.contract import OPEN_STATES, CaseRecord, EventRecord, NotFound, TurnRecord
from tayseer.casework.models import Attachment, Case, DelegateDraft, Draft, Event, Turn
from tayseer.kit.text import Text
from tayseer.services import catalogue
from tayseer.services import service as service_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tayseer.audit.contract import Actor
    from tayseer.identity.contract import OfficerRecord

MOST = 100
SUPERVISOR = "supervisor"


def _self(actor: Actor) -> int | None:
    """The person who asks; nobody for officers, agencies and the system, whose ids are numbers of another kind."""
    return actor.id if actor.kind == "person" else None


def _mine(actor: Actor) -> QuerySet[Case]:
    """Cases the person filed or has, or had, a turn in; for a delegate, what they filed for that principal alone."""
    if actor.kind == "person" and actor.on_behalf_of is not None:
        return Case.objects.filter(applicant_id=actor.on_behalf_of, filed_by=actor.id)
    own = Case.objects.filter(applicant_id=_self(actor))
    with_turn = Case.objects.filter(id__in=Turn.objects.filter(person_id=_self(actor)).values("case_id"))
    return own | with_turn


def case_for(*, actor: Actor, public_id: str) -> CaseRecord:
    """A case with its turns and history, for the applicant or a party to it. Raises ``NotFound`` for anybody else."""
    if actor.kind != "person":
        raise NotFound(public_id)
    case = _mine(actor).filter(public_id=public_id).first()
    if case is None:
        raise NotFound(public_id)
    return whole(case)


def case_for_officer(*, officer: OfficerRecord, public_id: str) -> CaseRecord:
    """A case that is, or was, in the queue of the officer's unit. Raises ``NotFound`` for any other."""
    case = Case.objects.filter(public_id=public_id).first()
    if case is None or not Turn.objects.filter(case_id=case.id, queue__in=queues_of(officer)).exists():
        raise NotFound(public_id)
    return whole(case)


def queues_of(officer: OfficerRecord) -> tuple[str, ...]:
    """The queues of the officer's unit; every queue of the agency for its supervisor without a unit."""
    if officer.unit or officer.role != SUPERVISOR:
        return (f"{officer.agency}/{officer.unit}",)
    every = {step.queue for service in catalogue().values() for step in service.steps if step.queue}
    return tuple(sorted(queue for queue in every if queue.partition("/")[0] == officer.agency))


def may_act(*, officer: OfficerRecord, turn: Turn) -> bool:
    """Whether a turn is the officer's to take: in a queue of theirs, and not raised above their role."""
    return turn.queue in queues_of(officer) and (turn.level != SUPERVISOR or officer.role == SUPERVISOR)


def may_withdraw(case: Case | CaseRecord, *, actor: Actor) -> bool:
    """Whether the actor may end an open case: its applicant, and another party where the service lists that as an act.

    An employer's silence or wish must not end a worker's own request; a buyer may leave a sale.
    """
    return case.applicant_id == actor.id or any(act.step == "" for act in service_of(case.service_code).acts)


def filed_for_others(*, actor: Actor, limit: int = MOST) -> tuple[tuple[str, str, int, datetime], ...]:
    """What the actor filed as a delegate, newest first: case, service, for whom, when. No data of the case itself."""
    rows = Case.objects.filter(filed_by=_self(actor), filed_by__isnull=False).order_by("-id")
    return tuple(rows.values_list("public_id", "service_code", "applicant_id", "filed_at")[: min(limit, MOST)])


def case_by_key(*, applicant_id: int, idempotency: str) -> CaseRecord | None:
    """The case that this key filed, or ``None``."""
    case = Case.objects.filter(applicant_id=applicant_id, idempotency=idempotency).first()
    return None if case is None else whole(case)


_CASES_OF = """
SELECT *
  FROM casework_case
 WHERE applicant_id = %s::bigint
   AND (%s::boolean IS NULL OR (state = ANY(%s::text[])) = %s::boolean)
   AND (%s::text IS NULL
        OR id < (SELECT b.id FROM casework_case b
                  WHERE b.public_id = %s::text AND b.applicant_id = casework_case.applicant_id))
 ORDER BY id DESC
 LIMIT %s::int
"""
_OPEN_TURNS = "SELECT * FROM casework_turn WHERE case_id = ANY(%s::bigint[]) AND closed_at IS NULL ORDER BY id"


def cases_of(
    *, actor: Actor, is_open: bool | None = None, limit: int = 20, before: str | None = None
) -> tuple[CaseRecord, ...]:
    """The actor's own cases, newest first, paged by the public id of the last one seen.

    None for a delegate: what the principal does otherwise is not the delegate's to know.
    """
    if actor.on_behalf_of is not None:
        return ()
    # By hand, because the front page reads them each time and composing the statement costs more than running it.
    states = list(OPEN_STATES)
    cases = list(
        Case.objects.raw(_CASES_OF, [_self(actor), is_open, states, is_open, before, before, min(limit, MOST)])
    )
    open_cases = {case.id: case for case in cases if case.state in OPEN_STATES}
    rows = Turn.objects.raw(_OPEN_TURNS, [list(open_cases)]) if open_cases else ()
    turns = [as_turn(row, open_cases[row.case_id]) for row in rows]
    return tuple(as_record(case, turns=[turn for turn in turns if turn.case == case.public_id]) for case in cases)


def turns_for(*, actor: Actor, limit: int = 20) -> tuple[TurnRecord, ...]:
    """What the person is asked to do, soonest due first; nothing for a delegate."""
    if actor.on_behalf_of is not None:
        return ()
    return _turns(Q(person_id=_self(actor), closed_at=None), order=("due_at", "id"), limit=min(limit, MOST))


def queue_for(
    *, officer: OfficerRecord, limit: int = 50, after: int = 0, mine: int | None = None
) -> tuple[TurnRecord, ...]:
    """The open turns of the officer's unit, soonest due first; a clerk does not see those raised to the supervisor."""
    wanted = Q(queue__in=queues_of(officer), closed_at=None, id__gt=after)
    if officer.role != SUPERVISOR:
        wanted &= Q(level="clerk")
    if mine is not None:
        wanted &= Q(assigned_to=mine)
    return _turns(wanted, order=("due_at", "id"), limit=min(limit, MOST))


def drafts_of(*, actor: Actor, limit: int = 10) -> tuple[dict[str, Any], ...]:
    """The actor's drafts, the latest first."""
    rows = Draft.objects.filter(applicant_id=_self(actor)).order_by("-updated_at")[: min(limit, MOST)]
    return tuple(_draft(row) for row in rows)


def draft_of(*, actor: Actor, service_code: str, subject_id: int | None) -> dict[str, Any] | None:
    """The draft for one service and subject, or ``None``; a delegate's own, where one acts for another."""
    if actor.on_behalf_of is not None:
        kept = DelegateDraft.objects.filter(**_of_delegate(actor, service_code, subject_id)).first()
        return None if kept is None else {"public_id": "", **{name: getattr(kept, name) for name in _DRAFT[1:]}}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(_DRAFT)} FROM casework_draft WHERE applicant_id = %s AND service_code = %s"  # noqa: S608 constants
            " AND subject_id IS NOT DISTINCT FROM %s::bigint",
            [_self(actor), service_code, subject_id],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    draft = dict(zip(_DRAFT, row, strict=True))
    answers = draft["answers"]
    return {**draft, "answers": json.loads(answers) if isinstance(answers, str) else answers}


_DRAFT = ("public_id", "service_code", "subject_id", "answers", "updated_at", "forget_at")


def _of_delegate(actor: Actor, service_code: str, subject_id: int | None) -> dict[str, Any]:
    return {
        "delegate_id": actor.id, "applicant_id": actor.on_behalf_of, "service_code": service_code,
        "subject_id": subject_id,
    }  # fmt: skip


def _draft(row: Draft) -> dict[str, Any]:
    return {
        "public_id": row.public_id,
        "service_code": row.service_code,
        "subject_id": row.subject_id,
        "answers": row.answers,
        "updated_at": row.updated_at,
        "forget_at": row.forget_at,
    }


def attachment_for(*, actor: Actor, public_id: str) -> Attachment:
    """A picture or paper of the actor's own, or attached for the one they act for. Raises ``NotFound``."""
    mine = actor.principal if actor.kind == "person" else None
    row = Attachment.objects.filter(public_id=public_id, person_id=mine).first()
    if row is None:
        raise NotFound(public_id)
    return row


def attachment_of_case(*, officer: OfficerRecord, case: str, public_id: str) -> Attachment:
    """A picture or paper attached to a case the officer may see. Raises ``NotFound``."""
    found = case_for_officer(officer=officer, public_id=case)
    row = Attachment.objects.filter(public_id=public_id, person_id=found.applicant_id).first()
    if row is None or public_id not in found.answers.values():
        raise NotFound(public_id)
    return row


def overdue(*, at: datetime, limit: int) -> Sequence[int]:
    """Ids of the turns whose term has run out, the longest first."""
    return list(
        Turn.objects.filter(closed_at=None, due_at__lte=at).order_by("due_at").values_list("id", flat=True)[:limit]
    )


def whole(case: Case) -> CaseRecord:
    """A case with every turn and event."""
    events = [
        EventRecord(event.at, event.actor_kind, event.actor_id, event.name, event.step, event.detail)
        for event in Event.objects.filter(case_id=case.id).order_by("id")[:MOST]
    ]
    return as_record(case, turns=_turns(Q(case_id=case.id, closed_at=None)), events=events)


def _turns(wanted: Q, *, order: tuple[str, ...] = ("id",), limit: int = MOST) -> tuple[TurnRecord, ...]:
    rows = list(Turn.objects.filter(wanted).order_by(*order)[:limit])
    if not rows:
        return ()
    cases = {case.id: case for case in Case.objects.filter(id__in={row.case_id for row in rows})}
    return tuple(as_turn(row, cases[row.case_id]) for row in rows)


def as_turn(row: Turn, case: Case) -> TurnRecord:
    """A turn as others may know it."""
    step = service_of(row.service_code).step(row.step)
    return TurnRecord(
        id=row.id,
        case=case.public_id,
        service_code=row.service_code,
        step=row.step,
        does=step.does,
        label=step.label,
        party=row.party,
        person_id=row.person_id,
        queue=row.queue,
        level=row.level,
        opened_at=row.opened_at,
        due_at=row.due_at,
        assigned_to=row.assigned_to,
        bill=row.bill,
        subject=Text(ar=case.subject_ar, en=case.subject_en),
    )


def as_record(case: Case, *, turns: Sequence[TurnRecord] = (), events: Sequence[EventRecord] = ()) -> CaseRecord:
    """A case as others may know it."""
    return CaseRecord(
        public_id=case.public_id,
        service_code=case.service_code,
        title=service_of(case.service_code).title,
        applicant_id=case.applicant_id,
        subject_id=case.subject_id,
        subject=Text(ar=case.subject_ar, en=case.subject_en),
        state=case.state,
        step=case.step,
        law_day=case.law_day,
        answers=case.answers,
        facts=case.facts,
        price=case.price,
        filed_at=case.filed_at,
        decided_at=case.decided_at,
        reason=Text(ar=case.reason_ar, en=case.reason_en),
        refused_by=case.refused_by,
        definition=case.definition,
        filed_by=case.filed_by,
        turns=tuple(turns),
        events=tuple(events),
    )


def secret_for(*, actor: Actor, public_id: str) -> str:
    """The code a party holds until a hand-over is confirmed; empty when there is none for this person.

    The code belongs to the other party than the one who must enter it, and never to a delegate.
    """
    case = case_for(actor=actor, public_id=public_id)
    if actor.on_behalf_of is not None:
        return ""
    turn = (
        Turn.objects.filter(case_id__in=Case.objects.filter(public_id=case.public_id).values("id"), closed_at=None)
        .exclude(secret="")
        .first()
    )
    if turn is None or turn.person_id == actor.id or service_of(turn.service_code).step(turn.step).code_to is not None:
        return ""
    return turn.secret
