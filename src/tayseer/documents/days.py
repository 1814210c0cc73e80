"""Days as documents show them: Gregorian first, Hijri beside it, in either language."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from hijridate import Gregorian

RIYADH = timezone(timedelta(hours=3), "Asia/Riyadh")
_TABLE = (date(1924, 8, 1), date(2077, 11, 16))
_EXACT_YEARS = (1420, 1450)
_GREGORIAN = {
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_HIJRI = {
    "ar": [
        "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان", "شوال",
        "ذو القعدة", "ذو الحجة",
    ],
    "en": [
        "Muharram", "Safar", "Rabi I", "Rabi II", "Jumada I", "Jumada II", "Rajab", "Shaban", "Ramadan", "Shawwal",
        "Dhu al-Qidah", "Dhu al-Hijjah",
    ],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day in words. `hijri` is empty outside the published table, and says so where two tables may differ."""

    iso: str
    gregorian: str
    hijri: str


def shown(day: date, lang: str) -> ShownDay:
    """Return the day in the words of `lang`, with its Umm al-Qura date for display only."""
    gregorian = f"{day.day} {_GREGORIAN[lang][day.month - 1]} {day.year}"
    return ShownDay(day.isoformat(), gregorian, _hijri(day, lang))


def hijri_words(registered: str, lang: str) -> str:
    """Return a Hijri date as registered (`1402-03-15`) in words; it is never recomputed. Other text stays as it is."""
    parts = registered.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts) or not 1 <= int(parts[1]) <= 12:  # noqa: PLR2004
        return registered
    return f"{int(parts[2])} {_HIJRI[lang][int(parts[1]) - 1]} {int(parts[0])}"


def day_in_riyadh(moment: datetime) -> date:
    """Return the day it is in Riyadh at `moment` (aware)."""
    return moment.astimezone(RIYADH).date()


def end_of(day: date) -> datetime:
    """Return the first moment after `day` in Riyadh: a document that ends on a day is good through all of it."""
    return datetime.combine(day + timedelta(days=1), time(), RIYADH)


def _hijri(day: date, lang: str) -> str:
    if not _TABLE[0] <= day <= _TABLE[1]:
        return ""
    found = Gregorian(day.year, day.month, day.day).to_hijri()
    words = f"{found.day} {_HIJRI[lang][found.month - 1]} {found.year}"
    if _EXACT_YEARS[0] <= found.year <= _EXACT_YEARS[1]:
        return words
    return f"{words} {'تقريبًا' if lang == 'ar' else 'approx.'}"
