"""A database in which transactions are really committed, for two delegates at once."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.security.committing import committed


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """pytest-django's own would truncate append-only tables."""
    with committed(django_db_blocker):
        yield
