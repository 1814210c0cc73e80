"""Gives the made-up agencies their books, once: what they attested of the demonstration's people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.demo.agencies.books import FILE, FOLDER, write
from tayseer.exchange import subscriptions, xroad
from tayseer.exchange.conf import client
from tayseer.exchange.events import kinds
from tayseer.exchange.queries import words_of
from tayseer.exchange.sources import LABOUR, SOURCES
from tayseer.exchange.standing import standings
from tayseer.exchange.xroad import Member
from tayseer.kit.records import contract_of
from tayseer.services import catalogue

if TYPE_CHECKING:
    from datetime import datetime
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


def subscribe(*, at: datetime) -> None:
    """Let the labour ministry hear of iqamas, unless it is, or was, subscribed; ``at`` is UTC."""
    if any(one.code == LABOUR.code for one in standings(at=at)):
        return
    subscriptions.subscribe(
        code=LABOUR.code,
        address=xroad.path_of(Member(client().instance, "GOV", LABOUR.member, LABOUR.subsystem), "events"),
        patterns=["residency.iqama.*"],
        fields={"state": "", "expires_on": ""},
        known=kinds(effect for service in catalogue().values() for effect in service.every_effect),
        at=at,
    )
