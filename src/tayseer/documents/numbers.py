"""Facts that are numbers at heart, written into codes as numbers: days, amounts, identity numbers."""

import re
from datetime import date, timedelta

# Beyond fifteen digits a browser would round; a zero in front would be lost. Both stay texts.
_DIGITS = re.compile(r"[1-9][0-9]{0,14}")
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,11})\.([0-9]{2})")
_FIRST_DAY, _LAST_NUMBER = date(1900, 1, 1), 10**15 - 1
_LAST_DAY = (date(2200, 1, 1) - _FIRST_DAY).days


def to_wire(value: str, kind: str) -> str | int:
    """Return a fact as it stands in a code: a whole number where `from_wire` gives back the same text, else the text.

    A `date` (ISO 8601) is the days since 1 January 1900, an `amount` its hundredths, and digits are their number.
    """
    if kind == "date":
        days = (date.fromisoformat(value) - _FIRST_DAY).days if _is_day(value) else -1
        return days if 0 <= days <= _LAST_DAY else value
    if kind == "amount":
        parts = _AMOUNT.fullmatch(value)
        return int(parts[1] + parts[2]) if parts else value
    return int(value) if kind in {"latin", "number", "digits"} and _DIGITS.fullmatch(value) else value


def from_wire(value: object, kind: str) -> str | None:
    """Return the text of a fact from a code, whichever way it was written; None when it is neither text nor number."""
    if isinstance(value, str):
        return value
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LAST_NUMBER:
        return None
    if kind == "date":
        return (_FIRST_DAY + timedelta(days=value)).isoformat() if value <= _LAST_DAY else None
    return f"{value // 100}.{value % 100:02}" if kind == "amount" else str(value)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
