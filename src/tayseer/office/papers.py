"""Documents of a person as an officer reads them: what the own agency issued, through an open permission alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.documents.papers import paper_of
from tayseer.documents.queries import wallet
from tayseer.kit.formats import RIYADH
from tayseer.office.contract import AccessRecord, NotFound
from tayseer.office.grounds import may_open

if TYPE_CHECKING:
    from datetime import datetime

    from tayseer.documents.contract import IssuedDocumentRecord
    from tayseer.identity.contract import OfficerRecord


def documents_of(*, access: AccessRecord, at: datetime) -> list[IssuedDocumentRecord]:
    """The person's documents that hold and that the agency issued; none unless the permission is open at ``at``."""
    if not access.is_open(at=at):
        return []
    held = wallet(actor=Actor("person", access.person_id), on=at.astimezone(RIYADH).date())
    return [document for document in held if document.agency == access.agency]


def open_document(
    *, actor: Actor, officer: OfficerRecord, access: AccessRecord, public_id: str, at: datetime
) -> tuple[IssuedDocumentRecord, bytes]:
    """A document with its paper as PDF, noted for the person with the purpose and the case of the permission.

    Raises ``NotFound`` when the permission is not open or no longer has its ground, or when the document is another
    person's or agency's.
    """
    grounded = may_open(officer=officer, person_id=access.person_id, purpose=access.purpose, case=access.case, at=at)
    found = [one for one in documents_of(access=access, at=at) if one.public_id == public_id] if grounded else []
    if not found or access.officer_id != actor.id:
        raise NotFound(public_id)
    paper = paper_of(document=found[0], at=at)
    with transaction.atomic():
        record(
            actor=actor,
            action="office.document.opened",
            at=at,
            subject=access.person_id,
            object=public_id,
            case=access.case,
            purpose=access.purpose,
            fields=(f"document.{found[0].type}",),
        )
    return found[0], paper
