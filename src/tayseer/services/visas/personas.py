"""People of the visa services, and the examples that every visa service repeats."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import latest
from tayseer.kit.facts import changed
from tayseer.kit.services import Example
from tayseer.services.common.personas import dependant, domestic_worker, resident
from tayseer.services.common.trials import BAN, LIFTED, TODAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.services.common.trials import Tried


def visitor(**differs: Any) -> dict[str, Any]:
    """A resident's mother of 61 on a family visit, with every document valid."""
    base = changed(
        resident(),
        id=6,
        number="3000000013",
        kind="visitor",
        name_ar="هالة حداد",
        name_en="Hala Haddad",
        sex="female",
        born_on=date(1964, 7, 9),
        iqama=None,
        work_permit=None,
        account=None,
        presence={"inside": True, "since_on": date(2025, 12, 5), "entered_on": date(2025, 12, 5)},
    )
    return changed(base, **differs)


def maid(**differs: Any) -> dict[str, Any]:
    """A domestic worker whose iqama lasts until mid 2028."""
    return changed(domestic_worker(iqama__expires_on=date(2028, 6, 30)), **differs)


def daughter(**differs: Any) -> dict[str, Any]:
    """A resident's daughter of 12 whose iqama lasts until mid 2028."""
    return changed(dependant(iqama__expires_on=date(2028, 6, 30)), **differs)


#: A child on the eve of six, and on the day.
UNDER_6, SIX = {"born_on": date(2020, 3, 2)}, {"born_on": date(2020, 3, 1)}
NO_FINGERPRINT = {"enrolment__fingerprint_on": None}

DEPENDANT_FINGERPRINT: list[Tried] = [
    ("no fingerprint on the eve of six", {**UNDER_6, **NO_FINGERPRINT}, None),
    ("no fingerprint at six", {**SIX, **NO_FINGERPRINT}, "G-4"),
]
ADULT_FINGERPRINT: list[Tried] = [
    ("no fingerprint on the eve of eighteen", {"born_on": date(2008, 3, 2), **NO_FINGERPRINT}, None),
    ("no fingerprint at eighteen", {"born_on": date(2008, 3, 1), **NO_FINGERPRINT}, "G-3"),
]
#: What stands in the way of leaving for good, from both sides, whoever leaves.
LEAVING: list[Tried] = [
    ("a passport of 59 days", {"passport__expires_on": date(2026, 4, 29)}, "FEX-2"),
    ("a passport of 60 days", {"passport__expires_on": date(2026, 4, 30)}, None),
    ("an iqama that ended yesterday", {"iqama__expires_on": date(2026, 2, 28)}, "FEX-3"),
    ("an iqama that ends today", {"iqama__expires_on": date(2026, 3, 1)}, None),
    ("a lost card", {"iqama__state": "lost"}, None),
    ("already in final exit", {"iqama__state": "final_exit"}, "FEX-3"),
    ("one vehicle", {"vehicle": [{"plate": "أ ب ح 1234"}]}, "FEX-5"),
    ("an unused visa", {"visa": [{"number": "V1", "state": "issued"}]}, "FEX-6"),
    ("visas used, cancelled", {"visa": [{"state": "used"}, {"state": "cancelled"}]}, None),
    ("a travel ban", {"restriction": [BAN]}, "FEX-7"),
    ("a travel ban that was lifted", {"restriction": [{**BAN, **LIFTED}]}, None),
    ("reported absent", {"absence_report": [{"state": "open"}]}, "FEX-15"),
    ("an absence report that was closed", {"absence_report": [{"state": "closed"}]}, None),
]
TRAVELLER: list[Tried] = [
    ("the traveller is abroad", {"presence__inside": False}, "ERV-1"),
    ("whether the traveller is inside is not known", {"presence": None}, "ERV-1"),
    ("a passport of 89 days", {"passport__expires_on": date(2026, 5, 29)}, "ERV-2"),
    ("a passport of 90 days", {"passport__expires_on": date(2026, 5, 30)}, None),
    ("an iqama in final exit", {"iqama__state": "final_exit"}, "ERV-3"),
    ("a lost iqama card", {"iqama__state": "lost"}, None),
    ("a travel ban", {"restriction": [BAN]}, "ERV-6"),
    ("a security note is no travel ban", {"restriction": [{**BAN, "kind": "security_note"}]}, None),
    ("a travel ban that was lifted", {"restriction": [{**BAN, **LIFTED}]}, None),
]
ABSENCE: list[Tried] = [
    ("reported absent", {"absence_report": [{"state": "open", "reported_on": date(2026, 2, 1)}]}, "ERV-7"),
    ("an absence report that was closed", {"absence_report": [{"state": "closed"}]}, None),
]


def newest(field: Any) -> Any:
    """The greatest value of a field among a person's visas: what a new visa leaves behind."""
    return latest(field, ar="القيمة الأحدث", en="newest value")


def stay_examples(
    given: Mapping[str, Any], answers: Mapping[Any, Any], months: Any, visa: Any, prices: Mapping[int, str]
) -> tuple[Example, ...]:
    """Every length of an exit/re-entry visa, counted from departure, with its price and what it leaves behind."""
    return tuple(
        Example(
            f"months of stay from departure: {length}",
            on=TODAY,
            given=given,
            answers={**answers, months: length},
            pays=price,
            leaves={
                newest(visa.number): "drawn",
                newest(visa.state): "issued",
                newest(visa.issued_on): TODAY,
                newest(visa.leave_by): "2026-06-01",
                newest(visa.return_by): None,
                newest(visa.stay_days): length * 30,
                newest(visa.counted_from): "departure",
                newest(visa.own_request): False,
                newest(visa.in_probation): False,
                newest(visa.extensions): 0,
            },
        )
        for length, price in prices.items()
    )


def issue_examples(
    given: Mapping[str, Any], answers: Mapping[Any, Any], visa: Any, *, pays: str
) -> tuple[Example, ...]:
    """A stay of four months counted from issue, and what it leaves behind."""
    return (
        Example(
            "four months counted from issue",
            on=TODAY,
            given=given,
            answers=answers,
            pays=pays,
            leaves={
                newest(visa.leave_by): "2026-07-01",
                newest(visa.return_by): "2026-07-01",
                newest(visa.stay_days): 122,
                newest(visa.counted_from): "issue",
            },
        ),
        Example(
            "four months from the last of October end on the last of February",
            on="2025-10-31",
            given=given,
            answers=answers,
            pays=pays,
            leaves={newest(visa.return_by): "2026-02-28"},
        ),
    )
