"""What to do about an error in a document: which service puts it right, and which register it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from tayseer.documents.types import AGENCIES
from tayseer.portal.personal import own_page, page
from tayseer.portal.presenting import service_href
from tayseer.portal.views.wallet import found_for
from tayseer.services import catalogue

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tayseer.identity.requests import SignedInRequest

#: Which services change what a document of this type states, the likeliest first.
_CORRECTED_BY = {
    "national-id": (
        "civil/edit-english-name", "civil/change-first-name", "civil/update-qualification", "civil/replace-id-damaged",
    ),
    "passport": ("passports/renew-passport-adult", "passports/report-lost-passport"),
    "iqama": ("residency/update-passport-renewed", "residency/report-lost-iqama"),
    "driving-licence": ("traffic/renew-driving-licence",),
    "vehicle-registration": ("vehicles/renew-registration",),
    "driver-authorisation": ("vehicles/authorise-driver",),
    "exit-reentry-visa": ("visas/cancel-exit-reentry",),
    "final-exit-visa": ("visas/cancel-final-exit",),
}  # fmt: skip


@require_safe
@own_page
def wrong(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Say who keeps what a document states, and lead to what puts it right."""
    document = found_for(request, public_id)
    known = catalogue()
    context = {
        "document": document,
        "title": document.title.in_(lang),
        "agency": AGENCIES[document.agency].name.in_(lang) if document.agency in AGENCIES else "",
        "services": [
            {"title": known[code].title.in_(lang), "href": service_href(lang, code)}
            for code in _CORRECTED_BY.get(document.type, ())
            if code in known
        ],
    }
    return page(request, "wallet_wrong.html", context, here="wallet")
