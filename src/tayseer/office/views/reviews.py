"""The supervisor's page of accesses drawn for review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tayseer.identity.guards import officer
from tayseer.kit.text import Text
from tayseer.office.contract import PURPOSES, NotFound
from tayseer.office.requests import at_a_desk, officer_of, page, to
from tayseer.office.reviews import UnableToReview, review_access, reviews_waiting
from tayseer.office.views.desk import not_found, officer_names
from tayseer.office.words import masked_name, unit_words
from tayseer.registries.queries import names_of
from tayseer.site import clock
from tayseer.ui.words import moment

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tayseer.identity.requests import SignedInRequest
    from tayseer.office.contract import ReviewRecord

_NOBODY = Text(ar="", en="")


@never_cache
@require_safe
@officer
@at_a_desk
def reviews(request: SignedInRequest, lang: str) -> HttpResponse:
    """Show the accesses that wait for this supervisor's review."""
    del lang
    return _page(request)


@never_cache
@require_POST
@officer
@at_a_desk
def review(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Take what the supervisor found."""
    del lang
    # Each access has a form of its own on the page, and labels need names that are told apart.
    verdict, note = request.POST.get(f"verdict-{public_id}", ""), request.POST.get(f"note-{public_id}", "")
    try:
        review_access(
            actor=request.actor,
            officer=officer_of(request),
            public_id=public_id,
            verdict=verdict,
            note=note,
            at=clock.now(),
        )
    except NotFound as problem:
        raise not_found(problem) from problem
    except UnableToReview as problem:
        field = f"{problem.field}-{public_id}" if problem.field else ""
        return _page(request, errors={field: problem.text}, typed_for=public_id, note=note, verdict=verdict)
    return to(request, "reviews", done="reviewed")


def _page(request: SignedInRequest, *, errors: dict[str, Text] | None = None, **typed: Any) -> HttpResponse:
    rows = [review_words(one, lang=request.lang) for one in reviews_waiting(officer=officer_of(request))]
    return page(request, "reviews", errors=errors, rows=rows, **{"typed_for": "", "note": "", "verdict": "", **typed})


def review_words(one: ReviewRecord, *, lang: str) -> dict[str, Any]:
    """An access drawn for review, as its page shows it."""
    names = officer_names({one.officer_id, *({one.allowed_by} if one.allowed_by is not None else set())})
    return {
        "public_id": one.public_id,
        "officer": names.get(one.officer_id, _NOBODY).in_(lang),
        "allowed_by": names.get(one.allowed_by or 0, _NOBODY).in_(lang),
        "unit": unit_words(one.agency, one.unit).in_(lang),
        "person": masked_name(names_of([one.person_id]).get(one.person_id, _NOBODY).in_(lang)),
        "purpose": PURPOSES[one.purpose].in_(lang),
        "case": one.case,
        "reason": one.reason,
        "asked_at": moment(one.asked_at, lang),
        "note": one.note,
    }
