"""Driving licences."""

from typing import Any

from tayseer.kit.expressions import DAY, Expression
from tayseer.kit.records import Record, choice, day, words
from tayseer.kit.services import Effect, change
from tayseer.registries.people.contract import Person

CLASSES = {
    "private": ("خاصة", "private"),
    "motorcycle": ("دراجة آلية", "motorcycle"),
    "public": ("عمومية", "public transport"),
    "heavy": ("نقل ثقيل", "heavy vehicle"),
}


class DrivingLicence(Record, registry="licences", of="person", ar="سجل رخص القيادة", en="driving licence register"):
    """The current driving licence of a person."""

    number = words(ar="رقم الرخصة", en="Licence number")
    vehicle_class = choice(ar="فئة الرخصة", en="Licence class", options=CLASSES)
    state = choice(
        ar="حالة الرخصة",
        en="Licence state",
        options={"active": ("سارية", "active"), "suspended": ("موقوفة", "suspended")},
    )
    issued_on = day(ar="تاريخ إصدار الرخصة", en="Licence issued on")
    expires_on = day(ar="تاريخ انتهاء الرخصة", en="Licence expires on")


def renew_licence(holder: type[Person], *, expires_on: Expression[Any]) -> Effect:
    """A new term for the same licence."""
    return change(
        "licences.licence.renewed",
        DrivingLicence.of(holder),
        ar="تجديد رخصة القيادة",
        en="The driving licence is renewed",
        issued_on=DAY,
        expires_on=expires_on,
    )
