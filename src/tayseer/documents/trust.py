"""The trust list: which keys may sign what and when, signed by the root as a JWS, re-signed before it grows old."""

import base64
import fcntl
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

from tayseer.documents import conf
from tayseer.documents.keystore import ROOT_KID, KeyInfo, KeyStore, jwk, public_key

TYP = "tayseer-trust+jwt"
LIFE = timedelta(days=7)
_RENEW_BEFORE = timedelta(days=4)
_SIGNATURE_BYTES = 64
_PARTS = 3


class UnableToTrust(ValueError):
    """The trust list is missing, damaged, not signed by the pinned root, or older than one already seen."""


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


def read(text: str, *, root: ec.EllipticCurvePublicKey, lowest_sequence: int = 0) -> TrustList:
    """Verify a trust list with the pinned root key and return it.

    Raises UnableToTrust for another signer, algorithm or kind of JWS, and for a sequence below `lowest_sequence`.
    """
    parts = text.strip().split(".")
    if len(parts) != _PARTS:
        _refuse("it is no compact JWS")
    try:
        header, body, signature = json.loads(_decode(parts[0])), json.loads(_decode(parts[1])), _decode(parts[2])
    except ValueError as error:
        message = "the trust list cannot be decoded"
        raise UnableToTrust(message) from error
    if not isinstance(header, dict) or header.get("alg") != "ES256" or header.get("typ") != TYP or "crit" in header:
        _refuse("its header is not that of a trust list signed with ES256")
    if len(signature) != _SIGNATURE_BYTES:
        _refuse("its signature has the wrong length")
    r, s = (int.from_bytes(signature[part : part + 32], "big") for part in (0, 32))
    try:
        root.verify(utils.encode_dss_signature(r, s), f"{parts[0]}.{parts[1]}".encode(), ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        message = "the trust list was not signed by the pinned root"
        raise UnableToTrust(message) from error
    found = _from_body(body)
    if found.sequence < lowest_sequence:
        _refuse(f"its number {found.sequence} is below {lowest_sequence}, which was seen before")
    return found


def publish(store: KeyStore, *, at: datetime) -> TrustList:
    """Sign and write the trust list when a key changed or the list nears its end; return the list in force."""
    with _alone():
        entries = [_entry(info) for info in store.list()]
        current = _current_text()
        root = store.public(ROOT_KID)
        known = read(current, root=root) if current else None
        if known and known.expires_at - at > _RENEW_BEFORE and known.issued_at <= at and _entries(current) == entries:
            return known
        body = {
            "iss": conf.issuer_domain(),
            "iat": int(at.timestamp()),
            "exp": int((at + LIFE).timestamp()),
            "seq": (known.sequence if known else 0) + 1,
            "entries": entries,
        }
        text = _sign(store, body)
        _replace(trust_file(), text)
        _replace(root_file(), json.dumps(jwk(root)))
        return read(text, root=root)


def current(*, lowest_sequence: int = 0) -> TrustList:
    """Return this installation's trust list, verified; raise UnableToTrust when there is none to believe."""
    try:
        text, root = trust_file().read_text(), public_key(json.loads(root_file().read_text()))
    except (OSError, ValueError, KeyError) as error:
        message = "no trust list has been published here yet"
        raise UnableToTrust(message) from error
    return read(text, root=root, lowest_sequence=lowest_sequence)


def trust_file() -> Path:
    """Where the signed trust list lies."""
    return conf.keys_folder() / "public" / "trust.jws"


def root_file() -> Path:
    """Where the pinned public root key lies."""
    return conf.keys_folder() / "public" / "root.jwk"


def _sign(store: KeyStore, body: Mapping[str, object]) -> str:
    header = {"alg": "ES256", "kid": ROOT_KID, "typ": TYP}
    signed = ".".join(_encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, body))
    return f"{signed}.{_encode(store.sign(ROOT_KID, 'root', signed.encode()))}"


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
    return entry


def _from_body(body: object) -> TrustList:
    try:
        assert isinstance(body, dict)
        keys = {}
        for entry in body["entries"]:
            public_key(entry["jwk"])
            keys[entry["kid"]] = KeyInfo(
                kid=entry["kid"], purpose=entry["use"], agency=entry["agency"], issuer=entry["iss"],
                types=tuple(entry["types"]), sign_from=date.fromisoformat(entry["sign_from"]),
                sign_until=date.fromisoformat(entry["sign_until"]), state=entry["state"], jwk=entry["jwk"],
                x5c=tuple(entry.get("x5c", ())), compromised_since=entry.get("compromised_since"),
            )  # fmt: skip
        return TrustList(
            int(body["seq"]), datetime.fromtimestamp(body["iat"], UTC), datetime.fromtimestamp(body["exp"], UTC), keys
        )
    except (AssertionError, KeyError, TypeError, ValueError) as error:
        message = "the trust list lacks something it must have"
        raise UnableToTrust(message) from error


def _entries(text: str) -> object:
    return json.loads(_decode(text.split(".")[1]))["entries"]


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


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    # urlsafe_b64decode skips foreign characters silently; a signed text has none.
    if not all(character.isalnum() or character in "-_" for character in text) or not text.isascii():
        message = "not base64url"
        raise ValueError(message)
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _refuse(problem: str) -> None:
    message = f"the trust list is refused: {problem}"
    raise UnableToTrust(message)
