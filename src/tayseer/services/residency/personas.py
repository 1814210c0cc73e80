"""People of the residence services, and the examples that every residence service repeats."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tayseer.kit.facts import changed
from tayseer.kit.services import Example
from tayseer.services.common.personas import domestic_worker
from tayseer.services.common.trials import THIS_DAY, TODAY, YESTERDAY, differing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.services.common.trials import Tried


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
