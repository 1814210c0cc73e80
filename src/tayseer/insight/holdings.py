"""What one person has and answers for: people in charge, establishments, vehicles, violations; one round trip each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from tayseer.kit.calendar import plus_months
from tayseer.kit.text import Text
from tayseer.law import LAW

MOST_PEOPLE = 100


@dataclass(frozen=True)
class Paper:
    """A paper of somebody in charge: iqama, passport or id, with its state and last day."""

    code: str
    number: str
    state: str
    expires_on: date | None


@dataclass(frozen=True)
class Charge:
    """Somebody a person answers for. ``relation`` is spouse, child, family, worker or guest."""

    id: int
    relation: str
    names: Text
    number: str
    sex: str
    standing: str
    born_on: date | None
    inside: bool | None
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Company:
    """An establishment a person acts for; ``role`` is administer or request."""

    id: int
    names: Text
    number: str
    role: str
    workers: int


@dataclass(frozen=True)
class Household:
    """Everybody and every establishment a person acts for; ``standing`` is the person's own."""

    standing: str
    people: tuple[Charge, ...]
    companies: tuple[Company, ...]


_HOUSEHOLD = """
WITH folk AS MATERIALIZED (
    SELECT p.id, p.name_ar, p.name_en, p.number, p.sex, p.kind, p.born_on,
           CASE WHEN t.kind = 'sponsor' THEN 'worker' WHEN t.kind = 'host' THEN 'guest'
                WHEN %(me)s::bigint IN (p.father_id, p.mother_id) THEN 'child'
                WHEN EXISTS (SELECT FROM people_tie s WHERE s.person_id = p.id AND s.other_id = %(me)s::bigint
                              AND s.kind = 'spouse' AND s.until_on IS NULL) THEN 'spouse'
                ELSE 'family' END AS relation
      FROM people_tie t JOIN people_person p ON p.id = t.person_id
     WHERE t.other_id = %(me)s::bigint AND t.until_on IS NULL AND t.kind IN ('head', 'sponsor', 'host')
       AND p.died_on IS NULL
    UNION ALL
    SELECT p.id, p.name_ar, p.name_en, p.number, p.sex, p.kind, p.born_on, 'child'
      FROM people_person p
     WHERE %(me)s::bigint IN (p.father_id, p.mother_id) AND p.died_on IS NULL AND p.born_on > %(grown)s::date
       AND NOT EXISTS (SELECT FROM people_tie t WHERE t.person_id = p.id AND t.other_id = %(me)s::bigint
                        AND t.kind IN ('head', 'sponsor', 'host') AND t.until_on IS NULL)
)
SELECT f.relation, f.id, f.name_ar, f.name_en, f.number, f.sex, f.kind, f.born_on, b.inside,
       i.number, i.state, i.expires_on, s.number, s.state, s.expires_on, c.copy_number, c.state, c.expires_on, 0
  FROM folk f
  LEFT JOIN borders_presence b ON b.person_id = f.id AND b.current
  LEFT JOIN residency_iqama i ON i.person_id = f.id AND i.current
  LEFT JOIN passports_passport s ON s.person_id = f.id AND s.current
  LEFT JOIN civil_id_card c ON c.person_id = f.id AND c.current
UNION ALL
SELECT 'company', e.id, e.name_ar, e.name_en, e.number, m.role, '', NULL, NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       (SELECT count(*) FROM establishments_employment j WHERE j.establishment_id = e.id AND j.current)::int
  FROM establishments_manager m JOIN establishments_establishment e ON e.id = m.establishment_id
 WHERE m.person_id = %(me)s::bigint
UNION ALL
SELECT 'self', p.id, p.name_ar, p.name_en, p.number, p.sex, p.kind, p.born_on, NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0
  FROM people_person p WHERE p.id = %(me)s::bigint
"""
_ORDER = {"spouse": 0, "child": 1, "family": 2, "worker": 3, "guest": 4}


def household_of(*, person_id: int, on: date) -> Household:
    """Everybody and every establishment the person acts for: family first, then workers, then guests.

    ``on`` is the day in Asia/Riyadh. A child of whom another is head is listed until grown. Whoever asks must be that
    person.
    """
    grown = plus_months(on, -12 * LAW.on("common", "adult_age", on))
    with connection.cursor() as cursor:
        cursor.execute(_HOUSEHOLD, {"me": person_id, "grown": grown})
        rows = cursor.fetchall()
    people = {row[1]: _charge(row) for row in rows if row[0] in _ORDER}
    companies = {row[1]: _company(row) for row in rows if row[0] == "company"}
    standing = next((row[6] for row in rows if row[0] == "self"), "") or ""
    ordered = sorted(people.values(), key=lambda one: (_ORDER[one.relation], one.born_on or date.max, one.id))
    return Household(standing, tuple(ordered[:MOST_PEOPLE]), tuple(companies.values()))


def _charge(row: tuple[Any, ...]) -> Charge:
    papers = (("iqama", *row[9:12]), ("passport", *row[12:15]), ("id", *row[15:18]))
    return Charge(
        id=row[1],
        relation=row[0],
        names=_names(row[2], row[3]),
        number=row[4] or "",
        sex=row[5] or "",
        standing=row[6] or "",
        born_on=row[7],
        inside=row[8],
        papers=tuple(
            Paper(code, number or "", state, expires_on)
            for code, number, state, expires_on in papers
            if state is not None
        ),
    )


def _company(row: tuple[Any, ...]) -> Company:
    return Company(row[1], _names(row[2], row[3]), row[4] or "", row[5] or "", row[18])


def _names(ar: str | None, en: str | None) -> Text:
    return Text(ar=ar or "", en=en or ar or "")


@dataclass(frozen=True)
class VehicleHeld:
    """A vehicle one owns, or may drive by another's leave (then ``owner`` is named and ``authorised_until`` is set)."""

    id: int
    own: bool
    plate: str
    make: str
    model_year: int | None
    colour: str
    type: str
    state: str
    registration_until: date | None
    insured_until: date | None
    inspected_until: date | None
    owner: Text
    driver: Text
    authorised_until: date | None


_VEHICLES = """
SELECT v.id, v.person_id = %(me)s::bigint, v.plate, v.make, v.model_year, v.colour, v.type, v.state,
       v.registration_expires_on, i.valid_until, n.valid_until, o.name_ar, o.name_en, d.name_ar, d.name_en, a.ends_on
  FROM vehicles_vehicle v
  LEFT JOIN exchange_vehicle_insurance i ON i.vehicle_id = v.id AND i.current
  LEFT JOIN exchange_inspection n ON n.vehicle_id = v.id AND n.current
  LEFT JOIN LATERAL (SELECT driver_id, ends_on FROM vehicles_driver_authorisation x
                      WHERE x.vehicle_id = v.id AND x.state = 'active' AND x.ends_on >= %(on)s::date
                      ORDER BY x.ends_on DESC LIMIT 1) a ON true
  LEFT JOIN people_person o ON o.id = v.person_id
  LEFT JOIN people_person d ON d.id = a.driver_id
 WHERE v.person_id = %(me)s::bigint
    OR v.id IN (SELECT x.vehicle_id FROM vehicles_driver_authorisation x
                 WHERE x.driver_id = %(me)s::bigint AND x.state = 'active' AND x.ends_on >= %(on)s::date)
 ORDER BY 2 DESC, v.id LIMIT 60
"""


def vehicles_of(*, person_id: int, on: date) -> tuple[VehicleHeld, ...]:
    """The person's vehicles, then those the person may drive today. ``on`` is the day in Asia/Riyadh."""
    with connection.cursor() as cursor:
        cursor.execute(_VEHICLES, {"me": person_id, "on": on})
        return tuple(_vehicle(row) for row in cursor.fetchall())


def _vehicle(row: tuple[Any, ...]) -> VehicleHeld:
    texts = [value or "" for value in (*row[2:4], *row[5:8])]
    values = (*row[:2], *texts[:2], row[4], *texts[2:], *row[8:11], _names(*row[11:13]), _names(*row[13:15]), row[15])
    return VehicleHeld(*values)


@dataclass(frozen=True)
class ViolationHeld:
    """A violation of the person or of somebody in the person's charge. Moments are UTC, money is SAR."""

    id: int
    own: bool
    whom: Text
    number: str
    title: Text
    city: str
    plate: str
    committed_at: datetime | None
    committed_on: date | None
    speed: int | None
    speed_limit: int | None
    amount: Decimal | None
    state: str
    due_on: date | None
    paid_on: date | None


_VIOLATIONS = """
WITH folk AS MATERIALIZED (
    SELECT id, name_ar, name_en FROM people_person WHERE id = %(me)s::bigint
    UNION
    SELECT p.id, p.name_ar, p.name_en FROM people_tie t JOIN people_person p ON p.id = t.person_id
     WHERE t.other_id = %(me)s::bigint AND t.until_on IS NULL AND t.kind IN ('head', 'sponsor')
       AND p.died_on IS NULL
)
SELECT v.id, f.id = %(me)s::bigint, f.name_ar, f.name_en, v.number, v.title_ar, v.title_en, v.city, v.plate,
       v.committed_at, v.committed_on, v.speed, v.speed_limit, v.amount_sar, v.state, v.due_on, v.paid_on
  FROM folk f JOIN violations_violation v ON v.person_id = f.id
 WHERE (v.state IN ('unpaid', 'objected')) = %(open)s::boolean AND v.id < %(before)s::bigint
 ORDER BY v.id DESC LIMIT %(limit)s::int
"""


def violations_of(
    *, person_id: int, is_open: bool, limit: int = 20, before: int | None = None
) -> tuple[ViolationHeld, ...]:
    """Violations of the person and of those in charge, newest first: still open, or paid and cancelled.

    Paged by key: ``before`` is the id of the last one of the page above, which only queries know.
    """
    with connection.cursor() as cursor:
        cursor.execute(_VIOLATIONS, {"me": person_id, "open": is_open, "before": before or 2**62, "limit": limit})
        return tuple(_violation(row) for row in cursor.fetchall())


def _violation(row: tuple[Any, ...]) -> ViolationHeld:
    number, city, plate = (value or "" for value in (row[4], row[7], row[8]))
    values = (*row[:2], _names(*row[2:4]), number, _names(*row[5:7]), city, plate, *row[9:])
    return ViolationHeld(*values)
