"""Keeps the logs: gives events and documents their leaves, signs, and lays each checkpoint down outside the database.

Whoever owns the database can rewrite its tables, but not what was laid down elsewhere: the last checkpoint of each log
and the first of each day lie as files in `logs` of the data folder, from where they belong on machines that others own.
"""

import asyncio
import hashlib
import logging
import time
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from pyhanko.sign.timestamps import TimestampRequestError

from tayseer.audit import checking, logs, notes, sequencer
from tayseer.audit.logs import UnableToPublish
from tayseer.documents import issuance, stamps
from tayseer.documents.issuance import earlier_keys
from tayseer.documents.keystore import note_signer
from tayseer.site import clock

logger = logging.getLogger("tayseer.audit")

# Whoever reads the log wants to know that it is late, not to read so every second.
REMIND_SECONDS = 60.0
#: How many of the checkpoints that were kept day by day each check goes back to.
DAYS_CHECKED = 7
_reminded: dict[str, float] = {}


def run_audit() -> int:
    """Append the events that wait and publish the log of the audit; how many were taken if more may wait."""
    taken = sequencer.sequence()
    if taken.longest > sequencer.LATE:
        _alarm("late", f"An event waited {taken.longest.total_seconds():.0f} s for its leaf in the log of the audit.")
    keep(logs.AUDIT, at=clock.now())
    return taken.count if taken.is_full else 0


def run_documents() -> int:
    """Append the documents that wait and publish their log; how many were taken if more may wait.

    It is a job of its own, so that neither log waits for the other when something is wrong with it.
    """
    at, limit = clock.now(), sequencer.MOST_AT_ONCE
    taken = issuance.sequence(limit, at)
    keep(logs.DOCUMENTS, at=at)
    return taken if taken == limit else 0


def stamp_checkpoints() -> int:
    """Ask the authority for a time stamp of each log's last checkpoint that has none; how many were stamped.

    Without an authority nothing happens. One that does not answer is asked again at the next round, and meanwhile the
    checkpoints are as good as ever, only without another's word for when they were there.
    """
    done = 0
    for log in logs.LOGS:
        waiting, authority = logs.unstamped(log), stamps.stamper()
        if waiting is None or authority is None:
            continue
        size, note = waiting
        digest = hashlib.sha256(note.encode()).digest()
        try:
            token = asyncio.run(authority.async_timestamp(digest, "sha256"))
        except TimestampRequestError as problem:
            stamps.note_failure()
            logger.warning("No time stamp for the checkpoint of %s entries in the log %s: %s", size, log, problem)
            continue
        logs.keep_stamp(log=log, size=size, token=token.dump(), at=clock.now())
        done += 1
    return done


def keep(log: str, *, at: datetime) -> str | None:
    """Sign the log's checkpoint and lay it down outside the database; None while the log has no entries.

    A log that does not continue what was signed is an alarm, and stays unsigned until somebody has looked.
    """
    if not logs.size_of(log):
        return None
    path = last_file(log)
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        signer = note_signer(log)
        earlier = earlier_keys(signer.name, signer.public)
        note = logs.publish(log=log, signer=signer, at=at, known=[known] if known else [], earlier_keys=earlier)
    except UnableToPublish as problem:
        _alarm(
            f"publish {log}",
            f"{problem} Nothing is signed until this is explained: see docs/guide/audit.md."
            f" (The last checkpoint outside the database is {path}.)",
        )
        return None
    if note != known:
        _lay_down(path, note)
        first_of_day = day_file(log, clock.today(at).isoformat())
        if not first_of_day.exists():
            _lay_down(first_of_day, note)
    return note


def check_daily() -> int:
    """Check both logs against what was signed and look for events that never got a leaf; alarm when anything is wrong.

    How many problems there are.
    """
    at = clock.now()
    passed_over = sequencer.find_passed_over()
    found = [f"{passed_over} events had no leaf and had been passed over; they get one now."] if passed_over else []
    found += [problem for log in logs.LOGS for problem in check(log, at=at).problems]
    for problem in found:
        logger.error("The check of the logs: %s", problem)
    return len(found)


def check(log: str, *, at: datetime, sample: int = checking.SAMPLE, whole: bool = False) -> checking.Report:
    """Check a log against its checkpoints: the last, yesterday's in the database, and those kept outside it."""
    signer = note_signer(log)
    kept = [last_file(log), *sorted(last_file(log).parent.glob(f"{log}-*.checkpoint"))[-DAYS_CHECKED:]]
    outside = [path.read_text(encoding="utf-8") for path in kept if path.exists()]
    return checking.check(
        log=log,
        name=signer.name,
        keys=[signer.public, *earlier_keys(signer.name, signer.public)],
        earlier=[*checking.of_yesterday(log=log, at=at), *outside],
        sample=sample,
        whole=whole,
    )


def last_file(log: str) -> Path:
    """Where the last checkpoint of a log lies outside the database."""
    return Path(settings.TAYSEER_DATA) / "logs" / f"{log}.checkpoint"


def day_file(log: str, day: str) -> Path:
    """Where the first checkpoint of a day (`2026-11-25`) lies."""
    return last_file(log).with_name(f"{log}-{day}.checkpoint")


def verifier_keys(log: str) -> list[str]:
    """The public keys of a log as text (`name+key id+base64`): the one that signs now, then the earlier ones."""
    signer = note_signer(log)
    keys = [signer.public, *earlier_keys(signer.name, signer.public)]
    return [notes.verifier_key(name=signer.name, public=public) for public in keys]


@require_safe
def key(request: HttpRequest, log: str) -> HttpResponse:
    """The keys with which a log's checkpoints are checked. Whoever checks gets them from more than one place."""
    if log not in logs.LOGS:
        raise Http404
    answer = HttpResponse("".join(f"{one}\n" for one in verifier_keys(log)), content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=300"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _lay_down(path: Path, note: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(note, encoding="utf-8")
    draft.replace(path)


def _alarm(about: str, message: str) -> None:
    now = time.monotonic()
    if now - _reminded.get(about, -REMIND_SECONDS) >= REMIND_SECONDS:
        _reminded[about] = now
        logger.error(message)
