"""The approver's part: approve or refuse what somebody else requested; and the requester's way back."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.casework.certainty import require_sure
from tayseer.casework.contract import UnableToFile
from tayseer.establishments import words
from tayseer.establishments.batches import batch_for
from tayseer.establishments.contract import Firm, NotFound, Right, UnableToAct
from tayseer.establishments.models import Batch
from tayseer.establishments.queries import person_id_of
from tayseer.establishments.rights import covering, rights_on, why_not
from tayseer.kit.text import Text
from tayseer.notices.actions import tell
from tayseer.services import service as service_of

if TYPE_CHECKING:
    from tayseer.audit.contract import Actor

LONGEST_REASON = 1_000


def approve(*, actor: Actor, public_id: str, at: datetime, on: date) -> None:
    """Approve a request that somebody else sent: from now on a job files it, row by row.

    The same person's second approval changes nothing. Raises ``NotFound`` for those who may not see it, and
    ``UnableToAct``: one's own request, a limit of the role, a requester whose role has ended, or it moved on.
    """
    with transaction.atomic():
        firm, batch = _taken(actor=actor, public_id=public_id, on=on)
        if batch.state in {"approved", "done"} and batch.decided_by == actor.id:
            return
        right = _may_decide(actor, firm=firm, batch=batch)
        if requester_right_gone(batch, on=on):
            raise UnableToAct(words.REQUESTER_ENDED)
        try:
            require_sure(service_of(batch.service_code), actor=actor, at=at)
        except UnableToFile as refused:
            raise UnableToAct(refused.text) from refused
        batch.state, batch.decided_by, batch.decided_at = "approved", person_id_of(actor), at
        batch.decided_most_sar = right.most
        batch.save()
        _audit(actor, "establishments.request.approved", batch=batch, at=at)


def refuse(*, actor: Actor, public_id: str, reason: str, at: datetime, on: date) -> None:
    """Refuse a request that somebody else sent, with a reason that its requester reads.

    Raises ``NotFound``, and ``UnableToAct`` as ``approve`` does or without a reason.
    """
    with transaction.atomic():
        firm, batch = _taken(actor=actor, public_id=public_id, on=on)
        _may_decide(actor, firm=firm, batch=batch)
        if not reason.strip():
            raise UnableToAct(words.NEEDS_REASON)
        batch.state, batch.decided_by, batch.decided_at = "refused", person_id_of(actor), at
        batch.reason, batch.ended_at = reason.strip()[:LONGEST_REASON], at
        batch.save()
        _audit(actor, "establishments.request.refused", batch=batch, at=at)
        title = service_of(batch.service_code).title
        tell(
            actor=actor,
            at=at,
            person_id=batch.requester_id,
            text_title=Text(ar="لم يُعتمد طلبك الجماعي", en="Your request for several workers was not approved"),
            text_body=Text(
                ar=f"«{title.ar}» في {firm.names.ar}: لم يُعتمد. السبب: {batch.reason}",
                en=f"{title.en}, {firm.names.en}: not approved. The reason: {batch.reason}",
            ),
            link=f"/establishments/requests/{batch.public_id}/",
        )


def withdraw(*, actor: Actor, public_id: str, at: datetime) -> None:
    """Take one's own draft or undecided request back. Raises ``NotFound`` for others, ``UnableToAct`` when decided."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update().filter(public_id=public_id, requester_id=person_id_of(actor)).first()
        if batch is None:
            raise NotFound(public_id)
        if batch.state == "withdrawn":
            return
        if batch.state not in {"draft", "requested"}:
            raise UnableToAct(words.ALREADY_DECIDED)
        batch.state, batch.ended_at = "withdrawn", at
        batch.save()
        _audit(actor, "establishments.request.withdrawn", batch=batch, at=at)


def requester_right_gone(batch: Batch, *, on: date) -> bool:
    """Whether whoever requested it could not request it today."""
    rights = rights_on(person_id=batch.requester_id, establishment_id=batch.establishment_id, on=on)
    about = {"service": batch.service_code, "branches": batch.branches, "amount": batch.total_sar}
    return why_not(rights, "request", **about) is not None


def approver_right_gone(batch: Batch, *, on: date) -> bool:
    """Whether whoever approved it could not approve it today."""
    rights = rights_on(person_id=batch.decided_by, establishment_id=batch.establishment_id, on=on)
    about = {"service": batch.service_code, "branches": batch.branches, "amount": batch.total_sar}
    return why_not(rights, "approve", **about) is not None


def _taken(*, actor: Actor, public_id: str, on: date) -> tuple[Firm, Batch]:
    row = Batch.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise NotFound(public_id)
    firm, _ = batch_for(actor=actor, public_id=public_id, on=on)
    return firm, row


def _may_decide(actor: Actor, *, firm: Firm, batch: Batch) -> Right:
    if batch.requester_id == actor.id:
        raise UnableToAct(words.NOT_YOUR_OWN)
    right = covering(
        firm.rights, "approve", service=batch.service_code, branches=batch.branches, amount=batch.total_sar
    )
    if batch.state != "requested":
        raise UnableToAct(words.ALREADY_DECIDED)
    return right


def _audit(actor: Actor, action: str, *, batch: Batch, at: datetime) -> None:
    record(actor=actor, action=action, at=at, subject=batch.requester_id, object=f"bulk:{batch.public_id}")
