"""From an opened request to the answer in the client's hands: what is still wanted of the person, and what is said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.db import transaction

from tayseer.identity.assurance import ACR, LOWEST
from tayseer.identity.contract import SignedIn
from tayseer.partners.openid import actions, conf, queries
from tayseer.partners.openid.actions.consents import covers
from tayseer.partners.openid.contract import PushedRecord
from tayseer.partners.openid.models import Consent
from tayseer.partners.openid.server import Call, provider

#: What a client is told when a person was to be left alone but something was wanted of them (`prompt=none`).
_WITHOUT_A_PERSON = {
    "sign_in": "login_required", "prove_again": "login_required", "step_up": "unmet_authentication_requirements",
    "consent": "consent_required",
}  # fmt: skip
_LEVELS = {name: level for level, name in ACR.items()}

Wanted = Literal["sign_in", "step_up", "prove_again", "consent", ""]


class UnableToAnswer(Exception):
    """The request was answered already, or its client may not be answered any more."""


@dataclass(frozen=True, slots=True)
class Next:
    """What is wanted of the person before the client can be answered; `level` is what a stronger sign-in must reach."""

    wanted: Wanted
    level: int = LOWEST
    consent: Consent | None = None


def needed_level(pushed: PushedRecord) -> int:
    """The lowest level that the client takes, of those in `acr_values`; the lowest of all when it named none."""
    named = pushed.asked.get("acr_values", "").split()
    return min((_LEVELS[name] for name in named), default=LOWEST)


def next_of(pushed: PushedRecord, *, signed_in: SignedIn | None, at: datetime) -> Next:
    """What is wanted next: sign in, prove a higher level, prove it again, agree, in this order; then nothing.

    In: the request; who is signed in; UTC. `max_age` counts from when the level was last proven, and `prompt=login`
    wants it proven since the request was pushed. A request with `prompt=consent`, or whose wording changed since the
    person agreed, is asked about anew.
    """
    if signed_in is None:
        return Next("sign_in")
    session, level = signed_in.session, needed_level(pushed)
    if session.level < level:
        return Next("step_up", level)
    proven = session.level_at or session.created_at
    is_old = "max_age" in pushed.asked and at - proven > timedelta(seconds=int(pushed.asked["max_age"]))
    # Moments of the database have microseconds and both were taken here, so they can be compared as they are.
    if is_old or ("login" in pushed.prompts and proven < pushed.created_at):
        return Next("prove_again", max(level, session.level))
    consent = queries.standing_consent(actor=signed_in.actor, client_id=pushed.client.id, at=at)
    if consent is None or "consent" in pushed.prompts or not covers(consent, pushed):
        return Next("consent")
    return Next("", consent=consent)


def error_without_a_person(step: Next) -> str:
    """The error for a client that asked with `prompt=none`; empty when nothing is wanted of the person."""
    return _WITHOUT_A_PERSON.get(step.wanted, "")


def agree(pushed: PushedRecord, *, signed_in: SignedIn, chosen: Collection[str], at: datetime) -> str:
    """Keep the person's consent and return the address with the answer. Raises `UnableToConsent`, `UnableToAnswer`."""
    with transaction.atomic():
        # First, so that of two answers to one request, from two tabs say, only one is kept.
        if not actions.use_pushed(pushed=pushed, at=at):
            raise UnableToAnswer(pushed.public_id)
        consent = actions.give_consent(actor=signed_in.actor, at=at, pushed=pushed, chosen=chosen)
        return _with_code(pushed, signed_in=signed_in, consent=consent, at=at)


def answer(pushed: PushedRecord, *, signed_in: SignedIn, consent: Consent, at: datetime) -> str:
    """Use the request up and return the client's address with a code in it (RFC 6749, section 4.1.2).

    Everything is checked once more by Authlib's grant: the client is active, the address registered, the scopes in the
    contract. Raises `UnableToAnswer`.
    """
    with transaction.atomic():
        if not actions.use_pushed(pushed=pushed, at=at):
            raise UnableToAnswer(pushed.public_id)
        return _with_code(pushed, signed_in=signed_in, consent=consent, at=at)


def _with_code(pushed: PushedRecord, *, signed_in: SignedIn, consent: Consent, at: datetime) -> str:
    call = Call(method="GET", form=pushed.asked, at=at)
    call.begin = lambda code: actions.begin_login(
        actor=signed_in.actor, at=at, signed_in=signed_in, pushed=pushed, consent=consent, code=code
    )
    server = provider()
    grant = server.get_authorization_grant(call)
    status, _, headers = server.create_authorization_response(call, grant_user=signed_in, grant=grant)
    if status != 302 or "Location" not in headers:  # noqa: PLR2004 - an answer is a redirect
        raise UnableToAnswer(pushed.public_id)
    return with_parameters(headers["Location"], {"iss": conf.issuer()})


def refuse(pushed: PushedRecord, *, error: str, at: datetime, description: str = "") -> str:
    """Use the request up and return the client's address with an error in it, `state` and `iss` beside it (RFC 9207).

    Raises `UnableToAnswer` when the client was stopped, or its address is registered no more.
    """
    client = provider().query_client(pushed.client.id)
    redirect_uri = pushed.asked["redirect_uri"]
    if client is None or not client.check_redirect_uri(redirect_uri) or not actions.use_pushed(pushed=pushed, at=at):
        raise UnableToAnswer(pushed.public_id)
    said = {"error": error, "error_description": description, "state": pushed.asked.get("state", "")}
    return with_parameters(
        redirect_uri, {**{name: value for name, value in said.items() if value}, "iss": conf.issuer()}
    )


def with_parameters(uri: str, added: dict[str, str]) -> str:
    """An address with parameters added to its query; those that it has stay."""
    parts = urlsplit(uri)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *added.items()]
    return urlunsplit(parts._replace(query=urlencode(query)))
