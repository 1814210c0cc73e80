"""Benchmark of starting: `tayseer serve` in an empty folder, and once more in the same folder."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tayseer.site import postgres
from tayseer.site.bench import usage
from tayseer.site.bench.figures import Figure, Round, Used
from tayseer.site.bench.stage import Stage, UnableToMeasure, free_port

WITHIN_SECONDS = 300.0
_HIGHEST_PORT = 64_000


def start(stage: Stage) -> list[Figure]:
    """Start everything with `tayseer serve` until it says that it is ready: in an empty folder, and again.

    Fresh: PostgreSQL's cluster, all tables, the demonstration country, web server, worker, payment provider, agencies.
    Again: all that is there is found, and the processes start. Software is installed and built before. The bound is
    PostgreSQL alone: making a cluster and starting it, or starting it.
    """
    fresh, again = [], []
    for number in range(stage.options.rounds):
        stage.say(f"  start: round {number + 1} of {stage.options.rounds}")
        folder = Path(tempfile.mkdtemp(prefix="tayseer-start-"))
        folder.chmod(0o711)
        try:
            bounds = _postgres_alone(folder / "bound")
            fresh.append(_started(folder / "data", bound=bounds[0]))
            again.append(_started(folder / "data", bound=bounds[1]))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    what = (start.__doc__ or "").split("\n", 1)[0]
    return [
        Figure("start: fresh", "s", what, "PostgreSQL alone: initdb, start, database", tuple(fresh), higher=False),
        Figure("start: again", "s", what, "PostgreSQL alone: start", tuple(again), higher=False),
    ]


def _postgres_alone(data: Path) -> tuple[float, float]:
    times = []
    for _ in range(2):
        started = time.monotonic()
        postgres.ensure(data)
        times.append(time.monotonic() - started)
        postgres.release(data)
    return times[0], times[1]


def _started(data: Path, *, bound: float) -> Round:
    """Start everything, wait for the greeting, note what it holds, stop it."""
    port = _port()
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("TAYSEER_", "DATABASE_URL"))}
    output = data.with_suffix(".txt")
    with output.open("wb") as file:
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "tayseer", "serve", "--port", str(port), "--data", str(data)],
            env=ours | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        before = usage.read({"everything": process.pid})
        while f"is ready: http://localhost:{port}" not in (said := output.read_text(encoding="utf-8")):
            if process.poll() is not None or time.monotonic() > begun + WITHIN_SECONDS:
                message = f"tayseer serve did not start: {said[-1000:]}"
                raise UnableToMeasure(message)
            time.sleep(0.02)
        taken = time.monotonic() - begun
        used: dict[str, Used] = usage.since(before, {"everything": process.pid})
    finally:
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
    return Round(taken, bound, errors=int(code != 0), used=used)


def _port() -> int:
    """A free port whose neighbours for the outside world are free as well."""
    while True:
        port = free_port()
        if port < _HIGHEST_PORT and all(_is_free(port + beside) for beside in (701, 702, 703, 704)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
