"""What others may know of the programme: cases without people, contributions, what is owed, figures and campaigns."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from tayseer.kit.text import Text

#: Stands where a person's id would: a guest gave, and nobody knows who.
GUEST = 0
#: The agency under which the ledger receives contributions.
AGENCY = "relief"
#: Where the ledger keeps what was paid out for debts, and what card payments cost the programme.
PAID_OUT, COSTS = "agency:courts:relief", "agency:relief:costs"
RECEIVED = f"agency:{AGENCY}:fees"

#: Messages to agencies, by their stable names.
ORDER_COVERED, RELEASE_REQUESTED = "relief.order.covered", "relief.release.requested"

CaseState = Literal["received", "listed", "covered", "closed", "withdrawn"]
ContributionState = Literal["reserved", "lapsed", "paid", "returned"]
OwedState = Literal["waiting", "asked", "settled"]


def held_of(case: str) -> str:
    """The account of what is held for a case until its debt is covered."""
    return f"relief:held:{case}"


def allotted_of(case: str) -> str:
    """The account that says how much of what the programme received was allotted to a case; never above zero."""
    return f"relief:allotted:{case}"


@dataclass(frozen=True, kw_only=True)
class PublicCase:
    """A case as anybody sees it; money is SAR, days are Riyadh's, and nothing says who the debtor is."""

    public_id: str
    bill_number: str
    state: CaseState
    amount: Decimal
    paid: Decimal
    reserved: Decimal
    region: str
    sex: str
    age_group: str
    nationality: str
    dependants: int
    reason: str
    court: Text
    points: int
    listed_on: date | None
    covered_on: date | None
    closed_on: date | None
    contributors: int = 0

    @property
    def remaining(self) -> Decimal:
        """What is still missing."""
        return self.amount - self.paid

    @property
    def room(self) -> Decimal:
        """The most that can be contributed at this moment, while others are paying the rest."""
        return self.amount - self.paid - self.reserved


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A contribution whose sum is kept for its giver: its opaque code, its bill, and until when (UTC)."""

    public_id: str
    bill: str
    amount: Decimal
    until: datetime


@dataclass(frozen=True, kw_only=True)
class OwedSum:
    """Money of a guest that waits to go back, by the reference that its holder alone knows."""

    reference: str
    amount: Decimal
    state: OwedState
    since: datetime


@dataclass(frozen=True, kw_only=True)
class GivenContribution:
    """A contribution as its giver sees it; `counted` went towards the debt, `returned` went back."""

    public_id: str
    person_id: int
    bill: str
    amount: Decimal
    state: ContributionState
    begun_at: datetime
    case: PublicCase
    counted: Decimal = Decimal("0.00")
    to_return: Decimal = Decimal("0.00")
    returned: Decimal = Decimal("0.00")
    kept_until: datetime | None = None
    paid_at: datetime | None = None
    owed: tuple[OwedSum, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Headline:
    """What stands above the list: people who went home, people who wait, and what was given (SAR)."""

    freed: int
    waiting: int
    given: Decimal


@dataclass(frozen=True, kw_only=True)
class RegionFigures:
    """One line of the published figures."""

    region: str
    waiting: int
    freed: int
    given: Decimal


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The published figures, to the halala; `given` is always `held` + `paid_out`, and money in between is named.

    `given` counts what went towards debts and was not returned; `returning` is on its way back to givers; `fees` is
    what card payments cost, borne by the programme and never taken from a contribution.
    """

    given: Decimal
    held: Decimal
    paid_out: Decimal
    returning: Decimal
    returned: Decimal
    fees: Decimal
    waiting: int
    covered: int
    freed: int
    contributions: int
    regions: tuple[RegionFigures, ...]


@dataclass(frozen=True, kw_only=True)
class CampaignProgress:
    """A season with its goal and what was given from its first day to its last, as counted seconds ago."""

    slug: str
    name: Text
    words: Text
    from_on: date
    until_on: date
    goal: Decimal
    given: Decimal
    contributions: int
    freed: int


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """A place where the programme's rows and the ledger differ; any such row is an incident."""

    where: str
    programme: Decimal
    ledger: Decimal
