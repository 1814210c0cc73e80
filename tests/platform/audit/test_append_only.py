"""The audit keeps what it was told, and the database refuses to forget it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tayseer.audit.actions import event_row, insert_sql, record
from tayseer.audit.contract import REQUEST_ID, SYSTEM, Actor
from tayseer.audit.models import Event
from tayseer.audit.queries import activity

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SARA = Actor("person", 501, "Sara, the nurse")
BADR = Actor("person", 502, "Badr, the fraudster")
FAISAL = Actor("officer", 31, "Faisal, the clerk", agency="residency", unit="riyadh")


def test_an_event_keeps_who_did_what_to_whom_and_why() -> None:
    REQUEST_ID.set("request-of-faisal")

    record(
        actor=FAISAL,
        action="residency.iqama.read",
        at=NOON,
        subject=501,
        object="iqama:77",
        case="k3jd72hs92kd",
        purpose="case",
        fields=["expires_on", "occupation"],
    )

    kept = Event.objects.get()
    assert (kept.actor_kind, kept.actor, kept.agency, kept.unit) == ("officer", 31, "residency", "riyadh")
    assert (kept.action, kept.subject, kept.object) == ("residency.iqama.read", 501, "iqama:77")
    assert (kept.case_ref, kept.purpose, kept.result) == ("k3jd72hs92kd", "case", "done")
    assert kept.fields == ["expires_on", "occupation"]
    assert kept.request_id == "request-of-faisal"
    assert kept.at == NOON
    assert kept.recorded_at != NOON
    assert kept.id.version == 7


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 1",
        "UPDATE audit_event SET actor = 1 WHERE false",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        """INSERT INTO audit_event (id, at, actor_kind, action) SELECT id, at, 'system', 'x' FROM audit_event
           ON CONFLICT (id) DO UPDATE SET action = 'forged'""",
    ],
)
def test_the_database_refuses_to_change_or_forget_an_event(statement: str) -> None:
    record(actor=FAISAL, action="residency.iqama.read", at=NOON, subject=501)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Event.objects.get().action == "residency.iqama.read"


def test_an_event_of_a_failed_act_leaves_with_it() -> None:
    def failing_act() -> None:
        with transaction.atomic():
            record(actor=SARA, action="case.filed", at=NOON, subject=501)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing_act()

    assert not Event.objects.exists()


def test_an_act_of_nobody_is_refused() -> None:
    with pytest.raises(DatabaseError, match="audit_event_actor_known"), transaction.atomic():
        record(actor=Actor("person", None), action="case.filed", at=NOON)


def test_several_events_are_one_part_of_a_statement() -> None:
    rows = [event_row(actor=SYSTEM, action=f"case.step_{n}", at=NOON, subject=501) for n in (1, 2)]

    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH audited AS ({insert_sql(rows=2)} RETURNING 1) SELECT count(*) FROM audited", [*rows[0], *rows[1]]
        )
        written = cursor.fetchone()

    assert written == (2,)
    assert set(Event.objects.values_list("action", flat=True)) == {"case.step_1", "case.step_2"}


def test_a_person_sees_what_was_done_with_her_data_and_nobody_elses() -> None:
    record(actor=FAISAL, action="residency.iqama.read", at=NOON, subject=501)
    record(actor=SARA, action="case.filed", at=NOON + timedelta(minutes=1), subject=501)
    record(actor=BADR, action="case.filed", at=NOON, subject=502)

    seen = activity(actor=SARA, limit=10)

    assert [(event.action, event.own) for event in seen] == [("case.filed", True), ("residency.iqama.read", False)]


def test_activity_is_paged_without_gaps_even_when_moments_are_equal() -> None:
    for n in range(5):
        record(actor=FAISAL, action=f"residency.read_{n}", at=NOON, subject=501)

    first = activity(actor=SARA, limit=2)
    second = activity(actor=SARA, limit=2, before=first[-1].id)
    third = activity(actor=SARA, limit=2, before=second[-1].id)

    actions = [event.action for event in [*first, *second, *third]]
    assert sorted(actions) == [f"residency.read_{n}" for n in range(5)]


def test_another_persons_event_is_no_page_mark() -> None:
    record(actor=FAISAL, action="residency.read", at=NOON, subject=501)
    record(actor=FAISAL, action="residency.read", at=NOON, subject=502)
    of_badr = activity(actor=BADR, limit=1)[0]

    assert activity(actor=SARA, limit=5, before=of_badr.id) == []


def test_an_officer_has_one_number_for_one_person_and_another_for_another() -> None:
    for subject in (501, 501, 502):
        record(actor=FAISAL, action="residency.read", at=NOON, subject=subject)

    of_sara = {event.officer for event in activity(actor=SARA, limit=5)}
    of_badr = {event.officer for event in activity(actor=BADR, limit=5)}

    assert len(of_sara) == 1
    assert of_sara != of_badr
    assert "31" not in of_sara


def test_an_officer_has_no_activity_page_of_others() -> None:
    record(actor=FAISAL, action="residency.read", at=NOON, subject=31)

    assert activity(actor=FAISAL, limit=5) == []
