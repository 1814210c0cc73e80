"""Screens of the account's security: what one signs in with, codes on paper, what happened lately, and pausing it."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tayseer.identity import (
    approvals,
    attestation,
    authenticator_changes,
    authenticators,
    lately,
    mobile_changes,
    passkeys,
    pausing,
    proofing,
    push,
    queries,
    recovery_codes,
    totp,
)
from tayseer.identity.assurance import APP, PASSKEY, TOTP
from tayseer.identity.authenticators import AuthenticatorNotFound, UnableToChangeAuthenticators
from tayseer.identity.devices import device_name
from tayseer.identity.guards import signed_in
from tayseer.identity.middleware import drop_session
from tayseer.identity.requests import SignedInRequest
from tayseer.identity.sessions import printable
from tayseer.identity.views import CHALLENGE, onward_of, page, with_next
from tayseer.kit.text import Text
from tayseer.site import clock

DEVICE = "tayseer_device"
DEVICE_SECONDS = 31_536_000


@never_cache
@require_safe
@signed_in
def security(request: SignedInRequest, lang: str) -> HttpResponse:
    """Show what the account signs in with, its devices and what happened lately."""
    del lang
    return _security(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_passkey(request: SignedInRequest, lang: str) -> HttpResponse:
    """Add the passkey of this device, or of a key that is plugged in."""
    at, name, onward = clock.now(), request.POST.get("name", ""), onward_of(request)
    if request.method != "POST":
        return _after_proof(request, lang, at=at) or _add_page(request, "add_passkey", PASSKEY, name="", next=onward)
    try:
        authenticators.add_passkey(
            **_who(request),
            token=request.COOKIES.get(CHALLENGE, ""),
            answer=request.POST.get("answer", ""),
            name=name,
            at=at,
        )
    except UnableToChangeAuthenticators as problem:
        if problem.needed:
            return _to_proof(request, lang, problem)
        errors = {"passkey": problem.text}
        return _add_page(request, "add_passkey", PASSKEY, name=name, next=onward, errors=errors)
    return HttpResponseRedirect(onward) if onward else _done(lang, "passkey")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_totp(request: SignedInRequest, lang: str) -> HttpResponse:
    """Add an app of codes: its QR code and secret, and the first code that proves it has them."""
    at, account = clock.now(), request.account
    name = request.POST.get("name", "")
    if request.method != "POST":
        secret, offer = totp.offer(account_id=account.id)
        return _after_proof(request, lang, at=at) or _totp_page(request, secret, offer, name="")
    offer = request.POST.get("offer", "")
    try:
        authenticators.add_totp(**_who(request), offer=offer, code=request.POST.get("code", ""), name=name, at=at)
    except UnableToChangeAuthenticators as problem:
        if problem.needed:
            return _to_proof(request, lang, problem)
        offered = totp.offered(offer, account_id=account.id)
        secret, offer = (offered, offer) if offered else totp.offer(account_id=account.id)
        return _totp_page(request, secret, offer, name=name, errors={"code": problem.text})
    return _done(lang, "totp")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_device(request: SignedInRequest, lang: str) -> HttpResponse:
    """Make this browser a device on which sign-ins elsewhere are approved."""
    at = clock.now()
    if request.method != "POST":
        return _after_proof(request, lang, at=at) or _add_page(request, "add_device", APP, push_key=push.public_key())
    try:
        _, token = authenticators.add_device(
            **_who(request), push=push.read_subscription(request.POST.get("push", "")), at=at
        )
    except UnableToChangeAuthenticators as problem:
        if problem.needed:
            return _to_proof(request, lang, problem)
        return _add_page(request, "add_device", APP, push_key=push.public_key(), errors={"push": problem.text})
    response = _done(lang, "device")
    response.set_cookie(
        DEVICE, token, max_age=DEVICE_SECONDS, httponly=True, samesite="Lax", path="/", secure=request.is_secure()
    )
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def one(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Rename or remove one of one's own authenticators."""
    held = authenticators.of_account(account_id=request.account.id)
    found = next((one_ for one_ in held if one_.public_id == public_id), None)
    if found is None:
        raise Http404
    others = [one_ for one_ in held if one_.public_id != public_id]
    is_last = found.gives > authenticators.highest_of(others)
    shown: dict[str, Any] = {"one": found, "is_last": is_last, "left": authenticators.highest_of(others)}
    if request.method != "POST":
        return page(request, "authenticator", **shown, name=found.name)
    name, at = request.POST.get("name", ""), clock.now()
    device = request.headers.get("User-Agent", "")
    try:
        if request.POST.get("do") == "remove":
            authenticators.remove(**_who(request), public_id=public_id, at=at)
            return _done(lang, "removed")
        authenticators.rename(
            actor=request.actor, account=request.account, public_id=public_id, name=name, device=device, at=at
        )
    except AuthenticatorNotFound as problem:
        raise Http404 from problem
    except UnableToChangeAuthenticators as problem:
        if problem.needed:
            return _to_proof(request, lang, problem)
        return page(request, "authenticator", errors={"name": problem.text}, **shown, name=name)
    return _done(lang, "renamed")


@never_cache
@require_POST
@signed_in
def make_codes(request: SignedInRequest, lang: str) -> HttpResponse:
    """Make ten codes on paper and show them, this once."""
    at = clock.now()
    if (proof := _after_proof(request, lang, at=at, back=f"/{lang}/account/security/")) is not None:
        return proof
    device = request.headers.get("User-Agent", "")
    codes = recovery_codes.make(actor=request.actor, account_id=request.account.id, device=device, at=at)
    return page(request, "recovery_codes", codes=codes)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pause(request: SignedInRequest, lang: str) -> HttpResponse:
    """Say what pausing means, and pause: this device is signed out too."""
    held = authenticators.of_account(account_id=request.account.id)
    if request.method != "POST" or request.POST.get("pause") != "yes":
        return page(request, "pause", can_resume=authenticators.highest_of(held) == 3)  # noqa: PLR2004 - the highest
    device = request.headers.get("User-Agent", "")
    pausing.pause(actor=request.actor, account=request.account, device=device, at=clock.now())
    response = HttpResponseRedirect(f"/{lang}/account/resume/")
    drop_session(response)
    return response


@never_cache
@require_POST
@signed_in
def confirm(request: SignedInRequest, lang: str) -> HttpResponse:
    """End the wait after a change, or let approvals be used again; both take a proof of just now."""
    at, session = clock.now(), request.signed_in.session
    held = authenticators.of_account(account_id=request.account.id)
    back = f"/{lang}/account/security/"
    try:
        if request.POST.get("do") == "approvals":
            level = authenticators.highest_of([one_ for one_ in held if one_.kind != APP])
            authenticators.require_recent(session=session, level=level, at=at)
            approvals.allow_again(actor=request.actor, account=request.account, at=at)
            return _done(lang, "approvals")
        authenticators.require_recent(session=session, level=3, at=at)
        authenticator_changes.confirm(actor=request.actor, session=session, at=at)
    except UnableToChangeAuthenticators as problem:
        return _to_proof(request, lang, problem, back=back)
    except authenticator_changes.UnableToConfirm as problem:
        return _security(request, errors={"hold": problem.text})
    return _done(lang, "confirmed")


def _security(request: SignedInRequest, *, errors: dict[str, Text] | None = None) -> HttpResponse:
    at, account = clock.now(), request.account
    held = authenticators.of_account(account_id=account.id)
    return page(
        request,
        "security",
        errors=errors,
        held=held,
        highest=authenticators.highest_of(held),
        proofed=proofing.fresh_level(account_id=account.id, at=at),
        codes_left=recovery_codes.left(account_id=account.id),
        stopped=approvals.is_stopped(account_id=account.id),
        hold=mobile_changes.hold_of(account_id=account.id, at=at),
        sessions=queries.sessions_of(actor=request.actor, at=at),
        events=lately.of_account(account_id=account.id, actor=request.actor),
        done=request.GET.get("done", ""),
        device_name=device_name,
        any_key=account.kind == "officer" and not attestation.wanted_of(account.kind),
    )


def _who(request: SignedInRequest) -> dict[str, Any]:
    return {
        "actor": request.actor,
        "account": request.account,
        "session": request.signed_in.session,
        "device": printable(request.headers.get("User-Agent", "")),
    }


def _add_page(
    request: SignedInRequest, name_: str, kind: str, *, errors: dict[str, Text] | None = None, **values: Any
) -> HttpResponse:
    """A page that adds something says first what it will open, which follows from the session and the proofing."""
    bound = authenticators.bound_for(
        account_id=request.account.id, session=request.signed_in.session, kind=kind, at=clock.now()
    )
    return page(request, name_, errors=errors, bound=bound, origin=passkeys.party().origin, **values)


def _totp_page(
    request: SignedInRequest, secret: str, offer: str, *, name: str, errors: dict[str, Text] | None = None
) -> HttpResponse:
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    drawn = totp.qr(secret, number=request.account.number)
    return _add_page(request, "add_totp", TOTP, errors=errors, secret=grouped, offer=offer, qr=drawn, name=name)


def _after_proof(request: SignedInRequest, lang: str, *, at: Any, back: str = "") -> HttpResponse | None:
    """The way to a fresh proof, when the session is not of the last minutes; None when it is."""
    try:
        authenticators.require_recent(session=request.signed_in.session, level=1, at=at)
    except UnableToChangeAuthenticators as problem:
        return _to_proof(request, lang, problem, back=back)
    return None


def _to_proof(
    request: SignedInRequest, lang: str, problem: UnableToChangeAuthenticators, *, back: str = ""
) -> HttpResponse:
    path = with_next(f"/{lang}/step-up/", back or request.get_full_path())
    return HttpResponseRedirect(f"{path}&level={problem.needed}")


def _done(lang: str, what: str) -> HttpResponse:
    return HttpResponseRedirect(f"/{lang}/account/security/?done={what}")
