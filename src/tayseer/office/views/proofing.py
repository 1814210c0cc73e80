"""The page of a desk on which an officer proves who somebody is and gets a code to hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tayseer.identity.activation import GOOD_FOR
from tayseer.identity.guards import officer
from tayseer.office.proofing import REASONS, UnableToHandOver, hand_over
from tayseer.office.requests import at_a_desk, page
from tayseer.office.words import masked_name, masked_number
from tayseer.site import clock
from tayseer.ui.words import digits

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tayseer.identity.requests import SignedInRequest

LONGEST_NUMBER = 20


@never_cache
@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@officer
@at_a_desk
def prove(request: SignedInRequest, lang: str) -> HttpResponse:
    """Take a number, what was compared and why; show the code this once, with as much as tells the right person."""
    typed = {
        "number": request.POST.get("number", "")[:LONGEST_NUMBER],
        "purpose": request.POST.get("purpose", ""),
        "compared": request.POST.get("compared") == "yes",
    }
    form = {**typed, "code": "", "reasons": [{"value": key, "label": why.in_(lang)} for key, why in REASONS.items()]}
    if request.method != "POST":
        return page(request, "proofing", **form)
    at = clock.now()
    try:
        code, known = hand_over(
            actor=request.actor,
            account=request.account,
            number=digits(typed["number"]).replace(" ", ""),
            purpose=typed["purpose"],
            compared=typed["compared"],
            at=at,
        )
    except UnableToHandOver as refused:
        return page(request, "proofing", errors=refused.errors, **form)
    name = known["name_ar"] if lang == "ar" else known["name_en"] or known["name_ar"]
    return page(
        request,
        "proofing",
        **{**form, "code": code},
        whose=masked_name(name or ""),
        masked=masked_number(known["number"]),
        why=REASONS[typed["purpose"]].in_(lang),
        until=at + GOOD_FOR,
        address=f"{settings.TAYSEER_PUBLIC_URL}/{lang}/activate/",
    )
