"""Benchmark of making a country, beside COPY of the very rows that were made."""

import queue
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from tayseer.demo.nation import making
from tayseer.site import clock
from tayseer.site.bench import usage
from tayseer.site.bench.figures import Figure, Round
from tayseer.site.bench.stage import Stage, count

PEOPLE = 100_000
_PIECE = 1 << 20


def nation(stage: Stage) -> list[Figure]:
    """Make a country: people with families, permits, papers, cars, violations and accounts, indexed and analysed.

    Each round makes as many people anew, in the database that holds those before. The bound loads the same rows, read
    from files, with binary COPY into bare tables without an index, over as many connections, waiting for no disk
    either.
    """
    people = stage.options.people_or(PEOPLE)
    rounds, rows = [], 0
    for number in range(stage.options.rounds):
        stage.say(f"  nation: round {number + 1} of {stage.options.rounds}, {people:,} people")
        at = clock.now()
        seed = 1 + count("SELECT count(*) FROM demo_nation")
        before = usage.read(stage.parts)
        started = time.monotonic()
        made = making.create(people=people, seed=seed, on=clock.today(at), at=at, say=_silent)
        taken = time.monotonic() - started
        used = usage.since(before, stage.parts)
        bound, rows = _copied(people, seed)
        wrong = 0 if _people_of(people, seed) == made else 1
        rounds.append(Round(made / taken, made / bound, errors=wrong, used=used))
    return [
        Figure(
            name="nation",
            unit="people/s",
            what=(nation.__doc__ or "").split("\n", 1)[0],
            bound="binary COPY of the same rows into tables without indexes",
            rounds=tuple(rounds),
            clients=making.WRITERS if people >= making.LARGE else 1,
            notes=(f"{people:,} people, {rows:,} rows",),
        )
    ]


def _ranges(people: int, seed: int) -> dict[str, tuple[int, int]]:
    """The first and last id that this country reserved in each table."""
    with connection.cursor() as cursor:
        size = -(-people // making.BLOCK) * making.BLOCK
        cursor.execute("SELECT key, value::bigint FROM demo_nation, jsonb_each_text(first_ids) WHERE seed = %s", [seed])
        firsts = {str(table): int(first) for table, first in cursor.fetchall()}
    return {table: (first, first + size * making.PLACES.get(table, 1) - 1) for table, first in firsts.items()}


def _people_of(people: int, seed: int) -> int:
    first, last = _ranges(people, seed)["people_person"]
    return count("SELECT count(*) FROM people_person WHERE id BETWEEN %s AND %s", first, last)


def _copied(people: int, seed: int) -> tuple[float, int]:
    """Seconds that COPY takes for the rows of this country, and how many they are."""
    folder = Path(tempfile.mkdtemp(prefix="tayseer-copy-"))
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA IF NOT EXISTS bench_copy")
            for table, (first, last) in _ranges(people, seed).items():
                cursor.execute(f"CREATE TABLE bench_copy.{table} (LIKE public.{table} INCLUDING DEFAULTS)")
                source = f"COPY (SELECT * FROM {table} WHERE id BETWEEN {first} AND {last}) TO STDOUT (FORMAT binary)"  # noqa: S608 - our own names
                with (folder / table).open("wb") as file, cursor.copy(source) as copy:
                    for piece in copy:
                        file.write(piece)
        waiting: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for path in sorted(folder.iterdir(), key=lambda one: -one.stat().st_size):
            waiting.put(path)
        rows: list[int] = []
        started = time.monotonic()
        making._side_by_side(_loader(waiting, rows))  # noqa: SLF001 - the same connections as the country's own
        return time.monotonic() - started, sum(rows)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS bench_copy CASCADE")


def _loader(waiting: "queue.SimpleQueue[Path]", rows: list[int]) -> Callable[[Any, Any], None]:
    def load(cursor: Any, _own: Any) -> None:
        while True:
            try:
                path = waiting.get_nowait()
            except queue.Empty:
                return
            into = f"COPY bench_copy.{path.name} FROM STDIN (FORMAT binary)"
            with path.open("rb") as file, cursor.copy(into) as copy:
                while piece := file.read(_PIECE):
                    copy.write(piece)
            rows.append(cursor.rowcount)

    return load


def _silent(_words: str) -> None:
    """The progress of the country says nothing here."""
