"""Gives the made-up agencies their books: once, what they have attested of the demonstration's people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.demo.agencies.books import FILE, FOLDER, write
from tayseer.exchange.queries import words_of
from tayseer.exchange.sources import SOURCES
from tayseer.kit.records import contract_of

if TYPE_CHECKING:
    from pathlib import Path

#: As many as a process keeps in its memory with ease; the cast comes first. Of others the agencies know nothing.
MOST_FACTS = 20_000


def ensure(data: Path) -> int:
    """Write the books when there are none yet, and return how many facts they hold; 0 when they were there."""
    folder = data / FOLDER
    if (folder / FILE).exists():
        return 0
    facts = [
        {"kind": contract_of(record).__step__, **fact}
        for record, source in SOURCES.items()
        for fact in words_of(source, limit=MOST_FACTS)
    ]
    return write(folder, facts)
