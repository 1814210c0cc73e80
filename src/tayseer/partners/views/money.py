"""Bills and documents for programs: what is asked, paying it from the deposit, and the papers a person holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.documents import queries as documents
from tayseer.identity.mobile_changes import UnableToActYet, require_no_hold
from tayseer.kit.text import Text
from tayseer.ledger import queries as ledger
from tayseer.ledger.actions.payments import UnableToPay, pay_from_deposit
from tayseer.partners import problems, shapes
from tayseer.partners.operations import Call, needs, say
from tayseer.partners.problems import Problem

if TYPE_CHECKING:
    from django.http import HttpResponse

READS, PAYS, READS_DOCUMENTS = "bills:read", "bills:pay", "documents:read"
STATES = {"open", "paid", "cancelled", "expired"}
_CLOSED = Text(ar="الفاتورة مغلقة، ولم يؤخذ منك شيء.", en="The bill is closed. Nothing was taken.")
_SHORT = Text(
    ar="المودع لا يغطي الفاتورة. أودع ما ينقص أو ادفع بالبطاقة. لم يؤخذ منك شيء.",
    en="The deposit does not cover the bill. Add what is missing, or pay by card. Nothing was taken.",
)


@needs(READS)
def bills(call: Call) -> HttpResponse:
    """The person's bills, newest first."""
    state, limit = call.query("state"), call.limit()
    if state and state not in STATES:
        known = ", ".join(sorted(STATES))
        raise Problem(problems.BAD_REQUEST, Text(ar=f"الحالة: \u2066{known}\u2069.", en=f"state is one of: {known}."))
    found = ledger.bills_of(
        actor=call.actor,
        state=state or None,  # type: ignore[arg-type]
        limit=limit,
        before=call.query("after"),
    )
    items = [shapes.bill(one, call.lang) for one in found]
    return say({"items": items, "next": found[-1].public_id if len(found) == limit else None})


@needs(READS)
def bill(call: Call, *, public_id: str) -> HttpResponse:
    """One bill."""
    found = ledger.bill_for(actor=call.actor, public_id=public_id)
    if found is None:
        raise problems.not_found()
    return say(shapes.bill(found, call.lang))


@needs(PAYS)
def pay(call: Call, *, public_id: str) -> HttpResponse:
    """Pay a bill whole from the deposit; one already paid is given as it is."""
    call.sent({})
    found = ledger.bill_for(actor=call.actor, public_id=public_id)
    if found is None:
        raise problems.not_found()
    try:
        require_no_hold(actor=call.actor, at=call.at)
        paid = pay_from_deposit(actor=call.actor, at=call.at, bill_public_id=public_id)
    except UnableToActYet as held:
        raise Problem(problems.CONFLICT, held.text) from None
    except UnableToPay:
        now = ledger.bill_for(actor=call.actor, public_id=public_id)
        raise Problem(problems.CONFLICT, _SHORT if now is not None and now.state == "open" else _CLOSED) from None
    return say(shapes.bill(paid, call.lang))


@needs(READS)
def deposit(call: Call) -> HttpResponse:
    """What is on deposit, in SAR."""
    return say({"currency": "SAR", "balance": f"{ledger.deposit_of(call.person_id).balance:.2f}"})


@needs(READS_DOCUMENTS)
def wallet(call: Call) -> HttpResponse:
    """The person's documents that hold today."""
    found = documents.wallet(actor=call.actor, on=call.on, limit=call.limit())
    _note(call, [one.public_id for one in found])
    return say({"items": [shapes.document(one, call.lang, at=call.at) for one in found]})


@needs(READS_DOCUMENTS)
def document(call: Call, *, public_id: str) -> HttpResponse:
    """One document."""
    try:
        found = documents.document_for(actor=call.actor, public_id=public_id)
    except documents.NotFound:
        raise problems.not_found() from None
    _note(call, [found.public_id])
    return say(shapes.document(found, call.lang, at=call.at))


def _note(call: Call, public_ids: list[str]) -> None:
    with transaction.atomic():
        record(
            actor=call.actor,
            action="partners.documents.read",
            at=call.at,
            subject=call.person_id,
            object=public_ids[0] if len(public_ids) == 1 else "",
            purpose=call.client.name if call.client else "",
            fields=["documents"],
        )
