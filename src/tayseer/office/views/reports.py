"""Figures of the officer's own queues, in one plain table."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.views.decorators.http import require_safe

from tayseer.identity.guards import officer
from tayseer.kit.text import Text
from tayseer.notices.clarity import clarity_counts
from tayseer.office import queries
from tayseer.office.requests import officer_of, page
from tayseer.office.words import queue_words
from tayseer.services import catalogue, service
from tayseer.site import clock
from tayseer.ui.words import ltr

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tayseer.identity.requests import SignedInRequest

_HOUR = 3600
CLARITY_DAYS = 90
PAGE_WORDS = {
    "service": Text(ar="صفحة الخدمة", en="The service’s page"),
    "case": Text(ar="صفحة طلب انتهى", en="A finished request’s page"),
}
LANGUAGE_WORDS = {"ar": Text(ar="العربية", en="Arabic"), "en": Text(ar="الإنجليزية", en="English")}


@require_safe
@officer
def reports(request: SignedInRequest, lang: str) -> HttpResponse:
    """Show what waits in each queue, and what was decided in the last days."""
    at = clock.now()
    rows: list[dict[str, Any]] = [
        {
            "queue": queue_words(one.queue).in_(lang),
            "waiting": ltr(one.waiting),
            "overdue": ltr(one.overdue),
            "approved": ltr(one.approved),
            "refused": ltr(one.refused),
            "returned": ltr(one.returned),
            "median": ltr(hours(one.median)) if one.median is not None else "–",
        }
        for one in queries.figures(officer=officer_of(request), at=at)
    ]
    return page(request, "reports", rows=rows, days=queries.FIGURE_DAYS, at=at, clarity=_clarity(request, lang))


def _clarity(request: SignedInRequest, lang: str) -> list[dict[str, Any]]:
    """What readers said of the pages of the agency's services in the last days, the least clear first."""
    agency = officer_of(request).agency
    codes = [code for code, one in catalogue().items() if one.agency == agency]
    since = clock.today() - timedelta(days=CLARITY_DAYS)
    return [
        {
            "service": service(one.service_code).title.in_(lang),
            "page": PAGE_WORDS[one.page].in_(lang),
            "language": LANGUAGE_WORDS[one.language].in_(lang),
            "yes": ltr(one.yes),
            "partly": ltr(one.partly),
            "no": ltr(one.no),
        }
        for one in clarity_counts(service_codes=codes, since=since)
    ]


def hours(time: timedelta) -> str:
    """A time in hours, with one decimal below ten."""
    count = time.total_seconds() / _HOUR
    return f"{count:.1f}" if count < 10 else f"{count:.0f}"  # noqa: PLR2004 tenths say nothing of a long time
