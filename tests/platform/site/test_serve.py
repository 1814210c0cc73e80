"""`tayseer serve` starts everything, says where, and leaves nothing behind, however it ends."""

import json
import os
import signal
import socket
import urllib.request
from pathlib import Path

import pytest

from tayseer.site import postgres
from tests.support import processes


class Installation:
    """A running product with a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.output = folder / "output.txt"
        self.port = processes.free_port()
        self.process = None

    def start(self) -> None:
        arguments = ["serve", "--no-demo", "--port", str(self.port)]
        # Without a hardware module keys lie in files, which is for trying out alone.
        self.process = processes.tayseer(*arguments, data=self.data, output=self.output, TAYSEER_DEBUG="1")

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return answer.read()

    def wait_until_ready(self) -> None:
        def greeted_or_gone() -> bool:
            return "is ready" in self.said or self.process.poll() is not None

        processes.eventually(greeted_or_gone, what="the greeting")
        assert "is ready" in self.said, self.said

    def children(self) -> list[int]:
        return [*processes.processes_that_mention(f"tayseer web --host 127.0.0.1 --port {self.port}"), *self.workers()]

    def workers(self) -> list[int]:
        ours = f"TAYSEER_DATA={self.data}".encode()
        every = processes.processes_that_mention("tayseer worker")
        return [pid for pid in every if ours in Path(f"/proc/{pid}/environ").read_bytes()]

    def nothing_left(self) -> bool:
        return not self.children() and not postgres.running(self.data)


@pytest.fixture
def installation(open_folder):
    made = Installation(open_folder)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.terminate()
        made.process.wait(30)


def test_it_starts_answers_stops_cleanly_and_starts_again(installation):
    installation.start()
    installation.wait_until_ready()
    assert json.loads(installation.get("/readyz")) == {"status": "ok", "database": "ok"}

    installation.process.send_signal(signal.SIGINT)
    assert installation.process.wait(30) == 0
    assert installation.said.rstrip().endswith("Stopped.")
    assert installation.nothing_left()

    installation.start()
    installation.wait_until_ready()
    assert json.loads(installation.get("/healthz"))["status"] == "ok"


def test_a_supervisor_killed_without_mercy_leaves_nobody_behind(installation):
    installation.start()
    installation.wait_until_ready()

    os.kill(installation.process.pid, signal.SIGKILL)
    installation.process.wait()

    processes.eventually(installation.nothing_left, what="children and database go after the supervisor", within=30)


def test_a_part_that_dies_stops_everything_and_is_named(installation):
    installation.start()
    installation.wait_until_ready()

    os.kill(installation.workers()[0], signal.SIGKILL)

    assert installation.process.wait(30) == 1
    assert "The worker ended by itself (by signal 9); everything else is stopped." in installation.said
    assert installation.nothing_left()


def test_a_taken_port_is_named_and_nothing_is_started(installation):
    with socket.socket() as other:
        other.bind(("127.0.0.1", installation.port))
        other.listen()

        installation.start()
        status = installation.process.wait(30)

    assert status == 1
    assert f"Port {installation.port} is in use by another program." in installation.said
    assert not installation.data.exists()


def test_without_a_place_for_keys_it_does_not_start_where_people_are(installation):
    installation.process = processes.tayseer(
        "serve", "--no-demo", "--port", str(installation.port), data=installation.data, output=installation.output
    )

    assert installation.process.wait(60) == 1
    assert "Keys in files are for development." in installation.said
