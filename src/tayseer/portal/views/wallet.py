"""The wallet: one's documents and those of people in one's charge, and one document with its code."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from tayseer.audit.actions import record
from tayseer.documents import qr, queries
from tayseer.documents.contract import IssuedDocumentRecord
from tayseer.documents.facts import shown_all
from tayseer.documents.types import AGENCIES, TYPES
from tayseer.identity.requests import SignedInRequest
from tayseer.portal.charge import of_request
from tayseer.portal.personal import own_page, page
from tayseer.site import clock
from tayseer.ui.words import day_both, ltr, moment, w

SOON = timedelta(days=90)
SHOWN_DIGITS = 4
_TONES = {"civil": "green", "passports": "deep", "traffic": "slate"}


@require_safe
@own_page
def wallet(request: SignedInRequest, lang: str) -> HttpResponse:
    """Documents that hold today, or those that no longer do, one's own first."""
    at = clock.now()
    past = request.GET.get("show") == "past"
    found = queries.wallet(
        actor=request.actor, on=clock.today(at), in_charge_of=of_request(request), past=past, limit=100
    )
    groups: dict[int, dict[str, Any]] = {}
    for document in sorted(found, key=lambda one: one.person_id != request.actor.id):
        own = document.person_id == request.actor.id
        title = w(lang, "وثائقي", "Mine") if own else document.names.in_(lang)
        group = groups.setdefault(document.person_id, {"title": title, "own": own, "cards": []})
        group["cards"].append(card_of(document, lang=lang, at=at))
    context = {"groups": list(groups.values()), "past": past}
    return page(request, "wallet.html", context, here="wallet")


def card_of(document: IssuedDocumentRecord, *, lang: str, at: datetime) -> dict[str, Any]:
    """A document as a card of the wallet; its number is hidden but for the last digits."""
    return {
        "title": document.title.in_(lang),
        "holder": document.names.in_(lang),
        "state": standing_of(document, at=at),
        "href": f"/{lang}/wallet/{document.public_id}/",
        "number": masked(document.number),
        "issued_on": day_both(clock.today(document.issued_at), lang),
        "expires_on": "" if document.expires_on is None else day_both(document.expires_on, lang),
        "checked_at": moment(at, lang),
        "agency": AGENCIES[document.agency].name.in_(lang) if document.agency in AGENCIES else "",
        "tone": _TONES.get(document.agency, "slate"),
    }


def standing_of(document: IssuedDocumentRecord, *, at: datetime) -> str:
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
    try:
        found = queries.document_for(actor=request.actor, public_id=public_id, in_charge_of=of_request(request))
    except queries.NotFound as missing:
        raise Http404 from missing
    if found.person_id != request.actor.id:
        with transaction.atomic():
            record(
                actor=request.actor, action="document.viewed", at=at, subject=found.person_id, object=found.public_id,
                purpose="in-charge", fields=sorted(found.facts),
            )  # fmt: skip
    host = urlsplit(settings.TAYSEER_PUBLIC_URL).netloc
    context = {
        "document": found,
        "title": found.title.in_(lang),
        "state": standing_of(found, at=at),
        "own": found.person_id == request.actor.id,
        "facts": _facts(found, lang=lang),
        "agency": AGENCIES[found.agency].name.in_(lang) if found.agency in AGENCIES else "",
        "qr_svg": Markup(qr.svg(found.qr_text)),  # noqa: S704  drawn here, from the signed bytes
        "checked_at": moment(at, lang),
        "verify_address": f"{host}/{lang}/verify/",
    }
    return page(request, "wallet_document.html", context, here="wallet")


def _facts(document: IssuedDocumentRecord, *, lang: str) -> list[dict[str, Any]]:
    rows = [{"label": w(lang, "رقم الوثيقة", "Document number"), "value": ltr(document.number)}]
    for fact in shown_all(TYPES.get(document.type), document.facts, lang):
        value = ltr(fact.value) if fact.ltr else Markup('<bdi dir="auto">{}</bdi>').format(fact.value)
        rows.append({"label": fact.label, "value": value + (f" ({fact.note})" if fact.note else "")})
    rows.append(
        {"label": w(lang, "تاريخ الإصدار", "Issued on"), "value": day_both(clock.today(document.issued_at), lang)}
    )
    if document.expires_on is not None:
        rows.append({"label": w(lang, "تاريخ الانتهاء", "Expires on"), "value": day_both(document.expires_on, lang)})
    return rows
