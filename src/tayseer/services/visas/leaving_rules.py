"""Rules on whoever leaves for good: nothing of theirs stays behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.kit.expressions import count, latest
from tayseer.kit.rules import Rule
from tayseer.kit.text import Text
from tayseer.registries.people.contract import name_of
from tayseer.registries.vehicles.contract import Vehicle
from tayseer.registries.visas.contract import Visa
from tayseer.services.visas.rules import EXIT_REENTRY

if TYPE_CHECKING:
    from tayseer.registries.people.contract import Person


def no_vehicle(who: type[Person]) -> Rule:
    """FEX-5: no vehicle is registered in the name of the person leaving."""
    vehicle = Vehicle.of(who)
    vehicles = count(vehicle, ar="عدد المركبات المسجلة", en="Vehicles registered")
    return Rule(
        code="FEX-5",
        ar="لا مركبة مسجلة باسم المغادر.",
        en="No vehicle is registered in the name of the person leaving.",
        basis=f"{EXIT_REENTRY}, FEX-5",
        holds=vehicles == 0,
        because=Text(
            ar="باسم {person} مركبات عددها {n}، منها صاحبة اللوحة {plate}. بِعها أو انقل ملكيتها أولًا.",
            en="Vehicles in the name of {person}: {n}, among them {plate}. Sell or transfer them first.",
        ),
        shows={
            "person": name_of(who),
            "n": vehicles,
            "plate": latest(vehicle.plate, ar="لوحة إحدى المركبات", en="Plate of one vehicle"),
        },
    )


def no_unused_visa(who: type[Person]) -> Rule:
    """FEX-6: no earlier visa stands that was not used."""
    visa = Visa.of(who)
    unused = visa.state == "issued"
    return Rule(
        code="FEX-6",
        ar="لا تأشيرة سابقة لم تُستخدم.",
        en="No earlier unused visa stands.",
        basis=f"{EXIT_REENTRY}, FEX-6",
        holds=count(visa, where=unused, ar="تأشيرات صادرة لم تُستخدم", en="Visas issued and unused") == 0,
        because=Text(
            ar="لدى {person} تأشيرة لم تُستخدم رقمها {number}. ألغها أولًا.",
            en="{person} has an unused visa, number {number}. Cancel it first.",
        ),
        shows={
            "person": name_of(who),
            "number": latest(
                visa.number, where=unused, ar="رقم التأشيرة غير المستخدمة", en="Number of the unused visa"
            ),
        },
    )
