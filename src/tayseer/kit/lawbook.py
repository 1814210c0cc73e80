"""Dated law: values that start on a day and hold until the next line, each with its legal basis."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tayseer.kit.expressions import LawValue
from tayseer.kit.text import Text

UNITS = {"SAR", "days", "months", "years", "count", "share", "flag", "words"}
REPEALED = "repealed"


class UnknownLaw(LookupError):
    """Asked for a value that law does not give on that day; never answered by a guess."""


@dataclass(frozen=True)
class Line:
    """One value from one day on."""

    since: date
    value: Any
    basis: str


@dataclass(frozen=True)
class Value:
    """One law value with all its lines, in order of date."""

    agency: str
    name: str
    label: Text
    unit: str
    lines: tuple[Line, ...]

    def line_on(self, day: date) -> Line:
        """The line in force on ``day``. Raises ``UnknownLaw`` before the first line or after repeal."""
        place = bisect_right([line.since for line in self.lines], day)
        if place == 0:
            message = (
                f"{self.agency}.{self.name} has no value on {day}: its first line starts on {self.lines[0].since}."
            )
            raise UnknownLaw(message)
        line = self.lines[place - 1]
        if line.value == REPEALED:
            message = f"{self.agency}.{self.name} was repealed on {line.since}."
            raise UnknownLaw(message)
        return line


def read_agency(agency: str, toml: str) -> dict[str, Value]:
    """The values of one agency's TOML file. Raises ``ValueError`` naming the value and what is wrong with it."""
    return {name: _read_value(agency, name, table) for name, table in tomllib.loads(toml).items()}


def _read_value(agency: str, name: str, table: dict[str, Any]) -> Value:
    where = f"law/{agency}.toml [{name}]"
    unit = table.pop("unit", None)
    label = Text(ar=table.pop("ar", ""), en=table.pop("en", ""))
    if unit not in UNITS:
        message = f"{where}: unit must be one of {', '.join(sorted(UNITS))}, not {unit!r}."
        raise ValueError(message)
    if not label.ar or not label.en or not table:
        message = f"{where}: needs ar, en and at least one dated line."
        raise ValueError(message)
    lines = []
    for since, line in table.items():
        if set(line) != {"value", "basis"} or not isinstance(line["value"], str) or not line["basis"]:
            message = f'{where} {since}: write {{ value = "…", basis = "…" }} with a quoted value.'
            raise ValueError(message)
        lines.append(Line(date.fromisoformat(since), _typed(unit, line["value"]), line["basis"]))
    if [line.since for line in lines] != sorted({line.since for line in lines}):
        message = f"{where}: lines must stand in order of date, each day once."
        raise ValueError(message)
    return Value(agency, name, label, unit, tuple(lines))


def _typed(unit: str, value: str) -> Any:
    if value == REPEALED or unit == "words":
        return value
    if unit in {"SAR", "share"}:
        return Decimal(value)
    if unit == "flag":
        return {"yes": True, "no": False}[value]
    return int(value)


class Agency:
    """One agency's law, by attribute: ``law.passports.fee_5_years``. A name that law lacks fails at import."""

    def __init__(self, agency: str, values: dict[str, Value]) -> None:
        self._agency = agency
        self._values = values

    def __getattr__(self, name: str) -> LawValue[Any]:
        value = self._values.get(name)
        if value is None:
            message = f"law/{self._agency}.toml has no value named {name}."
            raise AttributeError(message)
        return LawValue(value.agency, value.name, value.label, value.unit)


@dataclass(frozen=True)
class Book:
    """All agencies' law; the ``Laws`` of an evaluation."""

    agencies: dict[str, dict[str, Value]]

    def find(self, agency: str, name: str) -> Value:
        """The value with all its lines. Raises ``UnknownLaw``."""
        try:
            return self.agencies[agency][name]
        except KeyError:
            message = f"No law is named {agency}.{name}."
            raise UnknownLaw(message) from None

    def on(self, agency: str, name: str, day: date) -> Any:
        """The value on ``day``. Raises ``UnknownLaw`` before its first line."""
        return self.find(agency, name).line_on(day).value
