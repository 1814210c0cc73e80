"""The tokens of the provider: id tokens, access tokens (RFC 9068), logout tokens; and the subject they name."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from tayseer.documents import jws
from tayseer.identity.assurance import ACR, amr_of
from tayseer.identity.ids import new_public_id
from tayseer.partners.openid import conf, keys
from tayseer.partners.openid.contract import ClientRecord, LoginRecord

ACCESS, ID, LOGOUT = "at+jwt", "JWT", "logout+jwt"
LONGEST = 4_096
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
CONSENT_EVENT = "urn:tayseer:event:consent-revoked"
_LOGOUT_LIFE = timedelta(minutes=2)
_KNOWN = 4_096


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An access token whose signature was good; whether it still counts is asked elsewhere."""

    sid: str
    client_id: str
    audience: str
    scopes: frozenset[str]
    expires_at: int
    jkt: str
    kid: str


def subject(*, sector: str, person_id: int) -> str:
    """The pairwise subject of a person for a sector: HMAC-SHA-256 under a secret of the server, 43 letters.

    OpenID Connect Core, section 8.1. Two sectors cannot find out that they speak of the same person.
    """
    said = hmac.digest(conf.subject_key(), f"{sector}\x00{person_id}".encode(), hashlib.sha256)
    return jws.encode(said)


def access_token(login: LoginRecord, *, jkt: str, at: datetime) -> str:
    """A token for one audience, five minutes long, bound to a key of the client when `jkt` names one (RFC 9449)."""
    now = int(at.timestamp())
    body: dict[str, object] = {
        "iss": conf.issuer(),
        "sub": subject(sector=login.sector, person_id=login.person_id),
        "aud": login.audience,
        "client_id": login.client_id,
        "iat": now,
        "exp": now + int(conf.TOKEN_LIFE.total_seconds()),
        "jti": new_public_id(),
        "scope": " ".join(login.scopes),
        "sid": login.sid,
    }
    if jkt:
        body["cnf"] = {"jkt": jkt}
    return keys.sign(body, typ=ACCESS, at=at)


def id_token(login: LoginRecord, *, access: str, at: datetime) -> str:
    """Who signed in, how surely (`acr`), by which methods (`amr`, RFC 8176) and when; no fact about the person.

    OpenID Connect Core, section 2; `at_hash` binds it to the access token that came with it.
    """
    now = int(at.timestamp())
    body: dict[str, object] = {
        "iss": conf.issuer(),
        "sub": subject(sector=login.sector, person_id=login.person_id),
        "aud": login.client_id,
        "iat": now,
        "exp": now + int(conf.TOKEN_LIFE.total_seconds()),
        "auth_time": int(login.auth_at.timestamp()),
        "acr": ACR[login.level],
        "amr": amr_of(login.methods),
        "sid": login.sid,
        "at_hash": jws.encode(hashlib.sha256(access.encode("ascii")).digest()[:16]),
    }
    if login.nonce:
        body["nonce"] = login.nonce
    return keys.sign(body, typ=ID, at=at)


def logout_token(client: ClientRecord, *, person_id: int, sid: str, why: str, at: datetime) -> str:
    """What a client is told when a login ended (OpenID Connect Back-Channel Logout 1.0, section 2.4).

    Without `sid` all logins of the person there have ended. When a consent was revoked a second event says so.
    """
    now = int(at.timestamp())
    events: dict[str, object] = {_LOGOUT_EVENT: {}}
    if why == "consent_revoked":
        events[CONSENT_EVENT] = {}
    body: dict[str, object] = {
        "iss": conf.issuer(),
        "sub": subject(sector=client.sector, person_id=person_id),
        "aud": client.id,
        "iat": now,
        "exp": now + int(_LOGOUT_LIFE.total_seconds()),
        "jti": new_public_id(),
        "events": events,
    }
    if sid:
        body["sid"] = sid
    return keys.sign(body, typ=LOGOUT, at=at)


def read_access(token: str) -> AccessToken | None:
    """What an access token of ours says, its signature checked once in each process; None for anything else.

    A good signature stays good, so it is remembered; the key's standing is looked at each time, as are, by the caller,
    the time, the audience and whether the login still lives.
    """
    if len(token) > LONGEST:
        return None
    found = _verified(token)
    return found if found is not None and keys.public(found.kid) is not None else None


def forget_verified() -> None:
    """Forget which tokens were found good, so that each is checked anew; for measurements."""
    _verified.cache_clear()


@lru_cache(maxsize=_KNOWN)
def _verified(token: str) -> AccessToken | None:
    read = _read(token, typ=ACCESS)
    if read is None:
        return None
    kid, body = read
    cnf = body.get("cnf")
    try:
        return AccessToken(
            sid=str(body["sid"]),
            client_id=str(body["client_id"]),
            audience=str(body["aud"]),
            scopes=frozenset(str(body["scope"]).split()),
            expires_at=int(body["exp"]),
            jkt=str(cnf["jkt"]) if isinstance(cnf, dict) else "",
            kid=kid,
        )
    except (KeyError, TypeError, ValueError):
        return None


def read_hint(token: str) -> Mapping[str, Any] | None:
    """The claims of an id token of ours, also of one that has run out (OpenID RP-Initiated Logout, section 2)."""
    read = _read(token, typ=ID) if len(token) <= LONGEST else None
    return None if read is None else read[1]


def _read(token: str, *, typ: str) -> tuple[str, dict[str, Any]] | None:
    try:
        signed = jws.parse(token, typ=typ)
        key = keys.public(signed.kid)
        if key is None:
            return None
        jws.verify(signed, key=key)
    except (jws.UnableToReadJWS, jws.UnableToVerifyJWS):
        return None
    body = signed.body
    return (signed.kid, body) if isinstance(body, dict) and body.get("iss") == conf.issuer() else None
