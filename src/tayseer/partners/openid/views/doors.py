"""The doors for programs: discovery, keys, pushed requests, tokens, revocation, userinfo."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Error  # type: ignore[import-untyped]
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.identity import limits
from tayseer.partners.openid import bearer, conf, discovery, keys, pushing, queries, refusals, scopes, tokens
from tayseer.partners.openid.bearer import Admitted, Shown, UnableToAdmit
from tayseer.partners.openid.contract import ClientRecord
from tayseer.partners.openid.server import Call, provider
from tayseer.site import clock

LOG = logging.getLogger(__name__)
_FORM = "application/x-www-form-urlencoded"
_UNAUTHORISED, _TOO_MANY = 401, 429
_A_QUARTER = "public, max-age=900"

View = Callable[[HttpRequest], HttpResponse]


def door(*methods: str) -> Callable[[View], View]:
    """A door that programs of clients use by these methods; whatever happens, the answer is JSON (RFC 6749, 5.2)."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponse:
            if request.method not in methods:
                response = said(405, {"error": "invalid_request", "error_description": "wrong method"})
                response.headers["Allow"] = ", ".join(methods)
                return response
            try:
                return view(request)
            except OAuth2Error as problem:
                return _refused(request, problem)
            except (OperationalError, InterfaceError):
                return said(503, {"error": "temporarily_unavailable"}, {"Retry-After": str(conf.MINUTE)})
            except Exception:
                LOG.exception("A door of the OpenID provider failed")
                return said(500, {"error": "server_error"})

        return answer

    return decorate


def said(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> HttpResponse:
    """An answer in JSON that nobody keeps."""
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


@door("GET", "HEAD")
def configuration(request: HttpRequest) -> HttpResponse:
    """What the provider offers (OpenID Connect Discovery 1.0, section 3): exactly that."""
    del request
    return _public(discovery.document())


@door("GET", "HEAD")
def jwks(request: HttpRequest) -> HttpResponse:
    """The public keys by which its tokens are checked (RFC 7517)."""
    del request
    return _public(keys.jwks(clock.now()))


@door("POST")
def par(request: HttpRequest) -> HttpResponse:
    """Take a pushed authorization request (RFC 9126, section 2)."""
    return said(201, pushing.push(_call(request)))


@door("POST")
def token(request: HttpRequest) -> HttpResponse:
    """Give tokens for a code or a refresh token (RFC 6749, section 3.2)."""
    return _by_authlib(request, provider().create_token_response(_call(request)))


@door("POST")
def revoke(request: HttpRequest) -> HttpResponse:
    """Take a token back from the client that holds it (RFC 7009)."""
    endpoint = provider().create_endpoint_response("revocation", _call(request))
    return _by_authlib(request, endpoint)


@door("GET", "POST")
def userinfo(request: HttpRequest) -> HttpResponse:
    """Answer what a person agreed to, from the registers as they are now (OpenID Connect Core, section 5.3)."""
    found = bearer.SHOWN.fullmatch(request.headers.get("Authorization", ""))
    if found is None:
        return _challenge("")
    shown = Shown(found[1], found[2], request.headers.get("DPoP", ""), request.method or "", conf.userinfo())
    at = clock.now()
    try:
        admitted = bearer.admit(shown, audience=conf.userinfo(), at=at)
    except UnableToAdmit as problem:
        within = _count_failure(request)
        return _challenge(problem.error) if within else _slow_down()
    if not admitted.within:
        return _slow_down()
    return said(200, _claims(admitted, at=at))


def _claims(admitted: Admitted, *, at: datetime) -> dict[str, Any]:
    asked = [name for name in scopes.SCOPES if name in admitted.scopes]
    client = queries.client(admitted.client_id)
    assert client is not None
    with transaction.atomic():
        found = scopes.claims_of(person_id=admitted.person_id, scopes=asked, on=clock.today(at))
        record(
            actor=Actor("agency", None, client.names.ar), action="openid.claims.read", at=at,
            subject=admitted.person_id, object=admitted.client_id, fields=asked, purpose=_purpose(client, asked),
        )  # fmt: skip
    return {"sub": tokens.subject(sector=admitted.sector, person_id=admitted.person_id), **found}


def _purpose(client: ClientRecord, asked: list[str]) -> str:
    """Who asks and why, in both languages parted by a bar, as the person reads it in "who looked at my data"."""
    named = [client.scopes[name].purpose for name in asked if name in client.scopes and name != scopes.OPENID]
    ar, en = ("؛ ".join(dict.fromkeys(one.ar for one in named)), "; ".join(dict.fromkeys(one.en for one in named)))
    return f"{client.names.ar}: {ar}|{client.names.en}: {en}" if named else f"{client.names.ar}|{client.names.en}"


def _call(request: HttpRequest) -> Call:
    """The request as Authlib reads it; raises ``InvalidRequestError`` unless it is a plain form, each name once."""
    try:
        sent = request.POST
    except RawPostDataException:
        raise InvalidRequestError("The form cannot be read") from None
    if request.content_type != _FORM or request.GET:
        raise InvalidRequestError("Send a form in the body, and nothing in the address")
    form = {}
    for name, values in sent.lists():
        if len(values) != 1 or not f"{name}{values[0]}".isprintable():
            raise InvalidRequestError("A parameter stands twice, or holds what cannot be printed")
        form[name] = values[0]
    url = f"{conf.issuer()}{request.path}"
    return Call(method=request.method or "", form=form, at=clock.now(), proof=request.headers.get("DPoP", ""), url=url)


def _by_authlib(request: HttpRequest, answer: tuple[int, Any, dict[str, str]]) -> HttpResponse:
    status, body, _ = answer
    error = body.get("error", "") if isinstance(body, dict) else ""
    if error == "invalid_client":
        if not _count_failure(request):
            return _slow_down()
        status = _UNAUTHORISED
    if error:
        refusals.note(
            assertion=request.POST.get("client_assertion", ""), door=request.path.rpartition("/")[2], error=error,
            said=str(body.get("error_description", "")), at=clock.now(),
        )  # fmt: skip
    return said(status, body)


def _refused(request: HttpRequest, problem: OAuth2Error) -> HttpResponse:
    status, body, _ = problem()
    return _by_authlib(request, (status, dict(body), {}))


def _count_failure(request: HttpRequest) -> bool:
    """Count a failed authentication against its address, and say whether there may be more of them."""
    key = f"openid:failed:{request.META.get('REMOTE_ADDR', '')}"
    return limits.allow(key, limit=conf.FAILURES_PER_ADDRESS, per_seconds=conf.MINUTE, at=clock.now())


def _challenge(error: str) -> HttpResponse:
    """Say that a token is needed, by either scheme (RFC 6750, section 3; RFC 9449, section 7.1)."""
    why = f', error="{error}"' if error else ""
    challenge = f'Bearer realm="tayseer"{why}, DPoP algs="ES256"{why}'
    return said(_UNAUTHORISED, {"error": error or "invalid_token"}, {"WWW-Authenticate": challenge})


def _slow_down() -> HttpResponse:
    return said(_TOO_MANY, {"error": "temporarily_unavailable"}, {"Retry-After": str(conf.MINUTE)})


def _public(body: Mapping[str, Any]) -> HttpResponse:
    # Any site's script may read what is everybody's.
    return said(200, body, {"Cache-Control": _A_QUARTER, "Access-Control-Allow-Origin": "*"})
