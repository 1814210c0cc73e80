"""What others may know of the office: lines of a desk, figures of a queue, and permission to open a person's record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tayseer.kit.text import Text

if TYPE_CHECKING:
    from datetime import datetime, timedelta

#: Why an officer may open a person's record, by the code that the audit keeps.
PURPOSES = {
    "case-review": Text(ar="دراسة طلب لدى الوحدة", en="To study a request that is with the unit"),
    "counter-help": Text(
        ar="مساعدة صاحب البيانات وهو حاضر أو على الهاتف", en="To help the person, who is present or on the phone"
    ),
    "data-correction": Text(
        ar="التحقق من خطأ في السجل لتصحيحه", en="To check a mistake in the record, so that it can be put right"
    ),
    "legal-check": Text(ar="تحقق يوجبه النظام", en="A check that the law requires"),
}

#: The purpose for which an officer opens a case of the own unit.
CASE_PURPOSE = "case-review"

WAITING, OPEN, REFUSED = "waiting", "open", "refused"


@dataclass(frozen=True)
class DeskLine:
    """One open turn on a desk. Moments are UTC."""

    case: str
    service_code: str
    step: str
    applicant_id: int
    subject: Text
    case_state: str
    level: str
    opened_at: datetime
    due_at: datetime
    assigned_to: int | None

    @property
    def key(self) -> str:
        """Where the next page begins: after this line."""
        return f"{self.due_at.isoformat()}~{self.case}"


@dataclass(frozen=True)
class DeskPage:
    """One page of a desk, soonest due first; ``following`` is the key of the next page, empty when this is the last."""

    lines: tuple[DeskLine, ...]
    following: str = ""


@dataclass(frozen=True)
class DeskCounts:
    """How many turns are open on a desk: all, the officer's own, nobody's, past their term, with the supervisor."""

    every: int
    mine: int
    free: int
    late: int
    raised: int


@dataclass(frozen=True)
class QueueFigures:
    """Figures of one queue; ``median`` is the time from the opening of a turn to its decision, over the same days."""

    queue: str
    waiting: int
    overdue: int
    approved: int
    refused: int
    returned: int
    median: timedelta | None


@dataclass(frozen=True)
class AccessRecord:
    """An officer's request to open one person's record, and what became of it. Moments are UTC."""

    public_id: str
    officer_id: int
    agency: str
    unit: str
    person_id: int
    purpose: str
    case: str
    reason: str
    state: str
    asked_at: datetime
    decided_by: int | None
    ends_at: datetime | None

    def is_open(self, *, at: datetime) -> bool:
        """Whether the record may be read at this moment."""
        return self.state == OPEN and self.ends_at is not None and at < self.ends_at


@dataclass(frozen=True)
class ReviewRecord:
    """An access drawn for review: who asked, about whom, why, who allowed it, and what was found. Moments are UTC."""

    public_id: str
    officer_id: int
    agency: str
    unit: str
    person_id: int
    purpose: str
    case: str
    reason: str
    asked_at: datetime
    allowed_by: int | None
    state: str
    note: str


@dataclass(frozen=True)
class ProtectionRecord:
    """A person whose record needs a second officer, by which order, since when (UTC)."""

    public_id: str
    person_id: int
    order: str
    since: datetime


class NotFound(LookupError):
    """There is no such thing, or the officer may not know of it."""
