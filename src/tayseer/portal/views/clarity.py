"""Takes an answer to "Was this page clear?" and leads back to the page; it is counted and kept of nobody."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from tayseer.identity.guards import safe_path
from tayseer.identity.limits import allow
from tayseer.identity.requests import Request
from tayseer.notices.clarity import UnableToCount, count_clarity
from tayseer.portal.presenting import service_href
from tayseer.services import catalogue
from tayseer.site import clock

ANSWERS_PER_HOUR = 20
HOUR = 3600


@require_POST
def clarity(request: Request, lang: str) -> HttpResponse:
    """Count the answer; beyond some an hour from one address they are taken with thanks and not counted."""
    at = clock.now()
    code = request.POST.get("service", "")
    if code not in catalogue():
        raise Http404
    key = f"clarity:{request.META.get('REMOTE_ADDR', '')}"
    if allow(key, limit=ANSWERS_PER_HOUR, per_seconds=HOUR, at=at):
        try:
            count_clarity(
                page=request.POST.get("page", ""),
                service_code=code,
                language=lang,
                answer=request.POST.get("answer", ""),
                on=clock.today(at),
            )
        except UnableToCount as problem:
            raise Http404 from problem
    back = safe_path(request.POST.get("back", ""), otherwise=service_href(lang, code))
    return HttpResponseRedirect(f"{back}{'&' if '?' in back else '?'}clear=thanks#clarity", status=303)
