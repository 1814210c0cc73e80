"""The lock of the catalogue: which definition of each service was published from which day on, one line for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tayseer.kit.render import definition_of, digest_of
from tayseer.services import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "services.lock"
HEAD = (
    "# The published definitions: day, service, digest. Lines are only added, by `tayseer lock`; say in CHANGELOG.md",
    "# what a new line changes for people, and from which day of law.",
)


class UnableToReadLock(Exception):
    """A line of the lock is not day, code and digest; the message names it."""


@dataclass(frozen=True)
class Published:
    """One definition of one service, as a case filed from that day on pins it."""

    day: date
    code: str
    digest: str


def read(path: Path) -> list[Published]:
    """Return every line in order; none when there is no file yet. Raises ``UnableToReadLock``."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [_line(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]


def digests() -> dict[str, str]:
    """The digest of each service of the catalogue as it stands, the very one that a case pins."""
    return {code: digest_of(definition_of(service)) for code, service in catalogue().items()}


def stale(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each code whose definition has no line, or another than its last one, with what to do."""
    last = {one.code: one.digest for one in read(path)}
    for code, digest in digests().items():
        if last.get(code) != digest:
            said = "has changed since it was published" if code in last else "is not published yet"
            yield code, f"{said}; run: tayseer lock, and say in CHANGELOG.md what changes"
    for code in sorted(set(last) - set(catalogue())):
        yield code, "was published and is gone; a code is never given up: keep the file and close the service"


def write(path: Path, *, on: date) -> list[str]:
    """Add a line of that day for each definition that has none, and return their codes; nothing else is touched."""
    old = read(path)
    last = {one.code: one.digest for one in old}
    new = [Published(on, code, digest) for code, digest in digests().items() if last.get(code) != digest]
    if new or not path.exists():
        lines = [f"{one.day} {one.code} {one.digest}" for one in (*old, *new)]
        path.write_text("\n".join([*HEAD, *lines]) + "\n", "utf-8")
    return [one.code for one in new]


def _line(number: int, line: str) -> Published:
    try:
        day, code, digest = line.split()
        return Published(date.fromisoformat(day), code, digest)
    except ValueError as error:
        message = f"Line {number} of {NAME} is not day, code and digest: {line}. Restore it from the history."
        raise UnableToReadLock(message) from error
