"""Every read of delegation: what somebody gave, what somebody holds, what was done by it."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from tayseer.identity.delegation.contract import MOST_SHOWN, DelegationRecord, UseRecord
from tayseer.identity.delegation.models import Delegation, Use
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from tayseer.audit.contract import Actor

#: Of how many people at once somebody may act for the same service, as the list from which one chooses shows them.
MOST_CHOSEN = 10


def given_by(*, actor: Actor, limit: int = MOST_SHOWN) -> list[DelegationRecord]:
    """Return what the actor let others do, newest first."""
    if not _is_oneself(actor):
        return []
    rows = Delegation.objects.filter(principal_id=actor.id).order_by("-id")
    return [as_record(row) for row in rows[: max(1, min(limit, MOST_SHOWN))]]


def held_by(*, actor: Actor, limit: int = MOST_SHOWN) -> list[DelegationRecord]:
    """Return what others let, or offer to let, the actor do, newest first; a paper for a branch is not among them."""
    if not _is_oneself(actor):
        return []
    rows = Delegation.objects.filter(delegate_id=actor.id, kind="services").order_by("-id")
    return [as_record(row) for row in rows[: max(1, min(limit, MOST_SHOWN))]]


def one_for(*, actor: Actor, public_id: str) -> DelegationRecord | None:
    """Return a delegation of which the actor is a side; None for anybody else's, as if there were none."""
    if not _is_oneself(actor):
        return None
    row = Delegation.objects.filter(public_id=public_id).first()
    if row is None or actor.id not in sides_of(row):
        return None
    return as_record(row)


def sides_of(row: Delegation) -> set[int | None]:
    """Return who may know of a delegation; whoever is named on a paper for a branch learns of it from the paper."""
    return {row.principal_id} | ({row.delegate_id} if row.kind == "services" else set())


def living(*, delegate_id: int, service: str, on: date, principal_id: int | None = None) -> list[DelegationRecord]:
    """Return the delegations whose terms let the delegate send requests for this service on that day.

    For one principal, or for all of them; those that end soonest come first.
    """
    rows = Delegation.objects.filter(
        delegate_id=delegate_id, kind="services", state="accepted", services__contains=[service],
        from_on__lte=on, until_on__gte=on,
    )  # fmt: skip
    if principal_id is not None:
        rows = rows.filter(principal_id=principal_id)
    return [as_record(row) for row in rows.order_by("until_on", "id")[:MOST_CHOSEN]]


def of_case(*, case: str) -> DelegationRecord | None:
    """Return the delegation by which a request was sent, or None when its applicant sent it."""
    use = Use.objects.filter(case=case).select_related("delegation").first()
    return None if use is None else as_record(use.delegation)


def uses_of(*, delegations: Sequence[DelegationRecord]) -> list[UseRecord]:
    """Return what was done by these delegations, newest first; whoever asks is a side of each."""
    named = {one.id: one.public_id for one in delegations}
    rows = Use.objects.filter(delegation_id__in=named).order_by("-id")[:MOST_SHOWN]
    return [UseRecord(named[row.delegation_id], row.case, row.service, row.amount, row.at) for row in rows]


def open_count(*, principal_id: int, at: datetime, on: date) -> int:
    """Return how many offers and delegations of a person have not ended."""
    rows = Delegation.objects.filter(principal_id=principal_id, state__in=["offered", "accepted"], until_on__gte=on)
    return rows.exclude(state="offered", answer_by__lt=at).count()


def by_key(*, principal_id: int, idempotency: str) -> DelegationRecord | None:
    """Return what the same form of the same person made before, or None."""
    row = Delegation.objects.filter(principal_id=principal_id, idempotency=idempotency).first()
    return None if row is None else as_record(row)


def visit_by_code(*, number: str, code: str) -> DelegationRecord | None:
    """Return the paper for a branch with this number, to whoever knows its check code; None otherwise.

    For the public check: both come from the paper. The time taken does not tell how much of the code was right.
    """
    row = Delegation.objects.filter(public_id=number, kind="visit").first()
    known = "" if row is None else row.check_code
    fits = hmac.compare_digest(known.encode(), code.encode())
    return as_record(row) if row is not None and fits else None


def as_record(row: Delegation) -> DelegationRecord:
    """Turn a row into what others may know of it."""
    return DelegationRecord(
        id=row.id, public_id=row.public_id, kind="visit" if row.kind == "visit" else "services",
        principal_id=row.principal_id, delegate_id=row.delegate_id, delegate_number=row.delegate_number,
        delegate_name=row.delegate_name, services=tuple(row.services), purpose=row.purpose, each=row.each,
        total=row.total, most_uses=row.most_uses, uses=row.uses, spent=row.spent, from_on=row.from_on,
        until_on=row.until_on, offered_at=row.offered_at, answer_by=row.answer_by, answered_at=row.answered_at,
        ended_at=row.ended_at, ended_by=row.ended_by, stored_state=row.state,
        text=Text(ar=row.text_ar, en=row.text_en), signature=row.signature, agency=row.agency,
        check_code=row.check_code,
    )  # fmt: skip


def _is_oneself(actor: Actor) -> bool:
    """Whether it is a person who acts for nobody else: a delegate learns nothing of the principal's other delegates."""
    return actor.kind == "person" and actor.id is not None and actor.on_behalf_of is None
