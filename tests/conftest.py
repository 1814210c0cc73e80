"""Fixtures of every test: the real database, and no network beyond this machine."""

import ipaddress
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support import early

# No test is timed: a busy machine is no defect. Each run tries the same cases, so that a red run can be repeated;
# `make fuzz` draws new ones, and many.
settings.register_profile("default", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fuzz", parent=settings.get_profile("default"), derandomize=False, max_examples=2_000)
settings.load_profile("default")


class NetworkClosed(Exception):
    """A test tried to reach another machine."""


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Start the database the moment the first test wants one; tests of pure code never pay for it."""
    early.start_database()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own user may pass through; pytest keeps `tmp_path` to the one who runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="t-", dir=early.DATA))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """Refuse connections to anywhere but this machine, so that no test depends on, or disturbs, the world."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            message = f"Tests may not reach {address[0]}; use a fake that listens on 127.0.0.1."
            raise NetworkClosed(message)
        real(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


@pytest.fixture(autouse=True)
def _known_surely(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever acts is known surely enough and has signed, but in tests marked `assurance`, which are about just that.

    Journeys run the product as it is, in processes of its own.
    """
    touches = request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(request.fixturenames)
    if not touches or request.node.get_closest_marker("assurance"):
        return
    for place in ("tayseer.casework.certainty.shortfall", "tayseer.portal.proving.shortfall"):
        monkeypatch.setattr(place, lambda *_, **__: None)
    for place in ("tayseer.casework.filing.require_signature", "tayseer.casework.actions.require_signature"):
        monkeypatch.setattr(place, lambda *_, **__: None)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
