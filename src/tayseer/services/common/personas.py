"""People in whom everything is in order; an example states only what differs."""

from __future__ import annotations

from datetime import date
from typing import Any

from tayseer.kit.facts import changed
from tayseer.registries.contracts import CONTRACTS

#: Naming them makes every contract known, so that a misspelt fact in an example is found.
KNOWN = CONTRACTS

_ENROLLED = {"fingerprint_on": date(2019, 1, 6), "photo_on": date(2022, 1, 6)}
_ADDRESS = {
    "short_code": "RIYD2929",
    "building": "2929",
    "street": "العليا",
    "district": "العليا",
    "city": "الرياض",
    "postcode": "12211",
}
_INSIDE = {"inside": True, "since_on": date(2024, 6, 1), "entered_on": date(2024, 6, 1)}


def citizen(**differs: Any) -> dict[str, Any]:
    """A citizen of 40, man, at home, with every document valid and nothing unpaid."""
    base = {
        "id": 1,
        "number": "1000000016",
        "kind": "citizen",
        "name_ar": "سالم بن راشد النخلي",
        "name_en": "Salim Rashid Al-Nakhli",
        "first_name_ar": "سالم",
        "first_name_en": "Salim",
        "sex": "male",
        "born_on": date(1985, 5, 10),
        "nationality": "SAU",
        "account": {"state": "active", "mobile": "+966500000001", "email": "salim@example.com", "language": "ar"},
        "id_card": {
            "state": "active",
            "issued_on": date(2021, 1, 6),
            "expires_on": date(2031, 1, 5),
            "losses": 0,
            "damages": 0,
        },
        "enrolment": dict(_ENROLLED),
        "passport": {
            "number": "T10000001",
            "country": "SAU",
            "state": "active",
            "issued_on": date(2022, 1, 6),
            "expires_on": date(2032, 1, 5),
            "term_years": 10,
        },
        "address": dict(_ADDRESS),
        "presence": dict(_INSIDE),
        "violation": [],
        "restriction": [],
        "civil_fine": [],
        "name_change": [],
        "objection": [],
        "children": [],
        "dependants": [],
    }
    return changed(base, **differs)


def resident(**differs: Any) -> dict[str, Any]:
    """A resident of 38, man, employed, head of a household, with every document valid and nothing unpaid."""
    base = changed(
        citizen(),
        id=2,
        number="2000000014",
        kind="resident",
        name_ar="كريم عبدالله حداد",
        name_en="Karim Abdullah Haddad",
        first_name_ar="كريم",
        first_name_en="Karim",
        born_on=date(1988, 2, 20),
        nationality="JOR",
        id_card=None,
        iqama={
            "number": "2000000014",
            "card_number": "C1",
            "kind": "establishment",
            "state": "active",
            "issued_on": date(2020, 3, 1),
            "expires_on": date(2027, 2, 28),
            "late_renewals": 0,
        },
        passport={
            "number": "J5000001",
            "country": "JOR",
            "state": "active",
            "issued_on": date(2022, 1, 6),
            "expires_on": date(2029, 1, 5),
        },
        health_insurance={"valid_until": date(2027, 6, 30)},
        work_permit={"valid_until": date(2027, 6, 30)},
        absence_report=[],
        visa=[],
        vehicle=[],
    )
    return changed(base, **differs)


def dependant(**differs: Any) -> dict[str, Any]:
    """A resident's daughter of 12, on her father's record, with every document valid."""
    base = changed(
        resident(),
        id=3,
        number="2000000022",
        name_ar="لينا كريم حداد",
        name_en="Lina Karim Haddad",
        first_name_ar="لينا",
        first_name_en="Lina",
        sex="female",
        born_on=date(2013, 9, 4),
        iqama__number="2000000022",
        iqama__kind="dependant",
        work_permit=None,
        account=None,
    )
    return changed(base, **differs)


def domestic_worker(**differs: Any) -> dict[str, Any]:
    """A domestic worker of 30, woman, with every document valid."""
    base = changed(
        resident(),
        id=4,
        number="2000000030",
        name_ar="ماريا سانتوس",
        name_en="Maria Santos",
        first_name_ar="ماريا",
        first_name_en="Maria",
        sex="female",
        born_on=date(1995, 11, 2),
        nationality="PHL",
        iqama__number="2000000030",
        iqama__kind="domestic",
        residence_medical={"valid_until": date(2027, 6, 30)},
    )
    return changed(base, **differs)


def citizen_child(**differs: Any) -> dict[str, Any]:
    """A citizen's son of 8, with no card, no passport and no fingerprint yet."""
    base = changed(
        citizen(),
        id=5,
        number="1000000024",
        name_ar="راشد بن سالم النخلي",
        name_en="Rashid Salim Al-Nakhli",
        first_name_ar="راشد",
        first_name_en="Rashid",
        born_on=date(2017, 12, 3),
        account=None,
        id_card=None,
        passport=None,
        enrolment={"fingerprint_on": None, "photo_on": None},
        consent_condition=[],
    )
    return changed(base, **differs)


def unpaid_violation(**differs: Any) -> dict[str, Any]:
    """A speeding violation of last month, unpaid."""
    base = {
        "id": 9,
        "number": "7000000001",
        "title_ar": "تجاوز السرعة المحددة",
        "title_en": "Speeding",
        "city": "الرياض",
        "committed_on": date(2026, 2, 10),
        "amount_sar": None,
        "minimum_sar": None,
        "state": "unpaid",
        "due_on": date(2026, 3, 27),
        "excluded_from_discount": False,
    }
    return changed(base, **differs)
