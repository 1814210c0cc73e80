"""Screens of signing in, of one's own account and devices, and of the demonstration's outbox."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tayseer.identity import actions, demo_codes, mobile_changes, passkeys, queries
from tayseer.identity.assurance import APP, PASSKEY, RECOVERY, SMS, TOTP
from tayseer.identity.codes import UnableToAcceptCode, UnableToSendCode
from tayseer.identity.contract import AccountRecord
from tayseer.identity.devices import device_name
from tayseer.identity.gateway import UnableToSend
from tayseer.identity.guards import safe_path, signed_in
from tayseer.identity.middleware import COOKIE, drop_session, keep_session
from tayseer.identity.requests import Request, SignedInRequest
from tayseer.identity.sign_in import SignInFinished, SignInStarted, UnableToEndSession, UnableToSignIn
from tayseer.kit.text import Text
from tayseer.site import clock

ATTEMPT = "tayseer_attempt"
APPROVAL = "tayseer_approval"
CHALLENGE = "tayseer_challenge"
#: How the cookie of an attempt names what the account has.
_WAYS = {"p": PASSKEY, "a": APP, "t": TOTP, "r": RECOVERY, "s": SMS}
MOBILE_ATTEMPT = "tayseer_mobile_attempt"
ATTEMPT_SECONDS = 300

NOT_SENT = Text(
    ar="تعذر إرسال الرمز الآن. انتظر دقيقة ثم أعد المحاولة.",
    en="The code cannot be sent just now. Wait a minute, then try again.",
)
_NUMBER_MISSING = Text(ar="اكتب رقم الهوية.", en="Enter your identity number.")
_PASSWORD_MISSING = Text(ar="اكتب كلمة المرور.", en="Enter your password.")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request, lang: str) -> HttpResponse:
    """Ask for number and password; a right pair leads to the code page. Officers use the same page."""
    onward = onward_of(request)
    if request.account is not None:
        return HttpResponseRedirect(_landing(request.account, lang=lang, onward=onward))
    if request.method != "POST":
        return page(request, "sign_in", number="", next=onward, origin=passkeys.party().origin)
    number, password_ = request.POST.get("number", ""), request.POST.get("password", "")
    errors = {}
    if not number.strip():
        errors["number"] = _NUMBER_MISSING
    if not password_:
        errors["password"] = _PASSWORD_MISSING
    if not errors:
        try:
            started = actions.start_sign_in(
                number=number, password=password_, address=request.META.get("REMOTE_ADDR", ""), at=clock.now()
            )
        except (UnableToSignIn, UnableToSendCode) as problem:
            errors["number"] = problem.text
        except UnableToSend:
            errors["number"] = NOT_SENT
    if errors:
        return page(request, "sign_in", errors=errors, number=number, next=onward, origin=passkeys.party().origin)
    response = HttpResponseRedirect(with_next(f"/{lang}/sign-in/code/", onward))
    keep_started(response, started, request=request)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Request, lang: str) -> HttpResponse:
    """Ask for the code that was sent; a right one starts a session under a new cookie."""
    onward = onward_of(request)
    token, shown = attempt_of(request)
    if not token:
        return HttpResponseRedirect(with_next(f"/{lang}/sign-in/", onward))
    if request.method != "POST":
        return code_page(request, shown, onward)
    try:
        finished = actions.finish_sign_in(
            token=token,
            code=request.POST.get("code", ""),
            device=request.headers.get("User-Agent", ""),
            replaces=request.COOKIES.get(COOKIE, ""),
            at=clock.now(),
        )
    except (UnableToAcceptCode, UnableToSignIn) as problem:
        return code_page(request, shown, onward, errors={"code": problem.text})
    return entered(request, finished, lang=lang, onward=onward)


def entered(request: Request, finished: SignInFinished, *, lang: str, onward: str) -> HttpResponse:
    """Give the browser its new session and go on; what belonged to the attempt goes."""
    response = HttpResponseRedirect(_landing(finished.signed_in.account, lang=lang, onward=onward))
    keep_session(response, token=finished.token, secure=request.is_secure())
    for cookie in (ATTEMPT, APPROVAL, CHALLENGE):
        response.delete_cookie(cookie, path="/")
    rotate_token(request)
    return response


@dataclass(frozen=True)
class Shown:
    """What the page of the code may show: it comes from the browser's own cookie, and nothing is decided by it."""

    ending: str
    ways: frozenset[str]
    is_sent: bool


def attempt_of(request: Request) -> tuple[str, Shown]:
    """Return the token of the attempt that this browser holds, and what its page shows; empty text without one."""
    token, _, rest = request.COOKIES.get(ATTEMPT, "").partition(".")
    ending, _, letters = rest.partition(".")
    ways = frozenset(_WAYS[letter] for letter in letters if letter in _WAYS) or frozenset({SMS})
    return token, Shown(ending=ending[:3], ways=ways, is_sent="+" in letters or not letters)


def keep_started(response: HttpResponse, started: SignInStarted, *, request: Request) -> None:
    """Bind an attempt to this browser, with what its next page is to show."""
    letters = "".join(letter for letter, way in _WAYS.items() if way in started.ways) + "+" * started.is_sent
    keep_attempt(response, ATTEMPT, f"{started.token}.{started.mobile_masked[-3:]}.{letters}", request=request)


def code_page(
    request: Request, shown: Shown, onward: str, *, errors: dict[str, Text] | None = None, sent: bool = False
) -> HttpResponse:
    """Draw the page after the password: what the account has, surest first."""
    return page(
        request, "code", errors=errors, shown=shown, next=onward, origin=passkeys.party().origin, just_sent=sent
    )


@require_POST
def sign_out(request: Request, lang: str) -> HttpResponse:
    """End this session and go to the front page."""
    token = request.COOKIES.get(COOKIE, "")
    if request.actor is not None:
        actions.sign_out(actor=request.actor, token=token, at=clock.now())
    response = HttpResponseRedirect(f"/{lang}/")
    drop_session(response)
    rotate_token(request)
    return response


@never_cache
@require_safe
@signed_in
def account(request: SignedInRequest, lang: str) -> HttpResponse:
    """Show one's own account: how to reach its holder, and the devices that are signed in."""
    del lang
    sessions = queries.sessions_of(actor=request.actor, at=clock.now())
    done = request.GET.get("done", "")
    hold = mobile_changes.hold_of(account_id=request.account.id, at=clock.now())
    return page(request, "account", sessions=sessions, done=done, device_name=device_name, hold=hold)


@require_POST
@signed_in
def end_sessions(request: SignedInRequest, lang: str) -> HttpResponse:
    """End one of one's own sessions, or all but this one."""
    chosen, at = request.POST.get("session", ""), clock.now()
    here = request.signed_in.session.public_id
    if chosen == "others":
        actions.end_all_sessions(actor=request.actor, but=here, at=at)
    else:
        try:
            actions.end_session(actor=request.actor, public_id=chosen, at=at)
        except UnableToEndSession as problem:
            raise Http404 from problem
    if chosen == here:
        response = HttpResponseRedirect(f"/{lang}/sign-in/")
        drop_session(response)
        return response
    return HttpResponseRedirect(f"/{lang}/account/?done=sessions")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def details(request: SignedInRequest, lang: str) -> HttpResponse:
    """Change one's own e-mail address and the language one is written to in."""
    form = {"email": request.account.email, "language": request.account.language}
    if request.method != "POST":
        return page(request, "details", email=form["email"], language=form["language"])
    form = {"email": request.POST.get("email", ""), "language": request.POST.get("language", "")}
    at, errors = clock.now(), {}
    for field, change in (
        ("email", lambda: actions.update_email(actor=request.actor, email=form["email"], at=at)),
        ("language", lambda: actions.change_language(actor=request.actor, language=form["language"], at=at)),
    ):
        try:
            change()
        except actions.UnableToChangeAccount as problem:
            errors[field] = problem.text
    if errors:
        return page(request, "details", errors=errors, email=form["email"], language=form["language"])
    return HttpResponseRedirect(f"/{lang}/account/?done=details")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def mobile(request: SignedInRequest, lang: str) -> HttpResponse:
    """Ask for the new mobile number; a code goes to the new number."""
    if request.method != "POST":
        return page(request, "mobile", mobile="")
    written = request.POST.get("mobile", "")
    try:
        token = actions.start_mobile_change(actor=request.actor, mobile=written, at=clock.now())
    except (actions.UnableToChangeAccount, UnableToSendCode) as problem:
        return page(request, "mobile", errors={"mobile": problem.text}, mobile=written)
    except UnableToSend:
        return page(request, "mobile", errors={"mobile": NOT_SENT}, mobile=written)
    response = HttpResponseRedirect(f"/{lang}/account/mobile/code/")
    keep_attempt(response, MOBILE_ATTEMPT, token, request=request)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def mobile_code(request: SignedInRequest, lang: str) -> HttpResponse:
    """Ask for the code sent to the new number, and change the number."""
    token = request.COOKIES.get(MOBILE_ATTEMPT, "")
    if not token:
        return HttpResponseRedirect(f"/{lang}/account/mobile/")
    if request.method != "POST":
        return page(request, "mobile_code")
    try:
        actions.finish_mobile_change(
            actor=request.actor, token=token, code=request.POST.get("code", ""), at=clock.now()
        )
    except (UnableToAcceptCode, actions.UnableToChangeAccount) as problem:
        return page(request, "mobile_code", errors={"code": problem.text})
    response = HttpResponseRedirect(f"/{lang}/account/?done=mobile")
    response.delete_cookie(MOBILE_ATTEMPT, path="/")
    return response


@never_cache
@sensitive_post_parameters("current", "new")
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def password(request: SignedInRequest, lang: str) -> HttpResponse:
    """Change one's own password; all other devices are signed out."""
    if request.method != "POST":
        return page(request, "password")
    try:
        actions.change_password(
            actor=request.actor,
            current=request.POST.get("current", ""),
            new=request.POST.get("new", ""),
            session=request.signed_in.session.public_id,
            at=clock.now(),
        )
    except actions.UnableToChangeAccount as problem:
        return page(request, "password", errors={problem.field or "current": problem.text})
    return HttpResponseRedirect(f"/{lang}/account/?done=password")


@never_cache
@require_safe
def outbox(request: Request, lang: str) -> HttpResponse:
    """Show what the demonstration would have sent; there is no such page outside a demonstration."""
    del lang
    if not settings.TAYSEER_DEMO:
        raise Http404
    return page(
        request,
        "outbox",
        messages=queries.outbox_messages(),
        apps=demo_codes.shown(at=clock.now()),
        signing_in=bool(request.COOKIES.get(ATTEMPT)) and request.account is None,
        changing_mobile=bool(request.COOKIES.get(MOBILE_ATTEMPT)) and request.account is not None,
    )


def page(request: Request, template: str, /, *, errors: dict[str, Text] | None = None, **values: Any) -> HttpResponse:
    """Draw a page of the account; with errors, by field, the status is 422."""
    shown = {field: text.in_(request.lang) for field, text in (errors or {}).items()}
    context = {"lang": request.lang, "errors": shown, "demo": settings.TAYSEER_DEMO, **values}
    return render(request, f"identity/{template}.html", context, status=422 if shown else 200)


def onward_of(request: Request) -> str:
    """Return the path asked for before signing in, or nothing; a path that leads to signing in again is nothing too."""
    path = safe_path(request.POST.get("next") or request.GET.get("next", ""), otherwise="")
    return "" if "/sign-in/" in path.partition("?")[0] or "/sign-out/" in path.partition("?")[0] else path


def _landing(account_: AccountRecord, *, lang: str, onward: str) -> str:
    return onward or (f"/{lang}/office/" if account_.officer is not None else f"/{lang}/")


def with_next(path: str, onward: str) -> str:
    """Return the path with the way on in its query."""
    return f"{path}?{urlencode({'next': onward})}" if onward else path


def keep_attempt(response: HttpResponse, name: str, value: str, *, request: Request) -> None:
    """Bind an attempt to this browser: the code alone, read from another's phone, is worth nothing elsewhere."""
    response.set_cookie(
        name, value, max_age=ATTEMPT_SECONDS, httponly=True, samesite="Lax", path="/", secure=request.is_secure()
    )
