"""The seal of a paper: a PAdES certification signature of the agency (ETSI EN 319 142), put on and checked.

A paper is sealed with a time stamp (B-T), or without one (B-B) while the authority is away; archive copies carry what
validates them for long (B-LTA).
"""

import base64
import io
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, parser, x509
from asn1crypto import crl as asn1crls
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
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tayseer.documents import crls, stamps
from tayseer.documents.keystore import KeyInfo, KeyStore, jwk
from tayseer.documents.trust import TrustList

# It logs an error, with a traceback, for every hostile file; the refusal already says what is needed.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logger = logging.getLogger("tayseer.documents")

FIELD = "Seal"
ATTACHMENT, CREDENTIAL, PROOF = "claims.cose", "credential.sdjwt", "issuance.tlog-proof"
ATTACHMENTS = (ATTACHMENT, CREDENTIAL, PROOF)
#: A stamp every few years for as long as anybody could want.
_MOST_STAMPS = 20
MAX_PDF_BYTES = 5 * 1024 * 1024
_MAX_ATTACHMENT_BYTES = 16_384
#: Room for the signature with two certificates and a time stamp, as hexadecimal digits.
_RESERVED = 16_384
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
    """What a sealed paper holds: its attachments, the key that sealed it, and how far its seal goes.

    `level` is `B-B`, `B-T` or `B-LTA`; `stamped_at` (UTC) is the time that the authority attests, None without a stamp.
    """

    cose: bytes
    kid: str
    agency: str
    level: str = "B-B"
    stamped_at: datetime | None = None
    attachments: Mapping[str, bytes] = field(default_factory=dict)


def put(pdf: bytes, *, kid: str, info: KeyInfo, store: KeyStore, document_type: str) -> tuple[bytes, str]:
    """Return the paper with the agency's seal over all of it, and the seal's level.

    No later change is allowed (DocMDP P=1). The seal is stamped when the authority answers (`B-T`), else it is not
    (`B-B`) and the paper waits for a stamp. Raises UnableToSeal.
    """
    authority = stamps.stamper()
    if authority is not None:
        try:
            return _sealed(
                pdf, kid=kid, info=info, store=store, document_type=document_type, authority=authority
            ), "B-T"
        except TimestampRequestError as error:
            logger.warning("a paper is sealed without a time stamp: %s", error)
            stamps.note_failure()
    return _sealed(pdf, kid=kid, info=info, store=store, document_type=document_type, authority=None), "B-B"


def _sealed(
    pdf: bytes, *, kid: str, info: KeyInfo, store: KeyStore, document_type: str, authority: TimeStamper | None
) -> bytes:
    signer = _KeystoreSigner(kid=kid, info=info, store=store, document_type=document_type)
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    try:
        out = PdfSigner(meta, signer=signer, timestamper=authority).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=_RESERVED
        )
    except TimestampRequestError:
        raise
    except (SigningError, PdfError) as error:
        message = f"the paper could not be sealed: {error}"
        raise UnableToSeal(message) from error
    return bytes(out.getbuffer())


def read(pdf: bytes, *, trust: TrustList, at: datetime) -> SealedPaper:
    """Check the seal of a paper and return what is attached to it; nothing is ever read from its pages.

    Raises UnableToReadPaper unless one certification signature, by a seal key on the trust list, covers the whole file
    and nothing was added after it but what keeps it provable for long: validation data and stamps of the whole document
    (ETSI EN 319 142, B-LTA). Attachments are those of the sealed revision.
    """
    if len(pdf) > MAX_PDF_BYTES:
        problem = "the PDF is larger than 5 MB"
        raise UnableToReadPaper(problem)
    try:
        reader = PdfFileReader(io.BytesIO(pdf), decode_limits=_LIMITS)
        seal = _only_seal(reader)
        kid, info, status = _checked_seal(seal, trust, at)
        attachments = _attachments(reader, seal)
        stamp = status.timestamp_validity
        level = "B-LTA" if reader.embedded_timestamp_signatures else ("B-T" if stamp is not None else "B-B")
        stamped_at = None if stamp is None else stamp.timestamp
        return SealedPaper(attachments[ATTACHMENT], kid, info.agency, level, stamped_at, attachments)
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
    signatures, stamped = reader.embedded_regular_signatures, reader.embedded_timestamp_signatures
    if not signatures:
        problem = "the PDF bears no seal"
        raise UnableToReadPaper(problem, altered=_attached_file(reader.root, ATTACHMENT) is not None)
    certifications = [one for one in signatures if one.docmdp_level is not None]
    if len(signatures) != 1 or len(certifications) != 1 or signatures[0].field_name != FIELD:
        problem = "the PDF bears other signatures than one seal"
        raise UnableToReadPaper(problem, altered=True)
    if len(stamped) > _MOST_STAMPS:
        problem = "the PDF bears more stamps than any archive would put on it"
        raise UnableToReadPaper(problem)
    return signatures[0]


def _checked_seal(seal: Any, trust: TrustList, at: datetime) -> tuple[str, KeyInfo, Any]:
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
    try:
        status = validate_pdf_signature(
            seal,
            signer_validation_context=_context_of_seals(info, at),
            ts_validation_context=_context_of_stamps(at),
        )
    except (SignatureValidationError, PathError, SigningError) as error:
        problem = "the seal is broken"
        raise UnableToReadPaper(problem, altered=True) from error
    _refuse_loose_ends(seal, info)
    if not (status.intact and status.valid):
        problem = "the paper was changed after it was sealed"
        raise UnableToReadPaper(problem, altered=True)
    whole = (
        status.coverage == SignatureCoverageLevel.ENTIRE_FILE and status.modification_level == ModificationLevel.NONE
    )
    archived = (
        status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and status.modification_level == ModificationLevel.LTA_UPDATES
    )
    if not ((whole or archived) and status.docmdp_ok and status.trusted):
        problem = "something was added to the paper after it was sealed"
        raise UnableToReadPaper(problem, altered=True)
    if status.timestamp_validity is not None and stamps.anchors() and not status.timestamp_validity.trusted:
        problem = "the time stamp of the seal is not by the authority"
        raise UnableToReadPaper(problem, altered=True)
    return kid, info, status


def _context_of_seals(info: KeyInfo, at: datetime) -> ValidationContext:
    """The anchor is the agency's authority as the trust list names it; lists of stolen certificates count when here."""
    lists = crls.kept()
    return ValidationContext(
        trust_roots=[x509.Certificate.load(base64.b64decode(info.x5c[-1]))],
        crls=[asn1crls.CertificateList.load(one) for one in lists],
        allow_fetching=False,
        moment=at,
        revocation_mode="soft-fail",
    )


def _context_of_stamps(at: datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=list(stamps.anchors()), allow_fetching=False, moment=at, revocation_mode="soft-fail"
    )


def _refuse_loose_ends(seal: Any, info: KeyInfo) -> None:
    # What the signature does not cover, the other certificates, the padding and what may stand beside it, holds nothing
    # but the chain and the time stamp.
    raw = bytes(seal.pkcs7_content)
    # Asked of the bytes: the parsed message takes seconds to write itself again once its parts were looked at.
    length = parser.peek(raw)
    message = cms.ContentInfo.load(raw[:length])
    held = {one.chosen.dump() for one in message["content"]["certificates"]}
    chain = {base64.b64decode(one) for one in info.x5c}
    beside = message["content"]["signer_infos"][0]["unsigned_attrs"]
    kinds = [] if isinstance(beside, core.Void) else [one["type"].native for one in beside]
    is_tidy = base64.b64decode(info.x5c[0]) in held and held <= chain and kinds in ([], ["signature_time_stamp_token"])
    if not is_tidy or raw[length:].strip(b"\0"):
        problem = "something was added to the seal"
        raise UnableToReadPaper(problem, altered=True)


def _entry_of(key: Mapping[str, str], trust: TrustList) -> tuple[str, KeyInfo] | None:
    return next(
        ((kid, info) for kid, info in trust.keys.items() if info.purpose == "seal" and dict(info.jwk) == dict(key)),
        None,
    )


def _attachments(reader: PdfFileReader, seal: Any) -> dict[str, bytes]:
    """The files attached to the sealed revision, by name; whatever came later is not looked at."""
    root = reader.get_historical_root(seal.signed_revision)
    found = {name: _attached_file(root, name) for name in ATTACHMENTS}
    held = {name: bytes(file.data) for name, file in found.items() if file is not None}
    if ATTACHMENT not in held or any(len(one) > _MAX_ATTACHMENT_BYTES for one in held.values()):
        problem = "the PDF holds no signed facts"
        raise UnableToReadPaper(problem)
    return held


def _attached_file(root: Any, name: str) -> Any:
    try:
        names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    except KeyError:
        return None
    places = range(0, len(names), 2)
    return next((names[place + 1]["/EF"]["/F"] for place in places if str(names[place]) == name), None)


def _was_ours(pdf: bytes) -> bool:
    return all(mark in pdf for mark in _MARKS)


def _registry(info: KeyInfo) -> SimpleCertificateStore:
    """The agency's authority, which goes into the signature with the key's own certificate."""
    return SimpleCertificateStore.from_certs([x509.Certificate.load(base64.b64decode(one)) for one in info.x5c[1:]])


class _KeystoreSigner(Signer):
    """Lets pyHanko build the signature while the key stays in the keystore."""

    def __init__(self, *, kid: str, info: KeyInfo, store: KeyStore, document_type: str) -> None:
        self._kid, self._store, self._document_type = kid, store, document_type
        super().__init__(
            embed_roots=True,
            signing_cert=x509.Certificate.load(base64.b64decode(info.x5c[0])),
            cert_registry=_registry(info),
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002, ARG002 - pyHanko's own signature
        """Return the DER signature over `data`."""
        if dry_run:
            return bytes(72)
        raw = self._store.sign(self._kid, "seal", data, document_type=self._document_type)
        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        return utils.encode_dss_signature(r, s)
