"""The plan leads from a refusal to the services that cure it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework import actions
from tayseer.casework.filing import forget_pinned
from tayseer.casework.judging import judge_one
from tayseer.insight.plans import plan_for
from tayseer.ledger import actions as ledger
from tayseer.ledger.queries import bills_of_case
from tayseer.services import service as service_of
from tayseer.services.common.personas import dependant, resident, unpaid_violation
from tests.support.stored import store_example

pytestmark = pytest.mark.django_db

RENEW = service_of("residency/renew-iqama-family")
ON = date(2026, 3, 1)
ANSWERS = {"quarters": 4, "terms": True}
FINE = unpaid_violation(amount_sar=Decimal("150.00"), minimum_sar=Decimal("150.00"), committed_on=date(2025, 1, 10))


@pytest.fixture(autouse=True)
def _fresh_definitions() -> None:
    forget_pinned()


def judged_for(**differs: object):
    people = {"applicant": resident(violation=[FINE, FINE]), "dependant": dependant(**differs)}
    applicant, lina = store_example(RENEW, people)
    return applicant, lina, judge_one(RENEW, applicant_id=applicant, subject_id=lina, on=ON, answers=ANSWERS)


def test_two_unpaid_violations_are_two_payments_with_their_sum() -> None:
    applicant, _, judged = judged_for()

    plan = plan_for(judged, applicant_id=applicant, on=ON)

    assert [step.service.code for step in plan.in_order] == ["traffic/pay-violation"] * 2
    assert plan.total == Decimal("300.00")
    assert plan.leads_there


def test_paying_as_planned_opens_the_way() -> None:
    applicant, lina, judged = judged_for()
    actor = Actor("person", applicant)
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)

    for place, step in enumerate(plan_for(judged, applicant_id=applicant, on=ON).in_order):
        case = actions.file_case(
            actor=actor,
            service_code=step.service.code,
            subject_id=step.subject_id,
            answers={"terms": "yes"},
            at=at,
            on=ON,
            idempotency=f"pay{place}",
        )
        [bill] = bills_of_case(case=case.public_id)
        ledger.record_payment(
            actor=SYSTEM,
            at=at,
            bill_public_id=bill.public_id,
            provider_reference=f"r{place}",
            amount=bill.amount,
            idempotency=f"r{place}",
        )

    assert judge_one(RENEW, applicant_id=applicant, subject_id=lina, on=ON, answers=ANSWERS).verdict.allowed


def test_insurance_is_cured_outside_and_said_so() -> None:
    applicant, _, judged = judged_for(health_insurance=None)

    plan = plan_for(judged, applicant_id=applicant, on=ON)

    [(line, way)] = plan.elsewhere
    assert line.rule.code == "IQR-4"
    assert "Buy or extend a policy" in way.en
    assert not plan.leads_there
