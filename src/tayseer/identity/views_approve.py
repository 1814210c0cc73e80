"""Screens of the device that approves: what waits, the two digits of the other screen, and "it was not me"."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tayseer.identity import approvals
from tayseer.identity.approvals import UnableToApprove
from tayseer.identity.guards import signed_in
from tayseer.identity.requests import SignedInRequest
from tayseer.identity.views import page
from tayseer.identity.views_security import DEVICE
from tayseer.kit.text import Text
from tayseer.site import clock


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def approve(request: SignedInRequest, lang: str) -> HttpResponse:
    """Show what waits for approval, and take the number of the other screen or "it was not me"."""
    if request.method != "POST":
        return _page(request, done=request.GET.get("done", ""))
    public_id, at = request.POST.get("request", ""), clock.now()
    try:
        if request.POST.get("do") == "not-me":
            asked = approvals.refuse(actor=request.actor, account=request.account, public_id=public_id, at=at)
            return HttpResponseRedirect(f"/{lang}/approve/?done={'asked' if asked else 'refused'}")
        approvals.approve(
            actor=request.actor,
            account=request.account,
            device=request.COOKIES.get(DEVICE, ""),
            public_id=public_id,
            digits=request.POST.get("digits", ""),
            at=at,
        )
    except UnableToApprove as problem:
        return _page(request, errors={"digits": problem.text}, about=public_id)
    return HttpResponseRedirect(f"/{lang}/approve/?done=approved")


def _page(
    request: SignedInRequest, *, errors: dict[str, Text] | None = None, done: str = "", about: str = ""
) -> HttpResponse:
    account_id, at = request.account.id, clock.now()
    return page(
        request,
        "approve",
        errors=errors,
        waiting=approvals.waiting_for(account_id=account_id, at=at),
        is_device=approvals.device_of(account_id=account_id, token=request.COOKIES.get(DEVICE, "")) is not None,
        stopped=approvals.is_stopped(account_id=account_id),
        done=done,
        about=about,
    )
