"""Counts of requests, one small shared-memory file per process, so that any process can show the sum of all."""

import mmap
import os
import struct
import threading
from pathlib import Path

from django.conf import settings

STATUS_CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
# Upper bounds in seconds; a page should fit the third, and a filing the fourth.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
# Per status class one count, per bound one count, then all requests and the sum of their microseconds.
SLOTS = len(STATUS_CLASSES) + len(BOUNDS) + 2
SIZE = SLOTS * 8

_lock = threading.Lock()
_mine: tuple[int, mmap.mmap] | None = None


def folder() -> Path:
    """Where the processes keep their counts."""
    return Path(settings.TAYSEER_DATA) / "counters"


def clear() -> None:
    """Forget the counts of an earlier start; called before the web processes start."""
    for path in folder().glob("*.bin"):
        path.unlink(missing_ok=True)


def count(status: int, seconds: float) -> None:
    """Count one answered request."""
    slots = [min(max(status // 100, 1), 5) - 1]
    slots += [len(STATUS_CLASSES) + place for place, bound in enumerate(BOUNDS) if seconds <= bound][:1]
    memory = _memory()
    with _lock:
        for slot in slots:
            _add(memory, slot, 1)
        _add(memory, SLOTS - 2, 1)
        _add(memory, SLOTS - 1, int(seconds * 1_000_000))


def exposition() -> str:
    """All processes' counts in Prometheus' text format."""
    sums = [0] * SLOTS
    for path in folder().glob("*.bin"):
        raw = path.read_bytes()
        if len(raw) == SIZE:
            sums = [have + more for have, more in zip(sums, struct.unpack(f"<{SLOTS}Q", raw), strict=True)]
    total, microseconds = sums[-2:]
    lines = ["# HELP tayseer_requests_total Requests answered.", "# TYPE tayseer_requests_total counter"]
    lines += [f'tayseer_requests_total{{status="{name}"}} {sums[at]}' for at, name in enumerate(STATUS_CLASSES)]
    lines += [
        "# HELP tayseer_request_seconds Time to answer a request.",
        "# TYPE tayseer_request_seconds histogram",
    ]
    running = 0
    for at, bound in enumerate(BOUNDS):
        running += sums[len(STATUS_CLASSES) + at]
        lines.append(f'tayseer_request_seconds_bucket{{le="{bound}"}} {running}')
    lines += [
        f'tayseer_request_seconds_bucket{{le="+Inf"}} {total}',
        f"tayseer_request_seconds_sum {microseconds / 1_000_000}",
        f"tayseer_request_seconds_count {total}",
    ]
    return "\n".join(lines) + "\n"


def _memory() -> mmap.mmap:
    """This process's counts; a forked process makes its own."""
    global _mine  # noqa: PLW0603 - one file per process, opened at its first request
    if _mine is None or _mine[0] != os.getpid():
        with _lock:
            if _mine is None or _mine[0] != os.getpid():
                folder().mkdir(parents=True, exist_ok=True)
                with (folder() / f"{os.getpid()}.bin").open("w+b") as file:
                    file.truncate(SIZE)
                    _mine = (os.getpid(), mmap.mmap(file.fileno(), SIZE))
    return _mine[1]


def _add(memory: mmap.mmap, slot: int, amount: int) -> None:
    at = slot * 8
    struct.pack_into("<Q", memory, at, struct.unpack_from("<Q", memory, at)[0] + amount)
