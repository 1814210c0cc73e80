"""Who acts, and what an event of the audit says: all that other apps may know."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

#: The agency whose officers answer questions about accesses; none of them opens records of people otherwise.
PRIVACY_OFFICE = "privacy"

ActorKind = Literal["person", "officer", "agency", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it.

    `id` is the registry person id of a person, the account id of an officer, the account or token id of an agency, and
    None for the system. `on_behalf_of` is the person id of the one for whom a delegate acts: nobody ever signs in as
    another person. `role` is the officer's place in the unit (`clerk`, `supervisor`), which the person concerned sees.
    `level` says how surely it is this person, as the sign-in proved it (1 to 3; 0 when nobody signed in), and
    `proven_at` when that was last proven, UTC.
    """

    kind: str
    id: int | None
    name: str = ""
    on_behalf_of: int | None = None
    agency: str = ""
    unit: str = ""
    role: str = ""
    level: int = 0
    proven_at: datetime | None = None

    @property
    def principal(self) -> int | None:
        """Whose affair it is: the one for whom a delegate acts, else the actor."""
        return self.id if self.on_behalf_of is None else self.on_behalf_of


SYSTEM = Actor("system", None, "system")

# The middleware sets it once for each request, so that no action has to pass it on by hand.
REQUEST_ID: ContextVar[str] = ContextVar("tayseer_request_id", default="")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of "who looked at my data", as the person concerned may see it.

    `officer` is a pseudonymous number: the same officer has the same number on every line of one person, and another
    number for another person. `own` is true when the person concerned did it himself or herself, `by_delegate` when
    somebody did it on behalf of another.
    """

    id: UUID
    at: datetime
    own: bool
    actor_kind: str
    officer: str
    agency: str
    unit: str
    role: str
    action: str
    object: str
    purpose: str
    case: str
    fields: Sequence[str]
    result: str
    by_delegate: bool = False


@dataclass(frozen=True, slots=True)
class EventProof:
    """What proves an event to anybody outside: its entry in the log, the values behind its digests, and the proof.

    `entry` is canonical JSON (RFC 8785); `disclosed` gives, by name, a value and the salt in hexadecimal with which it
    was hashed; `proof` is a C2SP tlog-proof, None while no checkpoint holds the event.
    """

    entry: str
    disclosed: Mapping[str, Mapping[str, str]]
    proof: str | None


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """What a person asked about one access, and what the privacy office answered; moments are UTC.

    `state` is `open` or `answered`. `answered_at` is None while it is open.
    """

    public_id: str
    person_id: int
    event_id: UUID
    text: str
    at: datetime
    state: str
    answer: str
    answered_at: datetime | None
