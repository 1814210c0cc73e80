"""Establishments of somebody with a role: which one, and the page of one with its workers and what waits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, get_args

from django.db import transaction
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from tayseer.audit.actions import record
from tayseer.establishments import batches, queries, words
from tayseer.establishments.contract import BatchRecord, Firm, NotFound, Right, Role, Worker
from tayseer.establishments.rights import why_not
from tayseer.identity.cursors import opened_key, sealed_key
from tayseer.identity.requests import SignedInRequest
from tayseer.portal.personal import distance, own_page, page
from tayseer.registries.residency.contract import Iqama
from tayseer.services import service as service_of
from tayseer.site import clock
from tayseer.ui.words import day_both, money, w

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE, SOON_DAYS = 25, 90
MOST_LISTED = 10
#: Whose iqama or permit ends within so many days, as a filter of the list.
FILTERS = {"30": 30, "90": 90}
_ICON_TONES = {"draft": "neutral", "requested": "wait", "approved": "info", "refused": "danger", "withdrawn": "neutral",
               "done": "ok"}  # fmt: skip


@require_safe
@own_page
def establishments(request: SignedInRequest, lang: str) -> HttpResponse:
    """Every establishment on which the person has a role, and roles that were offered."""
    on = clock.today()
    found = queries.firms_of(actor=request.actor, on=on)
    person = int(request.actor.id or 0)
    context = {
        "firms": [firm_view(firm, lang=lang, person_id=person) for firm in found],
        "offers": [
            {
                "id": offer.public_id,
                "firm": offer.firm.in_(lang),
                "by": offer.granted_by.in_(lang),
                "right": right_view(offer.right, lang=lang),
            }
            for offer in queries.offers_to(actor=request.actor)
        ],
    }
    return page(request, "establishments.html", context)


def firm_or_404(request: SignedInRequest, ref: str) -> Firm:
    """The establishment behind a reference; others are told that there is none."""
    try:
        return queries.firm_by_ref(actor=request.actor, ref=ref, on=clock.today())
    except NotFound:
        raise Http404 from None


def firm_view(firm: Firm, *, lang: str, person_id: int) -> dict[str, Any]:
    """An establishment as lists and headings show it."""
    ref = queries.firm_ref(person_id=person_id, establishment_id=firm.id)
    own = [w(lang, "المفوَّض في السجل", "Authorised person in the register")] if by_register(firm) else []
    roles = own or [words.ROLE_NAMES[role].in_(lang) for role in dict.fromkeys(right.role for right in firm.rights)]
    return {
        "name": firm.names.in_(lang),
        "number": firm.number,
        "activity": firm.activity,
        "closed": firm.state == "closed",
        "workers": firm.workers,
        "waiting": firm.waiting,
        "href": f"/{lang}/establishments/{ref}/",
        "roles": w(lang, "، ", ", ").join(roles),
    }


def by_register(firm: Firm) -> bool:
    """Whether the viewer is the authorised person whom the register names."""
    return any(right.by_register and right.role == "administer" for right in firm.rights)


def right_view(right: Right, *, lang: str) -> dict[str, str]:
    """A role with its limits, in words."""
    comma = w(lang, "، ", ", ")
    services = comma.join(service_of(code).title.in_(lang) for code in right.services)
    return {
        "name": words.ROLE_NAMES[right.role].in_(lang),
        "means": words.ROLE_MEANS[right.role].in_(lang),
        "branches": comma.join(right.branches) or w(lang, "كل الفروع", "All branches"),
        "services": services or w(lang, "كل الخدمات", "All services"),
        "most": w(lang, "بلا حد", "No limit") if right.most is None else money(right.most, lang),
        "until": words.until(right.until).in_(lang),
        "by_register": w(lang, "من السجل", "From the register") if right.by_register else "",
    }


@require_safe
@own_page
def establishment(request: SignedInRequest, lang: str, firm: str) -> HttpResponse:
    """One establishment: what waits, what ends soon, its workers, and what this person may do here and why not."""
    on, actor = clock.today(), request.actor
    found = firm_or_404(request, firm)
    person = int(actor.id or 0)
    search = request.GET.get("q", "")[:60]
    ends = request.GET.get("ends", "")
    key = f"workers:{found.id}"
    listed = queries.workers_of(
        firm=found,
        limit=PAGE + 1,
        search=search,
        after=opened_key(request.GET.get("after", ""), person_id=person, of=key),
        until=on + timedelta(days=FILTERS[ends]) if ends in FILTERS else None,
    )
    shown = listed[:PAGE]
    # Whoever looks at the papers of so many people leaves a line in the audit.
    with transaction.atomic():
        record(
            actor=actor, action="establishments.workers.viewed", at=clock.now(), object=f"establishment:{found.number}"
        )
    waiting = batches.batches_of(actor=actor, firm=found, states=("requested",), limit=MOST_LISTED)
    recent = batches.batches_of(
        actor=actor, firm=found, states=("draft", "approved", "refused", "done"), limit=MOST_LISTED
    )
    unpaid = batches.unpaid_of(actor=actor, firm=found, limit=MOST_LISTED)
    view = firm_view(found, lang=lang, person_id=person)
    context = {
        "firm": view,
        "ahead": queries.ahead(firm=found, on=on, days=SOON_DAYS),
        "workers": [worker_view(one, lang=lang, on=on) for one in shown],
        "older": sealed_key(shown[-1].key, person_id=person, of=key) if len(listed) > PAGE else "",
        "search": search,
        "ends": ends if ends in FILTERS else "",
        "waiting": [batch_view(one, lang=lang) for one in waiting],
        "recent": [batch_view(one, lang=lang) for one in recent],
        "unpaid": [batch_view(one, lang=lang) for one in unpaid],
        "rights": [right_view(right, lang=lang) for right in found.rights],
        "may": may_view(found, lang=lang),
        "branches": {one.code: one.names.in_(lang) for one in queries.branches_of(firm=found)},
        "authorised": [one.in_(lang) for one in queries.authorised_names(establishment_id=found.id)],
        "on": on,
    }
    return page(request, "establishment.html", context)


def may_view(firm: Firm, *, lang: str) -> list[dict[str, str]]:
    """Each role: whether the person has it, and where not, why not and what to do."""
    found = []
    for role in get_args(Role):
        name, reason = words.ROLE_NAMES[role], why_not(firm.rights, role)
        if role == "view" and firm.rights:
            # Every other role sees what it acts on.
            reason = None
        found.append(
            {
                "role": role,
                "name": name.in_(lang),
                "reason": "" if reason is None else reason.in_(lang),
                "means": words.ROLE_MEANS[role].in_(lang),
            }
        )
    return found


def worker_view(worker: Worker, *, lang: str, on: date) -> dict[str, Any]:
    """A worker as the list shows them; an ended paper is told in words, not by colour alone."""
    states = Iqama.__fields__["state"].options or {}
    return {
        "name": worker.names.in_(lang),
        "number": worker.number,
        "occupation": worker.occupation,
        "branch": worker.branch,
        "state": states[worker.iqama_state].in_(lang) if worker.iqama_state in states else "",
        "iqama": paper_view(worker.iqama_until, lang=lang, on=on),
        "permit": paper_view(worker.permit_until, lang=lang, on=on),
    }


def paper_view(day: date | None, *, lang: str, on: date) -> dict[str, Any]:
    """The last day of a paper, how far it is, and how pressing."""
    if day is None:
        return {"day": w(lang, "غير مسجلة", "Not on record"), "far": "", "tone": ""}
    tone = "danger" if day < on else "warn" if day <= on + timedelta(days=30) else ""
    return {"day": day_both(day, lang), "far": distance(day, on, lang), "tone": tone}


def batch_view(batch: BatchRecord, *, lang: str) -> dict[str, Any]:
    """A request for many workers as lists show it."""
    return {
        "id": batch.public_id,
        "href": f"/{lang}/establishments/requests/{batch.public_id}/",
        "title": service_of(batch.service_code).title.in_(lang),
        "state": words.BATCH_STATES[batch.state].in_(lang),
        "tone": _ICON_TONES[batch.state],
        "ready": batch.ready,
        "total": money(batch.total, lang),
        "owed": money(batch.owed, lang),
        "unpaid": batch.unpaid,
        "requester": batch.requester.in_(lang),
        "at": batch.requested_at or batch.made_at,
    }


def crumbs_to(firm: Firm, title: str, *, lang: str, person_id: int) -> Sequence[dict[str, str]]:
    """The way from the list of establishments to a page of one."""
    view = firm_view(firm, lang=lang, person_id=person_id)
    return [
        {"title": w(lang, "المنشآت", "Establishments"), "href": f"/{lang}/establishments/"},
        {"title": view["name"], "href": view["href"]},
        {"title": title, "href": ""},
    ]
