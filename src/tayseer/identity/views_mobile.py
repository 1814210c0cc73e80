"""Screens after a change of mobile number: confirm it by the old number, or stop the account."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tayseer.identity import actions, mobile_changes
from tayseer.identity.codes import UnableToAcceptCode, UnableToSendCode
from tayseer.identity.gateway import UnableToSend
from tayseer.identity.guards import signed_in
from tayseer.identity.middleware import drop_session
from tayseer.identity.requests import SignedInRequest
from tayseer.identity.views import keep_attempt, page
from tayseer.site import clock

OLD_NUMBER_ATTEMPT = "tayseer_old_number_attempt"


@require_POST
@signed_in
def ask_old_number(request: SignedInRequest, lang: str) -> HttpResponse:
    """Send a code to the old number and lead to its page."""
    try:
        token = mobile_changes.ask_old_number(actor=request.actor, at=clock.now())
    except (UnableToSendCode, UnableToSend):
        return HttpResponseRedirect(f"/{lang}/account/?done=not-sent")
    response = HttpResponseRedirect(f"/{lang}/account/mobile/old/code/" if token else f"/{lang}/account/")
    if token:
        keep_attempt(response, OLD_NUMBER_ATTEMPT, token, request=request)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def old_number_code(request: SignedInRequest, lang: str) -> HttpResponse:
    """Ask for the code sent to the old number; a right one ends the wait."""
    token = request.COOKIES.get(OLD_NUMBER_ATTEMPT, "")
    if not token:
        return HttpResponseRedirect(f"/{lang}/account/")
    if request.method != "POST":
        return page(request, "old_number_code")
    try:
        mobile_changes.confirm_by_old_number(
            actor=request.actor, token=token, code=request.POST.get("code", ""), at=clock.now()
        )
    except UnableToAcceptCode as problem:
        return page(request, "old_number_code", errors={"code": problem.text})
    response = HttpResponseRedirect(f"/{lang}/account/?done=confirmed")
    response.delete_cookie(OLD_NUMBER_ATTEMPT, path="/")
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def stop(request: SignedInRequest, lang: str) -> HttpResponse:
    """Say what stopping one's own account means, and stop it: all its devices are signed out."""
    if request.method != "POST" or request.POST.get("stop") != "yes":
        return page(request, "stop")
    actions.set_state(actor=request.actor, account_id=request.account.id, state="locked", at=clock.now())
    response = HttpResponseRedirect(f"/{lang}/sign-in/")
    drop_session(response)
    return response
