"""What moves a case on by itself: a bill that was paid, and a term that ran out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework import engine
from tayseer.casework.contract import OBJECTION_DAYS, NotFound
from tayseer.casework.models import Case, Turn
from tayseer.casework.work import Work
from tayseer.kit.services import LAPSED, REFUSED
from tayseer.kit.text import Text
from tayseer.ledger.announce import on_hold, on_paid

if TYPE_CHECKING:
    from tayseer.ledger.contract import Bill


@on_hold
def hold_case(case: str) -> None:
    """A bill of a case is about to be paid: the case is held before the bill, as every other act on it does."""
    row = Case.objects.filter(public_id=case).values_list("id", flat=True).first()
    if row is not None:
        engine.lock(row)


@on_paid
def continue_paid(bill: Bill, at: datetime, actor: Actor) -> None:
    """A bill of a case was paid: in the same transaction its turn ends and the next step begins."""
    if not bill.case:
        return
    # Held since before the bill was: see `hold_case`.
    case = Case.objects.filter(public_id=bill.case).first()
    if case is None:
        return
    turn = Turn.objects.select_for_update().filter(case_id=case.id, bill=bill.public_id, closed_at=None).first()
    if turn is None:
        return
    on = engine.day_of(at)
    mover = actor if actor.kind == "person" else SYSTEM
    try:
        work = Work.resume(case=case, actor=mover, at=at, on=on)
    except NotFound:
        engine.end_without_facts(case, at=at)
        return
    step = work.service.step(turn.step)
    engine.close_turn(work, turn, "paid", detail={"bill": bill.public_id})
    engine.enter(work, step.then)


def run_out(*, turn_id: int, at: datetime, on: date) -> bool:
    """The term of a turn ran out: do what the step says of silence. Returns whether anything was done."""
    with transaction.atomic():
        row = Turn.objects.filter(id=turn_id, closed_at=None, due_at__lte=at).values_list("case_id", flat=True).first()
        if row is None:
            return False
        case = engine.lock(row)
        turn = (
            Turn.objects.select_for_update(skip_locked=True).filter(id=turn_id, closed_at=None, due_at__lte=at).first()
        )
        if turn is None:
            return False
        try:
            work = Work.resume(case=case, actor=SYSTEM, at=at, on=on)
        except NotFound:
            engine.end_without_facts(case, at=at)
            return True
        step = work.service.step(turn.step)
        if case.state in {"returned", "objected"}:
            engine.close_turn(work, turn, "silent")
            engine.come_to(work, LAPSED if case.state == "returned" else REFUSED)
        elif step.silence == step.code:
            turn.level, turn.due_at = "supervisor", at + timedelta(days=OBJECTION_DAYS)
            turn.save(update_fields=["level", "due_at"])
            work.note("turn.escalated", step=step.code)
            work.audit("case.escalated")
        else:
            engine.close_turn(work, turn, "silent")
            if step.silence in engine.ENDS:
                engine.come_to(
                    work,
                    step.silence,
                    reason=Text(ar="انتهت المهلة من غير رد.", en="The term ran out without an answer."),
                )
            else:
                engine.enter(work, step.silence)
    return True
