"""One moment for every screen, and the scene that is attacked."""

from collections.abc import Iterator
from typing import Any

import pytest

from tayseer.casework.filing import forget_pinned
from tayseer.site import clock
from tests.security.committing import committed
from tests.security.scene import AT, Scene, made_scene


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    forget_pinned()


@pytest.fixture
def scene(db: None) -> Scene:
    """Karim and Salim with something of everything."""
    return made_scene()


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which transactions are really committed; pytest-django's own would truncate append-only tables."""
    with committed(django_db_blocker):
        yield
