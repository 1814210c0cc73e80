"""One case as its officer works on it: what is asked, the facts and rules now, and the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tayseer.casework import actions as casework
from tayseer.casework.contract import NotFound, UnableToAct
from tayseer.casework.queries import attachment_of_case
from tayseer.identity.guards import officer
from tayseer.kit.formats import RIYADH
from tayseer.kit.text import Text
from tayseer.office.barriers import barrier
from tayseer.office.contract import CASE_PURPOSE
from tayseer.office.grounds import closed_among
from tayseer.office.opening import open_people
from tayseer.office.places import Reached, reach
from tayseer.office.requests import officer_of, to
from tayseer.office.study import Study, study
from tayseer.office.views.case_page import SHOWN_INLINE, case_page, correctable
from tayseer.office.views.desk import not_found
from tayseer.registries.appointments.slots import read_slot
from tayseer.site import clock
from tayseer.ui.words import w

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tayseer.identity.requests import SignedInRequest

DECISIONS = ("approve", "refuse", "return")
LONGEST_REASON = 1_500

_STILL_CLOSED = Text(
    ar="لا يُبتّ في طلب لم تُفتح لك بياناته. اطلب فتحها من المشرف أولًا.",
    en="A case whose data is closed to you cannot be decided. Ask the supervisor to open it first.",
)
_NO_DECISION = Text(
    ar="لم تختر قرارًا. اختر القبول أو الرفض أو الإعادة للتصحيح.",
    en="No decision was chosen. Choose to approve, to refuse, or to return for correction.",
)
_NO_REASON = Text(
    ar="اكتب سبب القرار؛ يقرؤه صاحب الطلب.", en="Write the reason for the decision; the applicant reads it."
)
_LONG_REASON = Text(
    ar="السبب أطول من \u20661500\u2069 حرف. اختصره.", en="The reason is longer than 1500 characters. Shorten it."
)
_NO_QUESTIONS = Text(
    ar="اختر الأسئلة التي يصححها مقدم الطلب.", en="Choose the answers that the applicant is to correct."
)
_NOTHING_TO_CORRECT = Text(
    ar="ليس في هذه الخدمة سؤال يمكن تصحيحه. اقبل الطلب أو ارفضه.",
    en="This service asks nothing that could be corrected. Approve or refuse the request.",
)
_RETURNED_IN_OBJECTION = Text(
    ar="الطلب تحت الاعتراض، فيُقبل أو يُرفض ولا يُعاد للتصحيح.",
    en="The case is under objection: it is accepted or refused, and not returned for correction.",
)
_TOO_EARLY = Text(
    ar="لم يحن الموعد بعد، فلا يُسجّل عدم الحضور قبله.",
    en="The appointment is still to come, so absence cannot be recorded yet.",
)


@never_cache
@require_safe
@officer
def case(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Show the case."""
    reached = _reached(request, public_id)
    return case_page(request, reached, study(reached.case, on=clock.today()))


@require_http_methods(["GET", "HEAD", "POST"])
@officer
def decide(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Approve, refuse or return the case with its reason; what was typed is kept when something is missing."""
    if request.method != "POST":
        return to(request, "case", public_id=public_id)
    reached = _reached(request, public_id)
    seen = study(reached.case, on=clock.today())
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "").strip()
    questions = tuple(code for code in request.POST.getlist("questions") if code in correctable(seen))
    errors = _mistakes(reached, seen, decision=decision, reason=reason, questions=questions)
    refused = _sealed(reached, seen) or barrier(account=request.account, reached=reached, people=seen.people)
    if refused is not None or (reached.step is not None and reached.step.does != "decide"):
        errors = {"": refused or _NO_DECISION}
    if not errors:
        try:
            _decide(request, reached, decision, _with_ground(request, seen, reason), questions)
        except UnableToAct as problem:
            errors = {"": problem.text}
    if errors:
        return case_page(request, reached, seen, errors=errors)
    return to(request, "case", public_id=public_id, done=decision)


def _decide(request: SignedInRequest, reached: Reached, decision: str, reason: str, questions: tuple[str, ...]) -> None:
    actor, at, public_id = request.actor, clock.now(), reached.case.public_id
    on = clock.today(at)
    if decision == "return":
        casework.return_for_correction(
            actor=actor, officer=reached.place, public_id=public_id, reason=reason, questions=questions, at=at, on=on
        )
        return
    casework.decide(
        actor=actor,
        officer=reached.place,
        public_id=public_id,
        approve=decision == "approve",
        reason=reason,
        at=at,
        on=on,
    )


def _mistakes(
    reached: Reached, seen: Study, *, decision: str, reason: str, questions: Sequence[str]
) -> dict[str, Text]:
    errors: dict[str, Text] = {}
    if decision not in DECISIONS:
        errors["decision"] = _NO_DECISION
    if decision == "return" and reached.case.state == "objected":
        errors["decision"] = _RETURNED_IN_OBJECTION
    elif decision == "return" and not correctable(seen):
        errors["decision"] = _NOTHING_TO_CORRECT
    elif decision == "return" and not questions:
        errors["questions"] = _NO_QUESTIONS
    if not reason:
        errors["reason"] = _NO_REASON
    elif len(reason) > LONGEST_REASON:
        errors["reason"] = _LONG_REASON
    return errors


def _with_ground(request: SignedInRequest, seen: Study, reason: str) -> str:
    """The reason, followed by the rule the officer names as its ground."""
    chosen = request.POST.get("ground", "")
    rule = next((rule for rule in seen.rules if rule.code == chosen), None)
    if rule is None or request.POST.get("decision") == "approve":
        return reason
    named = w(request.lang, f"القاعدة: {rule.sentence.ar}", f"The rule: {rule.sentence.en}")
    return f"{reason} ({named.rstrip('.')})"


@require_http_methods(["GET", "HEAD", "POST"])
@officer
def attend(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Confirm that the person came to the visit, or did not."""
    if request.method != "POST":
        return to(request, "case", public_id=public_id)
    reached = _reached(request, public_id)
    seen, at = study(reached.case, on=clock.today()), clock.now()
    came = request.POST.get("came") == "yes"
    problem = _sealed(reached, seen) or barrier(account=request.account, reached=reached, people=seen.people)
    if problem is None and (reached.step is None or reached.step.does != "attend"):
        raise not_found(NotFound(public_id))
    if problem is None and not came and not _visit_has_passed(reached, at=at):
        problem = _TOO_EARLY
    if problem is None:
        try:
            casework.attend(
                actor=request.actor, officer=reached.place, public_id=public_id, came=came, at=at, on=clock.today(at)
            )
        except UnableToAct as refused:
            problem = refused.text
    if problem is not None:
        return case_page(request, reached, seen, errors={"": problem})
    return to(request, "case", public_id=public_id, done="came" if came else "absent")


def _visit_has_passed(reached: Reached, *, at: datetime) -> bool:
    for question in reached.service.asks:
        slot = read_slot(str(reached.case.answers.get(question.code, ""))) if question.kind == "slot" else None
        if slot is not None:
            now = at.astimezone(RIYADH)
            return (slot.day.isoformat(), slot.time) <= (now.date().isoformat(), f"{now:%H:%M}")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@officer
def assign(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Take the case to one's own desk, or put it back for the colleagues."""
    if request.method != "POST":
        return to(request, "case", public_id=public_id)
    reached = _reached(request, public_id)
    seen = study(reached.case, on=clock.today())
    back = request.POST.get("to") == "queue"
    problem = barrier(account=request.account, reached=reached, people=seen.people)
    # Who may not act on a case may still let go of it.
    holds = reached.turn is not None and reached.turn.assigned_to == request.account.id
    if problem is not None and not (back and holds):
        return case_page(request, reached, seen, errors={"": problem})
    to_whom = None if back else request.account.id
    try:
        casework.assign(actor=request.actor, officer=reached.place, public_id=public_id, to=to_whom, at=clock.now())
    except UnableToAct as refused:
        return case_page(request, reached, seen, errors={"": refused.text})
    return to(request, "case", public_id=public_id, done="back" if back else "taken")


@never_cache
@require_safe
@officer
def attached(request: SignedInRequest, lang: str, public_id: str, file_id: str) -> HttpResponse:
    """Show a picture, or hand out a paper, that is attached to the case; whom the case is about sees that."""
    reached = _reached(request, public_id)
    try:
        row = attachment_of_case(officer=reached.place, case=public_id, public_id=file_id)
    except NotFound as problem:
        raise not_found(problem) from problem
    people = study(reached.case, on=clock.today()).people
    closed = open_people(
        actor=request.actor,
        officer=reached.place,
        people=people,
        purpose=CASE_PURPOSE,
        case=reached.case.public_id,
        at=clock.now(),
        action="office.file.opened",
        object=file_id,
        about=people,
    )
    if closed:
        raise not_found(NotFound(file_id))
    inline = row.media_type in SHOWN_INLINE
    response = HttpResponse(bytes(row.content), content_type=row.media_type if inline else "application/octet-stream")
    if row.media_type == "application/pdf":
        response["Content-Type"] = row.media_type
    where = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{where}; filename*=UTF-8''{quote(row.name, safe='')}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _sealed(reached: Reached, seen: Study) -> Text | None:
    """Why nothing may be decided: the record of somebody in the case is still closed to this officer."""
    closed = closed_among(
        officer=reached.place,
        people=seen.people,
        purpose=CASE_PURPOSE,
        case=reached.case.public_id,
        at=clock.now(),
        about=seen.people,
    )
    return _STILL_CLOSED if closed else None


def _reached(request: SignedInRequest, public_id: str) -> Reached:
    try:
        return reach(officer=officer_of(request), public_id=public_id)
    except NotFound as problem:
        raise not_found(problem) from problem
