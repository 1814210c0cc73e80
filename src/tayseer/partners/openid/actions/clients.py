"""Writes of clients: register one, change its keys or its contract, stop it at once, let it go on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.kit.text import Text
from tayseer.partners.openid import conf, proofs, queries
from tayseer.partners.openid.actions.logins import end_logins
from tayseer.partners.openid.contract import ClientRecord, ScopeContract
from tayseer.partners.openid.models import Client, ContractedScope
from tayseer.partners.openid.scopes import OPENID, SCOPES

_CODE = re.compile(r"[a-z][a-z0-9-]{2,39}")
_SECTOR = re.compile(r"[a-z0-9][a-z0-9.-]{2,252}")
_MOST_URIS, _LONGEST_URI, _LONGEST_NAME = 10, 512, 80


class UnableToKeepClient(Exception):
    """The client cannot be kept as asked; `text` says what to change."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def add_client(  # noqa: PLR0913 - a client is registered with this much, all named
    *,
    actor: Actor,
    at: datetime,
    client_id: str,
    names: Text,
    kind: str,
    sector: str,
    jwks: Mapping[str, Any],
    redirect_uris: Sequence[str],
    scopes: Sequence[ScopeContract],
    logout_redirect_uris: Sequence[str] = (),
    backchannel_logout_uri: str = "",
    term_days: int = conf.TERM_DAYS,
    sandbox: bool = False,
) -> ClientRecord:
    """Register an agency or a firm with its public keys, addresses and contract.

    In: who registers it (the system or an officer); UTC; its `client_id`; its names in both languages; `agency` or
    `firm`; its sector identifier (a host name, under which people get subjects of their own); a JWKS of P-256 keys;
    addresses, https alone (http to this machine in a demonstration); what its contract lets it ask for; for how many
    days a consent holds. Raises `UnableToKeepClient`.
    """
    _may(actor)
    if not _CODE.fullmatch(client_id) or not _SECTOR.fullmatch(sector) or kind not in {"agency", "firm"}:
        raise UnableToKeepClient(
            Text(
                ar="معرّف العميل ونطاقه بحروف لاتينية صغيرة وأرقام، ونوعه \u2066agency\u2069 أو \u2066firm\u2069.",
                en="The id and the sector are small Latin letters and digits, and the kind is agency or firm.",
            )
        )
    if not 1 <= len(names.ar) <= _LONGEST_NAME or not 1 <= len(names.en) <= _LONGEST_NAME:
        raise UnableToKeepClient(Text(ar="اكتب الاسم باللغتين.", en="Enter the name in both languages."))
    if not 1 <= term_days <= conf.LONGEST_TERM_DAYS:
        raise UnableToKeepClient(
            Text(ar="مدة الموافقة من يوم إلى \u2066366\u2069 يومًا.", en="A consent holds for 1 to 366 days.")
        )
    _check_addresses(redirect_uris, needed=True)
    _check_addresses([*logout_redirect_uris, *([backchannel_logout_uri] if backchannel_logout_uri else [])])
    try:
        with transaction.atomic():
            Client.objects.create(
                code=client_id, name_ar=names.ar, name_en=names.en, kind=kind, sector=sector, jwks=_keys(jwks),
                redirect_uris=list(redirect_uris), logout_redirect_uris=list(logout_redirect_uris),
                backchannel_logout_uri=backchannel_logout_uri, term_days=term_days, sandbox=sandbox, created_at=at,
            )  # fmt: skip
            _write_contract(client_id, scopes)
            record(actor=actor, action="openid.client.added", at=at, object=client_id, fields=_named(scopes))
    except IntegrityError as twice:
        raise UnableToKeepClient(Text(ar="هذا المعرّف مستعمل لعميل آخر.", en="Another client has this id.")) from twice
    return _found(client_id)


def change_keys(*, actor: Actor, at: datetime, client_id: str, jwks: Mapping[str, Any]) -> ClientRecord:
    """Replace a client's public keys; the old ones authenticate it no more from this moment. Raises as above."""
    _may(actor)
    kept = _keys(jwks)
    with transaction.atomic():
        if not Client.objects.filter(code=client_id).update(jwks=kept):
            raise UnableToKeepClient(_NONE)
        record(actor=actor, action="openid.client.keys", at=at, object=client_id)
    return _found(client_id)


def change_addresses(
    *,
    actor: Actor,
    at: datetime,
    client_id: str,
    redirect_uris: Sequence[str],
    logout_redirect_uris: Sequence[str] = (),
    backchannel_logout_uri: str = "",
) -> ClientRecord:
    """Replace the addresses of a client; answers go to the old ones no more from this moment. Raises as above."""
    _may(actor)
    _check_addresses(redirect_uris, needed=True)
    _check_addresses([*logout_redirect_uris, *([backchannel_logout_uri] if backchannel_logout_uri else [])])
    with transaction.atomic():
        changed = Client.objects.filter(code=client_id).update(
            redirect_uris=list(redirect_uris), logout_redirect_uris=list(logout_redirect_uris),
            backchannel_logout_uri=backchannel_logout_uri,
        )  # fmt: skip
        if not changed:
            raise UnableToKeepClient(_NONE)
        record(actor=actor, action="openid.client.addresses", at=at, object=client_id)
    return _found(client_id)


def change_contract(*, actor: Actor, at: datetime, client_id: str, scopes: Sequence[ScopeContract]) -> ClientRecord:
    """Replace what a client may ask for; people are asked again for what changed.

    Logins that share what the new contract does not hold end at once. Raises as above.
    """
    _may(actor)
    with transaction.atomic():
        if not Client.objects.select_for_update().filter(code=client_id).exists():
            raise UnableToKeepClient(_NONE)
        ContractedScope.objects.filter(client_id=client_id).delete()
        _write_contract(client_id, scopes)
        end_logins(Q(client_id=client_id) & ~Q(scopes__contained_by=_named(scopes)), why="client_stopped", tell=True)
        record(actor=actor, action="openid.client.contract", at=at, object=client_id, fields=_named(scopes))
    return _found(client_id)


def stop_client(*, actor: Actor, at: datetime, client_id: str, reason: str = "") -> ClientRecord:
    """Stop a client at once: it authenticates no more, and every token it holds is worth nothing.

    `reason` is kept in the audit. Stopping it again changes nothing. Raises as above.
    """
    _may(actor)
    with transaction.atomic():
        if not Client.objects.filter(code=client_id, state="active").update(state="stopped", stopped_at=at):
            return _found(client_id)
        end_logins(Q(client_id=client_id), why="client_stopped", tell=False)
        record(actor=actor, action="openid.client.stopped", at=at, object=client_id, purpose=reason)
    return _found(client_id)


def resume_client(*, actor: Actor, at: datetime, client_id: str) -> ClientRecord:
    """Let a stopped client work again; the logins that ended stay ended. Raises as above."""
    _may(actor)
    with transaction.atomic():
        if Client.objects.filter(code=client_id, state="stopped").update(state="active", stopped_at=None):
            record(actor=actor, action="openid.client.resumed", at=at, object=client_id)
    return _found(client_id)


_NONE = Text(ar="لا عميل بهذا المعرّف.", en="There is no client with this id.")


def _may(actor: Actor) -> None:
    if actor.kind not in {"system", "officer"}:
        raise UnableToKeepClient(
            Text(ar="لا يسجّل العملاء إلا مشغّل المنصة.", en="Only the operator of the platform registers clients.")
        )


def _check_addresses(uris: Sequence[str], *, needed: bool = False) -> None:
    is_fit = all(len(uri) <= _LONGEST_URI and conf.is_fit_address(uri) for uri in uris)
    if not is_fit or len(uris) > _MOST_URIS or (needed and not uris):
        raise UnableToKeepClient(
            Text(
                ar="العناوين كاملة تبدأ بـ\u2066https://\u2069 وبلا علامة \u2066#\u2069، وعددها عشرة على الأكثر.",
                en="Addresses are whole, begin with https:// and hold no #; there are ten at most.",
            )
        )


def _keys(jwks: Mapping[str, Any]) -> list[dict[str, str]]:
    try:
        return proofs.checked_jwks(jwks)
    except ValueError as problem:
        raise UnableToKeepClient(
            Text(
                ar="أرسل من واحد إلى خمسة مفاتيح عامة من نوع \u2066EC P-256\u2069 بصيغة \u2066JWKS\u2069.",
                en=f"The keys cannot be kept: {problem}.",
            )
        ) from problem


def _write_contract(client_id: str, scopes: Sequence[ScopeContract]) -> None:
    named = _named(scopes)
    if OPENID not in named or len(set(named)) != len(named) or not set(named) <= set(SCOPES):
        raise UnableToKeepClient(
            Text(
                ar="يضم العقد \u2066openid\u2069، وكل نطاق فيه معروف ومذكور مرة واحدة.",
                en="A contract holds openid, and each of its scopes is known and stands once.",
            )
        )
    if not all(part.strip() for one in scopes for part in (one.purpose.ar, one.purpose.en, one.basis.ar, one.basis.en)):
        raise UnableToKeepClient(
            Text(ar="لكل نطاق غرض وسند باللغتين.", en="Each scope has a purpose and a legal basis in both languages.")
        )
    ContractedScope.objects.bulk_create([_row(client_id, one) for one in scopes])


def _row(client_id: str, one: ScopeContract) -> ContractedScope:
    return ContractedScope(
        client_id=client_id, scope=one.scope, purpose_ar=one.purpose.ar, purpose_en=one.purpose.en,
        basis_ar=one.basis.ar, basis_en=one.basis.en, essential=one.essential or one.scope == OPENID,
    )  # fmt: skip


def _named(scopes: Sequence[ScopeContract]) -> list[str]:
    return [one.scope for one in scopes]


def _found(client_id: str) -> ClientRecord:
    found = queries.client(client_id)
    if found is None:
        raise UnableToKeepClient(_NONE)
    return found
