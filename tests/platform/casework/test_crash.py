"""Killed with `kill -9` again and again amid 500 filings and payments, the product loses nothing and does all once."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import override_settings

from tayseer.casework.refs import ref_for
from tayseer.kit.calendar import plus_months
from tayseer.site import postgres
from tests.support import processes
from tests.support.crash.country import DEPOSIT
from tests.support.crash.people import Person, Wish
from tests.support.crash.programs import Programs

FAMILIES, CHILDREN = 36, 8
CASES = FAMILIES * CHILDREN
AT_ONCE = 8
#: How each child's bill is paid; two are left, and lapse. `tell_twice` is a bank that repeats itself.
PAYS = ("deposit", "pay", "deposit", "", "deposit", "tell_twice", "deposit", "")
PAID = FAMILIES * sum(1 for how in PAYS if how)
BY_DEPOSIT = FAMILIES * PAYS.count("deposit")
BY_CARD = PAID - BY_DEPOSIT
PRICE = Decimal("4800.00")
MONTHS = 12

#: Who is killed, in this order, each time another share of the work has been confirmed.
VICTIMS = ("web", "worker", "web child", "database", "bank", "web", "worker")
WEEK = timedelta(days=8)
#: How many cases have lapsed each time the worker is killed while it lapses them.
LAPSED_BY_THEN = (10, 45)


@pytest.fixture
def programs(open_folder: Path) -> Iterator[Programs]:
    """The programs over a database of their own, in which a commit is a commit."""
    data = open_folder / "crash"
    postgres.ensure(data)
    made = Programs(data)
    yield made
    made.stop()
    postgres.release(data)


def families_in(programs: Programs) -> list[Person]:
    """The heads of households, each with what they want for their children."""
    people = []
    with override_settings(SECRET_KEY=programs.environment["TAYSEER_SECRET_KEY"]):
        for family in programs.run("country", str(FAMILIES), str(CHILDREN)):
            wishes = [
                Wish(
                    child=child,
                    ref=ref_for(applicant_id=family["head"], record="people.person", record_id=child),
                    key=f"wish-{child}",
                    pays=how,
                )
                for child, how in zip(family["children"], PAYS, strict=True)
            ]
            people.append(Person(programs, family, wishes))
    return people


def confirmed(people: list[Person]) -> int:
    return sum(len(person.filed) + len(person.paid) for person in people)


def live_through_kills(programs: Programs, people: list[Person]) -> None:
    """Everybody files and pays while one program after another is killed, at moments drawn with a fixed seed."""
    chance = random.Random(20260301)
    share = (CASES + PAID) // (len(VICTIMS) + 1)
    moments = [place * share + chance.randrange(share // 2) for place in range(1, len(VICTIMS) + 1)]
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        lives: list[Future[None]] = [crowd.submit(person.live) for person in people]
        for moment, victim in zip(moments, VICTIMS, strict=True):
            while confirmed(people) < moment and not programs.given_up.is_set():
                time.sleep(0.01)
            time.sleep(chance.random() / 10)
            programs.kill(victim)
        for life in lives:
            life.result()


def count(programs: Programs, sql: str) -> int:
    [(found,)] = programs.rows(sql)
    return int(found)


def lapse_through_kills(programs: Programs) -> None:
    """A week passes; the worker is killed while it lapses what was left unpaid."""
    lapsed = "SELECT count(*) FROM casework_case WHERE state = 'lapsed'"
    ahead = programs.data / "clock-offset"
    ahead.write_text(f"{int(WEEK.total_seconds())}\n", encoding="ascii")
    for part in LAPSED_BY_THEN:
        processes.eventually(lambda part=part: count(programs, lapsed) >= part, what=f"{part} lapsed cases")
        programs.kill("worker")
    processes.eventually(lambda: count(programs, lapsed) >= CASES - PAID, what="every unpaid case to lapse")


def test_nothing_is_lost_and_nothing_is_done_twice(programs: Programs) -> None:
    people = families_in(programs)
    for part in programs.PARTS:
        programs.start(part)

    live_through_kills(programs, people)
    approved = "SELECT count(*) FROM casework_case WHERE state = 'approved'"
    processes.eventually(lambda: count(programs, approved) >= PAID, what="every paid case to be approved")
    lapse_through_kills(programs)

    assert Counter(programs.killed) == Counter([*VICTIMS, *["worker"] * len(LAPSED_BY_THEN)])
    every_case_is_there_once_and_has_ended(programs, people)
    every_effect_was_done_once(programs, people)
    the_money_is_where_it_belongs(programs)


def every_case_is_there_once_and_has_ended(programs: Programs, people: list[Person]) -> None:
    told = [(child, case) for person in people for child, case in person.filed.items()]
    paid = {child for person in people for child in person.paid}
    kept = programs.rows("SELECT subject_id, public_id, state, step FROM casework_case")
    ends = [(child, "approved" if child in paid else "lapsed", "") for child, _ in told]

    assert len(told) == CASES
    assert surplus(told, [(child, case) for child, case, _, _ in kept]) == [], "confirmed, but not kept"
    assert surplus([(child, case) for child, case, _, _ in kept], told) == [], "kept, but not confirmed, or twice"
    assert surplus([(child, state, step) for child, _, state, step in kept], ends) == []
    assert count(programs, "SELECT count(*) FROM casework_turn WHERE closed_at IS NULL") == 0
    assert count(programs, "SELECT count(*) FROM casework_draft") == 0


def every_effect_was_done_once(programs: Programs, people: list[Person]) -> None:
    approved = [(case,) for person in people for child, case in person.filed.items() if child in person.paid]
    before = date.fromisoformat(people[0].family["expires_on"])
    done = {
        "history": "SELECT \"case\" FROM registries_change WHERE effect = 'residency.iqama.extended'",
        "documents": "SELECT case_ref FROM documents_issued",
    }
    ends = programs.rows(
        "SELECT kept.state, iqama.expires_on, count(*) FROM residency_iqama iqama JOIN casework_case kept"
        " ON kept.subject_id = iqama.person_id WHERE iqama.current GROUP BY 1, 2 ORDER BY 1"
    )

    for what, sql in done.items():
        assert surplus(programs.rows(sql), approved) == [], f"{what}: too much"
        assert surplus(approved, programs.rows(sql)) == [], f"{what}: too little"
    assert ends == [("approved", plus_months(before, MONTHS), PAID), ("lapsed", before, CASES - PAID)]
    for name, times in (("filed", CASES), ("turn.paid", PAID), ("case.approved", PAID), ("case.lapsed", CASES - PAID)):
        events = programs.rows("SELECT count(*), count(DISTINCT case_id) FROM casework_event WHERE name = %s", name)
        assert events == [(times, times)], name
    for name, times in (("case.filed", CASES), ("case.approved", PAID), ("case.lapsed", CASES - PAID)):
        audited = programs.rows("SELECT count(*), count(DISTINCT case_ref) FROM audit_event WHERE action = %s", name)
        assert audited == [(times, times)], name


def the_money_is_where_it_belongs(programs: Programs) -> None:
    # An unpaid bill is closed by its own clock or by its case's, whichever comes first.
    bills = programs.rows(
        "SELECT CASE WHEN state IN ('cancelled', 'expired') THEN 'unpaid' ELSE state END, paid_by, count(*),"
        " count(DISTINCT case_ref), sum(amount) FROM ledger_bill GROUP BY 1, 2"
    )
    deposits = programs.rows(
        "SELECT DISTINCT balance.amount FROM ledger_balance balance JOIN ledger_account account"
        " ON account.id = balance.account_id WHERE account.kind = 'deposit'"
    )
    parts = (("paid", "card", BY_CARD), ("paid", "deposit", BY_DEPOSIT), ("unpaid", "", CASES - PAID))

    assert sorted(bills) == [(state, by, many, many, PRICE * many) for state, by, many in parts]
    assert deposits == [(DEPOSIT - BY_DEPOSIT // FAMILIES * PRICE,)]
    assert programs.run("proof") == []


def surplus(some: list[tuple[object, ...]], others: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """What the first list holds beyond the second, at most ten of it."""
    return list((Counter(some) - Counter(others)).elements())[:10]
