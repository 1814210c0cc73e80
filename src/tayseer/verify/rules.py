"""The one set of rules by which a document is checked, on the page, by the command and offline alike."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tayseer.documents import claims as claim_sets
from tayseer.documents import cose, qr, seal
from tayseer.documents.claims import Claims
from tayseer.documents.contract import Standing
from tayseer.documents.keystore import KeyInfo, public_key
from tayseer.documents.statuslist import StatusList, UnableToReadStatusList
from tayseer.documents.trust import TrustList, objections, stands_despite_theft
from tayseer.kit.text import Text
from tayseer.verify import proofs, words

CLOCK_SKEW = timedelta(minutes=5)
MAX_FILE_BYTES = 5 * 1024 * 1024
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s")
_GAP = re.compile(rb"<(?:[0-9A-F]{2})+>")


class Verdict(StrEnum):
    """What is said of a document; only VALID is green, STATUS UNKNOWN is amber, all others are red."""

    VALID = "VALID"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    STATUS_UNKNOWN = "STATUS UNKNOWN"
    NOT_ISSUED = "NOT ISSUED BY US"
    ALTERED = "ALTERED"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was looked at. `code` is dotted and stable; `passed` is None when it could not be looked at."""

    code: str
    passed: bool | None
    text: Text


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of a check. `claims` is None unless the signature was verified: nothing unproven is ever shown.

    `status_as_of` says how old the answer about revocation is; None when there was none.
    """

    verdict: Verdict
    findings: tuple[Remark, ...]
    claims: Claims | None
    kid: str
    checked_at: datetime
    status_as_of: datetime | None = None
    is_suspended: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """What the check may ask. Without `standing` it works offline, from signed status lists.

    `log` tells of an entry (SHA-256 of the signed bytes), at a moment, whether the issuance log holds it: "logged",
    "pending" when it was issued moments ago, "absent", or "unproven" when its proof does not hold; None when that
    cannot be told. `proven_before` says whether a checkpoint that was published by a moment held the entry already.
    """

    trust: TrustList | None
    standing: Callable[[bytes], Standing | None] | None = None
    status_list: Callable[[str], StatusList | None] | None = None
    log: Callable[[bytes, datetime], str | None] | None = None
    proven_before: Callable[[bytes, datetime], bool] | None = None


class _Stop(Exception):
    """The first failure after which nothing more can be looked at."""

    def __init__(self, verdict: Verdict, code: str) -> None:
        super().__init__(code)
        self.verdict = verdict
        self.code = code


def check(data: bytes | str, *, at: datetime, sources: Sources) -> Finding:
    """Check a PDF, a picture of a QR code, or the text of one; never raises for what anybody may hand in.

    The order is: size and form, key known, signature, issuer and use of the key, time, issuance log, status. The first
    failing group decides the verdict; all that could be looked at is listed.
    """
    return _Check(at, sources).run(data)


class _Check:
    def __init__(self, at: datetime, sources: Sources) -> None:
        self.at = at
        self.sources = sources
        self.remarks: list[Remark] = []
        self.verdicts: list[Verdict] = []
        self.kid = ""
        self.claims: Claims | None = None
        self.status_as_of: datetime | None = None
        self.is_suspended = False

    def run(self, data: bytes | str) -> Finding:
        try:
            message, paper = self.envelope(data)
            info = self.signature(message)
            self.contents(message, info, paper)
            self.time()
            self.log(message, paper)
            self.lists()
        except _Stop as stop:
            self.fail(stop.verdict, stop.code, passed=None if stop.verdict == Verdict.STATUS_UNKNOWN else False)
        return Finding(
            verdict=self.verdicts[0] if self.verdicts else Verdict.VALID,
            findings=tuple(self.remarks),
            claims=self.claims,
            kid=self.kid,
            checked_at=self.at,
            status_as_of=self.status_as_of,
            is_suspended=self.is_suspended,
        )

    def envelope(self, data: bytes | str) -> tuple[cose.Sign1, seal.SealedPaper | None]:
        if self.sources.trust is None:
            raise _Stop(Verdict.STATUS_UNKNOWN, "trust.missing")
        paper = None
        if isinstance(data, bytes) and data.lstrip()[:5] == b"%PDF-":
            paper = self.paper(data, self.sources.trust)
            raw, ours = paper.cose, True
        else:
            text = data if isinstance(data, str) else _text_of(data)
            ours = text.startswith(claim_sets.PREFIXES)
            raw = _unpacked(text)
        try:
            message = cose.parse(raw)
        except cose.UnableToReadCOSE as error:
            raise _Stop(Verdict.ALTERED if ours else Verdict.NOT_ISSUED, "form.damaged") from error
        self.kid = message.kid
        if message.typ:
            raise _Stop(Verdict.NOT_ISSUED, "form.not_a_document")
        self.passed("form")
        return message, paper

    def paper(self, data: bytes, trust: TrustList) -> seal.SealedPaper:
        try:
            paper = seal.read(data, trust=trust, at=self.at)
        except seal.UnableToReadPaper as error:
            if error.unknown:
                raise _Stop(Verdict.STATUS_UNKNOWN, "seal.unknown") from error
            code = "seal.broken" if error.altered else "seal.missing"
            raise _Stop(Verdict.ALTERED if error.altered else Verdict.NOT_ISSUED, code) from error
        if not _gaps_are_plain(data):
            raise _Stop(Verdict.ALTERED, "seal.broken")
        self.passed("seal")
        return paper

    def signature(self, message: cose.Sign1) -> KeyInfo:
        trust = self.sources.trust
        info = trust.keys.get(message.kid) if trust else None
        if trust is None or info is None:
            stale = trust is None or not trust.is_fresh(self.at)
            raise _Stop(Verdict.STATUS_UNKNOWN if stale else Verdict.NOT_ISSUED, "key.unknown")
        self.passed("key")
        try:
            cose.verify(message, key=public_key(info.jwk))
        except cose.UnableToVerifySignature as error:
            raise _Stop(Verdict.ALTERED, "signature.broken") from error
        self.passed("signature")
        return info

    def contents(self, message: cose.Sign1, info: KeyInfo, paper: seal.SealedPaper | None) -> None:
        try:
            claims = claim_sets.read(message.payload)
        except claim_sets.UnableToReadClaims as error:
            raise _Stop(Verdict.NOT_ISSUED, "claims.unreadable") from error
        self.claims = claims
        problems = list(
            objections(
                info, use="document", issuer=claims.issuer, document_type=claims.type, issued_at=claims.issued_at
            )
        )
        if paper is not None and paper.agency != info.agency and "issuer.wrong" not in problems:
            problems.insert(0, "issuer.wrong")
        if not self.stands_despite_theft(message, info, claims):
            problems.append("key.compromised")
        for code in problems:
            self.fail(Verdict.NOT_ISSUED, code)
        if not problems:
            self.passed("issuer")

    def time(self) -> None:
        claims = self.claims
        if claims is None:
            return
        if self.at >= claims.expires_at + CLOCK_SKEW:
            self.fail(Verdict.EXPIRED, "time.expired")
        elif self.at + CLOCK_SKEW < max(claims.issued_at, claims.not_before or claims.issued_at):
            self.fail(Verdict.EXPIRED, "time.not_yet")
        else:
            self.passed("time")

    def stands_despite_theft(self, message: cose.Sign1, info: KeyInfo, claims: Claims) -> bool:
        proven_at = None
        if info.compromised_since is not None and self.sources.proven_before is not None:
            eve = datetime.fromtimestamp(info.compromised_since, UTC) - datetime.resolution
            proven_at = eve if self.sources.proven_before(_entry(message), eve) else None
        return stands_despite_theft(info, issued_at=claims.issued_at, proven_at=proven_at)

    def log(self, message: cose.Sign1, paper: seal.SealedPaper | None) -> None:
        entry = _entry(message)
        standing = self.sources.standing(entry) if self.sources.standing else None
        state = self.state_in_log(entry, standing)
        match self.state_by_proof(entry, paper) if state is None else state:
            case "logged":
                self.passed("log")
            case "pending":
                self.unknown("log.pending")
            case "absent":
                self.fail(Verdict.NOT_ISSUED, "log.absent")
            case "unproven":
                self.fail(Verdict.STATUS_UNKNOWN, "log.unproven")
            case _:
                self.unknown("log.offline")
        if self.sources.standing is None:
            self.status_from_list()
        elif standing is not None:
            self.status_as_of = self.at
            self.status(standing.status, fresh=True)

    def state_in_log(self, entry: bytes, standing: Standing | None) -> str | None:
        if self.sources.standing is not None and standing is None:
            return "absent"
        if self.sources.log is not None:
            return self.sources.log(entry, self.at)
        return "logged" if standing is not None else None

    def state_by_proof(self, entry: bytes, paper: seal.SealedPaper | None) -> str | None:
        """What the proof attached to a paper shows of the log, when the log itself could not be asked."""
        trust = self.sources.trust
        proof = paper.attachments.get(seal.PROOF) if paper else None
        return "logged" if proof and trust and proofs.is_logged(proof, entry=entry, trust=trust) else None

    def lists(self) -> None:
        if self.sources.trust is not None and not self.sources.trust.is_fresh(self.at):
            self.fail(Verdict.STATUS_UNKNOWN, "trust.stale", passed=None)

    def status_from_list(self) -> None:
        reference = self.claims.status if self.claims else None
        found = self.sources.status_list(reference.uri) if reference and self.sources.status_list else None
        if reference is None or found is None:
            self.fail(Verdict.STATUS_UNKNOWN, "status.missing", passed=None)
            return
        self.status_as_of = found.issued_at
        try:
            self.status(found.status(reference.index), fresh=found.is_fresh(self.at))
        except UnableToReadStatusList:
            self.fail(Verdict.NOT_ISSUED, "status.no_place")

    def status(self, status: str, *, fresh: bool) -> None:
        if status == "revoked":
            self.fail(Verdict.REVOKED, "status.revoked")
        elif status == "suspended":
            self.is_suspended = True
            self.fail(Verdict.REVOKED if fresh else Verdict.STATUS_UNKNOWN, "status.suspended")
        elif not fresh:
            self.fail(Verdict.STATUS_UNKNOWN, "status.stale", passed=None)
        else:
            self.passed("status")

    def passed(self, code: str) -> None:
        self.remarks.append(Remark(code, True, words.REMARKS[code]))

    def unknown(self, code: str) -> None:
        self.remarks.append(Remark(code, None, words.REMARKS[code]))

    def fail(self, verdict: Verdict, code: str, *, passed: bool | None = False) -> None:
        self.verdicts.append(verdict)
        self.remarks.append(Remark(code, passed, words.REMARKS[code]))


def _entry(message: cose.Sign1) -> bytes:
    """What the issuance log holds of a document: the digest of all that was signed, so not of the signature."""
    return hashlib.sha256(message.to_be_signed).digest()


def _gaps_are_plain(pdf: bytes) -> bool:
    """Whether what no signature covers, its own place in the file, holds hexadecimal digits and nothing beside them.

    Readers of PDF files pass over whatever else stands there, so it would be room for things that nobody signed.
    """
    ranges = [tuple(map(int, found)) for found in _BYTE_RANGE.findall(pdf)]
    return all(_GAP.fullmatch(pdf[start + length : after]) for start, length, after in ranges)


def _text_of(data: bytes) -> str:
    """Return the text of a code, from a text file or from a picture of it."""
    if len(data) > MAX_FILE_BYTES:
        raise _Stop(Verdict.NOT_ISSUED, "form.too_large")
    if data.startswith(tuple(start.encode() for start in claim_sets.STARTS)):
        # An editor ends a file with a line break; spaces stay, they are letters of base45.
        return data.decode("latin-1").rstrip("\r\n")
    try:
        texts = qr.read(data)
    except qr.UnableToReadPicture as error:
        raise _Stop(Verdict.NOT_ISSUED, "form.no_code") from error
    return next((text for text in texts if text.startswith(claim_sets.STARTS)), texts[0])


def _unpacked(text: str) -> bytes:
    if text.lower().startswith(("http://", "https://", "www.")):
        raise _Stop(Verdict.NOT_ISSUED, "form.link")
    try:
        return claim_sets.from_text(text)
    except claim_sets.UnableToReadCode as error:
        raise _Stop(
            Verdict.ALTERED if error.ours else Verdict.NOT_ISSUED, "form.damaged" if error.ours else "form.foreign"
        ) from error
