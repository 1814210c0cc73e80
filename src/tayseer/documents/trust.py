"""The trust list: which keys may sign what and when, signed by the root as a JWS, re-signed before it grows old."""

import fcntl
import json
import logging
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from cryptography.hazmat.primitives.asymmetric import ec

from tayseer.documents import conf, jws
from tayseer.documents.keystore import (
    KeyInfo,
    KeyStore,
    UnableToSign,
    edwards_public,
    public_key,
)

logger = logging.getLogger("tayseer.security")
TYP = "tayseer-trust+jwt"
LIFE = timedelta(days=7)
_RENEW_BEFORE = timedelta(days=4)
_LISTED = frozenset({"document", "seal", "status", "log", "message", "token"})
_STATES = frozenset({"active", "retired", "compromised"})


class UnableToTrust(ValueError):
    """The trust list is missing, damaged, not signed by a pinned root, or older than one already seen."""


class UnableToPublish(Exception):
    """The trust list must be signed anew and the root is not at hand; the message says what to do."""


@dataclass(frozen=True, slots=True)
class TrustList:
    """A trust list whose signature was verified. Past `expires_at` nothing may be called valid."""

    sequence: int
    issued_at: datetime
    expires_at: datetime
    keys: Mapping[str, KeyInfo]

    def is_fresh(self, at: datetime) -> bool:
        """Whether the list may still be relied upon."""
        return at < self.expires_at


def read(
    text: str, *, root: ec.EllipticCurvePublicKey | Mapping[str, ec.EllipticCurvePublicKey], lowest_sequence: int = 0
) -> TrustList:
    """Verify a trust list with the pinned root and return it; `root` may be the pinned roots, current and next, by kid.

    Raises UnableToTrust for another signer, algorithm or kind of JWS, for a list that would hold longer than seven
    days, and for a sequence below `lowest_sequence` (a rollback).
    """
    try:
        message = jws.parse(text, typ=TYP)
    except jws.UnableToReadJWS as error:
        _refuse(str(error))
    pinned = root.get(message.kid) if isinstance(root, Mapping) else root
    if pinned is None:
        _refuse("it was not signed by a pinned root")
    try:
        jws.verify(message, key=pinned)
    except jws.UnableToVerifyJWS as error:
        problem = "the trust list was not signed by the pinned root"
        raise UnableToTrust(problem) from error
    found = _from_body(message.body)
    if not timedelta(0) < found.expires_at - found.issued_at <= LIFE:
        _refuse("it would hold for longer than seven days")
    if found.sequence < lowest_sequence:
        _refuse(f"its number {found.sequence} is below {lowest_sequence}, which was seen before")
    return found


def objections(info: KeyInfo, *, use: str, issuer: str, document_type: str, issued_at: datetime) -> Sequence[str]:
    """Return why a key may not have signed this, as stable codes; empty when nothing speaks against it.

    In: the key's entry on the trust list; what it was used for (`document`, `seal`, `status`); the issuer and the type
    the document claims; when it says it was issued (UTC). Codes: `issuer.wrong`, `key.wrong_use`, `key.wrong_type`,
    `key.wrong_time`. A stolen key is another question: see `stands_despite_theft`.
    """
    problems = (
        ("issuer.wrong", issuer != info.issuer),
        ("key.wrong_use", info.purpose != use),
        ("key.wrong_type", document_type not in info.types),
        ("key.wrong_time", not info.sign_from <= issued_at.astimezone(UTC).date() <= info.sign_until),
    )
    return tuple(code for code, speaks_against in problems if speaks_against)


def stands_despite_theft(info: KeyInfo, *, issued_at: datetime, proven_at: datetime | None) -> bool:
    """Whether what a key signed still counts although the key may have been stolen; true for a key that was not.

    `issued_at` is what the document says; `proven_at` is the newest moment by which it provably existed: the time of
    the log checkpoint in its proof, or of the trusted time stamp of its seal; None without such a proof. Whoever holds
    a stolen key can write any date into a document, so a date alone proves nothing: what says that it was issued since
    the theft is refused, and what says that it is older counts only with a proof older than the theft.
    """
    if info.state != "compromised":
        return True
    if info.compromised_since is None:
        return False
    since = datetime.fromtimestamp(info.compromised_since, UTC)
    return issued_at < since and proven_at is not None and proven_at < since


def publish(store: KeyStore, *, at: datetime, renew: bool = False) -> TrustList:
    """Sign and write the trust list when a key changed or the list nears its end; return the list in force.

    With `renew` it is signed anew in any case.

    Raises UnableToPublish when no root can sign here and the list has ended or lacks a key that signs, for what such a
    key signs would be believed by nobody. Otherwise the list in force is returned, and the log says that the root is
    awaited.
    """
    with _alone():
        entries = [_entry(info) for info in store.list() if info.purpose in _LISTED]
        _pin_roots(store)
        text = _current_text()
        known = _known(text, store)
        unchanged = known is not None and known.issued_at <= at and _entries(text) == entries
        if known and unchanged and not renew and known.expires_at - at > _RENEW_BEFORE:
            return known
        body = {
            "iss": conf.issuer_domain(),
            "iat": int(at.timestamp()),
            "exp": int((at + LIFE).timestamp()),
            "seq": max(known.sequence if known else 0, _highest_seen()) + 1,
            "entries": entries,
        }
        try:
            text = _sign(store, body)
        except UnableToSign as error:
            if known and not renew and known.is_fresh(at) and _names_all_that_sign(known, store):
                logger.warning("the trust list ends at %s and the root is not here to renew it", known.expires_at)
                return known
            message = f"The trust list must be signed anew, and {error}. Bring the root and run: tayseer keys publish"
            raise UnableToPublish(message) from error
        _replace(trust_file(), text)
        _replace(_seen_file(), str(body["seq"]))
        return read(text, root=_keys_of(store.roots()))


def current(*, lowest_sequence: int = 0) -> TrustList:
    """Return this installation's trust list, verified; raise UnableToTrust when there is none to believe.

    A list with a lower number than one that was published here before is refused, whoever put it there.
    """
    try:
        marks = tuple((path, path.stat().st_mtime_ns, path.stat().st_ino) for path in (trust_file(), roots_file()))
        return _read_files(marks, max(lowest_sequence, _highest_seen()))
    except OSError as error:
        message = "no trust list has been published here yet"
        raise UnableToTrust(message) from error


def pinned_roots() -> Mapping[str, ec.EllipticCurvePublicKey]:
    """Return the pinned public roots by kid: current and next, and those retired whose lists may still be about.

    Raises UnableToTrust when there are none yet.
    """
    try:
        keys = json.loads(roots_file().read_text())["keys"]
        return {one["kid"]: public_key(one) for one in keys}
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = "no root has been pinned here yet"
        raise UnableToTrust(message) from error


def trust_file() -> Path:
    """Where the signed trust list lies."""
    return conf.keys_folder() / "public" / "trust.jws"


def root_file() -> Path:
    """Where the public root key in use lies, as a JWK."""
    return conf.keys_folder() / "public" / "root.jwk"


def roots_file() -> Path:
    """Where the pinned public roots lie, current and next, as a JWK set."""
    return conf.keys_folder() / "public" / "roots.jwks"


def _seen_file() -> Path:
    return conf.keys_folder() / "public" / "trust.seen"


def _names_all_that_sign(known: TrustList, store: KeyStore) -> bool:
    return all(info.kid in known.keys for info in store.list() if info.purpose in _LISTED and info.state == "active")


def _highest_seen() -> int:
    return int(_seen_file().read_text()) if _seen_file().exists() else 0


@lru_cache(maxsize=8)
def _read_files(marks: tuple[tuple[Path, int, int], ...], lowest_sequence: int) -> TrustList:
    # The marks say which versions of the files were read: a page checks a document far more often than they change.
    return read(marks[0][0].read_text(), root=pinned_roots(), lowest_sequence=lowest_sequence)


def _pin_roots(store: KeyStore) -> None:
    pinned = [info for info in store.roots() if info.state != "compromised"]
    written = json.dumps({"keys": [{"kid": info.kid, **info.jwk} for info in pinned]})
    if not roots_file().exists() or roots_file().read_text() != written:
        _replace(roots_file(), written)
        _replace(root_file(), json.dumps(dict(store.info(store.signing_root()).jwk)))


def _known(text: str, store: KeyStore) -> TrustList | None:
    # Whoever holds the root signs anew what has been damaged, or was signed by a root that is believed no more.
    try:
        return read(text, root=_keys_of(store.roots())) if text else None
    except UnableToTrust as error:
        logger.warning("the trust list that lay here is replaced: %s", error)
        return None


def _keys_of(roots: Sequence[KeyInfo]) -> dict[str, ec.EllipticCurvePublicKey]:
    return {info.kid: public_key(info.jwk) for info in roots}


def _sign(store: KeyStore, body: Mapping[str, object]) -> str:
    kid = store.signing_root()
    return jws.sign(body, kid=kid, typ=TYP, signer=lambda data: store.sign(kid, "root", data))


def _entry(info: KeyInfo) -> dict[str, object]:
    entry: dict[str, object] = {
        "kid": info.kid, "jwk": dict(info.jwk), "iss": info.issuer, "agency": info.agency, "use": info.purpose,
        "types": list(info.types), "sign_from": info.sign_from.isoformat(), "sign_until": info.sign_until.isoformat(),
        "state": info.state,
    }  # fmt: skip
    if info.x5c:
        entry["x5c"] = list(info.x5c)
    if info.compromised_since is not None:
        entry["compromised_since"] = info.compromised_since
    if info.name:
        entry["name"] = info.name
    return entry


def _from_body(body: object) -> TrustList:
    try:
        assert isinstance(body, dict)
        keys = {entry["kid"]: _listed(entry) for entry in body["entries"]}
        assert len(keys) == len(body["entries"])
        return TrustList(
            int(body["seq"]), datetime.fromtimestamp(body["iat"], UTC), datetime.fromtimestamp(body["exp"], UTC), keys
        )
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        message = "the trust list lacks something it must have"
        raise UnableToTrust(message) from error


def _listed(entry: Mapping[str, Any]) -> KeyInfo:
    found = KeyInfo(
        kid=entry["kid"], purpose=entry["use"], agency=entry["agency"], issuer=entry["iss"],
        types=tuple(entry["types"]), sign_from=date.fromisoformat(entry["sign_from"]),
        sign_until=date.fromisoformat(entry["sign_until"]), state=entry["state"], jwk=entry["jwk"],
        x5c=tuple(entry.get("x5c", ())), compromised_since=entry.get("compromised_since"),
        name=entry.get("name", ""),
    )  # fmt: skip
    assert found.state in _STATES
    (edwards_public if found.purpose == "log" else public_key)(found.jwk)
    return found


def _entries(text: str) -> object:
    return jws.parse(text, typ=TYP).body["entries"]


def _current_text() -> str:
    return trust_file().read_text() if trust_file().exists() else ""


@contextmanager
def _alone() -> Iterator[None]:
    folder = trust_file().parent
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.write_text(text)
    draft.replace(path)


def _refuse(problem: str) -> NoReturn:
    message = f"the trust list is refused: {problem}"
    raise UnableToTrust(message)
