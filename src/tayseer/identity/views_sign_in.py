"""Screens after the password besides that of the code: sending it late, and waiting for an approval."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tayseer.identity import actions, approvals, codes, sessions
from tayseer.identity.assurance import APP, PASSWORD
from tayseer.identity.codes import UnableToAcceptCode, UnableToSendCode
from tayseer.identity.devices import device_name
from tayseer.identity.gateway import UnableToSend
from tayseer.identity.middleware import COOKIE
from tayseer.identity.queries import account_by_id
from tayseer.identity.requests import Request
from tayseer.identity.sign_in import PURPOSE, UnableToSignIn
from tayseer.identity.views import (
    APPROVAL,
    NOT_SENT,
    attempt_of,
    code_page,
    entered,
    keep_attempt,
    keep_started,
    onward_of,
    page,
    with_next,
)
from tayseer.site import clock


@never_cache
@require_POST
def send_code(request: Request, lang: str) -> HttpResponse:
    """Send the code by SMS to an account that has surer ways."""
    onward, (token, shown) = onward_of(request), attempt_of(request)
    try:
        started = actions.send_code(token=token, at=clock.now())
    except UnableToAcceptCode:
        return HttpResponseRedirect(with_next(f"/{lang}/sign-in/", onward))
    except (UnableToSendCode, UnableToSignIn) as problem:
        return code_page(request, shown, onward, errors={"code": problem.text})
    except UnableToSend:
        return code_page(request, shown, onward, errors={"code": NOT_SENT})
    response = HttpResponseRedirect(with_next(f"/{lang}/sign-in/code/", onward))
    keep_started(response, started, request=request)
    return response


@never_cache
@require_POST
def ask_approval(request: Request, lang: str) -> HttpResponse:
    """Open a request for approval and lead to the page that shows its two digits."""
    onward, at, (token, shown) = onward_of(request), clock.now(), attempt_of(request)
    account_id = codes.account_of(token=token, purpose=PURPOSE, at=at) if token else None
    if account_id is None:
        return HttpResponseRedirect(with_next(f"/{lang}/sign-in/", onward))
    try:
        asked = approvals.ask(account_id=account_id, purpose=PURPOSE, place=place_of(request), at=at)
    except approvals.UnableToApprove as problem:
        return code_page(request, shown, onward, errors={"approval": problem.text})
    response = HttpResponseRedirect(with_next(f"/{lang}/sign-in/approval/", onward))
    keep_attempt(response, APPROVAL, asked, request=request)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: Request, lang: str) -> HttpResponse:
    """Show the two digits and wait; an approval starts the session."""
    onward, at, token = onward_of(request), clock.now(), request.COOKIES.get(APPROVAL, "")
    asked = approvals.asked(token=token, at=at) if token else None
    if asked is None:
        return HttpResponseRedirect(with_next(f"/{lang}/sign-in/", onward))
    waiting: dict[str, Any] = {
        "asked": asked,
        "next": onward,
        "purpose": PURPOSE,
        "action": f"/{lang}/sign-in/approval/",
    }
    if request.method != "POST":
        return page(request, "approval", **waiting, is_early=False)
    taken = approvals.take(token=token, purpose=PURPOSE, at=at)
    if taken is None:
        return page(request, "approval", **waiting, is_early=True)
    account_id, bound = taken
    try:
        finished = sessions.begin(
            account=account_by_id(account_id=account_id),
            methods=(PASSWORD, APP),
            bound=bound,
            device=request.headers.get("User-Agent", ""),
            replaces=request.COOKIES.get(COOKIE, ""),
            at=at,
        )
    except UnableToSignIn as problem:
        return page(request, "sign_in", errors={"number": problem.text}, number="", next=onward, origin="")
    return entered(request, finished, lang=lang, onward=onward)


@never_cache
@require_safe
def approval_state(request: Request, lang: str) -> HttpResponse:
    """Say how this browser's request stands, for the script of the page that waits."""
    del lang
    asked = approvals.asked(token=request.COOKIES.get(APPROVAL, ""), at=clock.now())
    return JsonResponse({"state": asked.state if asked else "ended"})


def place_of(request: Request) -> str:
    """Return what a device shows of the one that asks: browser, system and network address."""
    named = device_name(sessions.printable(request.headers.get("User-Agent", "")))
    return " · ".join(part for part in (named, request.META.get("REMOTE_ADDR", "")) if part)
