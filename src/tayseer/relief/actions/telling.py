"""Tells contributors what came of a case, and opens campaigns."""

from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.kit.text import Text
from tayseer.ledger.contract import money
from tayseer.notices.actions import tell
from tayseer.relief import models
from tayseer.relief.contract import GUEST
from tayseer.relief.numbers import spaced

_TITLES = {
    "covered": Text(ar="اكتمل المبلغ الذي ساهمت فيه", en="The debt you contributed to is paid in full"),
    "closed": Text(ar="عاد إنسان إلى أهله، وكنتَ سببًا", en="A person went home, and you were part of it"),
    "withdrawn": Text(ar="سُحبت حالة ساهمت فيها", en="A case you contributed to was withdrawn"),
}
_BODIES = {
    "covered": Text(
        ar="اكتمل مبلغ الفاتورة \u2066{number}\u2069 ودُفع للمحكمة، وطُلب من السجن الإفراج عن صاحبها.",
        en="Bill {number} was paid in full to the court, and the prison was asked to release the debtor.",
    ),
    "closed": Text(
        ar="أُفرج عن صاحب الفاتورة \u2066{number}\u2069 بعد أن اكتمل مبلغها بمساهمتك ومساهمات غيرك. شكرًا لك.",
        en="The debtor of bill {number} was released, now that you and others have paid the debt. Thank you.",
    ),
    "withdrawn": Text(
        ar="سحبت المحكمة أمرها في الفاتورة \u2066{number}\u2069، فيعود ما دفعته إلى رصيدك كاملًا.",
        en="The court withdrew its order behind bill {number}. All you paid returns to your deposit.",
    ),
}


def tell_news(*, at: datetime, limit: int = 20) -> int:
    """Tell everybody who gave to a case, once each, what came of it; gives how many were told.

    Guests have no inbox: the page of their receipt says it. One transaction for each piece of news.
    """
    told = 0
    for _ in range(limit):
        people = _tell_next(at=at)
        if people is None:
            break
        told += people
    return told


def _tell_next(*, at: datetime) -> int | None:
    """Tell one piece of news and give how many people heard it; `None` when there is none to tell."""
    with transaction.atomic():
        news = (
            models.News.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("case")
            .filter(told_at__isnull=True)
            .order_by("id")
            .first()
        )
        if news is None:
            return None
        gave = models.Contribution.objects.filter(case_id=news.case_id, state__in=("paid", "returned"))
        people = sorted(set(gave.exclude(person_id=GUEST).values_list("person_id", flat=True)))
        number = spaced(news.case.bill_number)
        body = _BODIES[news.kind]
        for person in people:
            tell(
                actor=SYSTEM,
                at=at,
                person_id=person,
                text_title=_TITLES[news.kind],
                text_body=Text(ar=body.ar.format(number=number), en=body.en.format(number=number)),
                link="/relief/mine/",
            )
        news.told_at = at
        news.save(update_fields=["told_at"])
    return len(people)


def open_campaign(
    *,
    actor: Actor,
    at: datetime,
    slug: str,
    name: Text,
    words: Text,
    from_on: date,
    until_on: date,
    goal: Decimal,
) -> None:
    """Open a season with a goal (SAR), from its first day to its last in Riyadh; the same slug changes nothing."""
    with transaction.atomic():
        _, made = models.Campaign.objects.get_or_create(
            slug=slug,
            defaults={
                "name_ar": name.ar,
                "name_en": name.en,
                "words_ar": words.ar,
                "words_en": words.en,
                "from_on": from_on,
                "until_on": until_on,
                "goal_sar": money(goal),
            },
        )
        if made:
            record(actor=actor, action="relief.campaign.opened", at=at, object=f"campaign:{slug}")
    count_campaigns()


def count_campaigns() -> int:
    """Count anew what was given in each season, contribution by contribution; gives how many seasons changed."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT)
        return int(cursor.rowcount)


_COUNT = """
UPDATE relief_campaign season SET given_sar = now.given, contributions = now.contributions, freed = now.freed
FROM (
    SELECT s.id, coalesce(sum(g.counted_sar), 0) AS given, count(g.id) AS contributions,
           count(DISTINCT g.case_id) FILTER (WHERE g.freed_on IS NOT NULL) AS freed
    FROM relief_campaign s LEFT JOIN relief_contribution g
        ON g.public_id IS NOT NULL AND g.state = 'paid' AND g.paid_on BETWEEN s.from_on AND s.until_on
    GROUP BY s.id
) now
WHERE season.id = now.id
  AND (season.given_sar, season.contributions, season.freed)
      IS DISTINCT FROM (now.given, now.contributions, now.freed)
"""
