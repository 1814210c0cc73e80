"""Visas and travel permits: exit and re-entry, final exit, visits."""

from typing import Any

from tayseer.kit.expressions import DAY, Drawn
from tayseer.kit.records import Circle, Record, choice, day, flag, whole, words
from tayseer.kit.services import Effect, change, create
from tayseer.registries.people.contract import Person

KINDS = {
    "exit_reentry_single": ("خروج وعودة لسفرة واحدة", "single exit/re-entry"),
    "exit_reentry_multiple": ("خروج وعودة لعدة سفرات", "multiple exit/re-entry"),
    "final_exit": ("خروج نهائي", "final exit"),
    "visit": ("زيارة", "visit"),
    "residence": ("إقامة", "residence"),
}


class Visa(
    Record,
    registry="visas",
    of="person",
    many=True,
    ar="سجل التأشيرات",
    en="visa register",
    shown_by=("number", "kind", "leave_by", "return_by"),
):
    """A visa. ``leave_by`` is the last day to leave (of a visit: to have left), ``return_by`` to return."""

    number = words(ar="رقم التأشيرة", en="Visa number")
    kind = choice(ar="نوع التأشيرة", en="Kind of visa", options=KINDS)
    state = choice(
        ar="حالة التأشيرة",
        en="Visa state",
        options={
            "issued": ("صادرة لم تُستخدم", "issued, unused"),
            "used": ("مستخدمة", "used"),
            "cancelled": ("ملغاة", "cancelled"),
            "expired": ("منتهية", "expired"),
        },
    )
    issued_on = day(ar="تاريخ إصدار التأشيرة", en="Visa issued on")
    leave_by = day(ar="آخر يوم للمغادرة", en="Last day to leave")
    return_by = day(ar="آخر يوم للعودة", en="Last day to return")
    stay_days = whole(ar="مدة الإقامة خارج المملكة بالأيام", en="Days counted from departure")
    counted_from = choice(
        ar="تحسب المدة من",
        en="Counted from",
        options={"issue": ("الإصدار", "issue"), "departure": ("المغادرة", "departure")},
    )
    own_request = flag(ar="بطلب العامل نفسه", en="At the worker's own request")
    in_probation = flag(ar="أثناء فترة التجربة", en="During probation")
    extensions = whole(ar="عدد مرات التمديد", en="Times extended")


#: Visas of the applicant and of the people in the applicant's charge.
VISAS_IN_CHARGE = Circle("visas.in_charge", Visa, ar="تأشيرات من في مسؤوليتك", en="Visas of people in your charge")
VISIT_VISAS = Circle("visas.of_visitors", Visa, ar="تأشيرات زوارك", en="Your visitors' visas")


def issue_visa(holder: type[Person], *, kind: str, **sets: Any) -> Effect:
    """A new visa, unused, with a number of its own."""
    return create(
        "visas.visa.issued",
        Visa.of(holder),
        ar="إصدار تأشيرة",
        en="A new visa",
        number=Drawn("visa"),
        kind=kind,
        state="issued",
        issued_on=DAY,
        extensions=0,
        **sets,
    )


def extend_visa(visa: type[Visa], **sets: Any) -> Effect:
    """Later last days on the same visa."""
    return change(
        "visas.visa.extended",
        visa,
        ar="تمديد التأشيرة",
        en="The visa is extended",
        extensions=visa.extensions + 1,
        **sets,
    )


def cancel_visa(visa: type[Visa]) -> Effect:
    """The visa can no longer be used."""
    return change("visas.visa.cancelled", visa, ar="إلغاء التأشيرة", en="The visa is cancelled", state="cancelled")
