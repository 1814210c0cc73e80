"""Who looked at my data, and what was changed in it: every line of the audit about one person, in plain words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tayseer.audit.contract import Actor, Event
from tayseer.audit.queries import MOST_EVENTS
from tayseer.audit.queries import activity as events_of
from tayseer.identity.requests import SignedInRequest
from tayseer.portal import activity_words as words
from tayseer.portal.personal import own_page, page

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
    context = {"rows": [row_of(event, lang=lang) for event in events], "everything": everything, "older": older}
    return page(request, "activity.html", context)


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


def row_of(event: Event, *, lang: str) -> dict[str, Any]:
    """A line of the audit as a page shows it."""
    about, why, result = words.about(event), words.why(event), words.result(event)
    return {
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
        "case": event.case,
        "opens": event.own or event.action.partition(".")[0] in _ABOUT_ONESELF,
    }
