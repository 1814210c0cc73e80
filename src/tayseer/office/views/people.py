"""A person's record: found by number, opened only with a purpose and a case of the unit or a supervisor's approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tayseer.identity.guards import officer
from tayseer.identity.limits import allow
from tayseer.kit.questions import is_identity_number
from tayseer.kit.text import Text
from tayseer.office import actions, dossier, queries
from tayseer.office.contract import PURPOSES, WAITING, NotFound
from tayseer.office.opening import open_people
from tayseer.office.papers import UnableToChangeDocument, change_standing, documents_of, open_document
from tayseer.office.requests import at_a_desk, officer_of, page, to
from tayseer.office.views.desk import LONGEST_REFERENCE, access_words, not_found
from tayseer.office.words import masked_name, masked_number
from tayseer.registries.people.contract import KINDS
from tayseer.registries.queries import person_by_number
from tayseer.site import clock
from tayseer.ui.words import digits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tayseer.identity.requests import SignedInRequest
    from tayseer.office.contract import AccessRecord

SEARCHES_PER_HOUR = 60
HOUR = 3600
LONGEST_REASON = 500

_NOT_A_NUMBER = Text(
    ar="رقم الهوية غير صحيح: عشرة أرقام، آخرها رقم تحقق. راجع الرقم في البطاقة.",
    en="The identity number is not correct: ten digits, the last a check digit. Compare it with the card.",
)
_NOBODY = Text(
    ar="لا أحد بهذا الرقم في سجل السكان. راجع الرقم مع صاحبه.",
    en="Nobody in the population register has this number. Check it with the person.",
)
_TOO_MANY = Text(
    ar="بحثت كثيرًا في الساعة الماضية. انتظر ثم أعد المحاولة.",
    en="You have searched many times in the last hour. Wait, then try again.",
)


@never_cache
@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@officer
@at_a_desk
def search(request: SignedInRequest, lang: str) -> HttpResponse:
    """Look for a number; the answer shows just enough to know that it is the right person."""
    if request.method != "POST":
        return page(request, "people", number="", found=None)
    number, at = digits(request.POST.get("number", "")).replace(" ", ""), clock.now()
    if not is_identity_number(number):
        return page(request, "people", errors={"number": _NOT_A_NUMBER}, number=number[:20], found=None)
    if not allow(f"office-search:{request.account.id}", limit=SEARCHES_PER_HOUR, per_seconds=HOUR, at=at):
        return page(request, "people", errors={"number": _TOO_MANY}, number=number, found=None)
    known = person_by_number(number)
    actions.note_search(actor=request.actor, person_id=None if known is None else known["id"], at=at)
    if known is None:
        return page(request, "people", errors={"number": _NOBODY}, number=number, found=None)
    return page(request, "people", number=number, found=_masked(known, lang), **_ask_form(lang))


@never_cache
@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@officer
@at_a_desk
def ask(request: SignedInRequest, lang: str) -> HttpResponse:
    """Take purpose and ground; open the record at once for a case, or send the request to a supervisor."""
    if request.method != "POST":
        return to(request, "people")
    number = request.POST.get("number", "")
    known = person_by_number(number) if is_identity_number(number) else None
    # The page that comes back with errors shows whom a number belongs to, so this counts as a search.
    if not allow(f"office-search:{request.account.id}", limit=SEARCHES_PER_HOUR, per_seconds=HOUR, at=clock.now()):
        return page(request, "people", errors={"number": _TOO_MANY}, number=number[:20], found=None)
    if known is None:
        return page(request, "people", errors={"number": _NOBODY}, number=number[:20], found=None)
    purpose, reason = request.POST.get("purpose", ""), request.POST.get("reason", "")
    case = request.POST.get("case", "").strip().lower()[:LONGEST_REFERENCE]
    typed = {"purpose": purpose, "case_typed": case, "reason": reason}
    try:
        access = actions.ask_access(
            actor=request.actor,
            account=request.account,
            officer=officer_of(request),
            person_id=known["id"],
            purpose=purpose,
            case=case,
            reason=reason,
            at=clock.now(),
        )
    except actions.UnableToOpenRecord as refused:
        errors: Mapping[str, Text] = {refused.field: refused.text}
    else:
        return to(request, "record", public_id=access.public_id)
    # A refusal for nearness, which is of no field, is in the audit already.
    if "" not in errors:
        actions.note_search(actor=request.actor, person_id=known["id"], at=clock.now())
    return page(
        request, "people", errors=errors, number=number, found=_masked(known, lang), **{**_ask_form(lang), **typed}
    )


@never_cache
@require_safe
@officer
@at_a_desk
def record(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Show the record while the permission lasts, noting each opening; before and after that, only where it stands."""
    at, place = clock.now(), officer_of(request)
    try:
        access = queries.own_access(officer=place, public_id=public_id)
    except NotFound as problem:
        raise not_found(problem) from problem
    if not access.is_open(at=at):
        return _closed_page(request, access, lang=lang)
    return _record_page(request, access, lang=lang, at=at)


def _closed_page(request: SignedInRequest, access: AccessRecord, *, lang: str, lost: bool = False) -> HttpResponse:
    """Where the request to open the record stands; ``lost`` says that its ground is gone before its time was over."""
    return page(
        request,
        "record",
        access=access_words(access, lang=lang),
        waiting=access.state == WAITING,
        lost=lost,
        sheets=None,
        papers=[],
    )


def _record_page(
    request: SignedInRequest, access: AccessRecord, *, lang: str, at: datetime, problem: str = "", typed: str = ""
) -> HttpResponse:
    """The record with its documents; a supervisor may also change how a document stands."""
    place = officer_of(request)
    shown = dossier.sheets(agency=place.agency, person_id=access.person_id)
    closed = open_people(
        actor=request.actor,
        officer=place,
        people=[access.person_id],
        purpose=access.purpose,
        case=access.case,
        at=at,
        action="office.record.opened",
        object=access.public_id,
        fields=sorted({sheet.code for sheet in shown}),
    )
    if closed:
        return _closed_page(request, access, lang=lang, lost=True)
    held = documents_of(access=access, at=at)
    listed = [
        {"public_id": one.public_id, "title": one.title.in_(lang), "number": one.number, "status": one.status}
        for one in held
    ]
    return page(
        request,
        "record",
        status=422 if problem else 200,
        access=access_words(access, lang=lang),
        waiting=False,
        sheets=shown,
        papers=listed,
        may_change=place.role == "supervisor",
        problem=problem,
        typed=typed,
    )


@never_cache
@require_safe
@officer
@at_a_desk
def paper(request: SignedInRequest, lang: str, public_id: str, document: str) -> HttpResponse:
    """Hand out a document of the person while the permission lasts; the person sees that it was opened, and why."""
    del lang
    place = officer_of(request)
    try:
        access = queries.own_access(officer=place, public_id=public_id)
        found, pdf = open_document(
            actor=request.actor, officer=place, access=access, public_id=document, at=clock.now()
        )
    except NotFound as problem:
        raise not_found(problem) from problem
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.type}-{found.public_id[:6]}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@officer
@at_a_desk
def standing(request: SignedInRequest, lang: str, public_id: str, document: str) -> HttpResponse:
    """Revoke, suspend or reinstate a document of the person, with a reason that the person reads."""
    place, at = officer_of(request), clock.now()
    try:
        access = queries.own_access(officer=place, public_id=public_id)
        change_standing(
            actor=request.actor,
            officer=place,
            access=access,
            public_id=document,
            to=request.POST.get("to", ""),
            reason=request.POST.get("reason", "")[:LONGEST_REASON],
            at=at,
        )
    except NotFound as problem:
        raise not_found(problem) from problem
    except UnableToChangeDocument as refused:
        return _record_page(
            request, access, lang=lang, at=at, problem=refused.text.in_(lang), typed=request.POST.get("reason", "")
        )
    return to(request, "record", public_id=public_id)


@require_POST
@officer
@at_a_desk
def decide_access(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Allow or refuse a colleague's request to open a record."""
    allowed = request.POST.get("approval") == "yes"
    try:
        actions.decide_access(
            actor=request.actor,
            account=request.account,
            officer=officer_of(request),
            public_id=public_id,
            allow=allowed,
            at=clock.now(),
        )
    except NotFound as problem:
        raise not_found(problem) from problem
    except actions.UnableToDecideAccess:
        return to(request, "desk", done="decided-before")
    return to(request, "desk", done="allowed" if allowed else "not-allowed")


def _masked(known: Mapping[str, Any], lang: str) -> dict[str, str]:
    name = known["name_ar"] if lang == "ar" else known["name_en"] or known["name_ar"]
    kind = KINDS.get(known["kind"])
    return {
        "name": masked_name(name or ""),
        "number": masked_number(known["number"]),
        "kind": "" if kind is None else kind[0 if lang == "ar" else 1],
    }


def _ask_form(lang: str) -> dict[str, Any]:
    return {
        "purposes": [{"value": code, "label": words.in_(lang)} for code, words in PURPOSES.items()],
        "purpose": "",
        "case_typed": "",
        "reason": "",
    }
