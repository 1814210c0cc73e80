"""Every read of the programme that a page shows; a person's contributions are found only from that person."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from tayseer.audit.contract import Actor
from tayseer.kit.text import Text
from tayseer.relief import models
from tayseer.relief.contract import GUEST, GivenContribution, OwedSum, PublicCase
from tayseer.relief.numbers import read_bill_number

MOST = 60
#: What is public of a case: received ones are nobody's business yet.
PUBLIC_STATES = ("listed", "covered", "closed", "withdrawn")

_CASE = (
    "c.public_id, c.bill_number, c.state, c.amount_sar, c.paid_sar, c.reserved_sar, c.region, c.sex, c.age_group,"
    " c.nationality, c.dependants, c.reason, c.court_ar, c.court_en, c.points, c.listed_on, c.covered_on, c.closed_on"
)
_CASE_COLUMNS = 18


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What narrows the list; empty means all. `least` and `most` bound what is left of the debt (SAR)."""

    region: str = ""
    sex: str = ""
    age_group: str = ""
    nationality: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    dependants: int = 0


def listed_cases(*, filters: Filters, limit: int = 20, after: str = "") -> tuple[PublicCase, ...]:
    """The listed cases, those with most points first (FUR-5), at most `limit`; `after` is the last code of a page."""
    conditions, values = _narrowed(filters)
    if after:
        conditions.append(
            "(c.points, -c.id) < (SELECT points, -id FROM relief_debtor_case WHERE public_id = %(after)s::text)"
        )
        values["after"] = after
    where = " AND ".join(["c.state = 'listed'", *conditions])
    values["limit"] = max(1, min(limit, MOST))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_CASE} FROM relief_debtor_case c WHERE {where} ORDER BY c.points DESC, c.id LIMIT %(limit)s",  # noqa: S608 - constants
            values,
        )
        return tuple(_case(row) for row in cursor.fetchall())


def count_listed(*, filters: Filters) -> int:
    """How many listed cases the filters leave."""
    conditions, values = _narrowed(filters)
    where = " AND ".join(["c.state = 'listed'", *conditions])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM relief_debtor_case c WHERE {where}", values)  # noqa: S608 - constants
        found: int = cursor.fetchone()[0]
    return found


def case(*, public_id: str) -> PublicCase | None:
    """A public case with the number of its contributions, or `None`."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_CASE}, (SELECT count(*) FROM relief_contribution g WHERE g.case_id = c.id"  # noqa: S608 - constants
            " AND g.state = 'paid') FROM relief_debtor_case c"
            " WHERE c.public_id = %s::text AND c.state = ANY(%s::text[])",
            [public_id, list(PUBLIC_STATES)],
        )
        row = cursor.fetchone()
    return None if row is None else _case(row)


def case_by_bill(*, number: str) -> PublicCase | None:
    """The public case of a bill number as somebody typed it, or `None`: then nothing is to be paid (FUR-10)."""
    digits = read_bill_number(number)
    if not digits:
        return None
    row = models.DebtorCase.objects.filter(bill_number=digits, state__in=PUBLIC_STATES).values("public_id").first()
    return None if row is None else case(public_id=row["public_id"])


def receipt(*, public_id: str, actor: Actor | None) -> GivenContribution | None:
    """A contribution by its opaque code, which is a guest's only key; a person's is shown to that person alone."""
    row = models.Contribution.objects.filter(public_id=public_id).first()
    if row is None or not _may_see(row, actor):
        return None
    handling = models.Handling.objects.get(contribution=row)
    return _contribution(row, handling, _cases([row.case_id])[row.case_id], owed=_owed(row.pk))


def is_somebodys(*, public_id: str) -> bool:
    """Whether the contribution was made by somebody signed in, who must sign in again to see it."""
    return models.Contribution.objects.filter(public_id=public_id).exclude(person_id=GUEST).exists()


def contributions_of(*, actor: Actor, limit: int = 20, before: str = "") -> tuple[GivenContribution, ...]:
    """The actor's own contributions that were paid or wait for it, newest first; `before` is the last code above."""
    if actor.kind != "person" or actor.id is None:
        return ()
    rows = models.Contribution.objects.filter(person_id=actor.id)
    if before:
        rows = rows.filter(id__lt=rows.filter(public_id=before).values("id")[:1])
    found = list(rows.order_by("-id")[: max(1, min(limit, MOST))])
    handled = {one.contribution_id: one for one in models.Handling.objects.filter(contribution__in=found)}
    about = _cases(sorted({row.case_id for row in found}))
    return tuple(_contribution(row, handled[row.pk], about[row.case_id]) for row in found)


def owed(*, reference: str) -> OwedSum | None:
    """What is owed under a reference, or `None`."""
    row = models.Owed.objects.filter(reference=reference).first()
    return None if row is None else _owed_sum(row)


def releases_requested_before(*, moment: Any) -> tuple[str, ...]:
    """The orders whose release was asked for before a moment (UTC) and not confirmed; for those who follow up."""
    rows = models.Order.objects.filter(covered_at__lt=moment, closed_at__isnull=True).order_by("covered_at")
    return tuple(rows.values_list("number", flat=True)[:MOST])


def known_order(*, number: str) -> bool:
    """Whether a court sent a case of this enforcement order already."""
    return models.Order.objects.filter(number=number).exists()


def order_of(*, public_id: str) -> str:
    """The enforcement order behind a case, for officers and agencies; empty when there is no such case."""
    return models.Order.objects.filter(case__public_id=public_id).values_list("number", flat=True).first() or ""


def _narrowed(filters: Filters) -> tuple[list[str], dict[str, Any]]:
    conditions, values = [], dict[str, Any]()
    for name in ("region", "sex", "age_group", "nationality"):
        if getattr(filters, name):
            conditions.append(f"c.{name} = %({name})s::text")
            values[name] = getattr(filters, name)
    for name, sign in (("least", ">="), ("most", "<=")):
        if getattr(filters, name) is not None:
            conditions.append(f"c.amount_sar - c.paid_sar {sign} %({name})s::numeric")
            values[name] = getattr(filters, name)
    if filters.dependants:
        conditions.append("c.dependants >= %(dependants)s::int")
        values["dependants"] = filters.dependants
    return conditions, values


def _case(row: Sequence[Any]) -> PublicCase:
    return PublicCase(
        public_id=row[0],
        bill_number=row[1],
        state=row[2],
        amount=row[3],
        paid=row[4],
        reserved=row[5],
        region=row[6],
        sex=row[7] or "",
        age_group=row[8] or "",
        nationality=row[9] or "",
        dependants=row[10] or 0,
        reason=row[11] or "",
        court=Text(ar=row[12] or "", en=row[13] or ""),
        points=row[14] or 0,
        listed_on=row[15],
        covered_on=row[16],
        closed_on=row[17],
        contributors=row[18] if len(row) > _CASE_COLUMNS else 0,
    )


def _may_see(row: Any, actor: Actor | None) -> bool:
    if row.person_id == GUEST:
        return True
    return actor is not None and actor.kind == "person" and actor.id == row.person_id


def _cases(ids: Sequence[int]) -> dict[int, PublicCase]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_CASE}, c.id FROM relief_debtor_case c WHERE c.id = ANY(%s::bigint[])",  # noqa: S608 - constants
            [list(ids)],
        )
        return {row[-1]: _case(row[:-1]) for row in cursor.fetchall()}


def _contribution(
    row: Any, handling: models.Handling, about: PublicCase, *, owed: tuple[OwedSum, ...] = ()
) -> GivenContribution:
    return GivenContribution(
        public_id=row.public_id,
        person_id=row.person_id,
        bill=handling.bill_ref,
        amount=row.amount_sar,
        state=row.state,
        begun_at=handling.begun_at,
        case=about,
        counted=row.counted_sar or Decimal("0.00"),
        to_return=handling.to_return,
        returned=handling.returned,
        kept_until=handling.reserved_until,
        paid_at=handling.paid_at,
        owed=owed,
    )


def _owed(contribution: int) -> tuple[OwedSum, ...]:
    return tuple(_owed_sum(row) for row in models.Owed.objects.filter(contribution_id=contribution).order_by("id"))


def _owed_sum(row: models.Owed) -> OwedSum:
    return OwedSum(reference=row.reference, amount=row.amount_sar, state=row.state, since=row.since)
