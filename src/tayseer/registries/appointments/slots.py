"""Visits that can be booked: branches, days and times, with what is already taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from tayseer.kit.text import Text

BRANCHES = {
    "RUH": Text(ar="الرياض، فرع العليا", en="Riyadh, Olaya branch"),
    "JED": Text(ar="جدة، فرع الرويس", en="Jeddah, Ruwais branch"),
    "DMM": Text(ar="الدمام، فرع الشاطئ", en="Dammam, Shati branch"),
    "ABH": Text(ar="أبها، فرع المنسك", en="Abha, Mansak branch"),
}
TIMES = ("08:00", "09:00", "10:00", "11:00", "12:00", "13:00")
CAPACITY = 12
FIRST_DAY, DAYS_SHOWN = 1, 14
_FRIDAY, _SATURDAY = 4, 5


@dataclass(frozen=True)
class Slot:
    """One visit: the code kept in the case, the branch, the day and the time in Asia/Riyadh."""

    code: str
    branch: Text
    day: date
    time: str


def read_slot(code: str) -> Slot | None:
    """The slot behind a code such as ``RUH 2026-03-05 09:00``; ``None`` when there is no such slot."""
    branch, _, rest = code.partition(" ")
    day, _, time = rest.partition(" ")
    try:
        when = date.fromisoformat(day)
    except ValueError:
        return None
    if branch not in BRANCHES or time not in TIMES or when.weekday() in {_FRIDAY, _SATURDAY}:
        return None
    return Slot(code, BRANCHES[branch], when, time)


def free_slots(*, on: date, branch: str | None = None) -> list[Slot]:
    """Slots of the coming days that still have room, soonest first."""
    codes = [
        f"{name} {on + timedelta(days=ahead)} {time}"
        for ahead in range(FIRST_DAY, FIRST_DAY + DAYS_SHOWN)
        for name in ([branch] if branch else BRANCHES)
        for time in TIMES
    ]
    taken = _taken(codes)
    slots = [read_slot(code) for code in codes if taken.get(code, 0) < CAPACITY]
    return [slot for slot in slots if slot is not None]


def slot_is_free(code: str, *, on: date) -> bool:
    """Whether a slot exists, lies ahead within the days shown, and has room."""
    slot = read_slot(code)
    if slot is None or not on < slot.day < on + timedelta(days=FIRST_DAY + DAYS_SHOWN):
        return False
    return _taken([code]).get(code, 0) < CAPACITY


def _taken(codes: list[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slot, count(*) FROM appointments_appointment"
            " WHERE state = 'booked' AND slot = ANY(%s) GROUP BY slot",
            [codes],
        )
        return dict(cursor.fetchall())
