"""Numbers drawn for new records: random within their kind, with a check digit where a standard asks for one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

#: First digits of identity numbers that this country gives out; no real person of the reference country holds them.
CITIZEN_SERIES, RESIDENT_SERIES, VISITOR_SERIES = "19", "29", "39"

#: Kind of number: prefix, random digits after it, whether a Luhn check digit closes it, and where it must be unique.
_KINDS: dict[str, tuple[str, int, bool, str, str]] = {
    "citizen-number": (CITIZEN_SERIES, 7, True, "people_person", "number"),
    "resident-number": (RESIDENT_SERIES, 7, True, "people_person", "number"),
    "passport": ("T", 8, False, "passports_passport", "number"),
    "visa": ("60", 8, False, "visas_visa", "number"),
    "id-card": ("C", 9, False, "civil_id_card", "copy_number"),
    "iqama-card": ("R", 9, False, "residency_iqama", "card_number"),
    "objection": ("OB", 9, False, "violations_objection", "number"),
    "appointment": ("AP", 9, False, "appointments_appointment", "number"),
    "authorisation": ("DA", 9, False, "vehicles_driver_authorisation", "number"),
}


def check_digit(digits: str) -> str:
    """The Luhn digit (ISO/IEC 7812-1) that makes ``digits`` plus it valid."""
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    total = sum(value - 9 if value > 9 else value for value in doubled)  # noqa: PLR2004 Luhn's own nines
    return str(-total % 10)


def draw(kind: str) -> str:
    """A number of this kind that no record holds yet."""
    prefix, length, checked, table, column = _KINDS.get(kind, ("N", 10, False, "", ""))
    while True:
        digits = prefix + "".join(secrets.choice("0123456789") for _ in range(length))
        number = digits + check_digit(digits) if checked else digits
        if not table or _is_free(table, column, number):
            return number


def _is_free(table: str, column: str, number: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE {column} = %s LIMIT 1", [number])  # noqa: S608 names from this file
        return cursor.fetchone() is None


class Draw(Mapping[str, str]):
    """Numbers drawn once each for one case, when first asked for."""

    def __init__(self) -> None:
        self._drawn: dict[str, str] = {}

    def __getitem__(self, kind: str) -> str:
        return self._drawn.setdefault(kind, draw(kind)) if kind not in self._drawn else self._drawn[kind]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._drawn)

    def __len__(self) -> int:
        return len(self._drawn)
