"""How values read inside a sentence: days in both calendars, money in words, names, each isolated in Arabic."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from hijridate import Gregorian

from tayseer.kit.text import Text, isolate, isolate_name, same

RIYADH = ZoneInfo("Asia/Riyadh")
MONTHS_AR = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split()
MONTHS_EN = "January February March April May June July August September October November December".split()
HIJRI_AR = (
    "محرم",
    "صفر",
    "ربيع الأول",
    "ربيع الآخر",
    "جمادى الأولى",
    "جمادى الآخرة",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو القعدة",
    "ذو الحجة",
)
HIJRI_EN = (
    "Muharram",
    "Safar",
    "Rabi I",
    "Rabi II",
    "Jumada I",
    "Jumada II",
    "Rajab",
    "Shaban",
    "Ramadan",
    "Shawwal",
    "Dhu al-Qadah",
    "Dhu al-Hijjah",
)
#: The years in which the library and ICU agree; outside them a converted day is said to be approximate.
AGREED_HIJRI_YEARS = range(1420, 1451)


@lru_cache(maxsize=4_096)
def day_text(day: date) -> Text:
    """A day in both calendars: "3 March 2027 (24 Ramadan 1448)"; Gregorian alone outside the Hijri table."""
    ar = f"{isolate(str(day.day))} {MONTHS_AR[day.month - 1]} {isolate(str(day.year))}"
    en = f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"
    try:
        hijri = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return Text(ar=ar, en=en)
    near = ("", "") if hijri.year in AGREED_HIJRI_YEARS else ("تقريبًا ", "about ")
    return Text(
        ar=f"{ar} ({near[0]}{isolate(str(hijri.day))} {HIJRI_AR[hijri.month - 1]} {isolate(str(hijri.year))})",
        en=f"{en} ({near[1]}{hijri.day} {HIJRI_EN[hijri.month - 1]} {hijri.year})",
    )


def moment_text(at: datetime) -> Text:
    """An instant in Asia/Riyadh: day in both calendars and the time on a 12-hour clock."""
    local = at.astimezone(RIYADH)
    clock = f"{(local.hour - 1) % 12 + 1}:{local.minute:02d}"
    day = day_text(local.date())
    morning = local.hour < 12  # noqa: PLR2004 noon
    return Text(
        ar=f"{day.ar}، {isolate(clock)} {'ص' if morning else 'م'}",
        en=f"{day.en}, {clock} {'am' if morning else 'pm'}",
    )


def money_text(sum_sar: Decimal) -> Text:
    """An amount in SAR; halalas only when there are any."""
    plain = f"{sum_sar:,.2f}".removesuffix(".00")
    return Text(ar=f"{isolate(plain)} ريال", en=f"{plain} SAR")


YES_NO = {True: Text(ar="نعم", en="Yes"), False: Text(ar="لا", en="No")}
NOT_KNOWN = Text(ar="غير معروف", en="not known")


def value_text(  # noqa: PLR0911 one line for each kind of value
    value: Any, *, kind: str = "", options: Any = None
) -> Text:
    """Any fact's value in words. ``kind`` is the field's kind, ``options`` its named values."""
    if value is None:
        return NOT_KNOWN
    if options and value in options:
        chosen: Text = options[value]
        return chosen
    if isinstance(value, Text):
        return Text(ar=isolate_name(value.ar), en=value.en)
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, Decimal):
        return same(isolate(format(value, "f"))) if kind == "share" else money_text(value)
    if isinstance(value, int):
        return Text(ar=isolate(str(value)), en=str(value))
    text = str(value)
    if text.isascii():
        return Text(ar=isolate(text), en=text)
    return same(isolate_name(text))
