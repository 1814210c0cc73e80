"""The made-up agencies, answering in a thread of the test, with books and weather of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tayseer.demo.agencies.books import Books, write
from tayseer.demo.agencies.server import Offices, Server, build
from tayseer.demo.agencies.weather import Weather
from tayseer.exchange import conf, signing
from tayseer.exchange.sources import AGENCIES
from tests.platform.exchange.event_world import empty
from tests.platform.ledger.committing import committed_books


@dataclass
class Outside:
    """The agencies as a test sets them: what they know, and what kind of day they have."""

    folder: Path
    weather: Weather
    server: Server

    @property
    def address(self) -> str:
        """Where they are."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def know(self, *facts: dict[str, Any]) -> None:
        """Let the books hold these facts alone."""
        write(self.folder, [{"values": {}, **fact} for fact in facts])


@pytest.fixture
def outside(tmp_path: Path, settings: Any) -> Iterator[Outside]:
    """Six agencies that know nobody yet, linked with the platform."""
    settings.TAYSEER_DATA, settings.TAYSEER_AGENCIES_TIMEOUT = tmp_path, 1.0
    signing.own_signer(data=tmp_path, party=signing.PLATFORM)
    folder = tmp_path / "agencies"
    offices = Offices(
        books=Books(folder), weather=Weather(folder), data=tmp_path, now=signing.real_now,
        signers={one.code: signing.own_signer(data=tmp_path, party=conf.party_of(one.code)) for one in AGENCIES},
        stranger=signing.own_signer(data=folder, party="stranger"),
    )  # fmt: skip
    server = build(offices=offices, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    made = Outside(folder, offices.weather, server)
    settings.TAYSEER_AGENCIES_URL = made.address
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let transactions commit, with no events before and none afterwards."""
    with committed_books(django_db_blocker):
        empty()
        yield
        empty()
