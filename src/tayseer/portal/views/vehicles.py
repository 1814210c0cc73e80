"""Vehicles one owns or may drive, with the last day of each paper and what can be done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tayseer.identity.requests import SignedInRequest
from tayseer.insight.holdings import VehicleHeld, vehicles_of
from tayseer.kit.text import Text
from tayseer.portal.personal import distance, own_page, page
from tayseer.portal.presenting import service_href
from tayseer.portal.subjects import ref_of
from tayseer.registries.vehicles.contract import Vehicle
from tayseer.services import catalogue
from tayseer.site import clock

_SOON = timedelta(days=90)
#: What is offered for a vehicle of one's own, in this order, where the catalogue has it.
_SERVICES = ("vehicles/renew-registration", "vehicles/authorise-driver", "vehicles/offer-sale")
_PAPERS = (
    ("registration_until", Text(ar="رخصة السير", en="Registration")),
    ("insured_until", Text(ar="التأمين", en="Insurance")),
    ("inspected_until", Text(ar="الفحص الدوري", en="Inspection")),
)


@require_safe
@own_page
def vehicles(request: SignedInRequest, lang: str) -> HttpResponse:
    """The person's vehicles, then those of others the person may drive."""
    on, person_id = clock.today(), int(request.actor.id or 0)
    held = vehicles_of(person_id=person_id, on=on)
    context = {
        "own": [_row(one, lang=lang, on=on, person_id=person_id) for one in held if one.own],
        "others": [_row(one, lang=lang, on=on, person_id=person_id) for one in held if not one.own],
    }
    return page(request, "vehicles.html", context)


def _row(one: VehicleHeld, *, lang: str, on: date, person_id: int) -> dict[str, Any]:
    types, states = Vehicle.__fields__["type"].options or {}, Vehicle.__fields__["state"].options or {}
    services = [catalogue()[code] for code in _SERVICES if code in catalogue()] if one.own else []
    return {
        "plate": one.plate,
        "make": one.make,
        "year": one.model_year,
        "colour": one.colour,
        "type": types[one.type].in_(lang) if one.type in types else "",
        "state": one.state,
        "state_words": states[one.state].in_(lang) if one.state in states and one.state != "clear" else "",
        "papers": [_paper(name, getattr(one, field), lang=lang, on=on) for field, name in _PAPERS],
        "driver": one.driver.in_(lang) if one.own else "",
        "owner": "" if one.own else one.owner.in_(lang),
        "authorised_until": one.authorised_until,
        "services": [
            {
                "title": service.title.in_(lang),
                "href": service_href(
                    lang, service.code, ref=ref_of(service, applicant_id=person_id, subject_id=one.id)
                ),
            }
            for service in services
        ],
    }


def _paper(name: Text, ends: date | None, *, lang: str, on: date) -> dict[str, Any]:
    state = "unknown" if ends is None else "expired" if ends < on else "expires_soon" if ends <= on + _SOON else "valid"
    return {
        "name": name.in_(lang), "day": ends, "state": state,
        "distance": "" if ends is None else distance(ends, on, lang),
    }  # fmt: skip
