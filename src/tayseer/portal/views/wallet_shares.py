"""Showing a document to somebody: the holder's form and list of links, and the page that a link opens."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from tayseer.audit.queries import activity as events_of
from tayseer.documents import qr
from tayseer.documents.sharing import actions, queries
from tayseer.documents.sharing.contract import MOST_VIEWS
from tayseer.documents.types import TYPES
from tayseer.identity import limits
from tayseer.identity.addresses import ascii_digits
from tayseer.identity.requests import Request, SignedInRequest
from tayseer.portal import sharing_words as words
from tayseer.portal.personal import own_page, page
from tayseer.portal.shared_document import redrawn
from tayseer.portal.sharing_notice import tell_of_first_view
from tayseer.portal.views.wallet import own_document
from tayseer.site import clock
from tayseer.ui.words import moment

if TYPE_CHECKING:
    from tayseer.audit.contract import Event
    from tayseer.documents.contract import IssuedDocumentRecord
    from tayseer.documents.sharing.contract import ShareRecord

#: How often one address may open links in a minute: a reader needs few, somebody who guesses needs many.
OPENINGS_PER_MINUTE = 30
_LONGEST_SECRET, _LONGEST_CODE = 64, 16
_LOOKS_BACK = 100


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def share(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Ask to whom, for what, which facts, how long and how often; on POST make the link and show it this once."""
    document, at = own_document(request, public_id), clock.now()
    if request.method != "POST":
        return _form(request, document, lang=lang, values=_first_values(), errors={})
    values = _typed(request)
    try:
        made, secret = actions.create_share(
            actor=request.actor, at=at, document=document, recipient=values["recipient"], purpose=values["purpose"],
            scope=values["scope"], facts=values["facts"], lasts=words.term(values["lasts"]),
            views=int(values["views"]) if values["views"].isdecimal() else 0, code=values["code"],
            idempotency=values["once"],
        )  # fmt: skip
    except actions.UnableToShare as refused:
        return _form(request, document, lang=lang, values=values, errors={refused.field: refused.text.in_(lang)})
    link = f"{settings.TAYSEER_PUBLIC_URL}/{lang}/shared/{secret}/"
    context = {
        "document": document,
        "title": document.title.in_(lang),
        "share": _share_row(made, document, lang=lang, at=at),
        "link": link,
        "qr_svg": Markup(qr.svg(link)),  # noqa: S704  drawn here, from an address of ours
    }
    return page(request, "wallet_share_made.html", context, here="wallet")


@require_safe
@own_page
def shares(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """To whom a document was shown: every link with each of its views, and what the audit says of the document."""
    document, at = own_document(request, public_id), clock.now()
    found = queries.shares_of(actor=request.actor, document=document.public_id)
    seen: dict[str, list[datetime]] = {}
    for view in queries.views_of(actor=request.actor, shares=[one.public_id for one in found]):
        seen.setdefault(view.share, []).append(view.at)
    events = [one for one in events_of(actor=request.actor, limit=_LOOKS_BACK) if one.object == document.public_id]
    context = {
        "document": document,
        "title": document.title.in_(lang),
        "can_share": document.is_valid(at),
        "shares": [
            {**_share_row(one, document, lang=lang, at=at), "seen": seen.get(one.public_id, [])} for one in found
        ],
        "events": [_event_row(one, lang=lang) for one in events],
        "done": request.GET.get("done", ""),
    }
    return page(request, "wallet_shares.html", context, here="wallet")


@require_POST
@own_page
def revoke(request: SignedInRequest, lang: str, public_id: str, share_id: str) -> HttpResponse:
    """Close a link of one's own at once."""
    document = own_document(request, public_id)
    try:
        actions.revoke_share(actor=request.actor, at=clock.now(), public_id=share_id)
    except actions.UnableToRevokeShare as missing:
        raise Http404 from missing
    return HttpResponseRedirect(f"/{lang}/wallet/{document.public_id}/shares/?done=revoked")


@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: Request, lang: str, secret: str) -> HttpResponse:
    """The page of a link: a cover that counts nothing, so that previews use nothing up; on POST the document."""
    at = clock.now()
    if not limits.allow(
        f"share:{request.META.get('REMOTE_ADDR', '')}", limit=OPENINGS_PER_MINUTE, per_seconds=60, at=at
    ):
        return _public(request, "wallet_shared_ended.html", words.ended("too_often", lang), status=429)
    if len(secret) > _LONGEST_SECRET:
        return _public(request, "wallet_shared_ended.html", words.ended("unknown", lang), status=404)
    if request.method == "POST":
        return _open(request, secret, lang=lang, at=at)
    return _cover(request, queries.share_at(secret=secret), lang=lang, at=at)


def _open(request: Request, secret: str, *, lang: str, at: datetime) -> HttpResponse:
    """Count a view and show the document, or say why not; the holder hears of the first view in that transaction."""
    code = ascii_digits(request.POST.get("code", "")[:_LONGEST_CODE])
    with transaction.atomic():
        opening = actions.open_share(at=at, secret=secret, code=code)
        if opening.share is not None and opening.is_first:
            tell_of_first_view(share=opening.share, at=at)
    if opening.share is None:
        return _cover(request, None, lang=lang, at=at)
    if opening.refused in {"code_needed", "wrong_code"}:
        error = words.code_error(opening.refused, opening.share, lang)
        return _cover(request, opening.share, lang=lang, at=at, error=error)
    if opening.refused:
        return _public(request, "wallet_shared_ended.html", words.ended(opening.refused, lang), status=410)
    return _document(request, opening.share, lang=lang, at=at)


def _cover(request: Request, share: ShareRecord | None, *, lang: str, at: datetime, error: str = "") -> HttpResponse:
    """What is seen before a link is opened: nothing of the person or the document, only the limits of the link."""
    state = "unknown" if share is None else share.state(at)
    if share is None or state != "open":
        status = 404 if share is None else 410
        return _public(request, "wallet_shared_ended.html", words.ended(state, lang), status=status)
    context = {
        "has_code": share.has_code,
        "error": error,
        "left": share.views_allowed - share.views_used,
        "until": moment(share.expires_at, lang),
    }
    response = _public(request, "wallet_shared_cover.html", context, status=422 if error else 200)
    # With no referrer at all a browser hides where a form comes from, and the check of its token would refuse it; this
    # names the site to itself and never the address.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _document(request: Request, share: ShareRecord, *, lang: str, at: datetime) -> HttpResponse:
    """The document itself, drawn from its signed bytes, with the verdict."""
    proven = queries.proven_document(share=share, at=at)
    context = {
        "said": words.VERDICTS[proven.state if proven.claims else "unproven"],
        "state": proven.state,
        "document": redrawn(proven, share, lang) if proven.claims else None,
        "share": share,
        "left": share.views_allowed - share.views_used,
        "until": moment(share.expires_at, lang),
        "checked_at": moment(at, lang),
    }
    return _public(request, "wallet_shared.html", context)


def _public(request: Request, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of a link: kept by nobody, found by no search, and its address told to no other site."""
    response = render(request, f"portal/{template}", {"lang": request.lang, **context}, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _event_row(event: Event, *, lang: str) -> dict[str, Any]:
    """A line of the audit as the page of its document shows it."""
    what, who = words.event_words(event, lang)
    refused = words.REFUSED_LINE.in_(lang) if event.result == "refused" else ""
    return {"at": moment(event.at, lang), "what": what, "who": who, "detail": refused}


def _first_values() -> dict[str, Any]:
    return {
        "recipient": "", "purpose": "", "scope": "minimal", "facts": [], "lasts": "1d", "views": "1", "code": "",
        "once": secrets.token_urlsafe(12),
    }  # fmt: skip


def _typed(request: SignedInRequest) -> dict[str, Any]:
    post = request.POST
    scope = post.get("scope", "")
    return {
        "recipient": post.get("recipient", "")[:400],
        "purpose": post.get("purpose", "")[:400],
        "scope": scope if scope in words.SCOPES else "minimal",
        "facts": post.getlist("facts"),
        "lasts": post.get("lasts", ""),
        "views": ascii_digits(post.get("views", ""))[:4],
        "code": ascii_digits(post.get("code", ""))[:_LONGEST_CODE],
        "once": post.get("once", "")[:40] or secrets.token_urlsafe(12),
    }


def _form(
    request: SignedInRequest,
    document: IssuedDocumentRecord,
    *,
    lang: str,
    values: dict[str, Any],
    errors: dict[str, str],
) -> HttpResponse:
    known = TYPES.get(document.type)
    context = {
        "document": document,
        "title": document.title.in_(lang),
        "can_share": document.is_valid(clock.now()),
        "values": values,
        "errors": errors,
        "failed": bool(errors),
        "scopes": [
            {"value": key, "label": said.in_(lang), "hint": hint.in_(lang)}
            for key, (said, hint) in words.SCOPES.items()
        ],
        "facts": [
            {"value": spec.key, "label": spec.label.in_(lang)}
            for spec in (known.facts if known else ())
            if spec.key in document.facts and spec.in_code
        ],
        "terms": [{"value": key, "label": said.in_(lang)} for key, (_, said) in words.TERMS.items()],
        "most_views": MOST_VIEWS,
    }
    return page(request, "wallet_share.html", context, here="wallet", status=422 if errors else 200)


def _share_row(share: ShareRecord, document: IssuedDocumentRecord, *, lang: str, at: datetime) -> dict[str, Any]:
    """A link as its owner's list shows it."""
    state = share.state(at)
    said, tone = words.STATES[state]
    return {
        "public_id": share.public_id,
        "recipient": share.recipient,
        "purpose": share.purpose,
        "scope": words.scope_words(share, TYPES.get(document.type), lang),
        "is_open": state == "open",
        "state": said.in_(lang),
        "tone": tone,
        "created_at": moment(share.created_at, lang),
        "until": moment(share.expires_at, lang),
        "used": share.views_used,
        "allowed": share.views_allowed,
        "has_code": share.has_code,
        "refused": share.refused,
    }
