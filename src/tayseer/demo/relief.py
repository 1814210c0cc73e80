"""Sixty cases of Free a debtor, made by the programme's own actions, and a prison that answers by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.kit.formats import RIYADH
from tayseer.kit.text import Text
from tayseer.ledger import actions as ledger
from tayseer.ledger.settling import BANK
from tayseer.relief import actions, queries
from tayseer.site import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Only one process at a time makes the cases; the number is this file's own.
_LOCK = 7_206_002

HOW_MANY = 60
COURT = Actor("agency", None, "execution court", agency="courts")
PRISON = Actor("agency", None, "prisons", agency="prisons")
TEAM = (
    Actor("officer", 0, "justice", agency="justice", unit="relief", role="clerk"),
    Actor("officer", 0, "social security", agency="social-security", unit="relief", role="clerk"),
)
#: How long the made-up prison takes between the request and the release.
PRISON_TAKES = timedelta(seconds=60)
#: Of the sixty: the first went home, the next are covered and wait for the prison, the last wait with a little left.
FREED, COVERED, NEARLY = 9, 2, 4

_COURTS = {
    "riyadh": ("محكمة التنفيذ بالرياض", "Execution Court in Riyadh"),
    "makkah": ("محكمة التنفيذ بجدة", "Execution Court in Jeddah"),
    "madinah": ("محكمة التنفيذ بالمدينة المنورة", "Execution Court in Madinah"),
    "qassim": ("محكمة التنفيذ ببريدة", "Execution Court in Buraydah"),
    "eastern": ("محكمة التنفيذ بالدمام", "Execution Court in Dammam"),
    "asir": ("محكمة التنفيذ بأبها", "Execution Court in Abha"),
    "tabuk": ("محكمة التنفيذ بتبوك", "Execution Court in Tabuk"),
    "hail": ("محكمة التنفيذ بحائل", "Execution Court in Hail"),
    "jazan": ("محكمة التنفيذ بجازان", "Execution Court in Jazan"),
    "najran": ("محكمة التنفيذ بنجران", "Execution Court in Najran"),
}
_REASONS = ("rent", "loan", "guarantee", "treatment", "trade", "accident")
_SUMS = ("1850", "3200", "4750", "6400", "9100", "12500", "17800", "24300", "38600", "62000", "95000")


def ensure(*, at: datetime) -> None:
    """Make the cases that are missing; those that are there stay as life has changed them. ``at`` is UTC.

    One transaction, made by one process at a time. Contributions of guests are paid through the ledger, so that the
    figures of the programme agree with its books from the first day.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if not queries.known_order(number=_order(1)):
            _make_all(at=at)


def _make_all(*, at: datetime) -> None:
    chance = Random(19)
    for place in range(1, HOW_MANY + 1):
        _make(place, chance, at=at)
    on = at.astimezone(RIYADH).date()
    actions.rank_cases(on=on)
    actions.open_campaign(
        actor=SYSTEM,
        at=at,
        slug="families",
        name=Text(ar="أهلهم ينتظرونهم", en="Their families are waiting"),
        words=Text(
            ar="ثلاثون يومًا لنعيد إلى البيوت من غيّبهم عنها دين. كل مساهمة في هذه الأيام تُحسب في الهدف.",
            en="Thirty days to bring home those whom a debt keeps away. Everything given in them counts.",
        ),
        from_on=on - timedelta(days=9),
        until_on=on + timedelta(days=20),
        goal=Decimal("900000.00"),
    )


def prison_answers() -> int:
    """Confirm the releases asked for a minute ago or more; gives how many. In a demonstration alone."""
    if not settings.TAYSEER_DEMO:
        return 0
    at = clock.now()
    waiting: Sequence[str] = queries.releases_requested_before(moment=at - PRISON_TAKES)
    for order in waiting:
        actions.confirm_release(actor=PRISON, at=at, order=order)
    return len(waiting)


def _order(place: int) -> str:
    return f"DEMO-EX-{place:04d}"


def _make(place: int, chance: Random, *, at: datetime) -> None:
    region = chance.choices(list(_COURTS), weights=[9, 9, 3, 3, 6, 3, 2, 2, 2, 1])[0]
    court = _COURTS[region]
    listed_at = at - timedelta(days=chance.randint(12, 300))
    amount = Decimal(chance.choice(_SUMS)) + Decimal(chance.randint(0, 999))
    code = actions.receive_case(
        actor=COURT,
        at=listed_at - timedelta(days=3),
        order=_order(place),
        court="courts",
        prison="prisons",
        amount=amount,
        facts={
            "kind": "financial",
            "court_ar": court[0],
            "court_en": court[1],
            "region": region,
            "sex": chance.choices(("male", "female"), weights=(4, 1))[0],
            "age_group": chance.choices(("young", "middle", "older", "elder"), weights=(2, 5, 3, 2))[0],
            "nationality": chance.choices(("citizen", "resident"), weights=(3, 2))[0],
            "dependants": chance.choices(range(9), weights=(2, 2, 3, 4, 4, 3, 2, 1, 1))[0],
            "reason": chance.choice(_REASONS),
            "other_cases": 0,
        },
    )
    for number, member in enumerate(TEAM, start=1):
        actions.confirm_case(
            actor=Actor("officer", number, member.name, agency=member.agency, unit=member.unit, role=member.role),
            at=listed_at,
            public_id=code,
        )
    paid_at = at - timedelta(days=chance.randint(1, 9), hours=chance.randint(0, 8))
    for part in _parts(place, amount, chance):
        _give(code, part, at=paid_at)
    if place <= FREED:
        actions.confirm_release(actor=PRISON, at=paid_at + timedelta(hours=20), order=_order(place))


def _parts(place: int, amount: Decimal, chance: Random) -> list[Decimal]:
    """What guests gave to a case so far."""
    if place <= FREED + COVERED:
        first = Decimal(chance.randint(100, int(amount) - 1))
        return [first, amount - first]
    if place > HOW_MANY - NEARLY:
        return [amount - chance.choice((25, 60, 140, 320))]
    share = chance.choice((0, 0, 0, 5, 12, 30, 45, 70, 88))
    given = Decimal(int(amount) * share // 100)
    return [given] if given else []


def _give(code: str, amount: Decimal, *, at: datetime) -> None:
    begun = actions.contribute(actor=None, at=at, public_id=code, amount=amount)
    reference = f"DEMO-{begun.bill}"
    ledger.record_payment(
        actor=BANK,
        at=at,
        bill_public_id=begun.bill,
        provider_reference=reference,
        amount=amount,
        idempotency=f"bank:{reference}",
    )
