"""What an event says: CloudEvents 1.0 in JSON, made of an effect, with no more than the subscriber's contract names.

Owners of records are told apart by a name made for each subscriber (HMAC-SHA-256), so that what two of them know cannot
be put together. Fields that say who or which leave only where a contract names them with their legal basis.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from tayseer.exchange import conf
from tayseer.kit.records import Record, contract_of
from tayseer.registries.sql import record_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tayseer.kit.expressions import Path
    from tayseer.kit.services import Effect
    from tayseer.kit.text import Text

#: Kinds of fields that say neither who nor which; of a person's own record every field says who it is.
OPEN_KINDS = frozenset({"choice", "day", "moment", "flag", "whole"})
ABOUT_SOMEBODY = frozenset({"people.person"})
#: A field of every contract: the record's own opaque name, which tells two vehicles of one owner apart.
RECORD = "record"
CONTENT_TYPE = "application/cloudevents-batch+json"
_PATTERN = re.compile(r"(?:[a-z0-9_]+|\*)(?:\.(?:[a-z0-9_]+|\*))*")


class UnableToSubscribe(Exception):
    """The subscription would not work, or would tell more than it may; the message says what to change."""


class Facts(Protocol):
    """Where the values of records stand once an effect was applied."""

    def value(self, path: Path) -> Any:
        """The value at a path, ``None`` when it is not known."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What an effect did to one record, ready to be written; ``owner`` is ``person:7`` or ``vehicle:7``."""

    name: str
    record: str
    record_id: int
    owner: str
    data: Mapping[str, Any]
    personal: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """An event with its place; moments are UTC. ``is_behind`` says that one of the same owner was set aside."""

    position: int
    event_id: UUID
    at: datetime
    name: str
    record: str
    record_id: int
    owner: str
    data: Mapping[str, Any]
    personal: Mapping[str, Any]
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event that can happen: its effect's name and words, and its fields, open ones and personal ones."""

    name: str
    label: Text
    open: frozenset[str]
    personal: frozenset[str]


def kinds(effects: Iterable[Effect]) -> dict[str, Kind]:
    """Return every kind of event that these effects bring about, by name; effects of one name share one kind."""
    found: dict[str, Kind] = {}
    for effect in effects:
        given, personal = _sorted(effect, dict.fromkeys(effect.sets))
        known = found.get(effect.name)
        found[effect.name] = Kind(
            effect.name,
            effect.label,
            frozenset(given) | (known.open if known else frozenset()),
            frozenset(personal) | (known.personal if known else frozenset()),
        )
    return dict(sorted(found.items()))


def happened(effect: Effect, facts: Facts) -> Happened:
    """Return what an effect that was just applied did, read from the values it left over ``facts``."""
    path, contract = effect.record.__path__, contract_of(effect.record)
    where = (effect.creates or contract.__step__,) if path[0].startswith("<") else path
    record_id = int(facts.value((*where, "id")) or 0)
    data, personal = _sorted(effect, {name: _plain(facts.value((*where, name))) for name in effect.sets})
    owner = _owner(contract, where, record_id, facts)
    return Happened(effect.name, contract.__record__, record_id, owner, data, personal)


def type_of(name: str) -> str:
    """Return the type under which an effect's events leave: ``sa.gov.residency.iqama.extended.v1``."""
    return f"{conf.event_prefix()}.{name}.v1"


def cloud_event(event: Event, *, key: bytes, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return an event as one subscriber may know it (CloudEvents 1.0, JSON format).

    In: the subscriber's key; the fields of its contract, each with its legal basis or none. A field without a basis is
    given only when it says neither who nor which, whatever the contract names.
    """
    data = {name: event.data[name] for name in fields if name in event.data}
    data |= {name: event.personal[name] for name, basis in fields.items() if basis and name in event.personal}
    if RECORD in fields:
        data[RECORD] = opaque(key, f"{event.record}:{event.record_id}")
    return {
        "specversion": "1.0",
        "id": str(event.event_id),
        "source": conf.event_source(),
        "type": type_of(event.name),
        "subject": opaque(key, event.owner),
        "time": event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": data,
    }


def subscriber_key(code: str) -> bytes:
    """Return the key that makes names for one subscriber, from the installation's own."""
    return hmac.digest(conf.event_secret(), f"tayseer.events.subject:{code}".encode(), hashlib.sha256)


def opaque(key: bytes, said: str) -> str:
    """Return the name by which the holder of ``key``'s contract knows an owner or a record: 32 letters."""
    return base64.urlsafe_b64encode(hmac.digest(key, said.encode(), hashlib.sha256)[:24]).decode()


def written(event: Mapping[str, Any]) -> bytes:
    """Return the JSON of one event, as short as it can be."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def likes(patterns: Sequence[str]) -> list[str]:
    """Return patterns of names (``residency.iqama.*``) as SQL's LIKE reads them."""
    return [pattern.replace("_", r"\_").replace("*", "%") for pattern in patterns]


def check_contract(*, patterns: Sequence[str], fields: Mapping[str, str], known: Mapping[str, Kind]) -> None:
    """See that a contract names events that happen and fields they have, and a basis where one is needed.

    In: the kinds of events there are. Raises ``UnableToSubscribe``.
    """
    for pattern in patterns:
        if not _PATTERN.fullmatch(pattern) or not any(_fits(pattern, name) for name in known):
            message = f"No event is called {pattern}. See which there are: tayseer events list."
            raise UnableToSubscribe(message)
    told = [kind for name, kind in known.items() if any(_fits(pattern, name) for pattern in patterns)]
    for name, basis in fields.items():
        if name == RECORD:
            continue
        if not any(name in kind.open or name in kind.personal for kind in told):
            message = f"None of these events has a field {name}. See which there are: tayseer events list."
            raise UnableToSubscribe(message)
        if not basis and any(name in kind.personal for kind in told):
            message = f'{name} says who or which it is, so it needs its legal basis: --field "{name}=Law, article".'
            raise UnableToSubscribe(message)


def _fits(pattern: str, name: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), name) is not None


def _sorted(effect: Effect, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values that say neither who nor which, and those that do; keys of other records go nowhere."""
    contract = contract_of(effect.record)
    data: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    for name, value in values.items():
        kind = contract.__fields__[name].kind
        if kind == "key":
            continue
        is_open = kind in OPEN_KINDS and contract.__record__ not in ABOUT_SOMEBODY
        (data if is_open else personal)[name] = value
    return data, personal


def _owner(contract: type[Record], where: Path, record_id: int, facts: Facts) -> str:
    if contract.__owner__ is None:
        return f"{contract.__step__}:{record_id}"
    held = facts.value((*where, f"{contract.__owner__}_id"))
    if held is not None:
        return f"{contract.__owner__}:{held}"
    if len(where) > 1:
        return f"{record_at(where[:-1]).__step__}:{facts.value((*where[:-1], 'id'))}"
    return f"{contract.__step__}:{record_id}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
