"""What an establishment asks of the platform and the platform decides: scopes, and clients for real work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.establishments.contract import Firm
from tayseer.identity.ids import new_public_id
from tayseer.kit.text import Text
from tayseer.partners.console import queries, words
from tayseer.partners.console.actions.clients import audit, count, locked, make, one_at_a_time, sure, told
from tayseer.partners.console.contract import MOST_WAITING, NotFound, UnableToAct, WishRecord
from tayseer.partners.console.models import Wish
from tayseer.partners.openid import actions as provider
from tayseer.partners.openid import conf, proofs
from tayseer.partners.openid.contract import ClientRecord, ScopeContract
from tayseer.partners.openid.scopes import OPENID, SCOPES

LONGEST_WORDS, SHORTEST_WORDS, LONGEST_REASON = 200, 5, 500


class UnableToDecide(Exception):
    """The request is not there or was decided already; the message says which."""


def ask_scopes(  # noqa: PLR0913 - what is asked has these sides, all named
    *,
    actor: Actor,
    establishment_id: int,
    client_id: str,
    scopes: Sequence[str],
    purpose: Text,
    basis: Text,
    essential: bool,
    at: datetime,
    on: date,
) -> WishRecord:
    """Ask for scopes with their purpose and legal basis, as people will read them on the page of consent.

    They count once the platform approved them. In a demonstration those of a sandbox client count at once: everybody
    there is made up. Raises `NotFound` and `UnableToAct`. Law: Personal Data Protection Law, purpose and basis.
    """
    firm = sure(actor, establishment_id=establishment_id, at=at, on=on)
    wanted = list(dict.fromkeys(scopes))
    if not wanted or not set(wanted) <= set(SCOPES) - {OPENID}:
        raise UnableToAct(words.NO_SCOPE, field="scopes")
    asked = {"scopes": wanted, "essential": essential}
    for name, text in (("purpose", purpose), ("basis", basis)):
        for lang in ("ar", "en"):
            written = text.in_(lang).strip()
            if not SHORTEST_WORDS <= len(written) <= LONGEST_WORDS or not written.isprintable() or "|" in written:
                raise UnableToAct(words.BAD_WORDS, field=f"{name}_{lang}")
            asked[f"{name}_{lang}"] = written
    count(firm, at=at)
    with transaction.atomic():
        locked(firm, client_id)
        client = queries.held(firm=firm, client_id=client_id).client
        wish = _keep(firm, client_id=client_id, kind="scopes", asked=asked, by=actor, at=at)
        if client.sandbox and conf.is_demonstration():
            _decided(wish, "approved", at=at)
            _extend(client, wish, at=at)
        audit(actor, "scopes_asked", client_id, firm=firm, at=at, fields=wanted)
    return queries.as_wish(wish)


def ask_production(
    *,
    actor: Actor,
    establishment_id: int,
    client_id: str,
    redirect_uris: Sequence[str],
    jwks: Mapping[str, Any],
    at: datetime,
    on: date,
) -> WishRecord:
    """Ask for a client for real work, with the contract of a sandbox client and addresses and keys of its own.

    Raises `NotFound` and `UnableToAct`; what could not be registered is refused now, not when it is approved.
    """
    firm = sure(actor, establishment_id=establishment_id, at=at, on=on)
    count(firm, at=at)
    if not redirect_uris or len(redirect_uris) > words.MOST_URIS or not all(map(conf.is_fit_address, redirect_uris)):
        raise UnableToAct(words.BAD_ADDRESSES, field="redirect_uris")
    try:
        kept = proofs.checked_jwks(jwks)
    except ValueError:
        raise UnableToAct(words.BAD_KEYS, field="jwks") from None
    with transaction.atomic():
        row = locked(firm, client_id)
        client = queries.held(firm=firm, client_id=client_id).client
        if not client.sandbox:
            raise UnableToAct(words.ALREADY_REAL)
        if {one["x"] for one in kept} & {one["x"] for one in client.jwks}:
            raise UnableToAct(words.SAME_KEYS, field="jwks")
        asked = {"redirect_uris": list(redirect_uris), "jwks": {"keys": kept}, "label": row.label}
        wish = _keep(firm, client_id=client_id, kind="production", asked=asked, by=actor, at=at)
        audit(actor, "production_asked", client_id, firm=firm, at=at)
    return queries.as_wish(wish)


def withdraw(*, actor: Actor, establishment_id: int, public_id: str, at: datetime, on: date) -> None:
    """Take back what was asked and is not decided; doing so again changes nothing. Raises as above."""
    firm = sure(actor, establishment_id=establishment_id, at=at, on=on)
    with transaction.atomic():
        wish = Wish.objects.select_for_update().filter(public_id=public_id, establishment_id=firm.id).first()
        if wish is None:
            raise NotFound(public_id)
        if wish.state == "waiting":
            _decided(wish, "withdrawn", at=at)
            audit(actor, "request_withdrawn", wish.client_id, firm=firm, at=at)


def approve(*, actor: Actor, public_id: str, at: datetime) -> WishRecord:
    """Give what was asked: the scopes join the contract, or the client for real work is registered.

    In: the operator (the system). Raises `UnableToDecide`, and `UnableToAct` when the provider does not take it.
    """
    with transaction.atomic():
        wish = _waiting(public_id)
        client = queries.held_by(client_id=wish.client_id).client
        if wish.kind == "scopes":
            _extend(client, wish, at=at)
        else:
            _real(client, wish, at=at)
        _decided(wish, "approved", at=at)
        record(actor=actor, action="partners.request.approved", at=at, object=wish.made or wish.client_id,
               fields=wish.asked.get("scopes", []), purpose=wish.public_id)  # fmt: skip
    return queries.as_wish(wish)


def decline(*, actor: Actor, public_id: str, reason: str, at: datetime) -> WishRecord:
    """Decline what was asked, with the reason that the establishment reads. Raises `UnableToDecide`."""
    with transaction.atomic():
        wish = _waiting(public_id)
        wish.reason = reason[:LONGEST_REASON]
        _decided(wish, "declined", at=at)
        record(actor=actor, action="partners.request.declined", at=at, object=wish.client_id, purpose=wish.public_id)
    return queries.as_wish(wish)


def _keep(firm: Firm, *, client_id: str, kind: str, asked: Mapping[str, Any], by: Actor, at: datetime) -> Wish:
    one_at_a_time(firm)
    if Wish.objects.filter(establishment_id=firm.id, state="waiting").count() >= MOST_WAITING:
        raise UnableToAct(words.TOO_MANY_WAIT)
    return Wish.objects.create(
        public_id=new_public_id(), establishment_id=firm.id, client_id=client_id, kind=kind, asked=dict(asked),
        asked_by=by.id or 0, asked_at=at,
    )  # fmt: skip


def _waiting(public_id: str) -> Wish:
    wish = Wish.objects.select_for_update().filter(public_id=public_id).first()
    if wish is None:
        raise UnableToDecide(f"Nothing was asked under {public_id}. See what waits: tayseer client requests.")
    if wish.state != "waiting":
        raise UnableToDecide(f"{public_id} was {wish.state} already.")
    return wish


def _decided(wish: Wish, state: str, *, at: datetime) -> None:
    wish.state, wish.decided_at = state, at
    wish.save(update_fields=["state", "decided_at", "reason", "made"])


def _extend(client: ClientRecord, wish: Wish, *, at: datetime) -> None:
    """Put the scopes into the client's contract, in place of what it said about them before."""
    asked = wish.asked
    purpose = Text(ar=asked["purpose_ar"], en=asked["purpose_en"])
    basis = Text(ar=asked["basis_ar"], en=asked["basis_en"])
    added = {name: ScopeContract(name, purpose, basis, asked["essential"]) for name in asked["scopes"]}
    contract = {**client.scopes, **added}
    with told(field="scopes"):
        provider.change_contract(actor=SYSTEM, at=at, client_id=client.id, scopes=list(contract.values()))


def _real(client: ClientRecord, wish: Wish, *, at: datetime) -> None:
    """Register the client for real work, in the name that the register has today."""
    number, names = queries.establishment(establishment_id=wish.establishment_id)
    wish.made = make(
        establishment_id=wish.establishment_id, number=number, names=names, label=wish.asked["label"],
        once=wish.public_id, by=Actor("person", wish.asked_by), sandbox=False, at=at,
        kept={
            "redirect_uris": wish.asked["redirect_uris"], "jwks": wish.asked["jwks"],
            "scopes": list(client.scopes.values()),
        },
    )  # fmt: skip
