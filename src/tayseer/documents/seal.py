"""The seal of a paper: a PAdES certification signature of the agency (ETSI EN 319 142, B-B), put on and checked."""

import base64
import io
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, x509
from cryptography.hazmat.primitives.asymmetric import utils
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tayseer.documents.keystore import KeyInfo, KeyStore, jwk
from tayseer.documents.trust import TrustList

# It logs an error, with a traceback, for every hostile file; the refusal already says what is needed.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)

FIELD = "Seal"
ATTACHMENT = "claims.cose"
MAX_PDF_BYTES = 5 * 1024 * 1024
_MAX_ATTACHMENT_BYTES = 8192
# A small file must not swell into gigabytes while it is read; a paper of ours unpacks to less than a megabyte.
_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=4 * 1024 * 1024),
    document_budget=DocumentDecodeBudget(base_allowance=32 * 1024 * 1024, max_ratio=1),
)
_MARKS = (b"ETSI.CAdES.detached", ATTACHMENT.encode())


class UnableToSeal(Exception):
    """The paper could not be sealed."""


class UnableToReadPaper(ValueError):
    """The file is no paper of ours whose seal holds. `altered` is true when it was one before somebody changed it."""

    def __init__(self, problem: str, *, altered: bool = False) -> None:
        super().__init__(problem)
        self.altered = altered


@dataclass(frozen=True, slots=True)
class SealedPaper:
    """What a sealed paper holds: the signed claims, and the key that sealed it."""

    cose: bytes
    kid: str
    agency: str


def put(pdf: bytes, *, kid: str, info: KeyInfo, store: KeyStore, document_type: str) -> bytes:
    """Return the paper with the agency's seal over all of it; no later change is allowed (DocMDP P=1)."""
    signer = _KeystoreSigner(kid=kid, info=info, store=store, document_type=document_type)
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    try:
        out = PdfSigner(meta, signer=signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=8192)
    except (SigningError, PdfError) as error:
        message = f"the paper could not be sealed: {error}"
        raise UnableToSeal(message) from error
    return bytes(out.getbuffer())


def read(pdf: bytes, *, trust: TrustList, at: datetime) -> SealedPaper:
    """Check the seal of a paper and return what is attached to it; nothing is ever read from its pages.

    Raises UnableToReadPaper unless one certification signature, by a seal key on the trust list, covers the whole file
    and nothing was added after it.
    """
    if len(pdf) > MAX_PDF_BYTES:
        problem = "the PDF is larger than 5 MB"
        raise UnableToReadPaper(problem)
    try:
        reader = PdfFileReader(io.BytesIO(pdf), decode_limits=_LIMITS)
        seal = _only_seal(reader)
        kid, info = _checked_seal(seal, trust, at)
        return SealedPaper(_attachment(reader), kid, info.agency)
    except UnableToReadPaper:
        raise
    except Exception as error:
        # A damaged PDF can fail anywhere inside the parser; whatever it was, the paper is not one to believe.
        problem = "the PDF is damaged and cannot be read"
        raise UnableToReadPaper(problem, altered=_was_ours(pdf)) from error


def _only_seal(reader: PdfFileReader) -> Any:
    if reader.encrypted:
        problem = "the PDF is encrypted"
        raise UnableToReadPaper(problem)
    signatures = reader.embedded_signatures
    if not signatures:
        problem = "the PDF bears no seal"
        raise UnableToReadPaper(problem, altered=_attached_file(reader) is not None)
    certifications = [one for one in signatures if one.docmdp_level is not None]
    if len(signatures) != 1 or len(certifications) != 1 or signatures[0].field_name != FIELD:
        problem = "the PDF bears other signatures than one seal"
        raise UnableToReadPaper(problem, altered=True)
    return signatures[0]


def _checked_seal(seal: Any, trust: TrustList, at: datetime) -> tuple[str, KeyInfo]:
    certificate = load_der_x509_certificate(seal.signer_cert.dump())
    key: Any = certificate.public_key()
    entry = _entry_of(jwk(key), trust)
    if entry is None:
        problem = "the seal is not by a key of ours"
        raise UnableToReadPaper(problem)
    kid, info = entry
    if info.state == "compromised":
        problem = f"the seal key {kid} was stolen"
        raise UnableToReadPaper(problem)
    roots = [x509.Certificate.load(base64.b64decode(info.x5c[-1]))]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=at, revocation_mode="soft-fail")
    try:
        status = validate_pdf_signature(seal, context)
    except (SignatureValidationError, PathError, SigningError) as error:
        problem = "the seal is broken"
        raise UnableToReadPaper(problem, altered=True) from error
    _refuse_loose_ends(seal, info)
    if not (status.intact and status.valid):
        problem = "the paper was changed after it was sealed"
        raise UnableToReadPaper(problem, altered=True)
    untouched = (
        status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and status.modification_level == ModificationLevel.NONE
        and status.docmdp_ok
        and status.bottom_line
    )
    if not untouched:
        problem = "something was added to the paper after it was sealed"
        raise UnableToReadPaper(problem, altered=True)
    return kid, info


def _refuse_loose_ends(seal: Any, info: KeyInfo) -> None:
    # What the signature does not cover, the other certificates and the padding behind it, may hold nothing.
    raw = bytes(seal.pkcs7_content)
    message = cms.ContentInfo.load(raw)
    held = [one.chosen.dump() for one in message["content"]["certificates"]]
    if held != [base64.b64decode(info.x5c[0])] or raw[len(message.dump()) :].strip(b"\0"):
        problem = "something was added to the seal"
        raise UnableToReadPaper(problem, altered=True)


def _entry_of(key: Mapping[str, str], trust: TrustList) -> tuple[str, KeyInfo] | None:
    return next(
        ((kid, info) for kid, info in trust.keys.items() if info.purpose == "seal" and dict(info.jwk) == dict(key)),
        None,
    )


def _attachment(reader: PdfFileReader) -> bytes:
    file = _attached_file(reader)
    if file is not None and len(file.data) <= _MAX_ATTACHMENT_BYTES:
        return bytes(file.data)
    problem = "the PDF holds no signed facts"
    raise UnableToReadPaper(problem)


def _attached_file(reader: PdfFileReader) -> Any:
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    except KeyError:
        return None
    places = range(0, len(names), 2)
    return next((names[place + 1]["/EF"]["/F"] for place in places if str(names[place]) == ATTACHMENT), None)


def _was_ours(pdf: bytes) -> bool:
    return all(mark in pdf for mark in _MARKS)


class _KeystoreSigner(Signer):
    """Lets pyHanko build the signature while the key stays in the keystore."""

    def __init__(self, *, kid: str, info: KeyInfo, store: KeyStore, document_type: str) -> None:
        self._kid, self._store, self._document_type = kid, store, document_type
        super().__init__(
            embed_roots=False,
            signing_cert=x509.Certificate.load(base64.b64decode(info.x5c[0])),
            cert_registry=SimpleCertificateStore(),
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002, ARG002 - pyHanko's own signature
        """Return the DER signature over `data`."""
        if dry_run:
            return bytes(72)
        raw = self._store.sign(self._kid, "seal", data, document_type=self._document_type)
        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        return utils.encode_dss_signature(r, s)
