"""Verdicts and prices for many workers of one establishment: some hundred in one statement, thousands in a few."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.casework.judging import Judged, judge_from, read_answers
from tayseer.establishments import words
from tayseer.kit.expressions import Context, leaves
from tayseer.kit.text import Text
from tayseer.law import LAW
from tayseer.registries.establishments.contract import WORKERS
from tayseer.registries.gather import EMPTY, applicant_role, facts_follow_answers, gathering_for
from tayseer.registries.joins import CIRCLES
from tayseer.services import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from tayseer.kit.services import Service
    from tayseer.kit.verdict import Line

#: How many workers one statement judges; its memory and its time stay bounded however long the list is.
AT_ONCE = 500
#: Questions whose answer is a word or a number, which a column of a file can hold.
_PLAIN = {"choice", "day", "whole", "amount", "text", "declaration", "flag", "number", "latin_name", "mobile", "email"}


@cache
def bulk_services() -> tuple[str, ...]:
    """The codes of services that can be asked for many workers at once, in the order of the catalogue.

    Their subject is an establishment's worker, their questions fit a column, and neither a signature nor a sign-in of
    the last minutes is needed, which nobody could give for a case that a job files.
    """
    return tuple(code for code, service in catalogue().items() if _fits(service))


def _fits(service: Service) -> bool:
    subject = service.subject
    return (
        subject is not None
        and subject.among is not None
        and subject.among.name == WORKERS.name
        and service.flow != "query"
        and not service.assurance.signed
        and service.assurance.within_minutes is None
        and not facts_follow_answers(service)
        and all(question.kind in _PLAIN for question in service.asks)
    )


@dataclass(frozen=True)
class Wanted:
    """One worker for whom the service is asked: the registry person id, and answers of the worker's own."""

    worker_id: int
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class RowVerdict:
    """Whether it can be filed for a worker, at what price (SAR), or why not."""

    worker_id: int
    judged: Judged | None
    price: Decimal | None
    reason: Text | None
    #: What stands against the requester, in words for the requester alone.
    personal: Text | None = None

    @property
    def allowed(self) -> bool:
        """Whether nothing stands in the way."""
        return self.reason is None


def judge_workers(
    service: Service, *, applicant_id: int, wanted: Sequence[Wanted], on: date, answers: Mapping[str, Any]
) -> dict[int, RowVerdict]:
    """The verdict for each of these workers, by worker id; a few statements for thousands.

    ``on`` is the day in Riyadh, ``answers`` the common ones as a form sent them. It reads whoever is named: the caller
    has made sure that they are workers whom the applicant's role covers. Whoever is not living is left out.
    """
    found: dict[int, RowVerdict] = {}
    rows = {
        row[f"{_subject(service)}.id"]: row
        for part in _parts([one.worker_id for one in wanted])
        for row in _gather(service, part, applicant_id=applicant_id, on=on)
    }
    for one in wanted:
        row = rows.get(one.worker_id)
        if row is not None:
            found[one.worker_id] = _verdict(service, one, row, on=on, common=answers)
    return found


def _verdict(
    service: Service, one: Wanted, row: Mapping[str, Any], *, on: date, common: Mapping[str, Any]
) -> RowVerdict:
    typed, problems = read_answers(service, {**common, **one.answers})
    if problems:
        labels = {question.code: question.label for question in service.asks}
        said = [
            Text(ar=f"{labels[code].ar}: {text.ar}", en=f"{labels[code].en}: {text.en}")
            for code, text in problems.items()
        ]
        return RowVerdict(one.worker_id, None, None, _joined(said))
    context = Context(facts=EMPTY, laws=LAW, day=on, answers=typed)
    judged = judge_from(service, context, row)
    verdict = judged.verdict
    if not verdict.allowed:
        own = [line for line in verdict.refused if _is_the_applicants(line)]
        # What stands against the requester is theirs to know; whoever else reads the row learns only that it does.
        said = [words.NOT_THE_REQUESTER] if own else [line.reason for line in verdict.refused[:3]]
        return RowVerdict(one.worker_id, judged, None, _joined(said), own[0].reason if own else None)
    price = judged.price
    if price is None:
        return RowVerdict(one.worker_id, judged, None, words.COULD_NOT)
    return RowVerdict(one.worker_id, judged, price.total, None)


def _is_the_applicants(line: Line) -> bool:
    """Whether a condition rests on facts of whoever requests, and on no worker's."""
    roots = {fact.path[0] for fact in leaves((line.rule.holds,))[0].values()}
    counted = {item.path[0] for item in leaves((line.rule.holds,))[1].values()}
    return line.rule.code == "WHO" or (roots | counted) == {applicant_role().name}


def _joined(texts: Sequence[Text]) -> Text:
    if not texts:
        return words.COULD_NOT
    return Text(ar=" ".join(text.ar for text in texts), en=" ".join(text.en for text in texts))


def _subject(service: Service) -> str:
    return "" if service.subject is None else service.subject.name


def _parts(ids: Sequence[int]) -> Iterator[list[int]]:
    unique = list(dict.fromkeys(ids))
    for start in range(0, len(unique), AT_ONCE):
        yield unique[start : start + AT_ONCE]


def _gather(service: Service, ids: list[int], *, applicant_id: int, on: date) -> list[dict[str, Any]]:
    """The facts of these workers, in one statement: the service's own, with the ids in place of the circle."""
    plan = gathering_for(service)
    circle = CIRCLES[WORKERS.name].format(p="applicant", t="subject")
    named = "JOIN people_person subject ON subject.id = ANY(%s::bigint[]) AND subject.died_on IS NULL"
    if plan.source.count(circle) != 1:
        message = f"The statement of {service.code} does not choose its subject from the workers."
        raise RuntimeError(message)
    context = Context(facts=EMPTY, laws=LAW, day=on, answers={})
    parameters = [parameter(replace(context)) for parameter in plan.parameters]
    source = plan.source.replace(circle, named)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {plan.select} FROM {source} WHERE applicant.id = %s ORDER BY subject.id LIMIT {AT_ONCE}",  # noqa: S608 text from contracts
            [*parameters, ids, applicant_id],
        )
        rows = cursor.fetchall()
    return [dict(zip(plan.keys, row, strict=True)) for row in rows]
