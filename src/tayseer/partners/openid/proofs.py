"""What programs sign to show who they are: assertions of clients (RFC 7523) and proofs of a key (DPoP, RFC 9449)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from tayseer.documents import jws
from tayseer.documents.keystore import public_key, thumbprint
from tayseer.partners.openid import conf
from tayseer.partners.openid.contract import ClientRecord

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST = 4_096
LONGEST_JTI = 128
MOST_KEYS = 5
SIGNATURE_BYTES = 64
#: An assertion holds for five minutes at most; clocks that run ahead a little are borne with.
LONGEST_LIFE, MOST_AHEAD = 300, 30
#: How old or how far ahead a proof may be.
PROOF_WITHIN = 60
_ASSERTION_TYPES = frozenset({None, "JWT", "client-authentication+jwt"})
_MEMBERS = ("kty", "crv", "x", "y")


class UnableToAccept(Exception):
    """What was signed is not to be believed; the message says why, in ASCII, for the client's developer."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """An assertion that is good but for having been used before: its identifier, and until when it could be shown."""

    jti: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that is good but for having been used before: the thumbprint of the key (RFC 7638), and as above."""

    jkt: str
    jti: str
    until: datetime


def claimed_client(assertion: str) -> str:
    """The client that an assertion says it is of, to find its keys by; nothing of it is believed yet."""
    _, body, _ = _opened(assertion, kinds=_ASSERTION_TYPES)
    issuer = body.get("iss")
    if not isinstance(issuer, str) or not issuer or len(issuer) > LONGEST_JTI or issuer != body.get("sub"):
        raise UnableToAccept("iss and sub of the assertion must be the client_id")
    return issuer


def check_assertion(assertion: str, *, client: ClientRecord, at: datetime) -> Assertion:
    """Check what a client signed to authenticate itself (`private_key_jwt`).

    In: the assertion; the client that it names; UTC. ES256 by a registered key; `aud` is our issuer as one string,
    never a list and never an endpoint's address; `exp` lies at most five minutes ahead, `iat` and `nbf` at most 30
    seconds. Raises `UnableToAccept`. The caller sees to it that the `jti` counts once. Standard: OpenID Connect Core,
    section 9; FAPI 2.0 Security Profile, section 5.3.2.1.
    """
    header, body, signed = _opened(assertion, kinds=_ASSERTION_TYPES)
    _verified(signed, key=_key_of(client, header))
    if body.get("iss") != client.id or body.get("sub") != client.id:
        raise UnableToAccept("iss and sub of the assertion must be the client_id")
    if body.get("aud") != conf.issuer():
        raise UnableToAccept("aud of the assertion must be the issuer, as one string")
    now, ends = int(at.timestamp()), _moment(body, "exp")
    if not now < ends <= now + LONGEST_LIFE:
        raise UnableToAccept("exp of the assertion must lie ahead, at most five minutes")
    for name in ("iat", "nbf"):
        if name in body and _moment(body, name) > now + MOST_AHEAD:
            raise UnableToAccept(f"{name} of the assertion lies in the future")
    return Assertion(_jti(body), datetime.fromtimestamp(ends, UTC))


def check_proof(proof: str, *, method: str, url: str, at: datetime, token: str = "") -> Proof:
    """Check a DPoP proof (RFC 9449, section 4.3).

    In: the header `DPoP`; method and address of the request, without its query; UTC; the access token shown beside it,
    whose digest the proof must then hold. Out: the thumbprint of the key. Raises `UnableToAccept`. The caller sees to
    it that the `jti` counts once.
    """
    header, body, signed = _opened(proof, kinds=frozenset({"dpop+jwt"}))
    written = header.get("jwk")
    if not isinstance(written, dict) or "d" in written:
        raise UnableToAccept("jwk of the proof must be a public key")
    jwk = {name: str(written.get(name, "")) for name in _MEMBERS}
    try:
        key = public_key(jwk)
    except (ValueError, KeyError):
        raise UnableToAccept("jwk of the proof must be a P-256 key") from None
    _verified(signed, key=key)
    if body.get("htm") != method or not _is_same_address(body.get("htu"), url):
        raise UnableToAccept("htm and htu of the proof must be those of the request")
    made = _moment(body, "iat")
    if abs(made - int(at.timestamp())) > PROOF_WITHIN:
        raise UnableToAccept("iat of the proof must be the present")
    if token and body.get("ath") != jws.encode(hashlib.sha256(token.encode()).digest()):
        raise UnableToAccept("ath of the proof must be the digest of the access token")
    return Proof(thumbprint(jwk), _jti(body), datetime.fromtimestamp(made, UTC) + timedelta(seconds=2 * PROOF_WITHIN))


def checked_jwks(written: Any) -> list[dict[str, str]]:
    """The public keys of a client as they are registered; raises ``ValueError`` for private and foreign ones."""
    listed = written.get("keys") if isinstance(written, dict) else None
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_KEYS:
        raise ValueError(f"a JWKS of 1 to {MOST_KEYS} keys is needed")
    found: list[dict[str, str]] = []
    for one in listed:
        if not isinstance(one, dict) or "d" in one:
            raise ValueError("the JWKS holds a private key, or something that is no key; send public keys alone")
        if one.get("alg", "ES256") != "ES256" or one.get("use", "sig") != "sig":
            raise ValueError("keys of clients sign with ES256 and do nothing else")
        key = {name: str(one.get(name, "")) for name in _MEMBERS}
        try:
            public_key(key)
        except (ValueError, KeyError):
            raise ValueError("keys of clients are EC keys on P-256") from None
        kid = str(one.get("kid", "")) or thumbprint(key)
        if len(kid) > LONGEST_JTI or any(kid == other["kid"] for other in found):
            raise ValueError("each key has a kid of its own, of at most 128 letters")
        found.append({**key, "kid": kid})
    return found


def _opened(text: str, *, kinds: frozenset[str | None]) -> tuple[Mapping[str, Any], Mapping[str, Any], jws.Signed]:
    """Header, body and signature of a compact JWS with ES256 of one of these kinds, not believed yet."""
    parts = text.split(".") if len(text) <= LONGEST else []
    try:
        first, second, third = parts
        header, body, signature = json.loads(jws.decode(first)), json.loads(jws.decode(second)), jws.decode(third)
    except (ValueError, RecursionError):
        raise UnableToAccept("it is no compact JWS") from None
    if not isinstance(header, dict) or not isinstance(body, dict):
        raise UnableToAccept("it is no JWT")
    typ = header.get("typ")
    is_fit = (typ is None or isinstance(typ, str)) and typ in kinds
    if header.get("alg") != "ES256" or "crit" in header or not is_fit:
        raise UnableToAccept("it must be signed with ES256 and be of the right typ")
    return header, body, jws.Signed(str(header.get("kid", "")), body, signature, f"{first}.{second}".encode())


def _verified(signed: jws.Signed, *, key: ec.EllipticCurvePublicKey) -> None:
    try:
        if len(signed.signature) == SIGNATURE_BYTES:
            jws.verify(signed, key=key)
            return
    except jws.UnableToVerifyJWS:
        pass
    raise UnableToAccept("its signature does not match")


def _key_of(client: ClientRecord, header: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    kid = header.get("kid")
    fitting = [one for one in client.jwks if kid is None or one["kid"] == kid]
    if len(fitting) != 1:
        raise UnableToAccept("kid must name a registered key of the client")
    return public_key(fitting[0])


def _moment(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name)
    # True is an int to Python. Fractions of a second are allowed by RFC 7519.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1 << 40:
        raise UnableToAccept(f"{name} must be a number of seconds")
    return int(value)


def _jti(body: Mapping[str, Any]) -> str:
    jti = body.get("jti")
    if not isinstance(jti, str) or not jti or len(jti) > LONGEST_JTI or "\x00" in jti:
        raise UnableToAccept("jti must be a text of 1 to 128 letters")
    return jti


def _is_same_address(written: Any, url: str) -> bool:
    """Whether two addresses are the same but for query and fragment, the case of scheme and host, and a usual port."""
    return isinstance(written, str) and len(written) <= LONGEST and _plain(written) == _plain(url) != ()


def _plain(url: str) -> tuple[object, ...]:
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return ()
    return (parts.scheme.lower(), (parts.hostname or "").lower(), port, parts.path or "/")
