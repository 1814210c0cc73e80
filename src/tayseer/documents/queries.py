"""Every read of documents; what a person may see starts from who asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from tayseer.audit.contract import Actor
from tayseer.documents import claims, days
from tayseer.documents.contract import IssuedDocumentRecord, Standing
from tayseer.documents.models import ArchivedPaper, IssuedDocument, StatusList
from tayseer.documents.types import type_of
from tayseer.kit.text import Text


@dataclass(frozen=True, slots=True)
class SignedParts:
    """A document's COSE, its entry in the issuance log, its key, and its place in a status list."""

    cose: bytes
    entry: bytes
    kid: str
    list_code: str
    list_index: int


class NotFound(LookupError):
    """No such document, or none that this actor may know of; the two are never told apart."""


def wallet(
    *, actor: Actor, on: date, limit: int = 50, in_charge_of: Sequence[int] = (), past: bool = False
) -> list[IssuedDocumentRecord]:
    """Return the actor's documents, newest first: those that hold on that day, or with `past` those that no longer do.

    `in_charge_of` adds people whose papers the actor may see (children, workers); the caller has asked the register.
    """
    start = datetime.combine(on, time(), days.RIYADH)
    living = ~Q(status="revoked") & Q(expires_at__gt=start)
    rows = _visible(actor, in_charge_of).filter(~living if past else living)
    return [as_record(row) for row in rows.order_by("-issued_at", "-id")[:limit]]


def document_for(*, actor: Actor, public_id: str, in_charge_of: Sequence[int] = ()) -> IssuedDocumentRecord:
    """Return the document when the actor may see it; raise NotFound otherwise."""
    row = _visible(actor, in_charge_of).filter(public_id=public_id).first()
    if row is None:
        raise NotFound(public_id)
    return as_record(row)


def documents_of_case(*, actor: Actor, case: str, in_charge_of: Sequence[int] = ()) -> list[IssuedDocumentRecord]:
    """Return the documents that a case issued and the actor may see."""
    return [as_record(row) for row in _visible(actor, in_charge_of).filter(case_ref=case).order_by("id")]


def pdf_of(*, document: IssuedDocumentRecord) -> bytes | None:
    """Return the rendered paper of a document the caller was given by `document_for`; None until it is rendered."""
    pdf = IssuedDocument.objects.filter(public_id=document.public_id).values_list("pdf", flat=True).first()
    return bytes(pdf) if pdf is not None else None


def cose_of(*, document: IssuedDocumentRecord) -> bytes:
    """Return the signed bytes of a document the caller was given by `document_for`."""
    found = IssuedDocument.objects.filter(public_id=document.public_id).values_list("cose", flat=True).get()
    return bytes(found)


def signed_of(*, document: IssuedDocumentRecord) -> SignedParts:
    """Return what was signed of a document the caller was given by `document_for`, and where its standing is told."""
    row = IssuedDocument.objects.select_related("status_list").defer("pdf").get(public_id=document.public_id)
    return SignedParts(bytes(row.cose), bytes(row.entry), row.kid, row.status_list.code, row.status_index)


def waiting_to_be_rendered(*, limit: int, below: int, but_not: Collection[str] = ()) -> list[IssuedDocumentRecord]:
    """Return the oldest documents without paper, but none that another worker holds.

    `below` is the size of the issuance log that is signed: what has its place there can be proven at once, so that
    nobody waits for a signature on the log while he draws.
    """
    rows = IssuedDocument.objects.select_for_update(skip_locked=True).filter(state="issued", log_index__lt=below)
    rows = rows.exclude(public_id__in=list(but_not)) if but_not else rows
    return [as_record(row) for row in rows.order_by("id")[:limit]]


def waiting_to_be_stamped(*, limit: int, but_not: Collection[str] = ()) -> list[IssuedDocumentRecord]:
    """Return the oldest papers that were sealed without a time stamp, but none that another worker holds."""
    rows = IssuedDocument.objects.select_for_update(skip_locked=True).defer("pdf").filter(seal_level="B-B")
    rows = rows.exclude(public_id__in=list(but_not)) if but_not else rows
    return [as_record(row) for row in rows.order_by("id")[:limit]]


def waiting_to_be_archived(*, at: datetime, limit: int, but_not: Collection[str] = ()) -> list[tuple[str, bytes]]:
    """Return stamped papers that have no archive copy, and copies whose last stamp runs out, by public id."""
    fresh = IssuedDocument.objects.filter(seal_level="B-T").exclude(id__in=ArchivedPaper.objects.values("document_id"))
    fresh = fresh.exclude(public_id__in=list(but_not)) if but_not else fresh
    found = [(row.public_id, bytes(row.pdf)) for row in fresh.only("public_id", "pdf").order_by("id")[:limit]]
    late = ArchivedPaper.objects.filter(stamp_again_at__lte=at).select_related("document").order_by("stamp_again_at")
    return found + [(row.document.public_id, bytes(row.pdf)) for row in late[: limit - len(found)]]


def seal_level(*, document: IssuedDocumentRecord) -> str:
    """Return how far the seal of a document's paper goes: `B-T`, `B-B` while it waits for a stamp, or nothing yet."""
    return str(IssuedDocument.objects.values_list("seal_level", flat=True).get(public_id=document.public_id))


def archived_of(*, document: IssuedDocumentRecord) -> bytes | None:
    """Return the archive copy of a document the caller was given by `document_for`; None until there is one."""
    pdf = ArchivedPaper.objects.filter(document__public_id=document.public_id).values_list("pdf", flat=True).first()
    return bytes(pdf) if pdf is not None else None


def standing_of_entry(entry: bytes) -> Standing | None:
    """Return how the document with this log entry (SHA-256 of its signed bytes) stands; None when it was never issued.

    For the public check alone: whoever knows the entry holds the document.
    """
    row = IssuedDocument.objects.filter(entry=entry).values("status", "status_at", "type", "number").first()
    return Standing(**row) if row else None


def cose_by_number(*, number: str, check_code: str) -> tuple[bytes, bool] | None:
    """Return the signed bytes of the newest document with that number and check code, and whether it is an identity.

    For the public check alone: number and check code stand only on the document.
    """
    row = (
        IssuedDocument.objects.filter(number=number, check_code=check_code)
        .order_by("-id")
        .values_list("cose", "type")
        .first()
    )
    return (bytes(row[0]), type_of(row[1]).identity) if row else None


def status_list_exists(code: str) -> bool:
    """Whether a status list of that code is published here."""
    return StatusList.objects.filter(code=code).exists()


def status_list_codes() -> list[str]:
    """Return the codes of all status lists."""
    return list(StatusList.objects.order_by("id").values_list("code", flat=True))


def as_record(row: IssuedDocument) -> IssuedDocumentRecord:
    """Turn a row into what others may know of it."""
    kind = type_of(row.type)
    return IssuedDocumentRecord(
        public_id=row.public_id, type=row.type, title=kind.title, agency=row.agency, number=row.number,
        check_code=row.check_code, person_id=row.person_id, case=row.case_ref, names=Text(row.name_ar, row.name_en),
        facts=row.facts, issued_at=row.issued_at, expires_at=row.expires_at, expires_on=row.expires_on,
        status=row.status, status_reason=row.status_reason, status_at=row.status_at, superseded_by=row.superseded_by,
        is_rendered=row.state == "rendered", qr_text=claims.to_text(bytes(row.cose), identity=kind.identity),
    )  # fmt: skip


def _visible(actor: Actor, in_charge_of: Sequence[int]) -> QuerySet[IssuedDocument]:
    rows = IssuedDocument.objects.defer("pdf")
    if actor.kind == "system":
        return rows
    if actor.kind == "person" and actor.id is not None:
        holders = {actor.on_behalf_of if actor.on_behalf_of is not None else actor.id, *in_charge_of}
        return rows.filter(person_id__in=holders)
    return rows.none()
