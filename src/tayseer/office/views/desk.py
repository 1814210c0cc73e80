"""The officer's desk: the open turns of the unit, soonest due first, and what else waits for this officer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from tayseer.audit.queries import is_privacy_officer
from tayseer.casework.contract import NotFound
from tayseer.identity.guards import officer
from tayseer.identity.queries import account_by_id
from tayseer.kit.text import Text
from tayseer.office import queries
from tayseer.office.contract import PURPOSES
from tayseer.office.grounds import protected_among
from tayseer.office.places import SUPERVISOR, reach
from tayseer.office.requests import officer_of, page, to
from tayseer.office.reviews import reviews_waiting
from tayseer.office.words import masked_name, status_of
from tayseer.registries.queries import names_of
from tayseer.services import service
from tayseer.site import clock
from tayseer.ui.words import counted, day, moment, w

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.http import HttpResponse

    from tayseer.identity.requests import SignedInRequest
    from tayseer.office.contract import AccessRecord, DeskLine

PAGE_SIZE = 25
SHOWS = ("all", "mine", "free", "raised")
_HOUR = 3600

_NO_CASE = Text(
    ar="لا طلب بهذا الرقم لدى وحدتك. راجع الرقم، وتذكّر أن طلبات الوحدات الأخرى لا تظهر هنا.",
    en="Your unit has no case of this number. Check it, and note that cases of other units are not shown here.",
)
LONGEST_REFERENCE = 40


@require_safe
@officer
def desk(request: SignedInRequest, lang: str) -> HttpResponse:
    """Show one page of the queue with its filters, and the record requests that wait."""
    if is_privacy_officer(request.actor):
        return to(request, "privacy")
    at, place = clock.now(), officer_of(request)
    show = request.GET.get("show", "all")
    show = show if show in SHOWS and (show != "raised" or place.role == SUPERVISOR) else "all"
    late, code = request.GET.get("late") == "1", request.GET.get("service", "")
    found = queries.desk(
        officer=place,
        show=show,
        late_at=at if late else None,
        service_code=code,
        after=request.GET.get("after", ""),
        limit=PAGE_SIZE,
    )
    chosen = {"show": show, **({"late": "1"} if late else {}), **({"service": code} if code else {})}
    counts, on_desk = queries.desk_counts(officer=place, at=at), queries.services_on_desk(officer=place)
    return page(
        request,
        "desk",
        rows=rows_of(found.lines, lang=lang, at=at),
        counts=counts,
        show=show,
        shows=_tabs(lang, show=show, counts=counts, is_supervisor=place.role == SUPERVISOR),
        groups=_filters(lang, late=late, code=code, counts=on_desk, late_count=counts.late),
        narrowed=late or bool(code),
        can_narrow=late or bool(code) or counts.late > 0 or len(on_desk) > 1,
        next_href=f"?{urlencode({**chosen, 'after': found.following})}" if found.following else "",
        first_href=f"?{urlencode(chosen)}" if request.GET.get("after") else "",
        to_review=len(reviews_waiting(officer=place)),
        to_decide=[access_words(one, lang=lang) for one in queries.accesses_to_decide(officer=place)],
        own=[access_words(one, lang=lang) for one in queries.own_accesses(officer=place, at=at)],
    )


def rows_of(lines: Iterable[DeskLine], *, lang: str, at: datetime) -> list[dict[str, Any]]:
    """Turns as the component ``queue_table`` takes them."""
    lines = list(lines)
    names = names_of([line.applicant_id for line in lines])
    guarded = protected_among(line.applicant_id for line in lines)
    officers = officer_names({line.assigned_to for line in lines if line.assigned_to is not None})
    return [
        {
            "href": reverse("office:case", kwargs={"lang": lang, "public_id": line.case}),
            "reference": line.case,
            "service": service(line.service_code).title.in_(lang),
            "applicant": _shown_name(names.get(line.applicant_id), lang, masked=line.applicant_id in guarded),
            "state": status_of(line.case_state, service(line.service_code).step(line.step).does),
            "due": Markup('{}<br><span class="small muted">{} {}</span>').format(
                day(line.due_at.astimezone(clock.RIYADH).date(), lang),
                w(lang, "الانتظار:", "waiting"),
                age_words(line.opened_at, at=at, lang=lang),
            ),
            "late": line.due_at < at,
            "officer": officers[line.assigned_to].in_(lang) if line.assigned_to in officers else "",
        }
        for line in lines
    ]


def _shown_name(name: Text | None, lang: str, *, masked: bool) -> str:
    said = "" if name is None else name.in_(lang)
    return masked_name(said) if masked else said


def officer_names(account_ids: Iterable[int]) -> dict[int, Text]:
    """The names of officers by account id."""
    found = {account_id: account_by_id(account_id=account_id) for account_id in account_ids}
    return {account_id: account.names for account_id, account in found.items() if account is not None}


def age_words(since: datetime, *, at: datetime, lang: str) -> str:
    """How long something has waited: in days, or in hours on the first day."""
    waited = at - since
    if waited.days >= 1:
        return counted(waited.days, "day", lang)
    hours = waited.seconds // _HOUR
    return counted(hours, "hour", lang) if hours else w(lang, "أقل من ساعة", "less than an hour")


def access_words(access: AccessRecord, *, lang: str) -> dict[str, Any]:
    """A request to open a record, as the desk shows it."""
    name = names_of([access.person_id]).get(access.person_id, Text(ar="", en=""))
    who = officer_names({access.officer_id}).get(access.officer_id, Text(ar="", en=""))
    return {
        "public_id": access.public_id,
        "href": reverse("office:record", kwargs={"lang": lang, "public_id": access.public_id}),
        "decide_href": reverse("office:decide-access", kwargs={"lang": lang, "public_id": access.public_id}),
        "person": masked_name(name.in_(lang)),
        "officer": who.in_(lang),
        "purpose": PURPOSES[access.purpose].in_(lang),
        "case": access.case,
        "reason": access.reason,
        "state": access.state,
        "asked_at": moment(access.asked_at, lang),
        "ends_at": moment(access.ends_at, lang) if access.ends_at else "",
    }


def _tabs(lang: str, *, show: str, counts: Any, is_supervisor: bool) -> list[dict[str, Any]]:
    items = [
        ("all", w(lang, "الكل", "All"), counts.every),
        ("mine", w(lang, "المسندة إليّ", "Mine"), counts.mine),
        ("free", w(lang, "لم تُسند", "Not assigned"), counts.free),
    ]
    if is_supervisor:
        items.append(("raised", w(lang, "اعتراضات وما تجاوز المهلة", "Objections and escalated"), counts.raised))
    return [
        {"title": title, "href": f"?show={code}", "current": code == show, "count": count}
        for code, title, count in items
    ]


def _filters(lang: str, *, late: bool, code: str, counts: dict[str, int], late_count: int) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = [
        {
            "label": w(lang, "المهلة", "Deadline"),
            "name": "late",
            "options": [
                {"value": "1", "label": w(lang, "المتأخر وحده", "Only overdue"), "chosen": late, "count": late_count}
            ],
        }
    ]
    if len(counts) > 1 or code:
        groups.append(
            {
                "label": w(lang, "الخدمة", "Service"),
                "name": "service",
                "single": True,
                "options": [
                    {"value": one, "label": service(one).title.in_(lang), "chosen": one == code, "count": count}
                    for one, count in counts.items()
                ],
            }
        )
    return groups


@require_safe
@officer
def find(request: SignedInRequest, lang: str) -> HttpResponse:
    """Find a case of the unit by its reference, decided or open, and go to it."""
    written = request.GET.get("q", "").strip().lower()[:LONGEST_REFERENCE]
    if not written:
        return page(request, "find", q="")
    try:
        found = reach(officer=officer_of(request), public_id=written)
    except (NotFound, ValueError):
        return page(request, "find", q=written, errors={"q": _NO_CASE})
    return to(request, "case", public_id=found.case.public_id)


def not_found(problem: Exception) -> Http404:
    """The one answer for what is not there and for what the officer may not know of."""
    error = Http404()
    error.__cause__ = problem
    return error
