"""Killed with `kill -9` again and again, worker, subscriber and database lose no event and do nothing twice."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import psycopg
import pytest

from tayseer.demo.agencies.books import FOLDER
from tayseer.demo.agencies.events import journal_in
from tayseer.exchange import outbox
from tayseer.site import postgres
from tests.platform.exchange.event_world import AT, renewal
from tests.support import processes, repository
from tests.support.crash.programs import Programs

WRITERS, OWNERS_EACH = 3, 8
EVENTS = 3_000
#: How far the writers run ahead of what was heard, so that every kill falls amid deliveries.
AHEAD = 400
VICTIMS = ((300, "worker"), (800, "agencies"), (1_300, "worker"), (1_800, "database"), (2_300, "worker"))


@dataclass
class Told(Programs):
    """The worker and the agencies over a scratch database."""

    PARTS: ClassVar[tuple[str, ...]] = ("agencies", "worker")

    @property
    def agencies_port(self) -> int:
        return self.web_port + 702

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {
            "TAYSEER_AGENCIES_URL": f"http://127.0.0.1:{self.agencies_port}",
            "TAYSEER_EVENT_TIMEOUT": "1",
        }

    def command(self, part: str) -> list[str]:
        if part == "agencies":
            named = ["--port", str(self.agencies_port), "--data", str(self.data)]
            return ["-m", "tayseer.demo.agencies", *named]
        return super().command(part)

    def tayseer(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tayseer", *words], env=self.environment, cwd=repository.ROOT, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def heard(self) -> list[str]:
        """The ids that the ministry took, in their order, read from its own file."""
        return [event["id"] for event in self.journal()]

    def journal(self) -> list[dict[str, str]]:
        """Every event of the ministry's journal."""
        return journal_in(self.data / FOLDER)


@pytest.fixture
def programs(open_folder: Path) -> Iterator[Told]:
    data = open_folder / "crash"
    postgres.ensure(data)
    made = Told(data)
    yield made
    made.stop()
    postgres.release(data)


@dataclass
class Acts:
    """One who acts upon the records of some owners, one act after another, each committed or given up."""

    programs: Told
    place: int
    enough: threading.Event
    committed: dict[int, list[str]] = field(default_factory=dict)

    def live(self) -> None:
        chance = random.Random(self.place)
        link: psycopg.Connection[Any] | None = None
        while self.total() < EVENTS // WRITERS and not self.enough.is_set():
            owner = self.place * OWNERS_EACH + chance.randrange(OWNERS_EACH)
            happened = [renewal(owner, number) for number in range(chance.randrange(1, 5))]
            values = outbox.insert_values(happened, at=AT)
            ids = [str(one) for one in values[0]]
            try:
                if link is None or link.closed:
                    link = psycopg.connect(postgres.url(self.programs.data))
                link.execute(outbox.INSERT, values)
                if chance.random() < 0.2:
                    link.rollback()
                    continue
                link.commit()
            except psycopg.OperationalError:
                # Whether the act was done only the database knows, once it is back.
                if link is not None:
                    link.close()
                link = None
                if not self.programs.rows("SELECT 1 FROM exchange_event WHERE event_id = %s::uuid", ids[0]):
                    continue
            self.committed.setdefault(owner, []).extend(ids)
            while self.total() * WRITERS > len(self.programs.heard()) + AHEAD and not self.enough.wait(0.05):
                pass
        if link is not None:
            link.close()

    def total(self) -> int:
        return sum(len(ids) for ids in self.committed.values())


def live_through_kills(programs: Told, people: list[Acts]) -> None:
    with ThreadPoolExecutor(len(people)) as crowd:
        lives = [crowd.submit(one.live) for one in people]
        try:
            for moment, victim in VICTIMS:
                processes.eventually(lambda so=moment: len(programs.heard()) >= so, what=f"{moment} events heard")
                programs.kill(victim)
            for life in lives:
                life.result(120)
        finally:
            people[0].enough.set()


def test_every_event_has_its_effect_once_and_each_owner_s_come_in_order(programs: Told) -> None:
    programs.tayseer("migrate")
    programs.tayseer(
        *("events", "subscribe", "labour", "--to", "/r1/DEV/GOV/2005/permits/events"),
        *("--event", "residency.iqama.*", "--field", "state"),
    )
    for part in programs.PARTS:
        programs.start(part)
    enough = threading.Event()
    people = [Acts(programs, place, enough) for place in range(WRITERS)]

    live_through_kills(programs, people)
    committed = {owner: ids for one in people for owner, ids in one.committed.items()}
    total = sum(len(ids) for ids in committed.values())
    processes.eventually(lambda: len(programs.heard()) >= total, what=f"all {total} events to be heard")

    heard = programs.heard()
    assert total >= EVENTS
    assert programs.killed == [victim for _, victim in VICTIMS]
    assert len(heard) == len(set(heard)) == total
    for ids in committed.values():
        mine = set(ids)
        assert [one for one in heard if one in mine] == ids
    renewals = Counter(event["subject"] for event in programs.journal())
    assert (len(renewals), renewals.total()) == (len(committed), total)
    assert "waiting 0" in programs.tayseer("events", "status")
