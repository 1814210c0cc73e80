"""A time-stamping authority of its own for each test of papers that wants one."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tayseer.demo.timestamp.__main__ import build
from tayseer.demo.timestamp.authority import ensure
from tayseer.documents import stamps


@pytest.fixture
def authority(tmp_path: Path, settings: Any) -> Iterator[Any]:
    """A time-stamping authority that answers, and is trusted."""
    made = ensure(tmp_path / "timestamp")
    server = build(authority=made, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.TAYSEER_TSA_URL = f"http://127.0.0.1:{server.server_port}"
    settings.TAYSEER_TSA_ANCHOR = made.folder / "anchor.pem"
    stamps.forget_failures()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()
