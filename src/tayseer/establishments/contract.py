"""What others may know of establishments on the platform: roles and their limits, requests for many, how acts fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from tayseer.kit.text import Text

Role = Literal["view", "request", "approve", "pay", "administer"]
BatchState = Literal["draft", "requested", "approved", "refused", "withdrawn", "done"]
RowState = Literal["cannot", "ready", "filed", "failed", "stopped"]

#: A request for many workers has at most so many rows, and its file so many bytes.
MOST_ROWS, MOST_BYTES = 2_000, 512_000
#: A request that was made and never sent is forgotten after so many days.
DRAFT_DAYS = 30


class UnableToAct(Exception):
    """The act does not fit the role, the limits, or the state of things; ``text`` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class NotFound(LookupError):
    """There is no such establishment, role or request, or the actor may not know of it."""


@dataclass(frozen=True, kw_only=True)
class Right:
    """One role somebody has on an establishment today; an empty limit limits nothing. ``most`` is SAR per request."""

    role: Role
    branches: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    most: Decimal | None = None
    until: date | None = None
    by_register: bool = False
    grant: str = ""


@dataclass(frozen=True, kw_only=True)
class Firm:
    """An establishment as somebody with a role sees it; ``rights`` are that person's own."""

    id: int
    number: str
    names: Text
    activity: str
    state: str
    rights: tuple[Right, ...]
    workers: int = 0
    waiting: int = 0


@dataclass(frozen=True, kw_only=True)
class BranchRecord:
    """A branch: its code and its names."""

    code: str
    names: Text


@dataclass(frozen=True, kw_only=True)
class GrantRecord:
    """A role as it was given; ``state`` is offered, accepted, refused or ended. Days are Riyadh's, moments UTC."""

    public_id: str
    establishment_id: int
    firm: Text
    person_id: int
    names: Text
    number: str
    right: Right
    from_on: date
    state: str
    granted_by: Text
    granted_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A worker with what ends when: the days are the last ones on which the paper is good."""

    id: int
    number: str
    names: Text
    occupation: str
    branch: str
    iqama_state: str
    iqama_until: date | None
    permit_until: date | None
    passport_until: date | None
    key: int


@dataclass(frozen=True, kw_only=True)
class BatchRecord:
    """A request for many workers; ``counts`` are rows by state, money is SAR, moments are UTC."""

    id: int
    public_id: str
    establishment_id: int
    service_code: str
    requester_id: int
    requester: Text
    answers: dict[str, object]
    branches: tuple[str, ...]
    ready: int
    total: Decimal
    state: BatchState
    judged_on: date
    made_at: datetime
    requested_at: datetime | None
    decided_by: int | None
    decider: Text
    decided_at: datetime | None
    reason: str
    ended_at: datetime | None
    payer_id: int | None
    pay_reason: Text
    counts: dict[str, int]
    paid: int
    unpaid: int
    owed: Decimal


@dataclass(frozen=True, kw_only=True)
class RowRecord:
    """One row: the number as it was given, the worker once known, the verdict, and what became of it."""

    place: int
    number: str
    names: Text
    state: RowState
    price: Decimal | None
    reason: Text
    case: str
    bill: str
    paid_at: datetime | None
