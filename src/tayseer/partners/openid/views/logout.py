"""Signing out at a client's wish (OpenID Connect RP-Initiated Logout 1.0): the person decides, and goes back there."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tayseer.identity import actions as identity
from tayseer.identity.middleware import COOKIE, drop_session
from tayseer.identity.requests import Request
from tayseer.kit.text import Text
from tayseer.partners.openid import answering, pushing, queries, tokens
from tayseer.partners.openid.views.pages import form_policy
from tayseer.partners.operations import language_of
from tayseer.site import clock

_SENT = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """Lead to the page in the reader's language, which asks first; by itself this door changes nothing."""
    sent = request.POST if request.method == "POST" else request.GET
    wanted = sent.get("ui_locales", "").lower().split()
    lang = next((tag[:2] for tag in wanted if tag[:2] in pushing.LOCALES), "") or language_of(request)
    kept = {name: sent[name] for name in _SENT if name in sent and len(sent[name]) <= tokens.LONGEST}
    return HttpResponseRedirect(f"/{lang}/authorize/sign-out/" + (f"?{urlencode(kept)}" if kept else ""))


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: Request, lang: str) -> HttpResponse:
    """Ask whether to sign out here too; either answer leads back to the client, when it proved where that is."""
    sent = request.POST if request.method == "POST" else request.GET
    firm, target = _way_back(sent.get("id_token_hint", ""), sent)
    if request.method == "POST" and request.POST.get("choice") == "out" and request.actor is not None:
        identity.sign_out(actor=request.actor, token=request.COOKIES.get(COOKIE, ""), at=clock.now())
        response = HttpResponseRedirect(target or f"/{lang}/")
        drop_session(response)
        rotate_token(request)
        return response
    if request.actor is None or request.method == "POST":
        return HttpResponseRedirect(target or f"/{lang}/")
    kept = {name: sent[name] for name in _SENT if name in sent}
    context = {"lang": lang, "firm": firm.in_(lang) if firm else "", "hidden": kept, "action": request.path}
    response = render(request, "openid/sign_out.html", context)
    if target:
        parts = urlsplit(target)
        response.headers["Content-Security-Policy"] = form_policy(f"{parts.scheme}://{parts.netloc}")
    return response


def _way_back(hint: str, sent: dict[str, str]) -> tuple[Text | None, str]:
    """The client's name and its registered address to go back to, with `state`; an id token of ours must name it."""
    body = tokens.read_hint(hint) if hint else None
    client = queries.client(str(body.get("aud", ""))) if body else None
    if client is None or not client.is_active or sent.get("client_id", client.id) != client.id:
        return None, ""
    uri, state = sent.get("post_logout_redirect_uri", ""), sent.get("state", "")
    if uri not in client.logout_redirect_uris or len(state) > pushing.LONGEST:
        return client.names, ""
    return client.names, answering.with_parameters(uri, {"state": state} if state else {})
