"""The authority itself: its keys and certificates, made once, and the answering of queries by `openssl ts`."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LARGEST_QUERY = 16 * 1024
ANCHOR = Path("timestamp") / "anchor.pem"
_START = datetime(2020, 1, 1, tzinfo=UTC)
_LIFE = timedelta(days=15 * 365)
#: Any number of the authority's own; it names the rules under which the stamps are given.
_POLICY = "1.3.6.1.4.1.55738.1.1"
_CONFIGURATION = f"""
[tsa]
default_tsa = own
[own]
serial = {{folder}}/serial
crypto_device = builtin
signer_cert = {{folder}}/signer.pem
signer_key = {{folder}}/signer.key
signer_digest = sha256
default_policy = {_POLICY}
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class UnableToStamp(Exception):
    """The authority cannot work here, or the query is none."""


@dataclass(frozen=True)
class Authority:
    """An authority whose files lie in one folder."""

    folder: Path

    def answer(self, query: bytes) -> bytes:
        """Return the DER response to a DER query (RFC 3161). Raises ``UnableToStamp``.

        Only the signer's own certificate goes with it: a set of one is in order however it is sorted, and some readers
        refuse a set that is not.
        """
        if not query or len(query) > LARGEST_QUERY:
            message = "this is no time-stamp query"
            raise UnableToStamp(message)
        program = str(shutil.which("openssl"))
        with tempfile.TemporaryDirectory(prefix="tayseer-ts-") as folder:
            asked, told = Path(folder) / "query", Path(folder) / "response"
            asked.write_bytes(query)
            done = subprocess.run(
                [
                    program, "ts", "-reply", "-config", str(self.folder / "openssl.cnf"), "-section", "own",
                    "-queryfile", str(asked), "-out", str(told),
                ],
                capture_output=True, text=True, check=False, timeout=10,
            )  # fmt: skip
            if done.returncode or not told.exists():
                message = f"openssl did not answer: {done.stderr.strip()[:300]}"
                raise UnableToStamp(message)
            return told.read_bytes()


def ensure(folder: Path) -> Authority:
    """Return the authority of that folder, with keys and certificates made now when it is new.

    Raises ``UnableToStamp`` when openssl is not installed.
    """
    if shutil.which("openssl") is None:
        message = "openssl is not installed; on Debian: apt-get install openssl"
        raise UnableToStamp(message)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / "openssl.cnf").exists():
        _make(folder)
    return Authority(folder)


def _make(folder: Path) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - a program of its own, outside the platform
    anchor_key, signer_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    anchor_name, signer_name = _name("Time Stamp Root"), _name("Time Stamp Signer")
    anchor = (
        _certificate(anchor_name, anchor_key, anchor_name, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(anchor_key, SHA256())
    )
    signer = (
        _certificate(signer_name, signer_key, anchor_name, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        # RFC 3161, section 2.3: this one use, and critical.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(anchor_key.public_key()), critical=False)
        .sign(anchor_key, SHA256())
    )
    key = signer_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "signer.key").touch(mode=0o600)
    (folder / "signer.key").write_bytes(key)
    (folder / "signer.pem").write_bytes(signer.public_bytes(serialization.Encoding.PEM))
    (folder / "serial").write_text(f"{secrets.randbits(60):016X}\n", "ascii")
    (folder / "anchor.pem").write_bytes(anchor.public_bytes(serialization.Encoding.PEM))
    # Last, because its presence says that the others are there.
    (folder / "openssl.cnf").write_text(_CONFIGURATION.format(folder=folder.resolve()), "utf-8")


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Demonstration"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name, key: ec.EllipticCurvePrivateKey, issuer: x509.Name, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Long ago, so that a moment of the past can be judged too.
        .not_valid_before(_START)
        .not_valid_after(now + _LIFE)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, content_commitment=not signs_certificates, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
