"""What an officer studies in a case: answers, facts then and now, rules as they stand, and what approval would do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tayseer.casework.contract import NotFound
from tayseer.casework.judging import PinnedLaw, judge_one, read_some
from tayseer.casework.kept import kept_facts
from tayseer.documents.types import TYPES
from tayseer.kit.expressions import Fact
from tayseer.kit.formats import day_text, value_text
from tayseer.kit.records import contract_of
from tayseer.kit.text import Text, isolate
from tayseer.kit.verdict import judge, role_label
from tayseer.law import LAW
from tayseer.law.bases import basis_text
from tayseer.registries.appointments.slots import read_slot
from tayseer.registries.gather import Overlay, needed_facts
from tayseer.registries.people.contract import Person
from tayseer.services import service as service_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tayseer.casework.contract import CaseRecord
    from tayseer.casework.judging import Judged
    from tayseer.kit.expressions import Context
    from tayseer.kit.questions import Question
    from tayseer.kit.services import Effect, Service
    from tayseer.kit.verdict import Line

#: Kinds of question whose answer is the public id of a file.
FILES = frozenset({"photo", "file"})


@dataclass(frozen=True)
class AnswerSeen:
    """One question with its answer in words; ``file`` is the file's public id where the answer is one."""

    code: str
    label: Text
    shown: Text | None
    file: str = ""


@dataclass(frozen=True)
class FactSeen:
    """One fact the rules rest on: when filed, now (``None``: it cannot be read now), its source.

    ``own`` marks a fact that filing this very request changed.
    """

    key: str
    whose: Text
    label: Text
    then: Text | None
    now: Text | None
    source: Text
    own: bool = False

    @property
    def changed(self) -> bool:
        """Whether it is another value than when the request was filed."""
        return self.then is not None and self.now is not None and self.then != self.now


@dataclass(frozen=True)
class RuleSeen:
    """One rule now. ``own`` marks one that fails only because filing itself changed what it rests on."""

    code: str
    sentence: Text
    basis: Text
    outcome: bool | None
    reason: Text
    own: bool


@dataclass(frozen=True)
class ChangeSeen:
    """What approval would set in one register, each field from what it is to what it becomes (``None``: drawn then)."""

    label: Text
    register: Text
    fields: tuple[tuple[Text, Text | None, Text | None], ...]


@dataclass(frozen=True)
class Study:
    """Everything about a case that its officer weighs."""

    service: Service
    answers: tuple[AnswerSeen, ...]
    facts: tuple[FactSeen, ...]
    rules: tuple[RuleSeen, ...]
    changes: tuple[ChangeSeen, ...]
    on_refusal: tuple[ChangeSeen, ...]
    issues: tuple[Text, ...]
    people: tuple[int, ...]
    within_reach: bool

    @property
    def standing_in_the_way(self) -> tuple[RuleSeen, ...]:
        """Rules that would turn an approval into a refusal."""
        return tuple(rule for rule in self.rules if rule.outcome is not True and not rule.own)


def study(case: CaseRecord, *, on: date) -> Study:
    """Judge a case anew on the facts of this moment, by the law of its law day, as an approval on ``on`` would.

    When the applicant may no longer act on the subject there is nothing to judge: ``within_reach`` is False, and the
    facts are those of the day of filing.
    """
    service = service_of(case.service_code)
    answers = read_some(service, case.answers)
    seen = tuple(_answer(question, answers.get(question.code)) for question in service.asks)
    issues = tuple(TYPES[document.type].title for document in service.issues if document.type in TYPES)
    try:
        judged = judge_one(
            service, applicant_id=case.applicant_id, subject_id=case.subject_id, on=case.law_day, answers=answers
        )
    except NotFound:
        then = tuple(
            FactSeen(fact.key, fact.whose, fact.label, fact.shown, None, fact.source) for fact in kept_facts(case)
        )
        return Study(service, seen, then, (), (), (), issues, people_of(case, None), within_reach=False)
    context = replace(judged.context, facts=Overlay(dict(judged.row)), day=case.law_day)
    rules = _rules(service, judged, context)
    # An effect takes the day on which it happens, and the amounts and terms of the law day.
    at_approval = replace(context, day=on, laws=PinnedLaw(LAW, case.law_day))
    return Study(
        service=service,
        answers=seen,
        facts=tuple(_facts(case, judged, own={rule.code for rule in rules if rule.own})),
        rules=rules,
        changes=tuple(_change(effect, at_approval) for effect in service.effects if _happens(effect, at_approval)),
        on_refusal=tuple(
            _change(effect, at_approval) for effect in service.on_refusal if _happens(effect, at_approval)
        ),
        issues=issues,
        people=people_of(case, judged),
        within_reach=True,
    )


def people_of(case: CaseRecord, judged: Judged | None) -> tuple[int, ...]:
    """Everyone whose affairs a case touches: the applicant, its subject, whoever has a turn, and those of its facts."""
    found = {case.applicant_id, *(turn.person_id for turn in case.turns if turn.person_id is not None)}
    subject = service_of(case.service_code).subject
    # Whom the case is about stays so when the applicant may no longer act and nothing can be judged.
    if case.subject_id is not None and subject is not None and subject.record.__record__ == Person.__record__:
        found.add(case.subject_id)
    if judged is not None:
        for key, fact in needed_facts(judged.service).items():
            is_person = fact.record.__record__ == Person.__record__
            value = judged.row.get(key)
            if isinstance(value, int) and (key.endswith(".person_id") or (is_person and key.endswith(".id"))):
                found.add(value)
    return tuple(sorted(found))


def _answer(question: Question, value: Any) -> AnswerSeen:
    if value is None or value == "":
        return AnswerSeen(question.code, question.label, None)
    if question.kind in FILES:
        return AnswerSeen(question.code, question.label, None, file=str(value))
    return AnswerSeen(question.code, question.label, answer_words(question, value))


def answer_words(question: Question, value: Any) -> Text:
    """An answer in words; a visit is said with its branch, day and time."""
    slot = read_slot(str(value)) if question.kind == "slot" else None
    if slot is None:
        return value_text(value, options=question.options or None)
    day = day_text(slot.day)
    return Text(
        ar=f"{slot.branch.ar}، {day.ar}، الساعة {isolate(slot.time)}",
        en=f"{slot.branch.en}, {day.en}, {slot.time}",
    )


def _facts(case: CaseRecord, judged: Judged, *, own: set[str]) -> Iterator[FactSeen]:
    known = needed_facts(judged.service)
    seen: set[str] = set()
    for line in judged.verdict.lines:
        for operand in line.operands:
            fact = known.get(operand.key)
            if operand.key in seen or operand.role in {"answer", "law"} or _is_key(fact):
                continue  # the internal number of a record says nothing to a reader, and is nobody's to see
            seen.add(operand.key)
            # Filing kept the value said plainly, without the names of a choice; so it is compared said plainly.
            plainly = value_text(operand.value) if operand.value is not None else operand.shown
            then = _kept(case.facts.get(operand.key), fact)
            if case.facts.get(operand.key) == {"ar": plainly.ar, "en": plainly.en}:
                then = operand.shown
            yield FactSeen(
                key=operand.key,
                whose=role_label(operand.role),
                label=operand.label,
                then=then,
                now=operand.shown,
                source=operand.source,
                own=line.rule.code in own,
            )


def _is_key(fact: Fact[Any] | None) -> bool:
    return fact is not None and fact.field.kind == "key"


def _kept(kept: dict[str, str] | None, fact: Fact[Any] | None) -> Text | None:
    if kept is None:
        return None
    options = (fact.field.options if fact is not None else None) or {}
    return options.get(kept["en"]) or Text(ar=kept["ar"], en=kept["en"])


def _rules(service: Service, judged: Judged, context: Context) -> tuple[RuleSeen, ...]:
    own = _own_changes(service, context)
    asked = judge(service, context).lines
    extra = tuple(line for line in judged.verdict.lines if line.rule.code not in {one.rule.code for one in asked})
    return tuple(
        RuleSeen(
            line.rule.code,
            line.rule.sentence,
            basis_text(line.rule.basis),
            line.outcome,
            line.reason if line.outcome is not True else line.rule.sentence,
            own=line.outcome is not True and bool(_reads(line) & own),
        )
        for line in (*extra, *asked)
    )


def _own_changes(service: Service, context: Context) -> frozenset[tuple[str, str]]:
    """Facts that filing changed and that still stand as filing left them: an approval does not ask for them again."""
    standing: set[tuple[str, str]] = set()
    for effect in service.on_filing:
        if effect.kind != "change":
            standing |= effect.writes
            continue
        for name, expression in effect.sets.items():
            if context.facts.value((*effect.record.__path__, name)) in {expression.value(context), None}:
                standing.add((effect.record.__record__, name))
    return frozenset(standing)


def _reads(line: Line) -> frozenset[tuple[str, str]]:
    return frozenset(item.changes for item in line.rule.holds.walk() if isinstance(item, Fact))


def _happens(effect: Effect, context: Context) -> bool:
    return effect.when is None or effect.when.value(context) is True


def _change(effect: Effect, context: Context) -> ChangeSeen:
    record = contract_of(effect.record)
    fields = []
    for name, expression in effect.sets.items():
        field = record.__fields__[name]
        if field.kind == "key":
            continue  # a reader has no use for the internal number of another record
        before = None if effect.kind == "create" else context.facts.value((*effect.record.__path__, name))
        after = expression.value(context)
        fields.append(
            (
                field.label,
                None if before is None else value_text(before, kind=field.kind, options=field.options),
                None if after is None else value_text(after, kind=field.kind, options=field.options),
            )
        )
    return ChangeSeen(effect.label, record.__label__, tuple(fields))
