"""Letting somebody act at a branch: the paper with its number and check code, and the public check of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tayseer.casework import delegating
from tayseer.casework.acting import standing_of
from tayseer.casework.delegation_terms import TermsRefused, Visit
from tayseer.identity import limits
from tayseer.identity.addresses import ascii_digits
from tayseer.identity.delegation.queries import visit_by_code
from tayseer.identity.ids import new_public_id
from tayseer.identity.requests import Request, SignedInRequest
from tayseer.kit.formats import day_text
from tayseer.kit.text import Text
from tayseer.portal import delegation_words as words
from tayseer.portal.agencies import SECTIONS, section
from tayseer.portal.personal import own_page, page
from tayseer.portal.views import delegation_signing
from tayseer.portal.views.delegations import day_typed, parts_of, typed_days
from tayseer.site import clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tayseer.identity.delegation.contract import DelegationRecord

#: Under which name what is typed here is kept while its writer proves who they are.
FORM = "visit"
#: Agencies with branches; the platform itself and giving have none.
_WITHOUT_BRANCHES = {"account", "prisons", "business"}
#: How often one address may check in a minute, and how often one number may be tried in an hour, whoever tries.
CHECKS_A_MINUTE, TRIES_A_NUMBER = 20, 20
_PLAIN = ("number", "name", "agency", "purpose")
_LONGEST = 200

_NO_MATCH = Text(
    ar="لا تفويض بهذا الرقم ورمز التحقق. راجعهما في ورقة صاحبه، وميّز بين الحروف والأرقام.",
    en="No delegation has this number and check code. Look at both on the paper, and tell letters from digits.",
)
_TOO_MANY = Text(
    ar="محاولات تحقق كثيرة من جهازك أو شبكتك، أو لهذا الرقم. انتظر ثم أعد المحاولة؛ ما كتبته باقٍ في مكانه.",
    en=(
        "Too many checks from your device or network, or of this number. Wait, then try again; "
        "what you wrote is still in its place."
    ),
)
_BOTH = Text(ar="اكتب رقم التفويض ورمز التحقق معًا.", en="Enter both the number of the delegation and the check code.")


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def visit(request: SignedInRequest, lang: str) -> HttpResponse:
    """Let a named person act for one at a branch; the paper is shown on the delegation's own page."""
    at = clock.now()
    on = clock.today(at)
    if request.method != "POST":
        first: dict[str, Any] = dict.fromkeys(_PLAIN, "")
        fresh = {**first, "from_on": parts_of(on), "until_on": parts_of(on), "once": new_public_id()}
        return _form(request, lang, delegating.kept_form(actor=request.actor, form=FORM) or fresh)
    typed = {name: request.POST.get(name, "")[:_LONGEST] for name in _PLAIN}
    values = {**typed, **typed_days(request), "once": request.POST.get("once", "")[:64]}
    asked = typed["agency"] if typed["agency"] in _agencies() else ""
    wanted = Visit(
        number=typed["number"], name=typed["name"], agency=section(asked).title if asked else Text(ar="", en=""),
        agency_code=asked, purpose=typed["purpose"], from_on=day_typed(request, "from_on"),
        until_on=day_typed(request, "until_on"),
    )  # fmt: skip
    try:
        ready = delegating.prepare_visit(actor=request.actor, visit=wanted, on=on)
    except TermsRefused as refused:
        return _form(request, lang, values, problems=refused.problems)

    def give(signature: str) -> str:
        made = delegating.let_visit(
            actor=request.actor, visit=wanted, at=at, on=on, idempotency=values["once"], signature=signature
        )
        return f"/{lang}/delegations/{made.public_id}/"

    return delegation_signing.taken(
        request, lang, form=FORM, values=values, text=ready.text, act=give, again=lambda **how: _form(
            request, lang, values, **how
        ), at=at,
    )  # fmt: skip


def _agencies() -> list[str]:
    return [code for code in SECTIONS if code not in _WITHOUT_BRANCHES]


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
        "agencies": [{"value": code, "label": section(code).title.in_(lang)} for code in _agencies()],
        "errors": errors,
        "listed": listed,
        "failed": bool(listed),
        "unsure": delegation_signing.is_unsure(request),
    }
    return page(request, "delegation_visit.html", context, status=422 if listed else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, lang: str) -> HttpResponse:
    """Tell anybody who holds the paper whether it holds: both names masked, for what, where, until when.

    Number and code come in a form and never in an address, which would stay in logs and histories.
    """
    if request.method != "POST":
        return _checked(request, lang, {"number": "", "code": ""})
    at = clock.now()
    number = ascii_digits(request.POST.get("number", "").strip())[:20]
    code = ascii_digits(request.POST.get("code", "").strip()).upper().replace(" ", "")[:20]
    values = {"number": number, "code": code}
    if not number or not code:
        return _checked(request, lang, values, error=_BOTH, status=422)
    address = request.META.get("REMOTE_ADDR", "")
    allowed = limits.allow(f"visit-check:{address}", limit=CHECKS_A_MINUTE, per_seconds=60, at=at)
    if not allowed or not limits.allow(f"visit-number:{number}", limit=TRIES_A_NUMBER, per_seconds=3600, at=at):
        return _checked(request, lang, values, error=_TOO_MANY, status=429)
    found = visit_by_code(number=number, code=code)
    if found is None:
        # Nobody learns whether it is the number that exists or the code that fits.
        return _checked(request, lang, values, error=_NO_MATCH, status=422)
    return _checked(request, lang, values, answer=_answer(found, lang=lang, on=clock.today(at)))


def _answer(found: DelegationRecord, *, lang: str, on: date) -> dict[str, Any]:
    stands = standing_of(found, on=on)
    reason = words.why_no_visit(found, stands, on=on)
    return {
        "valid": reason is None,
        "reason": "" if reason is None else reason.in_(lang),
        "principal": words.masked(stands.principal.in_(lang)),
        "delegate": words.masked(found.delegate_name),
        "last": found.delegate_number[-4:],
        "agency": section(found.agency).title.in_(lang),
        "purpose": found.purpose,
        "from": day_text(found.from_on).in_(lang),
        "until": day_text(found.until_on).in_(lang),
    }


def _checked(
    request: Request,
    lang: str,
    values: Mapping[str, str],
    *,
    error: Text | None = None,
    answer: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "lang": lang,
        "values": values,
        "errors": [] if error is None else [{"text": error.in_(lang), "href": "#number"}],
        "failed": error is not None,
        "answer": answer,
    }
    return render(request, "portal/delegation_check.html", context, status=status)
