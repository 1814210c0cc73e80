"""SD-JWT (RFC 9901) of a document's facts, each of which can be shown alone; for the attachment and for wallets."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from tayseer.documents import jws

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric import ec

TYPE = "dc+sd-jwt"
SALT_BYTES = 16
MOST_DISCLOSURES, LONGEST_DISCLOSURE = 64, 4_096
#: Never hidden, or nobody could check what is left when they are (SD-JWT VC, section 3.2.2.2).
OPEN = ("iss", "nbf", "exp", "iat", "cnf", "vct", "status", "cose_sha256")
_RESERVED = {"_sd", "...", "_sd_alg", *OPEN}
_PAIR = 3
CLOCK_SKEW_SECONDS = 300


class UnableToReadSDJWT(ValueError):
    """The text is no SD-JWT of ours; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Presented:
    """What an SD-JWT says once its signature and its disclosures were checked."""

    kid: str
    open: Mapping[str, Any]
    disclosed: Mapping[str, Any]


def issue(  # noqa: PLR0913 - a credential has this many parts, all named
    *,
    facts: Mapping[str, Any],
    vct: str,
    issuer: str,
    kid: str,
    issued_at: datetime,
    expires_at: datetime,
    signer: Callable[[bytes], bytes],
    status: Mapping[str, Any] | None = None,
    cose: bytes = b"",
) -> str:
    """Return the SD-JWT with all its disclosures.

    In: the facts, each to be disclosed by itself; the type of credential and the issuer as in the signed claims; the
    moments, UTC; `signer` receives the bytes to be signed and returns r‖s, 64 bytes; of a document, the reference into
    the status list, and its COSE, to which it is bound by `cose_sha256` (a receipt has neither). Raises ValueError for
    a fact with a name that the format keeps for itself.
    """
    if _RESERVED & set(facts):
        message = f"these names are the format's own: {sorted(_RESERVED & set(facts))}"
        raise ValueError(message)
    disclosures = [_disclosure(name, value) for name, value in facts.items()]
    body = {
        "iss": issuer,
        "iat": int(issued_at.timestamp()),
        "nbf": int(issued_at.timestamp()),
        "exp": int(expires_at.timestamp()),
        "vct": vct,
        **({"status": {"status_list": dict(status)}} if status is not None else {}),
        **({"cose_sha256": jws.encode(hashlib.sha256(cose).digest())} if cose else {}),
        # Sorted, so that the order of the digests says nothing about the order of the facts.
        "_sd": sorted(map(_digest, disclosures)),
        "_sd_alg": "sha-256",
    }
    return "~".join([jws.sign(body, kid=kid, typ=TYPE, signer=signer), *disclosures, ""])


def narrowed(token: str, *, to: set[str]) -> str:
    """Return the same credential with only the named facts disclosed."""
    head, *disclosures = token.split("~")[:-1]
    return "~".join([head, *(one for one in disclosures if _opened(one)[0] in to), ""])


def check(
    token: str, *, key: Callable[[str], ec.EllipticCurvePublicKey | None], vct: str, issuer: str, at: datetime
) -> Presented:
    """Return what a token says: signed by a known key, of this type and issuer, in its time, and disclosed honestly.

    In: the token; who gives the public key of a key id, None for an unknown one; the type and the issuer expected; the
    moment, UTC. Its standing is another question: the caller looks at `status`. Raises UnableToReadSDJWT.
    """
    head, *disclosures = token.split("~")
    if not disclosures or disclosures.pop() != "" or len(disclosures) > MOST_DISCLOSURES:
        _refuse("it does not end as an SD-JWT without key binding does")
    try:
        signed = jws.parse(head, typ=TYPE)
        known = key(signed.kid)
        if known is None:
            _refuse("its key is not known")
        jws.verify(signed, key=known)
    except (jws.UnableToReadJWS, jws.UnableToVerifyJWS) as error:
        raise UnableToReadSDJWT(str(error)) from error
    body = signed.body
    _in_time(body, vct=vct, issuer=issuer, now=int(at.timestamp()))
    return Presented(signed.kid, {name: body[name] for name in OPEN if name in body}, _disclosed(body, disclosures))


def _in_time(body: Any, *, vct: str, issuer: str, now: int) -> None:
    if not isinstance(body, dict) or body.get("vct") != vct or body.get("iss") != issuer:
        _refuse("it is of another type or issuer")
    starts, ends, made = (_moment(body.get(name)) for name in ("nbf", "exp", "iat"))
    if not starts - CLOCK_SKEW_SECONDS <= now <= ends + CLOCK_SKEW_SECONDS or made > now + CLOCK_SKEW_SECONDS:
        _refuse("it does not hold now")
    if not isinstance(body.get("status"), dict) or body.get("_sd_alg", "sha-256") != "sha-256":
        _refuse("it names no status list, or digests of another kind")


def _moment(value: Any) -> int:
    # True is an int to Python, and no moment to anybody.
    if type(value) is not int:
        _refuse("it does not say from when and until when it holds")
    return value


def _disclosed(body: Mapping[str, Any], disclosures: list[str]) -> dict[str, Any]:
    digests = body.get("_sd", [])
    if not isinstance(digests, list) or len(set(map(str, digests))) != len(digests):
        _refuse("its digests are no list of different texts")
    found: dict[str, Any] = {}
    for one in disclosures:
        name, value = _opened(one)
        if _digest(one) not in digests or name in found or name in _RESERVED or name in body:
            _refuse("a disclosure does not belong to it")
        found[name] = value
    return found


def _disclosure(name: str, value: Any) -> str:
    salt = jws.encode(secrets.token_bytes(SALT_BYTES))
    return jws.encode(json.dumps([salt, name, value], ensure_ascii=False).encode())


def _opened(disclosure: str) -> tuple[str, Any]:
    try:
        read = json.loads(jws.decode(disclosure)) if len(disclosure) <= LONGEST_DISCLOSURE else None
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, list) or len(read) != _PAIR or not isinstance(read[0], str) or not isinstance(read[1], str):
        _refuse("a disclosure is not salt, name and value")
    return read[1], read[2]


def _digest(disclosure: str) -> str:
    return jws.encode(hashlib.sha256(disclosure.encode("ascii")).digest())


def _refuse(problem: str) -> NoReturn:
    raise UnableToReadSDJWT(problem)
