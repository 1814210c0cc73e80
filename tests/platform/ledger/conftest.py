"""Fixtures of the ledger's tests."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.platform.ledger.committing import committed_books


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which transactions are really committed; pytest-django's own would truncate append-only tables."""
    with committed_books(django_db_blocker):
        yield
