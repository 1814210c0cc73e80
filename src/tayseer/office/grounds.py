"""Whether an officer may open what is held of a person: the purpose, and the case or the supervisor behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.casework.contract import NotFound as CaseNotFound
from tayseer.kit.formats import RIYADH
from tayseer.kit.text import Text
from tayseer.office.contract import OPEN, PURPOSES
from tayseer.office.models import ProtectedPerson, RecordAccess
from tayseer.office.places import reach
from tayseer.office.study import study

if TYPE_CHECKING:
    from datetime import datetime

    from tayseer.identity.contract import OfficerRecord

_NO_SUCH_CASE = Text(
    ar="لا طلب بهذا الرقم لدى وحدتك. راجع الرقم، أو اتركه واكتب السبب ليوافق عليه المشرف.",
    en="Your unit has no case of this number. Check it, or leave it out and write the reason for a supervisor.",
)
_CLOSED_CASE = Text(
    ar="انتهى هذا الطلب، ولا يُفتح به سجل. اتركه واكتب السبب ليوافق عليه المشرف.",
    en="That case has ended and opens no record. Leave it out and write the reason for a supervisor.",
)
_NOT_THEIR_CASE = Text(
    ar="هذا الطلب لا يخص صاحب هذا السجل. اكتب رقم طلب له، أو اتركه واكتب السبب ليوافق عليه المشرف.",
    en="That case is not about this person. Enter one that is, or leave it out and write the reason for a supervisor.",
)


def case_problem(*, officer: OfficerRecord, person_id: int, case: str, at: datetime) -> Text | None:
    """Why a case is no ground to open this person's record; None when it is open, with the unit, about the person."""
    try:
        reached = reach(officer=officer, public_id=case)
    except (CaseNotFound, ValueError):
        return _NO_SUCH_CASE
    if not reached.case.is_open:
        return _CLOSED_CASE
    people = study(reached.case, on=at.astimezone(RIYADH).date()).people
    return None if person_id in people else _NOT_THEIR_CASE


def is_protected(person_id: int) -> bool:
    """Whether the person's record needs a reason and a second officer whatever the case."""
    return ProtectedPerson.objects.filter(person_id=person_id, ended_at=None).exists()


def may_open(*, officer: OfficerRecord, person_id: int, purpose: str, case: str = "", at: datetime) -> bool:
    """Whether the officer may open what is held of a person now: a record, a document, a paper.

    In: the registry person id; the code of a purpose; the public id of a case, or empty; UTC. True with an open case of
    the officer's unit about the person, or while a supervisor's permission for this purpose lasts; for a protected
    person the permission alone counts. It writes nothing: who opens notes it, with the purpose and the case. Law:
    Personal Data Protection Law, purpose limitation.
    """
    if purpose not in PURPOSES:
        return False
    if case and not is_protected(person_id):
        return case_problem(officer=officer, person_id=person_id, case=case, at=at) is None
    return RecordAccess.objects.filter(
        officer_id=officer.account_id,
        person_id=person_id,
        purpose=purpose,
        case_ref=case,
        state=OPEN,
        decided_by__isnull=False,
        ends_at__gt=at,
    ).exists()
