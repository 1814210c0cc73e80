"""From a list of workers to their cases: verdicts first, then somebody else's word, then each filed once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tayseer.audit.models import Event
from tayseer.casework.models import Case
from tayseer.establishments import actions, filing, words
from tayseer.establishments.contract import NotFound, UnableToAct
from tayseer.establishments.models import BatchRow, Mandate
from tayseer.establishments.sheets import Line
from tayseer.notices.models import Message
from tests.platform.establishments.firm import (
    ANSWERS,
    AT,
    EACH,
    ON,
    RENEW,
    acting,
    batch,
    file_all,
    firm,
    number_of,
    person,
    rows,
)

pytestmark = pytest.mark.django_db


def test_each_worker_gets_a_verdict_and_a_price_before_anything_is_filed() -> None:
    bayan = firm(workers=2)
    bad = bayan.worker(health_insurance=None)
    clerk = bayan.member("request")

    public_id = bayan.prepare(clerk)

    made = batch(public_id)
    assert (made.state, made.ready, made.total_sar) == ("draft", 2, 2 * EACH)
    assert [row.state for row in rows(public_id)] == ["ready", "ready", "cannot"]
    assert rows(public_id)[2].worker_id == bad
    assert rows(public_id)[2].reason_ar
    assert not Case.objects.exists()


def test_two_hundred_workers_are_judged_in_one_statement() -> None:
    bayan = firm(workers=200)
    clerk = bayan.member("request")

    with CaptureQueriesContext(connection) as said:
        public_id = bayan.prepare(clerk)

    judged = [one for one in said.captured_queries if "people_person applicant" in one["sql"]]
    assert batch(public_id).ready == 200
    assert len(judged) == 1
    # The helper looks up each number; the rest is a handful.
    assert len(said.captured_queries) - 200 <= 16


def test_approved_rows_become_cases_of_the_requester_each_once() -> None:
    bayan = firm(workers=3)
    clerk, manager = bayan.member("request"), bayan.member("approve")
    public_id = bayan.approved(clerk, manager)

    assert file_all() == 3
    assert file_all() == 0

    cases = Case.objects.filter(service_code=RENEW)
    assert {case.applicant_id for case in cases} == {clerk}
    assert {case.subject_id for case in cases} == set(bayan.workers)
    assert {case.idempotency for case in cases} == {f"bulk:{public_id}:{place}" for place in (1, 2, 3)}
    assert batch(public_id).state == "done"
    assert all(row.case_ref and row.bill_ref for row in rows(public_id))


def test_the_audit_holds_requester_and_approver_of_every_case() -> None:
    bayan = firm(workers=1)
    clerk, manager = bayan.member("request"), bayan.member("approve")
    public_id = bayan.approved(clerk, manager)

    file_all()

    [row] = rows(public_id)
    of_case = {(one.action, one.actor) for one in Event.objects.filter(case_ref=row.case_ref)}
    assert ("case.filed", clerk) in of_case
    assert ("establishments.request.row_filed", manager) in of_case


def test_requester_and_approver_get_one_summary_and_no_message_for_each_case() -> None:
    bayan = firm(workers=3)
    clerk, manager = bayan.member("request"), bayan.member("approve")
    before = Message.objects.filter(person_id=clerk).count()
    bayan.approved(clerk, manager)

    file_all()

    assert Message.objects.filter(person_id=clerk).count() - before == 1
    assert not Message.objects.filter(person_id=clerk).exclude(case_ref="").exists()
    assert Message.objects.filter(person_id=manager, ar_title="اكتمل تقديم طلبك الجماعي").count() == 1


def test_a_row_that_fails_meanwhile_is_told_with_its_reason_and_the_rest_goes_on() -> None:
    bayan = firm(workers=3)
    clerk, manager = bayan.member("request"), bayan.member("approve")
    public_id = bayan.approved(clerk, manager)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE establishments_employment SET current = false WHERE person_id = %s", [bayan.workers[1]])

    file_all()

    assert [row.state for row in rows(public_id)] == ["filed", "failed", "filed"]
    assert rows(public_id)[1].reason_en == words.LEFT_WORK.en
    assert not Mandate.objects.filter(worker_id=bayan.workers[1]).exists()


def test_a_row_that_became_dearer_than_what_was_approved_is_not_filed() -> None:
    bayan = firm(workers=1)
    clerk, manager = bayan.member("request"), bayan.member("approve")
    public_id = bayan.approved(clerk, manager)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE residency_iqama SET expires_on = %s WHERE person_id = %s",
            [ON - timedelta(days=30), bayan.workers[0]],
        )

    file_all()

    assert rows(public_id)[0].state == "failed"
    assert not Case.objects.exists()


def test_answers_of_a_row_stand_over_the_common_ones() -> None:
    bayan = firm(workers=2)
    clerk = bayan.member("request")
    lines = [
        Line(1, number_of(bayan.workers[0])),
        Line(2, number_of(bayan.workers[1]), {"quarters": "2"}),
    ]

    public_id = actions.prepare(
        actor=acting(clerk), establishment_id=bayan.id, service_code=RENEW, lines=lines, answers=ANSWERS, at=AT, on=ON,
        idempotency="k",
    )  # fmt: skip

    assert [row.price_sar for row in rows(public_id)] == [EACH, Decimal("5226.75")]


def test_the_same_key_gives_the_first_draft_again() -> None:
    bayan = firm(workers=2)
    clerk = bayan.member("request")

    assert bayan.prepare(clerk) == bayan.prepare(clerk)
    assert BatchRow.objects.count() == 2


def test_the_same_worker_twice_counts_once() -> None:
    bayan = firm(workers=1)
    clerk = bayan.member("request")

    public_id = bayan.prepare(clerk, [bayan.workers[0], bayan.workers[0]])

    assert [row.state for row in rows(public_id)] == ["ready", "cannot"]
    assert rows(public_id)[1].reason_en == words.twice(1).en


def test_the_requester_may_go_on_with_the_open_case_and_with_nothing_else() -> None:
    bayan = firm(workers=1)
    clerk, manager = bayan.member("request"), bayan.member("approve")
    from tayseer.casework.judging import judge_all
    from tayseer.services import service

    def seen() -> int:
        return len(judge_all(service(RENEW), applicant_id=clerk, on=ON))

    assert seen() == 0
    bayan.approved(clerk, manager)
    assert seen() == 0
    file_all()
    assert seen() == 1
    Case.objects.update(state="withdrawn")
    assert seen() == 0


def test_a_fault_of_ours_is_tried_again_and_told_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    bayan = firm(workers=2)
    clerk, manager = bayan.member("request"), bayan.member("approve")
    public_id = bayan.approved(clerk, manager)
    real = filing.file_case

    def faulty(**arguments: object) -> object:
        if arguments["subject_id"] == bayan.workers[0]:
            raise RuntimeError
        return real(**arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(filing, "file_case", faulty)
    monkeypatch.setattr(filing.logger, "exception", lambda *_: None)

    file_all()

    assert [row.state for row in rows(public_id)] == ["failed", "filed"]
    assert rows(public_id)[0].attempts == filing.MOST_ATTEMPTS


def test_what_stands_against_the_requester_is_told_to_the_requester_alone() -> None:
    bayan = firm(workers=2)
    clerk, manager = bayan.member("request"), bayan.member("approve")
    public_id = bayan.approved(clerk, manager)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE civil_id_card SET expires_on = %s WHERE person_id = %s", [ON - timedelta(days=9), clerk])

    file_all()

    assert {row.reason_en for row in rows(public_id)} == {words.NOT_THE_REQUESTER.en}
    with pytest.raises(UnableToAct) as refused:
        bayan.prepare(clerk, key="again")
    assert refused.value.text != words.NOT_THE_REQUESTER


def test_a_refusal_needs_a_reason_and_tells_it() -> None:
    bayan = firm(workers=1)
    clerk, manager = bayan.member("request"), bayan.member("approve")
    public_id = bayan.requested(clerk)

    with pytest.raises(UnableToAct):
        actions.refuse(actor=acting(manager), public_id=public_id, reason=" ", at=AT, on=ON)
    actions.refuse(actor=acting(manager), public_id=public_id, reason="بعد العيد", at=AT, on=ON)

    assert batch(public_id).state == "refused"
    assert "بعد العيد" in Message.objects.filter(person_id=clerk).latest("id").ar_body


def test_a_draft_is_its_makers_alone_and_forgotten_in_time() -> None:
    bayan = firm(workers=1)
    clerk = bayan.member("request")
    public_id = bayan.prepare(clerk)

    with pytest.raises(NotFound):
        actions.send(actor=acting(person()), public_id=public_id, at=AT, on=ON)
    assert actions.forget_drafts(at=AT + timedelta(days=29), limit=9) == 0
    assert actions.forget_drafts(at=AT + timedelta(days=31), limit=9) == 1


def test_a_draft_of_an_earlier_day_is_checked_again_before_it_is_sent() -> None:
    bayan = firm(workers=1)
    clerk = bayan.member("request")
    public_id = bayan.prepare(clerk)
    tomorrow = ON + timedelta(days=1)

    with pytest.raises(UnableToAct, match="earlier day"):
        actions.send(actor=acting(clerk), public_id=public_id, at=AT, on=tomorrow)
    actions.judge_anew(actor=acting(clerk), public_id=public_id, at=AT, on=tomorrow)
    actions.send(actor=acting(clerk), public_id=public_id, at=AT, on=tomorrow)

    assert batch(public_id).state == "requested"
