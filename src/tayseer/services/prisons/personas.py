"""Cases of debtors in which everything is in order, and what people gave towards them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tayseer.kit.facts import changed
from tayseer.services.common.personas import KNOWN

__all__ = ["KNOWN", "contribution", "debtor_case"]


def debtor_case(**differs: Any) -> dict[str, Any]:
    """A listed case of 12,000, of which 4,500 are paid and 500 are being paid; a parent of three, in Qassim."""
    base = {
        "id": 7,
        "bill_number": "410035520750",
        "kind": "financial",
        "court_ar": "محكمة التنفيذ ببريدة",
        "court_en": "Execution Court in Buraydah",
        "amount_sar": Decimal("12000.00"),
        "paid_sar": Decimal("4500.00"),
        "reserved_sar": Decimal("500.00"),
        "region": "qassim",
        "sex": "male",
        "age_group": "middle",
        "nationality": "citizen",
        "dependants": 3,
        "reason": "rent",
        "confirmations": 2,
        "other_cases": 0,
        "points": 30,
        "listed_on": date(2026, 1, 10),
        "state": "listed",
    }
    return changed(base, **differs)


def contribution(**differs: Any) -> dict[str, Any]:
    """Fifty riyals given in February 2026, all of which went towards the debt."""
    base = {
        "amount_sar": Decimal("50.00"),
        "counted_sar": Decimal("50.00"),
        "paid_on": date(2026, 2, 20),
        "state": "paid",
    }
    return changed(base, **differs)
