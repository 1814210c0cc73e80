"""Every write of documents: issue, revoke, suspend, reinstate, supersede, and keep what was rendered."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection, transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.documents import claims as claim_sets
from tayseer.documents import conf, cose, crls, days, statuslist, trust
from tayseer.documents import facts as stated_facts
from tayseer.documents.contract import IssuedDocumentRecord
from tayseer.documents.keystore import keystore
from tayseer.documents.models import ArchivedPaper, IssuedDocument, StatusList
from tayseer.documents.queries import as_record
from tayseer.documents.types import AGENCIES, MAX_CODE_CHARACTERS, DocumentType, UnableToFindType, type_of
from tayseer.kit.text import Text

_ATTEMPTS = 8
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_CHECK_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_published: set[tuple[str, str, date]] = set()


class UnableToIssue(Exception):
    """The document cannot be issued as asked; the message says what to change."""


class UnableToChangeStanding(Exception):
    """The document does not exist, or its standing does not allow the change."""


def issue(  # noqa: PLR0913 - a document has this many parts, all named
    *,
    actor: Actor,
    at: datetime,
    type: str,  # noqa: A002 - the glossary's word
    person_id: int,
    names: Mapping[str, str] | Text,
    facts: Mapping[str, str | Text],
    idempotency: str,
    case: str = "",
    number: str = "",
    expires_on: date | None = None,
    agency: str = "",
    again: bool = False,
) -> IssuedDocumentRecord:
    """Issue and sign a document; its QR code exists when this returns, its PDF is rendered later.

    The same `idempotency` returns the same document. Without `number` one is drawn. A living document of the same type
    and number of the same person is superseded. `expires_on` is its last good day in Riyadh. `agency` may name the
    signing agency of a type that every agency issues. `again` says that the same facts were issued once before, so that
    a text which has become too long since does not leave its holder without the document.

    Raises UnableToIssue when a fact is missing, too long or not of its kind, when another person holds the number, or
    when the document outgrows its QR code.
    """
    with transaction.atomic():
        known = IssuedDocument.objects.filter(idempotency=idempotency).defer("pdf").first()
        if known:
            return as_record(known)
        kind, stated = _checked(type, facts, expires_on=expires_on, at=at, again=again)
        signer = _signer(kind, agency)
        written = _names(names)
        older = _make_room(kind, number, person_id, actor=actor, at=at, case=case) if number else None
        draft = IssuedDocument(
            type=kind.code, number=number, agency=signer, person_id=person_id, case_ref=case, idempotency=idempotency,
            name_ar=written.ar, name_en=written.en, facts=stated, issued_at=at.replace(microsecond=0),
            expires_at=days.end_of(expires_on) if expires_on else at.replace(microsecond=0) + kind.valid_for,
            expires_on=expires_on, status_at=at,
        )  # fmt: skip
        document = _sign_and_store(draft, kind)
        if document.public_id == draft.public_id:
            _finish(document, older, actor=actor, at=at)
        return as_record(document)


def revoke(*, actor: Actor, at: datetime, public_id: str, reason: str) -> IssuedDocumentRecord:
    """Revoke a document for ever. `reason` is a dotted name (`holder.deceased`) or a sentence; it is kept."""
    return _change(actor=actor, at=at, public_id=public_id, to="revoked", reason=reason, allowed=("valid", "suspended"))


def suspend(*, actor: Actor, at: datetime, public_id: str, reason: str) -> IssuedDocumentRecord:
    """Suspend a valid document until it is reinstated or revoked."""
    return _change(actor=actor, at=at, public_id=public_id, to="suspended", reason=reason, allowed=("valid",))


def reinstate(*, actor: Actor, at: datetime, public_id: str, reason: str) -> IssuedDocumentRecord:
    """Let a suspended document hold again; a revoked one stays revoked."""
    return _change(actor=actor, at=at, public_id=public_id, to="valid", reason=reason, allowed=("suspended",))


def supersede(*, actor: Actor, at: datetime, public_id: str, by: str) -> IssuedDocumentRecord:
    """Revoke a document because the document with the public id `by` takes its place under another number."""
    return _change(
        actor=actor,
        at=at,
        public_id=public_id,
        to="revoked",
        reason="superseded",
        allowed=("valid", "suspended"),
        by=by,
    )


def revoke_all(*, actor: Actor, at: datetime, person_id: int, reason: str, types: tuple[str, ...] = ()) -> int:
    """Revoke a person's living documents (of those types, or all), as when the person died; return how many."""
    living = IssuedDocument.objects.filter(person_id=person_id).exclude(status="revoked")
    if types:
        living = living.filter(type__in=types)
    with transaction.atomic():
        found = list(living.select_for_update().order_by("id").values_list("public_id", flat=True))
        for public_id in found:
            revoke(actor=actor, at=at, public_id=public_id, reason=reason)
    return len(found)


def keep_pdf(*, actor: Actor = SYSTEM, at: datetime, public_id: str, pdf: bytes, level: str) -> None:
    """Keep the rendered paper of a document, once, with the level of its seal; a second rendering changes nothing."""
    with transaction.atomic():
        changed = IssuedDocument.objects.filter(public_id=public_id, state="issued").update(
            pdf=pdf, pdf_sha256=hashlib.sha256(pdf).digest(), state="rendered", rendered_at=at, seal_level=level
        )
        if changed:
            record(actor=actor, action="document.rendered", at=at, object=public_id, result=level)


def replace_pdf(*, actor: Actor = SYSTEM, at: datetime, public_id: str, pdf: bytes, level: str) -> None:
    """Put a stamped paper in the place of one that was sealed without a time stamp; others stay as they are."""
    with transaction.atomic():
        changed = IssuedDocument.objects.filter(public_id=public_id, seal_level="B-B").update(
            pdf=pdf, pdf_sha256=hashlib.sha256(pdf).digest(), rendered_at=at, seal_level=level
        )
        if changed:
            record(actor=actor, action="document.stamped", at=at, object=public_id, result=level)


def keep_archived(*, actor: Actor = SYSTEM, at: datetime, public_id: str, pdf: bytes, stamp_again_at: datetime) -> None:
    """Keep the archive copy of a paper in place of the one before; its stamp is renewed at `stamp_again_at`, UTC."""
    with transaction.atomic():
        document = IssuedDocument.objects.only("id").get(public_id=public_id)
        ArchivedPaper.objects.update_or_create(
            document_id=document.pk, defaults={"pdf": pdf, "archived_at": at, "stamp_again_at": stamp_again_at}
        )
        record(actor=actor, action="document.archived", at=at, object=public_id)


def note_download(*, actor: Actor, at: datetime, document: IssuedDocumentRecord, what: str) -> None:
    """Record that somebody took the paper (`pdf`) or the code (`qr`) of a document."""
    with transaction.atomic():
        record(
            actor=actor, action="document.downloaded", at=at, subject=document.person_id, object=document.public_id,
            case=document.case, fields=(what,),
        )  # fmt: skip


def publish_status_list(*, at: datetime, code: str) -> bytes:
    """Sign the status list of that code as it stands, keep it where it is served from, and return it."""
    found = StatusList.objects.get(code=code)
    rows = IssuedDocument.objects.filter(status_list=found).exclude(status="valid")
    places = {index: statuslist.NUMBERS[word] for index, word in rows.values_list("status_index", "status")}
    store = keystore()
    kid = store.ensure(agency=found.agency, purpose="status", year=at.year)
    publish_key(kid=kid, at=at)
    token = statuslist.sign(places, uri=statuslist.uri_of(code), at=at, kid=kid, store=store)
    statuslist.keep(code, token)
    return token


def publish_key(*, kid: str, at: datetime) -> None:
    """Put a key on the trust list the first time this process uses it that day, with what clears its certificate."""
    mark = (str(conf.keys_folder()), kid, at.date())
    if mark not in _published:
        trust.publish(keystore(), at=at)
        crls.publish_all(store=keystore(), at=at)
        # Lists are of a day; what was published on another is looked at again.
        _published.difference_update({one for one in tuple(_published) if one[2] != mark[2]})
        _published.add(mark)


def close_full_lists(*, at: datetime) -> int:
    """Close open status lists that are three quarters full, so that a fresh one is begun; return how many."""
    closed = 0
    for found in StatusList.objects.filter(is_open=True):
        used = IssuedDocument.objects.filter(status_list=found).count()
        if used > statuslist.PLACES * 3 // 4:
            with transaction.atomic():
                StatusList.objects.filter(pk=found.pk).update(is_open=False)
                record(actor=SYSTEM, action="document.status_list.closed", at=at, object=found.code)
            closed += 1
    return closed


def _checked(
    type_code: str, given: Mapping[str, str | Text], *, expires_on: date | None, at: datetime, again: bool
) -> tuple[DocumentType, dict[str, str]]:
    try:
        kind = type_of(type_code)
        stated = stated_facts.checked(kind, given, of_any_length=again)
    except (UnableToFindType, stated_facts.UnableToStateFact) as error:
        raise UnableToIssue(str(error)) from error
    if kind.term and expires_on is None:
        message = f"{kind.code} must say when it expires"
        raise UnableToIssue(message)
    if expires_on and expires_on < days.day_in_riyadh(at):
        message = f"{kind.code} would have expired on {expires_on}, before it is issued"
        raise UnableToIssue(message)
    return kind, stated


def _signer(kind: DocumentType, agency: str) -> str:
    if not agency or agency == kind.agency:
        return kind.agency
    if kind.agency != "platform":
        message = f"{kind.code} is issued by {kind.agency}, not by {agency}"
        raise UnableToIssue(message)
    return agency if agency in AGENCIES else kind.agency


def _names(names: Mapping[str, str] | Text) -> Text:
    arabic, english = (names.ar, names.en) if isinstance(names, Text) else (names["ar"], names["en"])
    try:
        written = Text(
            stated_facts.checked_text(arabic, what="the Arabic name"),
            stated_facts.checked_text(english, what="the Latin name"),
        )
    except stated_facts.UnableToStateFact as error:
        raise UnableToIssue(str(error)) from error
    if not written.ar or not written.en:
        message = "a document bears its holder's name in Arabic and in Latin letters"
        raise UnableToIssue(message)
    return written


def _make_room(kind: DocumentType, number: str, person_id: int, *, actor: Actor, at: datetime, case: str) -> int | None:
    """Revoke the person's older document of that number and return its key; refuse another person's."""
    older = (
        IssuedDocument.objects.select_for_update()
        .filter(type=kind.code, number=number)
        .exclude(status="revoked")
        .only("id", "public_id", "person_id")
        .first()
    )
    if older is None:
        return None
    if older.person_id != person_id:
        message = f"another person holds a {kind.code} with the number {number}"
        raise UnableToIssue(message)
    IssuedDocument.objects.filter(pk=older.pk).update(status="revoked", status_reason="superseded", status_at=at)
    record(actor=actor, action="document.superseded", at=at, subject=person_id, object=older.public_id, case=case)
    return older.pk


def _sign_and_store(draft: IssuedDocument, kind: DocumentType) -> IssuedDocument:
    store = keystore()
    draft.kid = store.ensure(agency=draft.agency, purpose="document", year=draft.issued_at.year)
    publish_key(kid=draft.kid, at=draft.issued_at)
    draft.status_list = _open_list(draft.agency, draft.issued_at)
    drawn = not draft.number
    for _ in range(_ATTEMPTS):
        draft.public_id = "".join(secrets.choice(_ALPHABET) for _ in range(16))
        draft.check_code = "".join(secrets.choice(_CHECK_ALPHABET) for _ in range(8))
        draft.number = _draw(kind.number_form) if drawn else draft.number
        draft.status_index = secrets.randbelow(statuslist.PLACES)
        draft.cose = _signed(draft)
        draft.entry = hashlib.sha256(cose.parse(draft.cose).to_be_signed).digest()
        length = len(claim_sets.to_text(draft.cose, identity=kind.identity))
        if length > MAX_CODE_CHARACTERS:
            message = (
                f"the QR code would need {length} characters, {MAX_CODE_CHARACTERS} can be scanned: shorten the texts"
            )
            raise UnableToIssue(message)
        if _insert(draft):
            return draft
        known = IssuedDocument.objects.filter(idempotency=draft.idempotency).defer("pdf").first()
        if known:
            return known
    message = f"a living {kind.code} with the number {draft.number} exists already"
    raise UnableToIssue(message)


def _signed(draft: IssuedDocument) -> bytes:
    content = claim_sets.Claims(
        issuer=f"{draft.agency}.{conf.issuer_domain()}",
        issued_at=draft.issued_at,
        expires_at=draft.expires_at,
        cti=secrets.token_bytes(claim_sets.CTI_BYTES),
        type=draft.type,
        number=draft.number,
        names=Text(draft.name_ar, draft.name_en),
        facts=draft.facts,
        status=claim_sets.StatusReference(draft.status_index, statuslist.uri_of(draft.status_list.code)),
    )
    store = keystore()
    return cose.sign(
        claim_sets.payload(content),
        kid=draft.kid,
        signer=lambda data: store.sign(draft.kid, "document", data, document_type=draft.type),
    )


def _insert(draft: IssuedDocument) -> bool:
    # Plain SQL, because only ON CONFLICT DO NOTHING with RETURNING tells, in one statement and without breaking the
    # caller's transaction, whether number, place and idempotency key were all free.
    fields = [field for field in IssuedDocument._meta.local_concrete_fields if not field.primary_key]  # noqa: SLF001 - Django documents `_meta`
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = [field.get_db_prep_save(getattr(draft, field.attname), connection) for field in fields]
    places = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO documents_issued ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING RETURNING id",  # noqa: S608
            values,
        )
        row = cursor.fetchone()
    if row:
        draft.pk = row[0]
    return row is not None


def _open_list(agency: str, at: datetime) -> StatusList:
    found = StatusList.objects.filter(agency=agency, is_open=True).first()
    if found and not statuslist.has_long_address(found.code):
        return found
    if found:
        # It stays published for the documents that name it; what is issued from now on names a short address.
        StatusList.objects.filter(pk=found.pk).update(is_open=False)
        record(actor=SYSTEM, action="document.status_list.closed", at=at, object=found.code)
    code = "".join(secrets.choice(_ALPHABET) for _ in range(statuslist.CODE_LETTERS))
    StatusList.objects.bulk_create([StatusList(code=code, agency=agency, created_at=at)], ignore_conflicts=True)
    return StatusList.objects.get(agency=agency, is_open=True)


def _finish(document: IssuedDocument, older: int | None, *, actor: Actor, at: datetime) -> None:
    if older is not None:
        IssuedDocument.objects.filter(pk=older).update(superseded_by=document.public_id)
        code = IssuedDocument.objects.values_list("status_list__code", flat=True).get(pk=older)
        transaction.on_commit(lambda: publish_status_list(at=at, code=code), robust=True)
    record(
        actor=actor, action="document.issued", at=at, subject=document.person_id, object=document.public_id,
        case=document.case_ref, fields=tuple(document.facts),
    )  # fmt: skip


def _change(
    *, actor: Actor, at: datetime, public_id: str, to: str, reason: str, allowed: tuple[str, ...], by: str = ""
) -> IssuedDocumentRecord:
    with transaction.atomic():
        document = IssuedDocument.objects.select_for_update().defer("pdf").filter(public_id=public_id).first()
        if document is None:
            message = f"no document is known as {public_id}"
            raise UnableToChangeStanding(message)
        if document.status not in allowed:
            message = f"the document is {document.status}, so it cannot become {to}"
            raise UnableToChangeStanding(message)
        if not reason.strip():
            message = "a reason is needed"
            raise UnableToChangeStanding(message)
        document.status, document.status_reason, document.status_at = to, reason, at
        document.superseded_by = by
        document.save(update_fields=["status", "status_reason", "status_at", "superseded_by"])
        verb = {"revoked": "revoked", "suspended": "suspended", "valid": "reinstated"}[to]
        record(
            actor=actor, action=f"document.{'superseded' if by else verb}", at=at, subject=document.person_id,
            object=public_id, case=document.case_ref, result=reason,
        )  # fmt: skip
        code = document.status_list.code
        transaction.on_commit(lambda: publish_status_list(at=at, code=code), robust=True)
        return as_record(document)


def _draw(form: str) -> str:
    digits = [secrets.choice("123456789" if place == 0 else "0123456789") if mark == "#" else mark
              for place, mark in enumerate(form)]  # fmt: skip
    return "".join(digits)
