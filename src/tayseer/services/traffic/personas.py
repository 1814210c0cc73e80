"""People on the road in whom everything is in order, and what they are fined for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tayseer.kit.facts import changed
from tayseer.services.common.personas import citizen, unpaid_violation


def driver(**differs: Any) -> dict[str, Any]:
    """A citizen with a private licence that ends in four months and a passed medical test."""
    base = citizen(
        driving_licence={
            "number": "L1",
            "vehicle_class": "private",
            "state": "active",
            "issued_on": date(2021, 7, 1),
            "expires_on": date(2026, 6, 30),
        },
        driving_medical={"valid_until": date(2026, 8, 1)},
    )
    return changed(base, **differs)


def speeding(**differs: Any) -> dict[str, Any]:
    """A speeding violation of the citizen's: a fine of 500 whose minimum is 300, committed on 10 February 2026."""
    base = unpaid_violation(
        person_id=1, plate="أ ب ح 1234", amount_sar=Decimal("500.00"), minimum_sar=Decimal("300.00")
    )
    return changed(base, **differs)
