"""Every write of the ledger; each is one transaction with its audit row inside and safe to repeat."""

from tayseer.ledger.actions.bills import (
    UnableToCancelBill,
    UnableToFindBill,
    UnableToOpenBill,
    cancel_bill,
    cancel_bills_of_case,
    expire_bills,
    open_bill,
    open_top_up,
)
from tayseer.ledger.actions.cards import (
    UnableToBeginCardPayment,
    begin_card_payment,
    forget_old_nonces,
    record_decline,
    remember_nonce,
    waiting_card_sessions,
)
from tayseer.ledger.actions.holds import UnableToReleaseHold, UnableToReturnHold, release_hold, return_hold
from tayseer.ledger.actions.payments import (
    UnableToPay,
    UnableToRecordPayment,
    UnableToRefund,
    pay_from_deposit,
    record_payment,
    refund_to_deposit,
    top_up,
)

__all__ = (
    "UnableToBeginCardPayment",
    "UnableToCancelBill",
    "UnableToFindBill",
    "UnableToOpenBill",
    "UnableToPay",
    "UnableToRecordPayment",
    "UnableToRefund",
    "UnableToReleaseHold",
    "UnableToReturnHold",
    "begin_card_payment",
    "cancel_bill",
    "cancel_bills_of_case",
    "expire_bills",
    "forget_old_nonces",
    "open_bill",
    "open_top_up",
    "pay_from_deposit",
    "record_decline",
    "record_payment",
    "refund_to_deposit",
    "release_hold",
    "remember_nonce",
    "return_hold",
    "top_up",
    "waiting_card_sessions",
)
