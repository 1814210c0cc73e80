"""See-through expressions over facts: from one value come the check, the explanation, the facts read and the SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tayseer.kit.nodes import (
    DAY,
    FUNCTIONS,
    MOMENT,
    Aggregate,
    All,
    Any_,
    Arithmetic,
    Bilingual,
    Compare,
    Constant,
    Context,
    Day,
    Drawn,
    Expression,
    Fact,
    Facts,
    Function,
    Known,
    Laws,
    LawValue,
    Moment,
    Not,
    OneOf,
    Path,
    When,
    lift,
)
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

T = TypeVar("T")


def either(*conditions: Expression[bool]) -> Expression[bool]:
    """At least one of the conditions."""
    return Any_(tuple(lift(condition) for condition in conditions))


def both(*conditions: Expression[bool]) -> Expression[bool]:
    """All of the conditions."""
    return All(tuple(lift(condition) for condition in conditions))


def days_between(start: Expression[date], end: Expression[date]) -> Expression[int]:
    """Days from ``start`` to ``end``; negative when ``end`` is earlier."""
    return Function("days_between", (lift(start), lift(end)))


def months_between(start: Expression[date], end: Expression[date]) -> Expression[int]:
    """Whole months from ``start`` to ``end``."""
    return Function("months_between", (lift(start), lift(end)))


def age_on(born: Expression[date], day: Expression[date]) -> Expression[int]:
    """Age in whole years."""
    return Function("age", (lift(born), lift(day)))


def plus_days(day: Expression[date], days: object) -> Expression[date]:
    """The day so many days later."""
    return Function("plus_days", (lift(day), lift(days)))


def plus_months(day: Expression[date], months: object) -> Expression[date]:
    """The day so many months later."""
    return Function("plus_months", (lift(day), lift(months)))


def later_of(one: Expression[T], other: object) -> Expression[T]:
    """The later day or the greater number."""
    return Function("later", (lift(one), lift(other)))


def earlier_of(one: Expression[T], other: object) -> Expression[T]:
    """The earlier day or the smaller number."""
    return Function("earlier", (lift(one), lift(other)))


def hijri_year_start(day: Expression[date]) -> Expression[date]:
    """The day on which the Hijri year of ``day`` began."""
    return Function("hijri_year_start", (lift(day),))


def after_first_word(words: Expression[str]) -> Expression[str]:
    """What follows the first word: the rest of a name once its first part changes."""
    return Function("after_first_word", (lift(words),))


def when(condition: Expression[bool], then: object, otherwise: object) -> Expression[Any]:
    """``then`` if the condition is true, else ``otherwise``."""
    return When(condition, lift(then), lift(otherwise))


def count(records: Any, *, where: Expression[bool] | None = None, ar: str, en: str) -> Expression[int]:
    """How many related records; zero when there are none."""
    return Aggregate("count", records, None, where, Text(ar=ar, en=en))


def total(field: Any, *, where: Expression[bool] | None = None, ar: str, en: str) -> Expression[Decimal]:
    """The sum of an amount over related records; zero when there are none."""
    return Aggregate("total", field.record, field, where, Text(ar=ar, en=en))


def latest(field: Any, *, where: Expression[bool] | None = None, ar: str, en: str) -> Expression[Any]:
    """The latest day, or greatest number, among related records; not known when there are none."""
    return Aggregate("latest", field.record, field, where, Text(ar=ar, en=en))


def leaves(expressions: Sequence[Expression[Any]]) -> tuple[dict[str, Fact[Any]], dict[str, Aggregate[Any]]]:
    """The facts and aggregates to fetch in order to judge ``expressions``; what is inside an aggregate stays there."""
    facts: dict[str, Fact[Any]] = {}
    aggregates: dict[str, Aggregate[Any]] = {}

    def visit(expression: Expression[Any]) -> None:
        if isinstance(expression, Aggregate):
            aggregates[expression.key] = expression
            return
        if isinstance(expression, Fact):
            facts[expression.key] = expression
        for part in expression.parts:
            visit(part)

    for expression in expressions:
        visit(expression)
    return facts, aggregates


__all__ = [
    "DAY",
    "FUNCTIONS",
    "MOMENT",
    "Aggregate",
    "All",
    "Any_",
    "Arithmetic",
    "Bilingual",
    "Compare",
    "Constant",
    "Context",
    "Day",
    "Drawn",
    "Expression",
    "Fact",
    "Facts",
    "Function",
    "Known",
    "LawValue",
    "Laws",
    "Moment",
    "Not",
    "OneOf",
    "Path",
    "When",
    "after_first_word",
    "age_on",
    "both",
    "count",
    "days_between",
    "earlier_of",
    "either",
    "hijri_year_start",
    "later_of",
    "latest",
    "leaves",
    "lift",
    "months_between",
    "plus_days",
    "plus_months",
    "total",
    "when",
]
