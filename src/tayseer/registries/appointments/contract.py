"""Appointments at branches."""

from typing import Any

from tayseer.kit.records import Record, choice, day, seen_from, words
from tayseer.kit.services import Effect, change, create


class Appointment(
    Record, registry="appointments", of="person", many=True, ar="سجل المواعيد", en="register of appointments"
):
    """A visit booked for a person."""

    number = words(ar="رقم الموعد", en="Appointment number")
    purpose = choice(
        ar="الغرض",
        en="Purpose",
        options={
            "fingerprint": ("تسجيل البصمة", "fingerprint enrolment"),
            "first-id": ("إصدار الهوية", "first identity card"),
        },
    )
    slot = words(ar="الفرع والوقت", en="Branch and time")
    booked_on = day(ar="تاريخ الحجز", en="Booked on")
    state = choice(
        ar="الحالة",
        en="State",
        options={
            "booked": ("محجوز", "booked"),
            "attended": ("تم الحضور", "attended"),
            "missed": ("لم يحضر", "missed"),
            "cancelled": ("ملغى", "cancelled"),
        },
    )


def attend(visit: type[Appointment]) -> Effect:
    """The person came."""
    return change("appointments.visit.attended", visit, ar="تسجيل الحضور", en="The visit took place", state="attended")


def miss(visit: type[Appointment]) -> Effect:
    """The person did not come, or the visit was given up; its place is free again."""
    return change(
        "appointments.visit.missed",
        visit,
        ar="إلغاء الموعد",
        en="The visit did not take place",
        state="missed",
    )


def book(person: type[Record], **sets: Any) -> Effect:
    """A visit is booked."""
    return create(
        "appointments.visit.booked",
        Appointment.of(person),
        ar="حجز موعد",
        en="A visit is booked",
        known_as="appointment",
        state="booked",
        **sets,
    )


#: The visit that the case itself booked.
BOOKED_VISIT = seen_from(Appointment, ("appointment",))
