"""Documents of a person as an officer reads them: what the own agency issued, through an open permission alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tayseer.audit.contract import Actor
from tayseer.documents.actions import UnableToChangeStanding, reinstate, revoke, suspend
from tayseer.documents.papers import paper_of
from tayseer.documents.queries import wallet
from tayseer.kit.formats import RIYADH
from tayseer.kit.text import Text, isolate
from tayseer.notices.actions import tell
from tayseer.office.contract import AccessRecord, NotFound
from tayseer.office.grounds import may_open
from tayseer.office.opening import open_people

if TYPE_CHECKING:
    from datetime import datetime

    from tayseer.documents.contract import IssuedDocumentRecord
    from tayseer.identity.contract import OfficerRecord


SHORTEST_REASON = 10
_NEEDS_REASON = Text(
    ar="اكتب السبب في جملة؛ يقرؤه صاحب الوثيقة.", en="Write the reason in a sentence; the holder will read it."
)
_NOT_SO = Text(
    ar="حال الوثيقة لا يسمح بهذا. حدّث الصفحة وانظر حالها.",
    en="The document's standing does not allow it. Load the page again and look.",
)
_ACTS = {
    "revoked": (revoke, Text(ar="أُلغيت وثيقة لك", en="A document of yours was revoked")),
    "suspended": (suspend, Text(ar="أُوقفت وثيقة لك", en="A document of yours was suspended")),
    "valid": (reinstate, Text(ar="عادت وثيقة لك سارية", en="A document of yours holds again")),
}


class UnableToChangeDocument(Exception):
    """The standing was not changed; ``text`` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def documents_of(*, access: AccessRecord, at: datetime) -> list[IssuedDocumentRecord]:
    """The person's documents that hold and that the agency issued; none unless the permission is open at ``at``."""
    if not access.is_open(at=at):
        return []
    held = wallet(actor=Actor("person", access.person_id), on=at.astimezone(RIYADH).date())
    return [document for document in held if document.agency == access.agency]


def change_standing(
    *,
    actor: Actor,
    officer: OfficerRecord,
    access: AccessRecord,
    public_id: str,
    to: str,
    reason: str,
    at: datetime,
) -> None:
    """Revoke, suspend or reinstate a document that the agency issued, and tell its holder why.

    A supervisor's act, within an open permission; every verifier learns of it at once, by the signed list. ``to`` is
    ``revoked`` (for ever), ``suspended`` or ``valid``. Raises ``NotFound`` as ``open_document``, and
    ``UnableToChangeDocument`` without a reason or where its standing does not allow it.
    """
    document = _found(actor=actor, access=access, public_id=public_id, at=at)
    if not may_open(officer=officer, person_id=access.person_id, purpose=access.purpose, case=access.case, at=at):
        raise NotFound(public_id)
    if officer.role != "supervisor" or to not in _ACTS:
        raise NotFound(public_id)
    if len(reason.strip()) < SHORTEST_REASON:
        raise UnableToChangeDocument(_NEEDS_REASON)
    act, said = _ACTS[to]
    title = Text(ar=f"{said.ar}: {document.title.ar}", en=f"{said.en}: {document.title.en}")
    body = Text(
        ar=f"رقمها {isolate(document.number)}. السبب كما كتبه المشرف: {reason.strip()}. "
        "اسأل عن هذا الإجراء من صفحة «من اطّلع على بياناتي».",
        en=f"Its number is {document.number}. The reason, as the supervisor wrote it: {reason.strip()}. "
        "You can ask about this on the page Who looked at my data.",
    )
    with transaction.atomic():
        try:
            act(actor=actor, at=at, public_id=public_id, reason=reason.strip())
        except UnableToChangeStanding as refused:
            raise UnableToChangeDocument(_NOT_SO) from refused
        tell(
            actor=actor, at=at, person_id=access.person_id, text_title=title, text_body=body,
            link=f"/wallet/{public_id}/",
        )  # fmt: skip


def open_document(
    *, actor: Actor, officer: OfficerRecord, access: AccessRecord, public_id: str, at: datetime
) -> tuple[IssuedDocumentRecord, bytes]:
    """A document with its paper as PDF, noted for the person with the purpose and the case of the permission.

    Raises ``NotFound`` when the permission is not open or no longer has its ground, or when the document is another
    person's or agency's.
    """
    document = _found(actor=actor, access=access, public_id=public_id, at=at)
    closed = open_people(
        actor=actor,
        officer=officer,
        people=[access.person_id],
        purpose=access.purpose,
        case=access.case,
        at=at,
        action="office.document.opened",
        object=public_id,
        fields=(f"document.{document.type}",),
    )
    if closed:
        raise NotFound(public_id)
    return document, paper_of(document=document, at=at)


def _found(*, actor: Actor, access: AccessRecord, public_id: str, at: datetime) -> IssuedDocumentRecord:
    """The document, when the permission is this officer's and its time is not over. Raises ``NotFound``."""
    found = [one for one in documents_of(access=access, at=at) if one.public_id == public_id]
    if not found or access.officer_id != actor.id:
        raise NotFound(public_id)
    return found[0]
