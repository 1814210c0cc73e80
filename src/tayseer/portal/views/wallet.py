"""The wallet: one's documents and those of people in one's charge, and one document with its code."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from tayseer.audit.actions import record
from tayseer.documents import qr, queries
from tayseer.documents.contract import IssuedDocumentRecord
from tayseer.documents.facts import shown_all
from tayseer.documents.types import AGENCIES, TYPES
from tayseer.identity.requests import SignedInRequest
from tayseer.notices.queries import unread_count
from tayseer.portal import ready_page
from tayseer.portal import wallet_words as words
from tayseer.portal.charge import of_request
from tayseer.portal.personal import own_page, page
from tayseer.portal.wallet_reading import wallet_of
from tayseer.site import clock
from tayseer.ui.words import day_both, ltr, moment, w

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from tayseer.portal.wallet_reading import Shown

SOON = timedelta(days=90)
SHOWN_DIGITS = 4

security = logging.getLogger("tayseer.security")


@require_safe
@own_page
def wallet(request: SignedInRequest, lang: str) -> HttpResponse:
    """Documents that hold today, or those that no longer do, one's own first and then by use."""
    at = clock.now()
    past = request.GET.get("show") == "past"
    found = wallet_of(actor=request.actor, on=clock.today(at), past=past)
    groups: dict[int, dict[str, Any]] = {}
    for document in found.cards:
        own = document.person_id == request.actor.id
        title = w(lang, "وثائقي", "Mine") if own else document.names.in_(lang)
        group = groups.setdefault(document.person_id, {"title": title, "own": own, "cards": []})
        group["cards"].append(card_of(document, lang=lang, at=at))
    context = {
        "groups": list(groups.values()), "past": past, "lang": lang, "here": "wallet", "unread": found.unread,
        "owner": offline_owner(request),
    }  # fmt: skip
    return render(request, "portal/wallet.html", context)


def card_of(document: Shown, *, lang: str, at: datetime) -> dict[str, Any]:
    """A document as a card of the wallet; its number is hidden but for the last digits."""
    state = standing_of(document, at=at)
    return {
        "title": document.title.in_(lang),
        "holder": document.names.in_(lang),
        "state": state,
        "state_note": words.state_note(document, state, lang=lang),
        "href": f"/{lang}/wallet/{document.public_id}/",
        "number": masked(document.number),
        "issued_on": day_both(clock.today(document.issued_at), lang),
        "expires_on": "" if document.expires_on is None else day_both(document.expires_on, lang),
        "checked_at": moment(at, lang),
        "agency": AGENCIES[document.agency].name.in_(lang) if document.agency in AGENCIES else "",
        "tone": words.TONES.get(document.agency, "slate"),
        "icon_name": words.ICONS.get(document.type, "file"),
    }


def standing_of(document: Shown, *, at: datetime) -> str:
    """The state of a document as the components know it; a day of its own is what runs out soon, not its credential."""
    if document.status != "valid":
        return document.status
    if at >= document.expires_at:
        return "expired"
    if document.expires_on is not None and document.expires_on <= clock.today(at + SOON):
        return "expires_soon"
    return "valid"


def masked(number: str) -> str:
    """A number with all but its last digits hidden."""
    return "•" * max(0, len(number) - SHOWN_DIGITS) + number[-SHOWN_DIGITS:]


@require_safe
@own_page
def document(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """One document with everything it states and its code; looking at another's paper is noted for that person."""
    at = clock.now()
    found = found_for(request, public_id)
    own = found.person_id == request.actor.id
    if not own:
        with transaction.atomic():
            record(
                actor=request.actor, action="document.viewed", at=at, subject=found.person_id, object=found.public_id,
                purpose="in-charge", fields=sorted(found.facts),
            )  # fmt: skip
    parts, owner = document_page_parts(found, lang, at=at), offline_owner(request)
    unread = unread_count(actor=request.actor)
    if own:
        # From the next reading on it is sent as it is kept.
        reading = ready_page.reading_of(request, lang=lang, owner=owner, unread=unread)
        ready_page.keep(request, found, parts=parts, reading=reading, on=clock.today(at))
    context = {**parts, "own": own, "owner": owner, "unread": unread}
    return page(request, "wallet_document.html", context, here="wallet")


def document_page_parts(document: IssuedDocumentRecord, lang: str, *, at: datetime) -> dict[str, Any]:
    """What the page of a document shows, from the record alone: no statement is made, and nobody is asked.

    In: the record; "ar" or "en"; the moment (UTC) by which its standing is told. The page also wants `own`, whether
    the reader is the holder, and `owner`, the mark of a copy kept on the device.
    """
    host = urlsplit(settings.TAYSEER_PUBLIC_URL).netloc
    state = standing_of(document, at=at)
    return {
        "document": document,
        "title": document.title.in_(lang),
        "state": state,
        "state_note": words.state_note(document, state, lang=lang),
        "tone": words.TONES.get(document.agency, "slate"),
        "icon_name": words.ICONS.get(document.type, "file"),
        "can_share": document.is_valid(at),
        "facts": facts_of(document, lang=lang),
        "agency": AGENCIES[document.agency].name.in_(lang) if document.agency in AGENCIES else "",
        "qr_svg": Markup(qr.svg(document.qr_text)),  # noqa: S704  drawn here, from the signed bytes
        "checked_at": moment(at, lang),
        "verify_address": f"{host}/{lang}/verify/",
    }


def found_for(request: SignedInRequest, public_id: str) -> IssuedDocumentRecord:
    """The document of that id when it is one's own or that of somebody in charge; everybody else is told "not found".

    One's own is one statement; only when it is not is the register asked who is in one's charge.
    """
    try:
        return certainly_of(queries.document_for(actor=request.actor, public_id=public_id), {request.actor.id})
    except queries.NotFound:
        charged = of_request(request)
    try:
        found = queries.document_for(actor=request.actor, public_id=public_id, in_charge_of=charged)
    except queries.NotFound as missing:
        raise Http404 from missing
    return certainly_of(found, {request.actor.id, *charged})


def own_document(request: SignedInRequest, public_id: str) -> IssuedDocumentRecord:
    """The document of that id when it is one's own; everybody else is told "not found"."""
    try:
        return certainly_of(queries.document_for(actor=request.actor, public_id=public_id), {request.actor.id})
    except queries.NotFound as missing:
        raise Http404 from missing


def certainly_of(document: IssuedDocumentRecord, holders: Collection[int | None]) -> IssuedDocumentRecord:
    """The document, once its holder is looked at anew: whatever went wrong before, another's paper is never sent.

    Raises Http404 and tells the security log, for the query should have refused already.
    """
    if document.person_id not in holders:
        security.error("a document of another person was about to be shown and was held back: %s", document.public_id)
        raise Http404
    return document


def offline_owner(request: SignedInRequest) -> str:
    """The mark by which a device knows whose copy it keeps; it says nothing of the person to anybody else.

    Empty on a device that was called shared at sign-in: there no copy may be kept, and one that is there goes.
    """
    if getattr(request.signed_in.session, "shared_device", False):
        return ""
    return words.owner_mark(request.actor.id)


def facts_of(document: IssuedDocumentRecord, *, lang: str) -> list[dict[str, Any]]:
    """Every fact of a document as rows of a list, with its number and its days."""
    rows = [{"label": w(lang, "رقم الوثيقة", "Document number"), "value": ltr(document.number)}]
    shown = shown_all(TYPES.get(document.type), document.facts, lang)
    rows += [{"label": fact.label, "value": words.fact_value(fact)} for fact in shown]
    rows.append(
        {"label": w(lang, "تاريخ الإصدار", "Issued on"), "value": day_both(clock.today(document.issued_at), lang)}
    )
    if document.expires_on is not None:
        rows.append({"label": w(lang, "تاريخ الانتهاء", "Expires on"), "value": day_both(document.expires_on, lang)})
    return rows
