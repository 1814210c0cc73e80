"""Screens of stepping up: proving more, or proving it again, in a session that is open, and going on from there."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tayseer.identity import approvals, passkeys, step_ups
from tayseer.identity.codes import UnableToAcceptCode, UnableToSendCode
from tayseer.identity.gateway import UnableToSend
from tayseer.identity.guards import safe_path, signed_in
from tayseer.identity.middleware import COOKIE, keep_session
from tayseer.identity.requests import SignedInRequest
from tayseer.identity.sessions import UnableToSignIn
from tayseer.identity.views import APPROVAL, CHALLENGE, NOT_SENT, keep_attempt, page, with_next
from tayseer.identity.views_sign_in import place_of
from tayseer.kit.text import Text
from tayseer.site import clock

STEP_ATTEMPT = "tayseer_step_attempt"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def step_up(request: SignedInRequest, lang: str) -> HttpResponse:
    """Offer what reaches the level, take the proof, and go on under a new session token."""
    level, onward = _wanted(request), _onward(request, lang)
    if request.method != "POST":
        return _page(request, level, onward)
    common: dict[str, Any] = {
        "actor": request.actor,
        "account": request.account,
        "session": request.signed_in.session,
        "token": request.COOKIES.get(COOKIE, ""),
        "level": level,
        "at": clock.now(),
    }
    by, code = request.POST.get("by", ""), request.POST.get("code", "")
    try:
        if by == "passkey":
            answer, challenge = request.POST.get("answer", ""), request.COOKIES.get(CHALLENGE, "")
            fresh = step_ups.by_passkey(**common, challenge=challenge, answer=answer)
        elif by == "app":
            fresh = step_ups.by_approval(**common, approval=request.COOKIES.get(APPROVAL, ""))
        elif by == "sms":
            fresh = step_ups.by_sms(**common, attempt=request.COOKIES.get(STEP_ATTEMPT, ""), code=code)
        else:
            fresh = step_ups.by_totp(**common, code=code)
    except (passkeys.UnableToVerify, UnableToSignIn) as problem:
        return _page(request, level, onward, errors={"passkey": problem.text})
    except UnableToAcceptCode as problem:
        return _page(request, level, onward, errors={"sms": problem.text})
    except step_ups.UnableToStepUp as problem:
        return _page(request, level, onward, errors={problem.field or by or "passkey": problem.text})
    response = HttpResponseRedirect(onward)
    keep_session(response, token=fresh, secure=request.is_secure())
    for cookie in (CHALLENGE, APPROVAL, STEP_ATTEMPT):
        response.delete_cookie(cookie, path="/")
    rotate_token(request)
    return response


@never_cache
@require_POST
@signed_in
def ask_approval(request: SignedInRequest, lang: str) -> HttpResponse:
    """Open a request for approval of this step and lead to the page that shows its two digits."""
    level, onward = _wanted(request), _onward(request, lang)
    purpose = f"{step_ups.PURPOSE}:{request.signed_in.session.public_id}"
    try:
        asked = approvals.ask(
            account_id=request.account.id,
            purpose=purpose,
            place=place_of(request),
            service=approvals.STEPPING_UP,
            text=approvals.STEPPING_UP,
            at=clock.now(),
        )
    except approvals.UnableToApprove as problem:
        return _page(request, level, onward, errors={"app": problem.text})
    response = HttpResponseRedirect(with_next(f"/{lang}/step-up/approval/", onward) + f"&level={level}")
    keep_attempt(response, APPROVAL, asked, request=request)
    return response


@never_cache
@require_http_methods(["GET", "HEAD"])
@signed_in
def approval(request: SignedInRequest, lang: str) -> HttpResponse:
    """Show the two digits and wait for the approval of this step."""
    level, onward = _wanted(request), _onward(request, lang)
    asked = approvals.asked(token=request.COOKIES.get(APPROVAL, ""), at=clock.now())
    if asked is None:
        return HttpResponseRedirect(f"{with_next(f'/{lang}/step-up/', onward)}&level={level}")
    return page(
        request, "approval", asked=asked, next=onward, purpose=step_ups.PURPOSE, action=f"/{lang}/step-up/",
        level=level, is_early=False,
    )  # fmt: skip


@never_cache
@require_POST
@signed_in
def send_code(request: SignedInRequest, lang: str) -> HttpResponse:
    """Send a code by SMS, which proves the lowest level again."""
    level, onward = _wanted(request), _onward(request, lang)
    try:
        token = step_ups.send_code(account=request.account, session=request.signed_in.session, at=clock.now())
    except UnableToSendCode as problem:
        return _page(request, level, onward, errors={"sms": problem.text})
    except UnableToSend:
        return _page(request, level, onward, errors={"sms": NOT_SENT})
    response = HttpResponseRedirect(f"{with_next(f'/{lang}/step-up/', onward)}&level={level}")
    keep_attempt(response, STEP_ATTEMPT, token, request=request)
    return response


def _page(request: SignedInRequest, level: int, onward: str, *, errors: dict[str, Text] | None = None) -> HttpResponse:
    ways = step_ups.ways_to(account=request.account, session=request.signed_in.session, level=level)
    return page(
        request,
        "step_up",
        errors=errors,
        ways=ways,
        next=onward,
        is_sent=bool(request.COOKIES.get(STEP_ATTEMPT)),
        origin=passkeys.party().origin,
    )


def _wanted(request: SignedInRequest) -> int:
    written = request.POST.get("level") or request.GET.get("level", "")
    return int(written) if written in {"1", "2", "3"} else 2


def _onward(request: SignedInRequest, lang: str) -> str:
    path = safe_path(request.POST.get("next") or request.GET.get("next", ""), otherwise="")
    return path if path and "/step-up/" not in path.partition("?")[0] else f"/{lang}/account/security/"
