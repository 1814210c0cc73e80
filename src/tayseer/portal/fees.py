"""The price as a reader sees it: what it comes to for each choice, or its parts while it hangs on something unknown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import Context, LawValue, leaves
from tayseer.kit.formats import money_text
from tayseer.kit.lawbook import UnknownLaw
from tayseer.kit.questions import Question
from tayseer.kit.text import Text
from tayseer.kit.verdict import Price, price
from tayseer.law import LAW
from tayseer.registries.gather import EMPTY

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from tayseer.casework.judging import Judged
    from tayseer.kit.services import Fee, Service

MOST_OPTIONS = 12

TIMES = Text(ar="يُضرب فيما تختاره", en="multiplied by what you choose")
SOMETIMES = Text(ar="في حالات بعينها", en="in certain cases only")
AS_RECORDED = Text(ar="بحسب السجل", en="as on record")


@dataclass(frozen=True)
class Option:
    """The price for one way of answering; ``label`` is empty when there is only one way."""

    label: Text
    price: Price


@dataclass(frozen=True)
class Part:
    """One part of a price that cannot be summed yet: its name, the amounts law gives for it, and when it applies."""

    label: Text
    amounts: tuple[tuple[Text, Decimal, str], ...]
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class Fees:
    """What a service costs on a day: free, priced for each option, or in parts."""

    free: bool
    options: tuple[Option, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def short(self) -> Text | None:
        """The price in a few words for a card; ``None`` when it is not one sum or a range."""
        if self.free:
            return Text(ar="مجانًا", en="Free")
        totals = sorted({option.price.total for option in self.options})
        if not totals:
            return None
        low, high = money_text(totals[0]), money_text(totals[-1])
        if totals[-1] == 0:
            return Text(ar="مجانًا", en="Free")
        return low if len(totals) == 1 else Text(ar=f"من {low.ar} إلى {high.ar}", en=f"{low.en} to {high.en}")


def fees_of(service: Service, *, judged: Judged | None, on: date) -> Fees:
    """The price on a day (Asia/Riyadh), for a person and subject when ``judged`` is given, else as law says it."""
    if not service.costs:
        return Fees(free=True)
    expressions = [item for fee in service.costs for item in fee.expressions]
    facts, aggregates = leaves(expressions)
    asked = {item.code: item for whole in expressions for item in whole.walk() if isinstance(item, Question)}
    context = Context(facts=EMPTY, laws=LAW, day=on, answers={}) if judged is None else judged.context
    open_ = [question for code, question in asked.items() if code not in context.answers]
    countable = all(question.options for question in open_) and _ways(open_) <= MOST_OPTIONS
    if countable and (judged is not None or not (facts or aggregates)):
        options = _options(service, context, open_)
        if options is not None:
            return Fees(free=False, options=options)
    return Fees(free=False, parts=tuple(_part(fee, on) for fee in service.costs))


def _ways(questions: list[Question]) -> int:
    ways = 1
    for question in questions:
        ways *= len(question.options)
    return ways


def _options(service: Service, context: Context, questions: list[Question]) -> tuple[Option, ...] | None:
    found = []
    for answers in product(*(question.options for question in questions)):
        given = {question.code: answer for question, answer in zip(questions, answers, strict=True)}
        one = price(service, replace(context, answers={**context.answers, **given}))
        if one is None:
            return None
        found.append(Option(_label(questions, answers), one))
    return tuple(found)


def _label(questions: list[Question], answers: tuple[Any, ...]) -> Text:
    names = [question.options[answer] for question, answer in zip(questions, answers, strict=True)]
    return Text(ar="، ".join(name.ar for name in names), en=", ".join(name.en for name in names))


def _part(fee: Fee, on: date) -> Part:
    amounts = []
    for item in fee.amount.walk():
        if isinstance(item, LawValue) and item.unit == "SAR":
            try:
                line = LAW.find(item.agency, item.name).line_on(on)
            except UnknownLaw:
                continue
            amounts.append((item.label, line.value, line.basis))
    notes = [AS_RECORDED] if not amounts else []
    if fee.times is not None:
        notes.append(TIMES)
    if fee.when is not None:
        notes.append(SOMETIMES)
    return Part(fee.label, tuple(dict.fromkeys(amounts)), tuple(notes))
