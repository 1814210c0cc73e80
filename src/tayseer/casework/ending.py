"""What the end of a case brings about: effects in the registries, documents, money returned, and notices."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tayseer.audit.contract import SYSTEM
from tayseer.casework.papers import facts_for, last_day_of
from tayseer.documents import actions as documents
from tayseer.exchange import events, outbox
from tayseer.kit.expressions import Fact
from tayseer.kit.formats import moment_text, money_text, value_text
from tayseer.kit.services import APPROVED
from tayseer.kit.text import Text, isolate
from tayseer.kit.verdict import judge
from tayseer.ledger.actions import bills, holds, payments
from tayseer.ledger.queries import bills_of_case
from tayseer.notices import actions as notices
from tayseer.registries.actions import apply_effect
from tayseer.registries.numbers import Draw
from tayseer.registries.queries import person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tayseer.casework.models import Turn
    from tayseer.casework.work import Work
    from tayseer.kit.services import Document, Effect, Step
    from tayseer.kit.verdict import Line


def failing_now(work: Work) -> Line | None:
    """The first rule that no longer holds, judged on today's facts by the pinned law.

    A rule that rests on what filing itself changed (a vehicle now in a sale, an objection now open) is not asked again,
    unless that fact has changed once more since (the vehicle was reported stolen).
    """
    own = _own_changes(work)
    for line in judge(work.service, replace(work.context, day=work.case.law_day)).lines:
        if line.outcome is not True and not _facts_read(line) & own:
            return line
    return None


def _own_changes(work: Work) -> frozenset[tuple[str, str]]:
    """Facts that filing, or a refusal now objected to, changed and that still stand as it left them."""
    standing: set[tuple[str, str]] = set()
    refusal = work.service.on_refusal if work.case.state == "objected" else ()
    for effect in (*work.service.on_filing, *refusal):
        if effect.kind != "change":
            standing |= effect.writes
            continue
        for name, expression in effect.sets.items():
            if work.facts.value((*effect.record.__path__, name)) in {expression.value(work.context), None}:
                standing.add((effect.record.__record__, name))
    return frozenset(standing)


def _facts_read(line: Line) -> frozenset[tuple[str, str]]:
    return frozenset(item.changes for item in line.rule.holds.walk() if isinstance(item, Fact))


def apply(work: Work, effects: Sequence[Effect]) -> None:
    """Apply effects in order, each seeing what those before it changed, and write down the events they are."""
    if not effects:
        return
    if work.context.drawn is None:
        work.context = replace(work.context, drawn=Draw())
    happened = []
    for effect in effects:
        if effect.when is not None and effect.when.value(work.context) is not True:
            continue
        apply_effect(
            effect=effect,
            context=work.context,
            facts=work.facts,
            actor=work.actor,
            at=work.at,
            case=work.case.public_id,
        )
        happened.append(events.happened(effect, work.facts))
    outbox.write(happened, at=work.at)


def issue_documents(work: Work, kinds: Sequence[Document], *, key: str = "") -> list[str]:
    """Issue each document to its holder, as the records now stand; returns their public ids."""
    issued = []
    for place, document in enumerate(kinds):
        holder_id = work.facts.value((*document.to.__path__, "id"))
        holder = None if holder_id is None else person(holder_id)
        if holder is None:
            continue
        made = documents.issue(
            actor=SYSTEM,
            at=work.at,
            type=document.type,
            person_id=holder["id"],
            case=work.case.public_id,
            names=Text(ar=holder["name_ar"], en=holder["name_en"] or holder["name_ar"]),
            facts=facts_for(work, document, holder),
            number=str(document.number.value(work.context) or "") if document.number is not None else "",
            expires_on=last_day_of(work, document),
            agency="",
            idempotency=f"{work.case.public_id}:{key}{place}",
        )
        issued.append(made.public_id)
    return issued


def settle_money(work: Work, end: str) -> None:
    """Money follows the end: held money goes to whom it belongs, fees of a refused case return to the deposit."""
    case = work.case.public_id
    held = next((step for step in work.service.steps if step.does == "hold"), None)
    if end == APPROVED:
        if held is not None:
            holds.release_hold(actor=SYSTEM, at=work.at, case=case, to_person_id=work.case.applicant_id, fees=())
        return
    return_money(case, at=work.at)


def return_money(case: str, *, at: datetime) -> None:
    """Cancel what is still asked, give held money back to its payer, and paid fees to the payer's deposit."""
    bills.cancel_bills_of_case(actor=SYSTEM, at=at, case=case)
    for bill in bills_of_case(case=case):
        if bill.state != "paid":
            continue
        if bill.held == "held":
            holds.return_hold(actor=SYSTEM, at=at, case=case)
        elif bill.purpose != "hold" and bill.refunded < bill.amount:
            payments.refund_to_deposit(actor=SYSTEM, at=at, bill_public_id=bill.public_id, idempotency="case-ended")


_RETURNED = Text(
    ar="أعاد الموظف طلبك «{service}» رقم {case} للتصحيح: {reason}. صحّح المطلوب من صفحة الطلب.",
    en=(
        'The officer returned your request "{service}", number {case}, for correction: {reason}. '
        "Correct it on the request's page."
    ),
)


def tell_returned(work: Work, reason: str) -> None:
    """Tell the applicant what to correct."""
    said = reason.strip().rstrip(".").translate(_TURNING)
    words = {**_words(work, ()), "reason": Text(ar=said, en=said)}
    notices.tell(actor=SYSTEM, at=work.at, **_message(work, work.case.applicant_id, _RETURNED.fill(words)))


_NEXT = {
    "pay": Text(ar="بقي سداد {amount}.", en="{amount} is left to pay."),
    "hold": Text(ar="بقي إيداع المبلغ.", en="The sum is to be paid in."),
    "decide": Text(
        ar="هو الآن لدى الموظف المختص، والرد متوقع قبل {due}.",
        en="It is now with an officer; expect an answer by {due}.",
    ),
    "consent": Text(ar="ننتظر رد الطرف الآخر قبل {due}.", en="We await the other party's answer by {due}."),
    "attend": Text(ar="احضر في موعدك ومعك هويتك.", en="Come to your appointment with your identity document."),
    "confirm": Text(ar="ننتظر التأكيد قبل {due}.", en="We await a confirmation by {due}."),
}
_NOTHING = Text(ar="", en="")
#: Marks that turn all writing after them round; what somebody wrote must not turn the sentence it is quoted in.
_TURNING = dict.fromkeys(range(0x202A, 0x202F))
_YOUR_TURN = Text(
    ar="عليك دور في طلب «{service}» رقم {case}: {step}. أنجزه قبل {due}.",
    en='It is your turn in the request "{service}", number {case}: {step}. Do it by {due}.',
)
_WAITING_DOCUMENT = Text(ar="وثيقتك في صفحة «وثائقي».", en="Your document is under Documents.")
_YOURS_NOW = Text(ar="الدور عليك الآن، حتى {due}.", en="It is your turn now, until {due}.")


def tell(work: Work, on: str, *, turn: Turn | None = None, documents: Sequence[str] = ()) -> None:
    """Tell every person whom the service's notices name for this point of the case's life, and whoever's turn it is."""
    for message in messages_for(work, on, turn=turn, documents=documents):
        notices.tell(actor=SYSTEM, at=work.at, **message)


def messages_for(
    work: Work, on: str, *, turn: Turn | None = None, documents: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """What ``tell`` would say, as the keywords of one message each; reads nothing and writes nothing."""
    messages: list[dict[str, Any]] = []
    wanted = [notice for notice in work.service.tells if notice.on == on]
    if not wanted and not _is_news(work, turn):
        return messages
    words = _words(work, documents)
    told: set[int] = set()
    for notice in wanted:
        person = work.facts.value((*notice.to.__path__, "id"))
        if notice.to.__path__ == ("applicant",):
            person = work.case.applicant_id
        if person is None or person in told:
            continue
        told.add(person)
        if turn is not None and turn.person_id == person:
            words["next"] = _YOURS_NOW.fill({"due": moment_text(turn.due_at)})
        messages.append(_message(work, person, Text(ar=notice.ar, en=notice.en).fill(words)))
    if turn is not None and turn.person_id is not None and turn.person_id not in told and _is_news(work, turn):
        step = work.service.step(turn.step)
        due = moment_text(turn.due_at)
        messages.append(_message(work, turn.person_id, _YOUR_TURN.fill({**words, "step": step.label, "due": due})))
    return messages


def _is_news(work: Work, turn: Turn | None) -> bool:
    """Whether somebody has to be told that it is their turn: not an applicant who brought it about just now."""
    if turn is None or turn.person_id is None:
        return False
    return turn.party != "applicant" or work.actor.principal != work.case.applicant_id


def _words(work: Work, documents: Sequence[str]) -> dict[str, Text]:
    case = work.case
    step = next((step for step in work.service.steps if step.code == case.step), None)
    due = moment_text(work.at) if step is None else moment_text(work.at + _days(work, step))
    following = _NOTHING if step is None else _NEXT.get(step.does, _NOTHING)
    return {
        "service": work.service.title,
        "case": Text(ar=isolate(case.public_id), en=case.public_id),
        "subject": Text(ar=case.subject_ar, en=case.subject_en),
        "reason": Text(
            ar=case.reason_ar.rstrip(".").translate(_TURNING), en=case.reason_en.rstrip(".").translate(_TURNING)
        ),
        "next": following.fill({"amount": money_text(case.price), "due": due}),
        "documents": _WAITING_DOCUMENT if documents else _NOTHING,
        **{name: value_text(value) for name, value in work.context.answers.items() if isinstance(value, str | int)},
    }


def _days(work: Work, step: Step) -> timedelta:
    return timedelta(days=int(step.within.value(work.context) or 0))


def _message(work: Work, person: int, body: Text) -> dict[str, Any]:
    case = work.case.public_id
    return {
        "person_id": person,
        "text_title": work.service.title,
        "text_body": body,
        "case": case,
        "link": f"/cases/{case}/",
    }
