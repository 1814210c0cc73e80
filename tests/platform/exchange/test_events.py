"""What happens to a record leaves as an event: written with the act, about nobody by name, as a contract says."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from tayseer.audit.contract import Actor
from tayseer.casework import actions
from tayseer.casework.filing import forget_pinned
from tayseer.exchange import conf, events, outbox, standing, subscriptions
from tayseer.exchange.events import Event, UnableToSubscribe, cloud_event, likes, subscriber_key, type_of
from tayseer.services import catalogue
from tayseer.services import service as service_of
from tests.platform.casework.test_every_service import answers_of, first_allowed
from tests.platform.exchange.event_world import AT, kinds_here, renewal, row_of, subscribe
from tests.support.stored import store_example

pytestmark = pytest.mark.django_db


def rows() -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, record, record_id, owner, data::text AS data, personal::text AS personal FROM exchange_event"
            " ORDER BY id"
        )
        names = [column.name for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{**row, "data": json.loads(row["data"]), "personal": json.loads(row["personal"])} for row in found]


def changes() -> list[tuple[str, str]]:
    """What the registries' history says happened, one line for each effect."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT effect, record FROM registries_change ORDER BY id")
        return list(dict.fromkeys(cursor.fetchall()))


def file(code: str) -> int:
    """File the first worked example that is allowed; returns the applicant."""
    service = service_of(code)
    example = first_allowed(service)
    on = date.fromisoformat(example.on)
    forget_pinned()
    applicant, subject = store_example(service, example.given, example.answers)
    at = AT.replace(year=on.year, month=on.month, day=on.day)
    actions.file_case(
        actor=Actor("person", applicant, level=3, proven_at=at), service_code=code, subject_id=subject,
        answers=answers_of(service, example, on), at=at, on=on, idempotency="told",
    )  # fmt: skip
    return applicant


AT_ONCE = [
    service.code
    for service in catalogue().values()
    if service.effects and not service.steps and not service.assurance.signed and not service.assurance.waits
]


@pytest.mark.parametrize("code", AT_ONCE)
def test_every_effect_of_a_case_is_an_event_of_the_same_record(code: str) -> None:
    file(code)

    told = list(dict.fromkeys((row["name"], row["record"]) for row in rows()))
    assert told
    assert told == changes()
    assert all(row["record_id"] and not row["owner"].endswith((":0", ":None")) for row in rows())


def test_what_is_rolled_back_was_never_told() -> None:
    with transaction.atomic():
        file(AT_ONCE[0])
        transaction.set_rollback(True)

    assert rows() == []


def test_nothing_is_asked_of_the_database_where_nothing_happened(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        outbox.write([], at=AT)


def test_a_case_s_effects_are_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        outbox.write([renewal(1, number) for number in range(5)], at=AT)

    assert [row["data"]["n"] for row in rows()] == list(range(5))


def an_event(**changed: Any) -> Event:
    values = {
        "position": 7, "event_id": uuid4(), "at": AT, "name": "residency.iqama.extended", "record": "residency.iqama",
        "record_id": 9, "owner": "person:1234", "data": {"state": "active", "expires_on": "2027-03-01"},
        "personal": {"number": "2000000014", "card_number": "77"}, **changed,
    }  # fmt: skip
    return Event(**values)


def test_an_event_is_a_cloud_event_about_nobody_by_name(settings: Any) -> None:
    settings.TAYSEER_PUBLIC_URL = "https://tayseer.example"
    event = an_event()

    told = cloud_event(event, key=subscriber_key("labour"), fields={"state": "", "number": ""})

    assert {name: value for name, value in told.items() if name != "subject"} == {
        "specversion": "1.0",
        "id": str(event.event_id),
        "source": "https://tayseer.example",
        "type": "sa.gov.residency.iqama.extended.v1",
        "time": "2026-03-01T09:00:00Z",
        "datacontenttype": "application/json",
        "data": {"state": "active"},
    }
    assert len(told["subject"]) == 32
    assert "1234" not in told["subject"]


def test_a_field_that_says_who_leaves_with_its_legal_basis_alone() -> None:
    fields = {"number": "Labour Law, article 39", "card_number": ""}

    told = cloud_event(an_event(), key=subscriber_key("labour"), fields=fields)

    assert told["data"] == {"number": "2000000014"}


def test_two_subscribers_cannot_compare_whom_they_know() -> None:
    event = an_event()
    labour, traffic = (
        cloud_event(event, key=subscriber_key(code), fields={"record": ""}) for code in ("labour", "traffic")
    )
    again = cloud_event(an_event(), key=subscriber_key("labour"), fields={"record": ""})

    assert labour["subject"] != traffic["subject"]
    assert labour["data"]["record"] != traffic["data"]["record"]
    assert (again["subject"], again["data"]) == (labour["subject"], labour["data"])


def test_another_installation_knows_everybody_by_another_name(settings: Any, tmp_path: Any) -> None:
    here = events.opaque(subscriber_key("labour"), "person:1")
    settings.TAYSEER_DATA = tmp_path

    assert events.opaque(subscriber_key("labour"), "person:1") != here
    assert (tmp_path / "keys" / "events.key").stat().st_mode & 0o077 == 0
    assert len(conf.event_secret()) == 32


def test_the_prefix_of_types_is_a_setting(settings: Any) -> None:
    settings.TAYSEER_EVENT_PREFIX = "xx.gouv"

    assert type_of("vehicles.ownership.transferred") == "xx.gouv.vehicles.ownership.transferred.v1"


def test_every_effect_of_every_service_is_a_kind_of_event_with_a_name_of_three_words() -> None:
    names = {effect.name for service in catalogue().values() for effect in service.every_effect}

    assert set(kinds_here()) == names
    assert [name for name in names if len(name.split(".")) != 3] == []


def test_names_and_numbers_are_never_open_and_keys_of_records_leave_not_at_all() -> None:
    sold = kinds_here()["vehicles.ownership.transferred"]
    born = kinds_here()["people.person.registered"]

    assert "person_id" not in sold.open | sold.personal
    assert "price_sar" in sold.personal
    assert born.open == frozenset()
    assert {"number", "born_on"} <= born.personal


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("residency.iqama.*", "residency.iqama.extended", True),
        ("residency.*", "residency.iqama.extended", True),
        ("residency.iqama.card_lost", "residency.iqama.card_lost", True),
        ("residency.iqama.card_lost", "residency.iqama.cardXlost", False),
        ("vehicles.*", "residency.iqama.extended", False),
    ],
)
def test_patterns_fit_as_they_read(pattern: str, name: str, fits: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text LIKE ANY(%s::text[])", [name, likes([pattern])])
        assert cursor.fetchone()[0] is fits


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"patterns": ["residency.passports.*"]}, "No event is called"),
        ({"patterns": ["'; DROP"]}, "No event is called"),
        ({"fields": {"colour": ""}}, "None of these events has a field colour"),
        ({"fields": {"number": ""}}, "needs its legal basis"),
        ({"address": "ftp://example.org"}, "https://"),
        ({"address": "http://192.0.2.1/x"}, "https://"),
        ({"address": "https://me:secret@example.org/x"}, "password"),
        ({"code": "a/../b"}, "letters, digits and dashes"),
    ],
)
def test_a_subscription_that_would_not_work_or_tell_too_much_is_refused(
    settings: Any, wrong: dict[str, Any], said: str
) -> None:
    settings.TAYSEER_DEMO = False

    with pytest.raises(UnableToSubscribe, match=said):
        subscribe(**wrong)


def test_whoever_subscribes_hears_from_now_on_or_from_a_position_on() -> None:
    outbox.write([renewal(1, number) for number in range(5)], at=AT)
    outbox.sequence()

    subscribe("labour")
    subscribe("traffic", position=2)

    assert (row_of("labour")["position"], row_of("traffic")["position"]) == (5, 2)


def test_a_subscription_that_is_changed_goes_on_from_where_it_was() -> None:
    subscribe(position=0)
    outbox.write([renewal(1, number) for number in range(5)], at=AT)
    outbox.sequence()
    subscriptions.stop(code="labour", at=AT)

    subscribe(fields={"expires_on": ""})

    assert (row_of()["position"], row_of()["state"]) == (0, "active")
    assert row_of()["fields"] == '{"expires_on": ""}'


def test_old_events_go_unless_somebody_still_waits_for_them() -> None:
    outbox.write([renewal(1, number) for number in range(3)], at=AT - timedelta(days=91))
    outbox.write([renewal(1, 3)], at=AT - timedelta(days=89))
    outbox.sequence()
    subscribe(position=1)

    assert outbox.forget(at=AT, days=90, most=200) == 1
    subscriptions.stop(code="labour", at=AT)
    assert outbox.forget(at=AT, days=90, most=200) == 2
    assert [row["data"]["n"] for row in rows()] == [3]


def test_what_waits_is_shown_to_machines() -> None:
    subscribe()
    outbox.write([renewal(1, 0), renewal(1, 1)], at=AT)
    outbox.sequence()
    outbox.write([renewal(1, 2)], at=AT)

    said = standing.exposition(at=AT + timedelta(seconds=30)).splitlines()

    assert 'tayseer_events_waiting{subscriber="labour"} 2' in said
    assert 'tayseer_events_waiting_seconds{subscriber="labour"} 30.0' in said
    assert "tayseer_events_unplaced 1" in said
