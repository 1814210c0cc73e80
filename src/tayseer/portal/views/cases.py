"""A person's requests: the list, one request with everything about it, and the acts of those whose turn it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tayseer.audit.contract import Actor
from tayseer.casework import actions, queries
from tayseer.casework.certainty import needed_for, text_of_consent
from tayseer.casework.contract import AnswersRefused, CaseRecord, NotFound, NotSureEnough, UnableToAct
from tayseer.documents.queries import documents_of_case
from tayseer.identity import signatures
from tayseer.identity.requests import SignedInRequest
from tayseer.kit.questions import AnswerRefused, Question
from tayseer.kit.text import Text
from tayseer.law.bases import basis_text
from tayseer.ledger.contract import Bill
from tayseer.ledger.queries import bills_of_case
from tayseer.notices.queries import messages_of_case
from tayseer.portal import case_view, proving
from tayseer.portal import questions as asking
from tayseer.portal.acting_words import acting_view
from tayseer.portal.charge import of_request
from tayseer.portal.personal import own_page, page
from tayseer.portal.presenting import service_href
from tayseer.portal.views import delegated_cases
from tayseer.portal.views.delegated_cases import Seen, seen_case
from tayseer.portal.views.wallet import card_of
from tayseer.registries.queries import names_of
from tayseer.services import service as service_of
from tayseer.site import clock
from tayseer.ui.words import money, w

PAGE = 20
MOST_WORDS = 1000

_CHANGED = Text(
    ar="تغيّرت حال صاحب الشأن أو الشيء، فلم يُنفَّذ ما طلبته. حدّث الصفحة لترى أين وصل الطلب.",
    en="The person or thing concerned has changed, so nothing was done. Reload to see where it stands.",
)
_CHOOSE = Text(ar="لم تختر جوابًا. اختر القبول أو الرفض.", en="Nothing was chosen. Choose to accept or to decline.")
_TOO_LONG = Text(
    ar="النص أطول من الحد. اكتب \u20661000\u2069 حرف على الأكثر.",
    en="The text is too long. Write at most 1,000 characters.",
)


@require_safe
@own_page
def cases(request: SignedInRequest, lang: str) -> HttpResponse:
    """The requests one has made, those still open first, and the turns one has in the requests of others."""
    shown = "ended" if request.GET.get("show") == "ended" else "open"
    found = queries.cases_of(
        actor=request.actor, is_open=shown == "open", limit=PAGE + 1, before=request.GET.get("before") or None
    )
    turns = [turn for turn in queries.turns_for(actor=request.actor) if turn.party != "applicant"]
    listed = found[:PAGE]
    context = {
        "rows": [row_of(case, actor=request.actor, lang=lang) for case in listed],
        "shown": shown,
        "waiting": [] if shown == "ended" else [_waiting(turn, lang) for turn in turns],
        "older": listed[-1].public_id if len(found) > PAGE else "",
    }
    return page(request, "cases.html", context, here="cases")


def row_of(case: CaseRecord, *, actor: Actor, lang: str) -> dict[str, Any]:
    """A request as a list shows it."""
    return {
        "title": case.title.in_(lang),
        "href": f"/{lang}/cases/{case.public_id}/",
        "subject": case.subject.in_(lang),
        "state": case_view.state_of(case),
        "state_words": case_view.state_words(case, lang),
        "turn": case_view.turn_view(case, actor=actor, lang=lang),
        "filed_at": case.filed_at,
        "decided_at": case.decided_at,
    }


def _waiting(turn: Any, lang: str) -> dict[str, Any]:
    return {
        "title": service_of(turn.service_code).title.in_(lang),
        "href": f"/{lang}/cases/{turn.case}/",
        "text": f"{turn.label.in_(lang)}{w(lang, '، ', ', ') if turn.subject.ar else ''}{turn.subject.in_(lang)}",
        "due_at": turn.due_at,
    }


@require_safe
@own_page
def case(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """One request, as much of it as the reader may see; a delegate sees what they filed while they may act."""
    seen = seen_case(request, public_id)
    return delegated_cases.ended(request, lang, seen) if seen.case is None else _case_page(request, lang, seen)


def _found(request: SignedInRequest, public_id: str) -> Seen:
    """A request of the reader's own, or one to which they are a party; what a delegate filed is not among them."""
    try:
        return Seen(request.actor, queries.case_for(actor=request.actor, public_id=public_id))
    except NotFound as missing:
        raise Http404 from missing


def _case_page(
    request: SignedInRequest,
    lang: str,
    seen: Seen,
    *,
    problem: Text | None = None,
    anchor: str = "",
    problems: Mapping[str, Text] | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    actor, case, at = seen.actor, seen.record, clock.now()
    service = service_of(case.service_code)
    mine = case.applicant_id == actor.principal
    applicant = None if mine else names_of([case.applicant_id]).get(case.applicant_id)
    turn = case_view.turn_view(case, actor=actor, lang=lang)
    bills = [bill for bill in bills_of_case(case=case.public_id) if bill.person_id == actor.principal]
    rule = case_view.failed_rule(case) if case.state == "refused" and mine else None
    # What was issued is the principal's; a delegate is told only that the request is done.
    papers = (
        [] if seen.mandate else documents_of_case(actor=actor, case=case.public_id, in_charge_of=of_request(request))
    )
    price = _price(case, service_pays=_payer(service), mine=mine, bills=bills)
    answers = case_view.answers_view(case, actor=actor, lang=lang)
    if not mine and price is not None and case.price:
        answers.append({"label": w(lang, "الرسوم التي تدفعها", "Fees you pay"), "value": money(case.price, lang)})
    errors = [] if problem is None else [{"text": problem.in_(lang), "href": anchor}]
    errors += [{"text": text.in_(lang), "href": f"#{code}"} for code, text in (problems or {}).items()]
    context = {
        "case": case,
        "mine": mine,
        "acting": _acting(seen, applicant, lang),
        "mandate": seen.mandate,
        "sent_by": delegated_cases.sender_of(case, actor=actor, lang=lang),
        "applicant": applicant,
        "title": case.title.in_(lang),
        "subject": case.subject.in_(lang),
        "state": case_view.state_of(case),
        "state_words": case_view.state_words(case, lang),
        "turn": turn,
        "pay_href": delegated_cases.pay_href(turn, seen, lang),
        "from_bank": delegated_cases.from_bank(request, turn, seen),
        "may_withdraw": case.is_open and seen.mandate is None and queries.may_withdraw(case, actor=actor),
        "filed": request.GET.get("filed") == "yes" and mine and case.is_open,
        "steps": case_view.timeline(case, actor=actor, lang=lang),
        "answers": answers,
        "facts": case_view.facts_view(case, lang) if mine else [],
        "law_day": case.law_day,
        "effects": case_view.effects_words(case, lang),
        "bills": bills,
        "price": price,
        "papers": [card_of(one, lang=lang, at=at) for one in papers],
        "messages": messages_of_case(actor=actor, case=case.public_id),
        "secret": queries.secret_for(actor=actor, public_id=case.public_id) if case.is_open else "",
        "reason": case.reason.in_(lang) if mine else "",
        "rule": rule,
        "basis": "" if rule is None else basis_text(rule.basis).in_(lang),
        "may_object": case_view.may_object(case, actor=actor, at=at),
        "objection_ends": case_view.objection_ends(case),
        "service_page": service_href(lang, service.code),
        "fields": _fields(request, seen, problems=problems or {}, post=typed)
        if turn is not None and turn.task == "correct"
        else [],
        "errors": errors,
        "failed": bool(errors),
        "typed": typed or {},
        "signing": _signing(request, case) if turn is not None and turn.task == "consent" else None,
        "prove_href": proving.step_up_href(needed_for(service, turn.task), request, onward=request.path)
        if turn is not None and turn.task in {"consent", "confirm"}
        else "",
    }
    return page(request, "case.html", context, here="cases", status=422 if errors else 200)


def _acting(seen: Seen, applicant: Text | None, lang: str) -> dict[str, Any] | None:
    if seen.mandate is not None:
        return acting_view(seen.mandate, lang=lang, back_href=f"/{lang}/delegations/")
    return None if applicant is None else {"name": applicant.in_(lang), "back_href": f"/{lang}/cases/", "party": True}


def _payer(service: Any) -> str:
    return next((step.by for step in service.steps if step.does == "pay"), "applicant")


def _price(case: CaseRecord, *, service_pays: str, mine: bool, bills: list[Bill]) -> dict[str, Any] | None:
    """What the reader pays: a sum of the fees, and whether another party pays; ``None`` when there is none."""
    if not mine and service_pays == "applicant":
        return None
    others = mine and service_pays != "applicant" and case.price > 0
    return {"total": case.price, "free": case.price == 0, "others": others, "billed": bool(bills)}


def _fields(
    request: SignedInRequest, seen: Seen, *, problems: Mapping[str, Text], post: Mapping[str, str] | None
) -> list[dict[str, Any]]:
    """The fields of a correction, with what was typed or what was answered before."""
    fields, case = [], seen.record
    for question in case_view.returned_questions(case):
        kept = str(case.answers.get(question.code) or "")
        shown = kept if post is None else str(post.get(question.code, ""))
        error = problems.get(question.code)
        fields.append(
            {
                "question": question,
                "value": shown,
                "day": asking.day_typed(question, post, shown) if question.kind == "day" else None,
                "held": asking.held_file(kept, actor=seen.actor) if question.kind in {"photo", "file"} else None,
                "error": "" if error is None else error.in_(request.lang),
            }
        )
    return fields


def _signing(request: SignedInRequest, case: CaseRecord) -> signatures.Asked | None:
    """What the reader signs who agrees now; ``None`` where it is not their turn to agree, or nothing is signed."""
    service = service_of(case.service_code)
    turn = next((turn for turn in case.turns if turn.person_id == request.actor.id and turn.does == "consent"), None)
    if turn is None or not service.assurance.signed:
        return None
    text = text_of_consent(case, turn.label, on=clock.today())
    return signatures.asked(actor=request.actor, text=text.in_(request.lang))


# Acts


@require_POST
@own_page
def answer(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """A party's yes or no, or the confirmation of a hand-over by its code."""
    found = _found(request, public_id)
    said, reason = request.POST.get("says", ""), request.POST.get("reason", "").strip()
    typed = {"says": said, "reason": reason, "code": request.POST.get("code", "")}
    if said not in {"yes", "no"}:
        return _case_page(request, lang, found, problem=_CHOOSE, anchor="#says", typed=typed)
    if len(reason) > MOST_WORDS:
        return _case_page(request, lang, found, problem=_TOO_LONG, anchor="#reason", typed=typed)
    at = clock.now()
    service, base = service_of(found.record.service_code), f"/{lang}/cases/{public_id}/"
    does = next((turn.does for turn in found.record.turns if turn.person_id == request.actor.id), "")
    unsure = proving.to_step_up(needed_for(service, does), request, onward=base) if said == "yes" else None
    if unsure is not None:
        return unsure
    signing = _signing(request, found.record) if said == "yes" else None

    def act() -> CaseRecord:
        signature = "" if signing is None else signatures.read_signature(request, signing.text, at=at)
        return actions.answer_turn(
            actor=request.actor, public_id=public_id, says_yes=said == "yes", at=at, on=clock.today(at),
            code=asking.digits(typed["code"]), reason=reason, signature=signature,
        )  # fmt: skip

    return _after(request, lang, found, act, anchor="#code" if typed["code"] else "#says", typed=typed)


def _after(
    request: SignedInRequest,
    lang: str,
    found: Seen,
    act: Callable[[], CaseRecord],
    *,
    anchor: str = "",
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Do it and lead back to the request; else the page again, with what was typed and why nothing was done."""
    try:
        act()
    except (UnableToAct, NotSureEnough, signatures.UnableToAcceptSignature) as refused:
        return _case_page(request, lang, found, problem=refused.text, anchor=anchor, typed=typed)
    except AnswersRefused as refused:
        return _case_page(request, lang, found, problems=refused.problems, typed=typed)
    except NotFound:
        return _case_page(request, lang, found, problem=_CHANGED, typed=typed)
    return HttpResponseRedirect(f"/{lang}/cases/{found.record.public_id}/", status=303)


@require_POST
@own_page
def correct(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """The applicant's corrected answers."""
    seen = seen_case(request, public_id)
    if seen.case is None:
        raise Http404
    actor, found = seen.actor, seen.case
    if found.state != "returned" or found.applicant_id != actor.principal:
        return HttpResponseRedirect(f"/{lang}/cases/{public_id}/", status=303)
    at = clock.now()
    answers: dict[str, str] = {}
    problems: dict[str, Text] = {}
    for question in case_view.returned_questions(found):
        try:
            answers[question.code] = _answered(request, question, seen, at=at)
            question.read(answers[question.code])
        except AnswerRefused as refused:
            problems[question.code] = refused.text
    typed = request.POST.dict()
    if problems:
        return _case_page(request, lang, seen, problems=problems, typed=typed)

    def act() -> CaseRecord:
        return actions.correct(actor=actor, public_id=public_id, answers=answers, at=at, on=clock.today(at))

    return _after(request, lang, seen, act, typed=typed)


def _answered(request: SignedInRequest, question: Question, seen: Seen, *, at: Any) -> str:
    """What was sent for one question, as a plain value. Raises ``AnswerRefused``."""
    if question.kind not in {"photo", "file"}:
        return asking.typed_in(question, request.POST)
    sent = request.FILES.get(question.code)
    kept = str(seen.record.answers.get(question.code) or "")
    return kept if sent is None else asking.keep_file(question, sent, actor=seen.actor, at=at)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def withdraw(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Ask once more before a request is withdrawn, then withdraw it."""
    seen = _found(request, public_id)
    found = seen.record
    if not found.is_open:
        return HttpResponseRedirect(f"/{lang}/cases/{public_id}/")
    if request.method != "POST":
        paid = [
            bill
            for bill in bills_of_case(case=public_id)
            if bill.person_id == request.actor.id and bill.state == "paid"
        ]
        context = {"case": found, "title": found.title.in_(lang), "subject": found.subject.in_(lang), "paid": paid}
        return page(request, "case_withdraw.html", context, here="cases")
    at = clock.now()
    return _after(
        request, lang, seen,
        lambda: actions.withdraw(actor=request.actor, public_id=public_id, at=at, on=clock.today(at)),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def objection(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """An objection to an officer's refusal, with its reason."""
    seen, at = _found(request, public_id), clock.now()
    found = seen.record
    if not case_view.may_object(found, actor=request.actor, at=at):
        return HttpResponseRedirect(f"/{lang}/cases/{public_id}/")
    reason = request.POST.get("reason", "").strip()
    error: Text | None = None
    if request.method == "POST":
        if not reason:
            error = Text(
                ar="اكتب سبب اعتراضك؛ يقرؤه المشرف قبل أن يقرر.", en="Write why you object; the supervisor reads it."
            )
        elif len(reason) > MOST_WORDS:
            error = _TOO_LONG
        else:
            return _after(
                request, lang, seen,
                lambda: actions.object_to_decision(
                    actor=request.actor, public_id=public_id, reason=reason, at=at, on=clock.today(at)
                ),
            )  # fmt: skip
    context = {
        "case": found, "title": found.title.in_(lang), "until": case_view.objection_ends(found), "typed": reason,
        "error": "" if error is None else error.in_(lang), "failed": error is not None,
        "reason": found.reason.in_(lang),
    }  # fmt: skip
    return page(request, "case_object.html", context, here="cases", status=200 if error is None else 422)
