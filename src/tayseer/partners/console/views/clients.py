"""The console: the establishments of its authorised person, their apps, and everything one may do about an app."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tayseer.establishments.contract import Firm
from tayseer.establishments.queries import firm_ref
from tayseer.identity.assurance import shortfall
from tayseer.identity.guards import person
from tayseer.identity.requests import SignedInRequest
from tayseer.kit.services import SURE
from tayseer.kit.text import Text
from tayseer.partners.console import actions, queries, words
from tayseer.partners.console.contract import NotFound, UnableToAct
from tayseer.partners.console.views import forms, showing
from tayseer.partners.console.views.pages import tabs
from tayseer.partners.openid import conf
from tayseer.site import clock

View = Callable[Concatenate[Any, ...], HttpResponse]


def own(view: View) -> View:
    """Let the authorised person of an establishment through, signed in surely enough; others find no such page.

    Whoever is not that person learns nothing of it, so that is asked before the sign-in is looked at.
    """

    @never_cache
    @wraps(view)
    def guarded(request: SignedInRequest, lang: str, firm: str, **kwargs: str) -> HttpResponse:
        try:
            found = queries.firm_by_ref(actor=request.actor, ref=firm, on=clock.today())
            if shortfall(SURE, actor=request.actor, at=clock.now()) is not None:
                query = urlencode({"level": SURE.level, "next": _home(request, found)})
                return HttpResponseRedirect(f"/{lang}/step-up/?{query}")
            return view(request, found, **kwargs)
        except NotFound as none:
            raise Http404 from none

    guarded_person: View = person(guarded)
    return guarded_person


@never_cache
@require_safe
@person
def firms(request: SignedInRequest, lang: str) -> HttpResponse:
    """The establishments for which the reader may open a console; whoever has none finds no such page."""
    found = queries.firms_of(actor=request.actor, on=clock.today())
    if not found:
        raise Http404
    shown = [{"name": one.names.in_(lang), "number": one.number, "href": _home(request, one)} for one in found]
    return _page(request, "firms", firms=shown)


@require_safe
@own
def firm(request: SignedInRequest, found: Firm) -> HttpResponse:
    """One establishment's apps, and what it asked of the platform."""
    apps = [showing.row(one, lang=request.lang, base=_home(request, found)) for one in queries.clients_of(firm=found)]
    wishes = [showing.wish(one, lang=request.lang) for one in queries.wishes_of(firm=found)]
    return _of_firm(request, found, "firm", apps=apps, wishes=wishes)


@require_http_methods(["GET", "POST"])
@own
def register(request: SignedInRequest, found: Firm) -> HttpResponse:
    """Register a sandbox app."""
    typed = {
        "label": request.POST.get("label", ""), "redirect_uris": request.POST.get("redirect_uris", ""),
        "jwks": request.POST.get("jwks", ""), "once": request.POST.get("once") or secrets.token_hex(16),
    }  # fmt: skip
    if request.method == "POST":
        try:
            made = actions.register(
                label=typed["label"], redirect_uris=forms.lines(request, "redirect_uris"), jwks=forms.jwks(request),
                once=typed["once"], **_who(request, found),
            )  # fmt: skip
        except UnableToAct as problem:
            return _of_firm(request, found, "register", typed=typed, problem=problem)
        return _done(request, found, made.client.id, "registered")
    return _of_firm(request, found, "register", typed=typed)


@require_safe
@own
def client(request: SignedInRequest, found: Firm, public_id: str) -> HttpResponse:
    """One app: what it is, what it may ask for, its log, and what waits for the platform."""
    return _client_page(request, found, public_id)


@require_http_methods(["GET", "POST"])
@own
def keys(request: SignedInRequest, found: Firm, public_id: str) -> HttpResponse:
    """Replace the public keys of an app."""

    def do() -> str:
        actions.change_keys(client_id=public_id, jwks=forms.jwks(request), **_who(request, found))
        return "keys"

    return _form(request, found, public_id, "keys", do, typed={"jwks": request.POST.get("jwks", "")})


@require_http_methods(["GET", "POST"])
@own
def addresses(request: SignedInRequest, found: Firm, public_id: str) -> HttpResponse:
    """Replace the addresses of an app."""
    held = queries.held(firm=found, client_id=public_id)

    def do() -> str:
        actions.change_addresses(
            client_id=public_id, redirect_uris=forms.lines(request, "redirect_uris"),
            logout_redirect_uris=forms.lines(request, "logout_redirect_uris"),
            backchannel_logout_uri=request.POST.get("backchannel_logout_uri", "").strip(), **_who(request, found),
        )  # fmt: skip
        return "addresses"

    now = {
        "redirect_uris": "\n".join(held.client.redirect_uris),
        "logout_redirect_uris": "\n".join(held.client.logout_redirect_uris),
        "backchannel_logout_uri": held.client.backchannel_logout_uri,
    }
    typed = {name: request.POST.get(name, value) for name, value in now.items()}
    return _form(request, found, public_id, "addresses", do, typed=typed)


@require_http_methods(["GET", "POST"])
@own
def ask_scopes(request: SignedInRequest, found: Firm, public_id: str) -> HttpResponse:
    """Ask for scopes, with their purpose and legal basis."""
    held = queries.held(firm=found, client_id=public_id)
    names = ("purpose_ar", "purpose_en", "basis_ar", "basis_en", "essential")
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in names}
    typed["scopes"] = request.POST.getlist("scopes")[:50]

    def do() -> str:
        wish = actions.ask_scopes(
            client_id=public_id, scopes=typed["scopes"], essential=typed["essential"] == "yes",
            purpose=Text(ar=typed["purpose_ar"], en=typed["purpose_en"]),
            basis=Text(ar=typed["basis_ar"], en=typed["basis_en"]), **_who(request, found),
        )  # fmt: skip
        return "granted" if wish.state == "approved" else "scopes"

    at_once = held.client.sandbox and conf.is_demonstration()
    options = showing.scope_options(lang=request.lang)
    return _form(request, found, public_id, "ask_scopes", do, typed=typed, options=options, at_once=at_once)


@require_http_methods(["GET", "POST"])
@own
def ask_production(request: SignedInRequest, found: Firm, public_id: str) -> HttpResponse:
    """Ask for an app for real work, with the contract of this one."""
    held = queries.held(firm=found, client_id=public_id)
    if not held.client.sandbox:
        raise Http404

    def do() -> str:
        actions.ask_production(
            client_id=public_id, redirect_uris=forms.lines(request, "redirect_uris"), jwks=forms.jwks(request),
            **_who(request, found),
        )  # fmt: skip
        return "production"

    typed = {name: request.POST.get(name, "") for name in ("redirect_uris", "jwks")}
    one = showing.client(held, lang=request.lang)
    return _form(request, found, public_id, "ask_production", do, typed=typed, one=one)


@require_POST
@own
def act(request: SignedInRequest, found: Firm, public_id: str) -> HttpResponse:
    """Stop an app, let it go on, take a request back, or let a notice be sent again."""
    held = queries.held(firm=found, client_id=public_id)
    try:
        said = _acted(request, found, held.client.id)
    except UnableToAct as problem:
        return _client_page(request, found, public_id, problem=problem)
    return _done(request, found, public_id, said)


def _acted(request: SignedInRequest, found: Firm, client_id: str) -> str:
    """Do what a button of the app's page says, and give the key of the words that tell it."""
    who, what, of = _who(request, found), request.POST.get("what", ""), request.POST.get("of", "")
    if what == "stop":
        actions.stop(client_id=client_id, **who)
        return "stopped"
    if what == "resume":
        actions.resume(client_id=client_id, **who)
        return "resumed"
    if what == "withdraw":
        actions.withdraw(public_id=of, **who)
        return "withdrawn"
    if what == "again" and of.isascii() and of.isdigit() and len(of) < 19:  # noqa: PLR2004 - a bigint's digits
        actions.send_again(client_id=client_id, notice=int(of), **who)
        return "again"
    raise Http404


def _client_page(
    request: SignedInRequest, found: Firm, public_id: str, *, problem: UnableToAct | None = None
) -> HttpResponse:
    held = queries.held(firm=found, client_id=public_id)
    wishes = queries.wishes_of(firm=found, client_id=public_id)
    log = queries.log_of(held, at=clock.now())
    return _of_client(
        request, found, public_id, "client", one=showing.client(held, lang=request.lang), problem=problem,
        wishes=[showing.wish(one, lang=request.lang) for one in wishes], log=showing.log(log, lang=request.lang),
        done=_words_of(request),
    )  # fmt: skip


def _form(
    request: SignedInRequest, found: Firm, public_id: str, name: str, do: Callable[[], str], **values: Any
) -> HttpResponse:
    """Show a form of an app, or do what it says."""
    if request.method == "POST":
        try:
            return _done(request, found, public_id, do())
        except UnableToAct as problem:
            return _of_client(request, found, public_id, name, problem=problem, **values)
    return _of_client(request, found, public_id, name, **values)


def _who(request: SignedInRequest, found: Firm) -> dict[str, Any]:
    return {"actor": request.actor, "establishment_id": found.id, "at": clock.now(), "on": clock.today()}


def _home(request: SignedInRequest, found: Firm) -> str:
    ref = firm_ref(person_id=int(request.actor.id or 0), establishment_id=found.id)
    return f"/{request.lang}/developers/console/{ref}/"


def _done(request: SignedInRequest, found: Firm, public_id: str, said: str) -> HttpResponse:
    response = HttpResponseRedirect(f"{_home(request, found)}{public_id}/" + (f"?done={said}" if said else ""))
    response.status_code = 303
    return response


def _words_of(request: SignedInRequest) -> str:
    said = words.DONE.get(request.GET.get("done", ""))
    return said.in_(request.lang) if said else ""


def _of_client(request: SignedInRequest, found: Firm, public_id: str, name: str, **values: Any) -> HttpResponse:
    held = queries.held(firm=found, client_id=public_id)
    href = f"{_home(request, found)}{public_id}/"
    crumb = {"title": held.label, "href": "" if name == "client" else href}
    return _of_firm(request, found, name, label=held.label, client_id=public_id, href=href, crumb=crumb, **values)


def _of_firm(
    request: SignedInRequest, found: Firm, name: str, *, problem: UnableToAct | None = None, crumb: Any = None,
    **values: Any,
) -> HttpResponse:  # fmt: skip
    home = _home(request, found)
    crumbs = [
        {"title": Text(ar="للمطورين", en="Developers").in_(request.lang), "href": f"/{request.lang}/developers/"},
        {"title": found.names.in_(request.lang), "href": home if crumb or name != "firm" else ""},
    ]
    text = problem.text.in_(request.lang) if problem else ""
    errors = {problem.field: text} if problem and problem.field else {}
    context = {
        "firm": {"name": found.names.in_(request.lang), "number": found.number, "href": home}, "errors": errors,
        "problem": text, "crumbs": [*crumbs, crumb] if crumb else crumbs, "failed": bool(problem), **values,
    }  # fmt: skip
    return _page(request, name, status=422 if problem else 200, **context)


def _page(request: SignedInRequest, name: str, *, status: int = 200, **values: Any) -> HttpResponse:
    base = {"lang": request.lang, "tabs": tabs(request.lang, "console/"), "here": ""}
    return render(request, f"developers/console_{name}.html", base | values, status=status)
