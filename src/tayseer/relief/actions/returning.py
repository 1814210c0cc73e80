"""Gives money back that went towards no debt: to its giver's deposit, or to whoever holds a guest's reference."""

import re
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Sum

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.identity.ids import new_public_id
from tayseer.ledger.actions import refund_to_deposit
from tayseer.ledger.queries import deposit_of as deposit
from tayseer.ledger.queries import receipts_of_bill
from tayseer.ledger.transfers import BANK, Side, deposit_of, move
from tayseer.relief import models
from tayseer.relief.contract import GUEST

_IBAN = re.compile(r"SA[0-9]{4}[0-9A-Z]{18}", re.ASCII)


class UnableToClaim(Exception):
    """Nothing waits under this reference, it was claimed already, or the account number is no Saudi IBAN."""


def return_excess(*, at: datetime, limit: int = 200) -> int:
    """Give back what did not fit into a debt, or belongs to one that was withdrawn; gives how many sums.

    A person's goes to the person's deposit. A guest's is owed to whoever holds its reference, which stands on the
    receipt. Each in its own transaction; the ledger's key makes a second time nothing.
    """
    owing = models.Handling.objects.filter(to_return__gt=F("returned")).order_by("id")
    return sum(_return(number, at=at) for number in owing.values_list("pk", flat=True)[:limit])


def _return(number: int, *, at: datetime) -> int:
    with transaction.atomic():
        row = models.Handling.objects.select_related("contribution").get(pk=number)
        due = row.to_return - row.returned
        if due <= 0:
            return 0
        receipt = refund_to_deposit(
            actor=SYSTEM, at=at, bill_public_id=row.bill_ref, amount=due, idempotency=f"relief:{row.to_return}"
        )
        # Another worker may have been first; then the receipt is the same, and so is what is noted.
        changed = models.Handling.objects.filter(pk=number, returned=row.returned).update(returned=row.to_return)
        if changed and row.contribution.person_id == GUEST:
            _owe(row.contribution, transfer=receipt.number, amount=due, at=at)
        if changed:
            record(
                actor=SYSTEM,
                action="relief.contribution.given_back",
                at=at,
                subject=row.contribution.person_id or None,
                object=f"bill:{row.bill_ref}",
            )
    return changed


def find_strays(*, at: datetime, limit: int = 500) -> int:
    """Find guests' payments that fitted no open bill (a second one, another sum) and owe them; gives how many.

    The guests' account must hold exactly what is owed; only when it holds more are their bills looked through.
    """
    owed = models.Owed.objects.exclude(state="settled").aggregate(all=Sum("amount_sar"))["all"] or Decimal(0)
    if deposit(GUEST).balance == owed:
        return 0
    found = 0
    rows = models.Handling.objects.select_related("contribution").filter(contribution__person_id=GUEST)
    for row in rows.order_by("-begun_at")[:limit]:
        for receipt in receipts_of_bill(actor=SYSTEM, public_id=row.bill_ref):
            if receipt.reason == "ledger.payment.deposited":
                with transaction.atomic():
                    found += _owe(row.contribution, transfer=receipt.number, amount=receipt.amount, at=at)
    return found


def _owe(given: object, *, transfer: int, amount: Decimal, at: datetime) -> int:
    row, made = models.Owed.objects.get_or_create(
        transfer=transfer,
        defaults={"reference": new_public_id(), "contribution": given, "amount_sar": amount, "since": at},
    )
    if made:
        record(actor=SYSTEM, action="relief.guest.owed", at=at, object=f"owed:{row.pk}")
    return int(made)


def claim_to_deposit(*, actor: Actor, at: datetime, reference: str) -> Decimal:
    """Move what is owed under a reference to the deposit of whoever signed in and holds it; gives the sum (SAR).

    Raises `UnableToClaim`.
    """
    if actor.kind != "person" or actor.id is None:
        message = "Sign in as a person to take the money to your deposit."
        raise UnableToClaim(message)
    with transaction.atomic():
        row = _waiting(reference)
        move(
            actor=actor,
            at=at,
            reason="ledger.hold.returned",
            sides=[
                Side(account=deposit_of(GUEST), amount=-row.amount_sar),
                Side(account=deposit_of(actor.id), amount=row.amount_sar),
            ],
            idempotency=f"relief:owed:{row.pk}",
        )
        row.state, row.settled_at, row.person_id = "settled", at, actor.id
        row.save(update_fields=["state", "settled_at", "person_id"])
        record(actor=actor, action="relief.guest.claimed", at=at, subject=actor.id, object=f"owed:{row.pk}")
    return Decimal(row.amount_sar)


def ask_transfer(*, at: datetime, reference: str, iban: str) -> None:
    """Note the account (Saudi IBAN) to which what is owed under a reference is to go; raises `UnableToClaim`."""
    account = re.sub(r"\s", "", iban).upper()
    turned = account[4:] + account[:4]
    if not _IBAN.fullmatch(account) or int("".join(str(int(sign, 36)) for sign in turned)) % 97 != 1:
        message = "That is no Saudi IBAN: SA and 22 more characters, of which two check the others."
        raise UnableToClaim(message)
    with transaction.atomic():
        row = _waiting(reference)
        row.state, row.iban, row.asked_at = "asked", account, at
        row.save(update_fields=["state", "iban", "asked_at"])
        record(actor=SYSTEM, action="relief.guest.asked", at=at, object=f"owed:{row.pk}", fields=["iban"])


def settle_transfer(*, actor: Actor, at: datetime, reference: str, bank_reference: str) -> Decimal:
    """Note that the bank sent what was owed to the account given, which is then forgotten; gives the sum (SAR).

    In: an officer of the treasury or the system; the bank's own reference. Raises `UnableToClaim`.
    """
    with transaction.atomic():
        row = models.Owed.objects.select_for_update().filter(reference=reference, state="asked").first()
        if row is None or not bank_reference or actor.kind not in {"officer", "system"}:
            message = "No transfer is asked for under this reference, or the bank's reference is missing."
            raise UnableToClaim(message)
        move(
            actor=actor,
            at=at,
            reason="ledger.relief.sent_back",
            sides=[
                Side(account=deposit_of(GUEST), amount=-row.amount_sar),
                Side(account=BANK, amount=row.amount_sar),
            ],
            idempotency=f"relief:owed:{row.pk}",
        )
        row.state, row.iban, row.settled_at = "settled", "", at
        row.save(update_fields=["state", "iban", "settled_at"])
        record(actor=actor, action="relief.guest.settled", at=at, object=f"owed:{row.pk}", result="done")
    return Decimal(row.amount_sar)


def _waiting(reference: str) -> models.Owed:
    row = models.Owed.objects.select_for_update().filter(reference=reference, state="waiting").first()
    if row is None:
        message = "Nothing waits under this reference. Look at the receipt of the contribution."
        raise UnableToClaim(message)
    return row
