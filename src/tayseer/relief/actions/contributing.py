"""Begins a contribution: its sum is kept by one conditional UPDATE, its bill is opened, and its time runs."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.identity.ids import new_public_id
from tayseer.kit.formats import RIYADH
from tayseer.kit.text import Text
from tayseer.ledger.actions import open_bill
from tayseer.ledger.contract import BillLine, UnableToUseAmount, money
from tayseer.relief import models
from tayseer.relief.contract import AGENCY, GUEST, Begun
from tayseer.relief.numbers import spaced
from tayseer.relief.ranking import law_on

# The bank's page may answer long after the sum is no longer kept; until then the bill still finds its case.
BILL_LIVES = timedelta(days=1)


class UnableToContribute(Exception):
    """The sum cannot go towards the case; `text` says why and what to do, `room` is the most that can (SAR)."""

    def __init__(self, text: Text, *, room: Decimal = Decimal(0)) -> None:
        super().__init__(text.en)
        self.text, self.room = text, room


def contribute(*, actor: Actor | None, at: datetime, public_id: str, amount: Decimal) -> Begun:
    """Keep `amount` (SAR) of a case for somebody and open the bill for it; a guest comes as `None`.

    The sum is kept for the minutes that law sets (FUR-7); a payment that arrives later takes what room is then left,
    and the rest goes back. Out: the contribution's opaque code, which is also the way to its receipt, and its bill.
    Raises `UnableToContribute`.
    """
    on = at.astimezone(RIYADH).date()
    person = GUEST if actor is None or actor.kind != "person" or actor.id is None else actor.id
    doer = SYSTEM if person == GUEST or actor is None else actor
    wanted = _sum_of(amount, least=law_on("least_contribution", on))
    until = at + timedelta(minutes=law_on("reservation_minutes", on))
    with transaction.atomic():
        # One statement decides: however many come at once, what is paid and kept never exceeds the debt.
        kept = models.DebtorCase.objects.filter(
            public_id=public_id, state="listed", amount_sar__gte=F("paid_sar") + F("reserved_sar") + wanted
        ).update(reserved_sar=F("reserved_sar") + wanted)
        if not kept:
            raise _refusal(public_id)
        row = models.DebtorCase.objects.get(public_id=public_id)
        code = new_public_id() + new_public_id()
        bill = open_bill(
            actor=doer,
            at=at,
            person_id=person,
            case="",
            lines=[_line(row.bill_number, wanted)],
            due_at=at + BILL_LIVES,
            idempotency=f"relief:{code}",
        )
        given = models.Contribution.objects.create(
            public_id=code, person_id=person, case_id=row.pk, amount_sar=wanted, state="reserved"
        )
        models.Handling.objects.create(contribution=given, bill_ref=bill.public_id, begun_at=at, reserved_until=until)
        record(
            actor=doer,
            action="relief.contribution.begun",
            at=at,
            subject=person or None,
            object=f"relief:{public_id}",
        )
    return Begun(public_id=code, bill=bill.public_id, amount=wanted, until=until)


def lapse_reservations(*, at: datetime, limit: int = 200) -> int:
    """Let go of sums whose time is over, so that others can give them; gives how many. Safe in several workers."""
    due = models.Handling.objects.filter(reserved_until__lt=at).order_by("reserved_until")
    return sum(_lapse(number, at=at) for number in due.values_list("contribution_id", flat=True)[:limit])


def _lapse(number: int, *, at: datetime) -> int:
    with transaction.atomic():
        given = models.Contribution.objects.get(pk=number)
        # The case first, as everywhere: a payment that arrives now waits, and then finds the sum let go.
        case = models.DebtorCase.objects.select_for_update().get(pk=given.case_id)
        lapsed = models.Contribution.objects.filter(pk=number, state="reserved").update(state="lapsed")
        models.Handling.objects.filter(contribution_id=number).update(reserved_until=None)
        if lapsed:
            models.DebtorCase.objects.filter(pk=case.pk).update(reserved_sar=F("reserved_sar") - given.amount_sar)
            record(
                actor=SYSTEM,
                action="relief.contribution.lapsed",
                at=at,
                subject=given.person_id or None,
                object=f"relief:{case.public_id}",
            )
    return lapsed


def _line(number: str, amount: Decimal) -> BillLine:
    return BillLine(
        code="relief",
        ar=f"مساهمة في تفريج كربة، الفاتورة \u2066{spaced(number)}\u2069",
        en=f"Contribution to Free a debtor, bill {spaced(number)}",
        amount=amount,
        agency=AGENCY,
    )


def _sum_of(amount: Decimal, *, least: Decimal) -> Decimal:
    try:
        wanted = money(amount)
    except UnableToUseAmount:
        wanted = Decimal(0)
    if wanted < least:
        raise UnableToContribute(
            Text(
                ar=f"أقل مساهمة \u2066{least:,.0f}\u2069 ريال. اكتب مبلغًا بالأرقام، مثل \u206650\u2069.",
                en=f"The least contribution is {least:,.0f} SAR. Enter a sum in digits, such as 50.",
            )
        )
    return wanted


def _refusal(public_id: str) -> UnableToContribute:
    """Why the case took nothing: unknown, not open, or too little is left (FUR-7)."""
    row = models.DebtorCase.objects.filter(public_id=public_id).exclude(state="received").first()
    if row is None:
        return UnableToContribute(
            Text(ar="لا توجد حالة بهذا العنوان. لا تدفع شيئًا.", en="There is no such case. Pay nothing.")
        )
    if row.state == "withdrawn":
        return UnableToContribute(
            Text(
                ar="سحبت المحكمة هذه الحالة، فلا تُقبل فيها مساهمة. اختر غيرها.",
                en="The court withdrew this case, so it takes no contributions. Choose another.",
            )
        )
    if row.state != "listed":
        day = f"{row.covered_on:%Y-%m-%d}"
        return UnableToContribute(
            Text(
                ar=f"اكتمل مبلغ هذه الحالة في \u2066{day}\u2069. اختر غيرها.",
                en=f"This case was paid in full on {day}. Choose another.",
            )
        )
    left, room = row.amount_sar - row.paid_sar, row.amount_sar - row.paid_sar - row.reserved_sar
    if not row.reserved_sar:
        return UnableToContribute(
            Text(
                ar=f"بقي \u2066{left:,.2f}\u2069 ريال. ادفع هذا المبلغ على الأكثر.",
                en=f"{left:,.2f} SAR is left. Pay at most this amount.",
            ),
            room=room,
        )
    if not room:
        return UnableToContribute(
            Text(
                ar="الباقي من هذه الحالة يدفعه غيرك الآن. عد بعد ربع ساعة، أو اختر غيرها.",
                en="Others are paying all that is left of this case now. Come back in a quarter of an hour, or choose"
                " another.",
            )
        )
    return UnableToContribute(
        Text(
            ar=f"بقي \u2066{left:,.2f}\u2069 ريال، يدفع غيرك بعضها الآن. ادفع \u2066{room:,.2f}\u2069 على الأكثر.",
            en=f"{left:,.2f} SAR is left, and others are paying part of it now. Pay at most {room:,.2f}.",
        ),
        room=room,
    )
