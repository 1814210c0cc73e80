"""Facts gathered for a page serve the filing of the same request, and are read anew where an answer names them."""

from __future__ import annotations

from datetime import date

import pytest

from tayseer.casework.judging import judge_again, judge_one, read_answers
from tayseer.kit.services import Service
from tayseer.registries.gather import facts_follow_answers
from tayseer.services import catalogue
from tests.platform.casework.test_every_service import answers_of, first_allowed
from tests.support.stored import store_example

FILED = [service for service in catalogue().values() if service.flow != "query"]


def test_services_of_both_kinds_are_tried() -> None:
    assert {facts_follow_answers(service) for service in FILED} == {True, False}


@pytest.mark.django_db
@pytest.mark.parametrize("service", FILED, ids=lambda service: service.code)
def test_judging_from_known_facts_says_what_judging_anew_says(service: Service) -> None:
    example = first_allowed(service)
    on = date.fromisoformat(example.on)
    applicant, subject = store_example(service, example.given, example.answers)
    typed, _ = read_answers(service, answers_of(service, example, on))
    known = judge_one(service, applicant_id=applicant, subject_id=subject, on=on, answers={})

    again = judge_again(known, answers=typed)
    anew = judge_one(service, applicant_id=applicant, subject_id=subject, on=on, answers=typed)

    if facts_follow_answers(service):
        assert again is None
        return
    assert again is not None
    assert again.verdict.allowed
    assert [(line.rule.code, line.outcome) for line in again.verdict.lines] == [
        (line.rule.code, line.outcome) for line in anew.verdict.lines
    ]
    assert again.price == anew.price
    assert again.row == anew.row
