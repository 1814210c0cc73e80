"""Owners and vehicles in which everything is in order."""

from __future__ import annotations

from datetime import date
from typing import Any

from tayseer.kit.facts import changed
from tayseer.services.common.personas import citizen, resident


def vehicle(**differs: Any) -> dict[str, Any]:
    """The citizen's private car of seven seats: registered, insured, inspected, no report and no lien on it."""
    base = {
        "id": 20,
        "person_id": 1,
        "plate": "أ ب ح 1234",
        "sequence_number": "300000001",
        "make": "تويوتا كامري",
        "model_year": 2021,
        "colour": "أبيض",
        "type": "private",
        "seats": 7,
        "state": "clear",
        "registered_on": date(2021, 4, 1),
        "registration_expires_on": date(2026, 9, 30),
        "lienholder": None,
        "price_sar": None,
        "vehicle_insurance": {"valid_until": date(2026, 8, 31)},
        "inspection": {"valid_until": date(2026, 7, 31)},
        "driver_authorisation": [],
    }
    return changed(base, **differs)


def other_citizen(**differs: Any) -> dict[str, Any]:
    """Another citizen, a woman with an account, a driving licence and no vehicle."""
    base = citizen(
        id=6,
        number="1000000032",
        name_ar="ريم بنت ناصر الدوسري",
        name_en="Reem Nasser Al-Dosari",
        first_name_ar="ريم",
        first_name_en="Reem",
        sex="female",
        driving_licence={"number": "L6", "vehicle_class": "private", "state": "active", "expires_on": date(2027, 5, 1)},
        vehicle=[],
        visa=[],
    )
    return changed(base, **differs)


def other_resident(**differs: Any) -> dict[str, Any]:
    """A resident with an account, a driving licence and no vehicle."""
    base = resident(
        driving_licence={"number": "L2", "vehicle_class": "private", "state": "active", "expires_on": date(2027, 5, 1)},
        vehicle=[],
    )
    return changed(base, **differs)
