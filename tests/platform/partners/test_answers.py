"""Queries answered to programs: open ones to anybody who knows two facts, others to the person's own program."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tayseer.insight import answers
from tayseer.services import catalogue
from tests.platform.casework.test_every_service import first_allowed
from tests.platform.partners.conftest import Program, program_of
from tests.support.stored import store_example

BY_NUMBER = "traffic/query-violation-by-number"
OWN = [service for service in catalogue().values() if service.flow == "query" and not service.is_public]
KNOWN = {"violation_number": "7000000001", "committed_on": "2026-02-10"}


@pytest.fixture
def speeding(db: None) -> None:
    """A violation of which anybody may know the number and the day."""
    service = catalogue()[BY_NUMBER]
    example = first_allowed(service)
    store_example(service, example.given, example.answers)


def ask(program: Program, code: str, given: Any = None, **more: Any) -> Any:
    return program.post(f"services/{code}/answer", {"answers": given or {}, **more}, **{"Accept-Language": "en"})


def facts(response: Any) -> dict[str, Any]:
    return {one["label"]: one["value"] for one in response.json()["facts"]}


@pytest.mark.usefixtures("speeding")
def test_anybody_who_knows_number_and_day_is_answered_without_the_persons_data(stranger: Program) -> None:
    response = ask(stranger, BY_NUMBER, KNOWN)

    assert response.status_code == 200
    assert facts(response)["Amount if paid today"] == "425.00"
    assert response.json()["service"] == BY_NUMBER


@pytest.mark.usefixtures("speeding")
@pytest.mark.parametrize("wrong", [{"violation_number": "7000000002"}, {"committed_on": "2026-02-11"}])
def test_whichever_fact_is_wrong_the_answer_is_the_same(stranger: Program, wrong: dict[str, str]) -> None:
    response = ask(stranger, BY_NUMBER, KNOWN | wrong)

    assert response.status_code == 404
    assert response.json()["detail"] == answers.NO_MATCH.en


def test_what_is_missing_is_named(stranger: Program, db: None) -> None:
    response = ask(stranger, BY_NUMBER, {"violation_number": "7000000001"})

    assert response.status_code == 422
    assert list(response.json()["answers"]) == ["committed_on"]


@pytest.mark.usefixtures("speeding")
def test_asking_for_one_number_again_and_again_is_put_off(stranger: Program) -> None:
    codes = [
        ask(stranger, BY_NUMBER, KNOWN | {"committed_on": f"2026-02-{day:02d}"}).status_code for day in range(1, 11)
    ]

    assert codes[: answers.BY_NUMBER] == [404] * answers.BY_NUMBER
    assert codes[answers.BY_NUMBER :] == [429] * (10 - answers.BY_NUMBER)


@pytest.mark.django_db
@pytest.mark.parametrize("service", OWN, ids=lambda service: service.code)
def test_a_persons_own_queries_are_answered_to_their_program_and_noted(service: Any) -> None:
    applicant, _ = store_example(service, first_allowed(service).given)
    assert applicant is not None
    program = program_of(applicant)
    subjects = program.get(f"services/{service.code}/subjects").json()["items"]

    response = ask(program, service.code, **{"for": subjects[0]["ref"]})

    assert response.status_code == 200, response.json()
    told = response.json()
    assert len(told["facts"]) + len(told["lists"]) == len(service.shows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT action, object, cardinality(fields) > 0 FROM audit_event ORDER BY id DESC LIMIT 1")
        assert cursor.fetchone() == ("service.queried", service.code, True)


def test_a_persons_own_query_needs_the_token_and_its_scope(karim: Program, stranger: Program) -> None:
    narrow = program_of(karim.person_id, scopes=("cases:read",), name="narrow")

    assert ask(stranger, OWN[0].code).status_code == 401
    assert ask(narrow, OWN[0].code).status_code == 403


def test_a_service_that_files_cases_answers_nothing(karim: Program) -> None:
    assert ask(karim, "residency/renew-iqama-family").status_code == 404
