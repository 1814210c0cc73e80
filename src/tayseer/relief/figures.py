"""The published figures, campaigns, and the proof that they agree with the ledger to the halala."""

from datetime import date
from decimal import Decimal

from django.db import connection

from tayseer.kit.text import Text
from tayseer.ledger.queries import balance_of
from tayseer.relief import models
from tayseer.relief.contract import (
    COSTS,
    PAID_OUT,
    RECEIVED,
    CampaignProgress,
    Disagreement,
    Figures,
    Headline,
    RegionFigures,
    allotted_of,
    held_of,
)

_CASES = """
SELECT region, count(*) FILTER (WHERE state = 'listed'), count(*) FILTER (WHERE state = 'covered'),
       count(*) FILTER (WHERE state = 'closed'), coalesce(sum(paid_sar), 0),
       coalesce(sum(paid_sar) FILTER (WHERE state = 'listed'), 0)
FROM relief_debtor_case WHERE public_id IS NOT NULL AND state IN ('listed', 'covered', 'closed')
GROUP BY region ORDER BY coalesce(sum(paid_sar), 0) DESC, region
"""
_HEADLINE = """
SELECT count(*) FILTER (WHERE state = 'closed'), count(*) FILTER (WHERE state = 'listed'), coalesce(sum(paid_sar), 0)
FROM relief_debtor_case WHERE public_id IS NOT NULL AND state IN ('listed', 'covered', 'closed')
"""
_MONEY = "SELECT coalesce(sum(to_return - returned), 0), coalesce(sum(returned), 0) FROM relief_handling"
_CONTRIBUTIONS = "SELECT count(*) FROM relief_contribution WHERE public_id IS NOT NULL AND state = 'paid'"


def headline() -> Headline:
    """What the list says above itself, from the cases alone: people freed and waiting, and what was given (SAR)."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADLINE)
        freed, waiting, given = cursor.fetchone()
    return Headline(freed=freed, waiting=waiting, given=given)


def figures() -> Figures:
    """What came in, is held, was paid out and what it cost, with the people waiting and freed; all SAR."""
    with connection.cursor() as cursor:
        cursor.execute(_CASES)
        rows = cursor.fetchall()
        cursor.execute(_MONEY)
        returning, returned = cursor.fetchone()
        cursor.execute(_CONTRIBUTIONS)
        (contributions,) = cursor.fetchone()
    given = sum((row[4] for row in rows), Decimal("0.00"))
    held = sum((row[5] for row in rows), Decimal("0.00"))
    return Figures(
        given=given,
        held=held,
        paid_out=given - held,
        returning=Decimal(returning),
        returned=Decimal(returned),
        fees=-balance_of(COSTS),
        waiting=sum(row[1] for row in rows),
        covered=sum(row[2] for row in rows),
        freed=sum(row[3] for row in rows),
        contributions=contributions,
        regions=tuple(RegionFigures(region=row[0], waiting=row[1], freed=row[3], given=row[4]) for row in rows),
    )


def disagreements() -> tuple[Disagreement, ...]:
    """Compare the programme's rows with the ledger, account by account; empty when they agree, as they always must.

    Reads every case that ever received money: for jobs and audits, never for a page.
    """
    now = figures()
    expected = {PAID_OUT: now.paid_out, RECEIVED: now.given + now.returning}
    for code, state, paid in models.DebtorCase.objects.filter(public_id__isnull=False).values_list(
        "public_id", "state", "paid_sar"
    ):
        expected[held_of(code)] = paid if state == "listed" else Decimal(0)
        expected[allotted_of(code)] = -paid
    found = [Disagreement(where=code, programme=sum_, ledger=balance_of(code)) for code, sum_ in expected.items()]
    return tuple(one for one in found if one.programme != one.ledger)


def campaigns(*, on: date) -> tuple[CampaignProgress, ...]:
    """Every campaign that has begun by a day in Riyadh, the newest first, with what was given so far."""
    rows = models.Campaign.objects.filter(from_on__lte=on).order_by("-from_on", "-id")
    return tuple(_progress(row) for row in rows)


def campaign(*, slug: str, on: date) -> CampaignProgress | None:
    """A campaign that has begun by a day in Riyadh, or `None`."""
    row = models.Campaign.objects.filter(slug=slug, from_on__lte=on).first()
    return None if row is None else _progress(row)


def _progress(row: models.Campaign) -> CampaignProgress:
    return CampaignProgress(
        slug=row.slug,
        name=Text(ar=row.name_ar, en=row.name_en),
        words=Text(ar=row.words_ar, en=row.words_en),
        from_on=row.from_on,
        until_on=row.until_on,
        goal=row.goal_sar,
        given=row.given_sar,
        contributions=row.contributions,
        freed=row.freed,
    )
