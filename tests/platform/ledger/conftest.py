"""Fixtures of the ledger's tests."""

from collections.abc import Iterator

import pytest

from tests.platform.ledger.committing import committed_books


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database in which transactions are really committed."""
    with committed_books(django_db_blocker):
        yield
