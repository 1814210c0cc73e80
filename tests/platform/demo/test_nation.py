"""The synthetic country: the same for the same seed, fitting together, and safe to interrupt."""

import contextlib
import hashlib
import signal
import subprocess
import sys

import pytest
from django.db import connection, transaction

from tayseer.demo.nation import making
from tayseer.demo.nation.people import CITIZEN_SERIES, RESIDENT_SERIES, VISITOR_SERIES
from tayseer.demo.nation.records import RECORDS
from tayseer.registries.numbers import check_digit
from tests.platform.demo.conftest import AT, ON
from tests.support import processes

SIZE = 2_000
PRIVATE = ("id", "person_id", "vehicle_id", "establishment_id", "other_id", "father_id", "mother_id", "password")
OURS = {str(series) for series in (*CITIZEN_SERIES, *RESIDENT_SERIES, *VISITOR_SERIES)}


class Undone(Exception):
    """Rolls back what a test made."""


def make(people: int = SIZE, seed: int = 1) -> int:
    return making.create(people=people, seed=seed, on=ON, at=AT, say=lambda _: None)


def checksums(ask) -> dict[str, str]:
    """For each table, a digest of what is in it apart from ids."""
    found = {}
    for table in making.TABLES:
        columns = [
            name
            for (name,) in ask(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
                table,
            )
            if name not in PRIVATE
        ]
        rows = ask(f"SELECT ({', '.join(columns)})::text FROM {table} ORDER BY id")
        found[table] = f"{len(rows)} {hashlib.sha256(repr(rows).encode()).hexdigest()}"
    return found


def made_and_undone(ask, *, seed: int, people: int = SIZE) -> dict[str, str]:
    found: dict[str, str] = {}
    with contextlib.suppress(Undone), transaction.atomic():
        make(people, seed)
        found = checksums(ask)
        raise Undone
    return found


def test_the_same_seed_makes_the_same_country_and_another_seed_another(ask):
    first = made_and_undone(ask, seed=7)

    assert made_and_undone(ask, seed=7) == first
    other = made_and_undone(ask, seed=8)
    assert [
        table for table in ("people_person", "vehicles_vehicle", "violations_violation") if first[table] == other[table]
    ] == []


def test_a_country_of_many_chunks_is_the_same_as_one_of_few(ask, monkeypatch):
    in_one = made_and_undone(ask, seed=3)

    monkeypatch.setattr(making, "CHUNK", 300)

    assert made_and_undone(ask, seed=3) == in_one


def test_making_goes_on_where_it_was_interrupted(ask, monkeypatch):
    whole = made_and_undone(ask, seed=5)
    monkeypatch.setattr(making, "CHUNK", 500)
    write, written = making._write_chunk, []

    def stops_at_the_third(cursor, words):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(words["first"])
        write(cursor, words)

    monkeypatch.setattr(making, "_write_chunk", stops_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        make(seed=5)
    monkeypatch.setattr(making, "_write_chunk", write)

    assert make(seed=5) == SIZE - 1_000
    assert checksums(ask) == whole


def test_another_country_waits_until_the_one_before_is_finished(ask, monkeypatch):
    monkeypatch.setattr(making, "_write_chunk", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        make(seed=5)

    with pytest.raises(making.UnableToCreateNation, match="--people 2000 --seed 5"):
        make(seed=6)


def test_a_country_that_is_there_is_not_made_twice_and_a_second_one_shares_no_number_with_it(ask, cast):
    make(seed=1)

    with pytest.raises(making.UnableToCreateNation, match="Choose another seed"):
        make(seed=1)
    make(seed=2)

    for table, column in (
        ("people_person", "number"), ("vehicles_vehicle", "plate"), ("vehicles_vehicle", "chassis"),
        ("visas_visa", "number"), ("violations_violation", "number"), ("passports_passport", "number"),
        ("establishments_establishment", "number"), ("identity_account", "mobile"), ("civil_id_card", "copy_number"),
    ):  # fmt: skip
        assert ask(f"SELECT {column} FROM {table} GROUP BY 1 HAVING count(*) > 1") == [], f"{table}.{column}"


def test_a_size_is_rounded_up_to_a_whole_block_and_one_too_large_is_refused(ask):
    assert make(people=1_981) == SIZE

    with pytest.raises(making.UnableToCreateNation, match="between 1 and 40,000,000"):
        make(people=40_000_001)


def test_every_number_is_of_a_range_that_nobody_holds_and_has_its_check_digit(ask):
    make()

    numbers = ask("SELECT number, kind FROM people_person")

    assert len(numbers) == SIZE
    assert [number for number, _ in numbers if number[-1] != check_digit(number[:-1]) or len(number) != 10] == []
    assert {number[:2] for number, _ in numbers} <= OURS
    first_digit = {"citizen": "1", "resident": "2", "visitor": "3"}
    assert {(kind, number[0]) for number, kind in numbers} == set(first_digit.items())


def test_families_fit_together(ask):
    make()

    parents = ask(
        "SELECT child.id FROM people_person child JOIN people_person mother ON mother.id = child.mother_id"
        " JOIN people_person father ON father.id = child.father_id"
        " WHERE child.born_on < greatest(mother.born_on, father.born_on) + interval '17 years'"
        " OR mother.sex <> 'female' OR father.sex <> 'male' OR child.nationality <> father.nationality"
        " OR child.name_ar NOT LIKE '%' || father.first_name_ar || '%'"
    )
    married = ask(
        "SELECT a.id FROM people_tie a LEFT JOIN people_tie b ON b.person_id = a.other_id AND b.other_id = a.person_id"
        " AND b.kind = 'spouse' AND b.from_on = a.from_on JOIN people_person p ON p.id = a.person_id"
        " WHERE a.kind = 'spouse' AND (b.id IS NULL OR p.marital_status <> 'married'"
        " OR a.from_on < p.born_on + interval '16 years')"
    )
    siblings = ask(
        "SELECT a.id FROM people_person a JOIN people_person b ON b.mother_id = a.mother_id AND b.id > a.id"
        " WHERE abs(a.born_on - b.born_on) < 270"
    )
    elders = ask(
        "SELECT son.id FROM people_person son JOIN people_person father ON father.id = son.father_id"
        " WHERE son.born_on < father.born_on + interval '17 years' OR father.sex <> 'male'"
    )

    assert (parents, married, siblings, elders) == ([], [], [], [])
    assert ask("SELECT count(*) FROM people_person WHERE mother_id IS NOT NULL")[0][0] > SIZE / 10
    assert ask("SELECT count(*) FROM people_person WHERE father_id IS NOT NULL AND mother_id IS NULL")[0][0] > 0


def test_no_tie_or_record_belongs_to_nobody(ask):
    make()

    loose = {
        "ties": ask(
            "SELECT t.id FROM people_tie t LEFT JOIN people_person p ON p.id = t.person_id"
            " LEFT JOIN people_person o ON o.id = t.other_id WHERE p.id IS NULL OR o.id IS NULL OR p.id = o.id"
        ),
        "workers": ask(
            "SELECT j.id FROM establishments_employment j LEFT JOIN establishments_establishment e"
            " ON e.id = j.establishment_id WHERE e.id IS NULL"
        ),
        "plates": ask(
            "SELECT v.id FROM violations_violation v LEFT JOIN vehicles_vehicle c ON c.id = v.vehicle_id"
            " WHERE c.id IS NULL OR c.person_id <> v.person_id"
        ),
    }
    for rows in RECORDS:
        owner = next((name for name in ("person_id", "vehicle_id") if name in rows.columns), None)
        if owner is not None:
            of = "people_person" if owner == "person_id" else "vehicles_vehicle"
            loose[rows.table] = ask(
                f"SELECT r.id FROM {rows.table} r LEFT JOIN {of} o ON o.id = r.{owner} WHERE o.id IS NULL"
            )

    assert {what: rows for what, rows in loose.items() if rows} == {}


def test_workers_have_sponsors_of_age_and_guests_have_hosts(ask):
    make()

    ties = ask(
        "SELECT t.kind, p.kind, o.kind, min(age(%s::date, o.born_on)) >= interval '18 years' FROM people_tie t"
        " JOIN people_person p ON p.id = t.person_id JOIN people_person o ON o.id = t.other_id"
        " WHERE t.kind IN ('sponsor', 'host') GROUP BY 1, 2, 3",
        ON,
    )

    assert {(tie, person, other) for tie, person, other, *_ in ties} == {
        ("sponsor", "resident", "citizen"), ("host", "visitor", "resident"),
    }  # fmt: skip
    assert all(grown for *_, grown in ties)


def test_papers_end_as_in_life_most_later_and_some_lately(ask):
    make()

    for table in ("civil_id_card", "passports_passport", "residency_iqama", "licences_driving_licence"):
        ended, all_of_them = ask(f"SELECT count(*) FILTER (WHERE expires_on < %s), count(*) FROM {table}", ON)[0]
        assert 0 < ended < all_of_them / 5, table


def test_births_are_registered_in_both_calendars(ask):
    from hijridate import Gregorian

    make()

    born = ask("SELECT born_on, born_on_hijri FROM people_person WHERE kind = 'citizen'")

    assert len(born) > SIZE / 2
    assert [day for day, hijri in born if Gregorian.fromdate(day).to_hijri().isoformat() != hijri] == []


def test_what_is_written_afterwards_gets_later_ids(ask):
    make()

    for table in making.TABLES:
        sequence = ask("SELECT pg_get_serial_sequence(%s, 'id')", table)[0][0]
        highest = ask(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0]
        assert ask("SELECT nextval(%s)", sequence)[0][0] > highest, table


def test_no_statement_leaves_a_column_of_the_contract_wrongly_named(ask):
    make()

    assert {table: ask(f"SELECT count(*) FROM {table}")[0][0] > 0 for table in making.TABLES} == dict.fromkeys(
        making.TABLES, True
    )


def index_definitions(url: str) -> set[str]:
    import psycopg

    with psycopg.connect(url) as own:
        return {row[0] for row in own.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'")}


def test_a_large_country_survives_an_interruption_and_gets_its_indexes_back(tmp_path):
    """The way of large countries: two writers, indexes set aside, Ctrl-C in between, and the same command again."""
    import psycopg

    from tayseer.site import postgres

    data = tmp_path / "data"
    url = postgres.ensure(data, extra={"fsync": "off"})
    environment = processes.environment(data)
    tayseer = [sys.executable, "-m", "tayseer"]
    create = [*tayseer, "nation", "create", "--people", "60000", "--seed", "4"]
    try:
        subprocess.run([*tayseer, "migrate"], env=environment, check=True, capture_output=True)
        before = index_definitions(url)
        with subprocess.Popen(
            # Whoever starts the tests in the background hands down an interrupt that is ignored; a terminal does not.
            create,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 no thread runs here
        ) as run:
            assert run.stdout is not None
            assert "set aside" in run.stdout.readline()
            run.send_signal(signal.SIGINT)
            assert "Go on with: tayseer nation create --people 60000 --seed 4" in run.stdout.read()
        assert run.returncode == 1
        assert index_definitions(url) < before

        again = subprocess.run(create, env=environment, capture_output=True, text=True, check=True)

        assert "60,000 people are there" in again.stdout
        assert index_definitions(url) == before
        with psycopg.connect(url) as own:
            assert own.execute("SELECT count(*), count(DISTINCT number) FROM people_person").fetchone() == (
                60_000,
                60_000,
            )
            assert own.execute("SELECT count(*) FROM demo_setasideindex").fetchone() == (0,)
    finally:
        postgres.release(data)


def test_the_lookup_tables_do_not_stay(ask):
    make()

    assert ask("SELECT relname FROM pg_class WHERE relname LIKE 'nation\\_%' AND relpersistence = 't'") == []
    assert connection.ensure_connection() is None
