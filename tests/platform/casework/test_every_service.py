"""Every service, from filing to its end, with the people of its first worked example that is allowed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework import actions, queries
from tayseer.casework.filing import forget_pinned
from tayseer.casework.judging import plain_answers
from tayseer.casework.models import Turn
from tayseer.documents.models import IssuedDocument
from tayseer.identity.contract import OfficerRecord
from tayseer.kit.questions import Question
from tayseer.kit.text import Text
from tayseer.ledger import actions as ledger
from tayseer.ledger.queries import bill_for, proof_of_balance
from tayseer.registries.appointments.slots import free_slots
from tayseer.services import catalogue
from tests.support.stored import store_example

if TYPE_CHECKING:
    from tayseer.casework.contract import CaseRecord, TurnRecord
    from tayseer.kit.services import Example, Service

pytestmark = pytest.mark.django_db

#: An account that is nobody's here, or an officer might be deciding a request of their own.
OFFICER = 9_000_001
FILED = [service for service in catalogue().values() if service.flow != "query"]


@pytest.fixture(autouse=True)
def _fresh_definitions() -> None:
    forget_pinned()


def first_allowed(service: Service) -> Example:
    return next(example for example in service.examples if not example.refused_by)


def answers_of(service: Service, example: Example, on: date) -> dict[str, object]:
    given = {key.code if isinstance(key, Question) else key: value for key, value in example.answers.items()}
    for question in service.asks:
        if question.kind == "slot":
            given[question.code] = free_slots(on=on)[0].code
    return plain_answers(given)


def move_on(case: CaseRecord, turn: TurnRecord, at: datetime, on: date) -> None:
    """Whoever's turn it is says yes."""
    if turn.does in {"pay", "hold"}:
        bill = bill_for(actor=Actor("person", turn.person_id), public_id=turn.bill)
        assert bill is not None
        ledger.record_payment(
            actor=SYSTEM,
            at=at,
            bill_public_id=bill.public_id,
            provider_reference=bill.public_id,
            amount=bill.amount,
            idempotency=bill.public_id,
        )
    elif turn.does in {"decide", "attend"}:
        agency, _, unit = turn.queue.partition("/")
        officer = OfficerRecord(
            account_id=OFFICER, agency=agency, unit=unit, role="clerk", names=Text(ar="سعاد", en="Suad")
        )
        actions.decide(
            actor=Actor("officer", OFFICER),
            officer=officer,
            public_id=case.public_id,
            approve=True,
            reason="ok",
            at=at,
            on=on,
        )
    else:
        code = Turn.objects.get(id=turn.id).secret
        actions.answer_turn(
            actor=Actor("person", turn.person_id), public_id=case.public_id, says_yes=True, at=at, on=on, code=code
        )


@pytest.mark.parametrize("service", FILED, ids=lambda service: service.code)
def test_filed_with_its_own_example_it_comes_to_approval(service: Service) -> None:
    example = first_allowed(service)
    on = date.fromisoformat(example.on)
    at = datetime.combine(on, time(9), UTC)
    applicant, subject = store_example(service, example.given, example.answers)
    actor = Actor("person", applicant)

    case = actions.file_case(
        actor=actor,
        service_code=service.code,
        subject_id=subject,
        answers=answers_of(service, example, on),
        at=at,
        on=on,
        idempotency="once",
    )
    for step in range(8):
        case = queries.case_for(actor=actor, public_id=case.public_id)
        if not case.is_open:
            break
        move_on(case, case.turns[0], at + timedelta(minutes=step), on)

    assert case.state == "approved", case.reason.en
    if example.pays is not None:
        assert case.price == Decimal(example.pays)
    assert IssuedDocument.objects.filter(case_ref=case.public_id).count() == len(service.issues) + len(service.tickets)
    assert proof_of_balance().balanced
