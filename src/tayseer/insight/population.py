"""The whole population judged at once: one SQL statement counts who may use a service on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.casework.judging import KINDS
from tayseer.kit.expressions import (
    Aggregate,
    All,
    Any_,
    Compare,
    Constant,
    Context,
    Expression,
    Fact,
    Known,
    Not,
    OneOf,
)
from tayseer.kit.questions import Question
from tayseer.kit.records import ROLES
from tayseer.law import LAW
from tayseer.registries.gather import EMPTY, applicant_role, gatherable
from tayseer.registries.sql import Compiler, Scope, scope_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tayseer.kit.expressions import Path
    from tayseer.kit.rules import Rule
    from tayseer.kit.services import Service
    from tayseer.registries.sql import Parameter

#: So many combinations of chosen options are tried within the one statement; beyond that a choice counts as free.
MOST_COMBINATIONS = 48


class UnableToCount(Exception):
    """The service has no population to count; the message says why."""


@dataclass(frozen=True)
class Statement:
    """One SQL statement with its parameters' values."""

    sql: str
    parameters: tuple[Any, ...]


@dataclass(frozen=True)
class Population:
    """How many may use a service on a day.

    ``applicants`` may start it for somebody or something; ``subjects`` are those people or things (``None`` when the
    service acts on the applicant alone). ``assumed`` are the codes of rules that rest on a free answer: that answer is
    taken to be one that fits. ``left_out`` are rules that have no SQL, and count as holding.
    """

    service: str
    on: date
    applicants: int
    subjects: int | None
    assumed: tuple[str, ...]
    left_out: tuple[str, ...]
    statement: Statement


def who_can(service: Service, *, on: date) -> Population:
    """How many people may use ``service`` on ``on`` (a day in Asia/Riyadh), counted by one statement.

    A choice question counts as answered by any option that lets every rule hold; a declaration as made; a free answer
    as fitting. Raises ``UnableToCount`` for a service open to everybody without signing in.
    """
    if service.is_public:
        message = f"{service.code} is open to everybody without signing in, so there is nobody to count."
        raise UnableToCount(message)
    statement, assumed, left_out = statement_for(service, on=on)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, list(statement.parameters))
        applicants, subjects = cursor.fetchone()
    return Population(
        service=service.code,
        on=on,
        applicants=applicants,
        subjects=subjects if service.subject is not None else None,
        assumed=assumed,
        left_out=left_out,
        statement=statement,
    )


def statement_for(service: Service, *, on: date) -> tuple[Statement, tuple[str, ...], tuple[str, ...]]:
    """The counting statement, the codes of rules whose free answers are taken as fitting, and of rules without SQL."""
    scope, source, _ = scope_for(applicant_role(), service.subject, ())
    choices, free = _questions(service, on=on)
    conditions, parameters = [], []
    for condition, values in _standing(service):
        conditions.append(condition)
        parameters.extend(values)
    plain, chosen, assumed, left_out = _sorted_rules(service, on=on, choices=choices, free=free)
    context = Context(facts=EMPTY, laws=LAW, day=on, answers=_declared(service))
    for expression in plain:
        text, values = _compiled(expression, scope, context)
        conditions.append(text)
        parameters.extend(values)
    if chosen:
        ways = []
        for options in product(*(question.options for question in choices)):
            answers = {question.code: option for question, option in zip(choices, options, strict=True)}
            made = replace(context, answers={**context.answers, **answers})
            parts = [_compiled(expression, scope, made) for expression in chosen]
            ways.append("(" + " AND ".join(text for text, _ in parts) + ")")
            parameters.extend(value for _, values in parts for value in values)
        conditions.append("(" + " OR ".join(ways) + ")")
    counted = "count(DISTINCT applicant.id), count(DISTINCT subject.id)" if service.subject else "count(*), NULL"
    sql = (
        f"SELECT {counted} FROM {source} {' '.join(scope.joins)}"  # noqa: S608 text from contracts
        f" WHERE {' AND '.join(conditions)}"
    )
    return Statement(sql, tuple(parameters)), tuple(assumed), tuple(left_out)


def outcomes(
    service: Service, context: Context, *, applicant_id: int | None, subject_id: int | None
) -> dict[str, bool | None] | None:
    """Each rule in force, judged by the database alone: true, false, or ``None`` when it cannot be known.

    ``context`` gives the day, the law and the answers. Out: ``None`` when the applicant may not act on that subject.
    Rules without SQL are left out.
    """
    subject, named = gatherable(service)
    scope, source, tail = scope_for(applicant_role(), subject, named)
    if service.is_public:
        source = source.replace("people_person applicant", "(SELECT 1) one", 1)
    rules = [rule for rule in service.allowed_when if rule.in_force(context.day) and has_sql(rule)]
    compiled = [_compiled(rule.holds, scope, context) for rule in rules]
    parameters = [value for _, values in compiled for value in values] + [parameter(context) for parameter in tail]
    conditions = []
    if not service.is_public:
        conditions.append("applicant.id = %s")
        parameters.append(applicant_id)
    if subject is not None:
        conditions.append("subject.id = %s")
        parameters.append(subject_id)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    columns = ", ".join(text for text, _ in compiled) or "1"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {source} {' '.join(scope.joins)}{where} LIMIT 1", parameters)  # noqa: S608 text from contracts
        row = cursor.fetchone()
    return None if row is None else dict(zip((rule.code for rule in rules), row, strict=False))


def has_sql(rule: Rule) -> bool:
    """Whether a rule can be judged by the database; the others are counted by a ratchet that may only shrink."""
    roots: dict[Path, str] = {(role.name,): role.name for role in ROLES.values()}
    try:
        Compiler(Scope(prefix="j", roots=roots)).text(rule.holds)
    except (TypeError, KeyError):
        return False
    return True


def _standing(service: Service) -> list[tuple[str, list[Any]]]:
    kinds = KINDS & set(service.for_whom)
    conditions: list[tuple[str, list[Any]]] = [("applicant.died_on IS NULL", [])]
    if kinds and "establishment" not in service.for_whom:
        conditions.append(("applicant.kind = ANY(%s)", [sorted(kinds)]))
    return conditions


def _questions(service: Service, *, on: date) -> tuple[list[Question], set[str]]:
    """Choice questions that rules read, as far as their combinations are few; and the codes of all other questions."""
    read = {question.code for rule in service.allowed_when if rule.in_force(on) for question in rule.asks}
    choices: list[Question] = []
    ways = 1
    for question in service.asks:
        if question.kind == "choice" and question.code in read and ways * len(question.options) <= MOST_COMBINATIONS:
            choices.append(question)
            ways *= len(question.options)
    tried = {question.code for question in choices}
    free = {question.code for question in service.asks if question.code not in tried and question.kind != "declaration"}
    return choices, free


def _declared(service: Service) -> dict[str, Any]:
    return {question.code: True for question in service.asks if question.kind == "declaration"}


def _sorted_rules(
    service: Service, *, on: date, choices: Sequence[Question], free: set[str]
) -> tuple[list[Expression[bool]], list[Expression[bool]], list[str], list[str]]:
    """Conditions without a choice, conditions that wait for one, codes of rules assumed, codes of rules left out."""
    plain: list[Expression[bool]] = []
    chosen: list[Expression[bool]] = []
    assumed, left_out = [], []
    tried = {question.code for question in choices}
    for rule in service.allowed_when:
        if not rule.in_force(on):
            continue
        if not has_sql(rule):
            left_out.append(rule.code)
            continue
        condition = possible(rule.holds, free=free)
        if condition is not rule.holds:
            assumed.append(rule.code)
        waits = any(isinstance(item, Question) and item.code in tried for item in condition.walk())
        (chosen if waits else plain).append(condition)
    return plain, chosen, assumed, left_out


def possible(condition: Expression[bool], *, free: set[str], wanted: bool = True) -> Expression[Any]:
    """The condition under which a fitting answer to the ``free`` questions can make ``condition`` come out as wanted.

    What a party found by an answer is like counts as free too. Gives the same object when nothing in it is free.
    """
    if not any(_is_free(item, free) for item in condition.walk()):
        return condition
    if isinstance(condition, Not):
        return Not(possible(condition.item, free=free, wanted=not wanted))
    if isinstance(condition, All | Any_):
        return type(condition)(tuple(possible(item, free=free, wanted=wanted) for item in condition.items))
    if not isinstance(condition, Compare | Known | OneOf | Question | Fact):
        message = f"{type(condition).__name__} is no condition that rests on an answer."
        raise TypeError(message)
    return Constant(wanted)


def _is_free(item: Expression[Any], free: set[str]) -> bool:
    if isinstance(item, Question):
        return item.code in free
    if isinstance(item, Fact | Aggregate):
        return any(role.name == item.path[0] and role.named_by is not None for role in ROLES.values())
    return False


def _compiled(expression: Expression[Any], scope: Scope, context: Context) -> tuple[str, list[Any]]:
    compiler = Compiler(scope)
    text = compiler.text(expression)
    parameters: Sequence[Parameter] = compiler.parameters
    return text, [parameter(context) for parameter in parameters]


def as_data(found: Population) -> Mapping[str, Any]:
    """The count as JSON-ready data."""
    return {
        "service": found.service,
        "on": found.on.isoformat(),
        "applicants": found.applicants,
        "subjects": found.subjects,
        "assumed": list(found.assumed),
        "left_out": list(found.left_out),
    }
