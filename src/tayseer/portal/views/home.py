"""The front page: for strangers the way in, for somebody signed in their own dashboard."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tayseer.identity.requests import Request
from tayseer.portal.agencies import LIFE_EVENTS, section
from tayseer.portal.presenting import service_href
from tayseer.portal.subjects import person_of
from tayseer.services import UnknownService, catalogue
from tayseer.services import service as service_of
from tayseer.ui.words import counted

EXAMPLES = {
    "ar": ("تجديد إقامة زوجتي", "كم علي مخالفات", "تسجيل مولود"),
    "en": ("renew my wife's iqama", "check my fines", "register a newborn"),
}


@require_safe
def home(request: Request, lang: str) -> HttpResponse:
    """Show the front page, or the dashboard to somebody who is signed in."""
    if person_of(request) is not None and find_spec("tayseer.portal.views.dashboard") is not None:
        answer: HttpResponse = import_module("tayseer.portal.views.dashboard").dashboard(request)
        return answer
    context = {"lang": lang, "examples": EXAMPLES[lang], "events": life_events(lang), "sections": sections(lang)}
    return render(request, "portal/home.html", context)


def life_events(lang: str) -> list[dict[str, Any]]:
    """What happens in a life, with the services of this catalogue that it calls for."""
    shown = []
    for event in LIFE_EVENTS:
        links = []
        for code in event.codes:
            try:
                found = service_of(code)
            except UnknownService:
                continue
            act = next((act for act in found.acts if act.code == code), None)
            links.append(
                {
                    "title": (act.ar if lang == "ar" else act.en) if act else found.title.in_(lang),
                    "href": service_href(lang, code),
                }
            )
        if links:
            shown.append(
                {"title": event.title.in_(lang), "text": event.text.in_(lang), "icon": event.icon, "links": links}
            )
    return shown


def sections(lang: str) -> list[dict[str, Any]]:
    """The sections of the catalogue, each with its number of services, the fullest first."""
    counts: dict[str, int] = {}
    for found in catalogue().values():
        counts[found.agency] = counts.get(found.agency, 0) + 1
    listed = sorted(counts, key=lambda code: (-counts[code], code))
    return [
        {
            "code": code,
            "title": section(code).title.in_(lang),
            "body": section(code).body.in_(lang),
            "icon": section(code).icon,
            "count": counts[code],
            "counted": counted(counts[code], "service", lang),
        }
        for code in listed
    ]
