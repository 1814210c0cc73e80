"""What others may know of keys: their public side, what each may be used for, and what a store of keys can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tayseer.audit.notes import NoteSigner

Purpose = Literal["root", "ca", "document", "seal", "status", "log", "message", "token"]
State = Literal["active", "retired", "compromised"]
# The first root; a successor is made with it from the first day, so that two are always pinned: current and next.
ROOT_KID = "R01"
PINNED = 2
# The purposes for which an agency has a key of its own each year, and the letter with which its key ids begin.
YEARLY = {"document": "K", "seal": "S", "status": "L", "message": "M", "token": "T"}
# The purposes whose keys sign documents, so that the type of the document must be one of the key's.
TYPED = frozenset({"document", "seal"})


def is_root(kid: str) -> bool:
    """Whether a key id is that of a national root; no other begins with R."""
    return kid.startswith("R")


class UnableToSign(Exception):
    """The store refuses: the key is unknown, was not made for this use, or signs more than its policy allows."""


class UnableToOpenKeystore(Exception):
    """The keystore may not be used here, lacks its roots, or does not open."""


class UnableToMakeKey(Exception):
    """The key cannot be made or changed as asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """The public side of a key and its policy.

    Days are inclusive, in UTC. `x5c` is base64 DER: the key's own certificate first, then the agency authority that
    issued it; the national root is pinned and never part of it. `compromised_since` is in seconds of Unix time.
    `per_minute` is how many signatures a process may ask for in a minute. `name` is the origin of a log.
    """

    kid: str
    purpose: str
    agency: str
    issuer: str
    types: Sequence[str]
    sign_from: date
    sign_until: date
    state: str
    jwk: Mapping[str, str]
    x5c: Sequence[str] = ()
    compromised_since: int | None = None
    per_minute: int = 0
    name: str = ""


class KeyStore(Protocol):
    """Where keys live: files in development, a hardware module (PKCS#11) in production."""

    def sign(self, kid: str, purpose: Purpose, data: bytes, *, document_type: str = "", agency: str = "") -> bytes:
        """Return the signature over `data`, 64 bytes: r‖s of ES256, or Ed25519 for a log.

        Raises UnableToSign when the key was not made for this purpose, type or agency (when one is named), is no longer
        active, or has signed as often in the last minute as its policy allows.
        """

    def public(self, kid: str) -> ec.EllipticCurvePublicKey:
        """Return the public key, or raise UnableToSign."""

    def info(self, kid: str) -> KeyInfo:
        """Return the public side and policy of one key, or raise UnableToSign."""

    def list(self) -> list[KeyInfo]:
        """Return every key but the roots."""

    def ensure(self, *, agency: str, purpose: Purpose, year: int) -> str:
        """Return the id of the agency's newest active key for that year, made if there is none."""

    def make(self, *, agency: str, purpose: Purpose, year: int, per_minute: int = 0) -> str:
        """Make one more key of the agency for that year and return its id; 0 takes the usual rate."""

    def mark(self, kid: str, state: State, *, since: datetime | None = None, until: date | None = None) -> None:
        """Retire a key, or declare it compromised since a moment (UTC); `until` is the last day of its signatures."""

    def crl(self, at: datetime, *, issuer: str = ROOT_KID) -> bytes:
        """Return the DER revocation list (RFC 5280) of the root, or of the agency authority with the key id `issuer`.

        It lists the certificates of compromised keys and holds for seven days from `at`. A retired issuer goes on
        signing it; for a compromised one, or one that is not at hand, UnableToSign is raised.
        """

    def crls_for(self, kid: str, at: datetime) -> Sequence[bytes]:
        """Return the DER revocation lists that decide on a seal's certificate: its agency authority's, then the root's.

        A seal's chain is its own certificate, `x5c[1]` (the authority) and `root_of(kid)`, the anchor.
        """

    def roots(self) -> Sequence[KeyInfo]:
        """Return the roots, oldest first; the oldest active one signs, and the one after it is its successor."""

    def root_of(self, kid: str) -> x509.Certificate:
        """Return the certificate of the root to which a seal's certificate chains."""

    def root_certificate(self, kid: str = ROOT_KID) -> x509.Certificate:
        """Return the certificate of a root."""

    def signing_root(self) -> str:
        """Return the key id of the root that signs now: the next one steps in for one retired or stolen."""

    def note_signer(self, log: str, *, year: int) -> NoteSigner:
        """Return the signer of a log's checkpoints; its key, made at first use, keeps the origin of that year."""
