"""Remembers visits to the bank's page, its refusals, and the signed messages already accepted."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, Value

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.exchange.signing import real_now
from tayseer.ledger import models
from tayseer.ledger.actions.bills import UnableToFindBill, as_bill, locked_bill, new_public_id


class UnableToBeginCardPayment(RuntimeError):
    """The bill is closed, so there is nothing to pay."""


def begin_card_payment(*, actor: Actor, at: datetime, bill_public_id: str, provider_session: str) -> str:
    """Remember that the payer was sent to the bank's page `provider_session`; gives the visit's own public id.

    Raises `UnableToFindBill` for a bill that is not the actor's and `UnableToBeginCardPayment` for a closed one.
    """
    with transaction.atomic():
        bill = as_bill(locked_bill(bill_public_id))
        if actor.kind != "system" and bill.person_id not in {actor.id, actor.on_behalf_of}:
            message = f"No bill has the number {bill_public_id}. Do not pay it; report where you received it."
            raise UnableToFindBill(message)
        if bill.state != "open":
            message = f"Bill {bill_public_id} is {bill.state}. There is nothing to pay."
            raise UnableToBeginCardPayment(message)
        visit, begun = models.CardSession.objects.get_or_create(
            provider_session=provider_session,
            defaults={"public_id": new_public_id(), "bill_ref": bill_public_id, "begun_at": at},
        )
        if begun:
            record(
                actor=actor,
                action="ledger.card.begun",
                at=at,
                subject=bill.person_id,
                object=f"bill:{bill_public_id}",
                case=bill.case,
            )
    return visit.public_id


def record_decline(*, actor: Actor, at: datetime, provider_session: str) -> None:
    """Note that the bank refused the card; the bill stays open. A visit that is unknown or answered is left alone."""
    with transaction.atomic():
        visit = (
            models.CardSession.objects.select_for_update()
            .filter(provider_session=provider_session, state="begun")
            .first()
        )
        if visit is not None:
            visit.state, visit.answered_at = "declined", at
            visit.save(update_fields=["state", "answered_at"])
            record(actor=actor, action="ledger.card.declined", at=at, object=f"bill:{visit.bill_ref}")


def waiting_card_sessions(*, at: datetime, patience: timedelta, given_up: timedelta, limit: int) -> tuple[str, ...]:
    """Take the bank's numbers of unanswered visits that it is time to ask about, and note that they were asked.

    A visit is asked about after `patience`, then each time after twice as long, until it is `given_up`. Two workers
    never take the same visit.
    """
    waited = F("asked_at") - F("begun_at")
    with transaction.atomic():
        rows = list(
            models.CardSession.objects.select_for_update(skip_locked=True)
            .filter(state="begun", begun_at__gt=at - given_up, begun_at__lt=at - patience)
            .filter(Q(asked_at__isnull=True) | Q(asked_at__lt=Value(at) - waited))
            .order_by("begun_at")[:limit]
        )
        models.CardSession.objects.filter(pk__in=[row.pk for row in rows]).update(asked_at=at)
    return tuple(row.provider_session for row in rows)


def remember_nonce(*, key_id: str, nonce: str, signed_at: datetime) -> bool:
    """Remember a signed message in its own transaction; false when it was seen before, whichever process saw it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_seen_nonce (key_id, nonce, signed_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (key_id, nonce) DO NOTHING",
            [key_id, nonce, signed_at],
        )
        return cursor.rowcount == 1


def forget_old_nonces() -> int:
    """Drop messages whose signature is too old to be accepted anyway, by the clock signatures go by; gives how many."""
    removed, _ = models.SeenNonce.objects.filter(signed_at__lt=real_now() - timedelta(hours=1)).delete()
    return removed
