"""Numbers, phones and e-mail addresses as people write them, brought into one form."""

import re

LONGEST_EMAIL = 254

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_NUMBER = re.compile(r"[0-9]{10}", re.ASCII)
_SAUDI = re.compile(r"(?:\+966|00966|966|0)?(5[0-9]{8})", re.ASCII)
_ABROAD = re.compile(r"(?:\+|00)([1-9][0-9]{7,14})", re.ASCII)
_EMAIL = re.compile(r"[^@\s<>\"',;:\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250})\.[A-Za-z]{2,}", re.ASCII)


def ascii_digits(written: str) -> str:
    """Return the text with Arabic-Indic and Persian digits as ASCII digits, and spaces at the ends removed."""
    return written.translate(_DIGITS).strip()


def identity_number(written: str) -> str | None:
    """Return ten ASCII digits, or None when it is not a number of that form. The check digit is not looked at."""
    form = ascii_digits(written)
    return form if _NUMBER.fullmatch(form) else None


def mobile_number(written: str) -> str | None:
    """Return the mobile number in E.164 (`+9665…`), or None. A number without a country is a Saudi one."""
    form = re.sub(r"[\s()-]", "", ascii_digits(written))
    if saudi := _SAUDI.fullmatch(form):
        return f"+966{saudi[1]}"
    # A Saudi number that is not a mobile one cannot receive a code.
    if (abroad := _ABROAD.fullmatch(form)) and not abroad[1].startswith("966"):
        return f"+{abroad[1]}"
    return None


def email_address(written: str) -> str | None:
    """Return the address with its domain in lower case, or None when it cannot be one."""
    form = written.strip()
    if len(form) > LONGEST_EMAIL or ".." in form or not _EMAIL.fullmatch(form):
        return None
    local, _, domain = form.rpartition("@")
    return f"{local}@{domain.lower()}"
