"""What the made-up agencies know: one file for all, a line for each fact, read anew when it has changed."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tayseer.kit.records import contract_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tayseer.kit.records import Record

FILE = "facts.jsonl"
FOLDER = "agencies"

#: A fact as an agency keeps it: the last day on which it counts, in ISO form or None, and its further fields.
Fact = dict[str, Any]


@dataclass
class Books:
    """The facts by kind and by what the one they are about is called."""

    folder: Path
    _read_at: int = -1
    _facts: dict[tuple[str, str], Fact] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, record: type[Record], key: str) -> Fact | None:
        """Return what is known of that kind under this number or plate, ``None`` when nothing is."""
        with self._lock:
            self._read_when_changed()
            return self._facts.get((contract_of(record).__step__, key))

    def _read_when_changed(self) -> None:
        path = self.folder / FILE
        try:
            changed = path.stat().st_mtime_ns
        except FileNotFoundError:
            return
        if changed != self._read_at:
            lines = (json.loads(line) for line in path.read_text("utf-8").splitlines())
            self._facts = {(one["kind"], one["key"]): one for one in lines}
            self._read_at = changed


def write(folder: Path, facts: Iterable[Mapping[str, Any]]) -> int:
    """Write the books anew, whole or not at all; each fact has ``kind``, ``key``, ``valid_until`` and ``values``."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(dict(fact), ensure_ascii=False) for fact in facts]
    draft = folder / f".{FILE}.{os.getpid()}"
    draft.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    draft.replace(folder / FILE)
    return len(lines)
