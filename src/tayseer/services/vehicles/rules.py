"""Conditions that several services share: a registered, insured, inspected vehicle, and a party with an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.exchange.contract import Inspection, VehicleInsurance
from tayseer.identity.facts import Account
from tayseer.kit.expressions import DAY, both
from tayseer.kit.rules import Rule
from tayseer.kit.text import Text
from tayseer.services.common.roles import VEHICLE

if TYPE_CHECKING:
    from tayseer.kit.questions import Question
    from tayseer.registries.people.contract import Person

INSURANCE = VehicleInsurance.of(VEHICLE)
INSPECTION = Inspection.of(VEHICLE)


def registered(code: str, *, basis: str) -> Rule:
    """The registration is valid today."""
    return Rule(
        code=code,
        ar="رخصة سير المركبة سارية.",
        en="The vehicle's registration is valid.",
        basis=f"{basis}, {code}",
        holds=VEHICLE.registration_expires_on >= DAY,
        because=Text(
            ar="انتهت رخصة سير المركبة {plate} في {date}. جدّدها أولًا.",
            en="The registration of vehicle {plate} ended on {date}. Renew it first.",
        ),
        shows={"plate": VEHICLE.plate, "date": VEHICLE.registration_expires_on},
    )


def insured(code: str, *, basis: str) -> Rule:
    """The insurance is valid today."""
    return Rule(
        code=code,
        ar="تأمين المركبة ساري المفعول.",
        en="The vehicle's insurance is valid.",
        basis=f"{basis}, {code}",
        holds=INSURANCE.valid_until >= DAY,
        because=Text(
            ar="لا وثيقة تأمين سارية للمركبة {plate}. آخر يوم مؤمَّن: {date}.",
            en="Vehicle {plate} has no valid insurance. Last day insured: {date}.",
        ),
        shows={"plate": VEHICLE.plate, "date": INSURANCE.valid_until},
        cure=Text(
            ar="أمّن المركبة لدى شركة تأمين، ثم أكمل هنا؛ تصلنا الوثيقة بنفسها.",
            en="Insure the vehicle with an insurer, then continue here; the policy reaches us by itself.",
        ),
    )


def inspected(code: str, *, basis: str) -> Rule:
    """The periodic inspection is valid today."""
    return Rule(
        code=code,
        ar="الفحص الدوري للمركبة ساري المفعول.",
        en="The vehicle's periodic inspection is valid.",
        basis=f"{basis}, {code}",
        holds=INSPECTION.valid_until >= DAY,
        because=Text(
            ar="لا فحص دوري ساريًا للمركبة {plate}. آخر يوم في صلاحيته: {date}.",
            en="Vehicle {plate} has no valid periodic inspection. Its last day: {date}.",
        ),
        shows={"plate": VEHICLE.plate, "date": INSPECTION.valid_until},
        cure=Text(
            ar="افحص المركبة في محطة معتمدة، ثم أكمل هنا؛ تصلنا النتيجة بنفسها.",
            en="Have it inspected at an approved station, then continue here; the result reaches us by itself.",
        ),
    )


def has_account(who: type[Person], number: Question, *, code: str, basis: str) -> Rule:
    """The other party, found by ``number``, is a citizen or a resident who can answer on the platform."""
    return Rule(
        code=code,
        ar="من كتبت رقمه مواطن أو مقيم، وحسابه في المنصة مفعّل.",
        en="The person whose number you entered is a citizen or a resident with an active account on the platform.",
        basis=f"{basis}, {code}",
        holds=both(who.number == number, who.kind.is_one_of("citizen", "resident"), Account.of(who).state == "active"),
        because=Text(
            ar="لا نجد بهذا الرقم مواطنًا أو مقيمًا له حساب مفعّل في المنصة.",
            en="No citizen or resident with an active account on the platform has this number.",
        ),
        cure=Text(
            ar="راجع الرقم مع صاحبه، أو اطلب منه تفعيل حسابه، ثم أعد المحاولة.",
            en="Compare the number with its holder, or ask for the account to be activated; then try again.",
        ),
    )
