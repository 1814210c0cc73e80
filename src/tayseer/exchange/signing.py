"""Signs and checks HTTP messages between this platform and others: RFC 9421 signatures over RFC 9530 digests, ES256.

Knows neither Django nor a database, so that the outside parties of the demonstration speak through the same code. The
body is always compared with its digest before the signature is believed: the signature covers the digest alone.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature as UnequalSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms
from http_message_signatures.digests import ContentDigest
from http_message_signatures.exceptions import HTTPMessageSignaturesException

# Keys, below the data folder. Each party makes its own pair and gives the others its public half alone.
KEYS = Path("keys")
PLATFORM = "platform"
PAYMENT_PROVIDER = "payment_provider"
PLATFORM_PRIVATE_KEY = KEYS / "platform.key.pem"
PLATFORM_PUBLIC_KEY = KEYS / "platform.pub.pem"
PAYMENT_PROVIDER_PRIVATE_KEY = KEYS / "payment_provider.key.pem"
PAYMENT_PROVIDER_PUBLIC_KEY = KEYS / "payment_provider.pub.pem"

MOST_AHEAD = timedelta(seconds=60)
OLDEST = timedelta(minutes=5)
NONCE_LENGTHS = range(16, 129)

REQUEST = ("@method", "@target-uri")
WITH_BODY = (*REQUEST, "content-digest", "content-type")
POST = (*WITH_BODY, "idempotency-key")
RESPONSE = ("@status", "content-digest", "content-type", '"@method";req', '"@target-uri";req', '"signature";req')

Headers = MutableMapping[str, str]
Remember = Callable[[str, str, datetime], bool]


class UnableToVerify(Exception):
    """The message is not to be believed; `code` says why, in a stable word."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class UnableToFindKey(LookupError):
    """The party has not laid down its public key yet."""


@dataclass(frozen=True)
class Signer:
    """A party's own key pair and the id by which others know it."""

    key_id: str
    private_key: ec.EllipticCurvePrivateKey = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What was proven: which key signed, when (UTC), and the nonce that makes the message single."""

    key_id: str
    nonce: str
    signed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request as the signature sees it; `url` is absolute and encoded."""

    method: str
    url: str
    headers: Headers


@dataclass(frozen=True, kw_only=True)
class Response:
    """An answer as the signature sees it, with the request it answers."""

    status_code: int
    headers: Headers
    request: Request


def sign_request(  # noqa: PLR0913 - each says one thing about the request
    *,
    signer: Signer,
    method: str,
    url: str,
    body: bytes = b"",
    idempotency_key: str = "",
    content_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
    covers: Sequence[str] = (),
    at: datetime | None = None,
) -> dict[str, str]:
    """Give the headers to send with a request: `headers` and the digest, key of idempotency and signature.

    `covers` names more headers that the signature must cover. `at` is the moment of signing (UTC), the real clock when
    not given: a demonstration's shifted clock must not make signatures look old.
    """
    sent = dict(headers or {})
    if body:
        sent["Content-Type"] = content_type
    if method == "POST":
        sent["Idempotency-Key"] = idempotency_key or secrets.token_urlsafe(18)
    request = Request(method=method, url=url, headers=sent)
    _sign(request, signer=signer, covers=(*required_of(method=method, body=body), *covers), body=body, at=at)
    return sent


def sign_response(
    *,
    signer: Signer,
    status: int,
    body: bytes,
    request: Request,
    content_type: str = "application/json",
    at: datetime | None = None,
) -> dict[str, str]:
    """Give the headers of an answer, bound to the signature of the request it answers."""
    response = Response(status_code=status, headers={"Content-Type": content_type}, request=request)
    _sign(response, signer=signer, covers=RESPONSE, body=body, at=at, digest_always=True)
    return dict(response.headers)


def verify_request(
    *,
    request: Request,
    body: bytes,
    keys: Mapping[str, ec.EllipticCurvePublicKey],
    remember: Remember,
    covers: Sequence[str] = (),
    at: datetime | None = None,
) -> Verified:
    """Check a request's digest, coverage, time and signature, then that it was never seen; `remember` says so.

    `remember(key_id, nonce, signed_at)` stores the pair and gives false when it was there before. Raises
    `UnableToVerify` with the codes `digest`, `coverage`, `time`, `key`, `signature`, `nonce` or `replay`.
    """
    required = (*required_of(method=request.method, body=body), *covers)
    verified = _verify(request, body=body, keys=keys, required=required, at=at)
    if not remember(verified.key_id, verified.nonce, verified.signed_at):
        raise UnableToVerify("replay", "This signed message was accepted before. Sign it again with a new nonce.")
    return verified


def verify_response(
    *,
    response: Response,
    body: bytes,
    keys: Mapping[str, ec.EllipticCurvePublicKey],
    at: datetime | None = None,
) -> Verified:
    """Check that an answer was signed by one of `keys` for this very request; it cannot be replayed for another."""
    return _verify(response, body=body, keys=keys, required=RESPONSE, at=at)


def required_of(*, method: str, body: bytes) -> tuple[str, ...]:
    """What a request's signature must cover at least, decided by the one who checks, never by the sender."""
    if method == "POST":
        return POST if body else (*REQUEST, "idempotency-key")
    return WITH_BODY if body else REQUEST


def own_signer(*, data: Path, party: str) -> Signer:
    """A party's own key pair, made once (private half mode 0600) and safe when two processes ask at once."""
    private, public = data / KEYS / f"{party}.key.pem", data / KEYS / f"{party}.pub.pem"
    if not private.exists():
        private.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _place_first(private, _private_pem(ec.generate_private_key(ec.SECP256R1())), mode=0o600)
    key = serialization.load_pem_private_key(private.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        message = f"{private} is not a P-256 key. Remove it and both halves are made anew."
        raise UnableToFindKey(message)
    pem = _public_pem(key.public_key())
    if public.exists() and public.read_bytes() != pem:
        # A private half restored from elsewhere: a public half that does not fit would only make others refuse us.
        public.unlink()
    if not public.exists():
        _place_first(public, pem, mode=0o644)
    return Signer(key_id=key_id_of(party=party, key=key.public_key()), private_key=key)


def own_secret(*, data: Path, name: str) -> bytes:
    """A secret of this installation, 32 bytes, made once (mode 0600) and safe when two processes ask at once."""
    path = data / KEYS / f"{name}.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _place_first(path, secrets.token_bytes(32), mode=0o600)
    return path.read_bytes()


def public_keys(*, data: Path, party: str) -> dict[str, ec.EllipticCurvePublicKey]:
    """The public key another party laid down, by its id; raises `UnableToFindKey` while there is none."""
    path = data / KEYS / f"{party}.pub.pem"
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except FileNotFoundError as reason:
        message = f"{party} has not laid down its public key at {path}. Start it, then try again."
        raise UnableToFindKey(message) from reason
    if not isinstance(key, ec.EllipticCurvePublicKey):
        message = f"{path} is not a P-256 key."
        raise UnableToFindKey(message)
    return {key_id_of(party=party, key=key): key}


def key_id_of(*, party: str, key: ec.EllipticCurvePublicKey) -> str:
    """The id of a key: its party and a fingerprint, so that a renewed key is never taken for the old one."""
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"{party}-{hashlib.sha256(der).hexdigest()[:16]}"


def real_now() -> datetime:
    """The moment by the machine's own clock (UTC), which other parties share; a demonstration cannot shift it."""
    return datetime.fromtimestamp(time.time(), UTC)


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, *, public: Mapping[str, ec.EllipticCurvePublicKey], signer: Signer | None = None) -> None:
        self.public = public
        self.signer = signer

    def resolve_public_key(self, key_id: str) -> ec.EllipticCurvePublicKey:
        key = self.public.get(key_id)
        if key is None:
            raise UnableToVerify("key", "The signature names a key that is not known here. Exchange public keys again.")
        return key

    def resolve_private_key(self, key_id: str) -> ec.EllipticCurvePrivateKey:
        if self.signer is None or self.signer.key_id != key_id:
            raise UnableToFindKey(key_id)
        return self.signer.private_key


class _Verifier(HTTPMessageVerifier):
    """The library's verifier with the window of time judged by the moment the caller gives."""

    def __init__(self, *, keys: Mapping[str, ec.EllipticCurvePublicKey], at: datetime) -> None:
        super().__init__(signature_algorithm=algorithms.ECDSA_P256_SHA256, key_resolver=_Keys(public=keys))
        self.at = at

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:  # noqa: ARG002
        created = _moment(sig_input.params.get("created"))
        if created > self.at + MOST_AHEAD or created < self.at - OLDEST:
            message = (
                f"The message was signed at {created:%H:%M:%S} UTC, outside the window. Check the clock, sign again."
            )
            raise UnableToVerify("time", message)
        expires = sig_input.params.get("expires")
        if expires is not None and _moment(expires) < self.at:
            raise UnableToVerify("time", "The signature has expired. Sign the message again.")


def _moment(stamp: object) -> datetime:
    if type(stamp) is not int:
        raise UnableToVerify("time", "The signature does not say when it was made.")
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (ValueError, OverflowError, OSError) as reason:
        raise UnableToVerify("time", "The signature's time is no time.") from reason


def _sign(
    message: Request | Response,
    *,
    signer: Signer,
    covers: Sequence[str],
    body: bytes,
    at: datetime | None,
    digest_always: bool = False,
) -> None:
    HTTPMessageSigner(
        signature_algorithm=algorithms.ECDSA_P256_SHA256, key_resolver=_Keys(public={}, signer=signer)
    ).sign(
        message,
        key_id=signer.key_id,
        created=at or real_now(),
        nonce=secrets.token_urlsafe(18),
        label="tayseer",
        covered_component_ids=tuple(covers),
        body=body if body or digest_always else None,
    )


def _verify(
    message: Request | Response,
    *,
    body: bytes,
    keys: Mapping[str, ec.EllipticCurvePublicKey],
    required: Sequence[str],
    at: datetime | None,
) -> Verified:
    headers = {name.lower(): value for name, value in message.headers.items()}
    if "content-digest" in headers or body:
        try:
            ContentDigest.verify(headers.get("content-digest", ""), body)
        except HTTPMessageSignaturesException as reason:
            raise UnableToVerify("digest", "The body is not the one that was signed.") from reason
    try:
        results = _Verifier(keys=keys, at=at or real_now()).verify(message, require_components=tuple(required))
    except UnableToVerify:
        raise
    except HTTPMessageSignaturesException as reason:
        if isinstance(reason.__cause__, UnableToVerify):
            raise reason.__cause__ from reason
        raise UnableToVerify(
            _code(reason), f"The signature was refused: {str(reason) or 'it does not fit'}."
        ) from reason
    if len(results) != 1:
        raise UnableToVerify("signature", "One signature is expected, no more.")
    parameters = results[0].parameters
    nonce = str(parameters.get("nonce", ""))
    if len(nonce) not in NONCE_LENGTHS:
        raise UnableToVerify("nonce", "The signature carries no nonce of 16 to 128 characters.")
    return Verified(key_id=str(parameters["keyid"]), nonce=nonce, signed_at=_moment(parameters["created"]))


def _code(reason: HTTPMessageSignaturesException) -> str:
    if isinstance(reason.__cause__, UnequalSignature):
        return "signature"
    return "coverage" if "cover" in str(reason).lower() else "signature"


def _place_first(path: Path, content: bytes, *, mode: int) -> None:
    """Write a file whole, unless another process was first; then theirs stands."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public_pem(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
