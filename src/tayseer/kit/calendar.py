"""Arithmetic on days that law asks for: whole months, ages, and the Hijri calendar beside the Gregorian one."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from hijridate import Gregorian, Hijri


def plus_days(day: date, days: int) -> date:
    """The day ``days`` later (earlier when negative)."""
    return day + timedelta(days=days)


def plus_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later; the month's last day where that day does not exist."""
    ordinal = day.year * 12 + day.month - 1 + months
    year, month = divmod(ordinal, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def whole_months(start: date, end: date) -> int:
    """Whole months from ``start`` to ``end``; a month is whole once its day of the month is reached."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day else months


def age(born: date, day: date) -> int:
    """Age in whole Gregorian years; somebody born on 29 February turns a year older on 1 March."""
    years = day.year - born.year
    return years - 1 if (day.month, day.day) < (born.month, born.day) else years


def hijri_year_start(day: date) -> date:
    """The Gregorian day on which the Hijri year of ``day`` began (Umm al-Qura)."""
    year = Gregorian.fromdate(day).to_hijri().year
    first = Hijri(year, 1, 1).to_gregorian()
    return date(first.year, first.month, first.day)
