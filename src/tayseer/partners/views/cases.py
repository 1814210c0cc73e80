"""Cases for programs: file, follow, answer a turn, correct, withdraw, object; and keep a file for an answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tayseer.casework import actions, queries
from tayseer.casework.contract import NotFound
from tayseer.casework.judging import plain_answers, read_answers
from tayseer.kit.text import Text
from tayseer.partners import files, problems, shapes
from tayseer.partners.operations import Call, needs, say
from tayseer.partners.problems import Problem
from tayseer.partners.subjects import judged_for, ref_of
from tayseer.partners.views.catalogue import named, typed_answers, unknown_subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from tayseer.casework.contract import CaseRecord
    from tayseer.kit.services import Service

READS, WRITES = "cases:read", "cases:write"
#: RFC draft "The Idempotency-Key HTTP Header Field": printable, and long enough that nobody's is met by chance.
_KEY = re.compile(r"[!-~]{8,128}")
_NEEDS_KEY = Text(
    ar=(
        "أرسل مفتاحًا فريدًا لهذا الطلب في الترويسة \u2066Idempotency-Key\u2069، "
        "من \u20668\u2069 إلى \u2066128\u2069 حرفًا."
    ),
    en="Send a key that is unique to this request in the header Idempotency-Key: 8 to 128 printable characters.",
)
_KEY_TAKEN = Text(
    ar="أُرسل بهذا المفتاح طلب آخر من قبل. استعمل مفتاحًا جديدًا لكل طلب.",
    en="Another request was sent with this key before. Use a new key for each request.",
)


@needs(WRITES)
def file(call: Call, *, agency: str, name: str) -> HttpResponse:
    """File a case; the same key gives the same case again."""
    service = named(agency, name)
    key = call.request.headers.get("Idempotency-Key", "").strip('"')
    if not _KEY.fullmatch(key):
        raise Problem(problems.BAD_REQUEST, _NEEDS_KEY)
    body = call.sent({"for": (str, type(None)), "answers": dict})
    answers: Mapping[str, Any] = body.get("answers") or {}
    ref = body.get("for") or ""
    earlier = queries.case_by_key(applicant_id=call.person_id, idempotency=f"api:{key}")
    if earlier is not None:
        _must_be_same(earlier, service, answers, call, ref=ref)
        return _filed(earlier, call)
    typed = typed_answers(service, answers, call.lang)
    _must_be_own_files(service, typed, call)
    judged = judged_for(service, applicant_id=call.person_id, ref=ref, on=call.on, answers=typed)
    if judged is None:
        raise unknown_subject(service, call, ref=ref)
    case = actions.file_case(
        actor=call.actor,
        service_code=service.code,
        subject_id=judged.subject_id,
        answers=answers,
        at=call.at,
        on=call.on,
        idempotency=f"api:{key}",
    )
    _must_be_same(case, service, answers, call, ref=ref)
    return _filed(case, call)


def _filed(case: CaseRecord, call: Call) -> HttpResponse:
    where = reverse("partners:case", kwargs={"public_id": case.public_id})
    return say(_shown(case, call), status=201, headers={"Location": where})


def _must_be_same(case: CaseRecord, service: Service, answers: Mapping[str, Any], call: Call, *, ref: str) -> None:
    """A key stands for one request. Raises ``Problem`` when it was used for another."""
    typed, _ = read_answers(service, answers)
    same_subject = not ref or ref == ref_of(service, applicant_id=call.person_id, subject_id=case.subject_id)
    if case.service_code != service.code or not same_subject or dict(case.answers) != plain_answers(typed):
        raise Problem(problems.KEY_REUSED, _KEY_TAKEN)


def _must_be_own_files(service: Service, typed: Mapping[str, Any], call: Call) -> None:
    wrong = {}
    for question in service.asks:
        if question.kind in {"photo", "file"} and typed.get(question.code):
            try:
                queries.attachment_for(actor=call.actor, public_id=typed[question.code])
            except NotFound:
                text = Text(ar="لا ملف بهذا الرقم. أرسله أولًا.", en="There is no file of this id. Send it first.")
                wrong[question.code] = text.in_(call.lang)
    if wrong:
        text = Text(ar="صحّح الأجوبة المذكورة.", en="Put right the answers named.")
        raise Problem(problems.ANSWERS, text, more={"answers": wrong})


@needs(READS)
def cases(call: Call) -> HttpResponse:
    """The person's own cases, newest first."""
    state, limit = call.query("state"), call.limit()
    if state not in {"", "open", "closed"}:
        raise Problem(
            problems.BAD_REQUEST,
            Text(ar="الحالة: \u2066open\u2069 أو \u2066closed\u2069.", en="state is open or closed."),
        )
    found = queries.cases_of(
        actor=call.actor,
        is_open=None if not state else state == "open",
        limit=limit,
        before=call.query("after") or None,
    )
    items = [shapes.case(one, call.lang, person_id=call.person_id, full=False) for one in found]
    return say({"items": items, "next": found[-1].public_id if len(found) == limit else None})


@needs(READS)
def case(call: Call, *, public_id: str) -> HttpResponse:
    """One case with its turns and history."""
    return say(_shown(queries.case_for(actor=call.actor, public_id=public_id), call))


@needs(WRITES)
def withdraw(call: Call, *, public_id: str) -> HttpResponse:
    """End an open case at the person's wish."""
    call.sent({})
    return say(_shown(actions.withdraw(actor=call.actor, public_id=public_id, at=call.at, on=call.on), call))


@needs(WRITES)
def turn(call: Call, *, public_id: str) -> HttpResponse:
    """Say yes or no where it is the person's turn to consent or confirm."""
    body = call.sent({"agree": bool, "code": str, "reason": str})
    if "agree" not in body:
        text = Text(ar="قل نعم أو لا في \u2066agree\u2069.", en="Say yes or no in `agree`.")
        raise Problem(problems.BAD_REQUEST, text)
    done = actions.answer_turn(
        actor=call.actor,
        public_id=public_id,
        says_yes=body["agree"],
        code=body.get("code", ""),
        reason=body.get("reason", "")[:1000],
        at=call.at,
        on=call.on,
    )
    return say(_shown(done, call))


@needs(WRITES)
def correct(call: Call, *, public_id: str) -> HttpResponse:
    """Send corrected answers to a case that was returned."""
    body = call.sent({"answers": dict})
    done = actions.correct(
        actor=call.actor, public_id=public_id, answers=body.get("answers") or {}, at=call.at, on=call.on
    )
    return say(_shown(done, call))


@needs(WRITES)
def object_(call: Call, *, public_id: str) -> HttpResponse:
    """Object to an officer's refusal."""
    body = call.sent({"reason": str})
    done = actions.object_to_decision(
        actor=call.actor, public_id=public_id, reason=body.get("reason", "")[:4000], at=call.at, on=call.on
    )
    return say(_shown(done, call))


@needs(WRITES)
def keep(call: Call) -> HttpResponse:
    """Keep a picture or a paper, and give the id by which an answer names it."""
    media_type, content = files.taken(call.request)
    public_id = actions.attach(
        actor=call.actor, name=call.query("name", "file"), media_type=media_type, content=content, at=call.at
    )
    return say({"id": public_id, "media_type": media_type, "size": len(content)}, status=201)


def _shown(record: CaseRecord, call: Call) -> dict[str, Any]:
    code = queries.secret_for(actor=call.actor, public_id=record.public_id)
    return shapes.case(record, call.lang, person_id=call.person_id) | {"code_you_hold": code}
