"""The one door through which money moves: a balanced set of entries written by one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from tayseer.audit.contract import Actor
from tayseer.ledger.contract import BillLine, Purpose, Receipt

BANK = "provider:clearing"
UNMATCHED = "suspense:unmatched"

# Accounts that every payment touches are spread over slots, so that payments do not queue for one row.
BUSY_SLOTS = 16


@dataclass(frozen=True, kw_only=True)
class Side:
    """What one account gains (positive) or gives (negative), in SAR."""

    account: str
    amount: Decimal


class UnableToMoveMoney(RuntimeError):
    """The sides do not balance, or the same key already moved something else."""


def deposit_of(person_id: int) -> str:
    """The account code of a person's deposit."""
    return f"person:{person_id}:deposit"


def escrow_of(case: str) -> str:
    """The account code of the money held for a case."""
    return f"escrow:case:{case}"


def income_of(*, agency: str, purpose: Purpose) -> str:
    """The account code of an agency's income; fines are kept apart from fees."""
    return f"agency:{agency}:{'fines' if purpose == 'fine' else 'fees'}"


def income_sides(*, lines: Sequence[BillLine], purpose: Purpose) -> list[Side]:
    """What each agency gains from the lines of a bill, one side per account; lines of 0 move nothing."""
    gains: dict[str, Decimal] = {}
    for line in lines:
        code = income_of(agency=line.agency, purpose=purpose)
        gains[code] = gains.get(code, Decimal(0)) + line.amount
    return [Side(account=code, amount=amount) for code, amount in sorted(gains.items()) if amount]


def move(
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    sides: Sequence[Side],
    idempotency: str,
    case: str = "",
    bill: str = "",
) -> Receipt | None:
    """Write one transfer inside the caller's transaction and give its receipt; `None` if the key already moved money.

    The receipt's amount is what changed hands: the sum of the positive sides, in SAR. Raises `UnableToMoveMoney` when
    the sides do not sum to zero; the database refuses the same again at commit, and refuses a deposit or an escrow
    below zero at once (`django.db.IntegrityError`).
    """
    amount = sum((side.amount for side in sides if side.amount > 0), Decimal(0))
    if sum((side.amount for side in sides), Decimal(0)) != 0 or amount == 0:
        message = f"The sides of {reason} do not sum to 0: {sides}. Every riyal that comes must come from somewhere."
        raise UnableToMoveMoney(message)
    _open_accounts([side.account for side in sides])
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                "at": at,
                "reason": reason,
                "case": case,
                "bill": bill,
                "key": idempotency,
                "actor_kind": actor.kind,
                "actor_id": actor.id,
                "codes": [side.account for side in sides],
                "amounts": [side.amount for side in sides],
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    return Receipt(number=row[0], at=at, reason=reason, amount=amount, bill=bill, case=case)


_MOVE = """
WITH moved AS (
    INSERT INTO ledger_transfer (at, reason, case_ref, bill_ref, idempotency, actor_kind, actor_id)
    VALUES (%(at)s, %(reason)s, %(case)s, %(bill)s, %(key)s, %(actor_kind)s, %(actor_id)s)
    ON CONFLICT (idempotency) DO NOTHING
    RETURNING id
), sides AS (
    INSERT INTO ledger_entry (transfer_id, account_id, slot, amount)
    SELECT moved.id, account.id, floor(random() * account.slots)::smallint, side.amount
    FROM moved
    CROSS JOIN unnest(%(codes)s::text[], %(amounts)s::numeric[]) AS side (code, amount)
    JOIN ledger_account account ON account.code = side.code
)
SELECT id FROM moved
"""


def _open_accounts(codes: Sequence[str]) -> None:
    """Open the accounts that do not exist yet; most calls find all of them and write nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM ledger_account WHERE code = ANY(%s::text[])", [list(codes)])
        missing = sorted(set(codes) - {row[0] for row in cursor.fetchall()})
        for code in missing:
            kind = _kind_of(code)
            slots = BUSY_SLOTS if kind in {"income", "provider"} else 1
            cursor.execute(
                "INSERT INTO ledger_account (code, kind, slots) VALUES (%s, %s, %s) ON CONFLICT (code) DO NOTHING",
                [code, kind, slots],
            )


def _kind_of(code: str) -> str:
    family = code.partition(":")[0]
    return {"agency": "income", "person": "deposit", "escrow": "escrow", "provider": "provider"}.get(family, "suspense")


def balance_locked(code: str) -> Decimal:
    """The balance (SAR) of a one-slot account, its row locked until the caller's transaction ends; 0 if unopened."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT balance.amount FROM ledger_balance balance JOIN ledger_account account"
            " ON account.id = balance.account_id WHERE account.code = %s FOR UPDATE OF balance",
            [code],
        )
        row = cursor.fetchone()
    return row[0] if row else Decimal(0)


def receipt_for(*, idempotency: str) -> Receipt | None:
    """The receipt of the transfer written under this key, or `None`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT transfer.id, transfer.at, transfer.reason, transfer.bill_ref, transfer.case_ref,"
            " (SELECT sum(amount) FROM ledger_entry WHERE transfer_id = transfer.id AND amount > 0)"
            " FROM ledger_transfer transfer WHERE transfer.idempotency = %s",
            [idempotency],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    return Receipt(number=row[0], at=row[1], reason=row[2], bill=row[3], case=row[4], amount=row[5])
