"""Judging a service for real people: the verdict, the price and the facts, in one round trip."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tayseer.casework.contract import NotFound
from tayseer.kit.expressions import Constant, Context
from tayseer.kit.facts import Row
from tayseer.kit.formats import day_text
from tayseer.kit.questions import AnswerRefused
from tayseer.kit.rules import Rule
from tayseer.kit.text import Text
from tayseer.kit.verdict import Line, Price, Verdict, judge, price
from tayseer.law import LAW
from tayseer.registries.gather import EMPTY, facts_follow_answers, gather

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.kit.lawbook import Book
    from tayseer.kit.services import Service

KINDS = {"citizen", "resident", "visitor"}


@dataclass(frozen=True)
class PinnedLaw:
    """Law as it stood on the law day of a case, whatever day is asked for."""

    book: Book
    law_day: date

    def on(self, agency: str, name: str, day: date) -> Any:  # noqa: ARG002 the pinned day rules
        """The value on the law day."""
        return self.book.on(agency, name, self.law_day)

    def find(self, agency: str, name: str) -> Any:
        """The value with all its lines."""
        return self.book.find(agency, name)


@dataclass(frozen=True)
class Judged:
    """The facts of one applicant and subject, with the verdict and the price that follow from them when asked for."""

    service: Service
    row: Mapping[str, Any]
    context: Context

    @cached_property
    def verdict(self) -> Verdict:
        """Every rule judged, and before them whether the service is for somebody of this standing."""
        verdict = judge(self.service, self.context)
        refused = None if self.service.is_public else standing(self.service, self.row, self.context)
        return verdict if refused is None else Verdict(self.service, (refused, *verdict.lines))

    @cached_property
    def price(self) -> Price | None:
        """What it costs, with its parts; ``None`` while an answer it depends on is still to come."""
        return price(self.service, self.context)

    @property
    def subject_id(self) -> int | None:
        """The subject's record id, or ``None`` when the service has no subject."""
        role = self.service.subject
        return None if role is None else self.row.get(f"{role.name}.id")

    @property
    def subject(self) -> Text:
        """The subject's name, as shown in a list; empty when the service has none."""
        role = self.service.subject
        return Text(ar="", en="") if role is None else name_subject(self.row, role.name)

    def is_of(self, *, applicant_id: int | None, subject_id: int | None, on: date) -> bool:
        """Whether it was judged for that person and that subject on that day."""
        asked = (applicant_id, subject_id, on)
        return (self.row.get("applicant.id"), self.subject_id, self.context.day) == asked


def name_subject(row: Mapping[str, Any], role: str) -> Text:
    """What tells a subject from others: a person's name, a plate, a violation's number and text."""
    if f"{role}.name_ar" in row:
        ar = row[f"{role}.name_ar"] or ""
        return Text(ar=ar, en=row[f"{role}.name_en"] or ar)
    if f"{role}.plate" in row and f"{role}.make" in row:
        return Text(
            ar=f"{row[f'{role}.make']} {row[f'{role}.plate']}", en=f"{row[f'{role}.make']} {row[f'{role}.plate']}"
        )
    if f"{role}.title_ar" in row:
        number = row[f"{role}.number"]
        return Text(ar=f"{row[f'{role}.title_ar']} ({number})", en=f"{row[f'{role}.title_en']} ({number})")
    if f"{role}.born_on" in row and row.get(f"{role}.sex"):
        born, boy = day_text(row[f"{role}.born_on"]), row[f"{role}.sex"] == "male"
        return Text(
            ar=f"{'مولود' if boy else 'مولودة'} في {born.ar}", en=f"{'a boy' if boy else 'a girl'} born on {born.en}"
        )
    number = str(row.get(f"{role}.number") or row.get(f"{role}.id") or "")
    return Text(ar=number, en=number)


def judge_all(
    service: Service,
    *,
    applicant_id: int | None,
    on: date,
    answers: Mapping[str, Any] | None = None,
    subject_id: int | None = None,
) -> list[Judged]:
    """The verdict for each subject the applicant may act on, or for ``subject_id`` alone.

    ``on`` is the day in Asia/Riyadh. An empty list means there is no such subject, or none that the applicant may see.
    """
    context = Context(facts=EMPTY, laws=LAW, day=on, answers=dict(answers or {}))
    rows = gather(service, context, applicant_id=applicant_id, subject_id=subject_id)
    return [Judged(service, row, replace(context, facts=Row(row))) for row in rows]


def judge_one(
    service: Service, *, applicant_id: int | None, subject_id: int | None, on: date, answers: Mapping[str, Any]
) -> Judged:
    """The verdict for one subject. Raises ``NotFound`` when the applicant may not act on it."""
    found = judge_all(service, applicant_id=applicant_id, on=on, answers=answers, subject_id=subject_id)
    if not found:
        raise NotFound(service.code)
    return found[0]


def judge_again(known: Judged, *, answers: Mapping[str, Any]) -> Judged | None:
    """The same subject judged with these answers, from facts gathered a moment ago in the same request.

    ``None`` when the facts themselves hang on an answer (as those of a person named by number), so that they must be
    read anew.
    """
    if facts_follow_answers(known.service):
        return None
    return Judged(known.service, known.row, replace(known.context, answers=dict(answers)))


def judge_from(service: Service, context: Context, row: Mapping[str, Any]) -> Judged:
    """The verdict on facts that are given; the day, the law and the answers are the context's."""
    return Judged(service, row, replace(context, facts=Row(dict(row))))


_WORDS = {
    "citizen": Text(ar="المواطنين", en="citizens"),
    "resident": Text(ar="المقيمين", en="residents"),
    "visitor": Text(ar="الزائرين", en="visitors"),
    "establishment": Text(ar="ممثلي المنشآت", en="representatives of establishments"),
}


def standing(service: Service, row: Mapping[str, Any], context: Context) -> Line | None:
    """The line that refuses somebody the service is not for; ``None`` when it is for them.

    An establishment's representative is known by having one of its workers to act on, which the circle decides.
    """
    kinds = KINDS & set(service.for_whom)
    alive = row.get("applicant.died_on") is None
    if alive and ("establishment" in service.for_whom or not kinds or row.get("applicant.kind") in kinds):
        return None
    whom = [_WORDS[kind] for kind in service.for_whom if kind in _WORDS]
    ar, en = "، ".join(word.ar for word in whom), ", ".join(word.en for word in whom)
    rule = Rule(
        code="WHO",
        ar=f"الخدمة متاحة لفئة: {ar}.",
        en=f"The service is for {en}.",
        basis=service.basis,
        holds=Constant(False),
        because=Text(
            ar=f"هذه الخدمة لفئة {ar}، وصفتك المسجلة غير ذلك.",
            en=f"This service is for {en}, and you are registered otherwise.",
        ),
        cure=Text(ar="ابحث عن الخدمة المماثلة لصفتك.", en="Look for the service of the same kind for your standing."),
    )
    return Line(rule, False, (), context)


def read_answers(service: Service, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Text]]:
    """Typed answers, and a text for each answer that is missing or wrong."""
    answers: dict[str, Any] = {}
    problems: dict[str, Text] = {}
    for question in service.asks:
        try:
            value = question.read(given.get(question.code))
        except AnswerRefused as refused:
            problems[question.code] = refused.text
            continue
        if value is not None:
            answers[question.code] = value
    return answers, problems


def read_some(service: Service, given: Mapping[str, Any]) -> dict[str, Any]:
    """Typed answers of a draft, leaving out what is missing or no longer fits."""
    return read_answers(service, given)[0]


def plain_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as JSON: days in ISO form, amounts as quoted decimals. ``Question.read`` takes them back."""
    return {code: _plain(value) for code, value in answers.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
