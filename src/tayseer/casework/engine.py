"""The life of a case: which step comes next, whose turn it is, and what an end brings about."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM
from tayseer.casework import ending
from tayseer.casework.contract import UnableToAct, UnableToFile
from tayseer.casework.models import Case, Event, Turn
from tayseer.casework.work import Work
from tayseer.identity.gateway import gateway
from tayseer.identity.messages import mobile_code
from tayseer.kit.formats import RIYADH
from tayseer.kit.services import APPROVED, ENDS, LAPSED, REFUSED, WITHDRAWN, Step
from tayseer.kit.text import Text
from tayseer.ledger.actions import bills
from tayseer.ledger.contract import BillLine

#: The states in which a case comes to rest.
STATE_OF_END = {APPROVED: "approved", REFUSED: "refused", LAPSED: "lapsed", WITHDRAWN: "withdrawn"}


def lock(case_id: int) -> Case:
    """The case's row, locked until the transaction ends, with the affairs of its people held against other cases.

    Whoever does anything to a case, its turns or its bills comes here first: a party, an officer, the clock, and a
    payment before it touches its bill (``ledger.actions.order`` tells the whole order).
    """
    case = Case.objects.select_for_update().get(id=case_id)
    _hold_affairs(case)
    return case


def _hold_affairs(case: Case) -> None:
    """Hold the subject, then the applicant, so that two cases never change the same records in different orders."""
    held = [] if case.subject_id is None else [(_SUBJECTS, case.subject_id)]
    held.append((_APPLICANTS, case.applicant_id))
    taken = ", ".join(["pg_advisory_xact_lock(%s, %s)"] * len(held))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {taken}", [number for kind, one in held for number in (kind, one % _KEYS)])


_SUBJECTS, _APPLICANTS = 7_301, 7_302
_KEYS = 2_000_000_000


def day_of(at: datetime) -> date:
    """The day in Asia/Riyadh of a moment in UTC."""
    return at.astimezone(RIYADH).date()


def end_without_facts(case: Case, *, at: datetime) -> None:
    """End a case whose subject is no longer the applicant's to act on: nothing changes, and money returns."""
    Turn.objects.filter(case_id=case.id, closed_at=None).update(closed_at=at, outcome="refused")
    case.state, case.step, case.decided_at, case.refused_by = "refused", "", at, "WHO"
    case.reason_ar = "لم يعد صاحب الشأن أو الشيء من مسؤوليتك، أو تغيّرت حاله، فلم يُنفَّذ الطلب."
    case.reason_en = "The person or thing is no longer yours to act on, or has changed, so nothing was done."
    case.save(update_fields=["state", "step", "decided_at", "refused_by", "reason_ar", "reason_en"])
    Event.objects.create(case_id=case.id, at=at, actor_kind="system", name="case.refused", detail={"rule": "WHO"})
    record(
        actor=SYSTEM,
        action="case.refused",
        at=at,
        subject=case.applicant_id,
        object=case.service_code,
        case=case.public_id,
    )
    ending.return_money(case.public_id, at=at)


def start(work: Work) -> None:
    """What filing brings about: effects on filing, the notice of arrival, and the first step.

    The case is new, so it needs no lock; the records that it changes may be another case's too.
    """
    _hold_affairs(work.case)
    ending.apply(work, work.service.on_filing)
    made = {
        effect.creates: work.facts.value((effect.creates, "id")) for effect in work.service.on_filing if effect.creates
    }
    if made:
        work.case.created = made
        work.case.save(update_fields=["created"])
    ending.issue_documents(work, work.service.tickets, key="ticket:")
    first = work.service.steps[0].code if work.service.steps else APPROVED
    enter(work, first)
    ending.tell(work, "filed")


def enter(work: Work, target: str) -> None:
    """Go to a step, passing over those that do not apply, or come to an end."""
    step = next_step(work, target)
    if isinstance(step, str):
        come_to(work, step)
    else:
        _open_turn(work, step)


def next_step(work: Work, target: str) -> Step | str:
    """The step that really comes next from ``target`` on, or the end that is reached; reads nothing, writes nothing."""
    while target not in ENDS:
        step = work.service.step(target)
        if _applies(work, step):
            return step
        target = step.then
    return target


def _applies(work: Work, step: Step) -> bool:
    if step.when is not None and step.when.value(work.context) is not True:
        return False
    if step.does == "pay":
        return _amount(work, step) > 0
    return True


def _amount(work: Work, step: Step) -> Decimal:
    if step.amount is not None:
        return Decimal(step.amount.value(work.context) or 0)
    return work.price.total


def turn_for(work: Work, step: Step) -> Turn:
    """The turn that a step opens, not yet written."""
    days = int(step.within.value(work.context) or 0)
    person = work.party(step.by)
    if person is None and step.by not in {"officer", "system"}:
        # A consent is never passed over because nobody knows whom to ask.
        raise UnableToFile(_NOBODY_TO_ASK.fill({"step": step.label}))
    turn = Turn(
        case_id=work.case.id,
        service_code=work.service.code,
        step=step.code,
        party=step.by,
        person_id=person,
        queue=step.queue,
        opened_at=work.at,
        due_at=work.at + timedelta(days=days),
    )
    if step.does == "confirm":
        turn.secret = "".join(secrets.choice("0123456789") for _ in range(SECRET_DIGITS))
    return turn


SECRET_DIGITS = 6
_NOBODY_TO_ASK = Text(
    ar="تحتاج هذه الخدمة إلى «{step}»، ولا شخص مسجل يقوم بذلك. صحّح بيانات الطرف الآخر لدى جهته.",
    en='This service needs "{step}", and nobody is on record to do it. Have the register of the other party put right.',
)


def _open_turn(work: Work, step: Step) -> None:
    turn = turn_for(work, step)
    if step.does in {"pay", "hold"}:
        turn.bill = bills.open_bill(
            actor=SYSTEM,
            at=work.at,
            person_id=turn.person_id or work.case.applicant_id,
            case=work.case.public_id,
            lines=bill_lines(work, step),
            due_at=turn.due_at,
            holds=step.does == "hold",
            idempotency=f"{work.case.public_id}:{step.code}",
        ).public_id
    turn.save(force_insert=True)
    if step.code_to is not None:
        _send_code(work, str(step.code_to.value(work.context)), turn.secret)
    work.case.step, work.case.state = step.code, "open"
    work.case.save(update_fields=["step", "state"])
    work.note("turn.opened", step=step.code, detail={"party": step.by, "due_at": turn.due_at.isoformat()})
    ending.tell(work, step.code, turn=turn)


def _send_code(work: Work, mobile: str, code: str) -> None:
    """Send the code to the number that is to be proved; both languages, since its owner may not be the applicant."""
    words = mobile_code(code=code)
    gateway().send_sms(mobile=mobile, text=f"{words.ar} {words.en}", key=f"{work.case.public_id}:code", at=work.at)


def bill_lines(work: Work, step: Step) -> list[BillLine]:
    """What a step asks to be paid: the sum it names, or the price with its parts."""
    agency = work.service.agency
    if step.amount is None:
        return [
            BillLine(code=line.code, ar=line.label.ar, en=line.label.en, amount=line.amount, agency=agency)
            for line in work.price.lines
        ]
    ar, en = f"{step.ar}: {work.service.ar}", f"{step.en}: {work.service.en}"
    return [BillLine(code="held", ar=ar, en=en, amount=_amount(work, step), agency=agency)]


def close_turn(work: Work, turn: Turn, outcome: str, *, detail: dict[str, Any] | None = None) -> None:
    """End a turn with its outcome."""
    turn.closed_at, turn.outcome = work.at, outcome
    turn.save(update_fields=["closed_at", "outcome"])
    work.note(f"turn.{outcome}", step=turn.step, detail=detail)


def open_turn_of(case: Case) -> Turn:
    """The turn a case waits for. Raises ``UnableToAct`` when nothing is awaited."""
    turn = Turn.objects.select_for_update().filter(case_id=case.id, closed_at=None).order_by("id").first()
    if turn is None:
        raise UnableToAct(
            Text(
                ar="انتهى هذا الطلب، ولم يعد ينتظر إجراءً.",
                en="This request has come to its end and waits for no further act.",
            )
        )
    return turn


def come_to(work: Work, end: str, *, reason: Text | None = None, refused_by: str = "") -> None:
    """Bring a case to its end: judge again before approval, then effects, documents, money and notices."""
    if end == APPROVED:
        failing = ending.failing_now(work)
        if failing is not None:
            end, reason, refused_by = REFUSED, failing.reason, failing.rule.code
    for turn in Turn.objects.filter(case_id=work.case.id, closed_at=None):
        close_turn(work, turn, end)
    case = work.case
    case.state, case.step, case.decided_at = STATE_OF_END[end], "", work.at
    case.reason_ar, case.reason_en = (reason.ar, reason.en) if reason else ("", "")
    case.refused_by = refused_by
    case.save(update_fields=["state", "step", "decided_at", "reason_ar", "reason_en", "refused_by"])
    issued: list[str] = []
    if end == APPROVED:
        ending.apply(work, work.service.effects)
        issued = ending.issue_documents(work, work.service.issues)
    else:
        ending.apply(work, work.service.on_refusal)
    ending.settle_money(work, end)
    work.note(f"case.{case.state}", detail={"reason": case.reason_en, "rule": refused_by, "documents": issued})
    record(
        actor=work.actor,
        action=f"case.{case.state}",
        at=work.at,
        subject=case.applicant_id,
        object=case.service_code,
        case=case.public_id,
    )
    ending.tell(work, end, documents=issued)
