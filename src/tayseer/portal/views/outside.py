"""How the links with agencies outside stand, open to everybody: nobody should blame themself for another's bad day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tayseer.exchange.links import Link, links
from tayseer.exchange.sources import SOURCES
from tayseer.kit.text import Text
from tayseer.site import clock
from tayseer.ui.words import moment, w

WORKS = Text(ar="يعمل", en="Works")
TROUBLED = Text(ar="متعثر", en="Troubled")
RESTING = Text(ar="متوقف مؤقتًا", en="Paused for now")


@require_safe
def agencies(request: HttpRequest, lang: str) -> HttpResponse:
    """Every agency with what it attests, whether it answers, and since when it does not."""
    at = clock.now()
    rows = [_row(link, lang=lang, at=at) for link in links()]
    context = {"rows": rows, "checked_at": moment(at, lang), "all_well": all(row["works"] for row in rows)}
    response = render(request, "portal/agencies.html", context)
    response.headers["Cache-Control"] = "public, max-age=15"
    return response


def _row(link: Link, *, lang: str, at: Any) -> dict[str, Any]:
    told = [source for source in SOURCES.values() if source.agency == link.agency]
    state = WORKS if link.works else (TROUBLED if link.may_be_asked(at) else RESTING)
    return {
        "name": link.agency.name.in_(lang),
        "facts": w(lang, "؛ ", "; ").join(source.what.in_(lang) for source in told),
        "works": link.works,
        "state": state.in_(lang),
        "since": "" if link.works or link.failed_at is None else moment(link.failed_at, lang),
        "answered": "" if link.answered_at is None else moment(link.answered_at, lang),
        "stands_in": all(source.stands_in_for is not None for source in told),
    }
