"""The provider's signing key: ES256 of the purpose `token` in the keystore, made for each year, published as JWKS."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from tayseer.documents import jws
from tayseer.documents.keystore import KeyInfo, Purpose, UnableToSign, keystore

PURPOSE: Purpose = "token"
AGENCY = "platform"
#: What was signed on the last day of a key is still checked the day after.
_AFTERWARDS = timedelta(days=1)
#: By the process's own clock, which no demonstration moves.
_LOOKED_UP_FOR = 1.0
_MOST_LOOKED_UP = 64
_looked_up: dict[tuple[str, str], tuple[float, ec.EllipticCurvePublicKey | None]] = {}


def sign(body: Mapping[str, object], *, typ: str, at: datetime) -> str:
    """Return the compact JWS (RFC 7515) of claims, signed by the key of the year.

    In: the claims; the media type of the token (`at+jwt`, RFC 9068; `JWT`; `logout+jwt`), so that none can pass for
    another (RFC 8725); UTC. Raises `UnableToOpenKeystore` and `UnableToSign`.
    """
    try:
        return _signed(body, typ=typ, kid=signing_kid(at))
    except UnableToSign:
        # The key that was remembered may have been retired a moment ago; its successor signs.
        _newest.cache_clear()
        return _signed(body, typ=typ, kid=signing_kid(at))


def signing_kid(at: datetime) -> str:
    """The id of the key that signs in the year of a moment; made at first use where keys may be made."""
    return _newest(at.year)


def signature(data: bytes, *, kid: str) -> bytes:
    """The signature of a key over bytes, r‖s; the keystore refuses a key that does not sign any more."""
    return keystore().sign(kid, PURPOSE, data, agency=AGENCY)


def _signed(body: Mapping[str, object], *, typ: str, kid: str) -> str:
    return jws.sign(body, kid=kid, typ=typ, signer=lambda data: signature(data, kid=kid))


@lru_cache(maxsize=4)
def _newest(year: int) -> str:
    return keystore().ensure(agency=AGENCY, purpose=PURPOSE, year=year)


def public(kid: str) -> ec.EllipticCurvePublicKey | None:
    """The public key with this id, if it signs tokens and was not declared stolen; else None.

    Looked up anew after a second, so that a key that is declared stolen counts nowhere from then on.
    """
    now = time.monotonic()
    place = (str(settings.TAYSEER_DATA), kid)
    known = _looked_up.get(place)
    if known is None or now - known[0] > _LOOKED_UP_FOR:
        known = (now, _public(kid))
        if len(_looked_up) >= _MOST_LOOKED_UP:
            _looked_up.clear()
        _looked_up[place] = known
    return known[1]


def _public(kid: str) -> ec.EllipticCurvePublicKey | None:
    try:
        store = keystore()
        info = store.info(kid)
        return store.public(kid) if _signs_tokens(info) and info.state != "compromised" else None
    except UnableToSign:
        return None


def jwks(at: datetime) -> dict[str, list[dict[str, Any]]]:
    """The public keys as JWKS (RFC 7517): those that sign, and those whose tokens may still be about."""
    signing_kid(at)
    day = at.date()
    listed = [
        info
        for info in keystore().list()
        if _signs_tokens(info) and info.state != "compromised" and info.sign_until + _AFTERWARDS >= day
    ]
    return {"keys": [{**info.jwk, "kid": info.kid, "use": "sig", "alg": "ES256"} for info in listed]}


def _signs_tokens(info: KeyInfo) -> bool:
    return info.purpose == PURPOSE and info.agency == AGENCY
