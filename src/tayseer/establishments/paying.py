"""Paying a request's bills: one bill in one transaction, from the payer's deposit; and noting whatever is paid."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.establishments import words
from tayseer.establishments.models import Batch, BatchRow
from tayseer.establishments.rights import rights_on, why_not
from tayseer.kit.text import Text
from tayseer.ledger.actions import UnableToPay, pay_from_deposit
from tayseer.ledger.actions.order import hold_case_of, hold_deposits
from tayseer.ledger.announce import on_paid
from tayseer.ledger.queries import bill_for, deposit_of
from tayseer.ledger.transfers import Side, move
from tayseer.ledger.transfers import deposit_of as deposit_account
from tayseer.notices.actions import summarise

if TYPE_CHECKING:
    from tayseer.ledger.contract import Bill


@on_paid
def note_paid(bill: Bill, at: datetime, actor: Actor) -> None:
    """A bill was paid, by whatever way: its row, if it is of a request for many, says so from the same moment."""
    BatchRow.objects.filter(bill_ref=bill.public_id, paid_at=None).update(paid_at=at)


def pay_next(*, at: datetime, on: date) -> bool:
    """Pay the next open bill of a request whose payer asked for it, or end the paying with its reason.

    ``at`` is UTC, ``on`` the day in Riyadh. Whether there was something to do. The payer's money passes through the
    requester's deposit, in whose name the bills are, within one transaction: nobody's deposit changes but the payer's.
    """
    with transaction.atomic():
        batch = (
            Batch.objects.select_for_update(skip_locked=True)
            .filter(payer_id__isnull=False)
            .order_by("pay_asked_at")
            .first()
        )
        if batch is None:
            return False
        open_rows = BatchRow.objects.filter(batch_id=batch.id, state="filed", paid_at=None).exclude(bill_ref="")
        row = open_rows.filter(reason_ar="").order_by("place").first()
        reason = _stands(batch, on=on)
        if row is None or reason is not None:
            closed = words.BILL_CLOSED if open_rows.exists() and row is None else None
            _end(batch, reason or closed, at=at)
            return True
        bill = bill_for(actor=SYSTEM, public_id=row.bill_ref)
        if bill is None or bill.state != "open":
            # Told on the row, which is then passed over; a bill paid elsewhere was noted already.
            row.reason_ar, row.reason_en = words.BILL_CLOSED.ar, words.BILL_CLOSED.en
            row.save(update_fields=["reason_ar", "reason_en"])
            return True
        if not _pay(batch, row, bill, at=at):
            _end(batch, words.DEPOSIT_RAN_OUT, at=at)
    return True


def _stands(batch: Batch, *, on: date) -> Text | None:
    rights = rights_on(person_id=batch.payer_id, establishment_id=batch.establishment_id, on=on)
    about = {"service": batch.service_code, "branches": batch.branches, "amount": batch.total_sar}
    return words.PAYER_ENDED if why_not(rights, "pay", **about) is not None else None


def _pay(batch: Batch, row: BatchRow, bill: Bill, *, at: datetime) -> bool:
    """Pay one bill; whether the deposit still covered it."""
    other = batch.payer_id != batch.requester_id
    payer = Actor("person", batch.payer_id, on_behalf_of=batch.requester_id if other else None)
    case = hold_case_of(bill.public_id)
    hold_deposits(batch.payer_id, batch.requester_id, case=case)
    if deposit_of(batch.payer_id).balance < bill.amount:
        return False
    before = deposit_of(batch.requester_id).balance
    try:
        with transaction.atomic():
            if other:
                _pass_on(batch, bill, payer=payer, at=at, amount=bill.amount)
            pay_from_deposit(actor=payer, at=at, bill_public_id=bill.public_id)
    except UnableToPay:
        return False
    # A case that was refused at once gave its money back to the bill's name; it is the payer's.
    back = deposit_of(batch.requester_id).balance - before if other else Decimal(0)
    if back > 0:
        _pass_on(batch, bill, payer=payer, at=at, amount=-back)
    if row.worker_id != batch.requester_id:
        summarise(person_id=batch.requester_id, case=bill.case, at=at)
    return True


def _pass_on(batch: Batch, bill: Bill, *, payer: Actor, at: datetime, amount: Decimal) -> None:
    """Move SAR from the payer's deposit to the requester's, or back when it is negative."""
    move(
        actor=payer,
        at=at,
        reason="ledger.deposit.for_establishment",
        sides=[
            Side(account=deposit_account(batch.payer_id), amount=-amount),
            Side(account=deposit_account(batch.requester_id), amount=amount),
        ],
        idempotency=f"bulk:{batch.public_id}:{bill.public_id}:{'on' if amount > 0 else 'back'}",
        case=bill.case,
        bill=bill.public_id,
    )


def _end(batch: Batch, reason: Text | None, *, at: datetime) -> None:
    payer = batch.payer_id
    batch.payer_id = batch.pay_asked_at = None
    batch.pay_reason_ar, batch.pay_reason_en = (reason.ar, reason.en) if reason is not None else ("", "")
    batch.save(update_fields=["payer_id", "pay_asked_at", "pay_reason_ar", "pay_reason_en"])
    record(
        actor=SYSTEM,
        action="establishments.request.pay_ended",
        at=at,
        subject=payer,
        object=f"bulk:{batch.public_id}",
        result="done" if reason is None else "failed",
    )
