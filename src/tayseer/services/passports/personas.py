"""People of the passport services, and the examples that these services repeat."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tayseer.kit.facts import changed
from tayseer.services.common.personas import citizen, citizen_child
from tayseer.services.common.trials import FINES_OF_SERVED, THIS_DAY, YESTERDAY, judged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.kit.services import Example
    from tayseer.services.common.trials import Tried


CARD = {"state": "active", "issued_on": date(2024, 2, 4), "expires_on": date(2034, 2, 3), "losses": 0, "damages": 0}
CUSTODY = {"kind": "custody", "other_id": 8, "from_on": date(2023, 3, 1)}
FATHER_ID, MOTHER_ID = 1, 6


def mother(**differs: Any) -> dict[str, Any]:
    """A citizen of 34, wife of the usual citizen and mother of his children."""
    base = changed(
        citizen(),
        id=MOTHER_ID,
        number="1000000032",
        name_ar="هند بنت ناصر السدري",
        name_en="Hind Nasir Al-Sidri",
        first_name_ar="هند",
        first_name_en="Hind",
        sex="female",
        born_on=date(1992, 1, 5),
    )
    return changed(base, **differs)


def small_child(**differs: Any) -> dict[str, Any]:
    """A son of 8 with no card, no fingerprint and no passport; his parents are registered."""
    base = changed(
        citizen_child(),
        father_id=FATHER_ID,
        mother_id=MOTHER_ID,
        father={"id": FATHER_ID},
        mother={"id": MOTHER_ID},
        tie=[],
    )
    return changed(base, **differs)


def teenager(**differs: Any) -> dict[str, Any]:
    """A son of 16 with card, photo and fingerprint, and no passport yet."""
    base = changed(
        small_child(),
        id=7,
        number="1000000040",
        name_ar="يزيد بن سالم النخلي",
        name_en="Yazid Salim Al-Nakhli",
        first_name_ar="يزيد",
        first_name_en="Yazid",
        born_on=date(2009, 11, 20),
        id_card=CARD,
        enrolment={"fingerprint_on": date(2024, 2, 4), "photo_on": date(2024, 2, 4)},
    )
    return changed(base, **differs)


def passport(**differs: Any) -> dict[str, Any]:
    """A passport in use that ends in two months."""
    base = {
        "number": "T10000007",
        "country": "SAU",
        "state": "active",
        "issued_on": date(2021, 5, 2),
        "expires_on": date(2026, 5, 1),
        "term_years": 5,
    }
    return {**base, **differs}


ADDRESS: list[Tried] = [("no address is on file", {"address": None}, "G-10")]

INSIDE: list[Tried] = [
    ("the holder is abroad", {"presence": {"inside": False, "since_on": date(2026, 2, 1)}}, "PAS-12"),
    ("whether the holder is inside is not known", {"presence": None}, "PAS-12"),
]

ADULT: list[Tried] = [
    ("21 years old today", {"born_on": date(2005, 3, 1)}, None),
    ("21 years old tomorrow", {"born_on": date(2005, 3, 2)}, "PAS-2"),
    ("no photo on file", {"enrolment__photo_on": None}, "PAS-5"),
    ("no fingerprint on file", {"enrolment__fingerprint_on": None}, "PAS-5"),
    *INSIDE,
    *ADDRESS,
]

CHILD_BASICS: list[Tried] = [
    ("on record as a resident", {"kind": "resident"}, "PAS-1"),
    *INSIDE,
]

CHILD_PAPERS: list[Tried] = [
    ("21 years old today", {"born_on": date(2005, 3, 1)}, "PAS-2"),
    ("21 years old tomorrow", {"born_on": date(2005, 3, 2)}, None),
    ("no card", {"id_card": None}, "PAS-4"),
    ("the child's card ended yesterday", {"id_card__expires_on": YESTERDAY}, "PAS-4"),
    ("the child's card ends today", {"id_card__expires_on": THIS_DAY}, None),
    ("the child's card is not yet active", {"id_card__state": "issued"}, "PAS-4"),
    ("no photo of the child", {"enrolment__photo_on": None}, "PAS-5"),
    ("no fingerprint at 12", {"born_on": date(2014, 3, 1), "enrolment__fingerprint_on": None}, "PAS-6"),
    ("no fingerprint on the eve of 12", {"born_on": date(2014, 3, 2), "enrolment__fingerprint_on": None}, None),
    *FINES_OF_SERVED,
]


def custody_examples(child: dict[str, Any], answers: Mapping[Any, Any], *, pays: str) -> tuple[Example, ...]:
    """Which parent applies, and where custody is registered."""
    by_mother = {"applicant": mother(), "child": child}
    by_father = {"applicant": citizen(), "child": child}
    ended = {**CUSTODY, "until_on": date(2025, 3, 1)}
    to_mother: list[Tried] = [
        ("the mother applies", {}, None),
        ("the mother applies, and custody is hers", {"tie": [{**CUSTODY, "other_id": MOTHER_ID}]}, None),
        ("the mother applies, and custody is with somebody else", {"tie": [CUSTODY]}, "PAS-26"),
        ("the mother applies, and custody with somebody else has ended", {"tie": [ended]}, None),
        ("the mother applies, and somebody else is head of household", {"tie": [{**CUSTODY, "kind": "head"}]}, None),
    ]
    to_father: list[Tried] = [
        ("the father applies, and custody is with the mother", {"tie": [{**CUSTODY, "other_id": MOTHER_ID}]}, None),
    ]
    return (
        *judged(by_mother, answers, "child", to_mother, pays=pays),
        *judged(by_father, answers, "child", to_father, pays=pays),
    )


def women_examples(given: Mapping[str, Any], answers: Mapping[Any, Any], *, pays: str) -> tuple[Example, ...]:
    """The amendment of August 2019, on its day and on its eve."""
    woman = {"sex": "female"}
    eve: list[Tried] = [
        ("a woman on the eve of the amendment", woman, "PAS-27"),
        ("a man on the eve of the amendment", {}, None),
    ]
    return (
        *judged(given, answers, "applicant", eve, pays=pays, on="2019-08-19"),
        *judged(given, answers, "applicant", [("a woman on its day", woman, None)], pays=pays, on="2019-08-20"),
        *judged(given, answers, "applicant", [("a woman today", woman, None)], pays=pays),
    )
