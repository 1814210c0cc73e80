"""Owners and vehicles in which everything is in order, and the refusals that the common gate gives in every service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.kit.facts import changed
from tayseer.kit.services import Example
from tayseer.services.common.personas import citizen, resident, unpaid_violation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ON = "2026-03-01"


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


def gate_examples(
    people: Callable[..., dict[str, Any]],
    answers: Mapping[Any, Any],
    *,
    codes: tuple[str, ...] = ("G-1", "G-2", "G-6", "G-8", "G-11"),
    pays: str | None = None,
) -> tuple[Example, ...]:
    """Both sides of each condition of the gate; ``people`` builds the given people with the applicant's differences."""

    def example(name: str, refused_by: str | None = None, **differs: Any) -> Example:
        return Example(
            name,
            on=ON,
            given=people(**differs),
            answers=answers,
            refused_by=refused_by,
            pays=None if refused_by else pays,
        )

    unpaid = unpaid_violation(amount_sar=Decimal("150.00"))
    suspension = {"kind": "suspension", "authority": "محكمة التنفيذ", "since_on": date(2026, 1, 5), "reference": "77"}
    by_code = {
        "G-1": (
            example("the account is locked", "G-1", account__state="locked"),
            example("there is no account", "G-1", account=None),
        ),
        "G-2": (
            example("the identity card ended yesterday", "G-2", id_card__expires_on=date(2026, 2, 28)),
            example("the identity card ends today", id_card__expires_on=date(2026, 3, 1)),
            example("the identity card is not yet active", "G-2", id_card__state="issued"),
            example(
                "a resident whose iqama ends today",
                kind="resident",
                id_card=None,
                iqama={"expires_on": date(2026, 3, 1)},
            ),
            example(
                "a resident whose iqama ended yesterday, with a card of old",
                "G-2",
                kind="resident",
                iqama={"expires_on": date(2026, 2, 28)},
            ),
            example(
                "a citizen without a card, with an iqama of old",
                "G-2",
                id_card=None,
                iqama={"expires_on": date(2027, 3, 1)},
            ),
        ),
        "G-6": (
            example("a violation stands unpaid", "G-6", violation=[unpaid]),
            example("a violation under objection does not count", violation=[changed(unpaid, state="objected")]),
        ),
        "G-8": (
            example("services are suspended", "G-8", restriction=[suspension]),
            example(
                "a suspension that was lifted, and a travel ban, are no obstacle",
                restriction=[
                    changed(suspension, lifted_on=date(2026, 2, 1)),
                    {"kind": "travel_ban", "since_on": date(2026, 1, 5)},
                ],
            ),
        ),
        "G-11": (
            Example(
                "the terms are not accepted",
                on=ON,
                given=people(),
                answers=changed(_by_code(answers), terms=False),
                refused_by="G-11",
            ),
        ),
    }
    return tuple(item for code in codes for item in by_code[code])


def _by_code(answers: Mapping[Any, Any]) -> dict[str, Any]:
    return {question if isinstance(question, str) else question.code: answer for question, answer in answers.items()}
