"""What an event's leaf was made of, told again: for the person concerned, for auditors, and to check ourselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from tayseer.audit import entries, logs
from tayseer.audit.entries import COLUMNS, EventRow
from tayseer.audit.logs import Proof
from tayseer.audit.merkle import UnableToProve, check_inclusion, inclusion_path, leaf_hash

FORMAT = "tayseer-event-proof-1"

_ROWS = f"""
SELECT {COLUMNS}, s.salt, d.entry
  FROM audit_event e
  LEFT JOIN audit_salt s ON s.event_id = e.id
  LEFT JOIN audit_digests d ON d.event_id = e.id
 WHERE e.id = ANY(%s::uuid[])
"""  # noqa: S608 - constants of this file
_LEAVES = "SELECT index, hash, event_id FROM audit_leaf WHERE log = %s::text AND index = ANY(%s::bigint[])"
_LEAF_OF = "SELECT index FROM audit_leaf WHERE event_id = %s::uuid"


@dataclass(frozen=True, slots=True)
class Logged:
    """An event with what was hashed. `salt` is empty, and `entry` still whole, once its values were forgotten."""

    row: EventRow
    salt: bytes
    entry: str

    def disclosed(self, names: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """The values of these names with their own salts, from which anybody can recompute their digests."""
        if not self.salt:
            return {}
        return {
            name: {"value": value, "salt": entries.salt_of(salt=self.salt, name=name).hex()}
            for name, value in self.row.hidden().items()
            if name in names
        }


def logged(event_ids: Sequence[UUID]) -> dict[UUID, Logged]:
    """Return the events among these that were given a leaf, with their entries."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [list(event_ids)])
        rows = cursor.fetchall()
    found: dict[UUID, Logged] = {}
    for *columns, salt, kept in rows:
        row = EventRow(*columns)
        if salt is not None:
            found[row.id] = Logged(row, bytes(salt), entries.entry_of(row, salt=bytes(salt)))
        elif kept is not None:
            found[row.id] = Logged(row, b"", kept)
    return found


def proof_of_event(event_id: UUID) -> Proof | None:
    """Return the proof that the event is in the log of the audit; None when no checkpoint holds it yet."""
    with connection.cursor() as cursor:
        cursor.execute(_LEAF_OF, [event_id])
        row = cursor.fetchone()
    return None if row is None else logs.prove_index(log=logs.AUDIT, index=row[0])


def problems(*, log: str, indexes: Sequence[int], root: bytes, size: int) -> list[str]:
    """Return what is wrong with these leaves of a log whose first `size` have the root `root`; nothing when all holds.

    Each leaf must lead to the root, and in the log of the audit also be the hash of its event as the table says it now.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LEAVES, [log, list(indexes)])
        leaves = {index: (bytes(found), event_id) for index, found, event_id in cursor.fetchall()}
    events = logged([event_id for _, event_id in leaves.values() if event_id is not None])
    wrong: list[str] = []
    for index in indexes:
        if index not in leaves:
            wrong.append(f"Leaf {index} is missing.")
            continue
        found, event_id = leaves[index]
        if not check_inclusion(leaf=found, index=index, size=size, path=_path(log, index, size), root=root):
            wrong.append(f"Leaf {index} does not lead to the signed root.")
        if event_id is not None:
            wrong += _wrong_event(index, found, event_id, events)
    return wrong


def _path(log: str, index: int, size: int) -> list[bytes]:
    """The path of a leaf; nothing when hashes are missing, which no check takes for a path."""
    try:
        return logs.gathered(log, lambda node: inclusion_path(index, size, node))
    except UnableToProve:
        return []


def _wrong_event(index: int, leaf: bytes, event_id: UUID, events: Mapping[UUID, Logged]) -> list[str]:
    if event_id not in events:
        return [f"The event {event_id} of leaf {index} is missing, or its salt is."]
    if leaf_hash(events[event_id].entry.encode()) != leaf:
        return [f"The event {event_id} is not what leaf {index} says: it was altered."]
    return []
