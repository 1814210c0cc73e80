"""What the services on violations share: the discounts of the day, and the conditions on a violation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tayseer.kit.expressions import DAY, Expression, both, plus_days, when
from tayseer.kit.records import seen_from
from tayseer.kit.rules import Rule
from tayseer.kit.services import Effect, change
from tayseer.kit.text import Text
from tayseer.law import traffic as law
from tayseer.registries.violations.contract import Objection, Violation

if TYPE_CHECKING:
    from decimal import Decimal

BASIS = "Traffic Law, violations"

#: The day on which the amended article 75 took effect: it tells old violations from new ones for ever.
AMENDED_ON = date(2024, 4, 18)

#: The objection that the case itself opened.
OBJECTION = seen_from(Objection, ("objection",))


def discount_ends(violation: type[Violation]) -> Expression[date]:
    """The last day on which the violation is paid at a discount."""
    return plus_days(violation.committed_on, law.discount_days)


def objection_ends(violation: type[Violation]) -> Expression[date]:
    """The last day on which the violation can be contested."""
    return plus_days(violation.committed_on, law.objection_days)


def extension_ends(violation: type[Violation]) -> Expression[date]:
    """The last day on which more time to pay can be asked."""
    return plus_days(objection_ends(violation), law.extension_window_days)


def has_discount(violation: type[Violation]) -> Expression[bool]:
    """VIO-2: a violation under the amended law, paid in time."""
    return both(violation.committed_on >= AMENDED_ON, discount_ends(violation) >= DAY, violation.minimum_sar.is_known())


def has_initiative(violation: type[Violation]) -> Expression[bool]:
    """VIO-3: an older violation, of a kind not excluded, while the initiative lasts."""
    return both(
        violation.committed_on < AMENDED_ON,
        violation.excluded_from_discount == False,  # noqa: E712 an expression
        law.initiative_share > 0,
    )


def less_discount(violation: type[Violation]) -> Expression[Decimal]:
    """The fine less its share of the minimum fine."""
    return violation.amount_sar - violation.minimum_sar * law.discount_share


def less_initiative(violation: type[Violation]) -> Expression[Decimal]:
    """The fine less the share of the initiative."""
    return violation.amount_sar - violation.amount_sar * law.initiative_share


def has_no_discount(violation: type[Violation]) -> Expression[bool]:
    """The whole fine is due, also when what decides on a discount is not known."""
    not_in_initiative = when(has_initiative(violation), then=False, otherwise=True)
    return when(has_discount(violation), then=False, otherwise=not_in_initiative)


def amount_today(violation: type[Violation]) -> Expression[Decimal]:
    """What settles the violation today."""
    return when(
        has_discount(violation),
        less_discount(violation),
        when(has_initiative(violation), less_initiative(violation), violation.amount_sar),
    )


def still_unpaid(violation: type[Violation]) -> Rule:
    """VIO-12."""
    return Rule(
        code="VIO-12",
        ar="المخالفة غير مسددة، وليست تحت الاعتراض.",
        en="The violation is unpaid and not under objection.",
        basis=f"{BASIS}, VIO-12",
        holds=violation.state == "unpaid",
        because=Text(
            ar="حالة المخالفة {number} في السجل: {state}. هذه الخدمة للمخالفات غير المسددة وحدها.",
            en="Violation {number} is {state} in the register. This service is for unpaid violations alone.",
        ),
        shows={"number": violation.number, "state": violation.state},
        cure=Text(
            ar="تابع المخالفة من «الاستعلام عن المخالفات المرورية»؛ إن كانت تحت الاعتراض فانتظر القرار.",
            en='Follow it in "My traffic violations"; if it is under objection, wait for the decision.',
        ),
    )


def close_objection(state: str) -> Effect:
    """The decision on the objection's own record, by which rejected objections are counted."""
    return change(
        f"violations.objection.{state}",
        OBJECTION,
        ar="قيد القرار في سجل الاعتراضات",
        en="The decision in the register of objections",
        state=state,
        decided_on=DAY,
    )
