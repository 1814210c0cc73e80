"""Money at a glance: what waits for payment, what is on deposit, and the latest movements."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tayseer.identity.requests import SignedInRequest
from tayseer.ledger import queries
from tayseer.ledger.words import REASONS, STATES
from tayseer.portal.personal import own_page, page

LATEST = 10


@require_safe
@own_page
def money(request: SignedInRequest, lang: str) -> HttpResponse:
    """Bills, deposit and movements; the bills' own pages take the payment."""
    actor = request.actor
    bills = queries.bills_of(actor=actor, limit=50)
    context = {
        "open_bills": [bill for bill in bills if bill.state == "open" and bill.purpose != "deposit"],
        "held": [bill for bill in bills if bill.held == "held"],
        "closed": [bill for bill in bills if bill.state != "open"][:LATEST],
        "deposit": queries.deposit_of(int(actor.id or 0)),
        "movements": queries.statement(actor=actor, limit=LATEST),
        "reasons": REASONS,
        "states": STATES,
    }
    return page(request, "money.html", context)
