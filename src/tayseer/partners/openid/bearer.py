"""Access tokens as they are shown at a door: signature here, then one statement for revocation and limit together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import connection

from tayseer.audit.contract import Actor
from tayseer.identity import limits
from tayseer.identity.contract import ApiClient
from tayseer.kit.text import Text
from tayseer.partners.openid import conf, proofs, spending, tokens

SHOWN = re.compile(r"(Bearer|DPoP) ([A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})")

_ONCE = "VALUES (%s::bytea, %s::timestamptz, %s::timestamptz, 1)"
_OF_LOGIN = (
    "SELECT sha256(convert_to('openid:login:' || l.id, 'UTF8')), %s::timestamptz, %s::timestamptz, 1 FROM login l"
)
_CHECKED = f"""
WITH login AS MATERIALIZED (
    SELECT l.id, l.client_id, c.name_ar, c.name_en, c.sector, l.person_id, l.account_id, l.consent_id, l.level,
           l.auth_at
      FROM openid_login l JOIN openid_client c ON c.code = l.client_id
     WHERE l.sid = %s::text AND l.ended_why = '' AND l.ends_at > %s::timestamptz AND c.state = 'active'),
counted AS ({limits.COUNT.replace(_ONCE, _OF_LOGIN)})
SELECT login.*, counted.count FROM login, counted
"""  # noqa: S608 - statements of this file and its neighbour

Error = Literal["invalid_token", "invalid_dpop_proof"]


class UnableToAdmit(Exception):
    """The token opens nothing: `error` is what RFC 6750 or RFC 9449 calls it."""

    def __init__(self, error: Error) -> None:
        super().__init__(error)
        self.error: Error = error


@dataclass(frozen=True, slots=True)
class Shown:
    """A token as it came: by which scheme, with which proof, at which door."""

    scheme: str
    token: str
    proof: str
    method: str
    url: str


@dataclass(frozen=True, slots=True)
class Admitted:
    """Whom a token speaks for: the living login, its client and what may be asked; whether calls are within."""

    login_id: int
    client_id: str
    client: Text
    sector: str
    person_id: int
    account_id: int
    consent_id: int
    scopes: frozenset[str]
    within: bool
    level: int
    auth_at: datetime


def admit(shown: Shown, *, audience: str, at: datetime, limit: int = conf.PER_LOGIN) -> Admitted:
    """Check an access token (RFC 9068) and count the call, in one round trip.

    In: the token as shown; the one audience that it must be for; UTC; how many calls a minute one login has. Signature,
    time and audience are judged here; that the login lives and the client was not stopped is asked of the database
    each time, so revocation counts at once. A token that is bound to a key is worth nothing as a bearer, and needs a
    proof by that key (RFC 9449, section 7). Raises `UnableToAdmit`. Call it outside a transaction.
    """
    token = tokens.read_access(shown.token)
    if token is None or token.audience != audience or token.expires_at <= at.timestamp():
        raise UnableToAdmit("invalid_token")
    _prove(shown, jkt=token.jkt, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_CHECKED, [token.sid, at, at, at + timedelta(seconds=conf.MINUTE)])
        row = cursor.fetchone()
    if row is None or row[1] != token.client_id:
        raise UnableToAdmit("invalid_token")
    login_id, client_id, ar, en, sector, person_id, account_id, consent_id, level, auth_at, count = row
    return Admitted(
        login_id, client_id, Text(ar=ar, en=en), sector, person_id, account_id, consent_id, token.scopes,
        count <= limit, level, auth_at,
    )  # fmt: skip


def counted_api_client(shown: Shown, *, limit: int, at: datetime) -> tuple[ApiClient | None, bool]:
    """Return the program behind an access token for the public API, and whether this call is within its limit.

    As `identity.tokens.counted_client` does for tokens that a person made: None and True for a token that opens
    nothing. The program acts for the person, as surely known as at the sign-in under which it was let in.
    """
    try:
        admitted = admit(shown, audience=conf.api(), at=at, limit=limit)
    except UnableToAdmit:
        return None, True
    client = ApiClient(
        token_id=admitted.login_id,
        account_id=admitted.account_id,
        name=f"{admitted.client.ar}|{admitted.client.en}",
        scopes=admitted.scopes,
        actor=Actor("person", admitted.person_id, admitted.client.ar, level=admitted.level, proven_at=admitted.auth_at),
    )
    return client, admitted.within


def _prove(shown: Shown, *, jkt: str, at: datetime) -> None:
    if not jkt:
        if shown.scheme != "Bearer":
            raise UnableToAdmit("invalid_token")
        return
    if shown.scheme != "DPoP":
        raise UnableToAdmit("invalid_token")
    try:
        proof = proofs.check_proof(shown.proof, method=shown.method, url=shown.url, at=at, token=shown.token)
    except proofs.UnableToAccept as problem:
        raise UnableToAdmit("invalid_dpop_proof") from problem
    if proof.jkt != jkt or not spending.spend("dpop", proof.jkt, proof.jti, until=proof.until):
        raise UnableToAdmit("invalid_dpop_proof")
