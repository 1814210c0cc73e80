"""The statements of the token endpoint: find a code or a refresh token, use it up, write down what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tayseer.audit.actions import event_row, insert_sql
from tayseer.audit.contract import Actor
from tayseer.identity.ids import new_token, token_digest
from tayseer.partners.openid import actions
from tayseer.partners.openid.contract import ClientRecord, LoginRecord
from tayseer.partners.openid.queries import LOGIN_COLUMNS, as_login

_FIND_CODE = f"""
SELECT d.redirect_uri, d.challenge, d.jkt, d.expires_at, d.used_at, {LOGIN_COLUMNS}
  FROM openid_code d JOIN openid_login l ON l.id = d.login_id JOIN openid_client c ON c.code = l.client_id
 WHERE d.digest = %s::bytea
"""  # noqa: S608 - constants
_FIND_REFRESH = f"""
SELECT r.used_at, {LOGIN_COLUMNS}
  FROM openid_refreshtoken r JOIN openid_login l ON l.id = r.login_id JOIN openid_client c ON c.code = l.client_id
 WHERE r.digest = %s::bytea
"""  # noqa: S608 - constants
# The login is asked again here: it may have ended while the request was on its way.
_USE = """
UPDATE {table} t SET used_at = %s::timestamptz
  FROM openid_login l
 WHERE t.digest = %s::bytea AND t.used_at IS NULL AND l.id = t.login_id AND l.ended_why = ''
RETURNING 1
"""
_USE_CODE, _USE_REFRESH = _USE.format(table="openid_code"), _USE.format(table="openid_refreshtoken")
# The consent before the login, as whoever takes the consent back takes them.
_WRITE = f"""
WITH given AS (SELECT %s::bigint AS login, %s::bigint AS consent, %s::timestamptz AS at, %s::bytea AS fresh,
                      %s::text AS jkt),
fresh AS (INSERT INTO openid_refreshtoken (digest, login_id, created_at)
          SELECT given.fresh, given.login, given.at FROM given WHERE given.fresh <> ''),
seen AS (UPDATE openid_consent s SET last_used_at = given.at FROM given WHERE s.id = given.consent RETURNING s.id),
bound AS (UPDATE openid_login l SET jkt = given.jkt FROM given, seen
           WHERE l.id = given.login AND l.consent_id = seen.id AND l.jkt <> given.jkt)
{insert_sql()}
"""  # noqa: S608 - constants


@dataclass(frozen=True)
class FoundCode:
    """A code, with the names under which Authlib asks for its parts."""

    digest: bytes
    redirect_uri: str
    code_challenge: str
    jkt: str
    expires_at: datetime
    is_used: bool
    login: LoginRecord
    code_challenge_method: str = "S256"

    def get_redirect_uri(self) -> str:
        """The address that the code was sent to."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """What was asked for and agreed to."""
        return " ".join(self.login.scopes)


@dataclass(frozen=True)
class FoundRefresh:
    """A refresh token, with the names under which Authlib asks for its parts."""

    digest: bytes
    is_used: bool
    login: LoginRecord

    def check_client(self, client: Any) -> bool:
        """Whether it was given to this client."""
        return bool(client.client_id == self.login.client_id)

    def get_scope(self) -> str:
        """What was asked for and agreed to."""
        return " ".join(self.login.scopes)


def find_code(code: str) -> FoundCode | None:
    """The code as it was shown, used or not; None when there never was such a code."""
    row = _row(_FIND_CODE, code)
    if row is None:
        return None
    redirect_uri, challenge, jkt, expires_at, used_at, *login = row
    return FoundCode(token_digest(code), redirect_uri, challenge, jkt, expires_at, used_at is not None, as_login(login))


def find_refresh(token: str) -> FoundRefresh | None:
    """The refresh token as it was shown, used or not; None when there never was such a token."""
    row = _row(_FIND_REFRESH, token)
    return None if row is None else FoundRefresh(token_digest(token), row[0] is not None, as_login(row[1:]))


def use(found: FoundCode | FoundRefresh, *, jkt: str, client: ClientRecord, at: datetime) -> str:
    """Use a code or a refresh token up and write down that tokens were given; return the next refresh token.

    In: what was found; the thumbprint of the key that tokens are bound to, empty for none; the client; UTC. Of any
    number of requests at the same moment one is served; for the others it counts as a replay, which ends the login and
    returns an empty text.
    """
    login, fresh = found.login, new_token()
    is_code = isinstance(found, FoundCode)
    actor = Actor("agency", None, client.names.ar)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_USE_CODE if is_code else _USE_REFRESH, [at, found.digest])
        is_first = cursor.fetchone() is not None
        if is_first:
            event = event_row(
                actor=actor, action="openid.token.given", at=at, subject=login.person_id, object=client.id,
                purpose=f"{client.names.ar}|{client.names.en}",
            )  # fmt: skip
            cursor.execute(_WRITE, [login.id, login.consent_id, at, token_digest(fresh), jkt, *event])
    if not is_first:
        replayed(found, at=at)
        return ""
    return fresh


def replayed(found: FoundCode | FoundRefresh, *, at: datetime) -> None:
    """End the login whose code or refresh token was shown a second time (RFC 6749, section 4.1.2; RFC 9700, 4.14.2)."""
    why = "code_replayed" if isinstance(found, FoundCode) else "refresh_reused"
    actions.end_login(login=found.login, why=why, at=at)  # type: ignore[arg-type]


def _row(statement: str, secret: str) -> Sequence[Any] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [token_digest(secret)])
        found: Sequence[Any] | None = cursor.fetchone()
    return found
