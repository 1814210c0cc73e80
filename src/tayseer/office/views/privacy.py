"""The privacy office: questions about accesses, accesses that a review found wrong, and protected records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from tayseer.audit.queries import event_asked_about, is_privacy_officer, open_questions
from tayseer.audit.questions import QuestionNotFound, UnableToAsk, answer_question
from tayseer.identity.guards import officer
from tayseer.kit.questions import is_identity_number
from tayseer.kit.text import Text
from tayseer.notices.actions import tell
from tayseer.office import reviews
from tayseer.office.contract import PURPOSES, NotFound
from tayseer.office.proofing import REASONS
from tayseer.office.requests import page, to
from tayseer.office.views.desk import not_found
from tayseer.office.views.reviews import review_words
from tayseer.office.words import access_kind, masked_name, unit_words
from tayseer.registries.queries import names_of, person_by_number
from tayseer.site import clock
from tayseer.ui.words import digits, moment

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tayseer.audit.contract import Actor, QuestionRecord
    from tayseer.identity.requests import SignedInRequest

_NOBODY = Text(
    ar="لا أحد بهذا الرقم في سجل السكان. راجع الرقم في الأمر.",
    en="Nobody in the population register has this number. Compare it with the order.",
)
_ANSWERED = Text(ar="أجاب مكتب الخصوصية عن سؤالك", en="The privacy office answered your question")
_READ_IT = Text(
    ar="سألت عن اطلاع على بياناتك، وتجد الجواب تحت السطر نفسه في سجل النشاط.",
    en="You asked about an access to your data. The answer stands below the same line on your activity page.",
)


@never_cache
@require_safe
@officer
def privacy(request: SignedInRequest, lang: str) -> HttpResponse:
    """Show what waits for the privacy office."""
    del lang
    return _page(request)


@never_cache
@require_POST
@officer
def answer(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Answer a question, and tell the person that the answer is there."""
    del lang
    written, at = request.POST.get(f"answer-{public_id}", ""), clock.now()
    try:
        with transaction.atomic():
            person_id = answer_question(actor=request.actor, public_id=public_id, answer=written, at=at)
            tell(
                actor=request.actor,
                at=at,
                person_id=person_id,
                text_title=_ANSWERED,
                text_body=_READ_IT,
                link="/activity/",
            )
    except QuestionNotFound as problem:
        raise Http404 from problem
    except UnableToAsk as problem:
        return _page(request, errors={f"answer-{public_id}": problem.text}, typed_for=public_id, typed=written)
    return to(request, "privacy", done="answered")


@never_cache
@sensitive_post_parameters("number")
@require_POST
@officer
def protect(request: SignedInRequest, lang: str) -> HttpResponse:
    """Protect the record of the person with this number, by an order."""
    del lang
    _require_privacy_office(request.actor)
    number = digits(request.POST.get("number", "")).replace(" ", "")[:20]
    order = request.POST.get("order", "")[: reviews.LONGEST_ORDER]
    known = person_by_number(number) if is_identity_number(number) else None
    if known is None:
        return _page(request, errors={"number": _NOBODY}, number=number, order=order)
    try:
        reviews.protect(actor=request.actor, person_id=known["id"], order=order, at=clock.now())
    except reviews.UnableToProtect as problem:
        return _page(request, errors={problem.field: problem.text}, number=number, order=order)
    return to(request, "privacy", done="protected")


@require_POST
@officer
def end_protection(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """End a protection."""
    del lang
    try:
        reviews.end_protection(actor=request.actor, public_id=public_id, at=clock.now())
    except NotFound as problem:
        raise not_found(problem) from problem
    return to(request, "privacy", done="unprotected")


def _require_privacy_office(actor: Actor) -> None:
    if not is_privacy_officer(actor):
        raise Http404


def _page(request: SignedInRequest, *, errors: dict[str, Text] | None = None, **typed: Any) -> HttpResponse:
    actor, lang = request.actor, request.lang
    _require_privacy_office(actor)
    protections = reviews.protections(actor=actor)
    names = names_of([one.person_id for one in protections])
    shown = [
        {
            "public_id": one.public_id,
            "person": masked_name(names[one.person_id].in_(lang)) if one.person_id in names else "",
            "order": one.order,
            "since": moment(one.since, lang),
        }
        for one in protections
    ]
    return page(
        request,
        "privacy",
        errors=errors,
        questions=[_question(actor, one, lang=lang) for one in open_questions(actor=actor)],
        unsound=[review_words(one, lang=lang) for one in reviews.accesses_found_unsound(actor=actor)],
        protections=shown,
        **{"typed_for": "", "typed": "", "number": "", "order": "", **typed},
    )


def _question(actor: Actor, asked: QuestionRecord, *, lang: str) -> dict[str, Any]:
    event = event_asked_about(actor=actor, public_id=asked.public_id)
    facts: dict[str, str] = {}
    if event is not None:
        purpose = PURPOSES.get(event.purpose) or REASONS.get(event.purpose)
        facts = {
            "kind": access_kind(event.action).in_(lang),
            "at": moment(event.at, lang),
            "unit": unit_words(event.agency, event.unit).in_(lang) if event.agency else "",
            "officer": event.officer,
            "purpose": purpose.in_(lang) if purpose else "",
            "case": event.case,
        }
    return {"public_id": asked.public_id, "text": asked.text, "at": moment(asked.at, lang), "event": facts}
