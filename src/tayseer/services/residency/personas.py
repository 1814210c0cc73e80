"""People of the residence services, and the examples that every residence service repeats."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.kit.facts import changed
from tayseer.kit.questions import Question
from tayseer.kit.services import Example
from tayseer.services.common.personas import citizen, domestic_worker, resident, unpaid_violation

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What is tried: in words, what differs in the person, and the rules that refuse (none: allowed).
Tried = tuple[str, dict[str, Any], str | tuple[str, ...] | None]

TODAY = "2026-03-01"
YESTERDAY, THIS_DAY = date(2026, 2, 28), date(2026, 3, 1)
FINE = unpaid_violation(amount_sar=Decimal("150.00"))
OBJECTED = unpaid_violation(amount_sar=Decimal("150.00"), state="objected")
SUSPENSION = {"kind": "suspension", "authority": "محكمة التنفيذ", "reference": "41", "since_on": date(2026, 1, 5)}
NOTE = {"kind": "security_note", "authority": "جهة أمنية", "reference": "12", "since_on": date(2026, 1, 5)}
LIFTED = {"lifted_on": date(2026, 2, 1)}


def employee(**differs: Any) -> dict[str, Any]:
    """An establishment's worker of 31, man, with every document valid; foreigners are more numerous there."""
    base = changed(
        domestic_worker(),
        id=7,
        number="2000000048",
        name_ar="أنيل كومار",
        name_en="Anil Kumar",
        sex="male",
        born_on=date(1994, 8, 20),
        nationality="IND",
        occupation="مهندس",
        iqama__number="2000000048",
        iqama__kind="establishment",
        employer={
            "id": 50,
            "number": "7000000011",
            "name_ar": "مؤسسة الواحة للمقاولات",
            "name_en": "Oasis Contracting",
            "more_foreigners": True,
            "state": "active",
        },
    )
    return changed(base, **differs)


def differing(given: Mapping[str, Any], role: str, **differs: Any) -> dict[str, Any]:
    """The people of an example with one of them changed."""
    return {**given, role: changed(given[role], **differs)}


def judged(
    given: Mapping[str, Any], answers: Mapping[Any, Any], role: str, tried: list[Tried], *, pays: str = "0.00"
) -> tuple[Example, ...]:
    """One example for each difference of one person: refused by that rule, or allowed at that price."""
    return tuple(
        Example(
            name,
            on=TODAY,
            given=differing(given, role, **differs),
            answers=answers,
            pays=None if rule else pays,
            refused_by=rule,
        )
        for name, differs, rule in tried
    )


def gate_examples(
    given: Mapping[str, Any],
    answers: Mapping[Any, Any],
    *,
    pays: str = "0.00",
    without: frozenset[str] | set[str] = frozenset(),
) -> tuple[Example, ...]:
    """The common gate on the acting person, and the terms, tried from both sides; ``without`` names rules left out."""
    tried = [item for item in (*_identity(given["applicant"]), *STANDING) if item[2] not in without]
    return (
        *judged(given, answers, "applicant", tried, pays=pays),
        Example(
            "the terms are not accepted",
            on=TODAY,
            given=given,
            answers={question: answer for question, answer in answers.items() if isinstance(question, Question)},
            refused_by="G-11",
        ),
    )


def resident_too(given: Mapping[str, Any], answers: Mapping[Any, Any], *, pays: str = "0.00") -> tuple[Example, ...]:
    """The same service asked for by a resident, whose identity document is an iqama."""
    acting = {**given, "applicant": resident()}
    return judged(acting, answers, "applicant", _identity(acting["applicant"]), pays=pays)


def citizen_too(given: Mapping[str, Any], answers: Mapping[Any, Any], *, pays: str = "0.00") -> tuple[Example, ...]:
    """The same service asked for by a citizen, whose identity document is a card."""
    acting = {**given, "applicant": citizen()}
    return judged(acting, answers, "applicant", _identity(acting["applicant"]), pays=pays)


def _identity(person: Mapping[str, Any]) -> list[Tried]:
    if person["kind"] == "citizen":
        return [
            ("a citizen whose card ended yesterday", {"id_card__expires_on": YESTERDAY}, "G-2"),
            ("a citizen whose card ends today", {"id_card__expires_on": THIS_DAY}, None),
            ("a citizen whose card was reported lost", {"id_card__state": "lost"}, "G-2"),
        ]
    return [
        ("a resident whose iqama ended yesterday", {"iqama__expires_on": YESTERDAY}, "G-2"),
        ("a resident whose iqama ends today", {"iqama__expires_on": THIS_DAY}, None),
    ]


STANDING: list[Tried] = [
    ("an account that is locked", {"account__state": "locked"}, "G-1"),
    ("an unpaid violation of the acting person", {"violation": [FINE]}, "G-6"),
    ("an objected violation of the acting person", {"violation": [OBJECTED]}, None),
    ("services suspended", {"restriction": [SUSPENSION]}, "G-8"),
    ("a suspension that was lifted", {"restriction": [{**SUSPENSION, **LIFTED}]}, None),
    ("a travel ban is no suspension", {"restriction": [{**SUSPENSION, "kind": "travel_ban"}]}, None),
]

FINES_OF_HOLDER: list[Tried] = [
    ("an unpaid violation of the holder", {"violation": [FINE]}, "G-7"),
    ("an objected violation of the holder", {"violation": [OBJECTED]}, None),
]


def documents_tried(code: str) -> list[Tried]:
    """Passport, insurance and absence; ``code`` is the family of rules (IQI or IQR)."""
    insurance, absence = ("IQR-4", "IQR-5") if code == "IQR" else ("IQI-5", "IQI-8")
    return [
        ("the passport ended yesterday", {"passport__expires_on": YESTERDAY}, "IQR-1" if code == "IQR" else "IQI-4"),
        ("the passport ends today", {"passport__expires_on": THIS_DAY}, None),
        ("insurance ended yesterday", {"health_insurance__valid_until": YESTERDAY}, insurance),
        ("insurance ends today", {"health_insurance__valid_until": THIS_DAY}, None),
        ("insurance not known", {"health_insurance": None}, insurance),
        ("reported absent", {"absence_report": [{"state": "open", "reported_on": date(2026, 2, 1)}]}, absence),
        ("an absence report that was closed", {"absence_report": [{"state": "closed"}]}, None),
    ]


PHOTO_AND_FINGERPRINT: list[Tried] = [
    ("no photo at 16", {"born_on": date(2010, 3, 1), "enrolment__photo_on": None}, "IQR-3"),
    ("no fingerprint at 16", {"born_on": date(2010, 3, 1), "enrolment__fingerprint_on": None}, "IQR-3"),
    (
        "no fingerprint at 15 is no obstacle",
        {"born_on": date(2010, 3, 2), "enrolment__fingerprint_on": None},
        None,
    ),
]


def late_examples(
    given: Mapping[str, Any], answers: Mapping[Any, Any], role: str, iqama: Any, *, pays: tuple[str, str, str]
) -> tuple[Example, ...]:
    """Three months renewed in time, late once, late twice (with their prices), and late for the third time."""
    in_time, once, twice = pays
    tried: list[tuple[str, date, int, str | None, dict[Any, Any]]] = [
        (
            "three days after expiry is in time, and the new term starts on the day of renewal",
            date(2026, 2, 26),
            2,
            in_time,
            {iqama.expires_on: "2026-06-01", iqama.late_renewals: 2},
        ),
        ("four days after expiry is late", date(2026, 2, 25), 0, once, {iqama.late_renewals: 1}),
        ("late for the second time", date(2026, 1, 1), 1, twice, {iqama.late_renewals: 2}),
        ("late for the third time", date(2026, 2, 25), 2, None, {}),
    ]
    return tuple(
        Example(
            name,
            on=TODAY,
            given=differing(given, role, iqama__expires_on=ended, iqama__late_renewals=before),
            answers=answers,
            pays=price,
            leaves=leaves,
            refused_by=None if price else "IQR-10",
        )
        for name, ended, before, price, leaves in tried
    )
