"""Delegations: what others may do for me and did, what I hold of others, giving one, answering one, ending one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tayseer.casework import delegating
from tayseer.casework.contract import UnableToFile
from tayseer.casework.delegation_terms import Terms, TermsRefused
from tayseer.identity.addresses import ascii_digits
from tayseer.identity.delegation import queries as kept
from tayseer.identity.delegation.actions import UnableToDelegate, UnableToFindDelegation
from tayseer.identity.delegation.contract import MOST_SERVICES, DelegationRecord
from tayseer.identity.ids import new_public_id
from tayseer.identity.requests import SignedInRequest
from tayseer.kit.text import Text
from tayseer.portal import delegation_words as words
from tayseer.portal.personal import own_page, page
from tayseer.portal.views import delegation_signing
from tayseer.site import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Under which name what is typed here is kept while its writer proves who they are.
FORM = "terms"
#: The last day that the form proposes, and the limits: short and small, to be raised by whoever means to.
_PROPOSED = timedelta(days=30)
_FIRST_VALUES = {"number": "", "purpose": "", "each": "500", "total": "1000", "most_uses": "3"}


@require_safe
@own_page
def delegations(request: SignedInRequest, lang: str) -> HttpResponse:
    """The ledger: who may act for me and what they did; for whom I may act; what has ended."""
    actor, at = request.actor, clock.now()
    on = clock.today(at)
    given, held = kept.given_by(actor=actor), kept.held_by(actor=actor)
    rows = [words.row_of(one, actor=actor, lang=lang, at=at, on=on) for one in [*given, *held]]
    uses = [words.use_row(use, lang=lang) for use in kept.uses_of(delegations=[*given, *held])]
    for row in rows:
        row["done"] = [use for use in uses if use["delegation"] == row["public_id"]]
    context = {
        "given": [row for row in rows if row["mine"] and row["open"]],
        "offers": [row for row in rows if not row["mine"] and row["state"] == "offered"],
        "held": [row for row in rows if not row["mine"] and row["open"] and row["state"] != "offered"],
        "ended": [row for row in rows if not row["open"]],
        "done": request.GET.get("done", ""),
    }
    return page(request, "delegations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def new(request: SignedInRequest, lang: str) -> HttpResponse:
    """Give a delegation: to whose number, which services, why, up to what, until when; then sign its text."""
    at = clock.now()
    on = clock.today(at)
    if request.method != "POST":
        first = {**_FIRST_VALUES, "from_on": parts_of(on), "until_on": parts_of(on + _PROPOSED)}
        chosen = request.GET.getlist("service")[:MOST_SERVICES]
        fresh = {**first, "services": chosen, "once": new_public_id()}
        return _form(request, lang, delegating.kept_form(actor=request.actor, form=FORM) or fresh)
    values, terms = _typed(request), _terms(request)
    try:
        ready = delegating.prepare(actor=request.actor, terms=terms, on=on)
    except TermsRefused as refused:
        return _form(request, lang, values, problems=refused.problems)

    def give(signature: str) -> str:
        delegating.grant(
            actor=request.actor, terms=terms, at=at, on=on, idempotency=values["once"], signature=signature
        )
        return f"/{lang}/delegations/?done=given"

    return delegation_signing.taken(
        request, lang, form=FORM, values=values, text=ready.text, act=give, again=lambda **how: _form(
            request, lang, values, **how
        ), at=at,
    )  # fmt: skip


def _form(
    request: SignedInRequest,
    lang: str,
    values: Mapping[str, Any],
    *,
    problems: Mapping[str, Text] | None = None,
    problem: Text | None = None,
) -> HttpResponse:
    errors = {field: text.in_(lang) for field, text in (problems or {}).items()}
    listed = [] if problem is None else [{"text": problem.in_(lang)}]
    listed += [{"text": text, "href": f"#{field}"} for field, text in errors.items()]
    context = {
        "values": values,
        "groups": words.service_options(lang),
        "errors": errors,
        "listed": listed,
        "failed": bool(listed),
        "unsure": delegation_signing.is_unsure(request),
    }
    return page(request, "delegation_new.html", context, status=422 if listed else 200)


def _typed(request: SignedInRequest) -> dict[str, Any]:
    """What was typed, as it was typed, so that a form that comes back has lost nothing."""
    sent = request.POST
    plain = {name: sent.get(name, "")[:200] for name in _FIRST_VALUES}
    return {
        **plain,
        **typed_days(request),
        "services": sent.getlist("services")[:60],
        "once": sent.get("once", "")[:64],
    }


def typed_days(request: SignedInRequest) -> dict[str, Any]:
    """The first and the last day, as they were typed."""
    return {
        name: {part: request.POST.get(f"{name}-{part}", "")[:10] for part in ("day", "month", "year")}
        for name in ("from_on", "until_on")
    }


def _terms(request: SignedInRequest) -> Terms:
    sent = request.POST
    uses = ascii_digits(sent.get("most_uses", "").strip())
    return Terms(
        number=sent.get("number", "")[:20],
        services=tuple(sent.getlist("services")[:60]),
        purpose=sent.get("purpose", "")[:400],
        each=money_typed(sent.get("each", "")),
        total=money_typed(sent.get("total", "")),
        most_uses=int(uses) if uses.isdecimal() and len(uses) < 5 else 0,  # noqa: PLR2004 more is no number of requests
        from_on=day_typed(request, "from_on"),
        until_on=day_typed(request, "until_on"),
    )


def money_typed(written: str) -> Decimal | None:
    """A sum in SAR as somebody types it, in either kind of digits; ``None`` when it is none."""
    plain = ascii_digits(written.strip()).replace(",", "").replace("٬", "").replace("٫", ".")[:12]
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found.quantize(Decimal("0.01")) if found.is_finite() else None


def day_typed(request: SignedInRequest, name: str) -> date | None:
    """A day typed in three fields; ``None`` when it is none."""
    parts = [ascii_digits(request.POST.get(f"{name}-{part}", "").strip()) for part in ("year", "month", "day")]
    if not all(part.isdecimal() and len(part) <= 4 for part in parts):  # noqa: PLR2004 digits of a year
        return None
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


def parts_of(day: date) -> dict[str, str]:
    """A day as its three fields show it."""
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


@require_safe
@own_page
def delegation(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """One delegation: what it allows in plain words, its very text, what was done by it; to answer or to end it."""
    return _page_of(request, lang, _found(request, public_id))


def _found(request: SignedInRequest, public_id: str) -> DelegationRecord:
    found = kept.one_for(actor=request.actor, public_id=public_id)
    if found is None:
        raise Http404
    return found


def _page_of(
    request: SignedInRequest, lang: str, found: DelegationRecord, *, problem: Text | None = None
) -> HttpResponse:
    at = clock.now()
    row = words.row_of(found, actor=request.actor, lang=lang, at=at, on=clock.today(at))
    context = {
        "row": row,
        "uses": [words.use_row(use, lang=lang) for use in kept.uses_of(delegations=[found])],
        "errors": [] if problem is None else [{"text": problem.in_(lang)}],
        "failed": problem is not None,
    }
    return page(request, "delegation.html", context, status=200 if problem is None else 422)


@require_POST
@own_page
def answer(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Accept or refuse what was offered."""
    found, at = _found(request, public_id), clock.now()
    says = request.POST.get("says", "")
    if says not in {"yes", "no"}:
        return _page_of(request, lang, found, problem=_CHOOSE)
    try:
        delegating.answer(actor=request.actor, public_id=public_id, accepts=says == "yes", at=at, on=clock.today(at))
    except UnableToFindDelegation as missing:
        raise Http404 from missing
    except (UnableToDelegate, UnableToFile) as refused:
        return _page_of(request, lang, found, problem=refused.text)
    return HttpResponseRedirect(f"/{lang}/delegations/?done={'accepted' if says == 'yes' else 'refused'}", status=303)


@require_POST
@own_page
def revoke(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """End it at once, by either side."""
    try:
        delegating.revoke(actor=request.actor, public_id=public_id, at=clock.now())
    except UnableToFindDelegation as missing:
        raise Http404 from missing
    return HttpResponseRedirect(f"/{lang}/delegations/?done=revoked", status=303)


_CHOOSE = Text(ar="لم تختر جوابًا. اقبل التفويض أو ارفضه.", en="Nothing was chosen. Accept the delegation or refuse it.")
