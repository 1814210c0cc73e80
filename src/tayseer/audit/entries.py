"""What of an event enters the log: plain what it was, and as salted digests whom it was about.

Each event has 16 random bytes, and each of its values a salt of its own made from them. So a person can be given the
salts of what she may know (her own number, her case) and recompute the entry, while the number of the officer, which
would be guessed in no time, stays behind its digest. When the 16 bytes are deleted, nobody can tell any more whom the
leaf is about, and it still proves that the event was there.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

SALT_BYTES = 16
VERSION = 1

#: What is hashed before it enters the log: everything by which somebody could be found.
HIDDEN = ("actor", "on_behalf_of", "subject", "object", "case", "request")

#: The columns of `EventRow`, as a SELECT from `audit_event e` names them.
COLUMNS = (
    "e.id, e.at, e.recorded_at, e.actor_kind, e.agency, e.unit, e.role, e.action, e.purpose, e.fields, e.result,"
    " e.actor, e.on_behalf_of, e.subject, e.object, e.case_ref, e.request_id, e.acr"
)


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as the table holds it; moments are UTC."""

    id: UUID
    at: datetime
    recorded_at: datetime
    actor_kind: str
    agency: str
    unit: str
    role: str
    action: str
    purpose: str
    fields: Sequence[str]
    result: str
    actor: int | None
    on_behalf_of: int | None
    subject: int | None
    object: str
    case: str
    request: str
    acr: int = 0

    def hidden(self) -> Mapping[str, str]:
        """The values that enter the log as digests, by name, those that are there; numbers in decimal."""
        found = {name: getattr(self, name) for name in HIDDEN}
        return {name: str(value) for name, value in found.items() if value not in {None, ""}}


def new_salts(count: int) -> list[bytes]:
    """Return so many salts of 16 random bytes."""
    drawn = os.urandom(SALT_BYTES * count)
    return [drawn[start : start + SALT_BYTES] for start in range(0, len(drawn), SALT_BYTES)]


def salt_of(*, salt: bytes, name: str) -> bytes:
    """Return the salt of one value: the first 16 bytes of HMAC-SHA-256 of its name under the event's salt."""
    return hmac.digest(salt, name.encode(), hashlib.sha256)[:SALT_BYTES]


def digest(*, salt: bytes, value: str) -> str:
    """Return SHA-256(salt ‖ value) in hexadecimal, of the salt of that value and its UTF-8 text."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def entry_of(row: EventRow, *, salt: bytes) -> str:
    """Return the entry: canonical JSON (RFC 8785) of the event, whose leaf is SHA-256(0x00 ‖ entry in UTF-8).

    All values are texts, so that canonical form needs no rule for numbers; names are ASCII, so their order is plain.
    """
    content = {
        "action": row.action,
        "actor_kind": row.actor_kind,
        "agency": row.agency,
        "at": _moment(row.at),
        "digests": {
            name: digest(salt=salt_of(salt=salt, name=name), value=value) for name, value in row.hidden().items()
        },
        "fields": list(row.fields),
        "id": str(row.id),
        "purpose": row.purpose,
        "recorded_at": _moment(row.recorded_at),
        "result": row.result,
        "role": row.role,
        "unit": row.unit,
        "version": str(VERSION),
    }
    # Events of before levels were kept have none, and their leaves stay what they were.
    if row.acr:
        content["acr"] = str(row.acr)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
