"""What others may know of the console: clients with their holder, wishes, and the log of a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tayseer.kit.text import Text
from tayseer.partners.openid.contract import ClientRecord

#: Of one establishment, and of what it shows at once.
MOST_CLIENTS, MOST_WAITING, MOST_SHOWN = 20, 20, 25


class UnableToAct(Exception):
    """The act does not fit the register, the sign-in or the state of things; `text` says why and what to do."""

    def __init__(self, text: Text, *, field: str = "") -> None:
        super().__init__(text.en)
        self.text, self.field = text, field


class NotFound(LookupError):
    """There is no such establishment, client or request, or the actor may not know of it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A client as its holder sees it; `label` is the name it has in the console alone."""

    label: str
    establishment_id: int
    made_at: datetime
    stopped_here: bool
    client: ClientRecord


@dataclass(frozen=True, slots=True)
class WishRecord:
    """What was asked of the platform, and what became of it; `state` is waiting, approved, declined or withdrawn."""

    public_id: str
    establishment_id: int
    client_id: str
    kind: str
    asked: Mapping[str, Any]
    state: str
    asked_at: datetime
    decided_at: datetime | None
    reason: str
    made: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in of somebody at a client: no word of who it was. `refreshed` counts refresh tokens that were used."""

    at: datetime
    level: int
    scopes: Sequence[str]
    code_used_at: datetime | None
    refreshed: int
    ended_why: str


@dataclass(frozen=True, slots=True)
class RefusalRecord:
    """A request of a client that was refused at a door."""

    at: datetime
    door: str
    error: str
    said: str


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """A notice to a client: why, when, how often it was tried, and how it stands."""

    id: int
    why: str
    created_at: datetime
    tries: int
    next_at: datetime
    told_at: datetime | None
    given_up_at: datetime | None


@dataclass(frozen=True, slots=True)
class Log:
    """The newest of everything that happened at a client, and how many consents stand (`MOST_COUNTED` at most)."""

    sign_ins: Sequence[SignIn]
    refusals: Sequence[RefusalRecord]
    notices: Sequence[NoticeRecord]
    consents: int
