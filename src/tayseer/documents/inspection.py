"""Inspects the seal of a paper (ETSI EN 319 142): whose it is, what it covers, when it was put on, what it holds.

`seal.read` returns the attachments of an accepted paper or refuses it with a reason; `seal.check_seal` tells all that
was looked at. Nothing is ever read from the pages.
"""

import base64
import io
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from asn1crypto import cms, core, parser, x509
from asn1crypto import crl as asn1crls
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import SignatureValidationError, ValidationInfoReadingError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError

from tayseer.documents import conf, crls, stamps
from tayseer.documents import trust as trust_lists
from tayseer.documents.keystore import KeyInfo, jwk
from tayseer.documents.keystore.records import Records
from tayseer.documents.trust import TrustList, stands_despite_theft

# It logs an error, with a traceback, for every hostile file; the refusal already says what is needed.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)

FIELD = "Seal"
ATTACHMENT, CREDENTIAL, PROOF = "claims.cose", "credential.sdjwt", "issuance.tlog-proof"
ATTACHMENTS = (ATTACHMENT, CREDENTIAL, PROOF)
MAX_PDF_BYTES = 5 * 1024 * 1024
#: A stamp every few years for as long as anybody could want.
_MOST_STAMPS = 20
_MAX_ATTACHMENT_BYTES = 16_384
# A small file must not swell into gigabytes while it is read; a paper of ours unpacks to less than a megabyte.
_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=4 * 1024 * 1024),
    document_budget=DocumentDecodeBudget(base_allowance=32 * 1024 * 1024, max_ratio=1),
)
_MARKS = (b"ETSI.CAdES.detached", ATTACHMENT.encode())

Level = Literal["B-B", "B-T", "B-LTA"]
Revocation = Literal["good", "revoked", "unknown"]


class UnableToReadPaper(ValueError):
    """The file is no paper of ours whose seal holds.

    `altered` is true when it was one before somebody changed it; `unknown` when only the lists are missing or too old
    by which the seal's certificate would be judged, so that it may be good.
    """

    def __init__(self, problem: str, *, altered: bool = False, unknown: bool = False) -> None:
        super().__init__(problem)
        self.altered, self.unknown = altered, unknown


@dataclass(frozen=True, slots=True)
class SealReport:
    """All that was looked at in a paper with one seal of a key of ours.

    `problem` is empty when the seal is accepted. `stamped_at` (UTC) is the time that a trusted authority attests, None
    without one; `signed_at` is what the seal says of itself. `attachments` are those of the sealed revision.
    """

    kid: str
    agency: str
    level: Level
    bottom_line: bool
    docmdp_ok: bool
    coverage: str
    modification_level: str
    revocation: Revocation
    signed_at: datetime | None
    stamped_at: datetime | None
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    problem: str = ""
    is_altered: bool = False
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class _Problem:
    text: str
    altered: bool = False
    unknown: bool = False


_BROKEN = _Problem("the paper was changed after it was sealed", altered=True)
_ADDED = _Problem("something was added to the paper after it was sealed", altered=True)
_FOREIGN_STAMP = _Problem("the time stamp of the seal is not by the authority", altered=True)
_NO_LISTS = _Problem("whether the certificate of the seal still held cannot be told", unknown=True)


def inspect(pdf: bytes, *, trust: TrustList, at: datetime) -> SealReport:
    """Check the seal of a paper by a trust list, at a moment (UTC), and tell all that was looked at.

    Raises UnableToReadPaper for what is no PDF with exactly one certification signature by a seal key on the list:
    larger than 5 MB, encrypted, damaged, unsealed, or signed by others too.
    """
    if len(pdf) > MAX_PDF_BYTES:
        problem = "the PDF is larger than 5 MB"
        raise UnableToReadPaper(problem)
    try:
        reader = PdfFileReader(io.BytesIO(pdf), decode_limits=_LIMITS)
        seal = _only_seal(reader)
        kid, info = _key_of(seal, trust)
        return _Inspection(reader, seal, kid, info, at).report()
    except UnableToReadPaper:
        raise
    except Exception as error:
        # A damaged PDF can fail anywhere inside the parser; whatever it was, the paper is not one to believe.
        problem = "the PDF is damaged and cannot be read"
        raise UnableToReadPaper(problem, altered=all(mark in pdf for mark in _MARKS)) from error


class _Inspection:
    """One paper, looked at from the outside in: archive stamps, the seal's own stamp, the seal."""

    def __init__(self, reader: PdfFileReader, seal: Any, kid: str, info: KeyInfo, at: datetime) -> None:
        self.reader, self.seal, self.kid, self.info, self.at = reader, seal, kid, info, at

    def report(self) -> SealReport:
        _refuse_loose_ends(self.seal, self.info)
        archived_at, problem = self.archived_at()
        # An archive stamp attests that everything before it was there, so that is judged by its day and not by today.
        judged_at = archived_at or self.at
        lists = [*_fresh_lists(self.info, self.at), *(self.lists_inside() if archived_at else ())]
        status = self.status(judged_at, stamps_at=judged_at, lists=lists)
        stamped_at, foreign = _time_of(status.timestamp_validity)
        if stamped_at is not None and not status.trusted:
            # Once its time is proven, a seal is judged by its own day: the certificate may have ended since.
            status = self.status(stamped_at, stamps_at=judged_at, lists=lists)
        revocation: Revocation = "revoked" if status.revoked else "good" if status.trusted else "unknown"
        found = (
            problem or foreign or self.problem_of(status, stamped_at=stamped_at, is_archived=archived_at is not None)
        )
        level: Level = "B-LTA" if archived_at else "B-T" if stamped_at else "B-B"
        reported = status.signer_reported_dt
        return SealReport(
            kid=self.kid, agency=self.info.agency, level=level, bottom_line=bool(status.bottom_line),
            docmdp_ok=bool(status.docmdp_ok), coverage=status.coverage.name,
            modification_level=status.modification_level.name if status.modification_level is not None else "OTHER",
            revocation=revocation, signed_at=reported.astimezone(UTC) if reported else None, stamped_at=stamped_at,
            attachments=_attachments(self.reader, self.seal), problem=found.text if found else "",
            is_altered=found is not None and found.altered, is_unknown=found is not None and found.unknown,
        )  # fmt: skip

    def status(self, moment: datetime, *, stamps_at: datetime, lists: Sequence[asn1crls.CertificateList]) -> Any:
        try:
            return validate_pdf_signature(
                self.seal,
                signer_validation_context=_context_of_seals(self.info, moment, lists),
                ts_validation_context=_context_of_stamps(stamps_at),
            )
        except (SignatureValidationError, PathError, SigningError) as error:
            problem = "the seal is broken"
            raise UnableToReadPaper(problem, altered=True) from error

    def archived_at(self) -> tuple[datetime | None, _Problem | None]:
        """The time of the first archive stamp, when every one is the authority's and the last covers the whole file.

        Each is judged by the day of the one after it, which attests that it was there.
        """
        found = self.reader.embedded_timestamp_signatures
        if not found:
            return None, None
        last = found[-1]
        last.compute_integrity_info(skip_diff=True)
        if last.coverage != SignatureCoverageLevel.ENTIRE_FILE:
            return None, _ADDED
        judged_at = self.at
        for one in reversed(found):
            status = validate_pdf_timestamp(one, _context_of_stamps(judged_at), skip_diff=True)
            is_in_order = status.timestamp <= judged_at or one is last
            if not (status.intact and status.valid and status.trusted and is_in_order):
                return None, _FOREIGN_STAMP
            judged_at = status.timestamp
        return judged_at, None

    def lists_inside(self) -> list[asn1crls.CertificateList]:
        """The revocation lists that were put into the paper when it was archived."""
        try:
            inside = DocumentSecurityStore.read_dss(self.reader)
            return [asn1crls.CertificateList.load(one.get_object().data) for one in inside.crls]
        except ValidationInfoReadingError:
            return []

    def problem_of(self, status: Any, *, stamped_at: datetime | None, is_archived: bool) -> _Problem | None:
        if not (status.intact and status.valid):
            return _BROKEN
        wanted = (
            (SignatureCoverageLevel.ENTIRE_REVISION, ModificationLevel.LTA_UPDATES)
            if is_archived
            else (SignatureCoverageLevel.ENTIRE_FILE, ModificationLevel.NONE)
        )
        if (status.coverage, status.modification_level) != wanted or not status.docmdp_ok:
            return _ADDED
        stands = stands_despite_theft(self.info, issued_at=stamped_at or self.at, proven_at=stamped_at)
        if status.revoked or not stands:
            return _Problem(f"the seal key {self.kid} was stolen")
        # Where no authority is trusted to tell the time, a stamp says nothing, for or against.
        holds = status.trusted and (status.bottom_line or not stamps.anchors())
        return None if holds else _NO_LISTS


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


def _key_of(seal: Any, trust: TrustList) -> tuple[str, KeyInfo]:
    key: Any = load_der_x509_certificate(seal.signer_cert.dump()).public_key()
    wanted = dict(jwk(key))
    for kid, info in trust.keys.items():
        if info.purpose == "seal" and dict(info.jwk) == wanted:
            return kid, info
    problem = "the seal is not by a key of ours"
    raise UnableToReadPaper(problem)


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


def _time_of(stamp: Any) -> tuple[datetime | None, _Problem | None]:
    """The time of the seal's own stamp; None without one, or where no authority is trusted to tell."""
    if stamp is None or not stamps.anchors():
        return None, None
    if not (stamp.valid and stamp.intact and stamp.trusted):
        return None, _FOREIGN_STAMP
    return stamp.timestamp.astimezone(UTC), None


def _context_of_seals(info: KeyInfo, moment: datetime, lists: Sequence[asn1crls.CertificateList]) -> ValidationContext:
    """The anchor is the national root; the lists of stolen certificates must be there, and clear every link."""
    return ValidationContext(
        trust_roots=_pinned_certificates(),
        other_certs=[x509.Certificate.load(base64.b64decode(one)) for one in info.x5c[1:]],
        crls=lists,
        allow_fetching=False,
        moment=moment,
        revocation_mode="hard-fail",
        retroactive_revinfo=True,
    )


def _context_of_stamps(moment: datetime) -> ValidationContext:
    """An authority that must not be believed any more is taken out of the anchors, so its lists are not asked for."""
    return ValidationContext(
        trust_roots=list(stamps.anchors()), allow_fetching=False, moment=moment, revocation_mode="soft-fail",
        retroactive_revinfo=True,
    )  # fmt: skip


def _pinned_certificates() -> list[x509.Certificate]:
    """The certificates of the national roots whose keys are pinned here."""
    records = Records(conf.keys_folder())
    return [
        x509.Certificate.load(base64.b64decode(records.get(kid).x5c[0]))
        for kid, key in trust_lists.pinned_roots().items()
        if records.has(kid) and dict(records.get(kid).jwk) == dict(jwk(key))
    ]


def _fresh_lists(info: KeyInfo, at: datetime) -> list[asn1crls.CertificateList]:
    """The revocation lists of the seal's chain that lie here and have not ended; the context takes those it needs."""
    issuers = {x509.Certificate.load(base64.b64decode(one)).issuer.dump() for one in info.x5c}
    loaded = (asn1crls.CertificateList.load(one) for one in crls.kept())
    return [one for one in loaded if one.issuer.dump() in issuers and at < one["tbs_cert_list"]["next_update"].native]


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
