"""Traffic violations of the person and of those in charge, with today's amount and the last day of the discount."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tayseer.casework.judging import Judged, judge_all
from tayseer.identity.cursors import opened_key, sealed_key
from tayseer.identity.requests import SignedInRequest
from tayseer.insight.holdings import ViolationHeld, violations_of
from tayseer.law import LAW
from tayseer.portal.personal import distance, own_page, page
from tayseer.portal.presenting import service_href
from tayseer.portal.subjects import ref_of
from tayseer.registries.violations.contract import Violation
from tayseer.services import catalogue
from tayseer.site import clock

PAGE = 20
PAY, CONTEST, EXTEND = "traffic/pay-violation", "traffic/object-to-violation", "traffic/extend-violation-deadline"


@require_safe
@own_page
def violations(request: SignedInRequest, lang: str) -> HttpResponse:
    """Unpaid ones first; paid and cancelled ones under their own tab."""
    on, person_id = clock.today(), int(request.actor.id or 0)
    closed = request.GET.get("show") == "closed"
    before = opened_key(request.GET.get("before", ""), person_id=person_id, of="violations")
    found = violations_of(person_id=person_id, is_open=not closed, limit=PAGE + 1, before=before)
    listed = found[:PAGE]
    judged = {} if closed or not listed else {code: _judged(code, person_id, on) for code in (PAY, CONTEST, EXTEND)}
    rows = [_row(one, judged, lang=lang, on=on, person_id=person_id) for one in listed]
    owed = [row["today"] for row in rows if row["state"] == "unpaid" and row["today"] is not None]
    context = {
        "rows": rows,
        "closed": closed,
        "total": sum(owed, Decimal("0.00")) if owed else None,
        "older": sealed_key(listed[-1].id, person_id=person_id, of="violations") if len(found) > PAGE else "",
    }
    return page(request, "violations.html", context)


def _judged(code: str, person_id: int, on: date) -> dict[int | None, Judged]:
    """The verdict of one service for each violation it can act on, in one round trip."""
    if code not in catalogue():
        return {}
    return {one.subject_id: one for one in judge_all(catalogue()[code], applicant_id=person_id, on=on)}


def _row(
    one: ViolationHeld, judged: dict[str, dict[int | None, Judged]], *, lang: str, on: date, person_id: int
) -> dict[str, Any]:
    paying = judged.get(PAY, {}).get(one.id)
    price = None if paying is None or paying.price is None else paying.price.total
    discounted = price is not None and one.amount is not None and price < one.amount
    last = (
        one.committed_on + timedelta(days=LAW.on("traffic", "discount_days", on))
        if discounted and one.committed_on
        else None
    )
    options = Violation.__fields__["state"].options or {}
    return {
        "title": one.title.in_(lang),
        "number": one.number,
        "whom": "" if one.own else one.whom.in_(lang),
        "city": one.city,
        "plate": one.plate,
        "committed_at": one.committed_at,
        "committed_on": one.committed_on,
        "speed": one.speed,
        "speed_limit": one.speed_limit,
        "amount": one.amount,
        "today": price if price is not None else one.amount,
        "discount_until": last,
        "discount_distance": "" if last is None else distance(last, on, lang),
        "due_on": one.due_on,
        "late": one.due_on is not None and one.due_on < on,
        "paid_on": one.paid_on,
        "state": one.state,
        "state_words": options[one.state].in_(lang) if one.state in options else one.state,
        "ways": [
            _way(code, judged[code][one.id], lang=lang, person_id=person_id)
            for code in judged
            if _opens(judged[code], one)
        ],
    }


def _opens(judged: dict[int | None, Judged], one: ViolationHeld) -> bool:
    return one.id in judged and judged[one.id].verdict.may_start


def _way(code: str, judged: Judged, *, lang: str, person_id: int) -> dict[str, Any]:
    ref = ref_of(judged.service, applicant_id=person_id, subject_id=judged.subject_id)
    return {"title": judged.service.title.in_(lang), "href": service_href(lang, code, ref=ref), "first": code == PAY}
