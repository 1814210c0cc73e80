"""Holds private keys: nothing outside this module ever sees one, others hand in bytes and receive a signature."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from django.conf import settings

from tayseer.documents import conf
from tayseer.documents.cose import raw_signature
from tayseer.documents.types import AGENCIES, TYPES

Purpose = Literal["root", "document", "status", "seal"]
State = Literal["active", "retired", "compromised"]
ROOT_KID = "R01"
_LETTERS = {"document": "K", "status": "L", "seal": "S"}
_ROOT_LIFE = timedelta(days=20 * 365)
_SEAL_LIFE_AFTER_YEAR = timedelta(days=6 * 365)


class UnableToSign(Exception):
    """The store refuses: the key is unknown, or was not made for this use."""


class UnableToOpenKeystore(Exception):
    """The development keystore may not be used here, or cannot be opened."""


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """The public side of a key and what it may be used for. Days are inclusive, in UTC; `x5c` is base64 DER."""

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


class KeyStore(Protocol):
    """Where keys live: files in development, a hardware module (PKCS#11) in production."""

    def sign(self, kid: str, purpose: Purpose, data: bytes, *, document_type: str = "") -> bytes:
        """Return the ES256 signature r‖s (64 bytes) over `data`, or raise UnableToSign."""

    def public(self, kid: str) -> ec.EllipticCurvePublicKey:
        """Return the public key, or raise UnableToSign."""

    def list(self) -> list[KeyInfo]:
        """Return every key but the root."""

    def ensure(self, *, agency: str, purpose: Purpose, year: int) -> str:
        """Return the id of the agency's key for that year, made if it is missing."""


class FileKeyStore:
    """Keys as encrypted PKCS#8, one file each with its policy, readable by the owner alone. For development only."""

    def __init__(self, folder: Path, *, secret: str) -> None:
        self.folder = folder
        self._passphrase = hmac.digest(secret.encode(), b"tayseer documents keystore", "sha256").hex().encode()
        self._open: dict[str, ec.EllipticCurvePrivateKey] = {}
        self._info: dict[str, KeyInfo] = {}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._make_root()

    def sign(self, kid: str, purpose: Purpose, data: bytes, *, document_type: str = "") -> bytes:
        """Sign, when the key was made for this purpose and type; see KeyStore."""
        info = self._policy(kid)
        if info.purpose != purpose:
            message = f"the key {kid} is for {info.purpose}, not for {purpose}"
            raise UnableToSign(message)
        if purpose in {"document", "seal"} and document_type not in info.types:
            message = f"the key {kid} may not sign {document_type or 'a document without a type'}"
            raise UnableToSign(message)
        if info.state != "active":
            message = f"the key {kid} is {info.state}"
            raise UnableToSign(message)
        return raw_signature(self._private(kid).sign(data, ec.ECDSA(SHA256())))

    def public(self, kid: str) -> ec.EllipticCurvePublicKey:
        """Return the public key; see KeyStore."""
        return public_key(self._policy(kid).jwk)

    def list(self) -> list[KeyInfo]:
        """Return every key but the root, read afresh, as another process may have made one."""
        found = [self._read(path.stem) for path in sorted(self.folder.glob("*.json"))]
        return [info for info in found if info.purpose != "root"]

    def ensure(self, *, agency: str, purpose: Purpose, year: int) -> str:
        """Return the id of the agency's key for that year; see KeyStore."""
        kid = f"{_LETTERS[purpose]}{year}{AGENCIES[agency].letters}01"
        if kid not in self._info and not self._path(kid).exists():
            self._make(kid, agency, purpose, year)
        return kid

    def mark(self, kid: str, state: State, *, since: datetime | None = None) -> None:
        """Retire a key, or declare it compromised since a moment; the next trust list says so."""
        record = json.loads(self._path(kid).read_text())
        record["state"] = state
        record["compromised_since"] = int(since.timestamp()) if since else None
        draft = self._path(kid).with_suffix(f".{secrets.token_hex(4)}")
        _write_private(draft, record)
        draft.replace(self._path(kid))
        self._info.pop(kid, None)

    def root_certificate(self) -> x509.Certificate:
        """Return the certificate that agency seals chain to."""
        return x509.load_der_x509_certificate(base64.b64decode(self._policy(ROOT_KID).x5c[0]))

    def _policy(self, kid: str) -> KeyInfo:
        if kid not in self._info:
            if not self._path(kid).exists():
                message = f"there is no key {kid}"
                raise UnableToSign(message)
            self._info[kid] = self._read(kid)
        return self._info[kid]

    def _path(self, kid: str) -> Path:
        if not kid.isalnum():
            message = f"{kid!r} is no key id"
            raise UnableToSign(message)
        return self.folder / f"{kid}.json"

    def _read(self, kid: str) -> KeyInfo:
        record = json.loads(self._path(kid).read_text())
        return KeyInfo(
            kid=record["kid"], purpose=record["purpose"], agency=record["agency"], issuer=record["issuer"],
            types=_types(record["purpose"], record["agency"]), sign_from=date.fromisoformat(record["sign_from"]),
            sign_until=date.fromisoformat(record["sign_until"]), state=record["state"], jwk=record["jwk"],
            x5c=tuple(record["x5c"]), compromised_since=record["compromised_since"],
        )  # fmt: skip

    def _private(self, kid: str) -> ec.EllipticCurvePrivateKey:
        if kid not in self._open:
            pem = json.loads(self._path(kid).read_text())["private"].encode()
            try:
                key = serialization.load_pem_private_key(pem, self._passphrase)
            except ValueError as error:
                message = f"the key {kid} does not open with this installation's secret key (TAYSEER_SECRET_KEY)"
                raise UnableToOpenKeystore(message) from error
            if not isinstance(key, ec.EllipticCurvePrivateKey):
                message = f"the key {kid} is no elliptic curve key"
                raise UnableToOpenKeystore(message)
            self._open[kid] = key
        return self._open[kid]

    def _make_root(self) -> None:
        if self._path(ROOT_KID).exists():
            return
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("Tayseer root", "tayseer")
        start = datetime(2020, 1, 1, tzinfo=UTC)
        certificate = (
            _certificate(name, name, key.public_key(), start, start + _ROOT_LIFE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_key_usage(ca=True), critical=True)
            .sign(key, SHA256())
        )
        self._store(ROOT_KID, "root", "", (start.date(), (start + _ROOT_LIFE).date()), key, (certificate,))

    def _make(self, kid: str, agency: str, purpose: Purpose, year: int) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        dates = (date(year, 1, 1), date(year, 12, 31))
        chain: tuple[x509.Certificate, ...] = ()
        if purpose == "seal":
            start = datetime(year, 1, 1, tzinfo=UTC) - timedelta(hours=3)
            end = datetime(year, 12, 31, tzinfo=UTC) + _SEAL_LIFE_AFTER_YEAR
            root = self.root_certificate()
            chain = (
                _certificate(_name(AGENCIES[agency].name.en, kid), root.subject, key.public_key(), start, end)
                .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
                .add_extension(_key_usage(ca=False), critical=True)
                .sign(self._private(ROOT_KID), SHA256()),
                root,
            )
        self._store(kid, purpose, agency, dates, key, chain)

    def _store(
        self,
        kid: str,
        purpose: str,
        agency: str,
        dates: tuple[date, date],
        key: ec.EllipticCurvePrivateKey,
        chain: Sequence[x509.Certificate],
    ) -> None:
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(self._passphrase),
        )
        record = {
            "kid": kid, "purpose": purpose, "agency": agency, "state": "active",
            "issuer": f"{agency}.{conf.issuer_domain()}" if agency else conf.issuer_domain(),
            "sign_from": dates[0].isoformat(), "sign_until": dates[1].isoformat(), "compromised_since": None,
            "jwk": jwk(key.public_key()), "private": pem.decode(),
            "x5c": [base64.b64encode(c.public_bytes(serialization.Encoding.DER)).decode() for c in chain],
        }  # fmt: skip
        draft = self.folder / f".{kid}.{secrets.token_hex(8)}"
        _write_private(draft, record)
        try:
            # A link fails when another process was first, so two starting at once still agree on one key.
            os.link(draft, self._path(kid))
        except FileExistsError:
            pass
        finally:
            draft.unlink()


def keystore() -> KeyStore:
    """Return this installation's keystore.

    Raises UnableToOpenKeystore outside a demonstration or debug mode, where keys belong into a hardware module.
    """
    if not conf.is_demonstration():
        message = (
            "Keys in files are for development. Configure a PKCS#11 keystore, or start with TAYSEER_DEMO=1 or "
            "TAYSEER_DEBUG=1 to try the platform out."
        )
        raise UnableToOpenKeystore(message)
    return file_keystore(conf.keys_folder(), settings.SECRET_KEY)


@cache
def file_keystore(folder: Path, secret: str) -> FileKeyStore:
    """Return the one file keystore of a folder in this process."""
    return FileKeyStore(folder, secret=secret)


def jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Return the public key as a JWK (RFC 7517)."""
    numbers = key.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _base64url(numbers.x), "y": _base64url(numbers.y)}


def public_key(record: Mapping[str, str]) -> ec.EllipticCurvePublicKey:
    """Return the public key of a P-256 JWK; raise ValueError for any other."""
    if record.get("kty") != "EC" or record.get("crv") != "P-256":
        message = "only P-256 keys are used"
        raise ValueError(message)
    x, y = (int.from_bytes(base64.urlsafe_b64decode(record[part] + "=="), "big") for part in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def thumbprint(record: Mapping[str, str]) -> str:
    """Return the JWK thumbprint (RFC 7638), the short name under which a root may be pinned."""
    body = json.dumps({name: record[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(body.encode()).digest()).rstrip(b"=").decode()


def _types(purpose: str, agency: str) -> tuple[str, ...]:
    # An agency signs its own types and those that every agency issues.
    if purpose not in {"document", "seal"}:
        return ()
    return tuple(sorted(code for code, kind in TYPES.items() if kind.agency in {agency, "platform"}))


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def _write_private(path: Path, record: Mapping[str, object]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(record, file, indent=1)


def _name(common: str, serial: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, conf.state_code()[:2]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tayseer"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, serial),
        ]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _key_usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca, content_commitment=not ca, key_cert_sign=ca, crl_sign=ca, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
