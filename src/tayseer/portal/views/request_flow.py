"""Making a request: the rules first, one question on a page, the answers checked, then filed exactly once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tayseer.casework import actions, queries
from tayseer.casework.certainty import text_of_request
from tayseer.casework.contract import AnswersRefused, NotAllowed, NotFound, UnableToFile
from tayseer.casework.judging import Judged, read_some
from tayseer.casework.outside import Unanswered, settle
from tayseer.identity import limits, signatures
from tayseer.identity.guards import signed_in
from tayseer.identity.ids import new_public_id
from tayseer.identity.requests import SignedInRequest
from tayseer.kit.questions import AnswerRefused, Question
from tayseer.kit.records import ROLES
from tayseer.kit.text import Text
from tayseer.portal import checking, presenting, proving, slots, steps
from tayseer.portal import questions as asking
from tayseer.portal.acting_words import acting_view
from tayseer.portal.agencies import section
from tayseer.portal.fees import fees_of
from tayseer.portal.place import Place
from tayseer.portal.presenting import service_href
from tayseer.portal.subjects import is_another_person, person_of, picked
from tayseer.services import catalogue
from tayseer.site import clock
from tayseer.ui.words import w

#: How many people one person may look for by number in an hour; more would be searching for numbers.
LOOKUPS, WINDOW_SECONDS = 20, 3600
_TOO_MANY = Text(
    ar="كتبت أرقامًا كثيرة في وقت قصير. انتظر ساعة ثم أعد المحاولة.",
    en="You entered many numbers in a short time. Wait an hour, then try again.",
)


def _place(request: SignedInRequest, lang: str, agency: str, name: str) -> Place | None:
    """Where the request stands; ``None`` when the subject is still to be chosen. Raises ``Http404``."""
    service = catalogue().get(f"{agency}/{name}")
    actor = person_of(request)
    if service is None or actor is None or service.flow == "query" or service.is_public:
        raise Http404
    at = clock.now()
    on = clock.today(at)
    ref = request.GET.get("for", "")
    try:
        pick = picked(service, ref, actor=actor, on=on)
    except LookupError as missing:
        raise Http404 from missing
    if pick is None:
        return None
    draft = queries.draft_of(actor=pick.actor, service_code=service.code, subject_id=pick.judged.subject_id)
    kept = {} if draft is None else draft["answers"]
    return Place(lang, service, pick.actor, pick.ref, pick.judged, kept, at, on, pick.mandate)


def _frame(place: Place, title: str) -> dict[str, Any]:
    """What every page of the flow shows around its own part."""
    page = service_href(place.lang, place.service.code, ref=place.ref)
    known = section(place.service.agency)
    name = place.judged.subject.in_(place.lang)
    crumbs = [
        {
            "title": w(place.lang, "الخدمات", "Services"),
            "href": reverse("portal:services", kwargs={"lang": place.lang}),
        },
        {
            "title": known.title.in_(place.lang),
            "href": reverse("portal:section", kwargs={"lang": place.lang, "agency": known.code}),
        },
        {"title": place.service.title.in_(place.lang), "href": page},
        {"title": title, "href": ""},
    ]
    acting = None
    if place.mandate is not None:
        acting = acting_view(place.mandate, lang=place.lang, back_href=service_href(place.lang, place.service.code))
    elif is_another_person(place.judged, actor=place.actor):
        acting = {"name": name, "back_href": service_href(place.lang, place.service.code)}
    return {
        "lang": place.lang,
        "service": place.service,
        "service_title": place.service.title.in_(place.lang),
        "crumbs": crumbs,
        "acting": acting,
        "subject": name,
        "page_href": page,
        "title": title,
        "here": "services",
    }


@never_cache
@require_safe
@signed_in
def start(request: SignedInRequest, lang: str, agency: str, name: str) -> HttpResponse:
    """Check the rules before anything is asked: all that fail are shown at once; else on to the next question."""
    place = _place(request, lang, agency, name)
    if place is None:
        return HttpResponseRedirect(service_href(lang, f"{agency}/{name}"))
    settled = settle(place.judged, actor=place.actor, at=place.at)
    if settled.judged.verdict.refused:
        return _refused(request, place, settled.judged, status=200, unanswered=settled.unanswered)
    same = [
        case
        for case in queries.cases_of(actor=place.actor, is_open=True, limit=100)
        if case.service_code == place.service.code and case.subject_id == place.judged.subject_id
    ]
    if same:
        context = _frame(place, w(lang, "لديك طلب قائم", "You have an open request")) | {"case": same[0]}
        return render(request, "portal/flow_open.html", context)
    return proving.to_step_up(place.service.assurance, request, onward=place.onward) or HttpResponseRedirect(
        place.onward
    )


def _refused(
    request: SignedInRequest, place: Place, judged: Judged, *, status: int, unanswered: Sequence[Unanswered] = ()
) -> HttpResponse:
    person, own = int(place.actor.principal or 0), place.mandate is None
    view = presenting.verdict_view(judged, applicant_id=person, lang=place.lang, on=place.on, linked=own)
    plan = None
    if view.plan is not None:
        plan = presenting.plan_view(view.plan, lang=place.lang, applicant_id=person if own else None)
    context = _frame(place, w(place.lang, "ما يلزم أولًا", "What must come first")) | {
        "verdict_view": view,
        "plan": plan,
        "on": place.on,
        "silent": [one.needed.source.agency.name.in_(place.lang) for one in unanswered if not one.stands_in],
    }
    return render(request, "portal/flow_refused.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def question(request: SignedInRequest, lang: str, agency: str, name: str, question: str) -> HttpResponse:
    """Ask one question; an answer that a rule refuses is refused here, with the reason, and stays in the field."""
    place = _place(request, lang, agency, name)
    if place is None:
        return HttpResponseRedirect(service_href(lang, f"{agency}/{name}"))
    asked = next((item for item in place.questions if item.code == question), None)
    if asked is None:
        raise Http404
    if place.judged.verdict.refused:
        return HttpResponseRedirect(place.href("start"))
    return _take(request, place, asked) if request.method == "POST" else _ask(request, place, asked)


def _take(request: SignedInRequest, place: Place, asked: Question) -> HttpResponse:
    """Keep what was answered and go on, or say what is wrong with it."""
    if request.POST.get("remove"):
        _keep(place, {**place.kept, asked.code: ""})
        return HttpResponseRedirect(request.get_full_path())
    try:
        value = _answer(request, place, asked)
        asked.read(value)
        _lookup_allowed(place, asked, value)
    except AnswerRefused as refused:
        return _ask(request, place, asked, error=refused.text)
    after = {**place.kept, asked.code: value}
    stopped = _stopped_by(place, after)
    if stopped:
        return _ask(request, place, asked, error=stopped[0][0], cure=stopped[0][1])
    _keep(place, after)
    moved = replace(place, kept=after)
    return HttpResponseRedirect(
        place.href("check") if request.GET.get("back") and not moved.unanswered else _next(moved, asked)
    )


def _next(place: Place, asked: Question) -> str:
    """The question after this one that is not answered yet, else the first that is not, else the last page."""
    # By code: two questions cannot be compared, for a comparison of questions is itself an expression.
    order = [item.code for item in place.questions]
    waiting = {item.code for item in place.unanswered}
    later = [code for code in order[order.index(asked.code) + 1 :] if code in waiting]
    return place.href("question", question=later[0]) if later else place.onward


def _keep(place: Place, answers: Mapping[str, Any]) -> None:
    actions.save_draft(
        actor=place.actor,
        service_code=place.service.code,
        subject_id=place.judged.subject_id,
        answers=answers,
        at=place.at,
    )


def _answer(request: SignedInRequest, place: Place, asked: Question) -> str:
    """The plain value of what was sent. Raises ``AnswerRefused``."""
    if asked.kind in {"photo", "file"}:
        sent = request.FILES.get(asked.code)
        kept = str(place.kept.get(asked.code) or "")
        return kept if sent is None else asking.keep_file(asked, sent, actor=place.actor, at=place.at)
    return asking.typed_in(asked, request.POST)


def _lookup_allowed(place: Place, asked: Question, value: str) -> None:
    """Count the numbers of other people that somebody tries. Raises ``AnswerRefused``."""
    names_somebody = any(role.named_by is asked for role in ROLES.values())
    if names_somebody and value != place.kept.get(asked.code):
        key = f"lookup:{place.actor.id}"
        if not limits.allow(key, limit=LOOKUPS, per_seconds=WINDOW_SECONDS, at=place.at):
            raise AnswerRefused(_TOO_MANY)


def _stopped_by(place: Place, answers: Mapping[str, Any]) -> list[tuple[Text, Text | None]]:
    """The reasons of the rules that only this answer makes fail, each with its way out."""
    before = {line.rule.code for line in _judged(place, place.kept).verdict.refused}
    after = _judged(place, answers).verdict.refused
    return [(presenting.reason_of(line), line.rule.cure) for line in after if line.rule.code not in before]


def _judged(place: Place, answers: Mapping[str, Any]) -> Judged:
    typed = read_some(place.service, answers)
    return presenting.with_answers(place.judged, applicant_id=place.actor.principal, answers=typed, on=place.on)


def _ask(
    request: SignedInRequest, place: Place, asked: Question, *, error: Text | None = None, cure: Text | None = None
) -> HttpResponse:
    post = request.POST if request.method == "POST" else None
    kept = str(place.kept.get(asked.code) or "")
    shown = kept if post is None else str(post.get(asked.code, ""))
    prefilled = False
    if post is None and not kept and asked.code not in place.kept:
        shown = asking.prefilled(asked, place.judged.context)
        prefilled = bool(shown)
    order = place.questions
    position = [item.code for item in order].index(asked.code)
    before = order[position - 1] if position else None
    back = (
        place.href("question", question=before.code)
        if before is not None
        else service_href(place.lang, place.service.code, ref=place.ref)
    )
    context = _frame(place, asked.label.in_(place.lang)) | {
        "question": asked,
        "value": shown,
        "day": asking.day_typed(asked, post, shown) if asked.kind == "day" else None,
        "error": "" if error is None else error.in_(place.lang),
        "cure": "" if cure is None else cure.in_(place.lang),
        "failed": error is not None,
        "number": position + 1,
        "many": len(order),
        "prefilled": prefilled,
        "held": asking.held_file(kept, actor=place.actor),
        "action": request.get_full_path(),
        "back_href": place.href("check") if request.GET.get("back") else back,
        "slots": slots.choice_of(request.GET, kept=shown, on=place.on, lang=place.lang)
        if asked.kind == "slot"
        else None,
        "prices": checking.option_prices(asked, place.service, _judged(place, place.kept), lang=place.lang),
    }
    return render(request, "portal/flow_question.html", context, status=200 if error is None else 422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check(request: SignedInRequest, lang: str, agency: str, name: str) -> HttpResponse:
    """Show everything once more before it is sent; sending twice files once."""
    place = _place(request, lang, agency, name)
    if place is None:
        return HttpResponseRedirect(service_href(lang, f"{agency}/{name}"))
    if place.judged.verdict.refused:
        return HttpResponseRedirect(place.href("start"))
    if request.method != "POST" and place.unanswered:
        return HttpResponseRedirect(place.onward)
    unsure = proving.to_step_up(place.service.assurance, request, onward=request.get_full_path())
    if unsure is not None:
        return unsure
    return _file(request, place) if request.method == "POST" else _check_page(request, place, key=new_public_id())


def _file(request: SignedInRequest, place: Place) -> HttpResponse:
    """File the request under the key of its page, and go to the request's own page."""
    key = request.POST.get("key", "")[:64] or new_public_id()
    declared = {item.code: request.POST.get(item.code, "") for item in place.declarations}
    try:
        signature = signatures.read_signature(request, _signed_text(place).in_(place.lang), at=place.at)
        case = actions.file_case(
            actor=place.actor,
            service_code=place.service.code,
            subject_id=place.judged.subject_id,
            answers={**place.kept, **declared},
            at=place.at,
            on=place.on,
            idempotency=key,
            known=place.judged,
            signature=signature,
        )
    except signatures.UnableToAcceptSignature as refused:
        return _check_page(request, place, key=key, problem=refused.text, declared=declared)
    except AnswersRefused as refused:
        return _check_page(request, place, key=key, problems=refused.problems, declared=declared)
    except NotAllowed as refused:
        return _refused(request, place, refused.judged, status=422)
    except UnableToFile as refused:
        return _check_page(request, place, key=key, problem=refused.text, declared=declared)
    except NotFound as missing:
        raise Http404 from missing
    return HttpResponseRedirect(f"/{place.lang}/cases/{case.public_id}/?filed=yes")


def _signed_text(place: Place) -> Text:
    """What is signed where the service wants it: the request with its declarations made; empty elsewhere."""
    if not place.service.assurance.signed:
        return Text(ar="", en="")
    declared = {item.code: "yes" for item in place.declarations}
    return text_of_request(_judged(place, {**place.kept, **declared}))


def _check_page(
    request: SignedInRequest,
    place: Place,
    *,
    key: str,
    problems: Mapping[str, Text] | None = None,
    problem: Text | None = None,
    declared: Mapping[str, str] | None = None,
) -> HttpResponse:
    lang, person = place.lang, int(place.actor.principal or 0)
    typed = read_some(place.service, place.kept)
    judged = _judged(place, place.kept)
    view = presenting.verdict_view(judged, applicant_id=person, lang=lang, on=place.on, linked=place.mandate is None)
    fees = fees_of(place.service, judged=judged, on=place.on)
    asked = {item.code for item in place.questions}
    errors = [] if problem is None else [{"text": problem.in_(lang)}]
    for code, text in (problems or {}).items():
        href = place.href("question", question=code, back="check") if code in asked else f"#{code}"
        errors.append({"text": text.in_(lang), "href": href})
    rows = [
        {
            "label": item.label.in_(lang),
            "value": asking.answer_words(item, typed.get(item.code), actor=place.actor).in_(lang),
            "change_href": place.href("question", question=item.code, back="check"),
        }
        for item in place.questions
    ]
    context = _frame(place, w(lang, "مراجعة الطلب قبل إرساله", "Check before you send")) | {
        "rows": rows,
        "facts": checking.known_facts(judged, lang=lang, on=place.on),
        "verdict_view": view,
        "on": place.on,
        "fee_boxes": presenting.fee_views(fees, lang=lang),
        "fee_parts": presenting.part_rows(fees, lang=lang),
        "free": fees.free,
        "payer": steps.payer(place.service, lang=lang),
        "effects": checking.effects_view(place.service, judged, lang=lang),
        "reads": presenting.reads_view(place.service, lang=lang),
        "declarations": place.declarations,
        "key": key,
        "errors": errors,
        "declared": declared or {},
        "problems": {code: text.in_(lang) for code, text in (problems or {}).items()},
        "failed": bool(errors),
        "action": request.get_full_path(),
        "next_step": checking.next_step(place.service, judged, lang=lang),
        "signing": signatures.asked(actor=request.actor, text=_signed_text(place).in_(lang))
        if place.service.assurance.signed
        else None,
    }
    return render(request, "portal/flow_check.html", context, status=422 if errors else 200)
