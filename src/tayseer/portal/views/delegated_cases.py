"""Requests that somebody filed for another: what the delegate may still see, and how the delegate pays for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from tayseer.audit.contract import Actor
from tayseer.casework import acting, queries
from tayseer.casework.contract import CaseRecord, NotFound
from tayseer.identity.mobile_changes import UnableToActYet, require_no_hold
from tayseer.identity.requests import SignedInRequest
from tayseer.kit.text import Text
from tayseer.ledger import actions as ledger
from tayseer.ledger.contract import Bill
from tayseer.ledger.provider import UnableToReachProvider, provider
from tayseer.ledger.queries import bills_of_case, deposit_of, last_card_answer
from tayseer.portal.acting_words import acting_view
from tayseer.portal.personal import own_page, page
from tayseer.registries.queries import names_of
from tayseer.services import service as service_of
from tayseer.site import clock

if TYPE_CHECKING:
    from tayseer.casework.acting import FiledForAnother, Mandate
    from tayseer.portal.case_view import TurnView

_CLOSED = Text(
    ar="لم تعد هذه الفاتورة مفتوحة، فلم يُدفع شيء. افتح صفحة الطلب لترى أين وصل.",
    en="This bill is no longer open, so nothing was paid. Open the request to see where it stands.",
)
_SHORT = Text(
    ar="رصيد صاحب الطلب لا يكفي، فلم يُخصم شيء. ادفع ببطاقتك، أو اطلب منه أن يزيد رصيده.",
    en="The applicant’s deposit is not enough, so nothing was taken. Pay by card, or ask them to add to it.",
)
_UNREACHABLE = Text(
    ar="لا يجيب البنك الآن، فلم يُدفع شيء. أعد المحاولة بعد دقائق.",
    en="The bank does not answer now, so nothing was paid. Try again in some minutes.",
)


@dataclass(frozen=True)
class Seen:
    """A request as its reader may see it: who reads, as whom, and the request; no request once the delegation ended."""

    actor: Actor
    case: CaseRecord | None
    mandate: Mandate | None = None
    filed: FiledForAnother | None = None
    public_id: str = ""

    @property
    def record(self) -> CaseRecord:
        """The request that is seen."""
        assert self.case is not None
        return self.case


def seen_case(request: SignedInRequest, public_id: str) -> Seen:
    """A request of one's own, one to which one is a party, or one filed for another. Raises ``Http404``."""
    try:
        return Seen(request.actor, queries.case_for(actor=request.actor, public_id=public_id))
    except NotFound:
        pass
    # Only whoever is none of these is asked whether they filed it, so that everybody else pays nothing for it.
    try:
        filed = acting.filed_by_me(actor=request.actor, public_id=public_id, on=clock.today())
        if filed.mandate is None:
            return Seen(request.actor, None, None, filed, public_id)
        actor = filed.mandate.actor
        return Seen(actor, queries.case_for(actor=actor, public_id=public_id), filed.mandate, filed, public_id)
    except NotFound as missing:
        raise Http404 from missing


def ended(request: SignedInRequest, lang: str, seen: Seen) -> HttpResponse:
    """Say that the reader filed it, and nothing of what is in it: the delegation has ended."""
    listed = queries.filed_for_others(actor=request.actor)
    found = next(one for one in listed if one[0] == seen.public_id)
    context = {
        "title": service_of(found[1]).title.in_(lang),
        "filed_at": found[3],
        "public_id": seen.public_id,
        "delegation": None if seen.filed is None else seen.filed.delegation.public_id,
    }
    return page(request, "case_for_another.html", context, here="cases")


def sender_of(case: CaseRecord, *, actor: Actor, lang: str) -> str:
    """The name of the delegate who sent the reader's request; empty when the reader did, or is somebody else."""
    if case.filed_by is None or case.applicant_id != actor.id:
        return ""
    return names_of([case.filed_by])[case.filed_by].in_(lang)


def pay_href(turn: TurnView | None, seen: Seen, lang: str) -> str:
    """Where the reader pays what is due; empty when nothing is."""
    if turn is None or not turn.bill:
        return ""
    return f"/{lang}/bills/{turn.bill}/" if seen.mandate is None else f"/{lang}/cases/{seen.record.public_id}/pay/"


#: A delegate who is back from the bank looks for its word so often by itself: each second at first, then each five.
LOOKS, EAGER_LOOKS = 30, 10


@dataclass(frozen=True)
class FromBank:
    """What a delegate who is back from the bank's page is told of the bill: its last word, and when to look again."""

    answer: str
    again_after: int
    again_at: str


def from_bank(request: SignedInRequest, turn: TurnView | None, seen: Seen) -> FromBank | None:
    """What came of the visit to the bank; ``None`` for whoever does not come from there, or when the bill is paid."""
    written = request.GET.get("looks", "")
    if seen.mandate is None or turn is None or not turn.bill or not (written.isascii() and written.isdecimal()):
        return None
    looks = min(int(written[:3]), LOOKS)
    answer = last_card_answer(bill_public_id=turn.bill)
    again_after = 0 if answer != "begun" or looks >= LOOKS else (1 if looks < EAGER_LOOKS else 5)
    return FromBank(answer, again_after, f"{request.path}?looks={looks + 1}")


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def pay(request: SignedInRequest, lang: str, public_id: str) -> HttpResponse:
    """Show a delegate the bill of a request they filed, and take it: by card, or from the principal's deposit.

    The sum was counted against the delegation when the request was filed.
    """
    seen = seen_case(request, public_id)
    if seen.case is None:
        raise Http404
    bill = _open_bill(seen)
    if seen.mandate is None:
        # One's own bill has a page of its own.
        way = f"bills/{bill.public_id}/" if bill is not None else f"cases/{public_id}/"
        return HttpResponseRedirect(f"/{lang}/{way}")
    if bill is None:
        return HttpResponseRedirect(f"/{lang}/cases/{public_id}/")
    if request.method != "POST":
        return _bill_page(request, lang, seen, bill)
    return _pay(request, lang, seen, bill)


def _pay(request: SignedInRequest, lang: str, seen: Seen, bill: Bill) -> HttpResponse:
    at, back = clock.now(), f"/{lang}/cases/{seen.record.public_id}/"
    try:
        require_no_hold(actor=request.actor, at=at)
        if request.POST.get("by") == "deposit":
            ledger.pay_from_deposit(actor=seen.actor, at=at, bill_public_id=bill.public_id)
            return HttpResponseRedirect(back, status=303)
        visit = provider().begin(bill=bill, return_url=request.build_absolute_uri(f"{back}?looks=0"), lang=lang)
        ledger.begin_card_payment(
            actor=seen.actor, at=at, bill_public_id=bill.public_id, provider_session=visit.session
        )
    except UnableToActYet as held:
        return _bill_page(request, lang, seen, bill, error=held.text)
    except ledger.UnableToPay:
        return _bill_page(request, lang, seen, bill, error=_SHORT)
    except ledger.UnableToBeginCardPayment:
        return _bill_page(request, lang, seen, bill, error=_CLOSED)
    except UnableToReachProvider:
        return _bill_page(request, lang, seen, bill, error=_UNREACHABLE)
    return HttpResponseRedirect(visit.pay_url, status=303)


def _open_bill(seen: Seen) -> Bill | None:
    record = seen.record
    payer = seen.actor.principal
    return next(
        (bill for bill in bills_of_case(case=record.public_id) if bill.state == "open" and bill.person_id == payer),
        None,
    )


def _bill_page(
    request: SignedInRequest, lang: str, seen: Seen, bill: Bill, *, error: Text | None = None
) -> HttpResponse:
    assert seen.mandate is not None
    context: dict[str, Any] = {
        "case": seen.record,
        "title": seen.record.title.in_(lang),
        "bill": bill,
        "covered": deposit_of(bill.person_id).balance >= bill.amount,
        "acting": acting_view(seen.mandate, lang=lang, back_href=f"/{lang}/delegations/"),
        "errors": [] if error is None else [{"text": error.in_(lang)}],
        "failed": error is not None,
        "action": request.path,
    }
    return page(request, "case_pay.html", context, here="cases", status=200 if error is None else 422)
