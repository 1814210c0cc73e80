"""People of the passport services, and the examples that these services repeat."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.kit.facts import changed
from tayseer.kit.questions import Question
from tayseer.kit.services import Example
from tayseer.services.common.personas import citizen, citizen_child, unpaid_violation

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What is tried: in words, what differs in the person, and the rules that refuse (none: allowed).
Tried = tuple[str, dict[str, Any], str | tuple[str, ...] | None]

TODAY = "2026-03-01"
YESTERDAY, THIS_DAY = date(2026, 2, 28), date(2026, 3, 1)
FINE = unpaid_violation(amount_sar=Decimal("150.00"))
SUSPENSION = {"kind": "suspension", "authority": "محكمة التنفيذ", "reference": "41", "since_on": date(2026, 1, 5)}
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


def judged(
    given: Mapping[str, Any],
    answers: Mapping[Any, Any],
    role: str,
    tried: list[Tried],
    *,
    pays: str = "0.00",
    on: str = TODAY,
) -> tuple[Example, ...]:
    """One example for each difference of one person: refused by that rule, or allowed at that price."""
    return tuple(
        Example(
            name,
            on=on,
            given={**given, role: changed(given[role], **differs)},
            answers=answers,
            pays=None if rule else pays,
            refused_by=rule,
        )
        for name, differs, rule in tried
    )


#: The common gate, from both sides.
GATE: list[Tried] = [
    ("the account is locked", {"account__state": "locked"}, "G-1"),
    ("the card ended yesterday", {"id_card__expires_on": YESTERDAY}, "G-2"),
    ("the card ends today", {"id_card__expires_on": THIS_DAY}, None),
    ("the card was reported lost", {"id_card__state": "lost"}, "G-2"),
    ("a citizen with no card, whatever else there is", {"id_card": None, "iqama": {"expires_on": THIS_DAY}}, "G-2"),
    ("a card is no document of a resident", {"kind": "resident"}, "G-2"),
    ("nor is an iqama that has ended", {"kind": "resident", "iqama": {"expires_on": YESTERDAY}}, "G-2"),
    ("an unpaid violation of the acting person", {"violation": [FINE]}, "G-6"),
    ("a violation under objection does not count", {"violation": [{**FINE, "state": "objected"}]}, None),
    ("services are suspended", {"restriction": [SUSPENSION]}, "G-8"),
    ("a suspension that was lifted", {"restriction": [{**SUSPENSION, "lifted_on": date(2026, 2, 1)}]}, None),
    ("a travel ban is no suspension", {"restriction": [{**SUSPENSION, "kind": "travel_ban"}]}, None),
]


def gate_examples(
    given: Mapping[str, Any],
    answers: Mapping[Any, Any],
    *,
    pays: str = "0.00",
    without: frozenset[str] | set[str] = frozenset(),
) -> tuple[Example, ...]:
    """The gate tried on the acting person, and the terms; ``without`` names rules that the service leaves out.

    Where a rule is left out, what it would refuse is allowed.
    """
    tried: list[Tried] = [(name, differs, None if rule in without else rule) for name, differs, rule in GATE]
    return (*judged(given, answers, "applicant", tried, pays=pays), *declined(given, answers, {"terms": "G-11"}))


def declined(
    given: Mapping[str, Any], answers: Mapping[Any, Any], declarations: Mapping[str, str]
) -> tuple[Example, ...]:
    """Each declaration left open, by its question's code, with the rule that then refuses."""

    def code_of(question: Any) -> str:
        return question.code if isinstance(question, Question) else str(question)

    return tuple(
        Example(
            f"the declaration is not made: {left_open}",
            on=TODAY,
            given=given,
            answers={question: answer for question, answer in answers.items() if code_of(question) != left_open},
            refused_by=rule,
        )
        for left_open, rule in declarations.items()
    )


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
    ("an unpaid violation of the holder", {"violation": [FINE]}, "G-7"),
    ("an objected violation of the holder", {"violation": [{**FINE, "state": "objected"}]}, None),
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
