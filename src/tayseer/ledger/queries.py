"""Every read of the ledger; what belongs to a person is found only from the actor who may see it."""

from decimal import Decimal

from django.db import connection
from django.db.models import Q, QuerySet

from tayseer.audit.contract import Actor
from tayseer.ledger import models
from tayseer.ledger.actions.bills import as_bill
from tayseer.ledger.contract import (
    Bill,
    BillCheck,
    BillState,
    Deposit,
    Difference,
    Proof,
    Receipt,
    StatementLine,
)
from tayseer.ledger.transfers import deposit_of as deposit_account
from tayseer.ledger.transfers import escrow_of


def bills_of(*, actor: Actor, state: BillState | None = None, limit: int = 50, before: str = "") -> tuple[Bill, ...]:
    """The actor's own bills, newest first, at most `limit`; `before` is the last public id of the page above."""
    rows = _visible(actor)
    if state is not None:
        rows = rows.filter(state=state)
    if before:
        rows = rows.filter(id__lt=models.Bill.objects.filter(public_id=before).values("id")[:1])
    return tuple(as_bill(row) for row in rows.order_by("-id")[:limit])


def bill_for(*, actor: Actor, public_id: str) -> Bill | None:
    """The bill, or `None` when there is none or the actor may not know of it: the two look alike."""
    row = _visible(actor).filter(public_id=public_id).first()
    return None if row is None else as_bill(row)


def bills_of_case(*, case: str) -> tuple[Bill, ...]:
    """Every bill of a case, oldest first; for casework, which has judged who may see the case."""
    return tuple(as_bill(row) for row in models.Bill.objects.filter(case_ref=case).order_by("id")) if case else ()


def check_bill(*, public_id: str) -> BillCheck | None:
    """What anyone may learn of a bill by its number (state, sum, remainder, agencies), or `None`: do not pay it."""
    row = models.Bill.objects.filter(public_id=public_id).first()
    if row is None:
        return None
    bill = as_bill(row)
    return BillCheck(
        public_id=bill.public_id,
        state=bill.state,
        amount=bill.amount,
        remaining=bill.amount if bill.state == "open" else Decimal("0.00"),
        agencies=tuple(dict.fromkeys(line.agency for line in bill.lines if line.agency)),
    )


def deposit_of(person_id: int) -> Deposit:
    """What a person has on deposit (SAR); 0.00 for one who never had a deposit."""
    return Deposit(person_id=person_id, balance=_balance(deposit_account(person_id)))


def held_for(case: str) -> Decimal:
    """What lies in escrow for a case (SAR)."""
    return _balance(escrow_of(case))


def balance_of(code: str) -> Decimal:
    """The balance of an account by its code (SAR), all its slots together; 0.00 if it was never opened."""
    return _balance(code)


def statement(*, actor: Actor, limit: int = 50, before: int | None = None) -> tuple[StatementLine, ...]:
    """The actor's movements, newest first: what came to and left the deposit, and bills paid by card.

    Paged by key: `before` is the number of the last line of the page above.
    """
    if actor.kind != "person" or actor.id is None:
        return ()
    person = actor.on_behalf_of or actor.id
    with connection.cursor() as cursor:
        cursor.execute(
            _STATEMENT,
            {"deposit": deposit_account(person), "person": person, "before": before or 2**62, "limit": limit},
        )
        rows = cursor.fetchall()
    return tuple(
        StatementLine(number=row[0], at=row[1], reason=row[2], bill=row[3], case=row[4], amount=row[5], by=row[6])
        for row in rows
    )


def receipts_of_bill(*, actor: Actor, public_id: str) -> tuple[Receipt, ...]:
    """Every transfer about a bill the actor may see, oldest first."""
    if bill_for(actor=actor, public_id=public_id) is None:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT transfer.id, transfer.at, transfer.reason, transfer.bill_ref, transfer.case_ref, sum(entry.amount)"
            " FROM ledger_transfer transfer JOIN ledger_entry entry ON entry.transfer_id = transfer.id"
            " AND entry.amount > 0 WHERE transfer.bill_ref = %s GROUP BY transfer.id ORDER BY transfer.id",
            [public_id],
        )
        rows = cursor.fetchall()
    return tuple(
        Receipt(number=row[0], at=row[1], reason=row[2], bill=row[3], case=row[4], amount=row[5]) for row in rows
    )


def last_card_answer(*, bill_public_id: str) -> str:
    """How the newest visit to the bank's page stands: `begun`, `paid`, `declined`, or empty when there was none."""
    visit = models.CardSession.objects.filter(bill_ref=bill_public_id).order_by("-id").first()
    return "" if visit is None else visit.state


def proof_of_balance() -> Proof:
    """Read the whole ledger against itself; any difference is an incident, none is expected ever.

    Compares every balance row with its entries, every transfer with zero, every escrow with the bills it holds for,
    every payment with its transfer and every paid bill with what was booked for it. Reads every entry: for jobs and
    audits, never for a page.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM ledger_account), (SELECT count(*) FROM ledger_entry),"
            " (SELECT coalesce(sum(amount), 0) FROM ledger_entry)"
        )
        accounts, entries, total = cursor.fetchone()
        cursor.execute(_DIFFERENCES)
        rows = cursor.fetchall()
    differences = tuple(Difference(kind=row[0], where=row[1], expected=row[2], found=row[3]) for row in rows)
    return Proof(accounts=accounts, entries=entries, total=total, differences=differences)


def _visible(actor: Actor) -> QuerySet[models.Bill]:
    """The bills an actor may know of: a person's own or those of whom the person acts for; all for the system."""
    if actor.kind == "system":
        return models.Bill.objects.all()
    if actor.kind != "person" or actor.id is None:
        return models.Bill.objects.none()
    own = Q(person_id=actor.id)
    if actor.on_behalf_of is not None:
        own |= Q(person_id=actor.on_behalf_of)
    return models.Bill.objects.filter(own)


def _balance(code: str) -> Decimal:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(balance.amount), 0)::numeric(18, 2) FROM ledger_balance balance"
            " JOIN ledger_account account ON account.id = balance.account_id WHERE account.code = %s",
            [code],
        )
        (amount,) = cursor.fetchone()
    return Decimal(amount)


_STATEMENT = """
SELECT id, at, reason, bill_ref, case_ref, amount, by FROM (
    (SELECT transfer.id, transfer.at, transfer.reason, transfer.bill_ref, transfer.case_ref, entry.amount,
            'deposit' AS by
     FROM ledger_entry entry
     JOIN ledger_transfer transfer ON transfer.id = entry.transfer_id
     WHERE entry.account_id = (SELECT id FROM ledger_account WHERE code = %(deposit)s) AND transfer.id < %(before)s
     ORDER BY entry.transfer_id DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT transfer.id, transfer.at, transfer.reason, transfer.bill_ref, transfer.case_ref, -payment.amount, 'card'
     FROM ledger_bill bill
     JOIN ledger_payment payment ON payment.bill_ref = bill.public_id AND payment.outcome = 'paid'
     JOIN ledger_transfer transfer ON transfer.id = payment.transfer_id
     WHERE bill.person_id = %(person)s AND bill.purpose <> 'deposit' AND transfer.id < %(before)s
     ORDER BY transfer.id DESC LIMIT %(limit)s)
) AS movement ORDER BY id DESC LIMIT %(limit)s
"""

_DIFFERENCES = """
SELECT 'balance', account.code || '/' || balance.slot, coalesce(entries.amount, 0), balance.amount
FROM ledger_balance balance
JOIN ledger_account account ON account.id = balance.account_id
LEFT JOIN (SELECT account_id, slot, sum(amount) AS amount FROM ledger_entry GROUP BY account_id, slot) entries
    ON entries.account_id = balance.account_id AND entries.slot = balance.slot
WHERE balance.amount <> coalesce(entries.amount, 0)
UNION ALL
SELECT 'entries without a balance', account.code, sum(entry.amount), 0
FROM ledger_entry entry
JOIN ledger_account account ON account.id = entry.account_id
LEFT JOIN ledger_balance balance ON balance.account_id = entry.account_id AND balance.slot = entry.slot
WHERE balance.id IS NULL GROUP BY account.code
UNION ALL
SELECT 'transfer', transfer.id::text, 0, coalesce(sum(entry.amount), 0)
FROM ledger_transfer transfer LEFT JOIN ledger_entry entry ON entry.transfer_id = transfer.id
GROUP BY transfer.id HAVING coalesce(sum(entry.amount), 0) <> 0 OR count(entry.id) < 2
UNION ALL
SELECT 'escrow', coalesce(held.code, escrow.code), coalesce(held.amount, 0), coalesce(escrow.amount, 0)
FROM (SELECT 'escrow:case:' || case_ref AS code, sum(amount) AS amount FROM ledger_bill WHERE held = 'held'
      GROUP BY case_ref) held
FULL JOIN (SELECT account.code, balance.amount FROM ledger_balance balance
           JOIN ledger_account account ON account.id = balance.account_id AND account.kind = 'escrow') escrow
    ON escrow.code = held.code
WHERE coalesce(held.amount, 0) <> coalesce(escrow.amount, 0)
UNION ALL
SELECT 'payment', payment.provider_reference, payment.amount, coalesce(sum(entry.amount), 0)
FROM ledger_payment payment
LEFT JOIN ledger_entry entry ON entry.transfer_id = payment.transfer_id AND entry.amount > 0
GROUP BY payment.id HAVING payment.amount <> coalesce(sum(entry.amount), 0)
UNION ALL
SELECT 'paid bill', bill.public_id, bill.amount, coalesce(booked.amount, 0)
FROM ledger_bill bill
LEFT JOIN (SELECT transfer.bill_ref, sum(entry.amount) AS amount
           FROM ledger_transfer transfer JOIN ledger_entry entry ON entry.transfer_id = transfer.id AND entry.amount > 0
           WHERE transfer.reason IN ('ledger.bill.paid_by_card', 'ledger.bill.paid_from_deposit')
           GROUP BY transfer.bill_ref) booked
    ON booked.bill_ref = bill.public_id
WHERE CASE WHEN bill.state = 'paid' THEN bill.amount ELSE 0 END <> coalesce(booked.amount, 0)
ORDER BY 1, 2
"""
