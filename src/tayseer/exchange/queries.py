"""Reads what agencies outside attested, with who said it and how old it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.exchange.contract import Attested
from tayseer.kit.records import STEPS, contract_of
from tayseer.registries.tables import is_single, table_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, timedelta

    from tayseer.exchange.sources import Source
    from tayseer.kit.records import Record


@dataclass(frozen=True)
class Attestation:
    """A fact of another ministry: who said it, when (UTC), until which day it counts, and its further fields."""

    source: str
    attested_at: datetime
    valid_until: date | None
    values: Mapping[str, Any]

    def age(self, at: datetime) -> timedelta:
        """How long ago it was said."""
        return at - self.attested_at

    def counts_on(self, day: date) -> bool:
        """Whether it still counts on that day in Riyadh."""
        return self.valid_until is None or self.valid_until >= day


def attested(record: type[Record], about_id: int) -> Attestation | None:
    """The current word on a person or vehicle, or ``None`` when nothing was said.

    For rules and jobs; whoever shows it to a person decides first whose it is. Of facts that one may have several of,
    the latest.
    """
    contract = contract_of(record)
    names = [name for name in contract.__fields__ if name not in {"id", f"{contract.__owner__}_id"}]
    order = "AND current" if is_single(contract) else "ORDER BY attested_at DESC NULLS LAST, id DESC LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(names)} FROM {table_name(contract)} WHERE {contract.__owner__}_id = %s {order}",  # noqa: S608 contracts' names
            [about_id],
        )
        found = cursor.fetchone()
    if found is None:
        return None
    row = dict(zip(names, found, strict=True))
    common = {name: row.pop(name) for name in Attested.__fields__ if name in row}
    return Attestation(values=row, **common)


def words_of(source: Source, *, limit: int) -> list[dict[str, Any]]:
    """Return the current words of one source, oldest first, each with what it is about; for the demonstration alone.

    Each has ``key`` (the number or plate), ``valid_until`` (ISO, or ``None``) and ``values``.
    """
    contract = contract_of(source.record)
    owner = STEPS[str(contract.__owner__)]
    names = [
        name for name in contract.__fields__ if name not in {"id", f"{contract.__owner__}_id", *Attested.__fields__}
    ]
    values = ", ".join(f"'{name}', f.{name}" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.{source.by}, f.valid_until, json_build_object({values})"  # noqa: S608 contracts' names
            f" FROM {table_name(contract)} f JOIN {table_name(owner)} o ON o.id = f.{contract.__owner__}_id"
            " WHERE f.current ORDER BY f.id LIMIT %s",
            [limit],
        )
        rows = cursor.fetchall()
    return [
        {"key": key, "valid_until": None if until is None else until.isoformat(), "values": values}
        for key, until, values in rows
    ]
