"""Benchmark of the outbox: events written, placed, sent, answered and taken, beside plain INSERT and SELECT."""

import contextlib
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from tayseer.demo.agencies.books import FOLDER
from tayseer.demo.agencies.events import journal_in
from tayseer.exchange import conf, signing, subscriptions, xroad
from tayseer.exchange import outbox as events
from tayseer.exchange.events import Happened, kinds
from tayseer.exchange.sources import LABOUR
from tayseer.exchange.standing import standings
from tayseer.exchange.xroad import Member
from tayseer.services import catalogue
from tayseer.site import clock
from tayseer.site.bench import usage
from tayseer.site.bench.figures import Figure, Round
from tayseer.site.bench.stage import Stage, UnableToMeasure, free_port, wait_for_port

#: About as many as are delivered in a second, so that a round takes about as long as was asked for.
EVENTS_A_SECOND = 2_000
HOLDERS = 5_000
AT_ONCE = 100
PATIENCE_SECONDS = 300.0
_BARE = "bench_bare_event"
_READ = (
    "SELECT id, event_id, at, name, record, record_id, owner, data::text, personal::text"  # noqa: S608 - a name above
    f" FROM {_BARE} WHERE id > %s::bigint ORDER BY id LIMIT %s::int"
)


def outbox(stage: Stage) -> list[Figure]:
    """Deliver an event: written, given its place, sent to one subscriber on loopback, taken and answered.

    Events are written a hundred in a transaction. The product's own worker places and carries them, signed, in batches
    of up to five hundred, to the made-up labour ministry, a process of its own, which checks the signature, writes each
    event with its effect to its own file, synced to the disk, and signs its answer. The clock runs from the first
    INSERT until the last answer is noted. The second figure is the same beside a subscriber who never answers.
    """
    journal, count = _start(stage), max(AT_ONCE * 10, int(EVENTS_A_SECOND * stage.options.seconds))
    _deliver(journal, AT_ONCE * 10)
    what = (outbox.__doc__ or "").split("\n", 1)[0]
    bound = "INSERT and SELECT of the same rows, a hundred at a time, nothing else"
    figures: list[Figure] = []
    with contextlib.ExitStack() as others:
        for name in ("outbox", "outbox: beside a silent one"):
            if figures:
                _subscribe("silent", address=others.enter_context(_silent()))
            rounds = []
            for number in range(stage.options.rounds):
                stage.say(f"  {name}: round {number + 1} of {stage.options.rounds}, {count:,} events")
                rounds.append(_round(stage, journal, count))
            figures.append(Figure(name, "events/s", what, bound, tuple(rounds)))
    return figures


def _start(stage: Stage) -> Path:
    """Start the worker and the agencies, let the labour ministry hear of iqamas; gives the folder of its journal."""
    port = free_port()
    settings.TAYSEER_AGENCIES_URL = os.environ["TAYSEER_AGENCIES_URL"] = f"http://127.0.0.1:{port}"
    signing.own_signer(data=conf.data(), party=signing.PLATFORM)
    agencies = ["-m", "tayseer.demo.agencies", "--port", str(port), "--data", str(stage.data)]
    stage.children.start("subscriber", [sys.executable, *agencies], environment=os.environ)
    wait_for_port(port, stage.children)
    member = Member(conf.client().instance, "GOV", LABOUR.member, LABOUR.subsystem)
    _subscribe(LABOUR.code, address=xroad.path_of(member, "events"))
    stage.children.start("worker", [sys.executable, "-m", "tayseer", "worker"], environment=os.environ)
    return stage.data / FOLDER


def _subscribe(code: str, *, address: str) -> None:
    known = kinds(effect for service in catalogue().values() for effect in service.every_effect)
    fields = {"state": "", "expires_on": ""}
    subscriptions.subscribe(
        code=code, address=address, patterns=["residency.iqama.*"], fields=fields, known=known, at=clock.now()
    )


@contextlib.contextmanager
def _silent() -> Iterator[str]:
    """The address of somebody who takes calls and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/events"


def _round(stage: Stage, journal: Path, count: int) -> Round:
    before = usage.read(stage.parts)
    heard = len(journal_in(journal))
    seconds = _deliver(journal, count)
    used = usage.since(before, stage.parts)
    missing = heard + count - len(journal_in(journal))
    return Round(value=count / seconds, bound=count / _bare(count), errors=abs(missing), used=used)


def _deliver(journal: Path, count: int) -> float:
    """Write so many events and wait until the last answer is noted; the seconds that took."""
    started = time.monotonic()
    for start in range(0, count, AT_ONCE):
        events.write(_batch(start), at=clock.now())
    while True:
        at = clock.now()
        labour = next(one for one in standings(at=at) if one.code == LABOUR.code)
        if not labour.waiting and labour.position == events.last_position() and not _unplaced():
            return time.monotonic() - started
        if time.monotonic() - started > PATIENCE_SECONDS:
            taken = len(journal_in(journal))
            message = f"The events were not delivered: {taken:,} were taken; {labour.problem or 'no answer'}"
            raise UnableToMeasure(message)
        time.sleep(0.05)


def _unplaced() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM exchange_event WHERE position IS NULL)")
        return bool(cursor.fetchone()[0])


def _bare(count: int) -> float:
    """Write the same rows into a table like the outbox, and read them; the seconds that took."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_BARE}")
        cursor.execute(f"CREATE TABLE {_BARE} (LIKE exchange_event INCLUDING ALL)")
        started = time.monotonic()
        for start in range(0, count, AT_ONCE):
            cursor.execute(
                events.INSERT.replace("exchange_event", _BARE), events.insert_values(_batch(start), at=clock.now())
            )
        last, rows = 0, [(0,)]
        while rows:
            cursor.execute(_READ, [last, AT_ONCE])
            rows = cursor.fetchall()
            last = rows[-1][0] if rows else last
        seconds = time.monotonic() - started
        cursor.execute(f"DROP TABLE {_BARE}")
    return seconds


def _batch(start: int) -> list[Happened]:
    data, personal = {"expires_on": "2027-03-01", "late_renewals": 0}, {"number": "2000000014"}
    return [
        Happened(
            "residency.iqama.extended", "residency.iqama", 1 + number % HOLDERS, f"person:{1 + number % HOLDERS}",
            data, personal,
        )
        for number in range(start, start + AT_ONCE)
    ]  # fmt: skip
