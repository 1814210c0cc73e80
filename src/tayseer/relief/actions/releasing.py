"""The prison's word that a person went home, which closes the case and reaches everybody who gave."""

from datetime import datetime

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.kit.formats import RIYADH
from tayseer.relief import models


class UnableToRelease(RuntimeError):
    """The order is unknown, or its debt is not covered yet."""


def confirm_release(*, actor: Actor, at: datetime, order: str) -> str:
    """Note that the debtor of an enforcement order was released and give the case's public id (FUR-9).

    In: the prison's program, an officer or the system; UTC, the moment of the message. Repeating it changes nothing.
    Contributors are told by a job, without a name. Raises `UnableToRelease`.
    """
    if actor.kind not in {"agency", "officer", "system"}:
        message = "A release is confirmed by the prison."
        raise UnableToRelease(message)
    on = at.astimezone(RIYADH).date()
    with transaction.atomic():
        found = models.Order.objects.filter(number=order).values_list("case_id", flat=True).first()
        row = None if found is None else models.DebtorCase.objects.select_for_update().get(pk=found)
        if row is None or row.state not in {"covered", "closed"}:
            message = "No order of this number is covered. A release is confirmed once the whole debt has been paid."
            raise UnableToRelease(message)
        if row.state == "covered":
            row.state, row.closed_on = "closed", on
            row.save(update_fields=["state", "closed_on"])
            models.Order.objects.filter(case=row).update(closed_at=at)
            models.Contribution.objects.filter(case_id=row.pk, state="paid").update(freed_on=on)
            models.News.objects.create(case=row, kind="closed", at=at)
            record(actor=actor, action="relief.case.closed", at=at, object=f"relief:{row.public_id}")
    return str(row.public_id)
