"""Opens, cancels and expires bills."""

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.ledger import contract, models
from tayseer.ledger.contract import Bill, BillLine, Purpose, UnableToUseAmount, money


class UnableToOpenBill(ValueError):
    """The bill would be empty, free, malformed, or its key already belongs to another bill."""


class UnableToFindBill(LookupError):
    """No bill has this number, or the actor may not know of it."""


class UnableToCancelBill(RuntimeError):
    """The bill is paid: money that came is given back by a refund, not by cancelling."""


def open_bill(  # noqa: PLR0913 - each says one thing about the bill
    *,
    actor: Actor,
    at: datetime,
    person_id: int,
    case: str,
    lines: Sequence[BillLine],
    due_at: datetime | None = None,
    holds: bool = False,
    purpose: Purpose = "fee",
    idempotency: str,
) -> Bill:
    """Ask `person_id` for the sum of `lines` (SAR) and give the open bill.

    `holds` opens a bill whose money waits in the case's escrow until `release_hold` or `return_hold`. The same
    `idempotency` key gives the same bill again. Lines of 0 explain a price and move nothing; a bill of 0 never exists.
    Raises `UnableToOpenBill`.
    """
    purpose = "hold" if holds else purpose
    checked = _checked_lines(lines)
    amount = sum((line.amount for line in checked), Decimal("0.00"))
    if amount == 0:
        message = "A bill of 0 SAR is never opened: what is free needs no payment. Skip the payment step."
        raise UnableToOpenBill(message)
    if purpose == "hold" and not case:
        message = "Money is held for a case; this bill names none. Give the case's public id."
        raise UnableToOpenBill(message)
    with transaction.atomic():
        row, opened = models.Bill.objects.get_or_create(
            idempotency=idempotency,
            defaults={
                "public_id": new_public_id(),
                "person_id": person_id,
                "case_ref": case,
                "purpose": purpose,
                "lines": [line.as_json() for line in checked],
                "amount": amount,
                "opened_at": at,
                "due_at": due_at,
            },
        )
        bill = as_bill(row)
        if opened:
            record(
                actor=actor,
                action="ledger.bill.opened",
                at=at,
                subject=person_id,
                object=f"bill:{bill.public_id}",
                case=case,
            )
        elif (bill.person_id, bill.case, bill.purpose, bill.lines) != (person_id, case, purpose, checked):
            message = f"The key {idempotency!r} already opened bill {bill.public_id} with other content. Use a new key."
            raise UnableToOpenBill(message)
    return bill


#: The INSERT of one bill, to be a CTE of a hot path's own statement; its parameters are a `bill_row`.
INSERT_SQL = (
    "INSERT INTO ledger_bill (public_id, person_id, case_ref, purpose, lines, amount, state, opened_at, due_at,"
    " paid_by, held, refunded, idempotency)"
    " VALUES (%s::text, %s::bigint, %s::text, %s::text, %s::jsonb, %s::numeric, 'open',"
    " %s::timestamptz, %s::timestamptz, '', '', 0, %s::text)"
)


def bill_row(
    *,
    public_id: str,
    at: datetime,
    person_id: int,
    case: str,
    lines: Sequence[BillLine],
    due_at: datetime,
    holds: bool,
    idempotency: str,
) -> tuple[object, ...]:
    """The parameters of `INSERT_SQL` for a bill as `open_bill` would open it; the caller writes its audit event.

    Raises `UnableToOpenBill` as `open_bill` does for lines that cannot be asked for.
    """
    checked = _checked_lines(lines)
    amount = sum((line.amount for line in checked), Decimal("0.00"))
    if amount == 0:
        message = "A bill of 0 SAR is never opened: what is free needs no payment. Skip the payment step."
        raise UnableToOpenBill(message)
    written = json.dumps([line.as_json() for line in checked], ensure_ascii=False)
    purpose = "hold" if holds else "fee"
    return (public_id, person_id, case, purpose, written, amount, at, due_at, idempotency)


def open_top_up(*, actor: Actor, at: datetime, person_id: int, amount: Decimal, idempotency: str) -> Bill:
    """Open a bill by which a person puts `amount` (SAR) on the own deposit by card; raises `UnableToOpenBill`."""
    line = BillLine(code="deposit", ar="إيداع في رصيدك", en="Money to your deposit", amount=amount, agency="")
    return open_bill(
        actor=actor, at=at, person_id=person_id, case="", lines=[line], purpose="deposit", idempotency=idempotency
    )


def cancel_bill(*, actor: Actor, at: datetime, bill_public_id: str) -> Bill:
    """Close an open bill without payment; one that is already cancelled or expired is given as it is.

    Money that still arrives for it goes to the payer's deposit. Raises `UnableToFindBill`, `UnableToCancelBill`.
    """
    with transaction.atomic():
        row = locked_bill(bill_public_id)
        if row.state == "paid":
            message = f"Bill {bill_public_id} was paid on {row.closed_at:%Y-%m-%d}. Refund it instead of cancelling it."
            raise UnableToCancelBill(message)
        if row.state == "open":
            _close(row, state="cancelled", actor=actor, at=at)
    return as_bill(row)


def cancel_bills_of_case(*, actor: Actor, at: datetime, case: str) -> tuple[Bill, ...]:
    """Cancel every open bill of a case, as when the case is withdrawn; gives those that were open.

    The caller holds the case.
    """
    with transaction.atomic():
        rows = list(models.Bill.objects.select_for_update().filter(case_ref=case, state="open").order_by("id"))
        for row in rows:
            _close(row, state="cancelled", actor=actor, at=at)
    return tuple(as_bill(row) for row in rows)


def expire_bills(*, at: datetime, actor: Actor = SYSTEM, limit: int = 500) -> tuple[Bill, ...]:
    """Close open bills whose last day has passed, oldest first, at most `limit`; rows another worker holds are left."""
    with transaction.atomic():
        due = models.Bill.objects.select_for_update(skip_locked=True).filter(state="open", due_at__lt=at)
        rows = list(due.order_by("due_at")[:limit])
        for row in rows:
            _close(row, state="expired", actor=actor, at=at)
    return tuple(as_bill(row) for row in rows)


def locked_bill(public_id: str) -> models.Bill:
    """The bill's row, locked until the caller's transaction ends; raises `UnableToFindBill`."""
    row = models.Bill.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        message = f"No bill has the number {public_id}. Do not pay it; report where you received it."
        raise UnableToFindBill(message)
    return row


def as_bill(row: models.Bill) -> Bill:
    """The row as others may know it."""
    return Bill(
        public_id=row.public_id,
        person_id=row.person_id,
        case=row.case_ref,
        purpose=row.purpose,
        lines=tuple(BillLine.from_json(line) for line in row.lines),
        amount=row.amount.quantize(contract.CENT),
        state=row.state,
        opened_at=row.opened_at,
        due_at=row.due_at,
        paid_at=row.closed_at if row.state == "paid" else None,
        paid_by=row.paid_by,
        held=row.held,
        refunded=Decimal(row.refunded).quantize(contract.CENT),
    )


def new_public_id() -> str:
    """A new opaque public id: 80 random bits as 16 lower-case base32 letters."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def _close(row: models.Bill, *, state: contract.BillState, actor: Actor, at: datetime) -> None:
    row.state, row.closed_at = state, at
    row.save(update_fields=["state", "closed_at"])
    record(
        actor=actor,
        action=f"ledger.bill.{state}",
        at=at,
        subject=row.person_id,
        object=f"bill:{row.public_id}",
        case=row.case_ref,
    )


def _checked_lines(lines: Sequence[BillLine]) -> tuple[BillLine, ...]:
    checked = []
    for line in lines:
        if not (line.code and line.ar and line.en):
            message = f"Line {line.code!r} lacks its code or its words in Arabic or English. Give all three."
            raise UnableToOpenBill(message)
        try:
            amount = money(line.amount)
        except UnableToUseAmount as reason:
            message = f"Line {line.code}: {reason}"
            raise UnableToOpenBill(message) from reason
        checked.append(BillLine(code=line.code, ar=line.ar, en=line.en, amount=amount, agency=line.agency))
    return tuple(checked)
