"""Contributing: the form of a case, the visit to the bank, the receipt, my contributions, and money that goes back."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.identity.guards import person, to_sign_in
from tayseer.identity.limits import allow
from tayseer.kit.text import Text
from tayseer.ledger import actions as ledger
from tayseer.ledger import queries as books
from tayseer.ledger.provider import UnableToReachProvider, provider
from tayseer.relief import actions, queries, words
from tayseer.relief.contract import GivenContribution
from tayseer.relief.views import case_page, case_words
from tayseer.site import clock

PAGE = 20
#: Sums that one address may have kept in an hour: a family gives often, a machine that only blocks others more often.
CONTRIBUTIONS_AN_HOUR = 40
# The bank's message normally comes within a second; the page asks eagerly at first and then with patience.
EAGER_LOOKS, LOOKS = 10, 60
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)


@require_POST
def give(request: Any, lang: str, public_id: str) -> HttpResponse:
    """Keep a sum for the giver, then pay it from the deposit or send the giver to the bank."""
    written = (request.POST.get("chip", "") or request.POST.get("amount", ""))[:20]
    amount = _amount(written)
    if amount is None:
        return case_page(request, lang, public_id, written=written, error=words.WRITE_SUM, status=422)
    giver = request.actor if request.actor is not None and request.actor.kind == "person" else None
    who = f"person:{giver.id}" if giver is not None else f"address:{request.META.get('REMOTE_ADDR', '')}"
    at = clock.now()
    if not allow(f"relief-give:{who}", limit=CONTRIBUTIONS_AN_HOUR, per_seconds=3600, at=at):
        return case_page(request, lang, public_id, written=written, error=words.TOO_MANY, status=429)
    try:
        begun = actions.contribute(actor=giver, at=at, public_id=public_id, amount=amount)
    except actions.UnableToContribute as reason:
        return case_page(request, lang, public_id, written=written, error=reason.text, status=422)
    given = queries.receipt(public_id=begun.public_id, actor=giver)
    if given is None:
        raise Http404
    if giver is not None and request.POST.get("how") == "deposit":
        return _from_deposit(request, lang, given, giver)
    return _by_card(request, lang, given, giver)


@require_POST
def pay(request: Any, lang: str, public_id: str) -> HttpResponse:
    """Pay a contribution that was begun and not paid: by card, or from the deposit of its giver."""
    given = queries.receipt(public_id=public_id, actor=request.actor)
    if given is None:
        raise Http404
    giver = request.actor if given.person_id else None
    if giver is not None and request.POST.get("how") == "deposit":
        return _from_deposit(request, lang, given, giver)
    return _by_card(request, lang, given, giver)


def _by_card(request: Any, lang: str, given: GivenContribution, giver: Actor | None) -> HttpResponse:
    doer = giver or SYSTEM
    bill = books.bill_for(actor=SYSTEM, public_id=given.bill)
    if bill is None or bill.state != "open":
        return _receipt_page(request, lang, given, error=words.CLOSED, status=422)
    return_url = request.build_absolute_uri(_receipt(lang, given.public_id))
    try:
        visit = provider().begin(bill=bill, return_url=return_url, lang=lang)
        ledger.begin_card_payment(actor=doer, at=clock.now(), bill_public_id=given.bill, provider_session=visit.session)
    except UnableToReachProvider:
        return _receipt_page(request, lang, given, error=words.UNREACHABLE, status=503)
    except ledger.UnableToBeginCardPayment:
        return _receipt_page(request, lang, given, error=words.CLOSED, status=422)
    return HttpResponseRedirect(visit.pay_url, status=303)


def _from_deposit(request: Any, lang: str, given: GivenContribution, giver: Actor) -> HttpResponse:
    try:
        ledger.pay_from_deposit(actor=giver, at=clock.now(), bill_public_id=given.bill)
    except ledger.UnableToPay:
        error = words.SHORT if given.state in {"reserved", "lapsed"} else words.CLOSED
        return _receipt_page(request, lang, given, error=error, status=422)
    return HttpResponseRedirect(_receipt(lang, given.public_id), status=303)


@require_GET
def receipt(request: Any, lang: str, public_id: str) -> HttpResponse:
    """What became of a contribution and of its case; changes nothing, and waits for the bank by looking again."""
    given = queries.receipt(public_id=public_id, actor=request.actor)
    if given is None:
        if request.actor is None and queries.is_somebodys(public_id=public_id):
            return to_sign_in(request)
        raise Http404
    return _receipt_page(request, lang, given)


def _receipt_page(
    request: Any, lang: str, given: GivenContribution, *, error: Text | None = None, status: int = 200
) -> HttpResponse:
    answer = books.last_card_answer(bill_public_id=given.bill)
    unpaid = given.state in {"reserved", "lapsed"}
    waiting = unpaid and answer == "begun" and error is None
    looks = min(_number(request.GET.get("looks", "")), LOOKS)
    context = {
        "lang": lang,
        "here": "relief",
        "given": given,
        "case": case_words(given.case, lang),
        "state": words.CONTRIBUTION_STATES[given.state].in_(lang),
        "unpaid": unpaid,
        "waiting": waiting,
        "declined": unpaid and answer == "declined" and error is None,
        "again_after": 0 if not waiting or looks >= LOOKS else (1 if looks < EAGER_LOOKS else 5),
        "again_at": f"{_receipt(lang, given.public_id)}?looks={looks + 1}",
        "error": None if error is None else error.in_(lang),
        "person": bool(given.person_id),
        "money_back": given.to_return,
    }
    return render(request, "relief/receipt.html", context, status=status)


@require_GET
@person
def mine(request: Any, lang: str) -> HttpResponse:
    """The giver's own contributions, and what came of each."""
    found = queries.contributions_of(actor=request.actor, limit=PAGE + 1, before=request.GET.get("before", "")[:40])
    shown = found[:PAGE]
    context = {
        "lang": lang,
        "here": "relief",
        "given": [
            {
                "it": one,
                "case": case_words(one.case, lang),
                "state": words.CONTRIBUTION_STATES[one.state].in_(lang),
            }
            for one in shown
        ],
        "older": shown[-1].public_id if len(found) > PAGE else "",
    }
    return render(request, "relief/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def owed(request: Any, lang: str, reference: str) -> HttpResponse:
    """Money of a guest that goes back: to the deposit of whoever signs in with the reference, or to a bank account."""
    found = queries.owed(reference=reference)
    if found is None:
        raise Http404
    signed_in = request.actor is not None and request.actor.kind == "person"
    error, status = "", 200
    if request.method == "POST":
        key = f"relief-owed:{request.META.get('REMOTE_ADDR', '')}"
        if not allow(key, limit=10, per_seconds=600, at=clock.now()):
            error, status = words.TOO_MANY.in_(lang), 429
        else:
            try:
                if request.POST.get("how") == "deposit" and signed_in:
                    actions.claim_to_deposit(actor=request.actor, at=clock.now(), reference=reference)
                else:
                    actions.ask_transfer(at=clock.now(), reference=reference, iban=request.POST.get("iban", "")[:40])
                return HttpResponseRedirect(
                    reverse("relief:owed", kwargs={"lang": lang, "reference": reference}), status=303
                )
            except actions.UnableToClaim:
                error, status = words.BAD_IBAN.in_(lang), 422
    context = {
        "lang": lang,
        "here": "relief",
        "owed": found,
        "signed_in": signed_in,
        "error": error,
        "written": request.POST.get("iban", "")[:40],
    }
    return render(request, "relief/owed.html", context, status=status)


def _receipt(lang: str, public_id: str) -> str:
    return reverse("relief:receipt", kwargs={"lang": lang, "public_id": public_id})


def _amount(written: str) -> Decimal | None:
    plain = written.strip().translate(_DIGITS).replace(",", "").replace("٬", "").replace("٫", ".")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    fits = amount.is_finite() and 0 < amount < Decimal(10) ** 9
    return amount.quantize(Decimal("0.01")) if fits and amount == amount.quantize(Decimal("0.01")) else None


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 6 else 0  # noqa: PLR2004
