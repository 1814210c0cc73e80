"""Pushed authorization requests (RFC 9126): what a client wants, told to us ahead and out of the browser's reach."""

from __future__ import annotations

from collections.abc import Mapping

from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Error  # type: ignore[import-untyped]

from tayseer.identity.assurance import ACR
from tayseer.partners.openid import actions, conf
from tayseer.partners.openid.scopes import OPENID, SCOPES, needs_proof
from tayseer.partners.openid.server import Call, InvalidProof, InvalidTarget, authenticated, prove, provider

PREFIX = "urn:ietf:params:oauth:request_uri:"
PROMPTS = ("none", "login", "consent")
LOCALES = ("ar", "en")
LONGEST = 1_024
#: What is kept of a request; whatever else a client sends means nothing here.
_KEPT = (
    "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
    "acr_values", "max_age", "prompt", "ui_locales", "resource",
)  # fmt: skip
#: What would say the same another way, or ask for what is not offered: refused, never passed over.
_NOT_OFFERED = ("request_uri", "request", "claims", "registration", "authorization_details")


class RequestNotSupported(OAuth2Error):  # type: ignore[misc]
    """Signed request objects are not offered (RFC 9101)."""

    error = "request_not_supported"


def push(call: Call) -> dict[str, object]:
    """Check a request that a client pushes and keep it; return what the client is answered.

    In: the form, in which each parameter stands once. Out: `request_uri` and for how many seconds it can be opened.
    Raises Authlib's ``OAuth2Error``: for a client that does not authenticate itself, and for everything that the
    request must not be; nothing of a request is dropped silently.
    """
    client = authenticated(call, endpoint="par")
    form = dict(call.form)
    form["client_id"] = client.client_id
    call.payload.data.update(form)
    _refuse_what_is_not_offered(form)
    prove(call)
    _check_key(call, form)
    try:
        provider().get_consent_grant(call)
    except OAuth2Error as problem:
        # Told to the client that asked, not to a browser.
        problem.redirect_uri = None
        problem.state = None
        raise
    _check_scopes(form, jkt=call.jkt)
    asked = {name: form[name] for name in _KEPT if name in form}
    secret = actions.keep_pushed(client=client.record, asked=asked, jkt=call.jkt, at=call.at)
    return {"request_uri": PREFIX + secret, "expires_in": int(conf.PUSHED_LIFE.total_seconds())}


def _refuse_what_is_not_offered(form: Mapping[str, str]) -> None:
    for name in _NOT_OFFERED:
        if name in form:
            raise (RequestNotSupported() if name == "request" else InvalidRequestError(f"{name} is not taken here"))
    for name in _KEPT:
        value = form.get(name, "")
        if len(value) > LONGEST or not value.isprintable():
            raise InvalidRequestError(f"{name} is too long, or holds what cannot be printed")
    if form.get("response_mode", "query") != "query":
        raise InvalidRequestError("response_mode must be query")
    if not form.get("redirect_uri"):
        raise InvalidRequestError("redirect_uri is missing")
    prompts = form.get("prompt", "").split()
    if not set(prompts) <= set(PROMPTS) or ("none" in prompts and len(prompts) > 1):
        raise InvalidRequestError("prompt must be none alone, or of login and consent")
    max_age = form.get("max_age", "0")
    if not max_age.isascii() or not max_age.isdigit() or len(max_age) > 9:  # noqa: PLR2004 - thirty years in seconds
        raise InvalidRequestError("max_age must be a number of seconds")
    if not set(form.get("acr_values", "").split()) <= set(ACR.values()):
        raise InvalidRequestError("acr_values holds a level that is not offered")


def _check_key(call: Call, form: Mapping[str, str]) -> None:
    """The key that tokens will be bound to: by a proof with the request, or named by `dpop_jkt` (RFC 9449, 10)."""
    named = form.get("dpop_jkt", "")
    if named and call.jkt and named != call.jkt:
        raise InvalidProof("dpop_jkt is not the key of the proof")
    if named and (len(named) != 43 or not named.isascii()):  # noqa: PLR2004 - base64url of SHA-256
        raise InvalidProof("dpop_jkt must be a thumbprint")
    call.jkt = call.jkt or named


def _check_scopes(form: Mapping[str, str], *, jkt: str) -> None:
    """A token has one audience: questions about a person, or the public API; and some need a key to be bound to."""
    asked = [SCOPES[name] for name in form["scope"].split()]
    resource = form.get("resource", conf.userinfo())
    if resource not in {conf.userinfo(), conf.api()}:
        raise InvalidTarget("resource must be the userinfo endpoint or the public API")
    wants_api = resource == conf.api()
    if any(scope.for_api != wants_api for scope in asked if scope.name != OPENID):
        raise InvalidTarget("These scopes are not for this resource; a token has one audience")
    if needs_proof([scope.name for scope in asked]) and not jkt:
        raise InvalidProof("These scopes need a DPoP proof or dpop_jkt with the request")
