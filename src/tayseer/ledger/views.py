"""The payer's pages: parse, check whose bill it is, one call, answer."""

import secrets
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tayseer.identity.cursors import opened_key, sealed_key
from tayseer.identity.guards import person
from tayseer.identity.mobile_changes import UnableToActYet, require_no_hold
from tayseer.kit.text import Text
from tayseer.ledger import actions, queries
from tayseer.ledger.contract import Bill, UnableToUseAmount, money
from tayseer.ledger.provider import UnableToReachProvider, provider
from tayseer.ledger.words import REASONS, STATES
from tayseer.site import clock

STATEMENT_PAGE = 20
LARGEST_TOP_UP = Decimal(50_000)
# The bank's message normally comes within a second; the page asks eagerly at first and then with patience.
EAGER_LOOKS = 10
LOOKS = 60

UNREACHABLE = Text(
    "تعذّر الوصول إلى المصرف الآن، ولم يُخصم منك شيء. انتظر دقيقة ثم أعد المحاولة، أو ادفع من رصيدك.",
    "The bank cannot be reached now, and nothing was charged. Wait a minute and try again, or pay from your deposit.",
)
CLOSED = Text(
    "هذه الفاتورة مغلقة ولا تقبل الدفع، ولم يُخصم منك شيء.",
    "This bill is closed and takes no payment. Nothing was charged.",
)
SHORT = Text(
    "رصيدك لا يغطي هذه الفاتورة، ولم يُخصم منه شيء. ادفع بالبطاقة، أو أضف إلى رصيدك أولًا.",
    "Your deposit does not cover this bill, and nothing was taken from it. Pay by card, or add to your deposit first.",
)
WRONG_AMOUNT = Text(
    "اكتب مبلغًا بالريال أكبر من صفر ولا يزيد على 50,000، مثل 150 أو 150.50.",
    "Write an amount in SAR above 0 and at most 50,000, like 150 or 150.50.",
)


@require_GET
@person
def bills(request: Any, lang: str) -> HttpResponse:
    """Open bills, what is on deposit, and the movements."""
    return _bills_page(request, lang)


@require_POST
@person
def top_up(request: Any, lang: str) -> HttpResponse:
    """Open a bill that puts money on the payer's own deposit, and lead to it."""
    written = request.POST.get("amount", "")
    amount = _amount(written)
    if amount is None:
        return _bills_page(request, lang, written=written, error=WRONG_AMOUNT)
    key = request.POST.get("key") or secrets.token_hex(8)
    person_id = request.actor.on_behalf_of or request.actor.id
    opened = actions.open_top_up(
        actor=request.actor,
        at=clock.now(),
        person_id=person_id,
        amount=amount,
        idempotency=f"top-up:{person_id}:{key}:{amount}",
    )
    return HttpResponseRedirect(_address("bill", lang, opened), status=303)


@require_GET
@person
def bill(request: Any, lang: str, public_id: str) -> HttpResponse:
    """One bill: its lines, its sum, and the ways to pay it."""
    return _bill_page(request, lang, _found(request, public_id))


@require_POST
@person
def pay_from_deposit(request: Any, lang: str, public_id: str) -> HttpResponse:
    """Pay the bill from the payer's deposit, and lead to the result."""
    found = _found(request, public_id)
    try:
        require_no_hold(actor=request.actor, at=clock.now())
    except UnableToActYet as held:
        return _bill_page(request, lang, found, error=held.text, status=422)
    try:
        paid = actions.pay_from_deposit(actor=request.actor, at=clock.now(), bill_public_id=public_id)
    except actions.UnableToPay:
        return _bill_page(request, lang, found, error=SHORT if found.state == "open" else CLOSED, status=422)
    return HttpResponseRedirect(_address("returned", lang, paid), status=303)


@require_POST
@person
def pay_by_card(request: Any, lang: str, public_id: str) -> HttpResponse:
    """Begin a visit to the bank's page and send the payer there."""
    found = _found(request, public_id)
    if found.state != "open":
        return _bill_page(request, lang, found, error=CLOSED, status=422)
    return_url = request.build_absolute_uri(_address("returned", lang, found))
    try:
        visit = provider().begin(bill=found, return_url=return_url, lang=lang)
        actions.begin_card_payment(
            actor=request.actor, at=clock.now(), bill_public_id=public_id, provider_session=visit.session
        )
    except UnableToReachProvider:
        return _bill_page(request, lang, found, error=UNREACHABLE, status=503)
    except actions.UnableToBeginCardPayment:
        return _bill_page(request, lang, found, error=CLOSED, status=422)
    return HttpResponseRedirect(visit.pay_url, status=303)


@require_GET
@person
def returned(request: Any, lang: str, public_id: str) -> HttpResponse:
    """What came of a payment; changes nothing, and waits for the bank's word by looking again."""
    found = _found(request, public_id)
    answer = queries.last_card_answer(bill_public_id=public_id)
    waiting = found.state == "open" and answer == "begun"
    looks = min(_number(request.GET.get("looks", "")), LOOKS)
    context = {
        **_common(request, lang, found),
        "answer": answer,
        "waiting": waiting,
        "again_after": 0 if not waiting or looks >= LOOKS else (1 if looks < EAGER_LOOKS else 5),
        "again_at": f"{_address('returned', lang, found)}?looks={looks + 1}",
    }
    return render(request, "ledger/returned.html", context)


def _bill_page(
    request: HttpRequest, lang: str, found: Bill, *, error: Text | None = None, status: int = 200
) -> HttpResponse:
    context = {**_common(request, lang, found), "error": None if error is None else error.in_(lang)}
    return render(request, "ledger/bill.html", context, status=status)


def _bills_page(request: Any, lang: str, *, written: str = "", error: Text | None = None) -> HttpResponse:
    actor = request.actor
    owner = actor.on_behalf_of or actor.id or 0
    before = opened_key(request.GET.get("before", ""), person_id=owner, of="ledger.statement")
    movements = queries.statement(actor=actor, limit=STATEMENT_PAGE + 1, before=before)
    shown = movements[:STATEMENT_PAGE]
    context = {
        "lang": lang,
        "open_bills": queries.bills_of(actor=actor, state="open"),
        "deposit": queries.deposit_of(owner),
        "movements": shown,
        "older": sealed_key(shown[-1].number, person_id=owner, of="ledger.statement")
        if len(movements) > STATEMENT_PAGE
        else "",
        "reasons": REASONS,
        "written": written,
        "error": None if error is None else error.in_(lang),
        "key": secrets.token_hex(8),
    }
    return render(request, "ledger/bills.html", context, status=200 if error is None else 422)


def _common(request: Any, lang: str, found: Bill) -> dict[str, Any]:
    deposit = queries.deposit_of(found.person_id)
    return {
        "lang": lang,
        "bill": found,
        "state": STATES[found.state],
        "deposit": deposit,
        "receipts": queries.receipts_of_bill(actor=request.actor, public_id=found.public_id),
        "reasons": REASONS,
        "covered": deposit.balance >= found.amount and found.purpose != "deposit",
    }


def _found(request: Any, public_id: str) -> Bill:
    found = queries.bill_for(actor=request.actor, public_id=public_id)
    if found is None:
        raise Http404
    return found


def _address(name: str, lang: str, found: Bill) -> str:
    return reverse(f"ledger:{name}", kwargs={"lang": lang, "public_id": found.public_id})


def _amount(written: str) -> Decimal | None:
    plain = written.strip().translate(_DIGITS).replace(",", "").replace("٬", "").replace("٫", ".")
    try:
        amount = money(Decimal(plain))
    except (InvalidOperation, UnableToUseAmount):
        return None
    return amount if 0 < amount <= LARGEST_TOP_UP else None


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 18 else 0  # noqa: PLR2004


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
