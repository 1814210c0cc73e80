"""Turns what the bank says into bookings, the same way for a message that arrives and for an answer asked for."""

from datetime import datetime

from tayseer.audit.contract import Actor
from tayseer.ledger import actions
from tayseer.ledger.contract import PaymentResult
from tayseer.ledger.provider import BankPayment, SessionAnswer

BANK = Actor("agency", None, "payment provider", agency="payment_provider")


def settle_payment(payment: BankPayment, *, at: datetime) -> PaymentResult:
    """Book one payment of the bank, once whatever the way it became known; raises `UnableToRecordPayment`."""
    return actions.record_payment(
        actor=BANK,
        at=at,
        bill_public_id=payment.bill,
        provider_reference=payment.reference,
        amount=payment.amount,
        currency=payment.currency,
        idempotency=f"bank:{payment.reference}",
        provider_session=payment.session,
    )


def settle(answer: SessionAnswer, *, at: datetime) -> tuple[PaymentResult, ...]:
    """Book every payment of a visit, or note that the bank refused the card."""
    if answer.state == "declined":
        actions.record_decline(actor=BANK, at=at, provider_session=answer.session)
    return tuple(settle_payment(payment, at=at) for payment in answer.payments)
