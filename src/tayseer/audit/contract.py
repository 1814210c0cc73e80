"""Who acts, and what an event of the audit says: all that other apps may know."""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

ActorKind = Literal["person", "officer", "agency", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it.

    `id` is the registry person id of a person, the account id of an officer, the account or token id of an agency, and
    None for the system. `on_behalf_of` is the person id of the one for whom a delegate acts: nobody ever signs in as
    another person.
    """

    kind: str
    id: int | None
    name: str = ""
    on_behalf_of: int | None = None
    agency: str = ""
    unit: str = ""


SYSTEM = Actor("system", None, "system")

# The middleware sets it once for each request, so that no action has to pass it on by hand.
REQUEST_ID: ContextVar[str] = ContextVar("tayseer_request_id", default="")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of "who looked at my data", as the person concerned may see it.

    `officer` is a pseudonymous number: the same officer has the same number on every line of one person, and another
    number for another person. `own` is true when the person concerned did it himself or herself.
    """

    id: UUID
    at: datetime
    own: bool
    actor_kind: str
    officer: str
    agency: str
    unit: str
    action: str
    object: str
    purpose: str
    case: str
    fields: Sequence[str]
    result: str
