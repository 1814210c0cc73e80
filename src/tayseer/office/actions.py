"""Writes of the office: what an officer opened and why, and who may open whose record; decisions are casework's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.identity.ids import new_public_id
from tayseer.kit.text import Text
from tayseer.office.contract import CASE_PURPOSE, OPEN, PURPOSES, REFUSED, WAITING, AccessRecord, NotFound
from tayseer.office.grounds import case_problem, is_protected
from tayseer.office.kinship import near
from tayseer.office.models import RecordAccess
from tayseer.office.places import SUPERVISOR
from tayseer.office.queries import access_record
from tayseer.office.reviews import draw

if TYPE_CHECKING:
    from tayseer.audit.contract import Actor
    from tayseer.identity.contract import AccountRecord, OfficerRecord

#: How long a record may be read once it was allowed.
ACCESS_TIME = timedelta(minutes=30)
SHORTEST_REASON = 20
LONGEST_REASON = 1_000


def note_search(*, actor: Actor, person_id: int | None, at: datetime) -> None:
    """Note that an officer looked for a number; the person, where there is one, sees it."""
    with transaction.atomic():
        record(
            actor=actor,
            action="office.person.searched",
            at=at,
            subject=person_id,
            result="done" if person_id is not None else "failed",
        )


class UnableToOpenRecord(Exception):
    """The record may not be opened as asked; ``text`` says why and what to do, ``field`` which field is meant."""

    def __init__(self, text: Text, *, field: str = "") -> None:
        super().__init__(text.en)
        self.text, self.field = text, field


_NO_PURPOSE = Text(
    ar="اختر الغرض من الاطلاع؛ يراه صاحب البيانات في سجل نشاطه.",
    en="Choose why you open the record; the person sees it among the activity on their data.",
)
_NO_GROUND = Text(
    ar="اكتب رقم طلب من طلبات وحدتك يخص هذا الشخص. وإن لم يكن له طلب، فاكتب السبب ليوافق عليه المشرف.",
    en="Enter the number of a case of your unit about this person. If there is none, give a supervisor the reason.",
)
_SHORT_REASON = Text(
    ar="السبب قصير لا يكفي المشرف ليقرر. اكتب ما تحتاج إليه ولماذا، في \u206620\u2069 حرفًا على الأقل.",
    en="The reason is too short for a supervisor to decide on. Say what you need and why, in at least 20 characters.",
)
_CASE_NEEDED = Text(
    ar="هذا الغرض لا يكون إلا في طلب لدى وحدتك. اكتب رقم الطلب، أو اختر غرضًا آخر.",
    en="This purpose needs a case that is with your unit. Enter its number, or choose another purpose.",
)
_GUARDED = Text(
    ar="هذا السجل محمي: لا يُفتح، ولو بطلب، إلا بسبب مكتوب يوافق عليه المشرف. "
    "اكتب السبب في \u206620\u2069 حرفًا على الأقل.",
    en="This record is protected: even with a case it opens only for a written reason that a supervisor allows. "
    "Write the reason, in at least 20 characters.",
)
_TOO_NEAR = Text(
    ar="لا يُفتح سجلك ولا سجل قريب لك من المكتب. بياناتك في حسابك الشخصي، وإن كان الأمر عملًا فاطلبه من زميل.",
    en=(
        "Your own record, or a relative's, cannot be opened from the office. "
        "Yours is in your personal account; if it is for work, ask a colleague."
    ),
)


def ask_access(
    *,
    actor: Actor,
    account: AccountRecord,
    officer: OfficerRecord,
    person_id: int,
    purpose: str,
    case: str,
    reason: str,
    at: datetime,
) -> AccessRecord:
    """Ask to open a person's record: at once with an open case of the unit about the person, else a supervisor decides.

    ``case`` is a public id as typed, or empty; ``at`` is UTC. A protected person's record waits for the supervisor even
    with a case. The attempt is kept in the audit of the person concerned, also when it is refused for nearness. Raises
    ``UnableToOpenRecord``. Law: Personal Data Protection Law, purpose limitation and records of processing.
    """
    if purpose not in PURPOSES:
        raise UnableToOpenRecord(_NO_PURPOSE, field="purpose")
    said = reason.strip()[:LONGEST_REASON]
    if not case and purpose == CASE_PURPOSE:
        raise UnableToOpenRecord(_CASE_NEEDED, field="case")
    if not case and not said:
        raise UnableToOpenRecord(_NO_GROUND, field="case")
    if not case and len(said) < SHORTEST_REASON:
        raise UnableToOpenRecord(_SHORT_REASON, field="reason")
    if case and (problem := case_problem(officer=officer, person_id=person_id, case=case, at=at)) is not None:
        raise UnableToOpenRecord(problem, field="case")
    guarded = is_protected(person_id)
    if guarded and len(said) < SHORTEST_REASON:
        raise UnableToOpenRecord(_GUARDED, field="reason")
    if near(one=account.person_id, other=person_id):
        with transaction.atomic():
            record(
                actor=actor,
                action="office.access.asked",
                at=at,
                subject=person_id,
                case=case,
                purpose=purpose,
                result="refused",
            )
        raise UnableToOpenRecord(_TOO_NEAR)
    at_once = bool(case) and not guarded
    with transaction.atomic():
        row = RecordAccess.objects.create(
            public_id=new_public_id(),
            officer_id=officer.account_id,
            agency=officer.agency,
            unit=officer.unit,
            person_id=person_id,
            purpose=purpose,
            case_ref=case,
            reason=said,
            is_protected=guarded,
            state=OPEN if at_once else WAITING,
            asked_at=at,
            ends_at=at + ACCESS_TIME if at_once else None,
        )
        if at_once:
            draw(row, at=at)
        record(
            actor=actor,
            action="office.access.asked",
            at=at,
            subject=person_id,
            object=row.public_id,
            case=case,
            purpose=purpose,
        )
    return access_record(row)


class UnableToDecideAccess(Exception):
    """The request is no longer there to be decided; ``text`` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


_DECIDED = Text(ar="بُتّ في هذا الطلب من قبل.", en="This request has been decided already.")


def decide_access(
    *, actor: Actor, account: AccountRecord, officer: OfficerRecord, public_id: str, allow: bool, at: datetime
) -> None:
    """A supervisor of the unit allows or refuses what a colleague asked; the record is then open for ``ACCESS_TIME``.

    Raises ``NotFound`` for anyone else, also for the one who asked, and for a supervisor who is near the person;
    ``UnableToDecideAccess`` when it was decided before.
    """
    with transaction.atomic():
        row = RecordAccess.objects.select_for_update().filter(public_id=public_id, agency=officer.agency).first()
        mine = row is not None and row.officer_id == officer.account_id
        elsewhere = row is None or officer.unit not in {"", row.unit}
        if row is None or mine or elsewhere or officer.role != SUPERVISOR:
            raise NotFound(public_id)
        if near(one=account.person_id, other=row.person_id):
            raise NotFound(public_id)
        if row.state != WAITING:
            raise UnableToDecideAccess(_DECIDED)
        row.state, row.decided_by, row.decided_at = (OPEN if allow else REFUSED), officer.account_id, at
        row.ends_at = at + ACCESS_TIME if allow else None
        row.save(update_fields=["state", "decided_by", "decided_at", "ends_at"])
        if allow:
            draw(row, at=at)
        record(
            actor=actor,
            action="office.access.allowed" if allow else "office.access.refused",
            at=at,
            subject=row.person_id,
            object=row.public_id,
            case=row.case_ref,
            purpose=row.purpose,
        )
