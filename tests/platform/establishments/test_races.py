"""Several at the same moment: one decision, one case for each row, one draft for each key, never no administrator."""

from __future__ import annotations

from collections import Counter

import pytest

from tayseer.casework.models import Case
from tayseer.establishments import actions, filing
from tayseer.establishments.contract import UnableToAct
from tayseer.establishments.models import Batch, Grant
from tests.platform.establishments.firm import AT, ON, acting, batch, firm, person, rows
from tests.security.committing import at_once

pytestmark = pytest.mark.usefixtures("transactional_db")


def test_two_managers_decide_at_once_and_one_decision_stands() -> None:
    bayan = firm(workers=1)
    clerk, one, two = bayan.member("request"), bayan.member("approve"), bayan.member("approve")
    public_id = bayan.requested(clerk)

    said = at_once(
        lambda: actions.approve(actor=acting(one), public_id=public_id, at=AT, on=ON),
        lambda: actions.refuse(actor=acting(two), public_id=public_id, reason="لا", at=AT, on=ON),
    )

    assert sorted(type(one_said).__name__ for one_said in said) == ["NoneType", "UnableToAct"]
    assert batch(public_id).state in {"approved", "refused"}


def test_the_same_form_sent_twice_makes_one_draft_and_sends_one_request() -> None:
    bayan = firm(workers=2)
    clerk = bayan.member("request")

    made = at_once(*[lambda: bayan.prepare(clerk)] * 4)

    assert len(set(made)) == 1, made
    assert Batch.objects.count() == 1
    sent = at_once(*[lambda: actions.send(actor=acting(clerk), public_id=str(made[0]), at=AT, on=ON)] * 4)
    assert sent == [None] * 4


def test_several_workers_of_the_queue_file_each_row_once() -> None:
    bayan = firm(workers=12)
    public_id = bayan.approved(bayan.member("request"), bayan.member("approve"))

    def work() -> int:
        done = 0
        while filing.file_next(at=AT, on=ON):
            done += 1
        return done

    done = at_once(*[work] * 4)
    while filing.finish_next(at=AT):
        pass

    assert sum(one for one in done if isinstance(one, int)) == 12, done
    assert Counter(row.state for row in rows(public_id)) == {"filed": 12}
    assert Case.objects.filter(idempotency__startswith=f"bulk:{public_id}:").count() == 12


def test_two_administrators_who_end_each_other_leave_one() -> None:
    bayan = firm(workers=0)
    one, two = person(), person()
    [first], [second] = bayan.give(one, "administer"), bayan.give(two, "administer")

    said = at_once(
        lambda: actions.end(actor=acting(one), public_id=second, at=AT, on=ON),
        lambda: actions.end(actor=acting(two), public_id=first, at=AT, on=ON),
    )

    assert Grant.objects.filter(role="administer", state="accepted").count() == 1, said
    assert any(isinstance(one_said, UnableToAct | LookupError) for one_said in said)
