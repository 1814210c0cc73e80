"""Takes cases from the courts, has the joint team confirm them, ranks them, and takes them off the list again."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.identity.ids import new_public_id
from tayseer.kit.formats import RIYADH
from tayseer.ledger.contract import money
from tayseer.ledger.transfers import Side, move
from tayseer.relief import models
from tayseer.relief.contract import allotted_of, held_of
from tayseer.relief.numbers import new_bill_number
from tayseer.relief.ranking import facts_of, law_on, points_of, refusals

#: What a court says of a case besides the order and the sum; each is a field of the public contract.
FACTS = (
    "kind",
    "court_ar",
    "court_en",
    "region",
    "sex",
    "age_group",
    "nationality",
    "dependants",
    "reason",
    "other_cases",
)


class UnableToReceive(ValueError):
    """The case is not described as it must be, or its order is known with other content."""


class UnableToConfirm(RuntimeError):
    """The officer or the officer's agency has confirmed already, or the case no longer waits."""


class UnableToWithdraw(RuntimeError):
    """The order is unknown, or its debt was covered: what was paid out is not taken back."""


def receive_case(
    *, actor: Actor, at: datetime, order: str, court: str, prison: str, amount: Decimal, facts: Mapping[str, Any]
) -> str:
    """Take a debtor's case from a court and give its public id; the same order again gives the same case.

    In: the court's program or the system; UTC; the number of the enforcement order, the codes of the court and of the
    prison that know it; the sum due (SAR); every one of `FACTS`. The case waits for the joint team and is not public.
    Raises `UnableToReceive`.
    """
    if actor.kind not in {"agency", "system"} or not order or set(facts) != set(FACTS):
        message = f"A case comes from a court, with the number of its order and exactly {', '.join(FACTS)}."
        raise UnableToReceive(message)
    due = money(amount)
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two copies of one message that arrive together: the second waits here and finds the first one's case.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [f"relief:{order}"])
        known = models.Order.objects.select_related("case").filter(number=order).first()
        if known is not None:
            if known.case.amount_sar != due:
                message = (
                    f"The order is known with {known.case.amount_sar} SAR, not {due}. Withdraw it and send another."
                )
                raise UnableToReceive(message)
            return str(known.case.public_id)
        row = models.DebtorCase.objects.create(
            public_id=new_public_id(),
            bill_number=new_bill_number(),
            amount_sar=due,
            paid_sar=Decimal(0),
            reserved_sar=Decimal(0),
            confirmations=0,
            state="received",
            **facts,
        )
        models.Order.objects.create(case=row, number=order, court=court, prison=prison, received_at=at)
        record(actor=actor, action="relief.case.received", at=at, object=f"relief:{row.public_id}")
    return str(row.public_id)


def confirm_case(*, actor: Actor, at: datetime, public_id: str) -> bool:
    """A member of the joint team confirms a case; gives whether it is listed now (FUR-1 to FUR-5).

    It is listed once as many members as the law asks for, each of another agency, have confirmed it and every rule
    holds. Raises `UnableToConfirm`.
    """
    if actor.kind != "officer" or actor.id is None or not actor.agency:
        message = "A case is confirmed by an officer of the joint team, at work for an agency."
        raise UnableToConfirm(message)
    on = at.astimezone(RIYADH).date()
    try:
        with transaction.atomic():
            row = models.DebtorCase.objects.select_for_update().filter(public_id=public_id, state="received").first()
            if row is None:
                message = f"No case {public_id} waits for the joint team. Look whether it is listed already."
                raise UnableToConfirm(message)
            models.Confirmation.objects.create(case=row, officer_id=actor.id, agency=actor.agency, at=at)
            row.confirmations += 1
            row.listed_on = on
            facts = facts_of(row)
            if row.confirmations >= law_on("confirmations_needed", on) and not refusals(facts, on=on):
                row.state, row.points = "listed", points_of(facts, on=on)
            else:
                row.listed_on = None
            row.save(update_fields=["confirmations", "state", "points", "listed_on"])
            record(actor=actor, action="relief.case.confirmed", at=at, object=f"relief:{public_id}")
    except IntegrityError as reason:
        message = f"{actor.agency} has confirmed case {public_id} already. A member of another agency must confirm it."
        raise UnableToConfirm(message) from reason
    return bool(row.state == "listed")


def rank_cases(*, on: date, limit: int = 500) -> int:
    """Rank the listed cases by the law of a day, and name the first of each region; gives how many changed.

    Ranks move with the months and with the law alone, so most runs write nothing.
    """
    changed = 0
    for row in models.DebtorCase.objects.filter(state="listed").order_by("id")[: max(limit, 10_000)]:
        points = points_of(facts_of(row), on=on)
        if points != row.points:
            changed += models.DebtorCase.objects.filter(pk=row.pk, state="listed").update(points=points)
    with transaction.atomic(), connection.cursor() as cursor:
        # One worker at a time: two would take the same rows in different orders.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('relief:first', 0))")
        cursor.execute(_NO_LONGER_FIRST)
        cursor.execute(_FIRST)
        changed += cursor.rowcount
    return changed


_LEADERS = """
SELECT DISTINCT ON (region) id, region FROM relief_debtor_case
WHERE state = 'listed' AND paid_sar + reserved_sar < amount_sar ORDER BY region, points DESC, id
"""
_NO_LONGER_FIRST = f"""
UPDATE relief_debtor_case SET first_in = NULL
WHERE public_id IS NOT NULL AND first_in IS NOT NULL AND id NOT IN (SELECT id FROM ({_LEADERS}) leader)
"""  # noqa: S608 - constants of this file
_FIRST = f"""
UPDATE relief_debtor_case c SET first_in = leader.region FROM ({_LEADERS}) leader
WHERE c.id = leader.id AND c.first_in IS DISTINCT FROM leader.region
"""  # noqa: S608 - constants of this file


def withdraw_case(*, actor: Actor, at: datetime, order: str) -> None:
    """Take a case off the list because its court withdrew the order; all that was given goes back to its givers.

    Repeating it changes nothing. Raises `UnableToWithdraw`.
    """
    with transaction.atomic():
        found = models.Order.objects.filter(number=order).values_list("case_id", flat=True).first()
        row = None if found is None else models.DebtorCase.objects.select_for_update().get(pk=found)
        if row is None or row.state in {"covered", "closed"}:
            message = "The order is unknown here." if row is None else "The debt was covered; the order is closed."
            raise UnableToWithdraw(message)
        if row.state == "withdrawn":
            return
        _give_back(row, actor=actor, at=at)
        row.state, row.first_in, row.paid_sar, row.reserved_sar = "withdrawn", None, Decimal(0), Decimal(0)
        row.save(update_fields=["state", "first_in", "paid_sar", "reserved_sar"])
        models.Order.objects.filter(case=row).update(withdrawn_at=at)
        models.News.objects.create(case=row, kind="withdrawn", at=at)
        record(actor=actor, action="relief.case.withdrawn", at=at, object=f"relief:{row.public_id}")


def _give_back(row: Any, *, actor: Actor, at: datetime) -> None:
    """Take what is held for the case back from it; the job that returns money does the rest."""
    if row.paid_sar:
        move(
            actor=SYSTEM if actor.id is None else actor,
            at=at,
            reason="ledger.relief.given_back",
            sides=[
                Side(account=held_of(row.public_id), amount=-row.paid_sar),
                Side(account=allotted_of(row.public_id), amount=row.paid_sar),
            ],
            idempotency=f"relief:withdrawn:{row.public_id}",
            case=row.public_id,
        )
    given = models.Contribution.objects.filter(case_id=row.pk, state="paid")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE relief_handling h SET to_return = c.amount_sar FROM relief_contribution c"
            " WHERE h.contribution_id = c.id AND c.case_id = %s AND c.state = 'paid'",
            [row.pk],
        )
    given.update(state="returned", counted_sar=Decimal(0))
    lapsing = models.Contribution.objects.filter(case_id=row.pk, state="reserved")
    models.Handling.objects.filter(contribution__in=lapsing).update(reserved_until=None)
    lapsing.update(state="lapsed")
