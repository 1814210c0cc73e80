"""What other apps may know of a shared document, and the limits of sharing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tayseer.documents.claims import Claims

Scope = Literal["whole", "minimal", "chosen"]
State = Literal["open", "revoked", "expired", "used_up", "locked"]
Refusal = Literal["unknown", "revoked", "expired", "used_up", "locked", "code_needed", "wrong_code"]

SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=30)
MOST_VIEWS = 20
CODE_TRIES = 3
MOST_OPEN = 20
LONGEST_RECIPIENT, LONGEST_PURPOSE = 80, 160


@dataclass(frozen=True, slots=True)
class ShareRecord:
    """A document shown to one reader. Moments are UTC; the secret of the link is nowhere kept.

    `scope` says what is shown: everything the document states, only its kind, its holder's name and whether it holds,
    or beside those the `facts` that were chosen. `refused` counts attempts after the link had ended or with a wrong
    code.
    """

    public_id: str
    document: str
    person_id: int
    recipient: str
    purpose: str
    scope: Scope
    facts: Sequence[str]
    created_at: datetime
    expires_at: datetime
    views_allowed: int
    views_used: int
    has_code: bool
    wrong_codes: int
    revoked_at: datetime | None
    first_viewed_at: datetime | None
    refused: int

    def state(self, at: datetime) -> State:
        """How the link stands at that moment; what its owner did comes first."""
        if self.revoked_at is not None:
            return "revoked"
        if self.wrong_codes >= CODE_TRIES:
            return "locked"
        if self.views_used >= self.views_allowed:
            return "used_up"
        return "expired" if at >= self.expires_at else "open"


@dataclass(frozen=True, slots=True)
class Opening:
    """What came of opening a link: `refused` is empty when it may be shown, and then `is_first` tells the first time.

    `share` is None only when no such link was ever made.
    """

    share: ShareRecord | None
    refused: Refusal | Literal[""]
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class ViewRecord:
    """That a share was looked at, when, and which of its views that was."""

    share: str
    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class ProvenDocument:
    """A document as its signature proves it; `claims` is None when nothing is proven, and then nothing may be shown.

    `state` is valid, expired, suspended, revoked or unknown.
    """

    claims: Claims | None
    agency: str
    state: str
