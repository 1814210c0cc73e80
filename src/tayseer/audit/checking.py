"""Checks a log against what was signed: a random sample of leaves, and that it continues yesterday's checkpoint."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from tayseer.audit import logs, merkle, notes, proofs, sequencer
from tayseer.audit.merkle import UnableToProve
from tayseer.audit.notes import Checkpoint, UnableToTrustNote

SAMPLE = 200
_PIECE = 50_000
_PART = "SELECT hash FROM audit_leaf WHERE log = %s::text AND index >= %s::bigint AND index < %s::bigint ORDER BY index"


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: how much it looked at, and what is wrong; all holds when `problems` is empty."""

    log: str
    size: int
    checked: int
    problems: Sequence[str]


def check(
    *, log: str, name: str, keys: Sequence[bytes], earlier: Sequence[str], sample: int = SAMPLE, whole: bool = False
) -> Report:
    """Check a log: its last checkpoint is signed, the sample leads to it, and earlier checkpoints are its beginning.

    In: the log; its origin and the public keys that sign and signed for it; checkpoints kept from before, inside or
    outside the database; how many leaves to recompute; `whole` recomputes the root from every leaf. Out: a report,
    empty of problems for a log without a checkpoint.
    """
    note = logs.latest(log)
    if note is None:
        return Report(log, 0, 0, [])
    try:
        signed = _opened(note, name, keys)
    except UnableToTrustNote as problem:
        return Report(log, logs.size_said(note), 0, [f"The last checkpoint: {problem}"])
    # Not for a secret: whoever rewrote the log must not know beforehand which leaves will be asked for.
    chosen = random.SystemRandom().sample(range(signed.size), min(sample, signed.size))
    wrong: list[str] = []
    try:
        wrong += proofs.problems(log=log, indexes=chosen, root=signed.root, size=signed.size)
        for text in earlier:
            wrong += _break(log, text, signed, name, keys)
        if whole and _root_of_leaves(log, signed.size) != signed.root:
            wrong.append("The leaves do not have the root that was signed.")
    except UnableToProve as problem:
        wrong.append(str(problem))
    return Report(log, signed.size, len(chosen), wrong)


def late(*, longest: timedelta = sequencer.LATE) -> str:
    """Return what to say about events that have waited too long for their leaf; empty when none has."""
    count, waited = sequencer.waiting()
    if waited <= longest:
        return ""
    return f"{count} events have no leaf; the oldest has waited {waited.total_seconds():.0f} s. Is the worker running?"


def of_yesterday(*, log: str, at: datetime) -> list[str]:
    """Return the last checkpoint in the database from a day before a moment, UTC; nothing when there is none."""
    found = logs.checkpoint_before(log=log, moment=at - timedelta(days=1))
    return [found] if found else []


def _break(log: str, text: str, signed: Checkpoint, name: str, keys: Sequence[bytes]) -> list[str]:
    try:
        old = _opened(text, name, keys)
    except UnableToTrustNote as problem:
        return [f"An earlier checkpoint: {problem}"]
    if old.size > signed.size:
        return [f"{old.size} entries were signed before, and the log has {signed.size} now: entries are missing."]
    path = logs.prove_consistency(log=log, old=old.size, new=signed.size)
    holds = merkle.check_consistency(
        old_size=old.size, new_size=signed.size, old_root=old.root, new_root=signed.root, path=path
    )
    return [] if holds else [f"The log does not continue the checkpoint of {old.size} entries: it was rewritten."]


def _opened(text: str, name: str, keys: Sequence[bytes]) -> Checkpoint:
    first: UnableToTrustNote | None = None
    for public in keys:
        try:
            return notes.open_checkpoint(text, name=name, public=public)
        except UnableToTrustNote as problem:
            first = first or problem
    raise first or UnableToTrustNote("No key was given to check the checkpoint with.")


def _root_of_leaves(log: str, size: int) -> bytes:
    """The root computed from every leaf, in pieces; it trusts no kept hash above them."""
    found: list[bytes] = []
    with connection.cursor() as cursor:
        for start in range(0, size, _PIECE):
            cursor.execute(_PART, [log, start, min(start + _PIECE, size)])
            found += [bytes(row[0]) for row in cursor.fetchall()]
    return merkle.root_of(found)
