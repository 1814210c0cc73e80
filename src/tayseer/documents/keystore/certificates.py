"""X.509 of the keys (RFC 5280): national root, agency authorities of path length 0, yearly seals, revocation lists."""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tayseer.documents import conf

ROOT_START = datetime(2020, 1, 1, tzinfo=UTC)
ROOT_LIFE = timedelta(days=20 * 365)
CRL_LIFE = timedelta(days=7)
# A seal is checked as long as papers of its last day are shown, and years begin three hours earlier in Riyadh.
_LIFE_AFTER_YEAR = timedelta(days=6 * 365)
_RIYADH = timedelta(hours=3)


class HeldKey(ec.EllipticCurvePrivateKey):
    """A private key that stays in its keystore, in the shape in which `cryptography` signs certificates."""

    def __init__(self, public: ec.EllipticCurvePublicKey, sign: Callable[[bytes], bytes]) -> None:
        self._public = public
        self._sign = sign

    @property
    def curve(self) -> ec.EllipticCurve:
        """The curve, P-256."""
        return self._public.curve

    @property
    def key_size(self) -> int:
        """Its size in bits."""
        return self._public.key_size

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half."""
        return self._public

    def sign(
        self,
        data: "bytes | bytearray | memoryview[int]",
        signature_algorithm: ec.EllipticCurveSignatureAlgorithm,  # noqa: ARG002 - there is one alone
    ) -> bytes:
        """Return the DER signature that the keystore gives for `data`, ECDSA with SHA-256."""
        return self._sign(bytes(data))

    def exchange(self, *_: object) -> NoReturn:
        """Refuse: these keys sign, and do nothing else."""
        self._refuse()

    def private_numbers(self) -> NoReturn:
        """Refuse: the key does not leave its store."""
        self._refuse()

    def private_bytes(self, *_: object) -> NoReturn:
        """Refuse: the key does not leave its store."""
        self._refuse()

    def __copy__(self) -> "HeldKey":
        return self

    def __deepcopy__(self, memo: object) -> "HeldKey":
        return self

    def _refuse(self) -> NoReturn:
        message = "a private key does not leave its keystore"
        raise TypeError(message)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues a certificate: its key id, under which its revocation list is served, its certificate and its key."""

    kid: str
    certificate: x509.Certificate
    key: HeldKey


def crl_address(kid: str) -> str:
    """Return where anybody may fetch the revocation list of an issuer."""
    return f"{conf.public_url()}/ar/trust/crl/{kid}.crl"


def root(key: HeldKey, *, kid: str) -> x509.Certificate:
    """Return the self-signed certificate of a national root; one level of authorities may stand below it."""
    name = _name("Tayseer root" if kid == "R01" else f"Tayseer root {kid}", "tayseer" if kid == "R01" else kid)
    return _authority(name, name, key.public_key(), ROOT_START, ROOT_START + ROOT_LIFE, path_length=1).sign(
        key, SHA256()
    )


def agency_authority(
    public: ec.EllipticCurvePublicKey, *, agency: str, kid: str, issuer: Issuer, year: int
) -> x509.Certificate:
    """Return the certificate of an agency's authority (path length 0), issued by the root and ending with it."""
    start = datetime(year, 1, 1, tzinfo=UTC) - _RIYADH
    return (
        _authority(
            _name(f"{agency} document signers", kid), issuer.certificate.subject, public, start,
            issuer.certificate.not_valid_after_utc,
            path_length=0,
        )
        .add_extension(_authority_key(issuer.certificate), critical=False)
        .add_extension(_revocations(issuer.kid), critical=False)
        .sign(issuer.key, SHA256())
    )  # fmt: skip


def document_signer(
    public: ec.EllipticCurvePublicKey, *, agency: str, kid: str, issuer: Issuer, year: int
) -> x509.Certificate:
    """Return the certificate of an agency's key of one year, for signatures that cannot be denied later."""
    start = datetime(year, 1, 1, tzinfo=UTC) - _RIYADH
    end = min(datetime(year, 12, 31, tzinfo=UTC) + _LIFE_AFTER_YEAR, issuer.certificate.not_valid_after_utc)
    return (
        _builder(_name(agency, kid), issuer.certificate.subject, public, start, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(ca=False), critical=True)
        .add_extension(_authority_key(issuer.certificate), critical=False)
        .add_extension(_revocations(issuer.kid), critical=False)
        .sign(issuer.key, SHA256())
    )


def revocation_list(revoked: Iterable[tuple[x509.Certificate, datetime]], *, issuer: Issuer, at: datetime) -> bytes:
    """Return the DER revocation list of an issuer: certificates whose keys are compromised, and since when."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at)
        .next_update(at + CRL_LIFE)
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
        .add_extension(_authority_key(issuer.certificate), critical=False)
    )
    for certificate, since in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(certificate.serial_number)
            .revocation_date(since)
            .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
            .build()
        )
    return builder.sign(issuer.key, SHA256()).public_bytes(Encoding.DER)


def written(certificate: x509.Certificate) -> str:
    """Return a certificate as base64 DER, the form of x5c (RFC 7515)."""
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def opened(text: str) -> x509.Certificate:
    """Return the certificate of an x5c entry."""
    return x509.load_der_x509_certificate(base64.b64decode(text))


def _name(common: str, serial: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, conf.state_code()[:2]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tayseer"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, serial),
        ]
    )


def _authority(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    start: datetime,
    end: datetime,
    *,
    path_length: int,
) -> x509.CertificateBuilder:
    return (
        _builder(subject, issuer, key, start, end)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_key_usage(ca=True), critical=True)
    )


def _builder(
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


def _authority_key(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    found = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(found)


def _revocations(kid: str) -> x509.CRLDistributionPoints:
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl_address(kid))], None, None, None)
    return x509.CRLDistributionPoints([point])


def _key_usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca, content_commitment=not ca, key_cert_sign=ca, crl_sign=ca, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
