"""Events of made-up records, those who write them, and a subscriber who takes them, or does not."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from django.db import connection

from tayseer.exchange import delivery, outbox, standing, subscriptions
from tayseer.exchange.delivery import UnableToDeliver
from tayseer.exchange.events import Happened
from tayseer.exchange.subscriptions import Claim, LostLease

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
EXTENDED = "residency.iqama.extended"


class Crash(BaseException):
    """The worker is killed just here."""


def renewal(owner: int, number: int, *, name: str = EXTENDED) -> Happened:
    """The renewal of one holder's iqama; ``number`` is which of that holder's events it is."""
    data = {"state": "active", "n": number}
    return Happened(name, "residency.iqama", owner, f"person:{owner}", data, {"number": "2"})


def write(*happened: Happened, at: datetime = AT) -> None:
    """Write events and give them places."""
    outbox.write(happened, at=at)
    while outbox.sequence():
        pass


def subscribe(code: str = "labour", *, address: str = "/r1/DEV/GOV/2005/permits/events", **more: Any) -> None:
    """Subscribe somebody to all events of iqamas, with a field that is not in any real contract."""
    known = more.pop("known", None)
    subscriptions.subscribe(
        code=code, address=address, patterns=more.pop("patterns", ["residency.iqama.*"]),
        fields=more.pop("fields", {"state": ""}), at=more.pop("at", AT), known=known or kinds_here(), **more,
    )  # fmt: skip


def kinds_here() -> dict[str, Any]:
    """The kinds of events that these tests know."""
    from tayseer.exchange.events import kinds
    from tayseer.services import catalogue

    return kinds(effect for service in catalogue().values() for effect in service.every_effect)


def empty() -> None:
    """Take all events and subscriptions away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE exchange_event, exchange_event_mark, exchange_subscription, exchange_aside RESTART IDENTITY"
        )


def row_of(code: str = "labour") -> dict[str, Any]:
    """One subscription as its row says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM exchange_subscription WHERE code = %s", [code])
        return dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))


def one_more(code: str = "labour") -> str:
    """The subscription's id by its code, as SQL finds it."""
    return row_of(code)["id"]


@dataclass
class Writer:
    """A connection that writes events of one owner and may commit late, or never."""

    owner: int
    numbers: Callable[[int], int]
    _link: psycopg.Connection[Any] | None = None
    _open: list[tuple[str, int]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self._link is not None

    def write(self, count: int) -> None:
        """Begin, and write so many events."""
        said = connection.settings_dict
        self._link = psycopg.connect(
            dbname=said["NAME"], user=said["USER"] or None, host=said["HOST"] or None, port=said["PORT"] or None,
            password=said["PASSWORD"] or None,
        )  # fmt: skip
        happened = [renewal(self.owner, self.numbers(self.owner) + place) for place in range(count)]
        values = outbox.insert_values(happened, at=AT)
        self._link.execute(outbox.INSERT, values)
        self._open = [(str(one), self.numbers(self.owner) + place) for place, one in enumerate(values[0])]

    def end(self, *, commit: bool) -> list[tuple[str, int]]:
        """Commit or give up; returns the events that are now there, each with its number."""
        assert self._link is not None
        (self._link.commit if commit else self._link.rollback)()
        self._link.close()
        self._link = None
        return self._open if commit else []


@dataclass
class Subscriber:
    """Takes batches as a test says; ``log`` holds ids of events in the order of arrival, repeated ones too."""

    log: list[str] = field(default_factory=list)
    poison: set[str] = field(default_factory=set)
    next: list[str] = field(default_factory=list)
    during: Callable[[], None] | None = None

    def __call__(self, _held: Claim, written: Sequence[bytes]) -> None:
        """Take a batch, or refuse it; what ``next`` says comes first."""
        outcome = self.next.pop(0) if self.next else "taken"
        if self.during is not None:
            during, self.during = self.during, None
            during()
        if outcome == "down":
            raise UnableToDeliver("The subscriber does not answer.")
        if outcome == "killed before":
            raise Crash
        ids = [json.loads(one)["id"] for one in written]
        if self.poison & set(ids):
            raise UnableToDeliver("The subscriber answered 422.", is_wrong=True)
        self.log += ids
        if outcome == "killed after":
            raise Crash
        if outcome == "answer lost":
            raise UnableToDeliver("The subscriber does not answer.")


@dataclass
class Clock:
    """A clock that a test moves."""

    moment: datetime = AT

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def deliver(subscriber: Subscriber, clock: Clock, *, code: str = "labour", steps: int = 1_000) -> int:
    """Work for one subscription until nothing is to be done at present, or the worker is killed; returns the steps."""
    done = 0
    held = subscriptions.claim(one_more(code), at=clock())
    try:
        while held is not None and done < steps:
            held = delivery.step(held, send=subscriber, now=clock)
            done += 1
    except (Crash, LostLease):
        return done
    if held is not None:
        subscriptions.release(held)
    return done


def deliver_all(subscriber: Subscriber, clock: Clock, *, code: str = "labour") -> None:
    """Work, waiting out every pause, until nothing is left that is to be sent."""
    for _ in range(500):
        clock.pass_(600)
        if one_more(code) not in subscriptions.due(at=clock()):
            return
        deliver(subscriber, clock, code=code)
    message = "Something was left to send after 500 rounds."
    raise AssertionError(message)


def aside(code: str = "labour") -> int:
    """How many events are set aside or wait behind such a one."""
    [found] = [one for one in standing.standings(at=AT) if one.code == code]
    return found.aside + found.behind
