"""What every keystore does alike: makes keys and certificates, guards each by its policy, lists what is revoked."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import takewhile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils

from tayseer.audit.notes import NoteSigner
from tayseer.documents import conf
from tayseer.documents.keystore import certificates
from tayseer.documents.keystore.contract import (
    PINNED,
    ROOT_KID,
    YEARLY,
    KeyInfo,
    Purpose,
    State,
    UnableToMakeKey,
    UnableToSign,
    is_root,
)
from tayseer.documents.keystore.jwks import edwards_public, jwk, public_key
from tayseer.documents.keystore.policy import Policy
from tayseer.documents.keystore.records import Records
from tayseer.documents.types import AGENCIES

_MOST_SERIALS = 99
_LONGEST_LOG = 13
AnyPublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class LogSigner:
    """Signs the checkpoints of one log; see NoteSigner."""

    name: str
    public: bytes
    kid: str
    store: "GuardedStore" = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Return the Ed25519 signature over `data`, 64 bytes."""
        return self.store.sign(self.kid, "log", data)


class GuardedStore(ABC):
    """A keystore but for where the private halves are: a subclass makes pairs and signs with them, nothing else."""

    def __init__(self, folder: Path, *, policy: Policy | None = None) -> None:
        self.folder = folder
        self.records = Records(folder)
        self.policy = policy or Policy()

    @abstractmethod
    def _new_pair(self, kid: str, *, edwards: bool) -> tuple[AnyPublicKey, Mapping[str, object]]:
        """Make a pair; return its public half and what the record must keep so that `_signature` finds the other."""

    @abstractmethod
    def _signature(self, kid: str, data: bytes, *, edwards: bool) -> bytes:
        """Return the bare signature of an existing key, 64 bytes."""

    def sign(self, kid: str, purpose: Purpose, data: bytes, *, document_type: str = "", agency: str = "") -> bytes:
        """Sign, when the key's policy allows it; see KeyStore."""
        info = self.records.get(kid)
        problem = self.policy.problem(info, purpose=purpose, document_type=document_type, agency=agency)
        if problem:
            raise UnableToSign(problem)
        return self._signature(kid, data, edwards=purpose == "log")

    def public(self, kid: str) -> ec.EllipticCurvePublicKey:
        """Return the public key; see KeyStore."""
        return public_key(self.records.get(kid).jwk)

    def info(self, kid: str) -> KeyInfo:
        """Return the public side and policy of one key; see KeyStore."""
        return self.records.get(kid)

    def list(self) -> list[KeyInfo]:
        """Return every key but the roots; see KeyStore."""
        return [info for info in self.records.all() if info.purpose != "root"]

    def ensure(self, *, agency: str, purpose: Purpose, year: int) -> str:
        """Return the agency's newest active key for that year; see KeyStore."""
        stem = _stem(agency, purpose, year)
        found = self._newest(stem)
        if found:
            return found
        with self.records.locked():
            return self._newest(stem) or self._make(agency, purpose, year)

    def make(self, *, agency: str, purpose: Purpose, year: int, per_minute: int = 0) -> str:
        """Make one more key of the agency for that year; see KeyStore."""
        with self.records.locked():
            return self._make(agency, purpose, year, per_minute=per_minute)

    def mark(self, kid: str, state: State, *, since: datetime | None = None, until: date | None = None) -> None:
        """Retire a key or declare it compromised; see KeyStore. The next trust list says so."""
        with self.records.locked():
            changes: dict[str, object] = {
                "state": state,
                "compromised_since": int(since.timestamp()) if since else None,
            }
            if until is not None:
                changes["sign_until"] = min(until, self.records.get(kid).sign_until).isoformat()
            self.records.change(kid, **changes)

    def make_roots(self) -> Sequence[str]:
        """Make national roots until two are active, the current and the next; return which were made."""
        with self.records.locked():
            wanted = PINNED - sum(info.state == "active" for info in self.roots())
            made = []
            for _ in range(wanted):
                kid = self._next_kid("R")
                public, secret = self._new_pair(kid, edwards=False)
                assert isinstance(public, ec.EllipticCurvePublicKey)
                # The record comes with the certificate, which the key signs; so the pair is usable before it is kept.
                certificate = certificates.root(self._unrecorded(kid, public, secret), kid=kid)
                span = (certificates.ROOT_START.date(), (certificates.ROOT_START + certificates.ROOT_LIFE).date())
                self._keep(kid, "root", "", span, public, secret, x5c=(certificate,))
                made.append(kid)
            return made

    def roots(self) -> Sequence[KeyInfo]:
        """Return the roots, oldest first; see KeyStore."""
        return [self.records.get(kid) for kid in self._serials("R")]

    def root_certificate(self, kid: str = ROOT_KID) -> x509.Certificate:
        """Return the certificate of a root, to which the authorities of the agencies chain."""
        return certificates.opened(self.records.get(kid).x5c[0])

    def crl(self, at: datetime, *, issuer: str = ROOT_KID) -> bytes:
        """Return the revocation list of a root or of an agency authority; see KeyStore."""
        info = self.records.get(issuer)
        if info.state == "compromised":
            message = f"the key {issuer} is compromised, so nobody would believe its revocation list"
            raise UnableToSign(message)
        # A retired authority signs no certificate, but those it signed need its list as long as they hold.
        key = certificates.HeldKey(self.public(issuer), lambda data: der(self._signature(issuer, data, edwards=False)))
        own = certificates.Issuer(issuer, certificates.opened(info.x5c[0]), key)
        return certificates.revocation_list(self.revoked_by(issuer), issuer=own, at=at)

    def revoked_by(self, issuer: str) -> Sequence[tuple[x509.Certificate, datetime]]:
        """Return the certificates of compromised keys that a root or an agency authority issued, and since when."""
        name = certificates.opened(self.records.get(issuer).x5c[0]).subject
        stolen = (
            (certificates.opened(info.x5c[0]), datetime.fromtimestamp(info.compromised_since or 0, UTC))
            for info in self.records.all()
            if info.state == "compromised" and info.x5c and info.kid != issuer
        )
        return [(one, since) for one, since in stolen if one.issuer == name]

    def crls_for(self, kid: str, at: datetime) -> Sequence[bytes]:
        """Return the revocation lists that decide on a seal's certificate; see KeyStore."""
        return [self.crl(at, issuer=one) for one in self._above(kid)]

    def root_of(self, kid: str) -> x509.Certificate:
        """Return the certificate of the root to which a seal's certificate chains; see KeyStore."""
        return self.root_certificate(self._above(kid)[-1])

    def signing_root(self) -> str:
        """Return the root that signs now: the next one steps in when the current one was retired or stolen."""
        return next((info.kid for info in self.roots() if info.state == "active"), ROOT_KID)

    def _above(self, kid: str) -> Sequence[str]:
        """The issuers above a key, nearest first, the root last."""
        issuers = {self._subject(info): info.kid for info in self.records.all() if info.purpose in {"root", "ca"}}
        found = [issuers[certificates.opened(self.records.get(kid).x5c[0]).issuer]]
        while not is_root(found[-1]):
            found.append(issuers[certificates.opened(self.records.get(found[-1]).x5c[0]).issuer])
        return found

    def _subject(self, info: KeyInfo) -> x509.Name:
        return certificates.opened(info.x5c[0]).subject

    def note_signer(self, log: str, *, year: int) -> NoteSigner:
        """Return the signer of a log's checkpoints; see KeyStore."""
        if not log.isalnum() or not log.isascii() or len(log) > _LONGEST_LOG:
            message = f"a log is named by 1 to {_LONGEST_LOG} letters and digits, not {log!r}"
            raise UnableToMakeKey(message)
        kid = self._newest(f"G{log}")
        if not kid:
            with self.records.locked():
                kid = self._newest(f"G{log}") or self._make_log_key(log, year)
        info = self.records.get(kid)
        return LogSigner(name=info.name, public=edwards_public(info.jwk), kid=kid, store=self)

    def _newest(self, stem: str) -> str:
        active = [kid for kid in self._serials(stem) if self.records.get(kid).state == "active"]
        return active[-1] if active else ""

    def _serials(self, stem: str) -> Sequence[str]:
        # Serials rise without gaps, so the first that is missing ends the search: this runs for every document.
        kids = (f"{stem}{serial:02d}" for serial in range(1, _MOST_SERIALS + 1))
        return list(takewhile(self.records.has, kids))

    def _next_kid(self, stem: str) -> str:
        used = len(self._serials(stem))
        if used >= _MOST_SERIALS:
            message = f"no more than {_MOST_SERIALS} keys can begin with {stem}"
            raise UnableToMakeKey(message)
        return f"{stem}{used + 1:02d}"

    def _make(self, agency: str, purpose: str, year: int, *, per_minute: int = 0) -> str:
        kid = self._next_kid(_stem(agency, purpose, year))
        public, secret = self._new_pair(kid, edwards=False)
        assert isinstance(public, ec.EllipticCurvePublicKey)
        span: tuple[date, date] = (date(year, 1, 1), date(year, 12, 31))
        chain: tuple[x509.Certificate, ...] = ()
        if purpose == "ca":
            issuer, name = self._issuer(self.signing_root()), AGENCIES[agency].name.en
            own = certificates.agency_authority(public, agency=name, kid=kid, issuer=issuer, year=year)
            span, chain = (date(year, 1, 1), own.not_valid_after_utc.date()), (own,)
        elif purpose == "seal":
            above = self._newest(_stem(agency, "ca", year)) or self._make(agency, "ca", year)
            issuer, name = self._issuer(above), AGENCIES[agency].name.en
            own = certificates.document_signer(public, agency=name, kid=kid, issuer=issuer, year=year)
            chain = (own, issuer.certificate)
        self._keep(kid, purpose, agency, span, public, secret, x5c=chain, per_minute=per_minute)
        return kid

    def _make_log_key(self, log: str, year: int) -> str:
        kid = self._next_kid(f"G{log}")
        earlier = self._serials(f"G{log}")
        # A new key does not make a new log: whoever follows it knows it by the origin under which it began.
        name = self.records.get(earlier[0]).name if earlier else f"{conf.issuer_domain()}/{log}-{year}"
        public, secret = self._new_pair(kid, edwards=True)
        self._keep(kid, "log", "", (date(year, 1, 1), date(9999, 12, 31)), public, secret, name=name)
        return kid

    def _keep(  # noqa: PLR0913 - a record has this many parts
        self,
        kid: str,
        purpose: str,
        agency: str,
        span: tuple[date, date],
        public: AnyPublicKey,
        secret: Mapping[str, object],
        *,
        x5c: Sequence[x509.Certificate] = (),
        per_minute: int = 0,
        name: str = "",
    ) -> None:
        self.records.add(
            {
                "kid": kid, "purpose": purpose, "agency": agency, "state": "active",
                "issuer": f"{agency}.{conf.issuer_domain()}" if agency else conf.issuer_domain(),
                "sign_from": span[0].isoformat(), "sign_until": span[1].isoformat(), "compromised_since": None,
                "jwk": jwk(public), "x5c": [certificates.written(one) for one in x5c],
                "per_minute": per_minute or None, "name": name, **secret,
            }
        )  # fmt: skip

    def _issuer(self, kid: str) -> certificates.Issuer:
        return certificates.Issuer(kid, certificates.opened(self.records.get(kid).x5c[0]), self._held(kid))

    def _held(self, kid: str) -> certificates.HeldKey:
        """The key of a root or an authority, in the shape in which it signs certificates and revocation lists."""
        purpose: Purpose = "root" if is_root(kid) else "ca"
        return certificates.HeldKey(self.public(kid), lambda data: der(self.sign(kid, purpose, data)))

    @abstractmethod
    def _unrecorded(
        self, kid: str, public: ec.EllipticCurvePublicKey, secret: Mapping[str, object]
    ) -> certificates.HeldKey:
        """A key just made, before it is kept, to sign its own certificate with."""


def der(raw: bytes) -> bytes:
    """Turn r‖s into the DER form of certificates."""
    return utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))


def _stem(agency: str, purpose: str, year: int) -> str:
    if agency not in AGENCIES:
        message = f"there is no agency {agency}; there are: {', '.join(AGENCIES)}"
        raise UnableToMakeKey(message)
    if purpose == "ca":
        # An authority outlives years; its serial tells its generations apart.
        return f"CA{AGENCIES[agency].letters}"
    if purpose not in YEARLY:
        message = f"an agency has no key of its own for {purpose}; it has: ca, {', '.join(YEARLY)}"
        raise UnableToMakeKey(message)
    return f"{YEARLY[purpose]}{year}{AGENCIES[agency].letters}"
