"""Judges a stored case by the very rules and weights that the catalogue states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import Context
from tayseer.kit.facts import Tree
from tayseer.law import LAW
from tayseer.services.prisons.furijat_pay import CASE
from tayseer.services.prisons.records import DebtorCase
from tayseer.services.prisons.rules import listable, points

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

_RULES = listable(CASE)
_POINTS = points(CASE)


def _context(case: Mapping[str, Any], on: date) -> Context:
    return Context(facts=Tree({CASE.__path__[0]: dict(case)}), laws=LAW, day=on, answers={})


def facts_of(row: Any) -> dict[str, Any]:
    """The facts of a case's row, by the names of its contract."""
    return {name: getattr(row, name) for name in DebtorCase.__fields__}


def points_of(case: Mapping[str, Any], *, on: date) -> int:
    """The priority of a case on a day in Riyadh, by the law of that day (FUR-5)."""
    return int(_POINTS.value(_context(case, on)))


def refusals(case: Mapping[str, Any], *, on: date) -> tuple[str, ...]:
    """The codes of the rules (FUR-1 to FUR-4) that keep a case from being listed on a day; empty when none does."""
    context = _context(case, on)
    return tuple(rule.code for rule in _RULES if rule.holds.value(context) is not True)


def law_on(name: str, on: date) -> Any:
    """A value of the programme's law on a day: ``least_contribution`` (SAR), ``reservation_minutes`` and so on."""
    return LAW.on("prisons", name, on)


def fee_of(amount: Decimal, *, on: date) -> Decimal:
    """What the payment provider takes of a card payment of ``amount`` (SAR), before rounding."""
    share: Decimal = law_on("provider_fee_share", on)
    return amount * share
