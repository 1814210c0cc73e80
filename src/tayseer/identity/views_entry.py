"""Screens for whoever cannot sign in yet: activating an account, and a forgotten password."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tayseer.identity import activation, passkeys, sessions
from tayseer.identity import forgotten as forgotten_passwords
from tayseer.identity.activation import UnableToActivate
from tayseer.identity.assurance import PASSWORD, SMS
from tayseer.identity.codes import UnableToAcceptCode, UnableToSendCode
from tayseer.identity.forgotten import UnableToRecover
from tayseer.identity.gateway import UnableToSend
from tayseer.identity.middleware import COOKIE
from tayseer.identity.requests import Request
from tayseer.identity.sessions import UnableToSignIn
from tayseer.identity.views import CHALLENGE, NOT_SENT, entered, keep_attempt, page
from tayseer.site import clock

ACTIVATION = "tayseer_activation"
FORGOTTEN = "tayseer_forgotten"


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: Request, lang: str) -> HttpResponse:
    """Take number, activation code, a new password and the mobile number; a code goes to the mobile."""
    form = {name: request.POST.get(name, "") for name in ("number", "code", "mobile")}
    if request.method != "POST":
        return page(request, "activate", **form)
    try:
        token = activation.start(
            **form,
            password=request.POST.get("password", ""),
            address=request.META.get("REMOTE_ADDR", ""),
            at=clock.now(),
            lookup=activation.lookup(),
        )
    except UnableToActivate as problem:
        return page(request, "activate", errors={problem.field: problem.text}, **form)
    except UnableToSendCode as problem:
        return page(request, "activate", errors={"mobile": problem.text}, **form)
    except UnableToSend:
        return page(request, "activate", errors={"mobile": NOT_SENT}, **form)
    response = HttpResponseRedirect(f"/{lang}/activate/code/")
    keep_attempt(response, ACTIVATION, token, request=request)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activate_code(request: Request, lang: str) -> HttpResponse:
    """Take the code that came to the mobile, activate the account, sign its holder in and lead on to a passkey."""
    token = request.COOKIES.get(ACTIVATION, "")
    if not token:
        return HttpResponseRedirect(f"/{lang}/activate/")
    if request.method != "POST":
        return page(request, "activate_code")
    at = clock.now()
    try:
        account = activation.finish(token=token, code=request.POST.get("code", ""), at=at)
        finished = sessions.begin(
            account=account,
            methods=(PASSWORD, SMS),
            bound=1,
            device=request.headers.get("User-Agent", ""),
            replaces=request.COOKIES.get(COOKIE, ""),
            enrols=True,
            at=at,
        )
    except (UnableToAcceptCode, UnableToActivate, UnableToSignIn) as problem:
        return page(request, "activate_code", errors={"code": problem.text})
    onward = f"/{lang}/account/security/passkey/?next=%2F{lang}%2Faccount%2Fsecurity%2F%3Fdone%3Dactivated"
    response = entered(request, finished, lang=lang, onward=onward)
    response.delete_cookie(ACTIVATION, path="/")
    return response


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: Request, lang: str) -> HttpResponse:
    """Offer the three ways: a passkey at once, an app with an SMS, or a code from a desk."""
    origin = passkeys.party().origin
    if request.method != "POST":
        return page(request, "forgotten", origin=origin, number="")
    number, at = request.POST.get("number", ""), clock.now()
    try:
        if request.POST.get("by") == "passkey":
            forgotten_passwords.by_passkey(
                token=request.COOKIES.get(CHALLENGE, ""),
                answer=request.POST.get("answer", ""),
                password=request.POST.get("password", ""),
                at=at,
            )
            return HttpResponseRedirect(f"/{lang}/sign-in/?done=recovered")
        token = forgotten_passwords.start(number=number, address=request.META.get("REMOTE_ADDR", ""), at=at)
    except UnableToRecover as problem:
        return page(
            request, "forgotten", errors={problem.field or "number": problem.text}, origin=origin, number=number
        )
    except passkeys.UnableToVerify as problem:
        return page(request, "forgotten", errors={"passkey": problem.text}, origin=origin, number=number)
    response = HttpResponseRedirect(f"/{lang}/forgotten/code/")
    keep_attempt(response, FORGOTTEN, token, request=request)
    return response


@never_cache
@sensitive_post_parameters("password", "sms", "app")
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten_code(request: Request, lang: str) -> HttpResponse:
    """Take the code of the SMS, that of the app, and the new password."""
    token = request.COOKIES.get(FORGOTTEN, "")
    if not token:
        return HttpResponseRedirect(f"/{lang}/forgotten/")
    if request.method != "POST":
        return page(request, "forgotten_code")
    try:
        forgotten_passwords.finish(
            token=token,
            sms=request.POST.get("sms", ""),
            app=request.POST.get("app", ""),
            password=request.POST.get("password", ""),
            at=clock.now(),
        )
    except UnableToRecover as problem:
        return page(request, "forgotten_code", errors={problem.field or "sms": problem.text})
    response = HttpResponseRedirect(f"/{lang}/sign-in/?done=recovered")
    response.delete_cookie(FORGOTTEN, path="/")
    return response
