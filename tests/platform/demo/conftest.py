"""The made-up country on one fixed day."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

ON = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 6, 30, tzinfo=UTC)


@pytest.fixture
def ask(db) -> Callable[..., list[tuple[Any, ...]]]:
    """Rows for a question in SQL."""

    def rows(question: str, *values: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(question, list(values) or None)
            return cursor.fetchall()

    return rows


@pytest.fixture
def cast(db):
    """The cast, made on that day."""
    from tayseer.demo import cast as made

    made.ensure(at=AT, on=ON)
    return made
