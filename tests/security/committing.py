"""Tests whose transactions really commit, on several connections at once; all they leave is taken away again."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.casework.filing import forget_pinned
from tests.platform.ledger.cast import guards_off
from tests.platform.ledger.committing import committed_books

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def committed(blocker: Any) -> Iterator[None]:
    """Let transactions commit, and empty afterwards every table that was empty before."""
    with committed_books(blocker):
        empty = [table for table in _tables() if _is_empty(table)]
        forget_pinned()
        try:
            yield
        finally:
            with guards_off(), connection.cursor() as cursor:
                for table in empty:
                    if not table.startswith(("audit_", "ledger_")):
                        cursor.execute(f"DELETE FROM {table}")
            forget_pinned()


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
        )
        return [row[0] for row in cursor.fetchall()]


def _is_empty(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {table})")
        return bool(cursor.fetchone()[0])


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do all of these at the same moment, each on a connection of its own; gives what each returned or raised."""
    results: list[object] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def one(number: int) -> None:
        try:
            # The connection is opened before the gate, so that all set off together.
            connection.ensure_connection()
            gate.wait()
            results[number] = works[number]()
        except Exception as reason:  # noqa: BLE001 - the test looks at what was raised
            results[number] = reason
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
