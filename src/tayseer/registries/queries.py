"""Reading the registries beyond what rules name: a person by id, as documents and screens need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.kit.text import Text
from tayseer.registries.tables import keeps_earlier, table_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tayseer.kit.records import Record

PERSON_FIELDS = (
    "id",
    "number",
    "kind",
    "name_ar",
    "name_en",
    "sex",
    "born_on",
    "born_on_hijri",
    "birth_place",
    "nationality",
    "occupation",
    "qualification",
    "marital_status",
    "died_on",
    "father_id",
    "mother_id",
)


def person(person_id: int) -> Mapping[str, Any] | None:
    """The registered facts of one person, or ``None``. For the platform's own acts; screens ask with an actor."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(PERSON_FIELDS)} FROM people_person WHERE id = %s", [person_id])  # noqa: S608 constants
        row = cursor.fetchone()
    return None if row is None else dict(zip(PERSON_FIELDS, row, strict=True))


def person_by_number(number: str) -> Mapping[str, Any] | None:
    """The registered facts of the person with this identity number, or ``None``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_person WHERE number = %s", [number])
        row = cursor.fetchone()
    return None if row is None else person(row[0])


def names_of(person_ids: Sequence[int]) -> dict[int, Text]:
    """Names by person id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name_ar, name_en FROM people_person WHERE id = ANY(%s)", [list(person_ids)])
        return {row[0]: Text(ar=row[1] or "", en=row[2] or row[1] or "") for row in cursor.fetchall()}


def in_charge_of(person_id: int, *, limit: int = 100) -> tuple[int, ...]:
    """The living people whose head of household or sponsor this person is today."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.id FROM people_tie t JOIN people_person p ON p.id = t.person_id"
            " WHERE t.other_id = %s AND t.until_on IS NULL AND t.kind IN ('head', 'sponsor') AND p.died_on IS NULL"
            " ORDER BY p.id LIMIT %s",
            [person_id, limit],
        )
        return tuple(row[0] for row in cursor.fetchall())


def charged_to(person_id: int) -> Mapping[str, Any] | None:
    """The head of household, sponsor or employer of a person: tie, name and number; ``None`` when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.kind, p.name_ar, p.name_en, p.number FROM people_tie t JOIN people_person p ON p.id = t.other_id"
            " WHERE t.person_id = %s AND t.until_on IS NULL AND t.kind IN ('head', 'sponsor')"
            " UNION ALL SELECT 'employer', e.name_ar, e.name_en, e.number FROM establishments_employment j"
            " JOIN establishments_establishment e ON e.id = j.establishment_id"
            " WHERE j.person_id = %s AND j.current LIMIT 1",
            [person_id, person_id],
        )
        row = cursor.fetchone()
    return None if row is None else dict(zip(("tie", "name_ar", "name_en", "number"), row, strict=True))


def records_of(record: type[Record], *, owner_id: int, limit: int = 50) -> list[dict[str, Any]]:
    """The current records of one owner, newest first, as field values with ``id``."""
    names = ["id", *(name for name in record.__fields__ if name != "id")]
    current = " AND current" if keeps_earlier(record) else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(names)} FROM {table_name(record)} WHERE {record.__owner__}_id = %s{current}"  # noqa: S608 names of contracts
            " ORDER BY id DESC LIMIT %s",
            [owner_id, limit],
        )
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def record_by_id(record: type[Record], *, record_id: int) -> dict[str, Any] | None:
    """One record by its id, as field values, or ``None``; for the platform's own acts."""
    names = list(record.__fields__)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM {table_name(record)} WHERE id = %s", [record_id])  # noqa: S608 names of contracts
        row = cursor.fetchone()
    return None if row is None else dict(zip(names, row, strict=True))


def history_of(record: type[Record], *, record_id: int, limit: int = 50) -> list[dict[str, Any]]:
    """What happened to one record, newest first: effect, case, day from which it is valid, values before and after."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT recorded_at, valid_from, effect, "case", before, after FROM registries_change'
            " WHERE record = %s AND record_id = %s ORDER BY id DESC LIMIT %s",
            [record.__record__, record_id, limit],
        )
        names = ("recorded_at", "valid_from", "effect", "case", "before", "after")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def values_on(record: type[Record], *, record_id: int, day: date, as_of: Any = None) -> dict[str, Any]:
    """The values of a record's fields as they were valid on ``day``, by what was recorded up to ``as_of`` (UTC)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT after FROM registries_change WHERE record = %s AND record_id = %s AND valid_from <= %s"
            " AND (%s::timestamptz IS NULL OR recorded_at <= %s::timestamptz) ORDER BY valid_from, id",
            [record.__record__, record_id, day, as_of, as_of],
        )
        values: dict[str, Any] = {}
        for (after,) in cursor.fetchall():
            values |= after if isinstance(after, dict) else {}
        return values
