"""The examples that the account services repeat."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.kit.questions import Question
from tayseer.kit.services import Example
from tayseer.services.common.personas import citizen, resident, unpaid_violation

if TYPE_CHECKING:
    from collections.abc import Mapping

TODAY = "2026-03-01"
YESTERDAY = date(2026, 2, 28)
SUSPENSION = {"kind": "suspension", "authority": "محكمة التنفيذ", "since_on": date(2026, 1, 5)}


def standing_examples(answers: Mapping[Any, Any], given: Mapping[str, Any] | None = None) -> tuple[Example, ...]:
    """Who may correct their own data: whoever has an active account, whatever else stands against them."""

    def case(name: str, applicant: dict[str, Any], refused_by: str | None = None) -> Example:
        people = {**(given or {}), "applicant": applicant}
        paid = None if refused_by else "0.00"
        return Example(name, on=TODAY, given=people, answers=answers, pays=paid, refused_by=refused_by)

    fine = unpaid_violation(amount_sar=Decimal("150.00"))
    rest = {question: answer for question, answer in answers.items() if isinstance(question, Question)}
    return (
        case("a resident", resident()),
        case("the account is locked", citizen(account__state="locked"), "G-1"),
        case("the account is not active", citizen(account__state="inactive"), "G-1"),
        case("a card that ended yesterday is no obstacle", citizen(id_card__expires_on=YESTERDAY)),
        case("an unpaid violation is no obstacle", citizen(violation=[fine])),
        case("suspended services are no obstacle", citizen(restriction=[SUSPENSION])),
        Example(
            "the terms are not accepted",
            on=TODAY,
            given={**(given or {}), "applicant": citizen()},
            answers=rest,
            refused_by="G-11",
        ),
    )
