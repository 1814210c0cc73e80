"""A case from filing to its end, in the real database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework import actions, queries
from tayseer.casework.contract import AnswersRefused, NotAllowed, NotFound, UnableToAct, UnableToFile
from tayseer.casework.filing import forget_pinned
from tayseer.documents.queries import wallet
from tayseer.identity.contract import OfficerRecord
from tayseer.kit.facts import changed
from tayseer.kit.text import Text
from tayseer.ledger import actions as ledger
from tayseer.ledger.queries import bills_of_case, deposit_of, proof_of_balance
from tayseer.services import service as service_of
from tayseer.services.common.personas import dependant, resident, unpaid_violation
from tests.support.stored import store_example

pytestmark = pytest.mark.django_db

CODE = "residency/renew-iqama-family"
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ON = date(2026, 3, 1)
ANSWERS = {"quarters": "4", "terms": "yes"}


@pytest.fixture(autouse=True)
def _fresh_definitions() -> None:
    forget_pinned()


def karim_and_lina(**given: object) -> tuple[Actor, int]:
    father, lina = store_example(
        service_of(CODE), {"applicant": resident(**given), "dependant": dependant(number="2900000001")}
    )
    assert father is not None
    assert lina is not None
    return Actor("person", father, "كريم"), lina


def file(actor: Actor, lina: int, key: str = "k1") -> object:
    return actions.file_case(
        actor=actor, service_code=CODE, subject_id=lina, answers=ANSWERS, at=AT, on=ON, idempotency=key
    )


def expiry_of(person: int) -> date:
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires_on FROM residency_iqama WHERE person_id = %s AND current", [person])
        return cursor.fetchone()[0]


def test_a_paid_renewal_extends_the_iqama_and_issues_a_document() -> None:
    karim, lina = karim_and_lina()

    case = file(karim, lina)
    [bill] = bills_of_case(case=case.public_id)
    ledger.record_payment(
        actor=SYSTEM,
        at=AT + timedelta(hours=1),
        bill_public_id=bill.public_id,
        provider_reference="p1",
        amount=bill.amount,
        idempotency="p1",
    )

    done = queries.case_for(actor=karim, public_id=case.public_id)
    assert case.state == "open"
    assert case.step == "pay"
    assert bill.amount == Decimal("4800.00")
    assert done.state == "approved"
    assert expiry_of(lina) == date(2028, 2, 28)
    assert [document.type for document in wallet(actor=Actor("person", lina), on=ON, limit=5)] == ["iqama"]


def test_the_same_key_files_once() -> None:
    karim, lina = karim_and_lina()

    first, second = file(karim, lina), file(karim, lina)

    assert first.public_id == second.public_id


def test_a_second_open_case_for_the_same_person_is_refused_with_its_reason() -> None:
    karim, lina = karim_and_lina()
    file(karim, lina)

    with pytest.raises(UnableToFile) as refused:
        file(karim, lina, key="k2")

    assert "already have an open request" in refused.value.text.en


def test_an_unpaid_violation_stops_the_filing_and_is_named() -> None:
    karim, lina = karim_and_lina(violation=[unpaid_violation(amount_sar=Decimal("150.00"))])

    with pytest.raises(NotAllowed) as refused:
        file(karim, lina)

    [line] = refused.value.verdict.refused
    assert line.rule.code == "G-6"
    assert "150 SAR" in line.reason.en


def test_a_violation_recorded_after_filing_stops_the_approval_and_the_money_returns() -> None:
    karim, lina = karim_and_lina()
    case = file(karim, lina)
    [bill] = bills_of_case(case=case.public_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO violations_violation (number, person_id, state, amount_sar) VALUES ('V9', %s, 'unpaid', 300)",
            [karim.id],
        )

    ledger.record_payment(
        actor=SYSTEM,
        at=AT,
        bill_public_id=bill.public_id,
        provider_reference="p1",
        amount=bill.amount,
        idempotency="p1",
    )

    done = queries.case_for(actor=karim, public_id=case.public_id)
    assert (done.state, done.refused_by) == ("refused", "G-6")
    assert deposit_of(karim.id).balance == Decimal("4800.00")
    assert proof_of_balance().balanced


def test_missing_answers_are_named_and_nothing_is_filed() -> None:
    karim, lina = karim_and_lina()

    with pytest.raises(AnswersRefused) as refused:
        actions.file_case(actor=karim, service_code=CODE, subject_id=lina, answers={}, at=AT, on=ON, idempotency="k1")

    assert set(refused.value.problems) == {"quarters", "terms"}


def test_another_family_is_not_found() -> None:
    karim, _ = karim_and_lina()
    _, stranger = store_example(
        service_of(CODE), {"applicant": resident(), "dependant": changed(dependant(), name_en="X")}
    )

    with pytest.raises(NotFound):
        file(karim, stranger)


def test_a_stranger_does_not_find_the_case() -> None:
    karim, lina = karim_and_lina()
    case = file(karim, lina)

    with pytest.raises(NotFound):
        queries.case_for(actor=Actor("person", -5), public_id=case.public_id)


def test_an_officer_whose_number_is_the_applicants_sees_none_of_their_cases() -> None:
    actor, lina = karim_and_lina()
    case = file(actor, lina)
    officer = Actor("officer", actor.id, agency="residency")

    assert queries.cases_of(actor=actor)
    assert queries.cases_of(actor=officer) == ()
    assert queries.turns_for(actor=officer) == ()
    with pytest.raises(NotFound):
        queries.case_for(actor=officer, public_id=case.public_id)


def test_a_bill_left_unpaid_lapses_when_its_term_runs_out() -> None:
    karim, lina = karim_and_lina()
    case = file(karim, lina)

    late = AT + timedelta(days=8)
    for turn in queries.overdue(at=late, limit=10):
        actions.run_out(turn_id=turn, at=late, on=late.date())

    done = queries.case_for(actor=karim, public_id=case.public_id)
    assert done.state == "lapsed"
    assert [bill.state for bill in bills_of_case(case=case.public_id)] == ["cancelled"]


def test_a_withdrawn_case_asks_for_nothing_more() -> None:
    karim, lina = karim_and_lina()
    case = file(karim, lina)

    done = actions.withdraw(actor=karim, public_id=case.public_id, at=AT, on=ON)

    assert done.state == "withdrawn"
    assert done.turns == ()


def test_an_objection_that_a_supervisor_accepts_undoes_the_refusal() -> None:
    service = service_of("traffic/object-to-violation")
    example = next(example for example in service.examples if not example.refused_by)
    on = date.fromisoformat(example.on)
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    majed, violation = store_example(service, example.given, example.answers)
    actor = Actor("person", majed)
    answers = {getattr(key, "code", key): value for key, value in example.answers.items()}
    case = actions.file_case(
        actor=actor, service_code=service.code, subject_id=violation, answers=answers, at=at, on=on, idempotency="o1"
    )
    clerk = OfficerRecord(account_id=1, agency="traffic", unit="objections", role="clerk", names=Text(ar="س", en="S"))
    supervisor = OfficerRecord(account_id=2, agency="traffic", unit="", role="supervisor", names=Text(ar="ع", en="A"))

    actions.decide(
        actor=Actor("officer", 1),
        officer=clerk,
        public_id=case.public_id,
        approve=False,
        reason="لا دليل",
        at=at,
        on=on,
    )
    refused = queries.case_for(actor=actor, public_id=case.public_id)
    actions.object_to_decision(actor=actor, public_id=case.public_id, reason="المركبة في الصيانة", at=at, on=on)
    with pytest.raises(UnableToAct):
        actions.decide(
            actor=Actor("officer", 1), officer=clerk, public_id=case.public_id, approve=True, reason="نعم", at=at, on=on
        )
    actions.decide(
        actor=Actor("officer", 2),
        officer=supervisor,
        public_id=case.public_id,
        approve=True,
        reason="ثبت",
        at=at,
        on=on,
    )

    done = queries.case_for(actor=actor, public_id=case.public_id)
    assert refused.state == "refused"
    assert done.state == "approved", done.reason.en
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM violations_violation WHERE id = %s", [violation])
        assert cursor.fetchone() == ("cancelled",)


def test_an_employer_cannot_withdraw_a_workers_own_request() -> None:
    service = service_of("visas/request-exit-reentry-own")
    example = next(
        example for example in service.examples if not example.refused_by and example.given["applicant"].get("sponsor")
    )
    on = date.fromisoformat(example.on)
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    worker, _ = store_example(service, example.given, example.answers)
    answers = {getattr(key, "code", key): value for key, value in example.answers.items()}
    case = actions.file_case(
        actor=Actor("person", worker), service_code=service.code, answers=answers, at=at, on=on, idempotency="w1"
    )
    employer = Actor("person", case.turns[0].person_id)

    with pytest.raises(UnableToAct) as refused:
        actions.withdraw(actor=employer, public_id=case.public_id, at=at, on=on)

    assert "nobody else can withdraw it" in refused.value.text.en
    assert queries.case_for(actor=employer, public_id=case.public_id).state == "open"
