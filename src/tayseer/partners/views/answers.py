"""Queries for programs: what the registers hold, as facts with their values and lists, in the reader's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.casework.contract import NotAllowed
from tayseer.casework.judging import judge_all
from tayseer.insight.answers import NO_MATCH, TOO_OFTEN, WINDOW_SECONDS, answer_of, may_ask, note_query
from tayseer.kit.text import Text
from tayseer.partners import problems
from tayseer.partners.operations import Call, must_reach, needs, say
from tayseer.partners.problems import Problem
from tayseer.partners.subjects import judged_for
from tayseer.partners.views.catalogue import named, typed_answers, unknown_subject

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tayseer.casework.judging import Judged
    from tayseer.insight.answers import Answer
    from tayseer.kit.services import Service

SCOPE = "answers:read"
_MISSING = Text(ar="أجب عن الأسئلة المذكورة.", en="Answer the questions named.")


@needs(None)
def ask(call: Call, *, agency: str, name: str) -> HttpResponse:
    """The answer of a query: open ones to anybody who knows what they ask for, others by the token of a person."""
    service = named(agency, name)
    if service.flow != "query":
        raise problems.not_found()
    if not service.is_public:
        must_reach(call.client, SCOPE)
    judged = _judged(call, service)
    actor = None if call.client is None or call.actor.kind != "person" else call.actor
    answer = answer_of(judged, applicant_id=None if service.is_public else call.person_id, on=call.on)
    note_query(judged, actor=actor, at=call.at)
    return say(_shape(answer, service, call))


def _judged(call: Call, service: Service) -> Judged:
    """The query judged for whom it is asked. Raises ``Problem`` or ``NotAllowed``."""
    body = call.sent({"for": (str, type(None)), "answers": dict})
    answers = typed_answers(service, body.get("answers") or {}, call.lang)
    missing = {one.code: one.label.in_(call.lang) for one in service.asks if one.required and one.code not in answers}
    if missing:
        raise Problem(problems.ANSWERS, _MISSING, more={"answers": missing})
    address = call.request.META.get("REMOTE_ADDR", "")
    if service.asks and not may_ask(service, answers=answers, address=address, at=call.at):
        raise Problem(problems.TOO_MANY, TOO_OFTEN, headers={"Retry-After": str(WINDOW_SECONDS)})
    if service.is_public:
        found = judge_all(service, applicant_id=None, on=call.on, answers=answers)
        if not found or not found[0].verdict.allowed:
            raise Problem(problems.NOT_FOUND, NO_MATCH)
        return found[0]
    ref = body.get("for") or ""
    judged = judged_for(service, applicant_id=call.person_id, ref=ref, on=call.on, answers=answers)
    if judged is None:
        raise unknown_subject(service, call, ref=ref)
    if not judged.verdict.allowed:
        raise NotAllowed(judged)
    return judged


def _shape(answer: Answer, service: Service, call: Call) -> dict[str, Any]:
    lang = call.lang
    return {
        "service": service.code,
        "on": call.on.isoformat(),
        "facts": [
            {"label": one.label.in_(lang), "text": one.text.in_(lang), "value": _value(one.value)}
            for one in answer.facts
        ],
        "lists": [
            {
                "label": part.label.in_(lang),
                "columns": [{"key": key, "label": label.in_(lang)} for key, label in part.columns],
                "rows": [
                    {key: None if text is None else text.in_(lang) for key, text in row.items()} for row in part.rows
                ],
            }
            for part in answer.lists
        ],
    }


def _value(value: Any) -> Any:
    """A value as JSON: days in ISO form, amounts as text, what is registered in two languages as both."""
    if isinstance(value, Text):
        return {"ar": value.ar, "en": value.en}
    if isinstance(value, date):
        return value.isoformat()
    # Every amount of a register is money; a computed one carries more decimals than there are halalas.
    return f"{value:.2f}" if isinstance(value, Decimal) else value
