"""One moment for every screen, and the scene that is attacked."""

import pytest

from tayseer.casework.filing import forget_pinned
from tayseer.site import clock
from tests.security.scene import AT, Scene, made_scene


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    forget_pinned()


@pytest.fixture
def scene(db: None) -> Scene:
    """Karim and Salim with something of everything."""
    return made_scene()
