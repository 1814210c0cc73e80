"""The issuance log: every document that was signed is entered in it, and one that is not there is not valid."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

from django.db import connection, transaction

from tayseer.audit import logs
from tayseer.audit.merkle import leaf_hash
from tayseer.documents.keystore import keystore, note_signer
from tayseer.documents.keystore.jwks import edwards_public
from tayseer.documents.models import IssuedDocument

if TYPE_CHECKING:
    from tayseer.audit.logs import Proof

#: How long after it was issued a document may still wait for its place in the log.
WAITS_AT_MOST = timedelta(minutes=10)
MOST_AT_ONCE = 5_000

_WAITING = """
SELECT id, entry FROM documents_issued
 WHERE log_index IS NULL ORDER BY id LIMIT %s::int FOR UPDATE
"""
_ENTERED = """
UPDATE documents_issued d SET log_index = new.place
  FROM unnest(%s::bigint[], %s::bigint[]) AS new(id, place) WHERE d.id = new.id
"""

State = Literal["logged", "pending", "absent"]


class UnableToProveIssuance(Exception):
    """There is no document with this entry."""


def sequence(limit: int, at: datetime) -> int:
    """Enter at most `limit` documents that wait into the log, in the order in which they were issued; say how many.

    Safe in several workers at once: each document is entered once, by whoever holds its row. The checkpoint that proves
    it is signed apart, by whoever keeps the logs. `at` (UTC) is the moment of the sequencer's round.
    """
    del at
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_WAITING, [limit])
        waiting = cursor.fetchall()
        if waiting:
            places = logs.append(log=logs.DOCUMENTS, entries=[bytes(entry) for _, entry in waiting])
            cursor.execute(_ENTERED, [[row[0] for row in waiting], list(places)])
    return len(waiting)


def proof_for(entry: bytes, *, at: datetime) -> Proof:
    """Return the proof that a document of ours is in the log, entering it and signing a checkpoint now if need be.

    In: the document's entry (SHA-256 of its signed bytes, RFC 9052 section 4.4); the moment, UTC. Nothing of a document
    is handed out on paper before it has this proof. Raises UnableToProveIssuance, and UnableToPublish when the log does
    not continue.
    """
    entered = 1
    while entered:
        found = logs.prove_inclusion(log=logs.DOCUMENTS, leaf_hash=leaf_hash(entry), oldest=True)
        if found is not None:
            return found
        # Another worker may have entered it meanwhile; then what it lacks is the checkpoint.
        entered = sequence(MOST_AT_ONCE, at) or _is_entered(entry)
        signer = note_signer(logs.DOCUMENTS)
        logs.publish(log=logs.DOCUMENTS, signer=signer, at=at, earlier_keys=earlier_keys(signer.name, signer.public))
    message = "the document was never issued here, so the log cannot hold it"
    raise UnableToProveIssuance(message)


@cache
def earlier_keys(origin: str, present: bytes) -> tuple[bytes, ...]:
    """Return the public keys that signed for the origin of a log before the present one, the newest first."""
    of_origin = [info for info in keystore().list() if info.purpose == "log" and info.name == origin]
    public = [edwards_public(info.jwk) for info in sorted(of_origin, key=lambda info: info.kid, reverse=True)]
    return tuple(one for one in public if one != present)


def _is_entered(entry: bytes) -> int:
    has_place = IssuedDocument.objects.filter(entry=entry, log_index__isnull=False).exists()
    # With a checkpoint that holds its place the proof would have been found: there is one try more, not a loop.
    size = logs.size_of(logs.DOCUMENTS)
    noted = logs.latest(logs.DOCUMENTS)
    return int(has_place and (noted is None or int(noted.split("\n")[1]) < size))


def proven_size() -> int:
    """Return how many entries the last checkpoint of the log holds: documents with a place below it can be proven."""
    note = logs.latest(logs.DOCUMENTS)
    return logs.size_said(note) if note else 0


def state_of(entry: bytes, *, at: datetime) -> State:
    """Say whether the log holds an entry: `logged`, `pending` for a document issued moments ago, or `absent`.

    In: the entry of a document whose signature is good; the moment, UTC. A row of the register alone is no proof:
    whoever can write rows cannot write the log unseen, so after ten minutes without a leaf a document counts as absent.
    """
    if logs.prove_inclusion(log=logs.DOCUMENTS, leaf_hash=leaf_hash(entry)) is not None:
        return "logged"
    issued_at = IssuedDocument.objects.filter(entry=entry).values_list("issued_at", flat=True).first()
    return "pending" if issued_at is not None and at - issued_at <= WAITS_AT_MOST else "absent"
