"""Whatever commits late, fails or is killed: nothing is lost or made up, and each owner's events keep their order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayseer.exchange import outbox, standing
from tests.platform.exchange.event_world import (
    Clock,
    Subscriber,
    Writer,
    aside,
    deliver,
    deliver_all,
    empty,
    renewal,
    subscribe,
)

pytestmark = pytest.mark.usefixtures("transactional_db")

OWNERS = range(1, 4)
OUTCOMES = ["taken", "taken", "down", "answer lost", "killed before", "killed after"]
STEPS = st.one_of(
    st.tuples(st.just("begin"), st.sampled_from(OWNERS), st.integers(1, 3)),
    st.tuples(st.just("commit"), st.sampled_from(OWNERS), st.just(0)),
    st.tuples(st.just("commit"), st.sampled_from(OWNERS), st.just(0)),
    st.tuples(st.just("roll back"), st.sampled_from(OWNERS), st.just(0)),
    st.tuples(st.just("place"), st.integers(1, 3), st.just(0)),
    st.tuples(st.just("place, killed"), st.just(0), st.just(0)),
    st.tuples(st.just("deliver"), st.lists(st.sampled_from(OUTCOMES), max_size=4), st.integers(1, 6)),
    st.tuples(st.just("overtaken"), st.sampled_from(["taken", "answer lost"]), st.integers(1, 4)),
    st.tuples(st.just("poison"), st.sampled_from(OWNERS), st.just(0)),
    st.tuples(st.just("heal"), st.just(0), st.just(0)),
    st.tuples(st.just("wait"), st.sampled_from([1, 20, 600]), st.just(0)),
)


@dataclass
class World:
    """Writers, one subscriber, and what was really committed, by owner and in order."""

    clock: Clock = field(default_factory=Clock)
    subscriber: Subscriber = field(default_factory=Subscriber)
    committed: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    writers: dict[int, Writer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.writers = {owner: Writer(owner, lambda one: len(self.committed[one])) for owner in OWNERS}

    def do(self, what: str, first: object, second: int) -> None:
        """One step of the story."""
        if what in {"begin", "commit", "roll back"}:
            self.write(what, int(str(first)), second)
        elif what == "place":
            outbox.sequence(most=int(str(first)))
        elif what == "place, killed":
            with transaction.atomic():
                outbox.sequence()
                transaction.set_rollback(True)
        elif what == "deliver":
            self.subscriber.next = list(first)  # type: ignore[call-overload]
            deliver(self.subscriber, self.clock, steps=second)
            self.subscriber.next = []
        elif what == "overtaken":
            self.overtaken(str(first), second)
        elif what == "poison":
            waiting = [event for event in self.committed[int(str(first))] if event not in self.subscriber.log]
            self.subscriber.poison.update(waiting[:1])
        elif what == "heal":
            self.heal()
        else:
            self.clock.pass_(float(str(first)))

    def write(self, what: str, owner: int, count: int) -> None:
        """Begin or end an act of one owner; another act of the same owner waits, as the record's lock makes it."""
        writer = self.writers[owner]
        if what == "begin":
            if not writer.is_open:
                writer.write(count)
        elif writer.is_open:
            self.committed[owner] += [event for event, _ in writer.end(commit=what == "commit")]

    def overtaken(self, outcome: str, steps: int) -> None:
        """A worker sleeps in the middle of sending for longer than its lease, and another takes over."""

        def meanwhile() -> None:
            self.clock.pass_(60)
            deliver(self.subscriber, self.clock, steps=steps)

        self.subscriber.next, self.subscriber.during = [outcome], meanwhile
        deliver(self.subscriber, self.clock, steps=1)
        self.subscriber.next, self.subscriber.during = [], None

    def heal(self) -> None:
        """The subscriber is mended, and the operator has what was set aside sent again."""
        self.subscriber.poison.clear()
        standing.resend(code="labour", at=self.clock())

    def end(self) -> None:
        """All acts come to their end and everything that can be sent is sent."""
        for owner, writer in self.writers.items():
            if writer.is_open:
                self.write("commit", owner, 0)
        while outbox.sequence():
            pass
        # First all that can be sent while some are never taken, then these and what waits behind them.
        deliver_all(self.subscriber, self.clock)
        self.heal()
        deliver_all(self.subscriber, self.clock)

    def first_arrivals(self, owner: int) -> list[str]:
        """The owner's events in the order in which each arrived for the first time."""
        of_owner = set(self.committed[owner])
        return [event for event in dict.fromkeys(self.subscriber.log) if event in of_owner]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(story=st.lists(STEPS, min_size=4, max_size=40))
def test_every_committed_event_arrives_and_each_owner_s_in_order(story: list[tuple[str, object, int]]) -> None:
    empty()
    subscribe(fields={"state": ""})
    world = World()
    try:
        with override_settings(TAYSEER_EVENT_TRIES=2):
            for step in story:
                world.do(*step)
            world.end()
    finally:
        for writer in world.writers.values():
            if writer.is_open:
                writer.end(commit=False)

    assert set(world.subscriber.log) == {event for events in world.committed.values() for event in events}
    assert {owner: world.first_arrivals(owner) for owner in OWNERS} == {
        owner: world.committed[owner] for owner in OWNERS
    }
    assert aside() == 0


def test_an_event_written_first_and_committed_last_is_not_passed_over() -> None:
    empty()
    subscribe()
    late, early, subscriber, clock = Writer(1, lambda _: 0), Writer(2, lambda _: 0), Subscriber(), Clock()
    late.write(1)
    early.write(1)
    second = [event for event, _ in early.end(commit=True)]
    outbox.sequence()
    deliver_all(subscriber, clock)
    first = [event for event, _ in late.end(commit=True)]
    outbox.sequence()
    deliver_all(subscriber, clock)

    assert subscriber.log == [*second, *first]


def test_places_follow_one_another_without_gaps_even_when_a_round_is_killed() -> None:
    empty()
    outbox.write([renewal(1, 0), renewal(1, 1)], at=Clock()())
    with transaction.atomic():
        assert outbox.sequence() == 2
        transaction.set_rollback(True)
    outbox.write([renewal(1, 2)], at=Clock()())

    assert (outbox.sequence(most=2), outbox.sequence(), outbox.sequence()) == (2, 1, 0)
    assert outbox.last_position() == 3
