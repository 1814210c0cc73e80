"""Makes a country: reserves ids, writes chunks of people with all that hangs on them, and goes on where it stopped."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection, transaction

from tayseer.demo.nation import indexes, lookups
from tayseer.demo.nation.people import BLOCK, ESTABLISHMENTS, MOST_PEOPLE, PEOPLE_OF_ESTABLISHMENT, STAGE
from tayseer.demo.nation.records import RECORDS
from tayseer.demo.nation.words import filled
from tayseer.demo.roll import PASSWORD
from tayseer.identity.passwords import hash_password

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: People in one chunk, which is one transaction; a multiple of the people of an establishment.
CHUNK = 20_000
#: From this size on, indexes are set aside and two connections write at once.
LARGE = 50_000
WRITERS = 2
_LOCK = 7_206_002
_SEED_STEP = 2**33

#: Ids that each table gives to one person; establishments are shared by many.
PLACES = {rows.table: rows.places for rows in RECORDS}
TABLES = (*PLACES, "establishments_establishment")


class UnableToCreateNation(Exception):
    """The country cannot be made as asked; the message says why and what to do."""


@dataclass(frozen=True)
class Plan:
    """What is to be written: all that the statements need to know."""

    nation_id: int
    people: int
    seed: int
    on: date
    at: datetime
    serial: int
    first_ids: dict[str, int]
    done: frozenset[int]

    @property
    def chunks(self) -> list[int]:
        """The first index of each chunk that is not yet written."""
        return [first for first in range(0, self.people, CHUNK) if first not in self.done]

    def words(self, first: int, password_hash: str) -> dict[str, object]:
        """What stands for the ``@`` words in the statements of one chunk."""
        return {
            **self.first_ids,
            "first": first,
            "last": min(first + CHUNK, self.people) - 1,
            # Salts lie below 2^32, so two seeds share no chance.
            "seed": self.seed * _SEED_STEP,
            "on": f"DATE '{self.on.isoformat()}'",
            "at": self.at.isoformat(),
            "serial": self.serial,
            "password": password_hash,
        }


def create(*, people: int, seed: int, on: date, at: datetime, say: Callable[[str], None]) -> int:
    """Make a country of so many people, or finish one that was interrupted; gives the number of people made now.

    ``on`` is the day in Riyadh from which ages and terms count, ``at`` the moment in UTC. The same ``people``, ``seed``
    and ``on`` give the same people. A number that fills no block is rounded up to one. Raises ``UnableToCreateNation``.
    """
    people = -(-people // BLOCK) * BLOCK
    if not 0 < people <= MOST_PEOPLE:
        message = f"A country has between 1 and {MOST_PEOPLE:,} people."
        raise UnableToCreateNation(message)
    plan = _planned(people=people, seed=seed, on=on, at=at)
    started, count = time.monotonic(), sum(min(CHUNK, plan.people - first) for first in plan.chunks)
    progress = _Progress(people=plan.people, before=plan.people - count, say=say)
    if plan.people < LARGE:
        with connection.cursor() as cursor:
            _write_all(cursor, plan, iter(plan.chunks), progress, transaction.atomic)
    else:
        _write_large(plan, progress, say)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE demo_nation SET finished_at = %s WHERE id = %s", [at, plan.nation_id])
        cursor.execute("DELETE FROM demo_nationchunk WHERE nation_id = %s", [plan.nation_id])
    seconds = max(time.monotonic() - started, 0.001)
    say(f"{plan.people:,} people are there; {count:,} written in {seconds:.1f} s, {count / seconds:,.0f} a second.")
    return count


def _planned(*, people: int, seed: int, on: date, at: datetime) -> Plan:
    """The unfinished country of this size and seed, or a new one with ids and numbers reserved for it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            "SELECT id, people, seed, counted_from, made_at, serial, first_ids, finished_at FROM demo_nation"
        )
        nations = cursor.fetchall()
        for nation_id, size, its_seed, counted_from, made_at, serial, first_ids, finished_at in nations:
            if (size, its_seed) == (people, seed) and finished_at is None:
                cursor.execute("SELECT first FROM demo_nationchunk WHERE nation_id = %s", [nation_id])
                done = frozenset(int(first) for (first,) in cursor.fetchall())
                ids = json.loads(first_ids) if isinstance(first_ids, str) else first_ids
                return Plan(nation_id, people, seed, counted_from, made_at, serial, ids, done)
            if (size, its_seed) == (people, seed):
                message = f"The country of {people:,} people with seed {seed} is there already. Choose another seed."
                raise UnableToCreateNation(message)
            if finished_at is None:
                message = (
                    f"Another country is not finished. Finish it first: "
                    f"tayseer nation create --people {size} --seed {its_seed}"
                )
                raise UnableToCreateNation(message)
        # Numbers go on where the country before ended, at a whole establishment.
        serial = sum(-(-size // PEOPLE_OF_ESTABLISHMENT) * PEOPLE_OF_ESTABLISHMENT for _, size, *_ in nations)
        if serial + people > MOST_PEOPLE:
            message = f"There are numbers for {MOST_PEOPLE - serial:,} more people only."
            raise UnableToCreateNation(message)
        ids = {table: _reserve(cursor, table, people) for table in TABLES}
        cursor.execute(
            "INSERT INTO demo_nation (seed, people, counted_from, made_at, serial, first_ids)"
            " VALUES (%s, %s, %s, %s, %s, %s::jsonb) RETURNING id",
            [seed, people, on, at, serial, json.dumps(ids)],
        )
        return Plan(cursor.fetchone()[0], people, seed, on, at, serial, ids, frozenset())


def _reserve(cursor: Any, table: str, people: int) -> int:
    """The first of the ids that this country has to itself; whatever else is written meanwhile gets later ones."""
    wanted = people * PLACES[table] if table in PLACES else people // PEOPLE_OF_ESTABLISHMENT + 1
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
    sequence = cursor.fetchone()[0]
    cursor.execute(f"SELECT greatest(nextval('{sequence}'), (SELECT coalesce(max(id), 0) + 1 FROM {table}))")  # noqa: S608 own names
    first = int(cursor.fetchone()[0])
    cursor.execute("SELECT setval(%s, %s)", [sequence, first + wanted - 1])
    return first


@dataclass
class _Progress:
    """How many are written, told now and then."""

    people: int
    before: int
    say: Callable[[str], None]

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._started = self._said = time.monotonic()
        self._written = 0

    def add(self, count: int) -> None:
        """So many more; tells how far it is, at most every two seconds."""
        with self._lock:
            self._written += count
            moment = time.monotonic()
            if moment - self._said >= 2:  # noqa: PLR2004 - seconds
                self._said = moment
                rate = self._written / (moment - self._started)
                self.say(f"  {self.before + self._written:>12,} of {self.people:,} people, {rate:,.0f} a second")


def _write_all(
    cursor: Any, plan: Plan, chunks: Iterator[int], progress: _Progress, transacting: Callable[[], Any]
) -> None:
    """Write chunks over one connection, each in a transaction together with the note that it is written."""
    password_hash = hash_password(PASSWORD)
    lookups.fill(cursor)
    try:
        for first in chunks:
            with transacting():
                _write_chunk(cursor, plan.words(first, password_hash))
                cursor.execute(
                    "INSERT INTO demo_nationchunk (nation_id, first) VALUES (%s, %s)", [plan.nation_id, first]
                )
            progress.add(min(CHUNK, plan.people - first))
    finally:
        cursor.execute("DROP TABLE IF EXISTS nation_names, nation_name, nation_day")


def _write_chunk(cursor: Any, words: dict[str, object]) -> None:
    for statement in (STAGE, ESTABLISHMENTS, *(rows.insert() for rows in RECORDS)):
        cursor.execute(filled(statement, words))
    cursor.execute("DROP TABLE nation_person")


def _write_large(plan: Plan, progress: _Progress, say: Callable[[str], None]) -> None:
    """Set indexes aside where the country outweighs what is there, write over two connections, put them back."""
    if plan.chunks:
        count = 0
        with transaction.atomic(), connection.cursor() as cursor:
            if not plan.done and plan.people >= _rows_before(cursor, plan):
                count = indexes.set_aside(cursor, TABLES)
        if count:
            say(f"  {count} indexes are set aside")
        chunks: queue.SimpleQueue[int] = queue.SimpleQueue()
        for first in plan.chunks:
            chunks.put(first)
        _side_by_side(lambda cursor, own: _write_all(cursor, plan, _drained(chunks), progress, own.transaction))
    with connection.cursor() as cursor:
        missing = indexes.waiting(cursor)
    if missing:
        say(f"  putting {len(missing)} indexes back …")
    work: queue.SimpleQueue[Any] = queue.SimpleQueue()
    for index in missing:
        work.put(index)

    def put_back(cursor: Any, own: Any) -> None:
        for name, definition in _drained(work):
            with own.transaction():
                indexes.put_back(cursor, name, definition)

    _side_by_side(put_back)
    tables: queue.SimpleQueue[str] = queue.SimpleQueue()
    for table in TABLES:
        tables.put(table)
    _side_by_side(lambda cursor, _: [cursor.execute(f"ANALYZE {table}") for table in _drained(tables)])


def _rows_before(cursor: Any, plan: Plan) -> int:
    cursor.execute("SELECT count(*) FROM people_person WHERE id < %s", [plan.first_ids["people_person"]])
    return int(cursor.fetchone()[0])


def _drained(waiting: queue.SimpleQueue[Any]) -> Iterator[Any]:
    while True:
        try:
            yield waiting.get_nowait()
        except queue.Empty:
            return


def _side_by_side(work: Callable[[Any, Any], object]) -> None:
    """Do the same over several connections at once; the first failure, or Ctrl-C, stops all and is raised."""
    own = [_connect() for _ in range(WRITERS)]
    failures: list[BaseException] = []

    def run(mine: Any) -> None:
        try:
            with mine.cursor() as cursor:
                work(cursor, mine)
        except BaseException as failure:  # noqa: BLE001 - raised again by the thread that waits
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(mine,), daemon=True) for mine in own]
    with _closing(own):
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads) and not failures:
            threads[0].join(0.1)
    if failures:
        raise failures[0]


@contextmanager
def _closing(connections: Sequence[Any]) -> Iterator[None]:
    """Cancel and close connections whatever happens; an open transaction is rolled back by the server."""
    try:
        yield
    finally:
        for one in connections:
            one.cancel_safe()
            one.close()


def _connect() -> psycopg.Connection[Any]:
    """A connection of this work's own, which waits for no disk: a lost chunk is written again."""
    settings = connection.settings_dict
    address = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"], "dbname": settings["NAME"]}
    own = psycopg.connect(
        **{name: value for name, value in address.items() if value},
        password=settings.get("PASSWORD") or None,
        autocommit=True,
        prepare_threshold=None,
        application_name="tayseer nation",
    )
    own.execute(
        "SET synchronous_commit = off; SET temp_buffers = '64MB'; SET work_mem = '64MB'; SET jit = off;"
        " SET maintenance_work_mem = '256MB'; SET max_parallel_maintenance_workers = 0"
    )
    return own
