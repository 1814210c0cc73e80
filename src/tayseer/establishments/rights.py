"""Who may do what on which establishment today: what the register says, and the roles that were given and accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from django.db import connection

from tayseer.establishments import words
from tayseer.establishments.contract import Right, Role, UnableToAct
from tayseer.establishments.jsonb import listed
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from decimal import Decimal

#: What the register's own words allow: its authorised person may do everything, alone in nothing that needs two.
_BY_REGISTER: dict[str, tuple[Role, ...]] = {"administer": get_args(Role), "request": ("view", "request")}
#: On how many establishments one person is shown.
MOST_FIRMS = 200

_RIGHTS = """
SELECT establishment_id, role, '[]'::jsonb, '[]'::jsonb, NULL::numeric, NULL::date, true, ''
  FROM establishments_manager
 WHERE person_id = %(person)s::bigint AND (%(firm)s::bigint IS NULL OR establishment_id = %(firm)s::bigint)
UNION ALL
SELECT establishment_id, role, branches, services, most_sar, until_on, false, public_id
  FROM establishments_grant
 WHERE person_id = %(person)s::bigint AND state = 'accepted' AND from_on <= %(on)s::date
   AND (until_on IS NULL OR until_on >= %(on)s::date)
   AND (%(firm)s::bigint IS NULL OR establishment_id = %(firm)s::bigint)
 ORDER BY 1, 2
 LIMIT 1000
"""


def rights_by_firm(*, person_id: int, on: date, establishment_id: int | None = None) -> dict[int, tuple[Right, ...]]:
    """What a person may do, by establishment id; ``on`` is the day in Riyadh. Nothing for those without a role."""
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS, {"person": person_id, "firm": establishment_id, "on": on})
        rows = cursor.fetchall()
    found: dict[int, list[Right]] = {}
    for firm, role, branches, services, most, until, by_register, grant in rows:
        limits = {"branches": listed(branches), "services": listed(services), "most": most, "until": until}
        roles = _BY_REGISTER.get(role, ()) if by_register else (role,)
        found.setdefault(firm, []).extend(
            Right(role=one, by_register=by_register, grant=grant, **limits) for one in roles
        )
    return {firm: tuple(rights) for firm, rights in found.items()}


def rights_on(*, person_id: int, establishment_id: int, on: date) -> tuple[Right, ...]:
    """What a person may do on one establishment today; empty for whoever has no role on it."""
    return rights_by_firm(person_id=person_id, establishment_id=establishment_id, on=on).get(establishment_id, ())


def branches_seen(rights: Sequence[Right]) -> tuple[str, ...] | None:
    """The branches whose workers somebody sees by any role; ``None`` when it is all of them."""
    if any(not right.branches for right in rights):
        return None
    return tuple(sorted({branch for right in rights for branch in right.branches}))


def covering(
    rights: Sequence[Right],
    role: Role,
    *,
    service: str = "",
    branches: Collection[str] = (),
    amount: Decimal | None = None,
) -> Right:
    """The right under which somebody may do this; the widest when there are several.

    ``branches`` are those of the workers concerned, ``amount`` is the whole request's, SAR. Raises ``UnableToAct`` that
    says which limit stands in the way.
    """
    having = [right for right in rights if right.role == role]
    if not having:
        raise UnableToAct(words.NO_ROLE[role])
    for_service = [right for right in having if not service or not right.services or service in right.services]
    if not for_service:
        raise UnableToAct(words.NOT_THIS_SERVICE)
    in_branch = [right for right in for_service if not right.branches or set(branches) <= set(right.branches)]
    if not in_branch:
        raise UnableToAct(words.NOT_THIS_BRANCH)
    widest = max(in_branch, key=lambda right: (right.most is None, right.most or 0))
    if amount is not None and widest.most is not None and amount > widest.most:
        raise UnableToAct(words.too_much(amount, widest.most))
    return widest


def why_not(
    rights: Sequence[Right],
    role: Role,
    *,
    service: str = "",
    branches: Collection[str] = (),
    amount: Decimal | None = None,
) -> Text | None:
    """Why somebody may not do this, or ``None`` when they may; arguments as for ``covering``."""
    try:
        covering(rights, role, service=service, branches=branches, amount=amount)
    except UnableToAct as refused:
        return refused.text
    return None


_AUTHORISED = """
SELECT 1 FROM establishments_manager
 WHERE person_id = %s::bigint AND establishment_id = %s::bigint AND role = 'administer' LIMIT 1
"""


def is_authorised(*, person_id: int, establishment_id: int) -> bool:
    """Whether the register itself names this person as the establishment's authorised person."""
    with connection.cursor() as cursor:
        cursor.execute(_AUTHORISED, [person_id, establishment_id])
        return cursor.fetchone() is not None


_HOLDERS = """
SELECT person_id FROM establishments_manager WHERE establishment_id = %(firm)s::bigint AND role = 'administer'
UNION
SELECT person_id FROM establishments_grant
 WHERE establishment_id = %(firm)s::bigint AND role = %(role)s::text AND state = 'accepted'
   AND from_on <= %(on)s::date AND (until_on IS NULL OR until_on >= %(on)s::date)
 ORDER BY 1 LIMIT %(limit)s
"""


def holders(role: Role, *, establishment_id: int, on: date, limit: int = 20) -> tuple[int, ...]:
    """The people who have a role on an establishment today, by any limit; at most ``limit``."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, {"firm": establishment_id, "role": role, "on": on, "limit": limit})
        return tuple(row[0] for row in cursor.fetchall())
