"""A copy of one's documents on one's own device: the page to ask for it, what it takes, and the worker that opens it.

The server hands out signed documents and their standing; everything that is kept is kept by the browser, encrypted
there (`ui/static_src/wallet-offline.js`). No page of somebody signed in is ever kept: the worker knows one page, which
is the same for everybody and holds nothing of anybody.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from tayseer.audit.actions import record
from tayseer.documents import qr, queries
from tayseer.documents.facts import shown_all
from tayseer.documents.types import AGENCIES, TYPES
from tayseer.identity.requests import Request, SignedInRequest
from tayseer.portal import wallet_words as words
from tayseer.portal.personal import own_page, page
from tayseer.portal.views.wallet import certainly_of, offline_owner, standing_of
from tayseer.portal.wallet_reading import rank
from tayseer.site import clock
from tayseer.ui.environment import static
from tayseer.ui.words import day_both_words, w

if TYPE_CHECKING:
    from datetime import datetime

    from tayseer.documents.contract import IssuedDocumentRecord

LANGUAGES = ("ar", "en")
MOST_KEPT = 100
#: Everything that the page of the copy needs beside itself; the worker keeps these and nothing else.
ASSETS = (
    "app.css", "app.js", "wallet-offline.js", "icon.svg", "fonts/PlexArabic-400.woff2", "fonts/PlexArabic-600.woff2",
)  # fmt: skip


def is_offered() -> bool:
    """Whether this installation offers copies; when it no longer does, its worker clears what devices keep."""
    return bool(getattr(settings, "TAYSEER_OFFLINE_WALLET", True))


@require_safe
@own_page
def offline(request: SignedInRequest, lang: str) -> HttpResponse:
    """Explain the copy, and let the holder keep, renew or remove it on this device."""
    context = {"owner": offline_owner(request), "is_offered": is_offered()}
    return page(request, "wallet_offline.html", context, here="wallet")


@require_POST
@own_page
def copy(request: SignedInRequest, lang: str) -> HttpResponse:
    """Hand out one’s own living documents in both languages, to be kept encrypted on this device; it is audited."""
    owner = offline_owner(request)
    if not owner or not is_offered():
        raise Http404
    at = clock.now()
    found = _own_living(request, at=at)
    with transaction.atomic():
        for document in found:
            record(
                actor=request.actor, action="document.downloaded", at=at, subject=request.actor.id,
                object=document.public_id, case=document.case, fields=("offline",),
            )  # fmt: skip
    return JsonResponse(
        {"owner": owner, "at": _milliseconds(at), "documents": [_kept(document, at=at) for document in found]}
    )


@require_POST
@own_page
def status(request: SignedInRequest, lang: str) -> HttpResponse:
    """Say how one's own documents stand now, so that a copy on this device knows when it was last checked."""
    owner = offline_owner(request)
    if not owner or not is_offered():
        raise Http404
    at = clock.now()
    past = queries.wallet(actor=request.actor, on=clock.today(at), limit=MOST_KEPT, past=True)
    found = [*_own_living(request, at=at), *past]
    states = {one.public_id: standing_of(one, at=at) for one in found if one.person_id == request.actor.id}
    return JsonResponse({"owner": owner, "at": _milliseconds(at), "states": states})


@require_safe
def shell(request: Request, lang: str) -> HttpResponse:
    """The page that opens a copy without a network: the same for everybody, with nothing of anybody in it."""
    # Drawn as for a stranger even when somebody signed in looks, since a worker keeps it.
    request.account = request.actor = request.signed_in = None
    response = render(request, "portal/wallet_shell.html", {"lang": lang, "here": "wallet"})
    # What browsers keep by themselves is not wanted; the worker keeps the page on purpose.
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def worker(request: Request, lang: str) -> HttpResponse:
    """The worker of one language's wallet; its text changes with the files it keeps, so browsers notice."""
    names = sorted(static(name) for name in ASSETS)
    context = {
        "lang": lang,
        "is_offered": is_offered(),
        "shell": f"/{lang}/wallet/on-device/shell/",
        "assets": names,
        "version": hashlib.sha256("\n".join(names).encode()).hexdigest()[:12],
    }
    response = render(request, "portal/wallet_worker.js", context, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _own_living(request: SignedInRequest, *, at: datetime) -> list[IssuedDocumentRecord]:
    """One's own documents that hold or are suspended; those of people in charge are never kept on a device."""
    found = queries.wallet(actor=request.actor, on=clock.today(at), limit=MOST_KEPT)
    return sorted((certainly_of(document, {request.actor.id}) for document in found), key=rank)


def _kept(document: IssuedDocumentRecord, *, at: datetime) -> dict[str, Any]:
    return {
        "id": document.public_id,
        "state": standing_of(document, at=at),
        "expires": _milliseconds(document.expires_at),
        "tone": words.TONES.get(document.agency, "slate"),
        "number": document.number,
        "code": document.check_code,
        "signed": document.qr_text,
        "qr": qr.svg(document.qr_text),
        "words": {lang: _in_words(document, lang) for lang in LANGUAGES},
    }


def _in_words(document: IssuedDocumentRecord, lang: str) -> dict[str, Any]:
    rows = [
        {"label": fact.label, "value": fact.value, "ltr": fact.ltr, "note": fact.note}
        for fact in shown_all(TYPES.get(document.type), document.facts, lang)
    ]
    days = [(w(lang, "تاريخ الإصدار", "Issued on"), clock.today(document.issued_at))]
    if document.expires_on is not None:
        days.append((w(lang, "تاريخ الانتهاء", "Expires on"), document.expires_on))
    rows += [{"label": label, "value": day_both_words(on, lang), "ltr": False, "note": ""} for label, on in days]
    return {
        "title": document.title.in_(lang),
        "holder": document.names.in_(lang),
        "agency": AGENCIES[document.agency].name.in_(lang) if document.agency in AGENCIES else "",
        "rows": rows,
    }


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
