"""The home page of somebody signed in: what needs action, what is open, what could be done, who looked at the data."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from tayseer.audit.queries import activity as events_of
from tayseer.casework.queries import cases_of
from tayseer.identity.requests import SignedInRequest
from tayseer.insight.due import SOON, Due, due_for
from tayseer.insight.holdings import household_of
from tayseer.portal.personal import distance, page, way_of
from tayseer.portal.views.activity import row_of as activity_row
from tayseer.portal.views.cases import row_of as case_row
from tayseer.portal.views.family import relation_words
from tayseer.portal.views.suggestions import OFF, hidden
from tayseer.site import clock

MOST_CASES, MOST_SUGGESTIONS, MOST_ACTIVITY, MOST_ACTIONS, MOST_PEOPLE = 5, 3, 3, 8, 8
#: Read in one go, so that three lines of others remain when one's own are left out.
_ACTIVITY_READ = 40
_ICONS = {
    "iqama": "licence", "passport": "passport", "id": "licence", "licence": "licence", "registration": "car",
    "insurance": "shield", "inspection": "car", "visa": "plane", "violation": "scale", "birth": "baby", "bill": "money",
    "turn": "case", "draft": "edit", "hold": "lock", "id-waiting": "licence", "passport-waiting": "passport",
}  # fmt: skip


@never_cache
def dashboard(request: SignedInRequest) -> HttpResponse:
    """The dashboard, in seven statements; the home page has made sure that a person is signed in."""
    lang, actor = request.lang, request.actor
    person_id, on = int(actor.id or 0), clock.today()
    due = due_for(person_id=person_id, on=on)
    pressing = [item for item in due if item.severity != SOON]
    later = [item for item in due if item.severity == SOON]
    unwanted = hidden(request)
    suggested = [] if OFF in unwanted else [item for item in later if item.service and item.code not in unwanted]
    household = household_of(person_id=person_id, on=on)
    looked = [event for event in events_of(actor=actor, limit=_ACTIVITY_READ) if not event.own]
    looked = [event for event in looked if event.action != "notices.message.told"][:MOST_ACTIVITY]
    context = {
        "name": request.account.names.in_(lang),
        "pressing": [due_row(item, lang=lang, person_id=person_id, on=on) for item in pressing[:MOST_ACTIONS]],
        "more": len(pressing) - MOST_ACTIONS,
        "rest": [due_row(item, lang=lang, person_id=person_id, on=on) for item in pressing[MOST_ACTIONS:]],
        "cases": [
            case_row(case, actor=actor, lang=lang) for case in cases_of(actor=actor, is_open=True, limit=MOST_CASES)
        ],
        "suggestions": [due_row(item, lang=lang, person_id=person_id, on=on) for item in suggested[:MOST_SUGGESTIONS]],
        "expiring": [due_row(item, lang=lang, person_id=person_id, on=on) for item in later if item.is_paper],
        "people": [
            {"name": one.names.in_(lang), "relation": relation_words(one).in_(lang)}
            for one in household.people[:MOST_PEOPLE]
        ],
        "more_people": len(household.people) - MOST_PEOPLE,
        "companies": [
            {"name": one.names.in_(lang), "workers": one.workers, "number": one.number} for one in household.companies
        ],
        "looked": [activity_row(event, lang=lang) for event in looked],
        "on": on,
    }
    return page(request, "dashboard.html", context, here="home")


def due_row(item: Due, *, lang: str, person_id: int, on: Any) -> dict[str, Any]:
    """Something due as the dashboard shows it."""
    action, href = way_of(item, lang=lang, person_id=person_id)
    return {
        "code": item.code,
        "title": item.title.in_(lang),
        "reason": item.reason.in_(lang),
        "severity": item.severity,
        "day": item.day,
        "distance": "" if item.day is None else distance(item.day, on, lang),
        "action": action,
        "href": href,
        "cure": "" if item.cure is None else item.cure.in_(lang),
        "amount": item.amount,
        "icon": _ICONS.get(item.code, "info"),
        "whom": item.whom.in_(lang),
        "own": item.is_own,
    }
