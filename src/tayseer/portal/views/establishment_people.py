"""Roles on an establishment: who has which, giving one, ending one, and answering an offer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from tayseer.establishments import actions, queries, words
from tayseer.establishments.contract import Firm, NotFound, Role, UnableToAct
from tayseer.establishments.rights import why_not
from tayseer.establishments.verdicts import bulk_services
from tayseer.identity.requests import SignedInRequest
from tayseer.kit.services import SURE
from tayseer.kit.text import Text
from tayseer.portal import proving
from tayseer.portal.personal import own_page, page
from tayseer.portal.views.establishment import crumbs_to, firm_or_404, firm_view, right_view
from tayseer.services import service as service_of
from tayseer.site import clock
from tayseer.ui.words import digits, w

_ROLES: tuple[Role, ...] = get_args(Role)
_WRONG_AMOUNT = Text(
    ar="اكتب المبلغ بالريال أرقامًا، مثل 5000، أو اتركه فارغًا.",
    en="Write the amount in SAR in digits, like 5000, or leave it empty.",
)
_WRONG_DAY = Text(
    ar="هذا اليوم غير موجود. اكتب اليوم والشهر والسنة بالأرقام، أو اتركها فارغة.",
    en="There is no such day. Enter day, month and year in digits, or leave them empty.",
)
_NO_ROLE = Text(ar="اختر صلاحية واحدة.", en="Choose one role.")


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def people(request: SignedInRequest, lang: str, firm: str) -> HttpResponse:
    """Who may do what on the establishment; its administrators give and end roles here, others find no such page."""
    found = firm_or_404(request, firm)
    if why_not(found.rights, "administer") is not None:
        raise Http404
    unsure = proving.to_step_up(SURE, request, onward=request.path)
    if unsure is not None:
        return unsure
    if request.method != "POST":
        return _people_page(request, lang, found)
    errors: dict[str, str] = {}
    role = next((one for one in _ROLES if one == request.POST.get("role")), None)
    if role is None:
        errors["role"] = _NO_ROLE.in_(lang)
    most = _amount(request.POST.get("most", ""), errors, lang=lang)
    until = _day(request, errors, lang=lang)
    if errors or role is None:
        return _people_page(request, lang, found, errors=errors)
    try:
        actions.offer(
            actor=request.actor,
            establishment_id=found.id,
            number=request.POST.get("number", "")[:40],
            role=role,
            at=clock.now(),
            on=clock.today(),
            branches=request.POST.getlist("branches")[:200],
            services=request.POST.getlist("services")[:200],
            most=most,
            until=until,
        )
    except UnableToAct as refused:
        return _people_page(request, lang, found, errors={"number": refused.text.in_(lang)})
    return HttpResponseRedirect(f"{_href(request, lang, found)}?done=offered", status=303)


def _amount(written: str, errors: dict[str, str], *, lang: str) -> Decimal | None:
    plain = digits(written.strip()).replace(",", "")
    if not plain:
        return None
    try:
        amount = Decimal(plain)
        if amount.is_finite() and 0 < amount < Decimal(10) ** 11:
            return amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        pass
    errors["most"] = _WRONG_AMOUNT.in_(lang)
    return None


def _day(request: SignedInRequest, errors: dict[str, str], *, lang: str) -> date | None:
    parts = [digits(request.POST.get(f"until-{part}", "").strip()) for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, OverflowError):
        errors["until"] = _WRONG_DAY.in_(lang)
        return None


def _href(request: SignedInRequest, lang: str, firm: Firm) -> str:
    return f"{firm_view(firm, lang=lang, person_id=int(request.actor.id or 0))['href']}people/"


def _people_page(
    request: SignedInRequest, lang: str, firm: Firm, *, errors: dict[str, str] | None = None
) -> HttpResponse:
    person = int(request.actor.id or 0)
    title = w(lang, "صلاحيات المنشأة", "Roles on the establishment")
    typed: Any = request.POST
    said = {
        "offered": w(
            lang, "عُرضت الصلاحية. تسري حين يقبلها صاحبها.", "The role was offered. It counts once it is accepted."
        ),
        "ended": w(lang, "انتهت الصلاحية.", "The role was ended."),
    }
    context = {
        "title": title,
        "crumbs": crumbs_to(firm, title, lang=lang, person_id=person),
        "firm": firm_view(firm, lang=lang, person_id=person),
        "action": _href(request, lang, firm),
        "done": said.get(request.GET.get("done", ""), ""),
        "grants": [
            {
                "id": one.public_id,
                "who": one.names.in_(lang),
                "number": one.number,
                "right": right_view(one.right, lang=lang),
                "state": words.GRANT_STATES[one.state].in_(lang),
                "live": one.state in {"offered", "accepted"},
                "by": one.granted_by.in_(lang),
                "at": one.granted_at,
            }
            for one in queries.grants_on(firm=firm)
        ],
        "authorised": [one.in_(lang) for one in queries.authorised_names(establishment_id=firm.id)],
        "roles": [
            {"value": role, "label": words.ROLE_NAMES[role].in_(lang), "hint": words.ROLE_MEANS[role].in_(lang)}
            for role in _ROLES
        ],
        "branches": [
            {"value": one.code, "label": f"{one.names.in_(lang)} ({one.code})"}
            for one in queries.branches_of(firm=firm)
        ],
        "services": [{"value": code, "label": service_of(code).title.in_(lang)} for code in bulk_services()],
        "typed": {
            "number": typed.get("number", ""),
            "role": typed.get("role", ""),
            "most": typed.get("most", ""),
            "branches": typed.getlist("branches"),
            "services": typed.getlist("services"),
            **{part: typed.get(f"until-{part}", "") for part in ("day", "month", "year")},
        },
        "errors": errors or {},
        "failed": bool(errors),
    }
    return page(request, "establishment_people.html", context, status=422 if errors else 200)


@require_POST
@own_page
def end_role(request: SignedInRequest, lang: str, firm: str, public_id: str) -> HttpResponse:
    """End a role that was given on this establishment."""
    found = firm_or_404(request, firm)
    try:
        actions.end(actor=request.actor, public_id=public_id, at=clock.now(), on=clock.today())
    except NotFound:
        raise Http404 from None
    except UnableToAct as refused:
        if why_not(found.rights, "administer") is not None:
            raise Http404 from None
        return _people_page(request, lang, found, errors={"end": refused.text.in_(lang)})
    if why_not(found.rights, "administer") is not None:
        return HttpResponseRedirect(f"/{lang}/establishments/", status=303)
    return HttpResponseRedirect(f"{_href(request, lang, found)}?done=ended", status=303)


@require_POST
@own_page
def answer_offer(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Accept or decline a role that was offered."""
    try:
        actions.answer(
            actor=request.actor, public_id=public_id, accept=request.POST.get("answer") == "yes", at=clock.now()
        )
    except NotFound:
        raise Http404 from None
    return HttpResponseRedirect(f"/{lang}/establishments/", status=303)
