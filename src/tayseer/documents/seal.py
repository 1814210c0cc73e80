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

from asn1crypto import algos, x509
from cryptography.hazmat.primitives.asymmetric import utils
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tayseer.documents import stamps
from tayseer.documents import trust as trust_lists
from tayseer.documents.inspection import (
    ATTACHMENT,
    ATTACHMENTS,
    CREDENTIAL,
    FIELD,
    MAX_PDF_BYTES,
    PROOF,
    SealReport,
    UnableToReadPaper,
    inspect,
)
from tayseer.documents.keystore import KeyInfo, KeyStore
from tayseer.documents.trust import TrustList

__all__ = [
    "ATTACHMENT", "ATTACHMENTS", "CREDENTIAL", "FIELD", "MAX_PDF_BYTES", "PROOF", "SealReport", "SealedPaper",
    "UnableToReadPaper", "UnableToSeal", "check_seal", "put", "read",
]  # fmt: skip

logger = logging.getLogger("tayseer.documents")

#: Room for the signature with two certificates and a time stamp, as hexadecimal digits.
_RESERVED = 16_384


class UnableToSeal(Exception):
    """The paper could not be sealed."""


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
    by the authority (ETSI EN 319 142, B-LTA). The certificate must be cleared by revocation lists that are not too old,
    or the refusal is `unknown`. Attachments are those of the sealed revision.
    """
    report = inspect(pdf, trust=trust, at=at)
    if report.problem:
        raise UnableToReadPaper(report.problem, altered=report.is_altered, unknown=report.is_unknown)
    return SealedPaper(
        report.attachments[ATTACHMENT], report.kid, report.agency, report.level, report.stamped_at, report.attachments
    )


def check_seal(pdf: bytes, *, at: datetime) -> SealReport:
    """Tell all that can be told of a paper's seal, at a moment (UTC), by the trust list of this installation.

    Raises UnableToReadPaper for a file that is no PDF with exactly one seal of a key of ours, and UnableToTrust when
    there is no trust list. A report with an empty `problem` is of a paper that may be believed.
    """
    return inspect(pdf, trust=trust_lists.current(), at=at)


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
