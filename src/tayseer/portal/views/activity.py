"""Who looked at my data, and what was changed in it: every line of the audit about one person, in plain words."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from tayseer.audit import questions
from tayseer.audit.contract import Actor, Event, QuestionRecord
from tayseer.audit.proofs import FORMAT
from tayseer.audit.queries import MOST_EVENTS, own_event, proof_of, questions_of
from tayseer.audit.queries import activity as events_of
from tayseer.audit.questions import UnableToAsk
from tayseer.identity.requests import SignedInRequest
from tayseer.portal import activity_words as words
from tayseer.portal.personal import own_page, page
from tayseer.site import clock

PAGE = 25
#: How far back one page looks for what others did, before it offers the next page.
LOOKS = 3
#: Lines whose case is the person's own; a case of the one in whose charge somebody is opens for that one alone.
_ABOUT_ONESELF = frozenset({"case", "ledger", "notices", "office"})


@require_safe
@own_page
def activity(request: SignedInRequest, lang: str) -> HttpResponse:
    """What was done with one's data: by others and the platform, or everything."""
    everything = request.GET.get("show") == "all"
    events, older = _events(request.actor, before=_key(request.GET.get("before", "")), everything=everything)
    asked = questions_of(actor=request.actor, event_ids=[event.id for event in events])
    rows = [row_of(event, lang=lang, question=asked.get(event.id)) for event in events]
    return page(request, "activity.html", {"rows": rows, "everything": everything, "older": older})


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def line(request: SignedInRequest, lang: str, event_id: UUID) -> HttpResponse:
    """One line in full, with its proof; posting a question about it sends it to the privacy office."""
    event = own_event(actor=request.actor, event_id=event_id)
    if event is None:
        raise Http404
    text = problem = ""
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            questions.ask_about(actor=request.actor, event_id=event_id, text=text, at=clock.now())
        except UnableToAsk as refusal:
            problem = refusal.text.in_(lang)
        else:
            return HttpResponseRedirect(f"/{lang}/activity/{event_id}/#question", status=303)
    question = questions_of(actor=request.actor, event_ids=[event_id]).get(event_id)
    proof = proof_of(actor=request.actor, event_id=event_id)
    context = {
        "row": row_of(event, lang=lang, question=question),
        "question": question,
        "is_proven": proof is not None and proof.proof is not None,
        "text": text,
        "problem": problem,
    }
    return page(request, "activity_line.html", context, status=422 if problem else 200)


@require_safe
@own_page
def proof(request: SignedInRequest, lang: str, event_id: UUID) -> HttpResponse:
    """The proof of one line as a file: what `tools/verify_log.py event` checks, or anybody's own program."""
    found = proof_of(actor=request.actor, event_id=event_id)
    if found is None or found.proof is None:
        raise Http404
    content = {"format": FORMAT, "log": "audit", **asdict(found)}
    answer = HttpResponse(
        json.dumps(content, ensure_ascii=False, indent=2) + "\n", content_type="application/json; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="line-{event_id}.json"'
    return answer


def _key(given: str) -> UUID | None:
    try:
        return UUID(given) if given else None
    except ValueError:
        return None


def _events(actor: Actor, *, before: UUID | None, everything: bool) -> tuple[list[Event], str]:
    """One page of events, and the key of the next; what one did oneself is left out unless asked for."""
    if everything:
        found = events_of(actor=actor, limit=PAGE + 1, before=before)
        return found[:PAGE], str(found[PAGE - 1].id) if len(found) > PAGE else ""
    kept: list[Event] = []
    for _ in range(LOOKS):
        found = events_of(actor=actor, limit=MOST_EVENTS, before=before)
        for event in found:
            if not event.own and event.action != "notices.message.told":
                kept.append(event)
            before = event.id
            if len(kept) == PAGE:
                return kept, str(before)
        if len(found) < MOST_EVENTS:
            return kept, ""
    return kept, str(before)


def row_of(event: Event, *, lang: str, question: QuestionRecord | None = None) -> dict[str, Any]:
    """A line of the audit as a page shows it, with the state of what was asked about it."""
    about, why, result = words.about(event), words.why(event), words.result(event)
    unit, role = words.unit(event), words.role(event)
    return {
        "id": str(event.id),
        "at": event.at,
        "what": words.what(event).in_(lang),
        "who": words.who(event).in_(lang),
        "own": event.own,
        "by_officer": event.actor_kind == "officer",
        "change": words.is_change(event),
        "about": "" if about is None else about.in_(lang),
        "why": "" if why is None else why.in_(lang),
        "result": "" if result is None else result.in_(lang),
        "data": [text.in_(lang) for text in words.data(event)],
        "unit": "" if unit is None else unit.in_(lang),
        "role": "" if role is None else role.in_(lang),
        "channel": words.channel(event).in_(lang),
        "asked": "" if question is None else question.state,
        "case": event.case,
        "opens": event.own or event.action.partition(".")[0] in _ABOUT_ONESELF,
    }
