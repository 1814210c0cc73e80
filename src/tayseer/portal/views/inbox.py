"""The inbox: what a person was told, in full; texts and mails only point here."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from tayseer.identity.requests import SignedInRequest
from tayseer.notices import actions, queries
from tayseer.portal.personal import own_page, page
from tayseer.site import clock

PAGE = 20


@require_safe
@own_page
def inbox(request: SignedInRequest, lang: str) -> HttpResponse:
    """Messages, newest first."""
    found = queries.inbox(actor=request.actor, limit=PAGE + 1, before=request.GET.get("before", ""))
    context = {"messages": found[:PAGE], "older": found[PAGE - 1].public_id if len(found) > PAGE else ""}
    return page(request, "inbox.html", context, here="inbox")


@require_safe
@own_page
def message(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """One message; opening it is what marks it read."""
    found = queries.message(actor=request.actor, public_id=public_id)
    if found is None:
        raise Http404
    actions.mark_read(actor=request.actor, public_id=public_id, at=clock.now())
    return page(request, "inbox_message.html", {"message": found}, here="inbox")


@require_POST
@own_page
def read_all(request: SignedInRequest, lang: str) -> HttpResponse:
    """Mark every message read."""
    actions.mark_all_read(actor=request.actor, at=clock.now())
    return HttpResponseRedirect(f"/{lang}/inbox/", status=303)
