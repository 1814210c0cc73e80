"""The catalogue for programs: list, one service, for whom, verdict, plan, and the OpenAPI document itself."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpResponse

from tayseer.audit.actions import record
from tayseer.casework.judging import judge_all
from tayseer.insight.plans import plan_for
from tayseer.insight.search import search
from tayseer.kit.questions import AnswerRefused
from tayseer.kit.text import Text
from tayseer.partners import openapi, problems, shapes
from tayseer.partners.operations import Call, needs, say
from tayseer.partners.problems import Problem
from tayseer.partners.subjects import judged_for, ref_of
from tayseer.services import acts, catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.casework.judging import Judged
    from tayseer.kit.services import Service

READS_VERDICTS = "verdicts:read"
_FOR_WHOM = Text(
    ar="في عهدة صاحب الرمز أكثر من واحد. اذكر المرجع في \u2066for\u2069؛ القائمة في \u2066subjects\u2069.",
    en="There is more than one to choose from. Give the reference in `for`; `subjects` lists them.",
)


def named(agency: str, name: str) -> Service:
    """The service of this address. Raises ``Problem``."""
    found = catalogue().get(f"{agency}/{name}")
    if found is None:
        raise problems.not_found()
    return found


@needs(None)
def services(call: Call) -> HttpResponse:
    """List services in order of code, or those that words mean, best first."""
    words, agency, limit = call.query("q"), call.query("agency"), call.limit()
    if words:
        others = acts()
        codes = [others[hit.code][0].code if hit.code in others else hit.code for hit in search(words, limit=limit)]
    else:
        codes = [code for code in catalogue() if code > call.query("after")]
    found = [catalogue()[code] for code in dict.fromkeys(codes) if not agency or catalogue()[code].agency == agency]
    page = found[:limit]
    more = not words and len(found) > limit
    return say({"items": [shapes.summary(item, call.lang) for item in page], "next": page[-1].code if more else None})


@needs(None)
def show(call: Call, *, agency: str, name: str) -> HttpResponse:
    """One service, whole: questions as JSON Schema, rules, steps, documents, what it reads."""
    return say(shapes.whole(named(agency, name), call.lang, on=call.on))


@needs(READS_VERDICTS)
def subjects(call: Call, *, agency: str, name: str) -> HttpResponse:
    """Whom or what the person may use the service for: references, names, and how each stands."""
    service = named(agency, name)
    found = judge_all(service, applicant_id=call.person_id, on=call.on)
    _note(call, service, found)
    return say(
        {
            "items": [
                {
                    "ref": ref_of(service, applicant_id=call.person_id, subject_id=one.subject_id) or None,
                    "name": one.subject.in_(call.lang),
                    **shapes.short_verdict(one.verdict),
                }
                for one in found
            ]
        }
    )


@needs(READS_VERDICTS)
def verdict(call: Call, *, agency: str, name: str) -> HttpResponse:
    """Whether the person may use the service, with every rule, its values and its price; nothing is filed."""
    service, judged = _judged(call, agency, name)
    _note(call, service, [judged])
    return say(shapes.judgement(judged, call.lang))


@needs(READS_VERDICTS)
def plan(call: Call, *, agency: str, name: str) -> HttpResponse:
    """Which services would cure the rules that fail, in which order, at what price."""
    service, judged = _judged(call, agency, name)
    _note(call, service, [judged])
    found = plan_for(judged, applicant_id=call.person_id, on=call.on)
    return say(shapes.plan(found, call.lang, applicant_id=call.person_id))


def _judged(call: Call, agency: str, name: str) -> tuple[Service, Judged]:
    service = named(agency, name)
    body = call.sent({"for": (str, type(None)), "answers": dict})
    answers = typed_answers(service, body.get("answers") or {}, call.lang)
    ref = body.get("for") or ""
    judged = judged_for(service, applicant_id=call.person_id, ref=ref, on=call.on, answers=answers)
    if judged is None:
        raise unknown_subject(service, call, ref=ref)
    return service, judged


def unknown_subject(service: Service, call: Call, *, ref: str) -> Problem:
    """There is nobody by that reference, or it was not said for whom among several."""
    if not ref and len(judge_all(service, applicant_id=call.person_id, on=call.on)) > 1:
        return Problem(problems.ANSWERS, _FOR_WHOM)
    return problems.not_found()


def typed_answers(service: Service, given: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The answers given so far, typed; those still to come may be missing. Raises ``Problem`` naming each wrong one."""
    questions = {question.code: question for question in service.asks}
    wrong: dict[str, str] = {}
    typed: dict[str, Any] = {}
    for code, value in given.items():
        if code not in questions:
            wrong[code] = Text(ar="لا تسأل الخدمة عن هذا.", en="The service does not ask this.").in_(lang)
            continue
        try:
            typed[code] = questions[code].read(value)
        except AnswerRefused as refused:
            wrong[code] = refused.text.in_(lang)
    if wrong:
        raise Problem(
            problems.ANSWERS,
            Text(ar="صحّح الأجوبة المذكورة.", en="Put right the answers named."),
            more={"answers": wrong},
        )
    return typed


def _note(call: Call, service: Service, found: list[Judged]) -> None:
    """Write into the audit which facts a program read for the person; never their values."""
    fields = sorted({operand.key for one in found for line in one.verdict.lines for operand in line.operands})
    with transaction.atomic():
        record(
            actor=call.actor,
            action="partners.verdict.given",
            at=call.at,
            subject=call.person_id,
            object=service.code,
            purpose=call.client.name if call.client else "",
            fields=fields,
        )


@needs(None)
def document(call: Call) -> HttpResponse:
    """The OpenAPI 3.1 document, with an operation for each service, in the reader's language."""
    text, tag = _document(call.lang, id(catalogue()))
    headers = {"ETag": tag, "Cache-Control": "public, max-age=300"}
    if call.request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(text, content_type="application/json", headers=headers)


@lru_cache(maxsize=4)
def _document(lang: str, catalogue_id: int) -> tuple[str, str]:
    text = json.dumps(openapi.document(lang), ensure_ascii=False, separators=(",", ":"))
    return text, f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


@needs(None)
def nothing(call: Call, *, path: str) -> HttpResponse:
    """Tell that an address leads nowhere."""
    raise problems.not_found()
