"""A case whose data stays closed to the officer: what may be told of it, and asking that a second person open it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.views.decorators.http import require_http_methods

from tayseer.casework.contract import NotFound
from tayseer.identity.guards import officer
from tayseer.kit.text import Text
from tayseer.office import actions
from tayseer.office.contract import CASE_PURPOSE
from tayseer.office.grounds import closed_among
from tayseer.office.opening import note_withheld
from tayseer.office.places import SUPERVISOR, reach
from tayseer.office.queries import waiting_among
from tayseer.office.requests import at_a_desk, officer_of, page, to
from tayseer.office.study import study
from tayseer.office.views.desk import age_words, not_found, officer_names
from tayseer.office.words import masked_name, queue_words, status_of_case
from tayseer.registries.queries import names_of
from tayseer.site import clock
from tayseer.ui.words import day_both, moment, money, w

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpResponse

    from tayseer.identity.requests import SignedInRequest
    from tayseer.office.places import Reached


def closed_page(
    request: SignedInRequest,
    reached: Reached,
    closed: Sequence[int],
    *,
    errors: dict[str, Text] | None = None,
    typed: str = "",
) -> HttpResponse:
    """The page of a case in which the records of these people stay closed: masked names, and the way to ask.

    They see that an officer came to the case and that nothing was shown. Nothing may be decided from here.
    """
    lang, found, at = request.lang, reached.case, clock.now()
    note_withheld(
        actor=request.actor,
        people=closed,
        case=found.public_id,
        object=found.service_code,
        purpose=CASE_PURPOSE,
        at=at,
    )
    names = names_of([found.applicant_id, *closed])
    waiting = waiting_among(officer=reached.place, people=closed, purpose=CASE_PURPOSE, case=found.public_id)
    return page(
        request,
        "case_closed",
        errors=errors,
        case=found,
        title=found.title.in_(lang),
        status_code=status_of_case(found),
        applicant=masked_name(names[found.applicant_id].in_(lang)) if found.applicant_id in names else "",
        head=head_of(reached, lang=lang, at=at, masked=True),
        **turn_of(request, reached, at=at),
        barrier="",
        closed=[
            {
                "name": masked_name(names[one].in_(lang)) if one in names else "",
                "who": w(lang, "مقدم الطلب", "The applicant")
                if one == found.applicant_id
                else w(lang, "طرف في الطلب", "A party to the case"),
                "waits": one in waiting,
            }
            for one in closed
        ],
        may_ask=found.is_open and not set(closed) <= waiting,
        typed=typed,
    )


def turn_of(request: SignedInRequest, reached: Reached, *, at: datetime) -> dict[str, Any]:
    """Whose turn the case is, for its page: the turn, whether it is late, and the officer who has taken it."""
    assigned = None if reached.turn is None else reached.turn.assigned_to
    return {
        "turn": reached.turn,
        "late": reached.turn is not None and reached.turn.due_at < at,
        "assigned_name": officer_names({assigned})[assigned].in_(request.lang) if assigned is not None else "",
        "assigned_to_me": assigned == request.account.id,
        "is_supervisor": reached.place.role == SUPERVISOR,
    }


def head_of(reached: Reached, *, lang: str, at: datetime, masked: bool = False) -> list[dict[str, Any]]:
    """What stands at the head of a case: when it was filed, for how much, and what is to be done by when.

    ``masked`` leaves out whom it is about.
    """
    found = reached.case
    facts = [{"label": w(lang, "قُدّم", "Filed"), "value": moment(found.filed_at, lang)}]
    if found.subject.ar and not masked:
        facts.append({"label": w(lang, "في شأن", "About"), "value": found.subject.in_(lang)})
    facts.append(
        {
            "label": w(lang, "الرسم", "Fee"),
            "value": money(found.price, lang) if found.price else w(lang, "مجانية", "Free"),
        }
    )
    facts.append({"label": w(lang, "يُطبَّق نظام يوم", "By the law of"), "value": day_both(found.law_day, lang)})
    if reached.turn is not None:
        facts += [
            {"label": w(lang, "القائمة", "Queue"), "value": queue_words(reached.turn.queue).in_(lang)},
            {"label": w(lang, "الإجراء المطلوب", "To be done"), "value": reached.turn.label.in_(lang)},
            {"label": w(lang, "مهلته", "Due"), "value": moment(reached.turn.due_at, lang)},
            {"label": w(lang, "الانتظار", "Waiting"), "value": age_words(reached.turn.opened_at, at=at, lang=lang)},
        ]
    return facts


@require_http_methods(["GET", "HEAD", "POST"])
@officer
@at_a_desk
def ask_opening(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Ask a supervisor to open the case: one request for each person whose record stays closed, with one reason."""
    del lang
    if request.method != "POST":
        return to(request, "case", public_id=public_id)
    place, at, reason = officer_of(request), clock.now(), request.POST.get("reason", "")
    try:
        reached = reach(officer=place, public_id=public_id)
    except NotFound as problem:
        raise not_found(problem) from problem
    people = study(reached.case, on=clock.today(at)).people
    closed = closed_among(
        officer=place, people=people, purpose=CASE_PURPOSE, case=reached.case.public_id, at=at, about=people
    )
    waiting = waiting_among(officer=place, people=closed, purpose=CASE_PURPOSE, case=reached.case.public_id)
    try:
        for person_id in closed:
            if person_id not in waiting:
                actions.ask_access(
                    actor=request.actor,
                    account=request.account,
                    officer=place,
                    person_id=person_id,
                    purpose=CASE_PURPOSE,
                    case=reached.case.public_id,
                    reason=reason,
                    at=at,
                )
    except actions.UnableToOpenRecord as refused:
        field = "reason" if refused.field == "reason" else ""
        return closed_page(request, reached, closed, errors={field: refused.text}, typed=reason)
    return to(request, "case", public_id=public_id, done="asked")
