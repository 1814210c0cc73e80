"""Writes of an establishment's clients: who did it, and what became of the client.

The provider takes clients from the system alone, so each act here is two rows: the person's, and the system's that
follows from it, in one transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.establishments.contract import Firm
from tayseer.identity import limits
from tayseer.identity.assurance import shortfall
from tayseer.kit.services import SURE
from tayseer.kit.text import Text
from tayseer.partners.console import queries, words
from tayseer.partners.console.contract import MOST_CLIENTS, Held, NotFound, UnableToAct
from tayseer.partners.console.models import Holding
from tayseer.partners.openid import actions as provider
from tayseer.partners.openid import conf
from tayseer.partners.openid.actions import UnableToKeepClient
from tayseer.partners.openid.contract import ScopeContract
from tayseer.partners.openid.models import Notice
from tayseer.partners.openid.scopes import OPENID

PER_HOUR, HOUR = 30, 3_600
_LONGEST_LABEL, _LONGEST_MARK, LONGEST_NAME = 60, 64, 80


def register(
    *,
    actor: Actor,
    establishment_id: int,
    label: str,
    redirect_uris: Sequence[str],
    jwks: Mapping[str, Any],
    once: str,
    at: datetime,
    on: date,
) -> Held:
    """Register a sandbox client of an establishment, which may let people sign in at once and ask for nothing else.

    In: the establishment's authorised person; a name for the console; addresses; a JWKS of public keys; the form's own
    mark, under which a second sending gives the same client; UTC and the day in Riyadh. People see the name of the
    establishment as it is registered, never one that was typed. Raises `NotFound` and `UnableToAct`.
    """
    firm = sure(actor, establishment_id=establishment_id, at=at, on=on)
    label = label.strip()
    if not 1 <= len(label) <= _LONGEST_LABEL or not label.isprintable():
        raise UnableToAct(words.BAD_LABEL, field="label")
    if not 1 <= len(once) <= _LONGEST_MARK:
        raise UnableToAct(words.OLD_FORM)
    count(firm, at=at)
    with transaction.atomic():
        one_at_a_time(firm)
        again = Holding.objects.filter(once=once, establishment_id=firm.id).first()
        if again is not None:
            return queries.held(firm=firm, client_id=again.client_id)
        made = make(
            establishment_id=firm.id, number=firm.number, names=firm.names, label=label, once=once, by=actor,
            sandbox=True, at=at, kept={"redirect_uris": redirect_uris, "jwks": jwks, "scopes": [_SIGN_IN]},
        )  # fmt: skip
        audit(actor, "registered", made, firm=firm, at=at)
    return queries.held(firm=firm, client_id=made)


def change_keys(
    *, actor: Actor, establishment_id: int, client_id: str, jwks: Mapping[str, Any], at: datetime, on: date
) -> None:
    """Replace a client's public keys; the old ones count no more. Raises as above."""
    firm = sure(actor, establishment_id=establishment_id, at=at, on=on)
    with transaction.atomic(), told(field="jwks"):
        locked(firm, client_id)
        provider.change_keys(actor=SYSTEM, at=at, client_id=client_id, jwks=jwks)
        audit(actor, "keys", client_id, firm=firm, at=at)


def change_addresses(
    *,
    actor: Actor,
    establishment_id: int,
    client_id: str,
    redirect_uris: Sequence[str],
    logout_redirect_uris: Sequence[str],
    backchannel_logout_uri: str,
    at: datetime,
    on: date,
) -> None:
    """Replace a client's addresses, the one for notices among them. Raises as above."""
    firm = sure(actor, establishment_id=establishment_id, at=at, on=on)
    with transaction.atomic(), told(field="redirect_uris"):
        locked(firm, client_id)
        provider.change_addresses(
            actor=SYSTEM, at=at, client_id=client_id, redirect_uris=redirect_uris,
            logout_redirect_uris=logout_redirect_uris, backchannel_logout_uri=backchannel_logout_uri,
        )  # fmt: skip
        audit(actor, "addresses", client_id, firm=firm, at=at)


def stop(*, actor: Actor, establishment_id: int, client_id: str, at: datetime, on: date) -> None:
    """Stop a client at once, with every token it holds; stopping it again changes nothing. Raises as above."""
    firm = sure(actor, establishment_id=establishment_id, at=at, on=on, even_closed=True)
    with transaction.atomic():
        row = locked(firm, client_id)
        if not queries.held(firm=firm, client_id=client_id).client.is_active:
            return
        provider.stop_client(actor=SYSTEM, at=at, client_id=client_id, reason="by its holder")
        row.stopped_here = True
        row.save(update_fields=["stopped_here"])
        audit(actor, "stopped", client_id, firm=firm, at=at)


def resume(*, actor: Actor, establishment_id: int, client_id: str, at: datetime, on: date) -> None:
    """Let a client go on that its holder stopped; what the platform stopped stays so. Raises as above."""
    firm = sure(actor, establishment_id=establishment_id, at=at, on=on)
    with transaction.atomic():
        row = locked(firm, client_id)
        if queries.held(firm=firm, client_id=client_id).client.is_active:
            return
        if not row.stopped_here:
            raise UnableToAct(words.STOPPED_BY_PLATFORM)
        provider.resume_client(actor=SYSTEM, at=at, client_id=client_id)
        row.stopped_here = False
        row.save(update_fields=["stopped_here"])
        audit(actor, "resumed", client_id, firm=firm, at=at)


def note_platform_stop(*, client_id: str) -> None:
    """Take from the holder that it may let a client go on: the platform stopped it, or keeps it stopped."""
    Holding.objects.filter(client_id=client_id).update(stopped_here=False)


def send_again(*, actor: Actor, establishment_id: int, client_id: str, notice: int, at: datetime, on: date) -> None:
    """Let a notice be sent again that was not taken or was given up; one that was taken stays so. Raises as above."""
    firm = sure(actor, establishment_id=establishment_id, at=at, on=on)
    with transaction.atomic():
        locked(firm, client_id)
        rows = Notice.objects.filter(id=notice, client_id=client_id)
        if not rows.exists():
            raise NotFound(str(notice))
        if rows.filter(told_at=None).update(next_at=at, tries=0, given_up_at=None):
            audit(actor, "notice_sent_again", client_id, firm=firm, at=at)


_SIGN_IN = ScopeContract(OPENID, words.SIGN_IN_PURPOSE, words.CONSENT_BASIS)


def sure(actor: Actor, *, establishment_id: int, at: datetime, on: date, even_closed: bool = False) -> Firm:
    """The establishment, for its authorised person signed in surely enough; one that is closed only stops things."""
    firm = queries.firm_by_id(actor=actor, establishment_id=establishment_id, on=on)
    if shortfall(SURE, actor=actor, at=at) is not None:
        raise UnableToAct(words.NOT_SURE)
    if firm.state == "closed" and not even_closed:
        raise UnableToAct(words.CLOSED)
    return firm


def count(firm: Firm, *, at: datetime) -> None:
    """Count one more registration or request of an establishment. Raises `UnableToAct`; call it before the rest."""
    if not limits.allow(f"console:{firm.id}", limit=PER_HOUR, per_seconds=HOUR, at=at):
        raise UnableToAct(words.TOO_OFTEN)


def one_at_a_time(firm: Firm) -> None:
    """Let one form of an establishment after the other through; two at once would pass the limit together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [f"console:{firm.id}"])


def locked(firm: Firm, client_id: str) -> Holding:
    """Who holds a client, its row locked until the transaction ends. Raises `NotFound`."""
    row = Holding.objects.select_for_update().filter(establishment_id=firm.id, client_id=client_id).first()
    if row is None:
        raise NotFound(client_id)
    return row


def make(  # noqa: PLR0913 - a client is made of this much, all named
    *,
    establishment_id: int,
    number: str,
    names: Text,
    label: str,
    once: str,
    by: Actor,
    sandbox: bool,
    at: datetime,
    kept: Mapping[str, Any],
) -> str:
    """Register a client at the provider and note who holds it, in the caller's transaction; returns its id.

    The id and the sector are made here: a sector that somebody could choose would let them know people as another does.
    """
    if Holding.objects.filter(establishment_id=establishment_id).count() >= MOST_CLIENTS:
        raise UnableToAct(words.TOO_MANY)
    kind = "sandbox" if sandbox else "live"
    client_id = f"{kind}-{secrets.token_hex(6)}"
    with told():
        provider.add_client(
            actor=SYSTEM, at=at, client_id=client_id, kind="firm", sandbox=sandbox, term_days=conf.TERM_DAYS,
            names=Text(ar=names.ar[:LONGEST_NAME], en=names.en[:LONGEST_NAME]),
            sector=f"{kind}.{number}.establishments", **kept,
        )  # fmt: skip
    Holding.objects.create(
        client_id=client_id, establishment_id=establishment_id, label=label, once=once, made_by=by.id or 0, made_at=at
    )
    return client_id


def audit(actor: Actor, what: str, client_id: str, *, firm: Firm, at: datetime, fields: Sequence[str] = ()) -> None:
    """Note in the caller's transaction what the person did, for whom, to which client."""
    record(
        actor=actor, action=f"partners.client.{what}", at=at, subject=actor.id, object=client_id,
        purpose=f"{firm.names.ar}|{firm.names.en}", fields=fields,
    )  # fmt: skip


class told:  # noqa: N801 - reads as a phrase, with told(field="jwks")
    """Turns what the provider does not take into what the form shows at a field."""

    def __init__(self, *, field: str = "") -> None:
        self.field = field

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        """Say it in the console's own exception."""
        if isinstance(problem, UnableToKeepClient):
            raise UnableToAct(problem.text, field=self.field) from problem
