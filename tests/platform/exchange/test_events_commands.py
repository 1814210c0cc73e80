"""The commands by which an operator works with events, as they are typed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from tayseer.exchange import outbox, standing
from tayseer.site import clock
from tayseer.site.commands import events
from tests.platform.exchange.event_world import (
    AT,
    Clock,
    Subscriber,
    deliver_all,
    renewal,
    row_of,
    subscribe,
    write,
)

pytestmark = pytest.mark.usefixtures("transactional_db")

TO = ("--to", "https://labour.example/events")


def said(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(events.command, list(words), catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_kinds_are_listed_with_what_needs_a_basis() -> None:
    listed = {one["type"]: one for one in json.loads(said("list", "--format", "json"))}

    renewed = listed["sa.gov.residency.iqama.extended.v1"]
    assert (renewed["ar"], renewed["fields"]) == ("تمديد الإقامة", ["expires_on", "late_renewals"])
    assert "[number]" in said("list")


def test_somebody_subscribes_with_a_contract_and_stops() -> None:
    said("subscribe", "labour", *TO, "--event", "residency.iqama.*", "--field", "state",
         "--field", "number=Labour Law, article 39", "--from", "beginning")  # fmt: skip

    shown = said("status")
    assert "hears of     residency.iqama.*; with state, number (Labour Law, article 39)" in shown
    assert "labour  active  https://labour.example/events" in shown
    said("stop", "labour")
    assert "labour  stopped" in said("status")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("subscribe", "labour", *TO, "--event", "flying.*"), "No event is called flying.*"),
        (("subscribe", "labour", *TO, "--event", "residency.*", "--field", "number"), "needs its legal basis"),
        (("stop", "nobody"), "Nobody is subscribed as nobody"),
        (("resend", "nobody"), "Nobody is subscribed as nobody"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(words: tuple[str, ...], reason: str) -> None:
    assert reason in said(*words, code=1)


def test_an_event_set_aside_is_shown_and_sent_again(settings: Any) -> None:
    settings.TAYSEER_EVENT_TRIES = 2
    subscribe()
    outbox.write([renewal(1, 0), renewal(1, 1)], at=AT)
    outbox.sequence()
    everything: list[str] = []
    subscriber, moved = Subscriber(log=everything), Clock(clock.now())
    listed = json.loads(said("status", "--format", "json"))
    assert listed["subscriptions"][0]["waiting"] == 2
    subscriber.poison = {_first()}
    deliver_all(subscriber, moved)

    shown = said("status")
    assert "set aside    1, and behind them 1" in shown
    assert f"{_first()}  residency.iqama.extended  2 tries: The subscriber answered 422." in shown

    subscriber.poison.clear()
    assert "Sent again from the worker's next round on: 2." in said("resend", "labour")
    deliver_all(subscriber, moved)
    assert len(everything) == 2
    assert "set aside" not in said("status")


def test_one_event_is_let_go_and_a_position_is_gone_back_to(settings: Any) -> None:
    settings.TAYSEER_EVENT_TRIES = 2
    subscribe()
    write(renewal(1, 0), renewal(1, 1))
    subscriber, moved = Subscriber(poison={_first()}), Clock(clock.now())
    deliver_all(subscriber, moved)

    assert "on: 1." in said("resend", "labour", "--without", _first())
    assert standing.asides(code="labour") == []
    assert "on: 2." in said("resend", "labour", "--from", "0")
    assert row_of()["position"] == 0
    assert "Give one of" in said("resend", "labour", "--from", "0", "--id", _first(), code=2)


def _first() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT event_id::text FROM exchange_event ORDER BY position LIMIT 1")
        return str(cursor.fetchone()[0])
