"""Screens and answers of passkeys: what the device is asked, signing in by it alone, and resuming a paused account."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tayseer.identity import authenticators, passkey_sign_in, passkeys
from tayseer.identity.middleware import COOKIE
from tayseer.identity.requests import Request
from tayseer.identity.sessions import UnableToSignIn
from tayseer.identity.views import CHALLENGE, entered, keep_attempt, onward_of, page
from tayseer.kit.text import Text
from tayseer.site import clock

_STRANGERS = {"sign-in", "resume", "forgotten"}
_NO_ANSWER = Text(
    ar="مفتاح المرور يحتاج إلى برنامج الصفحة، وهو موقوف في متصفحك. شغّله، أو ادخل بطريقة أخرى.",
    en="A passkey needs the page's script, which is switched off in your browser. Switch it on, or use another way.",
)


@never_cache
@require_POST
def options(request: Request, lang: str) -> HttpResponse:
    """Give the browser a fresh challenge: to sign in, to resume, to step up, or for a new passkey."""
    del lang
    purpose, at = request.POST.get("purpose", ""), clock.now()
    try:
        if purpose in _STRANGERS:
            address = request.META.get("REMOTE_ADDR", "")
            token, asked = passkey_sign_in.start(purpose=purpose, address=address, at=at)
        elif request.account is not None and request.signed_in is not None and purpose == "step-up":
            address = f"account:{request.account.id}"
            token, asked = passkey_sign_in.start(purpose=purpose, address=address, account_id=request.account.id, at=at)
        elif request.account is not None and request.signed_in is not None and purpose == "add":
            token, asked = authenticators.start_passkey(
                account=request.account, session=request.signed_in.session, at=at
            )
        else:
            # Nobody is signed in any more, or the purpose is none: there is no challenge for that.
            return HttpResponse(status=400)
    except UnableToSignIn:
        return HttpResponse(status=429)
    except authenticators.UnableToChangeAuthenticators:
        return HttpResponse(status=409)
    response = JsonResponse(asked)
    keep_attempt(response, CHALLENGE, token, request=request)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request, lang: str) -> HttpResponse:
    """Sign in by a passkey alone; the page of numbers and passwords has its button."""
    onward = onward_of(request)
    if request.method != "POST":
        return HttpResponseRedirect(f"/{lang}/sign-in/")
    try:
        finished = passkey_sign_in.finish_sign_in(
            token=request.COOKIES.get(CHALLENGE, ""),
            answer=request.POST.get("answer", ""),
            device=request.headers.get("User-Agent", ""),
            replaces=request.COOKIES.get(COOKIE, ""),
            at=clock.now(),
        )
    except (passkeys.UnableToVerify, UnableToSignIn) as problem:
        errors = {"passkey": _why(request, problem)}
        return page(request, "sign_in", errors=errors, number="", next=onward, origin=passkeys.party().origin)
    return entered(request, finished, lang=lang, onward=onward)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: Request, lang: str) -> HttpResponse:
    """Say how a paused account is resumed, and do it with a passkey bound after proofing."""
    origin = passkeys.party().origin
    if request.method != "POST":
        return page(request, "resume", origin=origin)
    try:
        finished = passkey_sign_in.resume(
            token=request.COOKIES.get(CHALLENGE, ""),
            answer=request.POST.get("answer", ""),
            device=request.headers.get("User-Agent", ""),
            replaces=request.COOKIES.get(COOKIE, ""),
            at=clock.now(),
        )
    except (passkeys.UnableToVerify, UnableToSignIn) as problem:
        return page(request, "resume", errors={"passkey": _why(request, problem)}, origin=origin)
    return entered(request, finished, lang=lang, onward=f"/{lang}/account/security/?done=resumed")


def _why(request: Request, problem: passkeys.UnableToVerify | UnableToSignIn) -> Text:
    return problem.text if request.POST.get("answer", "").strip() else _NO_ANSWER
