"""Conditions on a vehicle that several services share: registered, insured, inspected."""

from __future__ import annotations

from tayseer.exchange.contract import Inspection, VehicleInsurance
from tayseer.kit.expressions import DAY
from tayseer.kit.rules import Rule
from tayseer.kit.text import Text
from tayseer.services.common.roles import VEHICLE

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
            en="Have the vehicle inspected at an approved station, then continue here; the result reaches us by itself.",
        ),
    )
