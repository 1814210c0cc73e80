"""The cast of the demonstration: people with characters, each there to show services, in demo, docs and tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from tayseer.audit.contract import SYSTEM
from tayseer.demo.loading import Loader
from tayseer.demo.names import ACCEPTED, REFUSED
from tayseer.demo.roll import PASSWORD, PEOPLE, DemoPerson
from tayseer.demo.stories import delegations, horizon, karim, papers, road, salim, wadi, wadi_roles, yusuf
from tayseer.identity import actions, authenticators, demo_codes, passwords, proofing, queries, totp
from tayseer.kit.formats import RIYADH
from tayseer.registries.civil.contract import ListedName
from tayseer.registries.people.contract import Person

__all__ = ["PASSWORD", "PEOPLE", "DemoPerson", "ensure", "person"]

#: In the demonstration nobody has to go to a desk first: a passkey that a visitor adds counts as added after proofing.
_FRESH = timedelta(days=3_650)
#: Only one process at a time makes the cast; the number is this file's own.
_LOCK = 7_206_001


class UnknownPerson(LookupError):
    """Nobody in the cast has this key."""


def person(key: str) -> DemoPerson:
    """The member of the cast with this key, such as ``karim``. Raises ``UnknownPerson``."""
    for one in PEOPLE:
        if one.key == key:
            return one
    raise UnknownPerson(key)


def ensure(*, at: datetime, on: date | None = None, say: Callable[[str], None] | None = None) -> None:
    """Make whoever of the cast is missing; those who are there keep their records as life has changed them.

    ``at`` is UTC; ``on`` the day in Riyadh from which all days count (that of ``at`` when not given). One transaction.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if say is not None and queries.account_by_number(number=PEOPLE[-1].number) is None:
            say("Making the demonstration country …")
        land = Loader(at=at, on=on or at.astimezone(RIYADH).date())
        _list_names(land)
        for story in (salim, horizon, karim, yusuf, road, papers, wadi):
            story.tell(land)
        _open_accounts(land)
        wadi_roles.give_roles(land)
        delegations.tell(land)


def _list_names(land: Loader) -> None:
    for names, accepted in ((ACCEPTED, True), (REFUSED, False)):
        for name_ar in names:
            land.once(ListedName, by="name_ar", name_ar=name_ar, accepted=accepted)


def _open_accounts(land: Loader) -> None:
    missing = [one for one in PEOPLE if queries.account_by_number(number=one.number) is None]
    # Argon2 is slow on purpose, so the one password is hashed once.
    hashed = passwords.hash_password(PASSWORD) if missing else ""
    for one in missing:
        account = actions.open_account(
            actor=SYSTEM,
            number=one.number,
            name=one.name,
            mobile=f"05000{PEOPLE.index(one) + 101:05d}",
            email=f"{one.key}@example.com",
            at=land.at,
            person_id=None if one.is_officer else land.find(Person, by="number", value=one.number),
            kind="officer" if one.is_officer else "person",
            password_hash=hashed,
            language=one.language,
        )
        if one.is_officer:
            actions.grant_role(
                actor=SYSTEM, account_id=account.id, agency=one.agency, unit=one.unit, role=one.role, at=land.at
            )
    _give_apps(land)


def _give_apps(land: Loader) -> None:
    """Give everybody an app of codes, which the outbox shows, and a proofing at a desk: all levels can be tried."""
    for account in demo_codes.without_app(numbers=[one.number for one in PEOPLE]):
        authenticators.bind_totp(account=account, secret=totp.new_secret(), level=2, name=demo_codes.NAME, at=land.at)
        proofing.record_proofing(
            actor=SYSTEM, account=account, channel="desk", at=land.at, fresh_for=_FRESH, tells=False
        )
