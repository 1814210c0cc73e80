"""Accounts, officers, sessions and tokens as other apps may know them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tayseer.audit.contract import Actor
from tayseer.kit.text import Text

AccountKind = Literal["person", "officer"]
AccountState = Literal["active", "inactive", "locked", "paused"]
OfficerRoleName = Literal["clerk", "supervisor"]


@dataclass(frozen=True, slots=True)
class OfficerRecord:
    """An officer's place of work: what he or she may judge follows from the agency and the unit."""

    account_id: int
    agency: str
    unit: str
    role: str
    names: Text


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """The account that is signed in. `officer` is None for everyone who has no role in an agency."""

    id: int
    kind: str
    person_id: int | None
    number: str
    names: Text
    mobile: str
    email: str
    language: str
    state: str
    officer: OfficerRecord | None = None

    @property
    def name(self) -> str:
        """The name in Arabic, as registered; `names` has both."""
        return self.names.ar

    @property
    def mobile_masked(self) -> str:
        """The mobile number with all but its last three digits hidden, for screens others may see."""
        return "*" * max(0, len(self.mobile) - 3) + self.mobile[-3:]


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One signed-in device. Moments are UTC; `confirmed_at` is when a second factor was last given.

    `level` is how surely its holder is known (1 to 3, see `assurance`), and `level_at` when that was last proven.
    """

    public_id: str
    account_id: int
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    confirmed_at: datetime | None
    methods: Sequence[str]
    device: str
    level: int = 1
    level_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the cookie of a request stands for."""

    actor: Actor
    account: AccountRecord
    session: SessionRecord


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a person can be reached, and in which language. Empty text: no such address."""

    account_id: int
    mobile: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class ApiClient:
    """The program behind a bearer token, and what it may do."""

    token_id: int
    account_id: int
    name: str
    scopes: frozenset[str]
    actor: Actor


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A message that the demonstration kept instead of sending it."""

    channel: str
    to: str
    subject: str
    text: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class AuthenticatorRecord:
    """Something its holder signs in with. `gives` is the highest level it reaches (1 to 3); moments are UTC.

    `kind` is `passkey`, `totp` (an app of codes) or `app` (a device that approves).
    """

    public_id: str
    kind: str
    name: str
    gives: int
    bound_at: datetime
    last_used_at: datetime | None
