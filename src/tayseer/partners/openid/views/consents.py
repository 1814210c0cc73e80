"""The person's own list of consents, and taking one back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tayseer.identity.guards import person
from tayseer.identity.requests import SignedInRequest
from tayseer.kit.text import Text
from tayseer.partners.openid import actions, queries
from tayseer.partners.openid.contract import ConsentRecord
from tayseer.partners.openid.scopes import OPENID
from tayseer.site import clock

_STATES = {
    "standing": (Text(ar="سارية", en="in force"), "ok"),
    "revoked": (Text(ar="ألغيتها", en="taken back"), "neutral"),
    "replaced": (Text(ar="حلّت محلها موافقة أحدث", en="replaced by a newer one"), "neutral"),
    "expired": (Text(ar="انتهت مدتها", en="ended"), "neutral"),
}


@never_cache
@require_safe
@person
def consents(request: SignedInRequest, lang: str) -> HttpResponse:
    """List what one agreed to share: what, with whom, why, until when, and when it was last used."""
    at = clock.now()
    found = queries.consents_of(actor=request.actor)
    shown = [_shown(one, lang=lang, at=at) for one in found]
    context = {
        "lang": lang, "done": request.GET.get("done", ""), "standing": [one for one in shown if one["is_standing"]],
        "ended": [one for one in shown if not one["is_standing"]],
    }  # fmt: skip
    return render(request, "openid/consents.html", context)


@require_POST
@person
def revoke(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Take one's own consent back: its tokens end at once, and the client is told."""
    try:
        actions.revoke_consent(actor=request.actor, at=clock.now(), public_id=public_id)
    except actions.UnableToRevokeConsent as problem:
        raise Http404 from problem
    return HttpResponseRedirect(f"/{lang}/consents/?done=revoked")


@never_cache
@require_safe
@person
def receipt(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """The signed receipt of one's own consent, an SD-JWT (RFC 9901), to keep."""
    del lang
    found = next((one for one in queries.consents_of(actor=request.actor) if one.public_id == public_id), None)
    if found is None:
        raise Http404
    response = HttpResponse(found.receipt, content_type="application/dc+sd-jwt")
    response.headers["Content-Disposition"] = f'attachment; filename="consent-{found.public_id}.sd-jwt"'
    return response


def _shown(consent: ConsentRecord, *, lang: str, at: datetime) -> dict[str, Any]:
    state = consent.state(at)
    words, tone = _STATES[state]
    place = 0 if lang == "ar" else 1
    shared = [
        {"label": one["label"][place], "purpose": one["purpose"][place], "basis": one["basis"][place]}
        for one in consent.shared
        if one["scope"] != OPENID or len(consent.shared) == 1
    ]
    return {
        "public_id": consent.public_id, "firm": consent.client.in_(lang), "state": words.in_(lang), "tone": tone,
        "is_standing": state == "standing", "shared": shared, "given_at": consent.given_at, "until": consent.until,
        "ended_at": consent.ended_at, "last_used_at": consent.last_used_at,
    }  # fmt: skip
