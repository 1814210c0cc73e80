"""Every read: establishments of somebody with a role, workers, roles, requests for many; all bounded, all by actor."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.casework.refs import ref_for, same_ref
from tayseer.establishments.contract import BranchRecord, Firm, GrantRecord, NotFound, Right, Worker
from tayseer.establishments.jsonb import listed
from tayseer.establishments.rights import branches_seen, rights_by_firm, rights_on
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tayseer.audit.contract import Actor

MOST_BRANCHES, MOST_GRANTS = 200, 200
#: A worker's place in the list: the day the iqama ends above, the id below.
_ID_BITS = 40
_FAR = date(9999, 12, 31)
RECORD = "establishments.establishment"


def names(ar: str | None, en: str | None) -> Text:
    """Names in both languages; the Arabic one where there is no other."""
    return Text(ar=ar or "", en=en or ar or "")


def person_id_of(actor: Actor) -> int:
    """The registry person id of the one who acts. Raises ``NotFound`` for everybody but people."""
    if actor.kind != "person" or actor.id is None:
        raise NotFound("no person")
    return actor.id


_FIRMS = """
SELECT e.id, e.number, e.name_ar, e.name_en, e.activity, e.state,
       (SELECT count(*) FROM establishments_employment j WHERE j.establishment_id = e.id AND j.current),
       (SELECT count(*) FROM establishments_batch b WHERE b.establishment_id = e.id AND b.state = 'requested'
           AND b.requester_id <> %(person)s::bigint)
  FROM establishments_establishment e WHERE e.id = ANY(%(firms)s::bigint[]) ORDER BY e.name_ar, e.id LIMIT 200
"""


def firms_of(*, actor: Actor, on: date) -> tuple[Firm, ...]:
    """The establishments on which somebody has a role today, by name; ``on`` is the day in Riyadh."""
    person = person_id_of(actor)
    rights = rights_by_firm(person_id=person, on=on)
    if not rights:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_FIRMS, {"person": person, "firms": list(rights)})
        rows = cursor.fetchall()
    return tuple(_firm(row, rights[row[0]]) for row in rows)


def _firm(row: tuple[Any, ...], rights: tuple[Right, ...]) -> Firm:
    return Firm(
        id=row[0],
        number=row[1] or "",
        names=names(row[2], row[3]),
        activity=row[4] or "",
        state=row[5] or "",
        rights=rights,
        workers=row[6],
        waiting=row[7] if any(right.role == "approve" for right in rights) else 0,
    )


def firm_ref(*, person_id: int, establishment_id: int) -> str:
    """How one person names an establishment in addresses: opaque, and of no use to anybody else."""
    return ref_for(applicant_id=person_id, record=RECORD, record_id=establishment_id)


def firm_by_ref(*, actor: Actor, ref: str, on: date) -> Firm:
    """The establishment behind a reference. Raises ``NotFound`` when the actor has no role on such a one today."""
    person = person_id_of(actor)
    for firm in rights_by_firm(person_id=person, on=on):
        if same_ref(firm_ref(person_id=person, establishment_id=firm), ref):
            return firm_by_id(actor=actor, establishment_id=firm, on=on)
    raise NotFound(ref)


def firm_by_id(*, actor: Actor, establishment_id: int, on: date) -> Firm:
    """One establishment. Raises ``NotFound`` when the actor has no role on it today."""
    person = person_id_of(actor)
    rights = rights_on(person_id=person, establishment_id=establishment_id, on=on)
    if not rights:
        raise NotFound(str(establishment_id))
    with connection.cursor() as cursor:
        cursor.execute(_FIRMS, {"person": person, "firms": [establishment_id]})
        row = cursor.fetchone()
    if row is None:
        raise NotFound(str(establishment_id))
    return _firm(row, rights)


def branches_of(*, firm: Firm) -> tuple[BranchRecord, ...]:
    """The branches of an establishment that its viewer's roles cover, by code."""
    seen = branches_seen(firm.rights)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, name_ar, name_en FROM establishments_branch WHERE establishment_id = %s::bigint"
            " AND (%s::text[] IS NULL OR code = ANY(%s::text[])) ORDER BY code LIMIT %s",
            [firm.id, seen and list(seen), seen and list(seen), MOST_BRANCHES],
        )
        return tuple(BranchRecord(code=code, names=names(ar, en)) for code, ar, en in cursor.fetchall())


_WORKERS = f"""
SELECT p.id, p.number, p.name_ar, p.name_en, coalesce(j.occupation, ''), coalesce(j.branch, ''),
       coalesce(i.state, ''), i.expires_on, w.valid_until, s.expires_on,
       (coalesce(i.expires_on, '{_FAR}'::date) - '0001-01-01'::date)::bigint
  FROM establishments_employment j
  JOIN people_person p ON p.id = j.person_id AND p.died_on IS NULL
  LEFT JOIN residency_iqama i ON i.person_id = p.id AND i.current
  LEFT JOIN exchange_work_permit w ON w.person_id = p.id AND w.current
  LEFT JOIN passports_passport s ON s.person_id = p.id AND s.current
 WHERE j.establishment_id = %(firm)s::bigint AND j.current
   AND (%(branches)s::text[] IS NULL OR coalesce(j.branch, '') = ANY(%(branches)s::text[]))
   AND (%(number)s::text = '' OR p.number = %(number)s::text)
   AND (%(name)s::text = '' OR p.name_ar ILIKE %(name)s::text OR p.name_en ILIKE %(name)s::text)
   AND (%(day)s::bigint IS NULL OR ((coalesce(i.expires_on, '{_FAR}'::date) - '0001-01-01'::date)::bigint, p.id)
                                   > (%(day)s::bigint, %(id)s::bigint))
   AND (%(until)s::date IS NULL OR least(i.expires_on, w.valid_until) <= %(until)s::date)
   AND (%(ids)s::bigint[] IS NULL OR p.id = ANY(%(ids)s::bigint[]))
 ORDER BY 11, 1 LIMIT %(limit)s
"""  # noqa: S608 - a constant of this file


def workers_of(
    *,
    firm: Firm,
    limit: int,
    branches: Collection[str] | None = None,
    search: str = "",
    after: int | None = None,
    until: date | None = None,
    ids: Sequence[int] | None = None,
) -> tuple[Worker, ...]:
    """Workers of an establishment whom its viewer's roles cover, whose iqama ends first standing first.

    ``search`` is an identity number or a part of a name; ``after`` is the ``key`` of the last worker of the page above;
    ``until`` leaves those of whom the iqama or the permit ends by that day; ``branches`` narrows what the roles cover.
    """
    seen = branches_seen(firm.rights)
    allowed = seen if branches is None else tuple(set(branches) if seen is None else set(branches) & set(seen))
    plain = search.strip()[:60]
    is_number = plain.isascii() and plain.isdigit()
    escaped = plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    day, last = (None, None) if after is None else (after >> _ID_BITS, after & ((1 << _ID_BITS) - 1))
    with connection.cursor() as cursor:
        cursor.execute(
            _WORKERS,
            {
                "firm": firm.id, "branches": None if allowed is None else list(allowed),
                "number": plain if is_number else "", "name": f"%{escaped}%" if plain and not is_number else "",
                "day": day, "id": last, "until": until, "ids": None if ids is None else list(ids), "limit": limit,
            },
        )  # fmt: skip
        rows = cursor.fetchall()
    return tuple(_worker(row) for row in rows)


def _worker(row: tuple[Any, ...]) -> Worker:
    return Worker(
        id=row[0],
        number=row[1] or "",
        names=names(row[2], row[3]),
        occupation=row[4],
        branch=row[5],
        iqama_state=row[6],
        iqama_until=row[7],
        permit_until=row[8],
        passport_until=row[9],
        key=(row[10] << _ID_BITS) | row[0],
    )


def workers_by_number(
    *, firm: Firm, numbers: Sequence[str], role_branches: Collection[str] | None
) -> dict[str, tuple[int, str]]:
    """Worker id and branch by identity number, for those of the numbers that are workers whom these branches cover.

    A number that is somebody else's worker, nobody's, or of another branch is left out alike: nobody learns which.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.number, p.id, coalesce(j.branch, '') FROM people_person p"
            " JOIN establishments_employment j ON j.person_id = p.id AND j.current AND j.establishment_id = %s::bigint"
            " WHERE p.number = ANY(%s::text[]) AND p.died_on IS NULL"
            " AND (%s::text[] IS NULL OR coalesce(j.branch, '') = ANY(%s::text[])) LIMIT 5000",
            [firm.id, list(numbers), *([None if role_branches is None else list(role_branches)] * 2)],
        )
        return {number: (worker, branch) for number, worker, branch in cursor.fetchall()}


def still_employed(*, establishment_id: int, worker_id: int) -> bool:
    """Whether somebody works at the establishment at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM establishments_employment WHERE person_id = %s::bigint AND current"
            " AND establishment_id = %s::bigint",
            [worker_id, establishment_id],
        )
        return cursor.fetchone() is not None


_AHEAD = """
SELECT count(*) FILTER (WHERE i.expires_on < %(on)s::date),
       count(*) FILTER (WHERE i.expires_on BETWEEN %(on)s::date AND %(until)s::date),
       count(*) FILTER (WHERE w.valid_until < %(on)s::date),
       count(*) FILTER (WHERE w.valid_until BETWEEN %(on)s::date AND %(until)s::date), count(*)
  FROM establishments_employment j
  JOIN people_person p ON p.id = j.person_id AND p.died_on IS NULL
  LEFT JOIN residency_iqama i ON i.person_id = p.id AND i.current
  LEFT JOIN exchange_work_permit w ON w.person_id = p.id AND w.current
 WHERE j.establishment_id = %(firm)s::bigint AND j.current
   AND (%(branches)s::text[] IS NULL OR coalesce(j.branch, '') = ANY(%(branches)s::text[]))
"""


def ahead(*, firm: Firm, on: date, days: int) -> dict[str, int]:
    """How many papers of workers are past their last day and how many end within so many days, and all workers."""
    seen = branches_seen(firm.rights)
    with connection.cursor() as cursor:
        cursor.execute(
            _AHEAD,
            {
                "firm": firm.id, "on": on, "until": on + timedelta(days=days),
                "branches": None if seen is None else list(seen),
            },
        )  # fmt: skip
        row = cursor.fetchone()
    return dict(zip(("iqamas_over", "iqamas_soon", "permits_over", "permits_soon", "workers"), row, strict=True))


_GRANTS = """
SELECT g.public_id, g.establishment_id, e.name_ar, e.name_en, g.person_id, p.name_ar, p.name_en, p.number, g.role,
       g.branches, g.services, g.most_sar, g.until_on, g.from_on, g.state, b.name_ar, b.name_en, g.granted_at,
       g.ended_at
  FROM establishments_grant g
  JOIN establishments_establishment e ON e.id = g.establishment_id
  JOIN people_person p ON p.id = g.person_id
  LEFT JOIN people_person b ON b.id = g.granted_by
 WHERE {where} ORDER BY (g.state IN ('offered', 'accepted')) DESC, g.id DESC LIMIT %s
"""


def grants_on(*, firm: Firm, limit: int = MOST_GRANTS) -> tuple[GrantRecord, ...]:
    """Roles given on an establishment, those in force first; for whoever administers it, else nothing."""
    if not any(right.role == "administer" for right in firm.rights):
        return ()
    return _grants("g.establishment_id = %s::bigint", firm.id, limit=limit)


def offers_to(*, actor: Actor, limit: int = 50) -> tuple[GrantRecord, ...]:
    """Roles that were offered to the actor and wait for an answer."""
    return _grants("g.person_id = %s::bigint AND g.state = 'offered'", person_id_of(actor), limit=limit)


def _grants(where: str, value: int, *, limit: int) -> tuple[GrantRecord, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_GRANTS.format(where=where), [value, limit])
        rows = cursor.fetchall()
    return tuple(_grant(row) for row in rows)


def _grant(row: tuple[Any, ...]) -> GrantRecord:
    accepted = row[14] in {"accepted", "ended"}
    right = Right(
        role=row[8],
        branches=listed(row[9]),
        services=listed(row[10]),
        most=None if row[11] is None else Decimal(row[11]),
        until=row[12],
        grant=row[0],
    )
    return GrantRecord(
        public_id=row[0],
        establishment_id=row[1],
        firm=names(row[2], row[3]),
        person_id=row[4],
        # Whoever types a number must not learn whose it is before that person has agreed.
        names=names(row[5], row[6]) if accepted else Text(ar="", en=""),
        number=row[7] or "",
        right=right,
        from_on=row[13],
        state=row[14],
        granted_by=names(row[15], row[16]),
        granted_at=row[17],
        ended_at=row[18],
    )


def authorised_names(*, establishment_id: int) -> tuple[Text, ...]:
    """The names of the establishment's authorised people in the register; for whoever has a role on it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.name_ar, p.name_en FROM establishments_manager m JOIN people_person p ON p.id = m.person_id"
            " WHERE m.establishment_id = %s::bigint AND m.role = 'administer' ORDER BY m.id LIMIT 20",
            [establishment_id],
        )
        return tuple(names(ar, en) for ar, en in cursor.fetchall())
