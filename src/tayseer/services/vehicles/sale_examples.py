"""The people, the vehicles and the terms of the worked examples of a sale."""

from decimal import Decimal
from typing import Any

from tayseer.kit.expressions import Expression
from tayseer.kit.services import Example
from tayseer.services.common.personas import citizen
from tayseer.services.vehicles.personas import other_citizen, vehicle
from tayseer.services.vehicles.sale_rules import BUYER_NUMBER, PRICE

AGREED = {BUYER_NUMBER: "1000000032", PRICE: Decimal("45000.00"), "terms": True}
TO_RESIDENT = {**AGREED, BUYER_NUMBER: "2000000014"}


def people(*, of: dict[str, object] | None = None, buyer: dict[str, object] | None = None) -> dict[str, object]:
    """The seller, the vehicle with the differences ``of``, and the buyer."""
    return {
        "applicant": citizen(),
        "vehicle": vehicle(**(of or {})),
        "buyer": other_citizen() if buyer is None else buyer,
    }


def car(kind: str) -> dict[str, object]:
    """A vehicle the buyer owns already."""
    return vehicle(id=30, person_id=2, type=kind)


def sale(
    name: str,
    given: dict[str, object],
    *,
    answers: dict[object, object] = AGREED,
    refused_by: str | None = None,
    leaves: dict[Expression[Any], Any] | None = None,
) -> Example:
    """A sale opened on 1 March 2026, allowed at the full price or refused."""
    pays = None if refused_by else "380.00"
    return Example(
        name, on="2026-03-01", given=given, answers=answers, pays=pays, leaves=leaves or {}, refused_by=refused_by
    )
