"""A database whose transactions really commit, for what only then shows."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.security.committing import committed


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Everything written is taken away again; pytest-django's own would truncate append-only tables."""
    with committed(django_db_blocker):
        yield
