"""The page of one case: the same whether it is opened or comes back with what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tayseer.audit.contract import Actor
from tayseer.casework.contract import NotFound
from tayseer.casework.queries import attachment_of_case
from tayseer.kit.text import Text
from tayseer.notices.queries import messages_of_case
from tayseer.office.barriers import barrier
from tayseer.office.contract import CASE_PURPOSE
from tayseer.office.opening import open_people
from tayseer.office.requests import page
from tayseer.office.study import FILES
from tayseer.office.views.closed_case import closed_page, head_of, turn_of
from tayseer.office.views.desk import officer_names
from tayseer.office.words import event_words, status_of_case
from tayseer.registries.queries import names_of
from tayseer.site import clock
from tayseer.ui.words import moment, w

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tayseer.casework.contract import CaseRecord, EventRecord
    from tayseer.identity.requests import SignedInRequest
    from tayseer.office.places import Reached
    from tayseer.office.study import Study

#: What a browser may draw by itself; all else is handed out as a file.
SHOWN_INLINE = frozenset({"image/jpeg", "image/png"})


def correctable(seen: Study) -> dict[str, Text]:
    """The questions an applicant can be asked to answer anew; a declaration is not one of them."""
    return {question.code: question.label for question in seen.service.asks if question.kind != "declaration"}


def case_page(
    request: SignedInRequest, reached: Reached, seen: Study, *, errors: dict[str, Text] | None = None
) -> HttpResponse:
    """The page of a case, with what was typed when it comes back with errors.

    Everyone whose facts it shows sees that it was opened, whichever way led here. While the record of any of them stays
    closed to this officer, so does the case: the page then says whose it is by masked names alone.
    """
    lang, found, at = request.lang, reached.case, clock.now()
    closed = open_people(
        actor=request.actor,
        officer=reached.place,
        people=seen.people,
        purpose=CASE_PURPOSE,
        case=found.public_id,
        at=at,
        action="office.case.opened",
        object=found.service_code,
        fields=sorted(found.facts),
        about=seen.people,
    )
    if closed:
        return closed_page(request, reached, closed, errors=errors)
    typed = request.POST if request.method == "POST" else {}
    names = names_of([found.applicant_id])
    return page(
        request,
        "case",
        errors=errors,
        case=found,
        title=found.title.in_(lang),
        status_code=status_of_case(found),
        applicant=names[found.applicant_id].in_(lang) if found.applicant_id in names else "",
        head=head_of(reached, lang=lang, at=at),
        does="" if reached.step is None else reached.step.does,
        **turn_of(request, reached, at=at),
        barrier=_said(barrier(account=request.account, reached=reached, people=seen.people), lang),
        study=seen,
        answers=_answers(request, seen),
        files=_files(request, reached, seen),
        events=[_event(event, found, seen, lang=lang) for event in reversed(found.events)],
        told=messages_of_case(actor=Actor("person", found.applicant_id), case=found.public_id),
        correctable=[{"value": code, "label": label.in_(lang)} for code, label in correctable(seen).items()],
        grounds=[{"value": rule.code, "label": f"{rule.code}: {rule.sentence.in_(lang)}"} for rule in seen.rules],
        objection=_objection(found),
        decision=typed.get("decision", ""),
        reason=typed.get("reason", ""),
        ground=typed.get("ground", ""),
        questions=request.POST.getlist("questions"),
    )


def _said(text: Text | None, lang: str) -> str:
    return "" if text is None else text.in_(lang)


def _answers(request: SignedInRequest, seen: Study) -> list[dict[str, Any]]:
    lang = request.lang
    return [
        {
            "label": answer.label.in_(lang),
            "value": w(lang, "ملف، تراه أدناه", "A file, shown below") if answer.file else _said(answer.shown, lang),
        }
        for answer in seen.answers
    ]


def _files(request: SignedInRequest, reached: Reached, seen: Study) -> list[dict[str, Any]]:
    files = []
    for answer in seen.answers:
        if not answer.file:
            continue
        try:
            row = attachment_of_case(officer=reached.place, case=reached.case.public_id, public_id=answer.file)
        except NotFound:
            files.append({"label": answer.label.in_(request.lang), "name": "", "href": "", "inline": False})
            continue
        href = reverse(
            "office:attached",
            kwargs={"lang": request.lang, "public_id": reached.case.public_id, "file_id": answer.file},
        )
        files.append(
            {
                "label": answer.label.in_(request.lang),
                "name": row.name,
                "href": href,
                "inline": row.media_type in SHOWN_INLINE,
            }
        )
    return files


def _objection(found: CaseRecord) -> str:
    """What the applicant wrote against the decision; empty when there is no objection."""
    written = [str(event.detail.get("reason", "")) for event in found.events if event.name == "case.objected"]
    return written[-1] if written else ""


def _event(event: EventRecord, found: CaseRecord, seen: Study, *, lang: str) -> dict[str, Any]:
    steps = {step.code: step.label for step in seen.service.steps}
    return {
        "at": moment(event.at, lang),
        "what": event_words(event.name, step=steps.get(event.step, Text(ar="", en=""))).in_(lang),
        "who": _who(event, found, lang=lang),
        "detail": _detail(event, seen, lang=lang),
    }


def _who(event: EventRecord, found: CaseRecord, *, lang: str) -> str:
    if event.actor_kind == "officer" and event.actor_id is not None:
        name = officer_names({event.actor_id}).get(event.actor_id)
        return name.in_(lang) if name is not None else w(lang, "موظف", "An officer")
    if event.actor_kind == "person":
        mine = event.actor_id == found.applicant_id
        return w(lang, "مقدم الطلب", "The applicant") if mine else w(lang, "الطرف الآخر", "The other party")
    return w(lang, "المنصة", "The platform")


def _detail(event: EventRecord, seen: Study, *, lang: str) -> str:
    labels = {question.code: question for question in seen.service.asks}
    parts = [str(event.detail["reason"])] if event.detail.get("reason") else []
    asked = [labels[code].label.in_(lang) for code in event.detail.get("questions", ()) if code in labels]
    if asked:
        parts.append(w(lang, "المطلوب تصحيحه: ", "To correct: ") + w(lang, "، ", ", ").join(asked))
    for code, change in (event.detail.get("changed") or {}).items():
        question = labels.get(code)
        if question is None:
            continue
        if question.kind in FILES:
            parts.append(w(lang, f"ملف جديد: {question.ar}", f"A new file: {question.en}"))
            continue
        before, after = (_as_answered(question, change.get(side), lang=lang) for side in ("from", "to"))
        parts.append(
            w(lang, f"{question.ar}: كان «{before}» فصار «{after}»", f"{question.en}: from “{before}” to “{after}”")
        )
    return w(lang, "؛ ", "; ").join(parts)


def _as_answered(question: Any, kept: Any, *, lang: str) -> str:
    if kept is None or kept == "":
        return w(lang, "لا جواب", "no answer")
    for option, label in question.options.items():
        if str(option) == str(kept):
            return str(label.in_(lang))
    return str(kept)
