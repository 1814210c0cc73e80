"""People of civil affairs' worked examples, and the examples of the conditions that its services repeat."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.kit.facts import changed
from tayseer.services.common.personas import citizen, resident
from tayseer.services.common.trials import declined, judged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.kit.questions import Question
    from tayseer.kit.services import Example
    from tayseer.services.common.trials import Tried


def citizen_mother(**differs: Any) -> dict[str, Any]:
    """A citizen's wife of 34, herself a citizen."""
    base = changed(
        citizen(),
        id=6,
        number="1000000032",
        name_ar="هند بنت ناصر السدري",
        name_en="Hind Nasir Al-Sidri",
        first_name_ar="هند",
        first_name_en="Hind",
        sex="female",
        born_on=date(1992, 1, 5),
    )
    return changed(base, **differs)


def resident_mother(**differs: Any) -> dict[str, Any]:
    """A resident's wife of 34, on her husband's record."""
    base = changed(
        resident(),
        id=7,
        number="2000000048",
        name_ar="سلمى يوسف منصور",
        name_en="Salma Yusuf Mansour",
        first_name_ar="سلمى",
        first_name_en="Salma",
        sex="female",
        born_on=date(1992, 1, 5),
    )
    return changed(base, **differs)


def birth_notice(**differs: Any) -> dict[str, Any]:
    """A hospital's notice, not yet registered, of a citizen's daughter born ten days ago."""
    base = {
        "id": 31,
        "number": "B2026021",
        "hospital": "مستشفى النخيل",
        "city": "الرياض",
        "born_on": date(2026, 2, 19),
        "sex": "female",
        "state": "open",
        "notice_father": citizen(),
        "notice_mother": citizen_mother(),
    }
    return changed(base, **differs)


def resident_birth_notice(**differs: Any) -> dict[str, Any]:
    """A hospital's notice, not yet registered, of a resident's son born ten days ago."""
    base = birth_notice(sex="male", notice_father=resident(), notice_mother=resident_mother())
    return changed(base, **differs)


def fine_and_address_examples(
    given: Mapping[str, Any], answers: Mapping[Any, Any], *, fine: str, address: str, pays: str = "0.00"
) -> tuple[Example, ...]:
    """The rules on civil fines and on the address tried on a service, by their codes."""
    unpaid = {"number": "F1", "amount_sar": Decimal("50.00"), "state": "unpaid", "imposed_on": date(2026, 1, 5)}
    tried: list[Tried] = [
        ("a civil affairs fine is unpaid", {"civil_fine": [unpaid]}, fine),
        ("a civil affairs fine that was paid is no obstacle", {"civil_fine": [{**unpaid, "state": "paid"}]}, None),
        ("no address is on file", {"address": None}, address),
    ]
    return judged(given, answers, "applicant", tried, pays=pays)


def photo_examples(given: Mapping[str, Any], answers: Mapping[Any, Any], *, day: Question) -> tuple[Example, ...]:
    """The rules on the photo tried on a service; ``day`` is the question when it was taken."""
    taken: list[tuple[str, date, str | None]] = [
        ("the photo was taken today", date(2026, 3, 1), None),
        ("the photo is said to be of tomorrow", date(2026, 3, 2), "NID-17"),
        ("the photo is six months old", date(2025, 9, 1), None),
        ("the photo is six months and a day old", date(2025, 8, 31), "NID-17"),
    ]
    return (
        *(
            example
            for name, taken_on, rule in taken
            for example in judged(given, {**answers, day: taken_on}, "applicant", [(name, {}, rule)])
        ),
        *judged(
            given,
            answers,
            "applicant",
            [("no photo on file to compare with", {"enrolment__photo_on": None}, "NID-5")],
        ),
        *declined(given, answers, {"photo_plain": "NID-6"}),
    )
