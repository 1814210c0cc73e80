"""What other apps may know of a delegation, and the limits within which one is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from tayseer.kit.text import Text

Kind = Literal["services", "visit"]
State = Literal["offered", "accepted", "refused", "revoked", "ended"]

#: A delegation lasts a year at most; one that nobody accepted in a week is gone.
LONGEST, ANSWER_WITHIN = timedelta(days=366), timedelta(days=7)
MOST_SERVICES, MOST_USES = 12, 100
#: In SAR, for one request and for all of them.
MOST_EACH, MOST_TOTAL = Decimal(20_000), Decimal(100_000)
#: Offers and delegations in force that one person may have at a time.
MOST_OPEN = 20
LONGEST_PURPOSE, LONGEST_NAME = 160, 80
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class DelegationRecord:
    """What one person lets another do. Days are in Riyadh and count whole; moments are UTC; money is SAR.

    `kind` is `services` (requests on the platform) or `visit` (at a branch, shown by `number` and `check_code`).
    `delegate_id` is None while the number that was named belongs to nobody. `uses` and `spent` count requests that were
    sent, whatever became of them. `ended_by` is `principal` or `delegate` for one that was revoked.
    """

    id: int
    public_id: str
    kind: Kind
    principal_id: int
    delegate_id: int | None
    delegate_number: str
    delegate_name: str
    services: Sequence[str]
    purpose: str
    each: Decimal
    total: Decimal
    most_uses: int
    uses: int
    spent: Decimal
    from_on: date
    until_on: date
    offered_at: datetime
    answer_by: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    stored_state: str
    text: Text
    signature: str
    agency: str
    check_code: str

    def state(self, *, at: datetime, on: date) -> State:
        """How it stands by its own terms; whether its people still stand as they did, the registers say."""
        if self.stored_state == "offered":
            return "offered" if at <= self.answer_by and on <= self.until_on else "ended"
        if self.stored_state == "accepted":
            return "accepted" if on <= self.until_on else "ended"
        return "revoked" if self.stored_state == "revoked" else "refused"

    def is_living(self, *, on: date) -> bool:
        """Whether its terms let the delegate act on that day; its counts may be used up nevertheless."""
        return self.stored_state == "accepted" and self.from_on <= on <= self.until_on

    @property
    def left(self) -> Decimal:
        """How much of the whole sum is left, SAR."""
        return self.total - self.spent

    @property
    def uses_left(self) -> int:
        """How many more requests may be sent."""
        return self.most_uses - self.uses


@dataclass(frozen=True, slots=True)
class UseRecord:
    """One request that was sent by a delegation: which, for what sum in SAR, when (UTC)."""

    delegation: str
    case: str
    service: str
    amount: Decimal
    at: datetime
