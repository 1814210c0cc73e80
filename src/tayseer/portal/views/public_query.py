"""Queries that ask for something before they answer, most of them open to anyone who knows two facts."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tayseer.casework.judging import judge_all
from tayseer.identity.requests import Request
from tayseer.insight.answers import NO_MATCH, TOO_OFTEN, answer_of, may_ask, note_query
from tayseer.kit.questions import AnswerRefused
from tayseer.kit.services import Service
from tayseer.kit.text import Text
from tayseer.portal import questions as asking
from tayseer.portal.subjects import candidates, chosen, person_of
from tayseer.site import clock


def page(request: Request, service: Service, lang: str, *, about: dict[str, Any]) -> HttpResponse:
    """Show the form of a query; on POST, its answer or what is wrong, with everything typed kept."""
    post = request.POST if request.method == "POST" else None
    context = {**about, "asked": service.asks, "values": _values(service, post), "errors": {}, "problem": ""}
    if post is None:
        return render(request, "portal/service.html", context)
    answers, errors = _read(service, post)
    if errors:
        context["errors"] = {code: text.in_(lang) for code, text in errors.items()}
        return render(request, "portal/service.html", context, status=422)
    at = clock.now()
    if not may_ask(service, answers=answers, address=request.META.get("REMOTE_ADDR", ""), at=at):
        context["problem"] = TOO_OFTEN.in_(lang)
        return render(request, "portal/service.html", context, status=429)
    actor, on = person_of(request), clock.today(at)
    subject_id = None
    if service.subject is not None and actor is not None:
        pick = chosen(candidates(service, actor=actor, on=on), request.GET.get("for", ""))
        if pick is None:
            raise Http404
        subject_id = pick.judged.subject_id
    applicant = None if service.is_public or actor is None else actor.id
    found = judge_all(service, applicant_id=applicant, on=on, answers=answers, subject_id=subject_id)
    if not found or not found[0].verdict.allowed:
        context["problem"] = NO_MATCH.in_(lang)
        return render(request, "portal/service.html", context, status=422)
    context["answer"] = answer_of(found[0], applicant_id=applicant, on=on)
    note_query(found[0], actor=actor, at=at)
    response = render(request, "portal/service.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _read(service: Service, post: Any) -> tuple[dict[str, Any], dict[str, Text]]:
    answers: dict[str, Any] = {}
    errors: dict[str, Text] = {}
    for question in service.asks:
        try:
            value = question.read(asking.typed_in(question, post))
        except AnswerRefused as refused:
            errors[question.code] = refused.text
            continue
        if value is not None:
            answers[question.code] = value
    return answers, errors


def _values(service: Service, post: Any) -> dict[str, Any]:
    """What each field shows: what was typed, nothing on the first visit."""
    return {
        question.code: asking.day_typed(question, post, "")
        if question.kind == "day"
        else ("" if post is None else post.get(question.code, ""))
        for question in service.asks
    }
