"""Worked examples, run: given people and answers on a day, the verdict, the price and what the case leaves behind."""

from __future__ import annotations

import copy
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import Context, Fact
from tayseer.kit.facts import Tree, check_tree
from tayseer.kit.questions import Question
from tayseer.kit.verdict import judge, price

if TYPE_CHECKING:
    from tayseer.kit.expressions import Laws, Path
    from tayseer.kit.services import Effect, Example, Service


def context_of(example: Example, laws: Laws) -> Context:
    """The context in which an example is judged; noon in UTC on its day."""
    day = date.fromisoformat(example.on)
    answers = {
        question.code if isinstance(question, Question) else question: a for question, a in example.answers.items()
    }
    return Context(
        facts=Tree(copy.deepcopy(dict(example.given))),
        laws=laws,
        day=day,
        answers=answers,
        at=datetime.combine(day, time(12), UTC),
        drawn=defaultdict(lambda: "drawn"),
    )


def run(service: Service, example: Example, laws: Laws) -> list[str]:
    """What does not hold of the example; empty when all does."""
    wrong = [f"the people are misdescribed: {problem}" for problem in check_tree(example.given)]
    context = context_of(example, laws)
    unknown = set(context.answers) - {question.code for question in service.asks}
    wrong.extend(f"the service does not ask {code}" for code in sorted(unknown))
    verdict = judge(service, context)
    refused = {line.rule.code for line in verdict.lines if line.outcome is not True}
    named = example.refused_by or ()
    expected = {named} if isinstance(named, str) else set(named)
    if refused != expected:
        wrong.append(f"refused by {sorted(refused) or 'nobody'}, not by {sorted(expected) or 'nobody'}")
    if expected or wrong:
        return wrong
    asked = price(service, context)
    paid = Decimal("0.00") if asked is None else asked.total
    if example.pays is not None and paid != Decimal(example.pays):
        wrong.append(f"pays {paid}, not {example.pays}")
    return wrong + _compare_leaves(service, example, context)


def _compare_leaves(service: Service, example: Example, context: Context) -> list[str]:
    after = simulate((*service.on_filing, *service.effects), context)
    wrong = []
    for expression, expected in example.leaves.items():
        found = expression.value(after)
        wanted = date.fromisoformat(expected) if isinstance(found, date) and isinstance(expected, str) else expected
        if found != wanted:
            name = expression.key if isinstance(expression, Fact) else repr(expression)
            wrong.append(f"leaves {name} = {found}, not {expected}")
    return wrong


def simulate(effects: tuple[Effect, ...], context: Context) -> Context:
    """The context after the effects, on a copy of its nested facts."""
    roots = copy.deepcopy(context.facts.roots)  # type: ignore[attr-defined]
    for effect in effects:
        if effect.when is not None and effect.when.value(context) is not True:
            continue
        values = {name: expression.value(context) for name, expression in effect.sets.items()}
        _apply(effect, values, roots)
        context = replace(context, facts=Tree(copy.deepcopy(roots)))
    return replace(context, facts=Tree(roots))


def _apply(effect: Effect, values: dict[str, Any], roots: dict[str, Any]) -> None:
    path: Path = effect.record.__path__
    if effect.creates is not None:
        roots[effect.creates] = {"id": -1, **values}
    if path[0].startswith("<"):
        return
    *way, last = path
    holder = roots
    for step in way:
        holder[step] = holder.get(step) or {}
        holder = holder[step]
    if effect.kind == "change":
        holder[last] = {**(holder.get(last) or {}), **values}
    elif effect.record.__many__ and effect.kind == "create":
        holder.setdefault(last, []).append(values)
    else:
        holder[last] = values
