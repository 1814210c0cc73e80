"""Reads of the console: an establishment's clients, what it asked for, and a client's log without anybody in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection

from tayseer.audit.contract import Actor
from tayseer.establishments import queries as establishments
from tayseer.establishments.contract import Firm
from tayseer.establishments.contract import NotFound as NoFirm
from tayseer.kit.text import Text
from tayseer.partners.console.contract import (
    MOST_CLIENTS,
    MOST_SHOWN,
    Held,
    Log,
    NotFound,
    NoticeRecord,
    RefusalRecord,
    SignIn,
    WishRecord,
)
from tayseer.partners.console.models import Holding, Wish
from tayseer.partners.openid import queries as provider
from tayseer.registries import queries as registers
from tayseer.registries.establishments.contract import Establishment

MOST_COUNTED, MOST_WISHES = 100_000, 200

_SIGN_INS = """
SELECT l.created_at, l.level, l.scopes, (SELECT max(c.used_at) FROM openid_code c WHERE c.login_id = l.id),
       (SELECT count(*) FROM openid_refreshtoken r WHERE r.login_id = l.id AND r.used_at IS NOT NULL), l.ended_why
  FROM openid_login l WHERE l.client_id = %s::text ORDER BY l.id DESC LIMIT %s::int
"""
_REFUSALS = """
SELECT at, door, error, said FROM openid_refusal WHERE client_id = %s::text ORDER BY id DESC LIMIT %s::int
"""
_NOTICES = """
SELECT id, why, created_at, tries, next_at, told_at, given_up_at FROM openid_notice
 WHERE client_id = %s::text ORDER BY id DESC LIMIT %s::int
"""
_CONSENTS = """
SELECT count(*) FROM (SELECT 1 FROM openid_consent WHERE client_id = %s::text AND ended_at IS NULL
                         AND until > %s::timestamptz LIMIT %s::int) standing
"""


def firms_of(*, actor: Actor, on: date) -> tuple[Firm, ...]:
    """The establishments whose authorised person the register names the actor; `on` is the day in Riyadh."""
    return tuple(firm for firm in establishments.firms_of(actor=actor, on=on) if is_authorised(firm))


def firm_by_ref(*, actor: Actor, ref: str, on: date) -> Firm:
    """The establishment behind a reference of the actor's own. Raises `NotFound` for whoever is not authorised."""
    try:
        firm = establishments.firm_by_ref(actor=actor, ref=ref, on=on)
    except NoFirm as none:
        raise NotFound(ref) from none
    if not is_authorised(firm):
        raise NotFound(ref)
    return firm


def firm_by_id(*, actor: Actor, establishment_id: int, on: date) -> Firm:
    """One establishment. Raises `NotFound` for whoever is not its authorised person by the register."""
    try:
        firm = establishments.firm_by_id(actor=actor, establishment_id=establishment_id, on=on)
    except NoFirm as none:
        raise NotFound(str(establishment_id)) from none
    if not is_authorised(firm):
        raise NotFound(str(establishment_id))
    return firm


def is_authorised(firm: Firm) -> bool:
    """Whether its viewer is the person whom the register itself names; roles given on the platform do not count."""
    return any(right.by_register and right.role == "administer" for right in firm.rights)


def clients_of(*, firm: Firm) -> list[Held]:
    """The clients of an establishment, newest first."""
    rows = Holding.objects.filter(establishment_id=firm.id).order_by("-id")[: MOST_CLIENTS * 2]
    return [_held(row) for row in rows]


def held(*, firm: Firm, client_id: str) -> Held:
    """One client of an establishment. Raises `NotFound` for any other."""
    row = Holding.objects.filter(establishment_id=firm.id, client_id=client_id).first()
    if row is None:
        raise NotFound(client_id)
    return _held(row)


def held_by(*, client_id: str) -> Held:
    """A client with its holder, for operators alone. Raises `NotFound` for one that nobody holds here."""
    row = Holding.objects.filter(client_id=client_id).first()
    if row is None:
        raise NotFound(client_id)
    return _held(row)


def establishment(*, establishment_id: int) -> tuple[str, Text]:
    """The number and the names of an establishment as they are registered. Raises `NotFound`."""
    found = registers.record_by_id(Establishment, record_id=establishment_id)
    if found is None:
        raise NotFound(str(establishment_id))
    return found["number"] or "", establishments.names(found["name_ar"], found["name_en"])


def wishes_of(*, firm: Firm, client_id: str = "") -> list[WishRecord]:
    """What an establishment asked for, newest first; about one client, or about any."""
    rows = Wish.objects.filter(establishment_id=firm.id, **({"client_id": client_id} if client_id else {}))
    return [as_wish(row) for row in rows.order_by("-id")[:MOST_SHOWN]]


def waiting(*, limit: int = MOST_WISHES) -> list[WishRecord]:
    """What waits for the platform's decision, oldest first; for operators alone."""
    return [as_wish(row) for row in Wish.objects.filter(state="waiting").order_by("id")[:limit]]


def log_of(one: Held, *, at: datetime) -> Log:
    """What happened at a client lately: sign-ins, refusals and notices, `MOST_SHOWN` of each, and who agreed: how many.

    No name, number or subject of anybody is in it; `at` is UTC.
    """
    chosen = [one.client.id, MOST_SHOWN]
    with connection.cursor() as cursor:
        cursor.execute(_SIGN_INS, chosen)
        sign_ins = [SignIn(moment, level, tuple(scopes), *rest) for moment, level, scopes, *rest in cursor.fetchall()]
        cursor.execute(_REFUSALS, chosen)
        refusals = [RefusalRecord(*row) for row in cursor.fetchall()]
        cursor.execute(_NOTICES, chosen)
        notices = [NoticeRecord(*row) for row in cursor.fetchall()]
        cursor.execute(_CONSENTS, [one.client.id, at, MOST_COUNTED])
        [consents] = cursor.fetchone()
    return Log(sign_ins, refusals, notices, consents)


def as_wish(row: Wish) -> WishRecord:
    """Turn a row into what others may know of it."""
    return WishRecord(
        public_id=row.public_id,
        establishment_id=row.establishment_id,
        client_id=row.client_id,
        kind=row.kind,
        asked=row.asked,
        state=row.state,
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        reason=row.reason,
        made=row.made,
    )


def scopes_wanted(wishes: Sequence[WishRecord]) -> set[str]:
    """The scopes that wait for the platform."""
    return {name for one in wishes if one.kind == "scopes" and one.state == "waiting" for name in one.asked["scopes"]}


def _held(row: Holding) -> Held:
    client = provider.client(row.client_id)
    if client is None:
        raise NotFound(row.client_id)
    return Held(row.label, row.establishment_id, row.made_at, row.stopped_here, client)
