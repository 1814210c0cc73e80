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
    from collections.abc import Iterable, Sequence
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


def protected_among(people: Iterable[int]) -> frozenset[int]:
    """Those of these people whose record needs a reason and a second officer whatever the case."""
    found = ProtectedPerson.objects.filter(person_id__in=sorted(set(people)), ended_at=None)
    return frozenset(found.values_list("person_id", flat=True))


def is_protected(person_id: int) -> bool:
    """Whether the person's record needs a reason and a second officer whatever the case."""
    return bool(protected_among([person_id]))


def may_open(*, officer: OfficerRecord, person_id: int, purpose: str, case: str = "", at: datetime) -> bool:
    """Whether the officer may open what is held of a person now; see ``closed_among``, which also says what is in."""
    return not closed_among(officer=officer, people=[person_id], purpose=purpose, case=case, at=at)


def closed_among(
    *,
    officer: OfficerRecord,
    people: Sequence[int],
    purpose: str,
    case: str = "",
    at: datetime,
    about: Sequence[int] | None = None,
) -> tuple[int, ...]:
    """Those of the people of whom the officer may open nothing now: no record, no document, no case, no file.

    In: registry person ids; the code of a purpose; the public id of a case, or empty; UTC. A person is open with a case
    of the officer's unit about that person, or while a supervisor's permission for this purpose lasts; for a protected
    person the permission alone counts. The case must be open, unless it is the case itself that is read: then the
    caller has reached it already, and ``about`` names those whom it is about. It writes nothing. Law: Personal Data
    Protection Law, purpose limitation.
    """
    if purpose not in PURPOSES:
        return tuple(people)
    guarded = protected_among(people)
    left = [one for one in people if one in guarded or not case]
    closed = set(left) - _permitted(officer=officer, people=left, purpose=purpose, case=case, at=at) if left else set()
    for one in people:
        if one in closed or one in left:
            continue
        if about is None:
            problem = case_problem(officer=officer, person_id=one, case=case, at=at)
            closed |= set() if problem is None else {one}
        elif one not in about:
            closed.add(one)
    return tuple(one for one in people if one in closed)


def _permitted(
    *, officer: OfficerRecord, people: Iterable[int], purpose: str, case: str, at: datetime
) -> frozenset[int]:
    """Those whom a supervisor allowed this officer to open, for this purpose and this case, and that still lasts."""
    found = RecordAccess.objects.filter(
        officer_id=officer.account_id,
        person_id__in=list(people),
        purpose=purpose,
        case_ref=case,
        state=OPEN,
        decided_by__isnull=False,
        ends_at__gt=at,
    )
    return frozenset(found.values_list("person_id", flat=True))
