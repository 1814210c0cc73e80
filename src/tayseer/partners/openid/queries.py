"""Reads of the provider: clients, pushed requests, consents and logins."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from tayseer.audit.contract import Actor
from tayseer.identity.ids import token_digest
from tayseer.kit.text import Text
from tayseer.partners.openid.contract import ClientRecord, ConsentRecord, LoginRecord, PushedRecord, ScopeContract
from tayseer.partners.openid.models import Client, Consent, ContractedScope, Login, PushedRequest

MOST_CLIENTS, MOST_CONSENTS, MOST_SCOPES = 1_000, 200, 50

# Client and contract in one statement: every call of a client begins with it.
_CLIENT = """
SELECT c.code, c.name_ar, c.name_en, c.kind, c.sector, c.jwks, c.redirect_uris, c.logout_redirect_uris,
       c.backchannel_logout_uri, c.term_days, c.sandbox, c.state, c.created_at, c.stopped_at,
       (SELECT coalesce(json_agg(json_build_array(s.scope, s.purpose_ar, s.purpose_en, s.basis_ar, s.basis_en,
                                                  s.essential) ORDER BY s.id), '[]')
          FROM openid_contractedscope s WHERE s.client_id = c.code)
  FROM openid_client c
"""
LOGIN_COLUMNS = """l.id, l.sid, l.client_id, c.sector, l.consent_id, l.person_id, l.account_id, l.scopes, l.audience,
       l.level, l.methods, l.auth_at, l.nonce, l.jkt, l.ends_at, l.ended_why"""


def client(client_id: str) -> ClientRecord | None:
    """The client with this id, stopped or not; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_CLIENT} WHERE c.code = %s::text", [client_id])
        row = cursor.fetchone()
    return None if row is None else _as_client(row)


def clients(*, limit: int = MOST_CLIENTS) -> list[ClientRecord]:
    """The clients by id, stopped ones too, at most `limit`; for operators alone."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_CLIENT} ORDER BY c.code LIMIT %s::int", [limit])
        return [_as_client(row) for row in cursor.fetchall()]


def pushed_by_secret(*, secret: str) -> PushedRecord | None:
    """The request behind a `request_uri`, whatever has become of it."""
    row = PushedRequest.objects.filter(secret=token_digest(secret)).first()
    return None if row is None else _as_pushed(row)


def pushed_for(*, public_id: str, browser: bytes, at: datetime) -> PushedRecord | None:
    """The request that this browser opened and may still answer at a moment; None for any other."""
    row = PushedRequest.objects.filter(public_id=public_id, used_at=None, ends_at__gt=at).first()
    return _as_pushed(row) if row is not None and browser and bytes(row.browser) == browser else None


def standing_consent(*, actor: Actor, client_id: str, at: datetime) -> Consent | None:
    """The consent of the actor to a client that holds at a moment."""
    return Consent.objects.filter(person_id=_person(actor), client_id=client_id, ended_at=None, until__gt=at).first()


def consents_of(*, actor: Actor) -> list[ConsentRecord]:
    """The actor's own consents, newest first, those that ended too; none of anybody else."""
    rows = Consent.objects.filter(person_id=_person(actor)).select_related("client").order_by("-given_at", "-id")
    return [as_consent(row) for row in rows[:MOST_CONSENTS]]


def as_consent(row: Consent) -> ConsentRecord:
    """Turn a row into what others may know of it."""
    return ConsentRecord(
        public_id=row.public_id,
        client_id=row.client_id,
        client=Text(ar=row.client.name_ar, en=row.client.name_en),
        scopes=tuple(row.scopes),
        shared=tuple(row.shared),
        given_at=row.given_at,
        until=row.until,
        ended_at=row.ended_at,
        ended_why=row.ended_why,
        last_used_at=row.last_used_at,
        receipt=row.receipt,
    )


def login_by_sid(*, sid: str) -> LoginRecord | None:
    """One login with the sector of its client, whether it lives or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {LOGIN_COLUMNS} FROM openid_login l JOIN openid_client c ON c.code = l.client_id"  # noqa: S608 - constants
            " WHERE l.sid = %s::text",
            [sid],
        )
        row = cursor.fetchone()
    return None if row is None else as_login(row)


def as_login(row: Sequence[Any]) -> LoginRecord:
    """The login of a row of `LOGIN_COLUMNS`."""
    values = list(row)
    values[7], values[10] = tuple(values[7]), tuple(values[10])
    return LoginRecord(*values)


def live_logins(*, person_id: int, client_id: str) -> list[int]:
    """The ids of a person's living logins at a client."""
    return list(
        Login.objects.filter(person_id=person_id, client_id=client_id, ended_why="").values_list("id", flat=True)[:1000]
    )


def contracted(*, client_id: str) -> list[ContractedScope]:
    """The rows of a client's contract."""
    return list(ContractedScope.objects.filter(client_id=client_id).order_by("id")[:MOST_SCOPES])


def client_exists(*, client_id: str) -> bool:
    """Whether there is a client with this id."""
    return bool(Client.objects.filter(code=client_id).exists())


def _as_client(row: Sequence[Any]) -> ClientRecord:
    code, ar, en, kind, sector, jwks, redirects, logouts, backchannel, term, sandbox, state, made, stopped, scopes = row
    return ClientRecord(
        id=code,
        names=Text(ar=ar, en=en),
        kind=kind,
        sector=sector,
        jwks=tuple(_read(jwks)),
        redirect_uris=tuple(redirects),
        logout_redirect_uris=tuple(logouts),
        backchannel_logout_uri=backchannel,
        term_days=term,
        sandbox=sandbox,
        state=state,
        created_at=made,
        stopped_at=stopped,
        scopes={
            scope: ScopeContract(scope, Text(ar=why_ar, en=why_en), Text(ar=law_ar, en=law_en), essential)
            for scope, why_ar, why_en, law_ar, law_en, essential in _read(scopes)
        },
    )


def _as_pushed(row: PushedRequest) -> PushedRecord | None:
    found = client(row.client_id)
    if found is None:
        return None
    return PushedRecord(
        public_id=row.public_id,
        client=found,
        asked=row.asked,
        jkt=row.jkt,
        created_at=row.created_at,
        expires_at=row.expires_at,
        ends_at=row.ends_at,
        browser=bytes(row.browser),
        is_stepped=row.stepped,
        is_used=row.used_at is not None,
    )


def _read(written: Any) -> Any:
    """JSON as Python, which Django's own cursor leaves as text."""
    return json.loads(written) if isinstance(written, str | bytes) else written


def _person(actor: Actor) -> int | None:
    return actor.id if actor.kind == "person" else None
