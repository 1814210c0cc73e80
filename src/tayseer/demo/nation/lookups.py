"""What the statements look up while they write: names by nation, and the registered Hijri day of a birth."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hijridate import Hijri
from hijridate.ummalqura import HIJRI_RANGE

from tayseer.demo.names import NATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = """
CREATE TEMPORARY TABLE nation_names (nation int, code text, men int, women int, families int, cities text[]);
CREATE TEMPORARY TABLE nation_name (nation int, use text, place bigint, ar text, en text);
CREATE TEMPORARY TABLE nation_day (day date, written text);
"""
_MOST_MONTHS = 12


def fill(cursor: Any) -> None:
    """Make the session's own lookup tables."""
    cursor.execute(TABLES)
    with cursor.copy("COPY nation_names FROM STDIN") as copy:
        for place, nation in enumerate(NATIONS):
            sizes = (len(nation.men), len(nation.women), len(nation.families))
            copy.write_row((place, nation.code, *sizes, list(nation.cities)))
    with cursor.copy("COPY nation_name FROM STDIN") as copy:
        for row in _names():
            copy.write_row(row)
    with cursor.copy("COPY nation_day FROM STDIN") as copy:
        for day in _days():
            copy.write_row(day)
    cursor.execute("ANALYZE nation_names; ANALYZE nation_name; ANALYZE nation_day")


def _names() -> Iterator[tuple[int, str, int, str, str]]:
    for nation, names in enumerate(NATIONS):
        for use, pairs in (("man", names.men), ("woman", names.women), ("family", names.families)):
            for place, (ar, en) in enumerate(pairs):
                yield nation, use, place, ar, en


def _days() -> Iterator[tuple[str, str]]:
    """Every day of the Umm al-Qura table, month by month."""
    first, last = HIJRI_RANGE
    for year in range(first[0], last[0] + 1):
        for month in range(1, _MOST_MONTHS + 1):
            start = Hijri(year, month, 1)
            begins = start.to_gregorian().toordinal()
            for day in range(start.month_length()):
                yield date.fromordinal(begins + day).isoformat(), f"{year}-{month:02d}-{day + 1:02d}"
