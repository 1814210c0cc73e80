"""Reviews of accesses drawn at random, and the persons whose records need a second officer."""

from __future__ import annotations

import secrets
from datetime import UTC
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from tayseer.audit.actions import record
from tayseer.audit.queries import is_privacy_officer
from tayseer.identity.ids import new_public_id
from tayseer.kit.text import Text
from tayseer.office.contract import NotFound, ProtectionRecord, ReviewRecord
from tayseer.office.models import AccessReview, ProtectedPerson
from tayseer.office.places import SUPERVISOR

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from tayseer.audit.contract import Actor
    from tayseer.identity.contract import OfficerRecord
    from tayseer.office.models import RecordAccess

MOST_LISTED = 50
SHORTEST_NOTE = 10
LONGEST_NOTE, LONGEST_ORDER = 1_000, 60
_PARTS = 1_000


def draw(access: RecordAccess, *, at: datetime) -> None:
    """Put an access that has just opened on the list of reviews, by chance: `TAYSEER_REVIEW_PERCENT` of them.

    Inside the caller's transaction. Nobody can know beforehand, so that each opening may be the one that is looked at.
    """
    if secrets.randbelow(100 * _PARTS) < settings.TAYSEER_REVIEW_PERCENT * _PARTS:
        AccessReview.objects.create(public_id=new_public_id(), access=access, drawn_at=at)


class UnableToReview(Exception):
    """The review is not taken as given; ``text`` says why, ``field`` which field is meant."""

    def __init__(self, text: Text, *, field: str = "") -> None:
        super().__init__(text.en)
        self.text, self.field = text, field


_DONE = Text(
    ar="راجع زميلك هذا الاطلاع قبل أن ترسل جوابك.", en="A colleague reviewed this access before your answer came."
)
_NO_VERDICT = Text(ar="اختر نتيجة المراجعة.", en="Choose what the review found.")
_NO_NOTE = Text(
    ar="اكتب ما وجدته غير سليم، في \u206610\u2069 أحرف على الأقل.",
    en="Say what you found wrong, in at least 10 characters.",
)


def reviews_waiting(*, officer: OfficerRecord) -> list[ReviewRecord]:
    """Accesses of the unit that wait for this supervisor's review, oldest first; for a clerk there are none.

    None that the supervisor asked for or allowed: nobody reviews what is partly their own doing.
    """
    if officer.role != SUPERVISOR:
        return []
    return [_review(row) for row in _reviewable(officer).filter(state="waiting").order_by("id")[:MOST_LISTED]]


def review_access(
    *, actor: Actor, officer: OfficerRecord, public_id: str, verdict: str, note: str, at: datetime
) -> None:
    """Say whether an access drawn for review was sound; what was not is told to the privacy office with the audit.

    ``verdict`` is ``sound`` or ``unsound``; ``note`` is needed for the latter; ``at`` is UTC. Raises ``NotFound`` for
    clerks, other units, and who asked for or allowed the access; ``UnableToReview``.
    """
    written = note.strip()[:LONGEST_NOTE]
    if officer.role != SUPERVISOR:
        raise NotFound(public_id)
    with transaction.atomic():
        row = _reviewable(officer).select_for_update(of=("self",)).filter(public_id=public_id).first()
        if row is None:
            raise NotFound(public_id)
        if row.state != "waiting":
            raise UnableToReview(_DONE)
        if verdict not in {"sound", "unsound"}:
            raise UnableToReview(_NO_VERDICT, field="verdict")
        if verdict == "unsound" and len(written) < SHORTEST_NOTE:
            raise UnableToReview(_NO_NOTE, field="note")
        row.state, row.note, row.reviewed_by, row.reviewed_at = verdict, written, officer.account_id, at
        row.save(update_fields=["state", "note", "reviewed_by", "reviewed_at"])
        record(
            actor=actor,
            action=f"office.access.found_{verdict}",
            at=at,
            subject=row.access.person_id,
            object=row.access.public_id,
            case=row.access.case_ref,
            purpose=row.access.purpose,
        )


def accesses_found_unsound(*, actor: Actor) -> list[ReviewRecord]:
    """What reviews found wrong, newest first, for the privacy office; for everybody else nothing."""
    if not is_privacy_officer(actor):
        return []
    rows = AccessReview.objects.select_related("access").filter(state="unsound")
    return [_review(row) for row in rows.order_by("-reviewed_at")[:MOST_LISTED]]


def _reviewable(officer: OfficerRecord) -> QuerySet[AccessReview]:
    rows = AccessReview.objects.select_related("access").filter(access__agency=officer.agency)
    if officer.unit:
        rows = rows.filter(access__unit=officer.unit)
    return rows.exclude(Q(access__officer_id=officer.account_id) | Q(access__decided_by=officer.account_id))


def _review(row: AccessReview) -> ReviewRecord:
    access = row.access
    return ReviewRecord(
        public_id=row.public_id,
        officer_id=access.officer_id,
        agency=access.agency,
        unit=access.unit,
        person_id=access.person_id,
        purpose=access.purpose,
        case=access.case_ref,
        reason=access.reason,
        asked_at=access.asked_at.astimezone(UTC),
        allowed_by=access.decided_by,
        state=row.state,
        note=row.note,
    )


class UnableToProtect(Exception):
    """The protection is not taken as given; ``text`` says why, ``field`` which field is meant."""

    def __init__(self, text: Text, *, field: str = "") -> None:
        super().__init__(text.en)
        self.text, self.field = text, field


_NO_ORDER = Text(
    ar="اكتب رقم الأمر الذي يقضي بالحماية.",
    en="Write the number of the order by which the record is protected.",
)
_ALREADY = Text(ar="هذا السجل محمي من قبل.", en="This record is protected already.")


def protections(*, actor: Actor) -> list[ProtectionRecord]:
    """The records protected now, newest first, for the privacy office; for everybody else nothing."""
    if not is_privacy_officer(actor):
        return []
    rows = ProtectedPerson.objects.filter(ended_at=None).order_by("-id")[:MOST_LISTED]
    return [
        ProtectionRecord(row.public_id, row.person_id, row.order_ref, row.protected_at.astimezone(UTC)) for row in rows
    ]


def protect(*, actor: Actor, person_id: int, order: str, at: datetime) -> None:
    """Protect a person's record by an order: from ``at`` (UTC) it opens only with a reason and a second officer.

    For the privacy office alone; raises ``NotFound`` for others, ``UnableToProtect``.
    """
    written = order.strip()[:LONGEST_ORDER]
    if not is_privacy_officer(actor) or actor.id is None:
        raise NotFound
    if not written:
        raise UnableToProtect(_NO_ORDER, field="order")
    try:
        with transaction.atomic():
            row = ProtectedPerson.objects.create(
                public_id=new_public_id(),
                person_id=person_id,
                order_ref=written,
                protected_at=at,
                protected_by=actor.id,
            )
            record(actor=actor, action="office.record.protected", at=at, subject=person_id, object=row.public_id)
    except IntegrityError as error:
        raise UnableToProtect(_ALREADY, field="number") from error


def end_protection(*, actor: Actor, public_id: str, at: datetime) -> None:
    """End a protection. For the privacy office alone; raises ``NotFound`` for others, or when it has ended."""
    if not is_privacy_officer(actor) or actor.id is None:
        raise NotFound(public_id)
    with transaction.atomic():
        row = ProtectedPerson.objects.select_for_update().filter(public_id=public_id, ended_at=None).first()
        if row is None:
            raise NotFound(public_id)
        row.ended_at, row.ended_by = at, actor.id
        row.save(update_fields=["ended_at", "ended_by"])
        record(actor=actor, action="office.record.unprotected", at=at, subject=row.person_id, object=public_id)
