"""The worker is killed in the middle of filing, again and again: nothing is half done, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tayseer.site import postgres
from tests.support import processes
from tests.support.crash.programs import Programs

WORKERS, KILLS = 60, 4


@pytest.fixture
def programs(open_folder: Path) -> Iterator[Programs]:
    """The programs over a database of their own, in which a commit is a commit."""
    data = open_folder / "crash"
    postgres.ensure(data)
    made = Programs(data)
    yield made
    made.stop()
    postgres.release(data)


def filed(programs: Programs) -> int:
    [(count,)] = programs.rows("SELECT count(*) FROM establishments_batchrow WHERE state = 'filed'")
    return int(count)


def test_a_worker_killed_in_the_middle_goes_on_where_it_was(programs: Programs) -> None:
    made = programs.run("bulk", str(WORKERS))
    assert made["ready"] == WORKERS
    programs.start("worker")
    for kill in range(1, KILLS + 1):
        some = kill * WORKERS // (KILLS + 2)
        processes.eventually(lambda some=some: filed(programs) >= some, what=f"{some} rows to be filed")
        programs.kill("worker")

    processes.eventually(
        lambda: programs.rows("SELECT state FROM establishments_batch") == [("done",)], what="the request to be done"
    )

    states = programs.rows("SELECT state, count(*) FROM establishments_batchrow GROUP BY 1")
    assert states == [("filed", WORKERS)]
    [(cases, keys, subjects)] = programs.rows(
        "SELECT count(*), count(DISTINCT idempotency), count(DISTINCT subject_id) FROM casework_case"
        " WHERE idempotency LIKE 'bulk:%%'"
    )
    assert (cases, keys, subjects) == (WORKERS, WORKERS, WORKERS)
    [(bills,)] = programs.rows("SELECT count(*) FROM ledger_bill")
    assert bills == WORKERS
    [(astray,)] = programs.rows(
        "SELECT count(*) FROM establishments_batchrow r LEFT JOIN casework_case c ON c.public_id = r.case_ref"
        " WHERE c.id IS NULL OR c.subject_id <> r.worker_id"
    )
    assert astray == 0
    [(mandates,)] = programs.rows("SELECT count(*) FROM establishments_mandate WHERE case_ref <> ''")
    assert mandates == WORKERS
    [(told,)] = programs.rows("SELECT count(*) FROM notices_message WHERE ar_title = 'اكتمل تقديم طلبك الجماعي'")
    assert told == 2
