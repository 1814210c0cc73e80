"""Archive copies: papers that can be proven when keys and authorities of today are gone (ETSI EN 319 142, B-LTA)."""

from __future__ import annotations

import base64
import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from asn1crypto import crl, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.signers.pdf_signer import TimestampDSSContentSettings
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.validation import add_validation_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError

from tayseer.documents import stamps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tayseer.documents.keystore import KeyInfo
    from tayseer.documents.stamps import HttpStamper

#: A stamp is renewed so long before the certificate of its authority ends.
BEFORE_THE_END = timedelta(days=180)
# What comes after the last stamp proves nothing, and is refused when the copy is read.
_UNDER_THE_STAMP = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)


class UnableToArchive(Exception):
    """The archive copy could not be made now; it is tried again."""


def archived(
    pdf: bytes, *, info: KeyInfo, root: bytes, lists: Sequence[bytes], authority: HttpStamper, at: datetime
) -> tuple[bytes, datetime]:
    """Return the archive copy of a sealed paper, and when its last stamp must be renewed (UTC).

    In: the paper (B-T, or an earlier archive copy, which is only stamped once more); the key that sealed it; the root's
    certificate and the revocation lists of root and agency, DER; whom to ask for the stamp of the whole document; the
    moment, UTC, by which certificates are judged. The validation data goes into the document's security store, the
    stamp covers everything before it. Raises UnableToArchive.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        if not reader.embedded_timestamp_signatures:
            pdf = _with_validation_data(reader, pdf, info=info, root=root, lists=lists, at=at)
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        stamped = PdfTimeStamper(authority).timestamp_pdf(
            writer, "sha256", validation_context=_of_stamps(), dss_settings=_UNDER_THE_STAMP
        )
        done = bytes(stamped.getbuffer())
        return done, _ends(done) - BEFORE_THE_END
    except (
        PdfError, SigningError, SignatureValidationError, PathError, TimestampRequestError, IndexError, ValueError,
    ) as error:  # fmt: skip
        message = f"the archive copy could not be made: {error}"
        raise UnableToArchive(message) from error


def _with_validation_data(
    reader: PdfFileReader, pdf: bytes, *, info: KeyInfo, root: bytes, lists: Sequence[bytes], at: datetime
) -> bytes:
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(root)],
        other_certs=[x509.Certificate.load(base64.b64decode(one)) for one in info.x5c],
        crls=[crl.CertificateList.load(one) for one in lists],
        allow_fetching=False,
        moment=at,
        revocation_mode="hard-fail",
    )
    out = io.BytesIO(pdf)
    seal = reader.embedded_regular_signatures[0]
    done = add_validation_info(seal, context, skip_timestamp=True, output=out)
    return bytes(done.getbuffer())


def _of_stamps() -> ValidationContext:
    return ValidationContext(trust_roots=list(stamps.anchors()), allow_fetching=False, revocation_mode="soft-fail")


def _ends(pdf: bytes) -> datetime:
    """When the certificate of the last stamp ends."""
    last = PdfFileReader(io.BytesIO(pdf)).embedded_timestamp_signatures[-1]
    ends: datetime = last.signer_cert.not_valid_after
    return ends.astimezone(UTC)
