"""The few words in which the made-up country is written: chance by hash, days by distance, and rows of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Mapping


def chance(salt: str, among: int, *, of: str = "p.i") -> str:
    """SQL for a whole number below ``among``, always the same for one person, salt and seed.

    ``of`` is the index whose chance it is: a child asks for its father's by the father's index.
    """
    return f"((hashint8extended({of}, @seed + {crc32(salt.encode())}) & 2147483647) % {among})"


def odds(salt: str, percent: float, *, of: str = "p.i") -> str:
    """SQL that is true for so many of a hundred people."""
    return f"({chance(salt, 1000, of=of)} < {round(percent * 10)})"


def ending(salt: str, within: int, *, late_percent: float, late_by: int) -> str:
    """SQL for the last day of a paper: spread evenly over its term, with some that ended lately."""
    return (
        f"(@on + CASE WHEN {odds(salt + ' late', late_percent)} THEN -1 - {chance(salt, late_by)}"
        f" ELSE {chance(salt, within)} END::int)"
    )


def one_of(salt: str, *values: str, of: str = "p.i") -> str:
    """SQL for one of a few texts, each as likely."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{listed}])[1 + {chance(salt, len(values), of=of)}]"


@dataclass(frozen=True)
class Rows:
    """Rows of one table: for whom among the people ``p`` of a chunk, and each column as SQL.

    ``places`` is how many ids each person has to themselves; ``place`` says which of them this row takes.
    """

    table: str
    where: str
    columns: Mapping[str, str]
    places: int = 1
    place: int = 0

    def insert(self) -> str:
        """The statement for one chunk, with ``@`` words still to be filled in."""
        names, values = ", ".join(self.columns), ", ".join(self.columns.values())
        identity = f"@{self.table} + p.i * {self.places} + {self.place}"
        head = f"INSERT INTO {self.table} (id, {names}) SELECT {identity}, {values}"
        return f"{head} FROM nation_person p WHERE {self.where}"


def filled(statement: str, values: Mapping[str, object]) -> str:
    """The statement with its ``@`` words filled in; a word without a value raises ``KeyError``."""
    return re.sub(r"@([a-z_]+)", lambda word: str(values[word[1]]), statement)
