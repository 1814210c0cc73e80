"""The product's own programs over one scratch database, to be killed without mercy and started again."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import psycopg

from tayseer.site import postgres
from tayseer.site.processes import die_with_parent
from tests.support import processes, repository


@dataclass
class Programs:
    """Web server, worker and the made-up bank, each a process group of its own."""

    data: Path
    web_port: int = field(default_factory=processes.free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    killed: list[str] = field(default_factory=list)
    given_up: threading.Event = field(default_factory=threading.Event)

    PARTS: ClassVar[tuple[str, ...]] = ("bank", "worker", "web")

    @property
    def bank_port(self) -> int:
        """Where the bank listens."""
        return self.web_port + 701

    @property
    def address(self) -> str:
        """Where the web server listens."""
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def environment(self) -> dict[str, str]:
        """What every program is told."""
        return processes.environment(
            self.data,
            DATABASE_URL=postgres.url(self.data),
            DJANGO_SETTINGS_MODULE="tayseer.site.settings",
            TAYSEER_DEMO="1",
            TAYSEER_SECRET_KEY="a key for crashes only, which signs nothing that matters",
            TAYSEER_PUBLIC_URL=self.address,
            TAYSEER_PAYMENT_PROVIDER_URL=f"http://127.0.0.1:{self.bank_port}",
            TAYSEER_LOG="CRITICAL",
        )

    def command(self, part: str) -> list[str]:
        """How a part is started."""
        if part == "web":
            return ["-m", "tayseer", "web", "--port", str(self.web_port), "--workers", "2"]
        if part == "worker":
            return ["-m", "tayseer", "worker"]
        bank = ["-m", "tayseer.demo.payment_provider", "--port", str(self.bank_port), "--callback", self.address]
        return [*bank, "--data", str(self.data), "--first-retry-seconds", "0.1"]

    def start(self, part: str) -> None:
        """Start a part; it is not waited for, and goes when the tests go."""
        parent = os.getpid()

        def before_exec() -> None:
            die_with_parent(parent)

        with (self.data / f"{part}.log").open("ab") as log:
            self.running[part] = subprocess.Popen(
                [sys.executable, *self.command(part)],
                env=self.environment,
                cwd=repository.ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=before_exec,  # noqa: PLW1509 - only loads a name and calls the kernel
            )

    def kill(self, part: str) -> None:
        """Kill a part with everything it started, in the middle of whatever it does, and start it anew.

        ``web child`` kills one of the web server's processes, which the server replaces by itself; ``database`` kills
        one backend of PostgreSQL, which then ends all others and recovers.
        """
        self.killed.append(part)
        if part == "database":
            self._kill_a_backend()
        elif part == "web child":
            children = Path(f"/proc/{self.running['web'].pid}/task/{self.running['web'].pid}/children").read_text()
            if children.split():
                os.kill(int(children.split()[0]), signal.SIGKILL)
        else:
            os.killpg(self.running[part].pid, signal.SIGKILL)
            self.running[part].wait()
            if part == "web":
                processes.eventually(self._port_is_free, what="the port of the killed web server")
            self.start(part)

    def stop(self) -> None:
        """End every part."""
        for process in self.running.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def run(self, module: str, *arguments: str) -> Any:
        """Run one of this folder's programs to its end; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", f"tests.support.crash.{module}", *arguments],
            env=self.environment,
            cwd=repository.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows of the scratch database, read from outside; a recovering server is waited for."""
        found: list[tuple[Any, ...]] = []

        def read() -> bool:
            try:
                with psycopg.connect(postgres.url(self.data)) as connection:
                    found[:] = connection.execute(sql, parameters).fetchall()  # type: ignore[arg-type]
            except psycopg.OperationalError:
                return False
            return True

        processes.eventually(read, what=f"the database to answer: {sql}")
        return found

    def _kill_a_backend(self) -> None:
        with psycopg.connect(postgres.url(self.data)) as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'tayseer' ORDER BY state, pid LIMIT 1"
            ).fetchone()
        if found is not None:
            os.kill(found[0], signal.SIGKILL)

    def _port_is_free(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.web_port)) != 0
