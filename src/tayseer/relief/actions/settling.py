"""Takes a paid bill into its case, inside the payment's own transaction; the last riyal covers the debt there."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.kit.formats import RIYADH
from tayseer.kit.text import Text
from tayseer.ledger.announce import on_paid
from tayseer.ledger.contract import CENT, Bill
from tayseer.ledger.transfers import BANK, Side, move
from tayseer.notices.actions import tell
from tayseer.relief import models
from tayseer.relief.contract import (
    AGENCY,
    COSTS,
    GUEST,
    ORDER_COVERED,
    PAID_OUT,
    RELEASE_REQUESTED,
    allotted_of,
    held_of,
)
from tayseer.relief.numbers import spaced
from tayseer.relief.ranking import fee_of


@on_paid
def take(bill: Bill, at: datetime, actor: Actor) -> None:
    """Count a paid contribution towards its case: all of it, or what room is left when it came late.

    Called by the ledger inside the transaction that pays the bill. The case is locked first of the programme's rows,
    here as everywhere, and the accounts moved here are touched by nobody who does not hold that lock: so no two
    payments wait for each other in a ring. What does not fit is noted, and goes back by a job.
    """
    if not bill.lines or bill.lines[0].agency != AGENCY:
        return
    handling = models.Handling.objects.select_related("contribution").get(bill_ref=bill.public_id)
    case = models.DebtorCase.objects.select_for_update().get(pk=handling.contribution.case_id)
    given = models.Contribution.objects.select_for_update().get(pk=handling.contribution_id)
    on = at.astimezone(RIYADH).date()
    kept = given.amount_sar if given.state == "reserved" else Decimal(0)
    room = case.amount_sar - case.paid_sar - case.reserved_sar + kept if case.state == "listed" else Decimal(0)
    taken = min(given.amount_sar, room)
    case.reserved_sar -= kept
    case.paid_sar += taken
    given.state = "paid" if taken else "returned"
    given.counted_sar, given.paid_on = taken, on
    given.save(update_fields=["state", "counted_sar", "paid_on"])
    handling.reserved_until, handling.paid_at, handling.by_card = None, at, bill.paid_by == "card"
    handling.to_return = given.amount_sar - taken
    handling.save(update_fields=["reserved_until", "paid_at", "by_card", "to_return"])
    if taken:
        _allot(case, taken, bill=bill.public_id, at=at, actor=actor)
    full = bool(taken) and case.paid_sar == case.amount_sar
    if full:
        case.state, case.covered_on, case.first_in = "covered", on, None
    case.save(update_fields=["reserved_sar", "paid_sar", "state", "covered_on", "first_in"])
    record(
        actor=actor,
        action="relief.contribution.paid" if taken else "relief.contribution.returned",
        at=at,
        subject=given.person_id or None,
        object=f"relief:{case.public_id}",
    )
    if given.person_id != GUEST:
        _thank(case, given, taken=taken, at=at, actor=actor)
    if full:
        _cover(case, at=at)


def _allot(case: Any, amount: Decimal, *, bill: str, at: datetime, actor: Actor) -> None:
    move(
        actor=actor,
        at=at,
        reason="ledger.relief.allotted",
        sides=[
            Side(account=allotted_of(case.public_id), amount=-amount),
            Side(account=held_of(case.public_id), amount=amount),
        ],
        idempotency=f"relief:allotted:{bill}",
        case=case.public_id,
    )


def _cover(case: Any, *, at: datetime) -> None:
    """FUR-8 and FUR-9: the debt is paid to the court, which closes the order, and the prison is asked to release."""
    move(
        actor=SYSTEM,
        at=at,
        reason="ledger.relief.paid_out",
        sides=[
            Side(account=held_of(case.public_id), amount=-case.amount_sar),
            Side(account=PAID_OUT, amount=case.amount_sar),
        ],
        idempotency=f"relief:paid-out:{case.public_id}",
        case=case.public_id,
    )
    order = models.Order.objects.get(case=case)
    models.Order.objects.filter(pk=order.pk).update(covered_at=at)
    told = {"order": order.number, "amount": str(case.amount_sar), "currency": "SAR", "covered_at": at.isoformat()}
    for kind, agency in ((ORDER_COVERED, order.court), (RELEASE_REQUESTED, order.prison)):
        models.Outgoing.objects.create(
            message_id=uuid4(), case=case, kind=kind, agency=agency, data=told, at=at, due_at=at
        )
    models.News.objects.create(case=case, kind="covered", at=at)
    record(actor=SYSTEM, action="relief.case.covered", at=at, object=f"relief:{case.public_id}")


def _thank(case: Any, given: Any, *, taken: Decimal, at: datetime, actor: Actor) -> None:
    number = spaced(case.bill_number)
    if taken == given.amount_sar:
        body = Text(
            ar=f"دخلت مساهمتك كاملة، \u2066{taken:,.2f}\u2069 ريال، في الفاتورة \u2066{number}\u2069. "
            "نخبرك متى أُفرج عن صاحبها.",
            en=f"All of your contribution, {taken:,.2f} SAR, went towards bill {number}. "
            "We tell you when the debtor goes home.",
        )
    else:
        back = given.amount_sar - taken
        body = Text(
            ar=f"سبقك غيرك إلى الفاتورة \u2066{number}\u2069: دخل فيها من مساهمتك \u2066{taken:,.2f}\u2069 ريال، "
            f"ويعود إلى رصيدك \u2066{back:,.2f}\u2069 ريال.",
            en=f"Others were faster with bill {number}: {taken:,.2f} SAR of your contribution went towards it, "
            f"and {back:,.2f} SAR returns to your deposit.",
        )
    tell(
        actor=actor,
        at=at,
        person_id=given.person_id,
        text_title=Text(ar="وصلت مساهمتك، جزاك الله خيرًا", en="Your contribution has arrived. Thank you"),
        text_body=body,
        link=f"/relief/receipts/{given.public_id}/",
    )


def book_fees(*, at: datetime, limit: int = 500) -> Decimal:
    """Book what the payment provider takes of card payments not booked yet, as a cost of the programme; gives it (SAR).

    Nothing is taken from a contribution. One transfer for all, rounded once, half up, to the halala; a sum that rounds
    to nothing waits for more. Several workers share the rows.
    """
    on = at.astimezone(RIYADH).date()
    with transaction.atomic():
        rows = list(
            models.Handling.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("contribution")
            .filter(by_card=True, fee_booked=False)
            .order_by("id")[:limit]
        )
        taken = sum((row.contribution.amount_sar for row in rows), Decimal(0))
        fee = fee_of(taken, on=on).quantize(CENT, ROUND_HALF_UP)
        if not fee:
            return Decimal("0.00")
        move(
            actor=SYSTEM,
            at=at,
            reason="ledger.relief.provider_fee",
            sides=[Side(account=COSTS, amount=-fee), Side(account=BANK, amount=fee)],
            idempotency=f"relief:fee:{rows[0].pk}-{rows[-1].pk}-{len(rows)}",
        )
        models.Handling.objects.filter(pk__in=[row.pk for row in rows]).update(fee_booked=True)
        record(actor=SYSTEM, action="relief.fee.booked", at=at, object=f"relief:fees:{len(rows)}")
    return fee
