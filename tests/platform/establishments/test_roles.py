"""Who may do what on an establishment, by branch, service, amount and term; and what the database itself refuses."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from tayseer.audit.models import Event
from tayseer.casework.models import Case
from tayseer.establishments import actions, words
from tayseer.establishments.contract import NotFound, UnableToAct
from tayseer.establishments.models import Grant, Mandate
from tayseer.establishments.rights import rights_on
from tests.platform.establishments.firm import (
    AT,
    EACH,
    ON,
    FirmScene,
    account_number,
    acting,
    batch,
    file_all,
    firm,
    person,
    rows,
)

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: object) -> None:
    """Write past every action, as a mistake or an intruder would; the whole statement is undone when it is refused."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def offer(scene: FirmScene, by: int, to: int, role: str = "request", *, level: int = 2, **limits: object) -> str:
    return actions.offer(
        actor=acting(by, level=level), establishment_id=scene.id, number=account_number(to), role=role, at=AT, on=ON,
        **limits,
    )  # type: ignore[arg-type] # fmt: skip


def test_a_role_counts_once_accepted_and_while_its_term_lasts() -> None:
    bayan, clerk = firm(), person()
    given = offer(bayan, bayan.owner, clerk, until=ON + timedelta(days=5))

    def has(days: int = 0) -> bool:
        return bool(rights_on(person_id=clerk, establishment_id=bayan.id, on=ON + timedelta(days=days)))

    assert not has()
    actions.answer(actor=acting(clerk), public_id=given, accept=True, at=AT)
    assert (has(), has(5), has(6)) == (True, True, False)
    assert {one.action for one in Event.objects.filter(object=f"role:{given}")} == {
        "establishments.role.offered",
        "establishments.role.accepted",
    }


def test_giving_and_ending_a_role_needs_the_second_level() -> None:
    bayan, clerk = firm(), person()

    with pytest.raises(UnableToAct) as refused:
        offer(bayan, bayan.owner, clerk, level=1)
    assert refused.value.text == words.NOT_SURE
    [given] = bayan.give(clerk, "view")
    with pytest.raises(UnableToAct):
        actions.end(actor=acting(bayan.owner, level=1), public_id=given, at=AT, on=ON)


@pytest.mark.parametrize("role", ["view", "request", "approve", "pay"])
def test_only_administrators_give_roles(role: str) -> None:
    bayan = firm()
    somebody = bayan.member(role)

    with pytest.raises(UnableToAct):
        offer(bayan, somebody, person())
    with pytest.raises(NotFound):
        offer(bayan, person(), person())


def test_nobody_gives_a_role_to_themself_or_answers_for_another() -> None:
    bayan, clerk = firm(), person()
    with pytest.raises(UnableToAct):
        offer(bayan, bayan.owner, bayan.owner)
    given = offer(bayan, bayan.owner, clerk)
    with pytest.raises(NotFound):
        actions.answer(actor=acting(person()), public_id=given, accept=True, at=AT)
    with pytest.raises(IntegrityError):
        sql("UPDATE establishments_grant SET granted_by = person_id WHERE public_id = %s", given)


def test_an_administrator_with_limits_gives_no_more_than_those() -> None:
    bayan = firm(branches=("RUH", "JED"))
    deputy = bayan.member("administer", branches=["RUH"], most=Decimal(1000))

    for limits in ({}, {"branches": ["JED"], "most": Decimal(1)}, {"branches": ["RUH"], "most": Decimal(1001)}):
        with pytest.raises(UnableToAct):
            offer(bayan, deputy, person(), **limits)
    offer(bayan, deputy, person(), branches=["RUH"], most=Decimal(1000))


def test_an_administrator_of_one_branch_ends_no_role_of_another() -> None:
    bayan, clerk = firm(branches=("RUH", "JED")), person()
    deputy = bayan.member("administer", branches=["RUH"])
    [given] = bayan.give(clerk, "view", branches=["JED"])

    with pytest.raises(UnableToAct):
        actions.end(actor=acting(deputy), public_id=given, at=AT, on=ON)


def test_the_last_administrator_is_ended_by_the_authorised_person_alone() -> None:
    bayan = firm()
    [first] = bayan.give(one := person(), "administer")
    [second] = bayan.give(two := person(), "administer")

    actions.end(actor=acting(one), public_id=second, at=AT, on=ON)
    with pytest.raises(UnableToAct) as refused:
        actions.end(actor=acting(one), public_id=first, at=AT, on=ON)
    assert refused.value.text == words.LAST_ADMINISTRATOR
    with pytest.raises(IntegrityError, match="authorised person"):
        sql(
            "UPDATE establishments_grant SET state = 'ended', ended_by = %s, ended_at = now() WHERE public_id = %s",
            two,
            first,
        )
    actions.end(actor=acting(bayan.owner), public_id=first, at=AT, on=ON)
    assert not Grant.objects.filter(state="accepted").exists()


def test_a_role_is_never_changed_or_deleted() -> None:
    bayan = firm()
    bayan.member("request", most=Decimal(10))

    for statement in (
        "UPDATE establishments_grant SET most_sar = 1000000",
        "UPDATE establishments_grant SET role = 'approve'",
        "UPDATE establishments_grant SET until_on = NULL, branches = '[\"X\"]'",
        "DELETE FROM establishments_grant",
    ):
        with pytest.raises(IntegrityError):
            sql(statement)


def test_who_requested_does_not_approve_even_with_both_roles() -> None:
    bayan = firm()
    both = bayan.member("request", "approve")
    public_id = bayan.requested(both)

    with pytest.raises(UnableToAct) as refused:
        actions.approve(actor=acting(both), public_id=public_id, at=AT, on=ON)
    assert refused.value.text == words.NOT_YOUR_OWN
    with pytest.raises(UnableToAct):
        actions.refuse(actor=acting(both), public_id=public_id, reason="x", at=AT, on=ON)


def test_the_authorised_person_too_needs_somebody_else_to_approve() -> None:
    bayan = firm()
    public_id = bayan.requested(bayan.owner)

    with pytest.raises(UnableToAct):
        actions.approve(actor=acting(bayan.owner), public_id=public_id, at=AT, on=ON)


def test_the_database_lets_nobody_approve_their_own_or_change_what_was_sent() -> None:
    bayan = firm()
    clerk, manager = bayan.member("request"), bayan.member("approve")
    public_id = bayan.requested(clerk)
    own = "UPDATE establishments_batch SET state = 'approved', decided_at = now(), decided_by = requester_id"

    for statement, values in (
        (own, ()),
        ("UPDATE establishments_batch SET requester_id = %s", (manager,)),
        ("UPDATE establishments_batch SET total_sar = 1", ()),
        ("UPDATE establishments_batch SET answers = '{}'", ()),
        ("UPDATE establishments_batch SET state = 'draft'", ()),
        ("UPDATE establishments_batch SET state = 'approved'", ()),
        ("UPDATE establishments_batch SET state = 'done', decided_at = now(), decided_by = %s", (manager,)),
        ("DELETE FROM establishments_batch", ()),
        ("DELETE FROM establishments_batchrow", ()),
        ("UPDATE establishments_batchrow SET worker_id = %s", (manager,)),
        ("UPDATE establishments_batchrow SET price_sar = 1", ()),
        ("UPDATE establishments_batchrow SET state = 'filed', filed_at = now(), case_ref = 'x' WHERE place = 1", ()),
        (
            (
                "INSERT INTO establishments_batchrow (batch_id, place, number, answers, state, reason_ar, reason_en,"
                " attempts, case_ref, bill_ref)"
                " SELECT id, 99, '1', '{}', 'cannot', '', '', 0, '', '' FROM establishments_batch"
            ),
            (),
        ),
    ):
        with pytest.raises(IntegrityError):
            sql(statement, *values)
    assert batch(public_id).state == "requested"
    actions.approve(actor=acting(manager), public_id=public_id, at=AT, on=ON)
    for statement in (
        f"UPDATE establishments_batch SET decided_by = {bayan.owner}",
        "UPDATE establishments_batch SET decided_by = requester_id",
    ):
        with pytest.raises(IntegrityError):
            sql(statement)


def test_the_database_holds_a_decision_within_the_limit_under_which_it_was_made() -> None:
    bayan = firm(workers=2)
    clerk = bayan.member("request")
    manager = bayan.member("approve")
    bayan.requested(clerk)

    with pytest.raises(IntegrityError, match="approved_within"):
        sql(
            "UPDATE establishments_batch SET state = 'approved', decided_at = now(), decided_by = %s,"
            " decided_most_sar = total_sar - 1",
            manager,
        )


def test_no_mandate_stands_without_its_case() -> None:
    bayan = firm(workers=1)
    clerk = bayan.member("request")
    with transaction.atomic():
        Mandate.objects.create(person_id=clerk, establishment_id=bayan.id, worker_id=bayan.workers[0])
        with pytest.raises(IntegrityError, match="only together"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS establishments_mandate_guard IMMEDIATE")
        Mandate.objects.all().delete()


@pytest.mark.parametrize("act", ["send", "approve"])
def test_an_amount_over_the_role_is_refused_and_exactly_the_limit_is_not(act: str) -> None:
    bayan = firm(workers=2)
    too_little, enough = 2 * EACH - Decimal("0.01"), 2 * EACH
    if act == "send":
        small, large = bayan.member("request", most=too_little), bayan.member("request", most=enough)
        with pytest.raises(UnableToAct, match="limit"):
            bayan.requested(small)
        bayan.requested(large)
        return
    clerk = bayan.member("request")
    small, large = bayan.member("approve", most=too_little), bayan.member("approve", most=enough)
    public_id = bayan.requested(clerk)
    with pytest.raises(UnableToAct, match="limit"):
        actions.approve(actor=acting(small), public_id=public_id, at=AT, on=ON)
    actions.approve(actor=acting(large), public_id=public_id, at=AT, on=ON)


def test_a_role_of_one_branch_reaches_no_worker_of_another() -> None:
    bayan = firm(workers=0, branches=("RUH", "JED"))
    mine, other = bayan.worker(branch="RUH"), bayan.worker(branch="JED")
    clerk = bayan.member("request", branches=["RUH"])
    elsewhere = bayan.member("approve", branches=["JED"])
    public_id = bayan.prepare(clerk, [mine, other])

    assert [row.state for row in rows(public_id)] == ["ready", "cannot"]
    assert rows(public_id)[1].reason_en == words.NOT_AMONG.en
    actions.send(actor=acting(clerk), public_id=public_id, at=AT, on=ON)
    with pytest.raises(NotFound):
        actions.approve(actor=acting(elsewhere), public_id=public_id, at=AT, on=ON)


def test_a_role_for_other_services_alone_requests_nothing_here(monkeypatch: pytest.MonkeyPatch) -> None:
    from tayseer.establishments.actions import granting

    bayan = firm()
    monkeypatch.setattr(granting, "bulk_services", lambda: ("residency/other",))
    clerk = bayan.member("request", services=["residency/other"])

    with pytest.raises(UnableToAct) as refused:
        bayan.prepare(clerk)
    assert refused.value.text == words.NOT_THIS_SERVICE


@pytest.mark.parametrize("role", ["view", "approve", "pay", "administer"])
def test_other_roles_do_not_request(role: str) -> None:
    bayan = firm()
    with pytest.raises(UnableToAct):
        bayan.prepare(bayan.member(role))


def test_a_requesters_role_that_ended_keeps_the_request_from_being_approved() -> None:
    bayan, clerk = firm(), person()
    [given] = bayan.give(clerk, "request")
    manager = bayan.member("approve")
    public_id = bayan.requested(clerk)
    actions.end(actor=acting(bayan.owner), public_id=given, at=AT, on=ON)

    with pytest.raises(UnableToAct) as refused:
        actions.approve(actor=acting(manager), public_id=public_id, at=AT, on=ON)
    assert refused.value.text == words.REQUESTER_ENDED


@pytest.mark.parametrize("whose", ["request", "approve"])
def test_a_role_that_ends_during_filing_stops_the_rest_with_its_reason(whose: str) -> None:
    from tayseer.establishments import filing

    bayan, clerk, manager = firm(workers=4), person(), person()
    given = {"request": bayan.give(clerk, "request")[0], "approve": bayan.give(manager, "approve")[0]}
    public_id = bayan.approved(clerk, manager)
    filing.file_next(at=AT, on=ON)
    actions.end(actor=acting(bayan.owner), public_id=given[whose], at=AT, on=ON)

    file_all()

    assert [row.state for row in rows(public_id)] == ["filed", "stopped", "stopped", "stopped"]
    said = words.REQUESTER_ENDED if whose == "request" else words.APPROVER_ENDED
    assert rows(public_id)[3].reason_ar == said.ar
    assert batch(public_id).state == "done"
    assert Case.objects.count() == 1


def test_a_term_that_runs_out_between_approval_and_filing_stops_it() -> None:
    bayan = firm(workers=2)
    clerk = bayan.member("request", until=ON)
    manager = bayan.member("approve")
    public_id = bayan.approved(clerk, manager)

    file_all(on=ON + timedelta(days=1))

    assert {row.state for row in rows(public_id)} == {"stopped"}


def test_a_payer_needs_the_role_the_limit_and_the_whole_sum() -> None:
    bayan = firm(workers=2)
    clerk, manager = bayan.member("request"), bayan.member("approve")
    small, payer = bayan.member("pay", most=EACH), bayan.member("pay")
    public_id = bayan.approved(clerk, manager)
    file_all()

    for actor, said in ((manager, "role"), (small, "limit"), (payer, "deposit")):
        with pytest.raises(UnableToAct, match=said):
            actions.ask_to_pay(actor=acting(actor), public_id=public_id, at=AT, on=ON)
    assert batch(public_id).payer_id is None
