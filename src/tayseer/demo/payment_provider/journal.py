"""The bank's memory: one file, one line for each thing that happened, never rewritten."""

import json
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Event = dict[str, Any]


class UnableToReadJournal(ValueError):
    """A line in the middle of the journal is damaged; the bank does not guess what it said."""


class Journal:
    """Appends events and gives them back after a restart; what is written together is kept or lost together."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = path
        self._lock = threading.Lock()
        self._drop_half_line()
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def events(self) -> Iterator[Event]:
        """Every event ever written, oldest first; raises `UnableToReadJournal`."""
        with self._path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                try:
                    yield from json.loads(line)
                except ValueError as reason:
                    message = f"{self._path} is damaged at line {number}. Restore it from a copy."
                    raise UnableToReadJournal(message) from reason

    def append(self, events: Sequence[Event]) -> None:
        """Write events as one line and wait until the disk holds them."""
        line = json.dumps(list(events), ensure_ascii=False, separators=(",", ":")) + "\n"
        with self._lock:
            os.write(self._descriptor, line.encode())
            os.fsync(self._descriptor)

    def close(self) -> None:
        """Give the file back."""
        os.close(self._descriptor)

    def _drop_half_line(self) -> None:
        # A power cut may leave half a line at the end: it was never confirmed to anybody, so it did not happen.
        if not self._path.exists():
            return
        content = self._path.read_bytes()
        if content and not content.endswith(b"\n"):
            os.truncate(self._path, content.rfind(b"\n") + 1)
