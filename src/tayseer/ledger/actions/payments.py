"""Takes money in, spends deposits and gives money back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.ledger import announce, models
from tayseer.ledger.actions.bills import UnableToFindBill, as_bill, locked_bill
from tayseer.ledger.actions.order import hold_case_of, hold_deposits
from tayseer.ledger.contract import (
    CURRENCY,
    Bill,
    PaidBy,
    PaymentOutcome,
    PaymentResult,
    Receipt,
    UnableToUseAmount,
    money,
)
from tayseer.ledger.transfers import (
    BANK,
    UNMATCHED,
    Side,
    balance_locked,
    deposit_of,
    escrow_of,
    income_of,
    income_sides,
    move,
    receipt_for,
)


class UnableToRecordPayment(ValueError):
    """The bank's message contradicts itself or an earlier one; nothing was booked."""


class UnableToPay(RuntimeError):
    """The bill is closed, or the deposit does not cover it."""


class UnableToRefund(RuntimeError):
    """The bill is not paid, its money is held, or less is left than is asked back."""


def record_payment(
    *,
    actor: Actor,
    at: datetime,
    bill_public_id: str,
    provider_reference: str,
    amount: Decimal,
    idempotency: str,
    currency: str = CURRENCY,
    provider_session: str = "",
) -> PaymentResult:
    """Book money that the bank received for a bill, once per `provider_reference`, and say what became of it.

    The exact sum for an open bill pays it and is announced (`announce.on_paid`). Any other sum, or money for a bill
    that is closed, goes to the payer's deposit; money for an unknown bill waits in suspense. A bill past its day that
    is still open is paid: the money left the payer in good faith. `provider_session` is the bank's number of the visit
    in which it was paid, if any. Raises `UnableToRecordPayment` when the same
    reference comes with another sum or bill, or in another currency.
    """
    amount = _received(amount=amount, currency=currency, reference=provider_reference)
    try:
        with transaction.atomic():
            _take_turns(provider_reference)
            before = models.Payment.objects.filter(
                Q(provider_reference=provider_reference) | Q(idempotency=idempotency)
            ).first()
            if before is not None:
                return _same_again(before, bill=bill_public_id, reference=provider_reference, amount=amount)
            case = hold_case_of(bill_public_id)
            bill, outcome, why = _judge(bill_public_id, amount=amount)
            if bill is not None and (case or outcome == "deposited" or bill.purpose == "deposit"):
                # Payments that come to no deposit, as of guests who all share one, need not wait for each other.
                hold_deposits(bill.person_id, case=case)
            receipt = _book(actor=actor, at=at, bill=bill, outcome=outcome, amount=amount, reference=provider_reference)
            models.Payment.objects.create(
                provider_reference=provider_reference,
                idempotency=idempotency,
                bill_ref=bill_public_id,
                amount=amount,
                received_at=at,
                outcome=outcome,
                why=why,
                transfer_id=receipt.number,
            )
            models.CardSession.objects.filter(provider_session=provider_session).update(state="paid", answered_at=at)
            if bill is not None and outcome == "paid":
                bill = _mark_paid(bill, by="card", actor=actor, at=at)
            else:
                _record_stray(bill, actor=actor, at=at, reference=provider_reference, why=why)
    except IntegrityError as reason:
        message = f"Payment {provider_reference} collides with another message of the bank. Nothing was booked."
        raise UnableToRecordPayment(message) from reason
    return PaymentResult(outcome=outcome, why=why, repeated=False, amount=amount, bill=bill)


def top_up(
    *, actor: Actor, at: datetime, person_id: int, provider_reference: str, amount: Decimal, idempotency: str
) -> Receipt:
    """Book money that the bank received for a person's deposit without any bill; twice is once.

    Raises `UnableToRecordPayment` when the reference was already booked with another sum.
    """
    amount = _received(amount=amount, currency=CURRENCY, reference=provider_reference)
    with transaction.atomic():
        hold_deposits(person_id)
        receipt = move(
            actor=actor,
            at=at,
            reason="ledger.deposit.topped_up",
            sides=[Side(account=BANK, amount=-amount), Side(account=deposit_of(person_id), amount=amount)],
            idempotency=f"top-up:{idempotency}",
        )
        if receipt is not None:
            models.Payment.objects.create(
                provider_reference=provider_reference,
                idempotency=idempotency,
                bill_ref="",
                amount=amount,
                received_at=at,
                outcome="deposited",
                why="top_up",
                transfer_id=receipt.number,
            )
            record(actor=actor, action="ledger.deposit.topped_up", at=at, subject=person_id, object=provider_reference)
            return receipt
    before = receipt_for(idempotency=f"top-up:{idempotency}")
    if before is None or before.amount != amount:
        message = f"Payment {provider_reference} was booked before with another sum. Nothing was booked now."
        raise UnableToRecordPayment(message)
    return before


def pay_from_deposit(*, actor: Actor, at: datetime, bill_public_id: str) -> Bill:
    """Pay a bill in full from the payer's deposit and give the paid bill; one already paid is given as it is.

    Only the payer, who acts for the payer, or the system may spend a deposit; others get `UnableToFindBill`, as if
    there were no such bill. Raises `UnableToPay` when the bill is closed or the deposit is short.
    """
    with transaction.atomic():
        case = hold_case_of(bill_public_id)
        row = locked_bill(bill_public_id)
        if actor.kind != "system" and row.person_id not in {actor.id, actor.on_behalf_of}:
            message = f"No bill has the number {bill_public_id}. Do not pay it; report where you received it."
            raise UnableToFindBill(message)
        bill = as_bill(row)
        if bill.state == "paid":
            return bill
        if bill.state != "open" or bill.purpose == "deposit":
            message = f"Bill {bill_public_id} is {bill.state} and cannot be paid from the deposit. Nothing was taken."
            raise UnableToPay(message)
        hold_deposits(bill.person_id, case=case)
        balance = balance_locked(deposit_of(bill.person_id))
        if balance < bill.amount:
            message = (
                f"{bill.amount} SAR is needed and {balance} SAR is on deposit. "
                f"Pay by card, or add {bill.amount - balance} SAR to the deposit first."
            )
            raise UnableToPay(message)
        move(
            actor=actor,
            at=at,
            reason="ledger.bill.paid_from_deposit",
            sides=[Side(account=deposit_of(bill.person_id), amount=-bill.amount), *_destination(bill)],
            idempotency=f"bill:{bill.public_id}:deposit",
            case=bill.case,
            bill=bill.public_id,
        )
        return _mark_paid(bill, by="deposit", actor=actor, at=at)


def refund_to_deposit(
    *, actor: Actor, at: datetime, bill_public_id: str, amount: Decimal | None = None, idempotency: str
) -> Receipt:
    """Give a paid bill's money, or `amount` (SAR) of it, back to the payer's deposit; the same key gives it once.

    The agencies give it back in the order of the bill's lines. Raises `UnableToFindBill` or `UnableToRefund`: the bill
    is not paid, its money is held for a case (`return_hold`), or less than `amount` is left.
    """
    key = f"refund:{bill_public_id}:{idempotency}"
    with transaction.atomic():
        row = locked_bill(bill_public_id)
        done = receipt_for(idempotency=key)
        if done is not None:
            return done
        bill = as_bill(row)
        left = bill.amount - bill.refunded
        wanted = left if amount is None else money(amount)
        if bill.state != "paid" or bill.purpose in {"hold", "deposit"} or not 0 < wanted <= left:
            message = (
                f"{wanted} SAR of bill {bill_public_id} cannot be given back: "
                f"it is {bill.state}, for a {bill.purpose}, and {left} SAR of it is left."
            )
            raise UnableToRefund(message)
        hold_deposits(bill.person_id, case=bill.case)
        receipt = move(
            actor=actor,
            at=at,
            reason="ledger.bill.refunded",
            sides=[*_givers(bill, amount=wanted), Side(account=deposit_of(bill.person_id), amount=wanted)],
            idempotency=key,
            case=bill.case,
            bill=bill.public_id,
        )
        row.refunded = bill.refunded + wanted
        row.save(update_fields=["refunded"])
        record(
            actor=actor,
            action="ledger.bill.refunded",
            at=at,
            subject=bill.person_id,
            object=f"bill:{bill.public_id}",
            case=bill.case,
        )
    return _booked(receipt)


def _received(*, amount: Decimal, currency: str, reference: str) -> Decimal:
    try:
        checked = money(amount)
    except UnableToUseAmount as reason:
        message = f"Payment {reference}: {reason}"
        raise UnableToRecordPayment(message) from reason
    if currency != CURRENCY or checked == 0 or not reference:
        message = f"Payment {reference!r} of {amount} {currency} is not a sum in {CURRENCY} with a reference."
        raise UnableToRecordPayment(message)
    return checked


def _take_turns(reference: str) -> None:
    # Two copies of one callback that arrive together: the second waits here and then finds the first one's row.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [f"ledger:{reference}"])


def _same_again(before: models.Payment, *, bill: str, reference: str, amount: Decimal) -> PaymentResult:
    if (before.provider_reference, before.bill_ref, before.amount) != (reference, bill, amount):
        message = (
            f"Payment {reference} for bill {bill} of {amount} SAR contradicts {before.provider_reference}, booked "
            f"before for bill {before.bill_ref} with {before.amount} SAR. Nothing was booked now."
        )
        raise UnableToRecordPayment(message)
    row = models.Bill.objects.filter(public_id=bill).first()
    return PaymentResult(
        outcome=before.outcome,
        why=before.why,
        repeated=True,
        amount=amount,
        bill=None if row is None else as_bill(row),
    )


def _judge(public_id: str, *, amount: Decimal) -> tuple[Bill | None, PaymentOutcome, str]:
    try:
        bill = as_bill(locked_bill(public_id))
    except UnableToFindBill:
        return None, "unmatched", "unknown_bill"
    if bill.state != "open":
        return bill, "deposited", f"bill_{bill.state}"
    if amount != bill.amount:
        return bill, "deposited", "wrong_amount"
    return bill, "paid", ""


def _book(
    *, actor: Actor, at: datetime, bill: Bill | None, outcome: PaymentOutcome, amount: Decimal, reference: str
) -> Receipt:
    if bill is None:
        reason, to = "ledger.payment.unmatched", [Side(account=UNMATCHED, amount=amount)]
    elif outcome == "deposited":
        reason, to = "ledger.payment.deposited", [Side(account=deposit_of(bill.person_id), amount=amount)]
    else:
        reason, to = "ledger.bill.paid_by_card", _destination(bill)
    receipt = move(
        actor=actor,
        at=at,
        reason=reason,
        sides=[Side(account=BANK, amount=-amount), *to],
        idempotency=f"payment:{reference}",
        case="" if bill is None else bill.case,
        bill="" if bill is None else bill.public_id,
    )
    return _booked(receipt)


def _booked(receipt: Receipt | None) -> Receipt:
    if receipt is None:
        message = "The books already hold this transfer, but not its payment. Run the proof of balance."
        raise UnableToRecordPayment(message)
    return receipt


def _destination(bill: Bill) -> list[Side]:
    if bill.purpose == "hold":
        return [Side(account=escrow_of(bill.case), amount=bill.amount)]
    if bill.purpose == "deposit":
        return [Side(account=deposit_of(bill.person_id), amount=bill.amount)]
    return income_sides(lines=bill.lines, purpose=bill.purpose)


def _givers(bill: Bill, *, amount: Decimal) -> Iterator[Side]:
    """Which agencies give `amount` back: the lines in order, past what they gave back before."""
    skip, left = bill.refunded, amount
    given: dict[str, Decimal] = {}
    for line in bill.lines:
        skipped = min(skip, line.amount)
        skip -= skipped
        part = min(left, line.amount - skipped)
        left -= part
        if part:
            code = income_of(agency=line.agency, purpose=bill.purpose)
            given[code] = given.get(code, Decimal(0)) + part
    return (Side(account=code, amount=-part) for code, part in given.items())


def _mark_paid(bill: Bill, *, by: PaidBy, actor: Actor, at: datetime) -> Bill:
    paid = replace(bill, state="paid", paid_at=at, paid_by=by, held="held" if bill.purpose == "hold" else "")
    models.Bill.objects.filter(public_id=bill.public_id).update(state="paid", closed_at=at, paid_by=by, held=paid.held)
    record(
        actor=actor,
        action="ledger.bill.paid",
        at=at,
        subject=bill.person_id,
        object=f"bill:{bill.public_id}",
        case=bill.case,
    )
    announce.paid(bill=paid, at=at, actor=actor)
    return paid


def _record_stray(bill: Bill | None, *, actor: Actor, at: datetime, reference: str, why: str) -> None:
    record(
        actor=actor,
        action="ledger.payment.unmatched" if bill is None else "ledger.payment.deposited",
        at=at,
        subject=None if bill is None else bill.person_id,
        object=f"payment:{reference}",
        case="" if bill is None else bill.case,
        result=why,
    )
