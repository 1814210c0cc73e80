"""Running the product's own processes in tests, and waiting for what they do."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.support import repository

PATIENCE_SECONDS = 60


#: Below the ports that the kernel lends to connections, which come and go between our look and our use.
PORTS = range(12_000, 30_000)


def free_port() -> int:
    """A port nobody listens on, with the four above it by 701 to 704 free as well."""
    while True:
        port = random.choice(PORTS)
        if all(_is_free(port + beside) for beside in (0, 701, 702, 703, 704)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of an installation of its own, untouched by the tests' database."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TAYSEER_", "DATABASE_URL"))}
    path = os.pathsep.join([str(repository.ROOT / "src"), inherited.get("PYTHONPATH", "")])
    return inherited | {"PYTHONPATH": path, "TAYSEER_DATA": str(data), "PYTHONUNBUFFERED": "1"} | more


def tayseer(*arguments: str, data: Path, output: Path, **more: str) -> subprocess.Popen[bytes]:
    """Start a command of the product in the background, with more variables; what it says goes to a file."""
    with output.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "tayseer", *arguments],
            env=environment(data, **more),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def eventually(true: Callable[[], object], *, what: str, within: float = PATIENCE_SECONDS) -> None:
    """Wait until something is true; say what was waited for when it never comes."""
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, f"waited {within:.0f} seconds in vain: {what}"
        time.sleep(0.05)


def processes_that_mention(words: str) -> Iterator[int]:
    """The processes whose command line holds these words, this one apart."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if words in line and state != "Z":
                yield int(folder.name)
