"""A case as its page shows it: where it stands, whose turn it is, what happened, and what the reader may see of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from tayseer.casework.contract import OBJECTION_DAYS
from tayseer.casework.judging import read_some
from tayseer.casework.kept import kept_facts
from tayseer.casework.matter import matter
from tayseer.kit.expressions import Context, Fact
from tayseer.kit.formats import RIYADH
from tayseer.kit.questions import AnswerRefused, Question
from tayseer.kit.services import ENDS
from tayseer.kit.text import Text
from tayseer.kit.verdict import role_label
from tayseer.law import LAW
from tayseer.portal.questions import answer_words
from tayseer.portal.steps import RELATIVES, who_acts
from tayseer.registries.gather import EMPTY
from tayseer.services import service as service_of
from tayseer.ui.words import moment, w

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tayseer.audit.contract import Actor
    from tayseer.casework.contract import CaseRecord, EventRecord, TurnRecord
    from tayseer.kit.services import Service, Step

#: The state that the component shows, by what is awaited.
_AWAITED = {
    "pay": "waiting_payment", "hold": "waiting_payment", "consent": "waiting_consent", "confirm": "waiting_consent",
    "decide": "waiting_officer", "attend": "waiting_appointment",
}  # fmt: skip
_ENDED = {"returned": "returned", "objected": "objection", "approved": "done"}


def state_of(case: CaseRecord) -> str:
    """The state as the component for it knows it."""
    if case.state == "open":
        return _AWAITED.get(case.turns[0].does, "filed") if case.turns else "filed"
    return _ENDED.get(case.state, case.state)


def state_words(case: CaseRecord, lang: str) -> str:
    """What the state is called where the component's own word would mislead; empty where it would not."""
    if case.state == "open" and case.turns and case.turns[0].does == "confirm":
        return w(lang, "بانتظار التأكيد", "Waiting for confirmation")
    return ""


def party_words(turn: TurnRecord, *, actor: Actor, lang: str) -> str:
    """Whose turn it is, for this reader."""
    service = service_of(turn.service_code)
    if turn.person_id == actor.principal:
        return w(lang, "أنت", "you")
    if turn.party == "applicant":
        return w(lang, "مقدم الطلب", "the applicant")
    if turn.party == "officer":
        return who_acts(service.step(turn.step), service, lang)
    way = turn.party.split(".")
    known = RELATIVES.get(way[-1]) if len(way) > 1 else None
    return (known or role_label(way[0])).in_(lang)


@dataclass(frozen=True)
class TurnView:
    """Whose turn it is and until when (UTC); ``task`` is what the reader can do on the page, empty for others."""

    who: str
    yours: bool
    until: datetime
    what: str
    task: str
    bill: str


def turn_view(case: CaseRecord, *, actor: Actor, lang: str) -> TurnView | None:
    """The open turn of a case as this reader sees it; ``None`` when nothing is awaited."""
    if not case.turns:
        return None
    turn = next((item for item in case.turns if item.person_id == actor.principal), case.turns[0])
    yours = turn.person_id == actor.principal and (actor.on_behalf_of is None or turn_of_delegate(case, turn))
    returned = case.state == "returned"
    what = w(lang, "تصحيح الأجوبة", "Correct the answers") if returned else turn.label.in_(lang)
    task = ("correct" if returned else {"pay": "pay", "hold": "pay"}.get(turn.does, turn.does)) if yours else ""
    return TurnView(
        party_words(turn, actor=actor, lang=lang), yours, turn.due_at, what, task, turn.bill if yours else ""
    )


def turn_of_delegate(case: CaseRecord, turn: TurnRecord) -> bool:
    """Whether a delegate may do it: pay and correct; what is agreed to or confirmed needs the principal."""
    return case.state == "returned" or turn.does == "pay"


def returned_questions(case: CaseRecord) -> tuple[Question, ...]:
    """The questions the officer asked to correct; every question but declarations when none was named."""
    service = service_of(case.service_code)
    last = next((event for event in reversed(case.events) if event.name == "turn.returned"), None)
    named = set() if last is None else set(last.detail.get("questions", ()))
    asked = [question for question in service.asks if question.kind != "declaration"]
    return tuple(question for question in asked if not named or question.code in named)


def may_object(case: CaseRecord, *, actor: Actor, at: datetime) -> bool:
    """Whether the reader may object to an officer's refusal now; the act itself decides for good."""
    within = case.decided_at is not None and at <= case.decided_at + timedelta(days=OBJECTION_DAYS)
    already = any(event.name == "case.objected" for event in case.events)
    return (
        case.state == "refused"
        and case.refused_by == "officer"
        and case.applicant_id == actor.id
        and within
        and not already
    )


def objection_ends(case: CaseRecord) -> datetime | None:
    """The moment (UTC) until which an objection is heard."""
    return None if case.decided_at is None else case.decided_at + timedelta(days=OBJECTION_DAYS)


# What happened


def timeline(case: CaseRecord, *, actor: Actor, lang: str) -> list[dict[str, Any]]:
    """Every event in plain words, then what is awaited, then what comes after it."""
    service = service_of(case.service_code)
    items = [item for event in case.events for item in _told(event, case, service, actor=actor, lang=lang)]
    turn = turn_view(case, actor=actor, lang=lang)
    if turn is not None:
        items.append(
            {
                "title": turn.what,
                "state": "current",
                "when": Markup("{} {}").format(w(lang, "حتى", "until"), moment(turn.until, lang)),
                "text": w(lang, "الدور عليك", "Your turn")
                if turn.yours
                else w(lang, f"الدور على: {turn.who}", f"Turn of {turn.who}"),
            }
        )
        items.extend(_to_come(step, certain=certain, lang=lang) for step, certain in _following(service, case))
        items.append({"title": w(lang, "إعلامك بالنتيجة", "You are told the result"), "state": "todo"})
    return items


def _following(service: Service, case: CaseRecord) -> Iterator[tuple[Step, bool]]:
    """The steps that come after the present one when everybody says yes, each with whether it comes for certain.

    What the answers and the price rule out is left out; what rests on the registers, which are read when the time
    comes, is only possible.
    """
    steps, code = {step.code: step for step in service.steps}, case.step
    seen = {code}
    answers = read_some(service, case.answers)
    context = Context(facts=EMPTY, laws=LAW, day=case.law_day, answers=answers)
    while code in steps and steps[code].then not in ENDS | seen:
        code = steps[code].then
        seen.add(code)
        happens = _happens(steps[code], case, context)
        if happens is not False:
            yield steps[code], happens is True


def _happens(step: Step, case: CaseRecord, context: Context) -> bool | None:
    """Whether a step applies to this case; ``None`` while only the registers can tell."""
    if step.does == "pay" and step.amount is None and case.price == 0:
        return False
    if step.when is None:
        return True
    if any(isinstance(item, Fact) for item in step.when.walk()):
        return None
    return step.when.value(context)


def _to_come(step: Step, *, certain: bool, lang: str) -> dict[str, Any]:
    """A step still to come, as the timeline shows it."""
    item = {"title": step.label.in_(lang), "state": "todo"}
    if not certain:
        item["text"] = w(lang, "إن لزم، بحسب حالك في السجلات", "If it applies, by what the registers then say")
    return item


def _told(
    event: EventRecord, case: CaseRecord, service: Service, *, actor: Actor, lang: str
) -> Iterator[dict[str, Any]]:
    found = _title(event, service, is_sender=actor.id == (case.filed_by or case.applicant_id), case=case)
    if found is None:
        return
    title, state = found
    item = {"title": title.in_(lang), "state": state, "when": _when(event, case, actor=actor, lang=lang)}
    text = _text(event, case, service, actor=actor, lang=lang)
    yield item | ({"text": text} if text else {})


_BY_OUTCOME = {
    "paid": (Text(ar="تم: {step}", en="Done: {step}"), "done"),
    "yes": (Text(ar="تم: {step}", en="Done: {step}"), "done"),
    "no": (Text(ar="رُفض: {step}", en="Declined: {step}"), "failed"),
    "approved": (Text(ar="قرر الموظف القبول", en="The officer decided to accept"), "done"),
    "refused": (Text(ar="قرر الموظف الرفض", en="The officer decided to refuse"), "failed"),
    "returned": (Text(ar="أُعيد الطلب للتصحيح", en="The request was returned for correction"), "failed"),
    "corrected": (Text(ar="صُحّحت الأجوبة", en="The answers were corrected"), "done"),
    "silent": (Text(ar="انتهت مهلة: {step}", en="The term ran out: {step}"), "failed"),
    "escalated": (
        Text(ar="تأخر الرد فانتقل الطلب إلى المشرف", en="The answer is late; the supervisor has the request"),
        "done",
    ),
}
_BY_END = {
    "case.approved": (Text(ar="أُنجز الطلب", en="The request is done"), "done"),
    "case.refused": (Text(ar="لم يُقبل الطلب", en="The request was not accepted"), "failed"),
    "case.lapsed": (Text(ar="سقط الطلب", en="The request lapsed"), "failed"),
    "case.withdrawn": (Text(ar="سُحب الطلب", en="The request was withdrawn"), "failed"),
    "case.objected": (Text(ar="قُدّم اعتراض على القرار", en="An objection to the decision was sent"), "done"),
}


def _title(event: EventRecord, service: Service, *, is_sender: bool, case: CaseRecord) -> tuple[Text, str] | None:
    """What an event is called; ``None`` for one that another event says already."""
    if event.name == "filed":
        said = (
            Text(ar="أرسلت الطلب", en="You sent the request")
            if is_sender
            else Text(ar="أُرسل الطلب بتفويض", en="The request was sent by delegation")
            if case.filed_by is not None
            else Text(ar="أُرسل الطلب", en="The request was sent")
        )
        return said, "done"
    if event.name in _BY_END:
        return _BY_END[event.name]
    kind, _, outcome = event.name.partition(".")
    if kind != "turn" or outcome not in _BY_OUTCOME:
        return None
    if outcome in {"approved", "refused"} and not event.detail.get("reason"):
        return None
    title, state = _BY_OUTCOME[outcome]
    step = next((step.label for step in service.steps if step.code == event.step), Text(ar="", en=""))
    return title.fill({"step": step}), state


def _when(event: EventRecord, case: CaseRecord, *, actor: Actor, lang: str) -> Markup:
    """The moment and who did it; an officer is never named."""
    if event.actor_kind == "person":
        who = (
            w(lang, "أنت", "you")
            if event.actor_id == actor.id
            else w(lang, "من فُوّض فيه", "the delegate")
            if case.filed_by is not None and event.actor_id == case.filed_by
            else w(lang, "مقدم الطلب", "the applicant")
            if event.actor_id == case.applicant_id
            else w(lang, "الطرف الآخر", "the other party")
        )
    else:
        who = {"officer": w(lang, "الموظف المختص", "an officer")}.get(
            event.actor_kind, w(lang, "المنصة", "the platform")
        )
    return Markup("{} · {}").format(moment(event.at, lang), who)


def _text(event: EventRecord, case: CaseRecord, service: Service, *, actor: Actor, lang: str) -> Markup | str:
    """The reason of a decision, and what a correction changed: for the applicant alone."""
    if case.applicant_id != actor.principal:
        return ""
    if event.name == "turn.corrected":
        return changes_words(event.detail.get("changed", {}), service, actor=actor, lang=lang)
    if event.name in {"case.refused", "case.lapsed", "case.withdrawn"}:
        last = [item for item in case.events if item.name in _BY_END][-1]
        return case.reason.in_(lang) if event is last else str(event.detail.get("reason", ""))
    if event.name in {"turn.returned", "turn.no", "case.objected", "turn.refused", "turn.approved"}:
        reason = str(event.detail.get("reason", ""))
        return Markup('<bdi dir="auto">{}</bdi>').format(reason) if reason else ""
    return ""


def changes_words(changed: dict[str, Any], service: Service, *, actor: Actor, lang: str) -> Markup:
    """Which answers changed, from what to what."""
    asked = {question.code: question for question in service.asks}
    said = []
    for code, change in changed.items():
        if code not in asked:
            continue
        old, new = (answer_shown(asked[code], change.get(side), actor=actor, lang=lang) for side in ("from", "to"))
        said.append(
            Markup("{}: {} {} {} {}").format(
                asked[code].label.in_(lang), w(lang, "من", "from"), old, w(lang, "إلى", "to"), new
            )
        )
    return Markup("{}").format(w(lang, "؛ ", "; ")).join(said)


# What it is about


def answer_shown(question: Question, value: Any, *, actor: Actor, lang: str) -> Markup:
    """An answer as it was given, in words."""
    try:
        typed = question.read(value) if value not in {None, ""} else None
    except AnswerRefused:
        typed = value  # the question has changed since; what was answered stands
    return Markup('<bdi dir="auto">{}</bdi>').format(answer_words(question, typed, actor=actor).in_(lang))


def answers_view(case: CaseRecord, *, actor: Actor, lang: str) -> list[dict[str, Any]]:
    """The answers the reader may see: all of them for the applicant, the matter alone for another party."""
    service = service_of(case.service_code)
    mine = case.applicant_id == actor.principal
    of_matter = {question.code for question in matter(service)}
    rows = []
    for question in service.asks:
        given = case.answers.get(question.code)
        if given is None or question.kind == "declaration" or not (mine or question.code in of_matter):
            continue
        rows.append({"label": question.label.in_(lang), "value": answer_shown(question, given, actor=actor, lang=lang)})
    return rows


def facts_view(case: CaseRecord, lang: str) -> list[dict[str, Any]]:
    """The facts that the rules rested on when the request was sent, with where each came from."""
    rows = []
    for fact in kept_facts(case):
        whose = f" ({fact.whose.in_(lang)})" if fact.whose.en else ""
        shown = Markup('<bdi dir="auto">{}</bdi>').format(fact.shown.in_(lang))
        rows.append({"label": f"{fact.label.in_(lang)}{whose}", "value": shown, "source": fact.source.in_(lang)})
    return rows


def failed_rule(case: CaseRecord) -> Any:
    """The rule that stopped a refused case; ``None`` when an officer or a party did, or the rule is gone."""
    rules = service_of(case.service_code).allowed_when
    return next((rule for rule in rules if rule.code == case.refused_by), None)


def effects_words(case: CaseRecord, lang: str) -> list[str]:
    """What an approval changes, or has changed."""
    return list(dict.fromkeys(effect.label.in_(lang) for effect in service_of(case.service_code).effects))


def decided_on(case: CaseRecord) -> Any:
    """The day in Riyadh of the decision; ``None`` before it."""
    return None if case.decided_at is None else case.decided_at.astimezone(RIYADH).date()
