"""The payer's part: all open bills of one request, in one go, from the payer's deposit."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.establishments import words
from tayseer.establishments.batches import batch_for
from tayseer.establishments.contract import NotFound, UnableToAct
from tayseer.establishments.models import Batch
from tayseer.establishments.queries import person_id_of
from tayseer.establishments.rights import covering
from tayseer.identity.mobile_changes import UnableToActYet, require_no_hold
from tayseer.ledger.queries import deposit_of

if TYPE_CHECKING:
    from tayseer.audit.contract import Actor


def ask_to_pay(*, actor: Actor, public_id: str, at: datetime, on: date) -> None:
    """Let every open bill of a request be paid from the actor's own deposit; a job pays them one by one.

    Asked again while it is being paid, nothing changes. Raises ``NotFound`` for those who may not see it, and
    ``UnableToAct``: no role to pay so much, nothing to pay, or a deposit (SAR) that does not cover all of it.
    """
    person = person_id_of(actor)
    with transaction.atomic():
        row = Batch.objects.select_for_update().filter(public_id=public_id).first()
        if row is None:
            raise NotFound(public_id)
        firm, batch = batch_for(actor=actor, public_id=public_id, on=on)
        if row.payer_id is not None:
            return
        if batch.unpaid == 0 or row.state != "done":
            raise UnableToAct(words.NOTHING_TO_PAY)
        right = covering(firm.rights, "pay", service=batch.service_code, branches=batch.branches, amount=batch.total)
        try:
            require_no_hold(actor=actor, at=at)
        except UnableToActYet as held:
            raise UnableToAct(held.text) from held
        if deposit_of(person).balance < batch.owed:
            raise UnableToAct(words.SHORT_DEPOSIT)
        row.payer_id, row.payer_most_sar, row.pay_asked_at = person, right.most, at
        row.pay_reason_ar = row.pay_reason_en = ""
        row.save(update_fields=["payer_id", "payer_most_sar", "pay_asked_at", "pay_reason_ar", "pay_reason_en"])
        record(
            actor=actor,
            action="establishments.request.pay_asked",
            at=at,
            subject=row.requester_id,
            object=f"bulk:{row.public_id}",
        )
