"""How days, moments, amounts, numbers and counts are written in Arabic and in English."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from hijridate import Gregorian
from markupsafe import Markup, escape

RIYADH = ZoneInfo("Asia/Riyadh")
DIRECTIONS: Mapping[str, str] = {"ar": "rtl", "en": "ltr"}

GREGORIAN_MONTHS: Mapping[str, tuple[str, ...]] = {
    "ar": (
        "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
        "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
HIJRI_MONTHS: Mapping[str, tuple[str, ...]] = {
    "ar": (
        "المحرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة",
        "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
    ),
    "en": (
        "Muharram", "Safar", "Rabi I", "Rabi II", "Jumada I", "Jumada II",
        "Rajab", "Shaban", "Ramadan", "Shawwal", "Dhu al-Qadah", "Dhu al-Hijjah",
    ),
}  # fmt: skip
WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

# The published tables agree with each other in these years only; outside them a converted day may be one off.
SURE_HIJRI_YEARS = range(1420, 1451)

TO_LATIN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
TO_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def w(lang: str, ar: str, en: str) -> str:
    """Return the sentence in the reader's language."""
    return ar if lang == "ar" else en


def ltr(value: object) -> Markup:
    """Return the value inside a left-to-right isolate, so that Arabic text around it cannot reorder it."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(value)


def plain_ltr(value: object) -> str:
    """Return the value between U+2066 and U+2069, the same isolate for plain text."""
    return f"\u2066{value}\u2069"


def digits(value: object, system: str = "latn") -> str:
    """Return the value with its digits in Latin (`latn`) or Arabic-Indic (`arab`) form."""
    text = str(value).translate(TO_LATIN)
    return text.translate(TO_ARABIC) if system == "arab" else text


def hijri_words(on: date, lang: str) -> str | None:
    """Return the Hijri day in words, marked approximate outside the sure years, or None outside the table."""
    try:
        hijri = Gregorian(on.year, on.month, on.day).to_hijri()
    except (OverflowError, ValueError):
        return None
    words = f"{hijri.day} {HIJRI_MONTHS[lang][hijri.month - 1]} {hijri.year}"
    if hijri.year in SURE_HIJRI_YEARS:
        return words
    return w(lang, f"{words} تقريبًا", f"about {words}")


def day_words(on: date, lang: str) -> str:
    """Return the Gregorian day alone in words: "3 March 2027"."""
    return f"{on.day} {GREGORIAN_MONTHS[lang][on.month - 1]} {on.year}"


def day_both_words(on: date, lang: str) -> str:
    """Return the Gregorian day with the Hijri day in brackets, in plain text."""
    hijri = hijri_words(on, lang)
    return f"{day_words(on, lang)} ({hijri})" if hijri else day_words(on, lang)


def timed(machine: str, words: str, lang: str) -> Markup:
    """Return a time element whose direction is its own language's."""
    return Markup('<time datetime="{}" dir="{}">{}</time>').format(machine, DIRECTIONS[lang], words)


def day(on: date, lang: str) -> Markup:
    """Return the Gregorian day alone as a time element; for dense tables only."""
    return timed(on.isoformat(), day_words(on, lang), lang)


def day_both(on: date, lang: str) -> Markup:
    """Return the day in both calendars as a time element."""
    return timed(on.isoformat(), day_both_words(on, lang), lang)


def moment_words(at: datetime, lang: str) -> str:
    """Return the moment in Asia/Riyadh in words: "3 March 2027, 2:05 pm". `at` must be aware."""
    if at.tzinfo is None:
        message = f"A moment needs a time zone, and {at.isoformat()} has none."
        raise ValueError(message)
    here = at.astimezone(RIYADH)
    hour = here.hour % 12 or 12
    half = w(lang, "ص" if here.hour < 12 else "م", "am" if here.hour < 12 else "pm")  # noqa: PLR2004
    return f"{day_words(here.date(), lang)}{w(lang, '،', ',')} {hour}:{here.minute:02d} {half}"


def moment(at: datetime, lang: str) -> Markup:
    """Return the moment in Asia/Riyadh as a time element."""
    return timed(at.isoformat(timespec="seconds"), moment_words(at, lang), lang)


def amount_words(amount: Decimal) -> str:
    """Return the amount with thousands separated, and halalas only where there are some."""
    given: object = amount
    # A template can pass anything, and a float would print a sum that nobody owes.
    if not isinstance(given, Decimal):
        message = f"An amount of money is a Decimal, not {type(amount).__name__}."
        raise TypeError(message)
    rounded = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{rounded:,.0f}" if rounded == rounded.to_integral_value() else f"{rounded:,.2f}"


def money_words(amount: Decimal, lang: str) -> str:
    """Return the amount in Saudi riyals in plain text."""
    return f"{amount_words(amount)} {w(lang, 'ريال', 'SAR')}"


def money(amount: Decimal, lang: str) -> Markup:
    """Return the amount in Saudi riyals, isolated: "1,250 SAR"."""
    return Markup('<span class="nowrap">{} {}</span>').format(ltr(amount_words(amount)), w(lang, "ريال", "SAR"))


Form = str | tuple[str, str | None] | None


def plural_form(n: int, lang: str) -> str:
    """Return the name of the plural form that n takes: one of zero, one, two, few, many, other."""
    if lang != "ar":
        return "one" if n == 1 else "other"
    if n in (0, 1, 2):
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:  # noqa: PLR2004
        return "few"
    return "many" if 11 <= n % 100 <= 99 else "other"  # noqa: PLR2004


def count_words(
    n: int,
    lang: str,
    *,
    zero: Form = None,
    one: Form = None,
    two: Form = None,
    few: Form = None,
    many: Form = None,
    other: Form,
) -> str:
    """Return the counted noun in the right plural form.

    Each form is one string, or an (Arabic, English) pair; `{n}` stands for the number. A form left out falls back to
    `other`.
    """
    forms: dict[str, Form] = {"zero": zero, "one": one, "two": two, "few": few, "many": many, "other": other}
    index = 0 if lang == "ar" else 1
    for name in (plural_form(n, lang), "other"):
        form = forms[name]
        sentence = form[index] if isinstance(form, tuple | list) else form
        if sentence is not None:
            return sentence.replace("{n}", f"{n:,}")
    message = f"The noun has no form for {n} in {lang!r}."
    raise ValueError(message)


NOUNS: Mapping[str, Mapping[str, Form]] = {
    "minute": {
        "one": ("دقيقة واحدة", "1 minute"),
        "two": ("دقيقتان", None),
        "few": ("{n} دقائق", None),
        "other": ("{n} دقيقة", "{n} minutes"),
    },
    "hour": {
        "one": ("ساعة واحدة", "1 hour"),
        "two": ("ساعتان", None),
        "few": ("{n} ساعات", None),
        "other": ("{n} ساعة", "{n} hours"),
    },
    "day": {
        "one": ("يوم واحد", "1 day"),
        "two": ("يومان", None),
        "few": ("{n} أيام", None),
        "many": ("{n} يومًا", None),
        "other": ("{n} يوم", "{n} days"),
    },
    "month": {
        "one": ("شهر واحد", "1 month"),
        "two": ("شهران", None),
        "few": ("{n} أشهر", None),
        "many": ("{n} شهرًا", None),
        "other": ("{n} شهر", "{n} months"),
    },
    "year": {
        "one": ("سنة واحدة", "1 year"),
        "two": ("سنتان", None),
        "few": ("{n} سنوات", None),
        "other": ("{n} سنة", "{n} years"),
    },
    "service": {
        "zero": ("لا خدمات", None),
        "one": ("خدمة واحدة", "1 service"),
        "two": ("خدمتان", None),
        "few": ("{n} خدمات", None),
        "other": ("{n} خدمة", "{n} services"),
    },
    "request": {
        "zero": ("لا طلبات", None),
        "one": ("طلب واحد", "1 request"),
        "two": ("طلبان", None),
        "few": ("{n} طلبات", None),
        "many": ("{n} طلبًا", None),
        "other": ("{n} طلب", "{n} requests"),
    },
    "document": {
        "zero": ("لا وثائق", None),
        "one": ("وثيقة واحدة", "1 document"),
        "two": ("وثيقتان", None),
        "few": ("{n} وثائق", None),
        "other": ("{n} وثيقة", "{n} documents"),
    },
    "message": {
        "zero": ("لا رسائل", None),
        "one": ("رسالة واحدة", "1 message"),
        "two": ("رسالتان", None),
        "few": ("{n} رسائل", None),
        "other": ("{n} رسالة", "{n} messages"),
    },
    "violation": {
        "zero": ("لا مخالفات", None),
        "one": ("مخالفة واحدة", "1 violation"),
        "two": ("مخالفتان", None),
        "few": ("{n} مخالفات", None),
        "other": ("{n} مخالفة", "{n} violations"),
    },
    "question": {
        "one": ("سؤال واحد", "1 question"),
        "two": ("سؤالان", None),
        "few": ("{n} أسئلة", None),
        "many": ("{n} سؤالًا", None),
        "other": ("{n} سؤال", "{n} questions"),
    },
    "problem": {
        "one": ("مشكلة واحدة", "1 problem"),
        "two": ("مشكلتان", None),
        "few": ("{n} مشكلات", None),
        "other": ("{n} مشكلة", "{n} problems"),
    },
    "result": {
        "zero": ("لا نتائج", None),
        "one": ("نتيجة واحدة", "1 result"),
        "two": ("نتيجتان", None),
        "few": ("{n} نتائج", None),
        "other": ("{n} نتيجة", "{n} results"),
    },
}


def counted(n: int, noun: str, lang: str) -> str:
    """Return a number with one of the nouns counted all over the platform, such as «3 أيام» for 3, "day", "ar"."""
    return count_words(n, lang, **NOUNS[noun])


def auto(value: object) -> Markup:
    """Return a text of unknown direction (a name, free text, a file name) in an isolate that finds its own."""
    return Markup('<bdi dir="auto">{}</bdi>').format(escape(value))
