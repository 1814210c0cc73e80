"""Events on their way to the labour ministry: signed, once for their effect, and no bad day loses or repeats one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from tayseer.demo.agencies.books import Books
from tayseer.demo.agencies.events import Store, store_in
from tayseer.demo.agencies.server import Offices, build
from tayseer.demo.agencies.weather import Weather
from tayseer.exchange import conf, jobs, outbox, signing, standing, subscriptions
from tayseer.exchange.delivery import FIRST_PAUSE, LONGEST_PAUSE, pause_after
from tayseer.exchange.sources import LABOUR
from tayseer.site import clock
from tests.platform.exchange.conftest import Outside
from tests.platform.exchange.event_world import (
    AT,
    Clock,
    Subscriber,
    deliver,
    deliver_all,
    one_more,
    renewal,
    row_of,
    subscribe,
    write,
)
from tests.support import processes

pytestmark = pytest.mark.usefixtures("transactional_db")

MANY = 1_250


@pytest.fixture
def heard(outside: Outside, settings: Any) -> Store:
    """What the ministry has heard, and somebody who waits for its answers no longer than a second."""
    settings.TAYSEER_EVENT_TIMEOUT, settings.TAYSEER_EVENT_TRIES = 1.0, 2
    return store_in(outside.folder)


@pytest.fixture
def ahead(monkeypatch: Any) -> Clock:
    """The platform's clock, moved by the test; signatures go by the real one."""
    moved = Clock()
    monkeypatch.setattr(clock, "now", moved)
    return moved


def renewals(count: int, *, owners: int = 7) -> None:
    write(*(renewal(1 + number % owners, number) for number in range(count)))


def carry(ahead: Clock, *, rounds: int = 12, seconds: float = 3600, code: str = "labour") -> None:
    """Let the worker carry, each pause waited out."""
    for _ in range(rounds):
        ahead.pass_(seconds)
        jobs.carry(one_more(code))


def test_the_ministry_hears_of_every_renewal_once_and_in_order(heard: Store, ahead: Clock) -> None:
    subscribe()
    renewals(MANY)

    carry(ahead, rounds=1)

    assert heard.count() == MANY
    assert sorted(count for count, _ in heard.renewals().values()) == [178, 178, 178, 179, 179, 179, 179]
    assert row_of()["position"] == MANY
    assert (row_of()["failures"], row_of()["lease"]) == (0, None)


def test_only_what_was_asked_for_is_sent(heard: Store, ahead: Clock) -> None:
    subscribe(patterns=["residency.iqama.extended"], fields={"expires_on": ""})
    write(renewal(1, 0), renewal(1, 1, name="residency.iqama.card_lost"), renewal(1, 2))

    carry(ahead, rounds=1)

    assert heard.count() == 2
    assert row_of()["position"] == 3


@pytest.mark.parametrize(
    ("weather", "taken"),
    [("silent", True), ("failing", False), ("forged", True)],
)
def test_a_bad_day_loses_nothing_and_does_nothing_twice(
    outside: Outside, heard: Store, ahead: Clock, weather: str, taken: bool, monkeypatch: Any
) -> None:
    monkeypatch.setattr("tayseer.demo.agencies.events.SILENT_SECONDS", 1.5)
    subscribe()
    renewals(30)
    outside.weather.change(LABOUR.code, weather)

    carry(ahead, rounds=2)
    assert row_of()["failures"] > 0
    assert row_of()["position"] == 0
    processes.eventually(lambda: heard.count() > 0 or not taken, what="the events whose answers were lost")

    outside.weather.change(LABOUR.code, "fair")
    carry(ahead)
    assert heard.count() == 30
    assert sum(count for count, _ in heard.renewals().values()) == 30
    assert row_of()["position"] == 30


def test_an_earlier_answer_does_not_stand_in_for_the_one_that_is_waited_for(
    outside: Outside, heard: Store, ahead: Clock
) -> None:
    subscribe()
    renewals(10)
    carry(ahead, rounds=1)
    outside.weather.change(LABOUR.code, "replayed")
    renewals(10)

    carry(ahead, rounds=1)
    assert row_of()["position"] == 10
    assert "not believed" in row_of()["problem"]

    outside.weather.change(LABOUR.code, "fair")
    carry(ahead)
    assert (heard.count(), row_of()["position"]) == (20, 20)


def test_a_subscriber_without_a_key_here_is_not_believed(heard: Store, ahead: Clock) -> None:
    (conf.data() / signing.KEYS / "agency-labour.pub.pem").unlink()
    subscribe()
    renewals(1)

    carry(ahead, rounds=1)

    assert row_of()["position"] == 0
    assert "has not laid down its public key" in row_of()["problem"]


def test_nobody_but_the_platform_can_tell_the_ministry(outside: Outside, heard: Store, ahead: Clock) -> None:
    subscribe()
    renewals(1)
    stranger = signing.own_signer(data=conf.data() / "elsewhere", party=signing.PLATFORM)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conf, "signer", lambda: stranger)
        carry(ahead, rounds=1)

    assert heard.count() == 0
    assert "401" in row_of()["problem"]


@contextmanager
def another_agency(outside: Outside, code: str) -> Iterator[tuple[str, Store, Weather]]:
    """One more agency that hears of events, with a store and a key of its own; gives its address too."""
    data, folder = conf.data(), outside.folder.parent / f"agencies-{code}"
    offices = Offices(
        books=Books(folder), weather=Weather(folder), data=data, now=signing.real_now,
        signers={LABOUR.code: signing.own_signer(data=data, party=conf.party_of(code))},
        stranger=signing.own_signer(data=folder, party="stranger"),
    )  # fmt: skip
    server = build(offices=offices, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/r1/DEV/GOV/2005/permits/events", store_in(folder), offices.weather
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def settled() -> bool:
    with jobs._lock:
        return not jobs._carried


def test_one_who_does_not_answer_holds_up_nobody(outside: Outside, heard: Store, settings: Any) -> None:
    settings.TAYSEER_EVENT_TIMEOUT = 20.0
    released = threading.Event()
    with another_agency(outside, "traffic") as (address, told, _weather), pytest.MonkeyPatch.context() as patch:
        patch.setattr("tayseer.demo.agencies.events.time.sleep", lambda _seconds: released.wait(20))
        subscribe("labour")
        subscribe("traffic", address=address)
        outside.weather.change(LABOUR.code, "silent")
        outbox.write([renewal(1 + number % 7, number) for number in range(MANY)], at=AT)

        jobs.deliver_pending()
        processes.eventually(lambda: told.count() == MANY, what="the other agency to hear of everything")
        processes.eventually(lambda: row_of("traffic")["position"] == MANY, what="its answers to be noted")
        # Meanwhile the first batch of the silent one is still on its way.
        assert row_of("labour")["position"] == 0
        assert row_of("labour")["lease"] is not None
        released.set()
        processes.eventually(settled, what="the worker's threads to end")


def test_two_workers_do_not_carry_for_one_subscriber_at_once(heard: Store) -> None:
    subscribe()
    renewals(3)

    held = subscriptions.claim(one_more(), at=AT)

    assert held is not None
    assert subscriptions.claim(one_more(), at=AT) is None
    assert subscriptions.due(at=AT) == []
    subscriptions.release(held)
    assert subscriptions.due(at=AT) == [one_more()]


def test_an_event_that_is_never_taken_is_set_aside_and_its_owner_s_wait_behind_it(settings: Any) -> None:
    settings.TAYSEER_EVENT_TRIES = 3
    subscribe()
    renewals(40, owners=4)
    ids = events_by_place()
    subscriber, moved = Subscriber(poison={ids[9]}), Clock()

    deliver_all(subscriber, moved)
    assert set(ids) - set(subscriber.log) == {one for place, one in enumerate(ids) if place % 4 == 1 and place >= 9}
    [aside] = standing.asides(code="labour")
    assert (str(aside.event_id), aside.tries, aside.is_sent_again) == (ids[9], 3, False)
    assert "422" in aside.problem

    subscriber.poison.clear()
    assert standing.resend(code="labour", at=moved()) == 8
    deliver_all(subscriber, moved)
    of_owner = [one for one in subscriber.log if one in ids[1::4]]
    assert of_owner == ids[1::4]
    assert standing.asides(code="labour") == []


def test_an_event_that_can_never_be_taken_is_let_go_by_the_operator(settings: Any) -> None:
    settings.TAYSEER_EVENT_TRIES = 2
    subscribe()
    renewals(6, owners=2)
    ids = events_by_place()
    subscriber, moved = Subscriber(poison={ids[1]}), Clock()
    deliver_all(subscriber, moved)

    assert standing.drop(code="labour", event_id=standing.asides(code="labour")[0].event_id, at=moved()) == 2
    deliver_all(subscriber, moved)

    assert subscriber.log == [ids[0], ids[2], ids[4], ids[3], ids[5]]


def test_while_a_subscriber_is_down_nothing_is_set_aside(settings: Any) -> None:
    settings.TAYSEER_EVENT_TRIES = 2
    subscribe()
    renewals(5)
    subscriber, moved = Subscriber(next=["down"] * 40), Clock()

    for _ in range(20):
        moved.pass_(600)
        deliver(subscriber, moved)
    assert standing.asides(code="labour") == []
    assert row_of()["position"] == 0

    deliver_all(subscriber, moved)
    assert subscriber.log == events_by_place()


def test_one_event_is_sent_again_by_its_id_and_all_from_a_position_on() -> None:
    subscribe()
    renewals(5)
    ids = events_by_place()
    subscriber, moved = Subscriber(), Clock()
    deliver_all(subscriber, moved)

    assert standing.resend(code="labour", event_id=ids[2], at=moved()) == 1
    deliver_all(subscriber, moved)
    assert subscriber.log == [*ids, ids[2]]
    assert standing.resend(code="labour", position=3, at=moved()) == 2
    deliver_all(subscriber, moved)
    assert subscriber.log == [*ids, ids[2], *ids[3:]]


def test_what_was_not_sent_yet_is_not_sent_out_of_turn() -> None:
    subscribe()
    renewals(2)

    with pytest.raises(standing.UnableToResend):
        standing.resend(code="labour", event_id=events_by_place()[1], at=AT)


def test_whoever_is_stopped_hears_nothing_and_catches_up_later() -> None:
    subscribe()
    subscriptions.stop(code="labour", at=AT)
    renewals(3)
    subscriber, moved = Subscriber(), Clock()
    deliver_all(subscriber, moved)
    assert subscriber.log == []

    subscribe()
    deliver_all(subscriber, moved)
    assert subscriber.log == events_by_place()


def test_what_is_told_under_a_legal_basis_is_in_the_audit_of_that_person(audited: Callable[[], list[Any]]) -> None:
    subscribe(fields={"number": "Labour Law, article 39"}, patterns=["residency.iqama.issued"])
    write(renewal(41, 0, name="residency.iqama.issued"))
    deliver_all(Subscriber(), Clock())

    assert audited() == [(41, "subscription:labour", "Labour Law, article 39", ["number"])]


def test_pauses_grow_and_differ_and_have_an_end() -> None:
    pauses = [pause_after(failures) for failures in range(15)]

    assert all(FIRST_PAUSE / 2 <= pause <= LONGEST_PAUSE for pause in pauses)
    assert pauses[0] <= FIRST_PAUSE < pauses[3]
    assert pause_after(1_000) >= timedelta(minutes=2)
    assert len({pause_after(9) for _ in range(9)}) > 1


def events_by_place() -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT event_id::text FROM exchange_event ORDER BY position")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def audited() -> Callable[[], list[Any]]:
    from django.db import connection

    def read() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT subject, object, purpose, fields FROM audit_event WHERE action = 'exchange.event.told'"
            )
            return cursor.fetchall()

    return read
