"""The demonstration country, running: web server, worker, bank and database, as `tayseer serve` starts them."""

import subprocess
import sys
from pathlib import Path

from tests.support import processes

STARTS_WITHIN_SECONDS = 120
STOPS_WITHIN_SECONDS = 30
LINES_OF_A_DUMP = 80


class Country:
    """One installation with a data folder and ports of its own, whose clock can be moved forward."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.output = folder / "said.txt"
        self.port = processes.free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where its portal is, by the name that passkeys can be bound to."""
        return f"http://localhost:{self.port}"

    @property
    def said(self) -> str:
        """The last of what all its processes wrote; nothing once its folder is gone."""
        if not self.output.exists():
            return ""
        lines = self.output.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-LINES_OF_A_DUMP:])

    def start(self) -> None:
        """Start it and wait until it greets."""
        self.process = processes.tayseer("serve", "--port", str(self.port), data=self.data, output=self.output)
        process = self.process

        def greeted_or_gone() -> bool:
            return "is ready" in self.output.read_text("utf-8", "replace") or process.poll() is not None

        processes.eventually(greeted_or_gone, what="the greeting", within=STARTS_WITHIN_SECONDS)
        assert process.poll() is None, self.said

    def stop(self) -> None:
        """Stop every part; whoever does not go in time is left to the supervisor's own end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(STOPS_WITHIN_SECONDS)

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the product on this installation."""
        return subprocess.run(
            [sys.executable, "-m", "tayseer", *arguments],
            env=processes.environment(self.data),
            capture_output=True,
            text=True,
            check=False,
        )

    def advance(self, time: str) -> None:
        """Move its clock forward, such as by ``10d``; everybody's session ends when more than half a day passes."""
        done = self.run("demo", "advance", time)
        assert done.returncode == 0, done.stderr
