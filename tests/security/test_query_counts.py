"""How many statements each page and each filing takes is written down, and may only change with a change of that file.

After a change that is meant: `QUERY_COUNTS=write make test TESTS=tests/security/test_query_counts.py`, and look at
what the difference says.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tayseer.audit.contract import Actor
from tayseer.casework import actions
from tayseer.casework.filing import forget_pinned
from tayseer.services import catalogue
from tests.platform.casework.test_every_service import answers_of, first_allowed
from tests.security import routes
from tests.security.routes import WHO
from tests.security.scene import Scene, account_of, browser_of, token_of
from tests.support.stored import store_example

pytestmark = pytest.mark.django_db

KEPT = Path(__file__).with_name("query_counts.json")
WRITE = os.environ.get("QUERY_COUNTS") == "write"
#: Statements of a request that only says where a transaction begins and ends are no reads and no writes.
MARKS = ("SAVEPOINT", "RELEASE SAVEPOINT")
#: Looked at by machines, or changing with the files that are built.
LEFT_OUT = {"metrics", "static/<path>", "payments/callback"}
FILED = [service for service in catalogue().values() if service.flow != "query"]


def counted(work: Callable[[], Any]) -> int:
    """How many statements the work sends."""
    with CaptureQueriesContext(connection) as seen:
        work()
    return sum(1 for one in seen.captured_queries if not one["sql"].startswith(MARKS))


def pages(scene: Scene) -> Iterator[tuple[str, int]]:
    """Each address that is read, by whoever may open it, once everything that is kept between requests is kept."""
    karim, nasser = browser_of(account_of(scene.karim)), browser_of(scene.nasser.id)
    headers = {"Authorization": f"Bearer {token_of(account_of(scene.karim))}"}
    for address, who in WHO.items():
        if address in LEFT_OUT:
            continue
        client = nasser if who in {routes.OFFICER, routes.UNIT} else karim
        path, more = scene.path(address, "ar"), headers if address.startswith("api/") else {}
        if client.get(path, headers=more).status_code == 405:
            continue
        yield address, counted(lambda client=client, path=path, more=more: client.get(path, headers=more))


def filings() -> Iterator[tuple[str, int]]:
    """The filing of each service with its first worked example that is allowed."""
    for service in FILED:
        forget_pinned()
        before, example = transaction.savepoint(), first_allowed(service)
        on = date.fromisoformat(example.on)
        applicant, subject = store_example(service, example.given, example.answers)
        given = answers_of(service, example, on)

        def file(service: Any = service, on: date = on, applicant: Any = applicant, subject: Any = subject,
                 given: Any = given) -> None:  # fmt: skip
            actions.file_case(
                actor=Actor("person", applicant), service_code=service.code, subject_id=subject, answers=given,
                at=datetime.combine(on, time(9), UTC), on=on, idempotency="counted",
            )  # fmt: skip

        yield service.code, counted(file)
        transaction.savepoint_rollback(before)


def compare(kind: str, found: dict[str, int]) -> None:
    """Fail when a count differs from the one that is kept, or write it down when that is asked for."""
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    if WRITE:
        KEPT.write_text(json.dumps({**kept, kind: found}, indent=1, sort_keys=True) + "\n", "utf-8")
        return
    before = kept[kind]
    changed = {
        name: f"{before.get(name)} → {found.get(name)}"
        for name in {*before, *found}
        if before.get(name) != found.get(name)
    }
    assert changed == {}, f"{kind}: not as written down; the head of this file says what to do"


def test_reading_a_page_takes_as_many_statements_as_written_down(scene: Scene) -> None:
    compare("pages", dict(pages(scene)))


def test_filing_takes_as_many_statements_as_written_down() -> None:
    compare("filings", dict(filings()))
