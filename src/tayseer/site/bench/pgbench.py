"""The bound of a request: pgbench running the request's own statements one by one, prepared, with changing values."""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from tayseer.site import postgres
from tayseer.site.bench.stage import UnableToMeasure
from tayseer.site.bench.statements import Statement, Value, most_common

#: The shape of public ids: whatever looks like one in a written value is drawn anew each time.
_PUBLIC_ID = re.compile(r"(?<![a-z0-9])[a-z2-7]{16}(?![a-z0-9])")
_MOST_VALUES = 255
#: A subject that nobody has, for the one open case that a person may have for each.
_BEYOND = 10**15
# Signs that stand in no value of ours.
_OPENS, _CLOSES = "⟦", "⟧"
_MARK = re.compile(f"{_OPENS}(\\w+){_CLOSES}")


@dataclass(frozen=True)
class Bound:
    """A script for pgbench with the table of values it draws from; ``requests`` recordings of ``of`` are in it."""

    script: str
    fetch: str
    requests: int
    of: int
    statements: int


@dataclass(frozen=True)
class Ran:
    """What pgbench reached: transactions a second, the mean of their time in milliseconds, failures."""

    per_second: float
    mean_ms: float
    errors: int


def prepare(
    recordings: Sequence[Sequence[Statement]], *, subjects: Sequence[int | None] = (), written_in: str = ""
) -> Bound:
    """Make the script of the statements that most of the recordings have.

    A value that is the same in all recordings is written into the script; each other one becomes a column of a table,
    from which one more statement fetches a row first (``run`` takes its time off again). Public ids in statements that
    write are drawn anew on each run, because the first run used them up. ``subjects`` are the subjects of the
    recordings, replaced in the statement that begins with ``written_in`` by ones that have no open case.
    """
    usual = most_common(recordings)
    places = [index for index, one in enumerate(recordings) if any(one is kept for kept in usual)]
    rows: list[list[str]] = []
    columns: dict[tuple[int, int], int] = {}
    first = usual[0]
    for number, statement in enumerate(first):
        for position in range(len(statement.values)):
            if len({one[number].values[position] for one in usual}) > 1 or _drawn(statement, position, written_in):
                columns[number, position] = len(columns)
    for index, one in zip(places, usual, strict=True):
        subject = subjects[index] if subjects else None
        rows.append([_kept(one, number, position, subject, written_in) for number, position in columns])
    _store(rows, width=len(columns))
    texts = [_text(statement, number, columns) for number, statement in enumerate(first)]
    fetch = _fetch(columns, rows)
    return Bound("\n".join(texts), fetch, len(usual), len(recordings), len(first))


def run(bound: Bound, *, seconds: float, clients: int) -> Ran:
    """Run the script for so long over that many connections. Raises ``UnableToMeasure`` when pgbench fails.

    What the fetching of values costs is measured beside it, and taken off: at a full machine times of one transaction
    add up.
    """
    alone = _pgbench(bound.fetch, seconds=max(1.0, seconds / 3), clients=clients)
    whole = _pgbench(f"{bound.fetch}\n{bound.script}", seconds=seconds, clients=clients)
    rest = 1 / whole.per_second - 1 / alone.per_second
    if rest <= 0:
        message = "pgbench spent all its time on fetching values; the bound says nothing."
        raise UnableToMeasure(message)
    return Ran(1 / rest, whole.mean_ms - alone.mean_ms, whole.errors + alone.errors)


def drop() -> None:
    """Remove the table of values."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_value; DROP SEQUENCE IF EXISTS bench_fresh")


def _drawn(statement: Statement, position: int, written_in: str) -> bool:
    value = statement.values[position].text
    return bool(written_in and statement.sql.startswith(written_in) and value and _PUBLIC_ID.search(value))


def _kept(one: Sequence[Statement], number: int, position: int, subject: int | None, written_in: str) -> str:
    """A value as it lies in the table: with marks for what is drawn anew."""
    statement = one[number]
    text = statement.values[position].text
    assert text is not None  # an absent value is the same in all recordings of one shape
    if not (written_in and statement.sql.startswith(written_in)):
        return text
    if subject is not None and text == str(subject):
        return f"{_OPENS}subject{_CLOSES}"
    ids = _ids(statement)
    return _PUBLIC_ID.sub(lambda match: f"{_OPENS}{ids.index(match[0])}{_CLOSES}", text)


def _ids(statement: Statement) -> list[str]:
    found: dict[str, None] = {}
    for value in statement.values:
        found.update(dict.fromkeys(_PUBLIC_ID.findall(value.text or "")))
    return list(found)


def _store(rows: Sequence[Sequence[str]], *, width: int) -> None:
    drop()
    columns = "".join(f", v{place} text" for place in range(width))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_value (n bigint PRIMARY KEY{columns})")
        cursor.execute("CREATE SEQUENCE bench_fresh CACHE 1000")
        with cursor.copy("COPY bench_value FROM STDIN") as copy:
            for place, row in enumerate(rows):
                copy.write_row((place, *row))
        cursor.execute("ANALYZE bench_value")


def _fetch(columns: dict[tuple[int, int], int], rows: Sequence[Sequence[str]]) -> str:
    if not columns:
        return "SELECT 1 AS v0 \\gset"
    parts = []
    for place in range(len(columns)):
        found = {mark for row in rows for mark in _MARK.findall(row[place])}
        text = f"v{place}"
        for mark in sorted(found):
            drawn = "f.subject" if mark == "subject" else f"f.id || chr({ord('a') + int(mark)})"
            text = f"replace({text}, '{_OPENS}{mark}{_CLOSES}', {drawn})"
        parts.append(f"{text} AS v{place}")
    if not any("replace(" in part for part in parts):
        return f"\\set n random(0, {len(rows) - 1})\nSELECT {', '.join(parts)} FROM bench_value WHERE n = :n \\gset"
    # Letters and digits of public ids alone, so that lengths stay as they were.
    drawn = f"translate(lpad(to_hex(s), 15, '0'), '0189', 'ghij') AS id, ({_BEYOND} + s)::text AS subject"
    fresh = f"(SELECT {drawn} FROM nextval('bench_fresh') s) f"  # noqa: S608 - a number of this file
    return (
        f"\\set n random(0, {len(rows) - 1})\nSELECT {', '.join(parts)} FROM bench_value, {fresh} WHERE n = :n \\gset"
    )


def _text(statement: Statement, number: int, columns: dict[tuple[int, int], int]) -> str:
    """The statement for pgbench: a variable for each value that changes, a literal for each that does not."""

    def place(match: re.Match[str]) -> str:
        position = int(match[1]) - 1
        value = statement.values[position]
        if (number, position) in columns:
            return _cast(f":v{columns[number, position]}", value)
        return "NULL" if value.text is None else _cast(_literal(value.text), value)

    used = sum(1 for where in columns if where[0] == number)
    if used > _MOST_VALUES:
        message = f"A statement has {used} changing values; pgbench takes {_MOST_VALUES}."
        raise UnableToMeasure(message)
    # A colon before a letter would be a variable to pgbench, even inside a text.
    plain = re.sub(r"(?<!:):(?=[A-Za-z_])", lambda _: "'||chr(58)||'", statement.sql)
    return " ".join(re.sub(r"\$(\d+)", place, plain).split()) + ";"


def _literal(text: str) -> str:
    quoted = text.replace("'", "''").replace("\\", "\\\\")
    # Written with escapes, so that pgbench finds neither a variable nor the end of the statement in it.
    quoted = quoted.replace(":", "\\u003a").replace("\n", "\\n").replace(";", "\\u003b")
    return f"E'{quoted}'"


def _cast(text: str, value: Value) -> str:
    return text if value.oid == 0 else f"{text}::{_type_name(value.oid)}"


_names: dict[int, str] = {}


def _type_name(oid: int) -> str:
    if oid not in _names:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::oid::regtype::text", [oid])
            _names[oid] = cursor.fetchone()[0]
    return _names[oid]


def _pgbench(script: str, *, seconds: float, clients: int) -> Ran:
    # The one that comes with the server speaks its protocol.
    settings = connection.settings_dict
    program = postgres._binaries() / "pgbench"  # noqa: SLF001 - the same binaries, found the same way
    environment = {"PGPASSWORD": settings.get("PASSWORD") or ""} if settings.get("PASSWORD") else {}
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
        file.write(script + "\n")
        file.flush()
        where = [("-h", settings["HOST"]), ("-p", settings["PORT"]), ("-U", settings["USER"])]
        address = [part for flag, value in where if value for part in (flag, str(value))]
        command: list[str | Path] = [
            program,
            "-n",
            "-M",
            "prepared",
            "-c",
            str(clients),
            "-j",
            "1",
            "-T",
            str(max(1, round(seconds))),
        ]
        done = subprocess.run(
            [*command, "-f", file.name, *address, settings["NAME"]],
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds + 60,
            env={**environment, "LC_ALL": "C"},
        )
    rate = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
    mean = re.search(r"^latency average = ([0-9.]+) ms", done.stdout, re.MULTILINE)
    failed = re.search(r"^number of failed transactions: ([0-9]+)", done.stdout, re.MULTILINE)
    if done.returncode or rate is None or mean is None:
        message = f"pgbench failed: {done.stderr[-1500:] or done.stdout[-1500:]}"
        raise UnableToMeasure(message)
    return Ran(float(rate[1]), float(mean[1]), int(failed[1]) if failed else 0)
