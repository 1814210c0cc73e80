"""The people of the ledger's tests, their bills, and the shortest words for what they do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.ledger import actions
from tayseer.ledger.contract import Bill, BillLine, PaymentResult

SUNDAY = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

RAKAN = Actor("person", 101, "Rakan the sponsor")
HUDA = Actor("person", 102, "Huda the widow")
FAISAL = Actor("person", 103, "Faisal the buyer")
SALEM = Actor("person", 104, "Salem the seller")
CLERK = Actor("officer", 7, "Nasser the clerk", agency="passports", unit="riyadh")
BANK = Actor("agency", None, "the bank", agency="payment_provider")

_numbers = count(1)


def sar(amount: str) -> Decimal:
    return Decimal(amount)


def line(amount: str, *, code: str = "fee", agency: str = "passports") -> BillLine:
    return BillLine(code=code, ar="رسم الجواز", en="Passport fee", amount=sar(amount), agency=agency)


def open_bill(amount: str = "300.00", *, payer: Actor = RAKAN, case: str = "", **others: Any) -> Bill:
    lines = others.pop("lines", [line(amount)])
    key = others.pop("idempotency", f"bill-{next(_numbers)}")
    return actions.open_bill(
        actor=payer, at=SUNDAY, person_id=payer.id or 0, case=case, lines=lines, idempotency=key, **others
    )


def pay(bill: Bill | str, amount: str | None = None, *, reference: str = "", minutes: int = 5) -> PaymentResult:
    reference = reference or f"P-{next(_numbers)}"
    public_id = bill if isinstance(bill, str) else bill.public_id
    wanted = bill.amount if amount is None and isinstance(bill, Bill) else sar(amount or "0")
    return actions.record_payment(
        actor=BANK,
        at=SUNDAY + timedelta(minutes=minutes),
        bill_public_id=public_id,
        provider_reference=reference,
        amount=wanted,
        idempotency=f"bank:{reference}",
    )


def fill_deposit(person: Actor, amount: str) -> None:
    number = next(_numbers)
    actions.top_up(
        actor=BANK,
        at=SUNDAY,
        person_id=person.id or 0,
        provider_reference=f"T-{number}",
        amount=sar(amount),
        idempotency=f"T-{number}",
    )


def check_at_commit() -> None:
    """Run the checks that the database otherwise makes at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def guards_off() -> Iterator[None]:
    """Stand in for an attacker who owns the server, or for a test that cleans up after itself."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


__all__ = (
    "BANK",
    "CLERK",
    "FAISAL",
    "HUDA",
    "RAKAN",
    "SALEM",
    "SUNDAY",
    "SYSTEM",
    "check_at_commit",
    "fill_deposit",
    "guards_off",
    "line",
    "open_bill",
    "pay",
    "sar",
)
