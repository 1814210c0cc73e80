"""Lets go of money held for a case: to the one who earned it, or back to the one who paid it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.ledger import models
from tayseer.ledger.actions.bills import cancel_bills_of_case
from tayseer.ledger.actions.order import hold_deposits
from tayseer.ledger.contract import BillLine, HeldState, Receipt, money
from tayseer.ledger.transfers import (
    Side,
    balance_locked,
    deposit_of,
    escrow_of,
    income_sides,
    move,
    receipt_for,
)


class UnableToReleaseHold(RuntimeError):
    """Nothing is held for the case, it went back already, or the fees exceed it."""


class UnableToReturnHold(RuntimeError):
    """Nothing was ever asked to be held for the case, or it was released already."""


def release_hold(*, actor: Actor, at: datetime, case: str, to_person_id: int, fees: Sequence[BillLine] = ()) -> Receipt:
    """Give what is held for a case to a person's deposit, less `fees` (SAR), which go to their agencies.

    Gives the receipt of the transfer; its amount is the whole sum that left the escrow. Repeating it gives the same
    receipt. Bills of the case that are still open are cancelled, so that late money returns to its payer. Raises
    `UnableToReleaseHold`.
    """
    with transaction.atomic():
        held = [row for row in _holding(case) if row.held == "held"]
        if not held:
            return _released_before(case)
        hold_deposits(to_person_id, case=case)
        total = balance_locked(escrow_of(case))
        kept = sum((money(line.amount) for line in fees), Decimal("0.00"))
        if kept > total:
            message = f"{total} SAR is held for case {case}, less than the fees of {kept} SAR. Nothing was released."
            raise UnableToReleaseHold(message)
        sides = [Side(account=escrow_of(case), amount=-total), *income_sides(lines=fees, purpose="fee")]
        if total > kept:
            sides.append(Side(account=deposit_of(to_person_id), amount=total - kept))
        receipt = move(
            actor=actor,
            at=at,
            reason="ledger.hold.released",
            sides=sides,
            idempotency=_key("release", held),
            case=case,
        )
        if receipt is None:
            message = f"Case {case}: the books show this release, but its bills do not. Run the proof of balance."
            raise UnableToReleaseHold(message)
        _let_go(held, state="released", actor=actor, at=at)
        cancel_bills_of_case(actor=actor, at=at, case=case)
        record(
            actor=actor, action="ledger.hold.received", at=at, subject=to_person_id, object=f"hold:{case}", case=case
        )
    return receipt


def return_hold(*, actor: Actor, at: datetime, case: str) -> tuple[Receipt, ...]:
    """Give what is held for a case back to the deposits of those who paid it, in full, one receipt per paid bill.

    Bills of the case that are still open are cancelled, so that late money returns to its payer too; then the result
    may be empty. Repeating it gives the same receipts. Raises `UnableToReturnHold` when the money was released already
    or the case never had a bill that holds.
    """
    with transaction.atomic():
        rows = _holding(case)
        held = [row for row in rows if row.held == "held"]
        if not held and (not rows or any(row.held == "released" for row in rows)):
            message = f"Nothing can be returned for case {case}: {'it was released' if rows else 'nothing was held'}."
            raise UnableToReturnHold(message)
        hold_deposits(case=case)
        for row in held:
            move(
                actor=actor,
                at=at,
                reason="ledger.hold.returned",
                sides=[
                    Side(account=escrow_of(case), amount=-row.amount),
                    Side(account=deposit_of(row.person_id), amount=row.amount),
                ],
                idempotency=_key("return", [row]),
                case=case,
                bill=row.public_id,
            )
        _let_go(held, state="returned", actor=actor, at=at)
        cancel_bills_of_case(actor=actor, at=at, case=case)
        returned = [receipt_for(idempotency=_key("return", [row])) for row in rows if row.held == "returned"]
    return tuple(receipt for receipt in returned if receipt is not None)


def _holding(case: str) -> list[models.Bill]:
    """Every bill that holds money for the case, whatever its state, locked in one order."""
    return list(models.Bill.objects.select_for_update().filter(case_ref=case, purpose="hold").order_by("id"))


def _key(what: str, rows: Sequence[models.Bill]) -> str:
    return f"{what}:" + ",".join(row.public_id for row in rows)


def _let_go(rows: Sequence[models.Bill], *, state: HeldState, actor: Actor, at: datetime) -> None:
    for row in rows:
        row.held = state
        row.save(update_fields=["held"])
        record(
            actor=actor,
            action=f"ledger.hold.{state}",
            at=at,
            subject=row.person_id,
            object=f"bill:{row.public_id}",
            case=row.case_ref,
        )


def _released_before(case: str) -> Receipt:
    last = models.Transfer.objects.filter(case_ref=case, reason="ledger.hold.released").order_by("-id").first()
    before = None if last is None else receipt_for(idempotency=last.idempotency)
    if before is None:
        message = f"Nothing is held for case {case}. The buyer pays first; then the money can be released."
        raise UnableToReleaseHold(message)
    return before
