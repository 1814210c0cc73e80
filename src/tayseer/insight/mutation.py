"""The mutation trial: a service changed in one place at a time; do its worked examples notice?"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.insight.wording import Wording
from tayseer.kit.examples import run
from tayseer.kit.expressions import (
    All,
    Any_,
    Arithmetic,
    Compare,
    Constant,
    Expression,
    LawValue,
    Not,
    OneOf,
    When,
)
from tayseer.kit.lawbook import REPEALED, Book
from tayseer.law import LAW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tayseer.kit.lawbook import Line, Value
    from tayseer.kit.services import Effect, Service

#: What each comparison is mistaken for.
MISTAKEN = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "<>", "<>": "="}
_SAY = Wording()


@dataclass(frozen=True)
class Mutant:
    """A service that differs in one place; ``kind`` groups changes of one sort, ``change`` says which it is."""

    kind: str
    change: str
    service: Service
    laws: Book = LAW


@dataclass(frozen=True)
class Trial:
    """What became of a service's mutants."""

    service: str
    noticed: int
    survivors: tuple[Mutant, ...]

    @property
    def tried(self) -> int:
        """How many mutants there were."""
        return self.noticed + len(self.survivors)

    @property
    def share(self) -> float:
        """The share noticed, from 0 to 1; 1 when there was nothing to change."""
        return self.noticed / self.tried if self.tried else 1.0


def trial(service: Service) -> Trial:
    """Run every mutant of a service against its worked examples."""
    noticed, survivors = 0, []
    for mutant in mutants(service):
        if is_noticed(mutant):
            noticed += 1
        else:
            survivors.append(mutant)
    return Trial(service.code, noticed, tuple(survivors))


def is_noticed(mutant: Mutant) -> bool:
    """Whether any worked example fails, or cannot even be computed, with the change in place."""
    for example in mutant.service.examples:
        try:
            if run(mutant.service, example, mutant.laws):
                return True
        except (TypeError, ValueError, LookupError, ArithmeticError):
            return True
    return False


def mutants(service: Service) -> Iterator[Mutant]:
    """Every service that differs from this one by one small mistake."""
    yield from _of_rules(service)
    yield from _of_fees(service)
    yield from _of_effects(service)
    yield from _of_law(service)


def _of_rules(service: Service) -> Iterator[Mutant]:
    for place, rule in enumerate(service.allowed_when):
        others = (*service.allowed_when[:place], *service.allowed_when[place + 1 :])
        yield Mutant("rule", f"rule {rule.code} is dropped", replace(service, allowed_when=others))
        for kind, said, holds in variants(rule.holds):
            rules = (*service.allowed_when[:place], replace(rule, holds=holds), *service.allowed_when[place + 1 :])
            yield Mutant(kind, f"rule {rule.code}: {said}", replace(service, allowed_when=rules))


def _of_fees(service: Service) -> Iterator[Mutant]:
    for place, fee in enumerate(service.costs):
        before, after = service.costs[:place], service.costs[place + 1 :]
        yield Mutant("fee", f"fee {fee.code} is dropped", replace(service, costs=(*before, *after)))
        changed: list[tuple[str, str, Any]] = []
        if fee.when is not None:
            changed.append(("fee", "asked of everybody", replace(fee, when=None)))
            changed.extend((kind, said, replace(fee, when=when)) for kind, said, when in variants(fee.when))
        if fee.times is not None:
            changed.append(("fee", "asked once", replace(fee, times=None)))
            changed.extend((kind, said, replace(fee, times=times)) for kind, said, times in variants(fee.times))
        changed.extend((kind, said, replace(fee, amount=amount)) for kind, said, amount in variants(fee.amount))
        for kind, said, other in changed:
            yield Mutant(kind, f"fee {fee.code}: {said}", replace(service, costs=(*before, other, *after)))


def _of_effects(service: Service) -> Iterator[Mutant]:
    for group in ("on_filing", "effects"):
        effects = getattr(service, group)
        for place, effect in enumerate(effects):
            before, after = effects[:place], effects[place + 1 :]
            for name, value in effect.sets.items():
                kept = {other: expression for other, expression in effect.sets.items() if other != name}
                less = replace(effect, sets=kept)
                yield Mutant(
                    "effect",
                    f"effect {effect.name}: {name} is not written",
                    _with_effects(service, group, (*before, less, *after)),
                )
                for kind, said, other in variants(value):
                    wrong = replace(effect, sets={**effect.sets, name: other})
                    yield Mutant(
                        kind,
                        f"effect {effect.name}, {name}: {said}",
                        _with_effects(service, group, (*before, wrong, *after)),
                    )


def _with_effects(service: Service, group: str, effects: tuple[Effect, ...]) -> Service:
    return replace(service, on_filing=effects) if group == "on_filing" else replace(service, effects=effects)


def _of_law(service: Service) -> Iterator[Mutant]:
    lived = sorted(date.fromisoformat(example.on) for example in service.examples)
    seen: list[Expression[Any]] = [rule.holds for rule in service.allowed_when]
    seen += [item for fee in service.costs for item in fee.expressions]
    seen += [item for effect in (*service.on_filing, *service.effects) for item in effect.expressions]
    named = {(item.agency, item.name) for one in seen for item in one.walk() if isinstance(item, LawValue)}
    for agency, name in sorted(named):
        value = LAW.find(agency, name)
        for place, line in enumerate(value.lines):
            until = value.lines[place + 1].since if place + 1 < len(value.lines) else date.max
            if not any(line.since <= day < until for day in lived):
                continue  # no example lives under this line
            for step in (1, -1):
                other = _shifted(line, step)
                if other is not None:
                    yield Mutant(
                        "amount" if value.unit == "SAR" else "term",
                        f"law {agency}.{name} from {line.since}: {line.value} becomes {other.value}",
                        service,
                        _with(value, place, other),
                    )


def _shifted(line: Line, step: int) -> Line | None:
    if isinstance(line.value, bool) or line.value == REPEALED or not isinstance(line.value, int | Decimal):
        return None
    return replace(line, value=line.value + step)


def _with(value: Value, place: int, line: Line) -> Book:
    lines = (*value.lines[:place], line, *value.lines[place + 1 :])
    agency = {**LAW.agencies[value.agency], value.name: replace(value, lines=lines)}
    return Book({**LAW.agencies, value.agency: agency})


def variants(expression: Expression[Any]) -> Iterator[tuple[str, str, Expression[Any]]]:
    """Every expression that differs from this one in one place: (kind, what became of it, the expression)."""
    yield from _here(expression)
    if not expression.parts:
        return
    for field in fields(expression):  # type: ignore[arg-type]
        inner = getattr(expression, field.name)
        if isinstance(inner, Expression):
            for kind, said, other in variants(inner):
                yield kind, said, replace(expression, **{field.name: other})  # type: ignore[type-var]
        elif isinstance(inner, tuple):
            for place, item in enumerate(inner):
                if isinstance(item, Expression):
                    for kind, said, other in variants(item):
                        items = (*inner[:place], other, *inner[place + 1 :])
                        yield kind, said, replace(expression, **{field.name: items})  # type: ignore[type-var]


def _here(expression: Expression[Any]) -> Iterator[tuple[str, str, Expression[Any]]]:
    said = f'"{_SAY.of(expression).en}"'
    if isinstance(expression, Compare):
        other = MISTAKEN[expression.operator]
        changed = Compare(other, expression.left, expression.right)
        yield "comparison", f"{said}: {expression.operator} becomes {other}", changed
    elif isinstance(expression, All | Any_):
        flipped: Expression[Any] = (Any_ if isinstance(expression, All) else All)(expression.items)
        words = ("and", "or") if isinstance(expression, All) else ("or", "and")
        yield "logic", f"{said}: {words[0]} becomes {words[1]}", flipped
        if len(expression.items) > 1:
            for place, item in enumerate(expression.items):
                rest = (*expression.items[:place], *expression.items[place + 1 :])
                yield "logic", f'{said}: without "{_SAY.of(item).en}"', type(expression)(rest)
    elif isinstance(expression, Not):
        yield "logic", f"{said}: the no is dropped", expression.item
    elif isinstance(expression, OneOf) and len(expression.options) > 1:
        for option in expression.options:
            rest = tuple(one for one in expression.options if one != option)
            yield "logic", f"{said}: without {option}", OneOf(expression.item, rest)
    elif isinstance(expression, When):
        yield "logic", f"{said}: always the first", expression.then
        yield "logic", f"{said}: always the second", expression.otherwise
    elif isinstance(expression, Arithmetic) and expression.operator in "+-":
        other = "-" if expression.operator == "+" else "+"
        yield "number", f"{said}: {expression.operator} becomes {other}", replace(expression, operator=other)
    elif isinstance(expression, Constant) and _is_number(expression.constant):
        for step in (1, -1):
            yield (
                "number",
                f"{expression.constant} becomes {expression.constant + step}",
                replace(expression, constant=expression.constant + step),
            )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
