"""Judging a service for one person: every rule at once, each with the values it rests on, and the price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import Aggregate, Fact, LawValue
from tayseer.kit.formats import day_text, money_text, value_text
from tayseer.kit.questions import Question
from tayseer.kit.records import FOUND_BY_ANSWER, ROLES
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tayseer.kit.expressions import Context, Expression
    from tayseer.kit.rules import Rule
    from tayseer.kit.services import Service

HALALA = Decimal("0.01")


@dataclass(frozen=True)
class Operand:
    """One value a rule rests on: what it is, whose, its value, and where it came from."""

    key: str
    label: Text
    value: Any
    shown: Text
    source: Text
    role: str


@dataclass(frozen=True)
class Line:
    """One rule judged. ``outcome`` is True, False, or None when a fact is not known or an answer is still to come."""

    rule: Rule
    outcome: bool | None
    awaits: tuple[str, ...]
    context: Context

    @property
    def operands(self) -> tuple[Operand, ...]:
        """The values the rule rests on, for citizen, officer and appeal."""
        return tuple(_operands(self.rule.holds, self.context))

    @property
    def reason(self) -> Text:
        """Why the rule does not hold, with its values; the sentence itself when no reason is written."""
        if self.rule.because is None:
            return self.rule.sentence
        filled = {}
        for name, expression in self.rule.shows.items():
            filled[name] = _shown(expression, expression.value(self.context))
        return self.rule.because.fill(filled)

    @property
    def missing(self) -> tuple[Operand, ...]:
        """The operands that no registry knows."""
        return tuple(operand for operand in self.operands if operand.value is None)


@dataclass(frozen=True)
class Verdict:
    """All rules of a service for one applicant and subject, on one day."""

    service: Service
    lines: tuple[Line, ...]

    @property
    def allowed(self) -> bool:
        """Every rule holds; nothing is unknown and no answer is awaited."""
        return all(line.outcome is True for line in self.lines)

    @property
    def refused(self) -> tuple[Line, ...]:
        """Rules that fail, or that rest on a fact nobody knows."""
        return tuple(line for line in self.lines if line.outcome is False or (line.outcome is None and not line.awaits))

    @property
    def open(self) -> tuple[Line, ...]:
        """Rules that wait for an answer."""
        return tuple(line for line in self.lines if line.outcome is None and line.awaits)

    @property
    def may_start(self) -> bool:
        """Nothing stands in the way so far; some answers may still be asked."""
        return not self.refused


@dataclass(frozen=True)
class PriceLine:
    """One part of a price, in SAR."""

    code: str
    label: Text
    amount: Decimal
    basis: str


@dataclass(frozen=True)
class Price:
    """What a case costs, with its parts, by the law of the day."""

    lines: tuple[PriceLine, ...]

    @property
    def total(self) -> Decimal:
        """The sum, in SAR."""
        return sum((line.amount for line in self.lines), Decimal("0.00"))


def judge(service: Service, context: Context) -> Verdict:
    """Judge every rule in force on the day of ``context``."""
    lines = []
    for rule in service.allowed_when:
        if not rule.in_force(context.day):
            continue
        outcome = rule.holds.value(context)
        awaits = tuple(q.code for q in rule.asks if q.code not in context.answers) if outcome is None else ()
        lines.append(Line(rule, outcome, awaits, context))
    return Verdict(service, tuple(lines))


def price(service: Service, context: Context) -> Price | None:
    """The price with its parts, or ``None`` while an answer it depends on is still to come."""
    lines = []
    for fee in service.costs:
        if fee.when is not None and fee.when.value(context) is not True:
            continue
        one = fee.amount.value(context)
        times = 1 if fee.times is None else fee.times.value(context)
        if one is None or times is None:
            return None
        amount = (Decimal(one) * times).quantize(HALALA, ROUND_HALF_UP)
        if amount:
            lines.append(PriceLine(fee.code, fee.label, amount, _basis(fee.amount, context)))
    return Price(tuple(lines))


def _basis(expression: Expression[Any], context: Context) -> str:
    for item in expression.walk():
        if isinstance(item, LawValue):
            find = getattr(context.laws, "find", None)
            if find is not None:
                basis: str = find(item.agency, item.name).line_on(context.day).basis
                return basis
    return ""


def _shown(expression: Expression[Any], value: Any) -> Text:
    if isinstance(expression, Fact):
        return value_text(value, kind=expression.field.kind, options=expression.field.options)
    if isinstance(expression, LawValue):
        return value_text(value, kind=expression.unit)
    if isinstance(expression, Question) and expression.options:
        return value_text(value, options=expression.options)
    return value_text(value)


def _operands(expression: Expression[Any], context: Context) -> Iterator[Operand]:
    seen: set[str] = set()
    for item in expression.operands:
        if isinstance(item, Aggregate | Fact) and item.path[0] in FOUND_BY_ANSWER:
            continue  # what is known of another party is theirs alone to read
        if isinstance(item, Fact) and item.field.kind == "key":
            continue  # an internal id tells the reader nothing
        value = item.value(context)
        if isinstance(item, Fact):
            operand = Operand(
                item.key, item.field.label, value, _shown(item, value), item.record.__label__, item.path[0]
            )
        elif isinstance(item, Aggregate):
            shown = money_text(value) if isinstance(value, Decimal) else value_text(value)
            operand = Operand(item.key, item.label, value, shown, item.record.__label__, item.path[0])
        elif isinstance(item, LawValue):
            source = Text(ar="النظام", en="law")
            operand = Operand(f"law.{item.agency}.{item.name}", item.label, value, _shown(item, value), source, "law")
        elif isinstance(item, Question):
            source = Text(ar="جوابك", en="your answer")
            operand = Operand(f"answer.{item.code}", item.label, value, _shown(item, value), source, "answer")
        else:
            continue
        if operand.key not in seen:
            seen.add(operand.key)
            yield operand


def role_label(name: str) -> Text:
    """The name of a role in both languages; the bare name when the role is not declared."""
    for role in ROLES.values():
        if role.name == name:
            return role.label
    return Text(ar=name, en=name)


__all__ = ["Line", "Operand", "Price", "PriceLine", "Verdict", "day_text", "judge", "price", "role_label"]
