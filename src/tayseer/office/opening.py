"""The one function by which an officer opens what is held of people: a record, a document, a case, a file of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.office.grounds import closed_among

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tayseer.audit.contract import Actor
    from tayseer.identity.contract import OfficerRecord

#: What the audit calls the moment at which somebody's data stayed closed although an officer came to it.
WITHHELD = "office.case.withheld"


def open_people(  # noqa: PLR0913 - each says one thing about the opening
    *,
    actor: Actor,
    officer: OfficerRecord,
    people: Sequence[int],
    purpose: str,
    case: str,
    at: datetime,
    action: str,
    object: str,  # noqa: A002 - the audit's name for it
    fields: Sequence[str] = (),
    about: Sequence[int] | None = None,
) -> tuple[int, ...]:
    """Open what is held of `people` for an officer and note it for each of them; gives those who stay closed.

    In: registry person ids; the code of a purpose; the public id of a case, or empty; UTC; what the audit is to call
    it, with its object and the names of the fields shown, never their contents; `about` as in `closed_among`. Either
    all are opened and the result is empty, or nobody is: then nothing may be shown, and nothing is noted as opened.
    """
    closed = closed_among(officer=officer, people=people, purpose=purpose, case=case, at=at, about=about)
    if closed:
        return closed
    with transaction.atomic():
        for person_id in people:
            record(
                actor=actor,
                action=action,
                at=at,
                subject=person_id,
                object=object,
                case=case,
                purpose=purpose,
                fields=fields,
            )
    return ()


def note_withheld(*, actor: Actor, people: Sequence[int], case: str, object: str, purpose: str, at: datetime) -> None:  # noqa: A002
    """Note for people whose data stayed closed that an officer came to a case of theirs and saw it masked."""
    with transaction.atomic():
        for person_id in people:
            record(
                actor=actor, action=WITHHELD, at=at, subject=person_id, object=object, case=case, purpose=purpose,
                result="refused",
            )  # fmt: skip
