"""Figures of the officer's own queues, in one plain table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.views.decorators.http import require_safe

from tayseer.identity.guards import officer
from tayseer.office import queries
from tayseer.office.requests import officer_of, page
from tayseer.office.words import queue_words
from tayseer.site import clock
from tayseer.ui.words import ltr

if TYPE_CHECKING:
    from datetime import timedelta

    from django.http import HttpResponse

    from tayseer.identity.requests import SignedInRequest

_HOUR = 3600


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
    return page(request, "reports", rows=rows, days=queries.FIGURE_DAYS, at=at)


def hours(time: timedelta) -> str:
    """A time in hours, with one decimal below ten."""
    count = time.total_seconds() / _HOUR
    return f"{count:.1f}" if count < 10 else f"{count:.0f}"  # noqa: PLR2004 tenths say nothing of a long time
