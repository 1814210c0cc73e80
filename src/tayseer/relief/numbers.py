"""Bill numbers of the programme: ten digits and two that check them, so that a slip of the hand is seen at once."""

import re
import secrets

LENGTH = 12
#: The series of the programme; no other bill of the platform is written in digits alone.
SERIES = "41"
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
_MODULUS, _REMAINDER = 97, 1


def new_bill_number() -> str:
    """A bill number that nobody can guess from another: eight random digits between the series and the check."""
    return with_check_digits(f"{SERIES}{secrets.randbelow(10**8):08d}")


def with_check_digits(digits: str) -> str:
    """The digits and their two check digits (ISO/IEC 7064, MOD 97-10): one wrong digit or one swap never fits."""
    return f"{digits}{_MODULUS + _REMAINDER - int(digits) * 100 % _MODULUS:02d}"


def read_bill_number(written: str) -> str:
    """The twelve digits of what somebody typed, spaces and Arabic digits allowed; empty when it is no such number."""
    digits = re.sub(r"[\s-]", "", written.strip()).translate(_DIGITS)
    well_formed = re.fullmatch(rf"{SERIES}[0-9]{{{LENGTH - len(SERIES)}}}", digits, re.ASCII)
    return digits if well_formed and int(digits) % _MODULUS == _REMAINDER else ""


def spaced(number: str) -> str:
    """The number in groups of four, as people read it aloud."""
    return " ".join(number[place : place + 4] for place in range(0, len(number), 4))
