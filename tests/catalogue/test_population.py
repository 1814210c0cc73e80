"""The check of one person and the SQL over the whole population come from one definition, and never disagree."""

from __future__ import annotations

import copy
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tayseer.insight.population import UnableToCount, has_sql, outcomes, who_can
from tayseer.kit.expressions import Context
from tayseer.kit.facts import Tree
from tayseer.kit.lawbook import UnknownLaw
from tayseer.kit.questions import Question
from tayseer.law import LAW
from tayseer.services import catalogue
from tests.catalogue.generated import Made, situations, stored

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
    except IntegrityError:
        assume(False)  # the registries refuse such people
    except UnknownLaw:
        assume(False)  # nobody was judged before there was law
    return in_python, in_database


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)
@settings(max_examples=TRIED, suppress_health_check=QUIET)
@given(data=st.data())
def test_every_rule_is_judged_alike_by_python_and_by_the_database(service: Service, data: st.DataObject) -> None:
    made = data.draw(situations(service))

    in_python, in_database = both_ways(service, made)

    assume(in_database is not None)  # outside the circle there is nothing to judge
    assert in_database == in_python


def first(service: Service, *, allowed: bool) -> Made | None:
    for example in service.examples:
        if bool(example.refused_by) is not allowed:
            answers = {key.code if isinstance(key, Question) else key: value for key, value in example.answers.items()}
            return Made(date.fromisoformat(example.on), copy.deepcopy(dict(example.given)), answers)
    return None


@pytest.mark.parametrize("service", [one for one in SERVICES if not one.is_public], ids=lambda service: service.code)
def test_whoever_an_example_allows_is_among_those_counted(service: Service) -> None:
    made = first(service, allowed=True)
    stored(service, made)

    found = who_can(service, on=made.on)

    assert found.applicants == 1
    assert found.subjects == (None if service.subject is None else 1)
    assert found.left_out == ()
