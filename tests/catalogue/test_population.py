"""The check of one person and the SQL over the whole population come from one definition, and never disagree."""

from __future__ import annotations

import copy
from datetime import date
from itertools import product
from random import Random
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tayseer.casework.judging import judge_all
from tayseer.identity.actions import UnableToOpenAccount
from tayseer.insight.population import UnableToCount, has_sql, outcomes, who_can
from tayseer.kit.expressions import Context
from tayseer.kit.facts import Tree
from tayseer.kit.lawbook import UnknownLaw
from tayseer.kit.questions import Question
from tayseer.law import LAW
from tayseer.registries import sql
from tayseer.services import catalogue
from tests.catalogue.generated import Made, situation, stored

if TYPE_CHECKING:
    from tayseer.kit.services import Service

pytestmark = pytest.mark.django_db
SERVICES = list(catalogue().values())
#: A situation is some twenty rows; the long run of `make fuzz` tries as many as it says.
TRIED = 15 if settings.default.max_examples <= 100 else settings.default.max_examples
QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]


def by_python(service: Service, made: Made, tree: dict) -> dict[str, bool | None]:
    context = Context(facts=Tree(tree), laws=LAW, day=made.on, answers=made.answers)
    return {
        rule.code: rule.holds.value(context)
        for rule in service.allowed_when
        if rule.in_force(made.on) and has_sql(rule)
    }


def both_ways(service: Service, made: Made) -> tuple[dict[str, bool | None], dict[str, bool | None] | None]:
    """The outcome of every rule by Python on the tree, and by the database on its rows; nothing stays stored."""
    try:
        with transaction.atomic():
            tree, applicant, subject = stored(service, made)
            context = Context(facts=Tree({}), laws=LAW, day=made.on, answers=made.answers)
            in_database = outcomes(service, context, applicant_id=applicant, subject_id=subject)
            in_python = by_python(service, made, tree)
            transaction.set_rollback(True)
    except (IntegrityError, UnableToOpenAccount):
        assume(False)  # the registries refuse such people
    except UnknownLaw:
        assume(False)  # nobody was judged before there was law
    return in_python, in_database


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)
@settings(max_examples=TRIED, suppress_health_check=QUIET)
@given(seed=st.integers(0, 2**32))
def test_every_rule_is_judged_alike_by_python_and_by_the_database(service: Service, seed: int) -> None:
    made = situation(service, Random(seed))

    in_python, in_database = both_ways(service, made)

    assume(in_database is not None)  # outside the circle there is nothing to judge
    assert in_database == in_python


def first_allowed(service: Service) -> Made:
    example = next(example for example in service.examples if not example.refused_by)
    answers = {key.code if isinstance(key, Question) else key: value for key, value in example.answers.items()}
    return Made(date.fromisoformat(example.on), copy.deepcopy(dict(example.given)), answers)


def counted_one_by_one(service: Service, on: date) -> tuple[int, int]:
    """Everybody judged by Python, with every option tried and every declaration made."""
    declared = {question.code: True for question in service.asks if question.kind == "declaration"}
    choices = [question for question in service.asks if question.kind == "choice"]
    applicants, subjects = set(), set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_person")
        people = [row[0] for row in cursor.fetchall()]
    for options in product(*(question.options for question in choices)):
        answers = declared | {question.code: option for question, option in zip(choices, options, strict=True)}
        for person in people:
            for judged in judge_all(service, applicant_id=person, on=on, answers=answers):
                if judged.verdict.allowed:
                    applicants.add(person)
                    subjects.add(judged.subject_id)
    return len(applicants), len(subjects)


SIGNED_IN = [one for one in SERVICES if not one.is_public]


@pytest.mark.parametrize("service", SIGNED_IN, ids=lambda service: service.code)
def test_one_statement_counts_as_many_as_judging_everybody_one_by_one(service: Service) -> None:
    made = first_allowed(service)
    stored(service, made)

    found = who_can(service, on=made.on)

    applicants, subjects = counted_one_by_one(service, made.on)
    assert found.left_out == ()
    assert found.applicants >= 1
    if found.assumed:  # a free answer is taken to fit, so there may be more, never fewer
        assert found.applicants >= applicants
    else:
        assert (found.applicants, found.subjects) == (applicants, None if service.subject is None else subjects)


def test_nobody_is_counted_where_a_rule_refuses() -> None:
    service = catalogue()["residency/renew-iqama-family"]
    made = first_allowed(service)
    made.given["dependant"]["iqama"] = None
    stored(service, made)

    assert who_can(service, on=made.on).applicants == 0


def test_what_is_open_to_everybody_has_nobody_to_count() -> None:
    with pytest.raises(UnableToCount, match="open to everybody"):
        who_can(catalogue()["residency/query-iqama-validity"], on=date(2026, 3, 1))


def test_a_day_before_the_law_is_an_error_and_not_a_count() -> None:
    with pytest.raises(UnknownLaw):
        who_can(catalogue()["residency/renew-iqama-family"], on=date(1999, 1, 1))


def test_a_translation_that_is_off_by_a_day_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sql._FUNCTIONS, "age", ("(({}::date - ({}::date)) / 365)", (1, 0)))
    service = catalogue()["residency/renew-iqama-family"]
    found = set()
    for on, born in (
        (date(2026, 3, 1), date(2007, 3, 3)),  # eighteen, and a day short of nineteen
        (date(2024, 2, 29), date(2002, 3, 2)),
    ):
        made = first_allowed(service)
        made.on = on
        made.given["dependant"] |= {"born_on": born, "sex": "male", "schooling": None}
        in_python, in_database = both_ways(service, made)
        found |= {code for code, outcome in in_python.items() if in_database[code] is not outcome}

    assert found >= {"IQR-6"}
