"""Answers prepared requests inside this process, as the web server would, to look at what they do."""

import cProfile
import io
import pstats
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from tayseer.site.bench import statements
from tayseer.site.bench.stage import UnableToMeasure

#: Lines of a profile that are shown.
SHOWN = 30


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


def answer(request: bytes) -> Answer:
    """Answer one prepared request as the web server would."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode("ascii").split("\r\n")
    method, target, _ = first.split(" ")
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    for line in lines:
        name, _, value = line.partition(": ")
        key = name.upper().replace("-", "_")
        environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
    said: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        del exc_info
        said.update(status=int(status[:3]), headers=dict(headers))

    chunks = _application()(environ, start)
    try:
        content = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    return Answer(said["status"], said["headers"], content)


@cache
def _application() -> Any:
    return import_module("tayseer.site.wsgi").application


def once(requests: Sequence[bytes], *, status: int) -> None:
    """Answer each request once, so that what a first reading leaves behind is there. Raises ``UnableToMeasure``."""
    for request in requests:
        got = answer(request)
        if got.status != status:
            message = f"A request was answered {got.status}, not {status}: {got.body[:300].decode(errors='replace')}"
            raise UnableToMeasure(message)


def record(requests: Sequence[bytes], *, status: int, marker: str = "") -> list[list[statements.Statement]]:
    """The statements of each request. Raises ``UnableToMeasure`` when an answer is not what it should be."""
    found = []
    for request in requests:
        with statements.recorded() as recorder:
            got = answer(request)
        if got.status != status or marker not in got.headers.get("Location", ""):
            words = got.body[:300].decode(errors="replace")
            message = f"A request was answered {got.status}, not {status}: {words or got.headers.get('Location', '')}"
            raise UnableToMeasure(message)
        found.append(recorder.statements)
    return found


def profile(requests: Sequence[bytes]) -> str:
    """Where the processor time of this thread goes: the costliest functions by own time, then by whole time."""
    # Time of the processor, so that neither waiting for the database nor other programs count.
    profiler = cProfile.Profile(time.thread_time)
    for request in requests:
        profiler.runcall(answer, request)
    out = io.StringIO()
    stats = pstats.Stats(profiler, stream=out).strip_dirs()
    stats.sort_stats("tottime").print_stats(SHOWN)
    stats.sort_stats("cumtime").print_stats(SHOWN * 2)
    lines = [line for line in out.getvalue().splitlines() if line.strip()]
    return "\n".join([f"{len(requests)} requests, seconds:", *lines])
