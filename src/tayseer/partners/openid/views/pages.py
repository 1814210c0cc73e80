"""The pages of signing in at a client: where the browser arrives, what the person is asked, and the way back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tayseer.identity.contract import SignedIn
from tayseer.identity.guards import to_sign_in
from tayseer.identity.ids import new_token, token_digest
from tayseer.identity.requests import Request
from tayseer.partners.openid import actions, answering, pushing, queries, scopes
from tayseer.partners.openid.actions.consents import UnableToConsent
from tayseer.partners.openid.actions.logins import UnableToBegin
from tayseer.partners.openid.answering import Next, UnableToAnswer
from tayseer.partners.openid.contract import PushedRecord
from tayseer.partners.operations import language_of
from tayseer.site import clock

#: Binds requests to the browser that opened them; worth nothing by itself.
BROWSER = "tayseer_authorize"
_LONGEST_COOKIE = 64
_STRONGER = frozenset({"step_up", "prove_again"})


@never_cache
@require_safe
def authorize(request: Request) -> HttpResponse:
    """Open a pushed request (RFC 9126, section 4) and lead on: to the page in the reader's language, or straight back.

    Only `client_id` and `request_uri` are read; everything else was said when the request was pushed.
    """
    at, cookie = clock.now(), _cookie(request) or new_token()
    secret = request.GET.get("request_uri", "")
    found = None
    if secret.startswith(pushing.PREFIX) and len(secret) <= pushing.LONGEST:
        found = queries.pushed_by_secret(secret=secret.removeprefix(pushing.PREFIX))
    lang = _language(request, found)
    if (
        found is None
        or found.client.id != request.GET.get("client_id", "")
        or not found.is_askable
        or not actions.open_pushed(pushed=found, browser=token_digest(cookie), at=at)
    ):
        return _ended(request, lang)
    response = _straight_back(request, found, at=at) or HttpResponseRedirect(f"/{lang}/authorize/{found.public_id}/")
    response.set_cookie(BROWSER, cookie, httponly=True, samesite="Lax", path="/", secure=request.is_secure())
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: Request, lang: str, public_id: str) -> HttpResponse:
    """Ask the person whatever is still wanted, and take the answer; nobody else's browser finds the page."""
    at, cookie = clock.now(), _cookie(request)
    found = queries.pushed_for(public_id=public_id, browser=token_digest(cookie) if cookie else b"", at=at)
    if found is None or not found.client.is_active:
        raise Http404
    if request.signed_in is None:
        return to_sign_in(request)
    if request.signed_in.actor.kind != "person":
        raise Http404
    try:
        return _asked(request, found, signed_in=request.signed_in, at=at)
    except (UnableToAnswer, UnableToBegin):
        return _ended(request, lang)


def _asked(request: Request, pushed: PushedRecord, *, signed_in: SignedIn, at: datetime) -> HttpResponse:
    if not pushed.is_askable:
        raise UnableToAnswer(pushed.public_id)
    step = answering.next_of(pushed, signed_in=signed_in, at=at)
    if request.method == "POST":
        return _chosen(request, pushed, step, signed_in=signed_in, at=at)
    if step.wanted in _STRONGER:
        return _stronger(request, pushed, step)
    if step.consent is None:
        return _consent(request, pushed, signed_in=signed_in, at=at)
    # The browser may come from a form of ours, whose policy keeps it from being redirected to another site.
    target = answering.answer(pushed, signed_in=signed_in, consent=step.consent, at=at)
    return _page(request, "returning", pushed=pushed, target=target)


def _chosen(request: Request, pushed: PushedRecord, step: Next, *, signed_in: SignedIn, at: datetime) -> HttpResponse:
    choice = request.POST.get("choice", "")
    if choice == "deny":
        return _see_other(answering.refuse(pushed, error="access_denied", at=at))
    if choice == "cannot" and step.wanted in _STRONGER:
        error = "unmet_authentication_requirements" if step.wanted == "step_up" else "login_required"
        return _see_other(answering.refuse(pushed, error=error, at=at))
    if choice != "allow" or step.wanted != "consent":
        return HttpResponseRedirect(request.path)
    chosen = request.POST.getlist("scopes")[: len(pushed.scopes)]
    try:
        return _see_other(answering.agree(pushed, signed_in=signed_in, chosen=chosen, at=at))
    except UnableToConsent as problem:
        return _consent(request, pushed, signed_in=signed_in, at=at, problem=problem.text.in_(request.lang))


def _stronger(request: Request, pushed: PushedRecord, step: Next) -> HttpResponse:
    """Lead to a stronger sign-in, once; who comes back without it may try again or go back to the client."""
    query = urlencode({"level": step.level, "next": request.path})
    href = f"/{request.lang}/step-up/?{query}"
    if not pushed.is_stepped:
        actions.mark_stepped(pushed=pushed)
        return HttpResponseRedirect(href)
    return _page(request, "stronger", pushed=pushed, href=href, wanted=step.wanted)


def _consent(
    request: Request, pushed: PushedRecord, *, signed_in: SignedIn, at: datetime, problem: str = ""
) -> HttpResponse:
    """Show who asks for what, why, on which basis and until when, with the very answers that would be given."""
    client, lang = pushed.client, request.lang
    person_id = signed_in.actor.id or 0
    asked = []
    for one in scopes.answers(person_id=person_id, scopes=pushed.scopes, on=clock.today(at)):
        contract = client.scopes[one.scope]
        asked.append(
            {
                "scope": one.scope, "label": scopes.SCOPES[one.scope].label.in_(lang), "shown": one.shown.in_(lang),
                "purpose": contract.purpose.in_(lang), "basis": contract.basis.in_(lang),
                "essential": contract.essential,
            }
        )  # fmt: skip
    with_answers = [one for one in asked if one["scope"] != scopes.OPENID]
    return _page(
        request,
        "consent",
        status=422 if problem else 200,
        pushed=pushed,
        essential=[one for one in asked if one["essential"]],
        voluntary=[one for one in asked if not one["essential"]],
        identifier_alone=not with_answers,
        days=client.term_days,
        problem=problem,
    )


def _straight_back(request: Request, pushed: PushedRecord, *, at: datetime) -> HttpResponse | None:
    """The answer without any page: when nothing is wanted of the person, or the client wants nobody to be asked."""
    signed_in = request.signed_in if request.signed_in and request.signed_in.actor.kind == "person" else None
    step = answering.next_of(pushed, signed_in=signed_in, at=at)
    try:
        if not step.wanted and signed_in is not None and step.consent is not None:
            return _see_other(answering.answer(pushed, signed_in=signed_in, consent=step.consent, at=at))
        if "none" in pushed.prompts:
            return _see_other(answering.refuse(pushed, error=answering.error_without_a_person(step), at=at))
    except (UnableToAnswer, UnableToBegin):
        return _ended(request, _language(request, pushed))
    return None


def _page(request: Request, name: str, *, status: int = 200, pushed: PushedRecord, **values: Any) -> HttpResponse:
    parts = urlsplit(pushed.asked["redirect_uri"])
    context = {
        "lang": request.lang, "client": pushed.client, "firm": pushed.client.names.in_(request.lang),
        "host": parts.netloc, "action": request.path, **values,
    }  # fmt: skip
    response = render(request, f"openid/{name}.html", context, status=status)
    response.headers["Content-Security-Policy"] = form_policy(f"{parts.scheme}://{parts.netloc}")
    return response


def form_policy(origin: str) -> str:
    """The policy of every page, but that a form's answer may lead on to the client: browsers follow it in redirects."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self'; manifest-src 'self'; form-action 'self' {origin}; frame-ancestors 'none'; base-uri 'none'"
    )


def _ended(request: Request, lang: str) -> HttpResponse:
    """Say that the link is too old; nothing is sent anywhere, because nobody vouches for where it would go."""
    request.lang = lang
    response = render(request, "openid/ended.html", {"lang": lang}, status=400)
    response.headers["Content-Language"] = lang
    return response


def _language(request: Request, pushed: PushedRecord | None) -> str:
    """The language that the client asked for, else the one chosen here before, else the browser's."""
    wanted = pushed.asked.get("ui_locales", "").split() if pushed else []
    for tag in [*wanted, request.COOKIES.get("tayseer_lang", "")]:
        lang = tag.lower().partition("-")[0]
        if lang in pushing.LOCALES:
            return lang
    return language_of(request)


def _cookie(request: Request) -> str:
    written = request.COOKIES.get(BROWSER, "")
    return written if 20 <= len(written) <= _LONGEST_COOKIE and written.isascii() else ""  # noqa: PLR2004 - a secret's length


def _see_other(target: str) -> HttpResponse:
    response = HttpResponseRedirect(target)
    response.status_code = 303
    return response
