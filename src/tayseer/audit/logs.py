"""Logs that only grow: entries become leaves, leaves a tree of RFC 6962, and the tree is signed and proven.

Each log has a name (`audit`, `documents`) and one writer at a time. Complete subtrees never change, so their hashes are
kept as rows, and a proof reads two or three of them for each doubling of the log.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

from tayseer.audit import merkle, notes
from tayseer.audit.merkle import Node, UnableToProve
from tayseer.audit.notes import Checkpoint, NoteSigner, UnableToTrustNote

AUDIT = "audit"
DOCUMENTS = "documents"
LOGS = (AUDIT, DOCUMENTS)

_Made = TypeVar("_Made")

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('tayseer.audit.log:' || %s::text, 0))"
_SIZE = "SELECT index + 1 FROM audit_leaf WHERE log = %s::text ORDER BY index DESC LIMIT 1"
_ADD_LEAVES = """
INSERT INTO audit_leaf (log, index, hash, event_id)
SELECT %s::text, %s::bigint + new.place - 1, new.hash, new.event_id
  FROM unnest(%s::bytea[], %s::uuid[]) WITH ORDINALITY AS new(hash, event_id, place)
"""
_ADD_NODES = """
INSERT INTO audit_node (log, level, index, hash)
SELECT %s::text, new.level, new.index, new.hash
  FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[]) AS new(level, index, hash)
"""
_ADD_CHECKPOINT = """
INSERT INTO audit_checkpoint (log, size, root, note, at)
VALUES (%s::text, %s::bigint, %s::bytea, %s::text, %s::timestamptz)
"""
_LATEST = "SELECT note FROM audit_checkpoint WHERE log = %s::text ORDER BY size DESC LIMIT 1"
_AT_SIZE = "SELECT note FROM audit_checkpoint WHERE log = %s::text AND size = %s::bigint"
_BEFORE = "SELECT note FROM audit_checkpoint WHERE log = %s::text AND at <= %s::timestamptz ORDER BY size DESC LIMIT 1"
_INDEX = "SELECT min(index) FROM audit_leaf WHERE log = %s::text AND hash = %s::bytea"
_LEAVES = "SELECT 0, index, hash FROM audit_leaf WHERE log = %s::text AND index = ANY(%s::bigint[])"
_NODES = """
SELECT n.level, n.index, n.hash
  FROM unnest(%s::smallint[], %s::bigint[]) AS wanted(level, index)
  JOIN audit_node n ON n.log = %s::text AND n.level = wanted.level AND n.index = wanted.index
"""
_FIRST_SIZE = "SELECT note FROM audit_checkpoint WHERE log = %s::text AND size >= %s::bigint ORDER BY size LIMIT 1"


_UNSTAMPED = """
SELECT c.size, c.note FROM audit_checkpoint c
 WHERE c.log = %s::text AND NOT EXISTS (SELECT 1 FROM audit_stamp s WHERE s.log = c.log AND s.size >= c.size)
 ORDER BY c.size DESC LIMIT 1
"""
_ADD_STAMP = """
INSERT INTO audit_stamp (log, size, token, at)
VALUES (%s::text, %s::bigint, %s::bytea, %s::timestamptz) ON CONFLICT DO NOTHING
"""
_STAMP = "SELECT token FROM audit_stamp WHERE log = %s::text AND size = %s::bigint"


class UnableToPublish(Exception):
    """The log is not a continuation of what was signed before, or has no leaves; nothing is signed."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That a leaf is in a log: its index, the path to the root, and the signed checkpoint that holds the root."""

    log: str
    index: int
    size: int
    path: tuple[bytes, ...]
    checkpoint: str

    def text(self, *, extra: bytes = b"") -> bytes:
        """Return the proof as C2SP tlog-proof, UTF-8."""
        return notes.write_proof(self.index, self.path, self.checkpoint, extra)


def append(*, log: str, entries: Sequence[bytes]) -> range:
    """Append the entries in order, and return their indexes; in the caller's transaction, which holds the log's lock.

    Entries that are there already are appended again: whoever must not append twice keeps what was appended.
    """
    return append_leaves(log=log, leaf_hashes=[merkle.leaf_hash(entry) for entry in entries])


def append_leaves(*, log: str, leaf_hashes: Sequence[bytes], event_ids: Sequence[UUID] = ()) -> range:
    """Append leaves by their hashes, with the events they belong to, if any; otherwise as `append`."""
    with transaction.atomic():
        lock(log)
        size = size_of(log)
        if not leaf_hashes:
            return range(size, size)
        of_events: list[UUID | None] = list(event_ids) or [None] * len(leaf_hashes)
        grown = list(_grown(size, leaf_hashes, _peaks(log, size)))
        with connection.cursor() as cursor:
            cursor.execute(_ADD_LEAVES, [log, size, list(leaf_hashes), of_events])
            if grown:
                levels, indexes, hashes = (list(column) for column in zip(*grown, strict=True))
                cursor.execute(_ADD_NODES, [log, levels, indexes, hashes])
    return range(size, size + len(leaf_hashes))


def publish(
    *, log: str, signer: NoteSigner, at: datetime, known: Sequence[str] = (), earlier_keys: Sequence[bytes] = ()
) -> str:
    """Sign the log as it stands, keep the checkpoint and return it; one that says the same is not signed again.

    In: the log's name; its signer; the moment, UTC; checkpoints of this log that were kept outside the database; the
    public keys that signed for this origin before the signer's. Each checkpoint kept outside, and the last one in the
    database, must be signed by one of these keys and be a beginning of the log, or nothing is signed. Raises
    UnableToPublish for a log that has no leaves or does not continue what was signed.
    """
    with transaction.atomic():
        lock(log)
        size, stored = size_of(log), latest(log)
        keys = [signer.public, *earlier_keys]
        earlier = [_trusted(text, signer.name, keys) for text in [*([stored] if stored else []), *known]]
        is_signed = stored is not None and earlier[0].size == size
        if is_signed and stored and all(one == earlier[0] for one in earlier):
            return stored
        if not size:
            raise UnableToPublish(f"The log {log} has no entries yet, so there is nothing to sign.")
        root = _continued(log, earlier, size)
        if is_signed and stored:
            return stored
        note = notes.write_checkpoint(Checkpoint(signer.name, size, root), signer=signer)
        with connection.cursor() as cursor:
            cursor.execute(_ADD_CHECKPOINT, [log, size, root, note, at])
    return note


def latest(log: str) -> str | None:
    """Return the log's last checkpoint, a signed note; None before the first."""
    return _note(_LATEST, [log])


def checkpoint_at(*, log: str, size: int) -> str | None:
    """Return the checkpoint that was signed at that size; None when none was."""
    return _note(_AT_SIZE, [log, size])


def checkpoint_before(*, log: str, moment: datetime) -> str | None:
    """Return the last checkpoint signed up to a moment, UTC; None when there was none."""
    return _note(_BEFORE, [log, moment])


def unstamped(log: str) -> tuple[int, str] | None:
    """Return size and text of the last checkpoint, unless it has its time stamp already or there is none.

    A stamp on a later checkpoint covers the earlier ones, whose continuation it is; so only the last one is stamped.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNSTAMPED, [log])
        row = cursor.fetchone()
    return None if row is None else (row[0], row[1])


def keep_stamp(*, log: str, size: int, token: bytes, at: datetime) -> None:
    """Keep an authority's time stamp (RFC 3161, DER) over SHA-256 of the text of the checkpoint of that size."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD_STAMP, [log, size, token, at])


def stamp_of(*, log: str, size: int) -> bytes | None:
    """Return the time stamp of the checkpoint of that size, DER; None when it has none."""
    found = _one(_STAMP, [log, size])
    return bytes(found) if isinstance(found, bytes | memoryview) else None


def prove_inclusion(*, log: str, leaf_hash: bytes, oldest: bool = False) -> Proof | None:
    """Return the proof that the leaf is in the log of its last checkpoint; None when no checkpoint holds it yet.

    With `oldest` it is the first checkpoint that held it: what proves that the entry was there at a time.
    """
    index = _one(_INDEX, [log, leaf_hash])
    return None if not isinstance(index, int) else prove_index(log=log, index=index, oldest=oldest)


def prove_index(*, log: str, index: int, oldest: bool = False) -> Proof | None:
    """Return the proof of the leaf at an index; otherwise as `prove_inclusion`."""
    note = _note(_FIRST_SIZE, [log, index + 1]) if oldest else latest(log)
    size = size_said(note) if note else 0
    if note is None or not 0 <= index < size:
        return None
    path = gathered(log, lambda node: merkle.inclusion_path(index, size, node))
    return Proof(log, index, size, tuple(path), note)


def prove_consistency(*, log: str, old: int, new: int) -> list[bytes]:
    """Return the path that shows the first `old` leaves unchanged among `new`.

    Raises UnableToProve when `old` is zero or greater than `new`, or the log is shorter.
    """
    if new > size_of(log):
        raise UnableToProve(f"The log {log} has fewer than {new} entries.")
    return gathered(log, lambda node: merkle.consistency_path(old, new, node))


def root_at(*, log: str, size: int) -> bytes:
    """Return the root over the first `size` leaves."""
    return gathered(log, lambda node: merkle.root_at(size, node))


def size_of(log: str) -> int:
    """Return how many leaves the log has, those that no checkpoint holds yet among them."""
    found = _one(_SIZE, [log])
    return found if isinstance(found, int) else 0


def size_said(note: str) -> int:
    """Return the size that a checkpoint of our own table says; nothing is checked."""
    return int(note.split("\n", 2)[1])


def lock(log: str) -> None:
    """Wait to be the log's only writer, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [log])


def gathered(log: str, make: Callable[[Node], _Made]) -> _Made:
    """Return what `make` makes of the log's hashes, which are read in one go: it is called twice, first to ask."""
    wanted: set[tuple[int, int]] = set()

    def ask(level: int, index: int) -> bytes:
        wanted.add((level, index))
        return merkle.EMPTY_ROOT

    make(ask)
    found = _hashes(log, wanted)
    missing = len(wanted) - len(found)
    if missing:
        raise UnableToProve(f"The log {log} lacks {missing} hashes that it should have.")
    return make(lambda level, index: found[level, index])


def _hashes(log: str, wanted: set[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
    leaves = [index for level, index in wanted if level == 0]
    nodes = [(level, index) for level, index in wanted if level > 0]
    rows: list[tuple[int, int, bytes]] = []
    with connection.cursor() as cursor:
        if leaves:
            cursor.execute(_LEAVES, [log, leaves])
            rows += cursor.fetchall()
        if nodes:
            cursor.execute(_NODES, [[level for level, _ in nodes], [index for _, index in nodes], log])
            rows += cursor.fetchall()
    return {(level, index): bytes(found) for level, index, found in rows}


def _peaks(log: str, size: int) -> Mapping[int, bytes]:
    """The hashes of the complete subtrees that a log of `size` leaves consists of, by level."""
    found = _hashes(log, set(merkle.peaks(size)))
    return {level: one for (level, _), one in found.items()}


def _grown(size: int, leaf_hashes: Sequence[bytes], left: Mapping[int, bytes]) -> Iterator[tuple[int, int, bytes]]:
    """The subtrees, as (level, index, hash), that become complete when leaves are added to a log of `size`."""
    level, hashes = 0, list(leaf_hashes)
    while hashes:
        if (size >> level) % 2:
            hashes.insert(0, left[level])
        hashes = [merkle.node_hash(a, b) for a, b in zip(hashes[0::2], hashes[1::2], strict=False)]
        level += 1
        for place, found in enumerate(hashes):
            yield level, (size >> level) + place, found


def _trusted(text: str, name: str, keys: Sequence[bytes]) -> Checkpoint:
    problem = None
    for public in keys:
        try:
            return notes.open_checkpoint(text, name=name, public=public)
        except UnableToTrustNote as error:
            problem = problem or error
    raise UnableToPublish(f"An earlier checkpoint cannot be trusted; none is signed after it. {problem}")


def _continued(log: str, earlier: Sequence[Checkpoint], size: int) -> bytes:
    """The root of the log, once it has been shown to continue each of the checkpoints."""
    try:
        root = root_at(log=log, size=size)
        for one in earlier:
            _ensure_continues(log, one, size=size, root=root)
    except UnableToProve as error:
        raise UnableToPublish(str(error)) from error
    return root


def _ensure_continues(log: str, earlier: Checkpoint, *, size: int, root: bytes) -> None:
    if earlier.size > size:
        raise UnableToPublish(f"The log {log} has {size} entries, and {earlier.size} were signed. Entries are missing.")
    path = prove_consistency(log=log, old=earlier.size, new=size)
    if not merkle.check_consistency(
        old_size=earlier.size, new_size=size, old_root=earlier.root, new_root=root, path=path
    ):
        raise UnableToPublish(f"The first {earlier.size} entries of the log {log} are not those that were signed.")


def _note(statement: str, parameters: Sequence[object]) -> str | None:
    found = _one(statement, parameters)
    return found if isinstance(found, str) else None


def _one(statement: str, parameters: Sequence[object]) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return None if row is None else row[0]
