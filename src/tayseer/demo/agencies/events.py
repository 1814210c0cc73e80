"""The labour ministry hears of events: it takes each once, however often and in whatever batches it is sent.

What it does with an event and the note that it has done so are one write, so that a crash in between is no difference.
"""

from __future__ import annotations

import json
import os
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tayseer.demo.agencies.weather import SILENT_SECONDS, SLOW_SECONDS
from tayseer.demo.door import PLAIN, Refused, problem
from tayseer.exchange import signing
from tayseer.exchange.sources import LABOUR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tayseer.demo.agencies.server import Offices
    from tayseer.exchange.xroad import Member

#: The journal, below the agencies' folder: one line for each batch that brought something new.
FILE = "labour-events.jsonl"
#: What the ministry wants to hear of, as the end of an event's type.
RENEWED = ".residency.iqama.extended.v1"
MOST_EVENTS = 1_000
_PROBLEM = {"Content-Type": "application/problem+json"}


class UnableToUnderstand(ValueError):
    """The batch is none, or one of its events is not in form; nothing of it was taken."""


@dataclass
class Store:
    """What the ministry has heard: renewals by the name under which it knows each holder.

    A batch is one line of a journal, written and synced at once; a line that a crash cut off is none, and everything
    else follows from the lines.
    """

    path: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _heard: dict[tuple[str, str], None] = field(default_factory=dict)
    _renewals: dict[str, tuple[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        whole = 0
        for line in (self.path.read_bytes() if self.path.exists() else b"").splitlines(keepends=True):
            if not line.endswith(b"\n"):
                os.truncate(self.path, whole)
                break
            whole += len(line)
            for event in json.loads(line):
                self._do(event)

    def take(self, batch: Sequence[Mapping[str, Any]]) -> int:
        """Take the events of a batch that are new, with what they bring about, or nothing; returns how many were new.

        Raises ``UnableToUnderstand``.
        """
        read = {(event["source"], event["id"]): event for event in map(_read, batch)}
        with self._lock:
            new = [_kept(event) for name, event in read.items() if name not in self._heard]
            if new:
                self._append(json.dumps(new, ensure_ascii=False).encode() + b"\n")
            for event in new:
                self._do(event)
        return len(new)

    def heard(self) -> list[tuple[str, str]]:
        """Return source and id of every event taken, in the order in which they were taken."""
        with self._lock:
            return list(self._heard)

    def count(self) -> int:
        """Return how many events were taken."""
        with self._lock:
            return len(self._heard)

    def renewals(self) -> dict[str, tuple[int, str]]:
        """Return, for each holder, how many renewals were heard of and the last day that was told."""
        with self._lock:
            return dict(self._renewals)

    def _append(self, line: bytes) -> None:
        """Write a line, or nothing: a part of one would spoil the next."""
        with self.path.open("ab") as file:
            size = file.tell()
            try:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                file.truncate(size)
                raise

    def _do(self, event: Mapping[str, Any]) -> None:
        self._heard[event["source"], event["id"]] = None
        if event["type"].endswith(RENEWED):
            count, _ = self._renewals.get(event["subject"], (0, ""))
            self._renewals[event["subject"]] = (count + 1, event["expires_on"])


def _kept(event: Mapping[str, Any]) -> dict[str, str]:
    """What the journal keeps of an event: what makes it known again, and what follows from it."""
    names = ("source", "id", "type", "subject", "time")
    return {name: event[name] for name in names} | {"expires_on": str(event["data"].get("expires_on") or "")}


def told(
    offices: Offices, member: Member, request: signing.Request, body: bytes
) -> tuple[int, bytes, Mapping[str, str]] | None:
    """Answer a signed batch: status, body and headers; ``None`` when the member hears of no events here.

    The ministry's weather holds: slow and failing as they say; silent takes the events but leaves the answer until
    nobody waits for it; forged and replayed take them, and give an answer that must not be believed.
    """
    if (member.code, member.subsystem) != (LABOUR.member, LABOUR.subsystem):
        return None
    weather = offices.weather.of(LABOUR.code)
    if weather == "slow":
        time.sleep(SLOW_SECONDS)
    if weather == "failing":
        return HTTPStatus.SERVICE_UNAVAILABLE, b"", {**PLAIN, "Retry-After": "60"}
    try:
        new = store_in(offices.books.folder).take(_batch(body))
    except UnableToUnderstand as reason:
        refused = Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(reason))
        return refused.status, json.dumps(problem(refused)).encode(), _PROBLEM
    if weather == "silent":
        time.sleep(SILENT_SECONDS)
    earlier = offices.earlier.get(FILE)
    if weather == "replayed" and earlier is not None:
        return earlier
    content = json.dumps({"taken": new}).encode()
    signer = offices.stranger if weather == "forged" else offices.signers[LABOUR.code]
    headers = signing.sign_response(signer=signer, status=HTTPStatus.ACCEPTED, body=content, request=request)
    offices.earlier[FILE] = (HTTPStatus.ACCEPTED, content, headers)
    return offices.earlier[FILE]


def journal_in(folder: Path) -> list[dict[str, str]]:
    """Return every event of the journal in this folder, as whoever does not keep it reads it.

    A line that is being written is not there yet.
    """
    path = folder / FILE
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    return [event for line in lines if line.endswith(b"\n") for event in json.loads(line)]


@lru_cache(maxsize=8)
def store_in(folder: Path) -> Store:
    """Return the store of the agencies in this folder, opened once."""
    return Store(folder / FILE)


def _batch(body: bytes) -> list[Mapping[str, Any]]:
    try:
        batch = json.loads(body)
    except ValueError as reason:
        raise UnableToUnderstand("The body is no JSON.") from reason
    if not isinstance(batch, list) or len(batch) > MOST_EVENTS:
        raise UnableToUnderstand(f"A batch is a list of at most {MOST_EVENTS} events.")
    return batch


def _read(event: Any) -> Mapping[str, Any]:
    if not isinstance(event, dict) or event.get("specversion") != "1.0" or not isinstance(event.get("data"), dict):
        raise UnableToUnderstand("An event of the batch is no CloudEvent 1.0 with data.")
    for name in ("id", "source", "type", "subject", "time"):
        if not isinstance(event.get(name), str) or not event[name]:
            raise UnableToUnderstand(f"An event of the batch has no {name}.")
    return event
