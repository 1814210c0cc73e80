"""What a person's own pages share: who may open them, the frame around them, links to what settles something."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from tayseer.identity.guards import Guarded, signed_in
from tayseer.notices.queries import unread_count
from tayseer.portal.presenting import service_href
from tayseer.portal.subjects import person_of, ref_of
from tayseer.services import service as service_of
from tayseer.ui.words import counted, w

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import HttpResponse

    from tayseer.identity.requests import Request, SignedInRequest
    from tayseer.insight.due import Due


def own_page(view: Guarded) -> Guarded:
    """Let people through to a page about themselves; a stranger signs in first, an officer at work finds no such page.

    Nothing on these pages is kept by a browser or a proxy.
    """

    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponse:
        if person_of(request) is None:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(signed_in(guarded))


def page(
    request: SignedInRequest, template: str, context: Mapping[str, Any], *, here: str = "", status: int = 200
) -> HttpResponse:
    """One page in the language of its address, with the number of unread messages in its navigation."""
    frame: dict[str, Any] = {"lang": request.lang, "here": here}
    if "unread" not in context:
        frame["unread"] = unread_count(actor=request.actor)
    return render(request, f"portal/{template}", {**frame, **context}, status=status)


def way_of(due: Due, *, lang: str, person_id: int) -> tuple[str, str]:
    """Where something due is settled: the words of the link and its address; both empty when that is elsewhere."""
    if due.bill:
        return w(lang, "عرض الفاتورة ودفعها", "See the bill and pay"), f"/{lang}/bills/{due.bill}/"
    if due.case:
        return w(lang, "فتح الطلب", "Open the request"), f"/{lang}/cases/{due.case}/"
    if not due.service:
        return "", ""
    service = service_of(due.service)
    ref = ref_of(service, applicant_id=person_id, subject_id=due.subject_id)
    href = service_href(lang, service.code, ref=ref)
    return (w(lang, "إكمال الطلب", "Finish the request") if due.code == "draft" else service.title.in_(lang)), href


#: A long way off is told in months, and a very long one in years.
_MONTHS_FROM, _YEARS_FROM, _MONTH, _YEAR = 90, 730, 30.44, 365.25


def distance(day: date, on: date, lang: str) -> str:
    """How far a day is from today: today, tomorrow, in 5 days, 4 months ago, in 6 years."""
    days = (day - on).days
    if days in {0, 1, -1}:
        return {0: w(lang, "اليوم", "today"), 1: w(lang, "غدًا", "tomorrow"), -1: w(lang, "أمس", "yesterday")}[days]
    much = abs(days)
    if much > _YEARS_FROM:
        many = _counted(int(much / _YEAR), "year", lang)
    elif much > _MONTHS_FROM:
        many = _counted(int(much / _MONTH), "month", lang)
    else:
        many = _counted(much, "day", lang)
    if days > 0:
        return w(lang, f"بعد {many}", f"in {many}")
    return w(lang, f"منذ {many}", f"{many} ago")


def _counted(n: int, noun: str, lang: str) -> str:
    """A number after a preposition: «بعد يومين», where the plain noun would be «يومان»."""
    duals = {"day": "يومين", "month": "شهرين", "year": "سنتين"}
    return duals[noun] if n == 2 and lang == "ar" else counted(n, noun, lang)  # noqa: PLR2004 the dual
