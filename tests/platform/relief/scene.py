"""Cases, members of the joint team and givers, stated with what differs alone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.ledger import actions as ledger
from tayseer.ledger.contract import PaymentResult
from tayseer.relief import actions
from tayseer.relief.contract import Begun

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ON = AT.date()
LATE = AT + timedelta(minutes=16)
COURT = Actor("agency", None, "execution court", agency="courts")
PRISON = Actor("agency", None, "prisons", agency="prisons")
JUSTICE = Actor("officer", 901, "justice", agency="justice", unit="relief", role="clerk")
SECURITY = Actor("officer", 902, "social security", agency="social-security", unit="relief", role="clerk")
SALIM, NOURA = Actor("person", 101, "Salim"), Actor("person", 102, "Noura")
BANK = Actor("agency", None, "payment provider", agency="payment_provider")

FACTS = {
    "kind": "financial",
    "court_ar": "محكمة التنفيذ بالرياض",
    "court_en": "Execution Court in Riyadh",
    "region": "riyadh",
    "sex": "male",
    "age_group": "middle",
    "nationality": "citizen",
    "dependants": 3,
    "reason": "rent",
    "other_cases": 0,
}
_SERIAL = count(1)


def sar(amount: str) -> Decimal:
    return Decimal(amount)


def order(**differs: Any) -> tuple[str, str]:
    """A case as its court sends it; gives its public id and the number of its order."""
    number = differs.pop("order", None) or f"EX-{next(_SERIAL)}"
    amount = sar(differs.pop("amount", "5000.00"))
    at = differs.pop("at", AT)
    code = actions.receive_case(
        actor=COURT, at=at, order=number, court="courts", prison="prisons", amount=amount, facts=FACTS | differs
    )
    return code, number


def listed(**differs: Any) -> tuple[str, str]:
    """A case that the joint team has confirmed."""
    at = differs.get("at", AT)
    code, number = order(**differs)
    actions.confirm_case(actor=JUSTICE, at=at, public_id=code)
    assert actions.confirm_case(actor=SECURITY, at=at, public_id=code)
    return code, number


def begin(code: str, amount: str, *, by: Actor | None = None, at: datetime = AT) -> Begun:
    return actions.contribute(actor=by, at=at, public_id=code, amount=sar(amount))


def pay(begun: Begun, *, at: datetime = AT, reference: str = "", amount: str = "") -> PaymentResult:
    """The bank says that it received the money."""
    number = reference or f"P-{begun.bill}"
    return ledger.record_payment(
        actor=BANK,
        at=at,
        bill_public_id=begun.bill,
        provider_reference=number,
        amount=sar(amount) if amount else begun.amount,
        idempotency=f"bank:{number}",
    )


def give(code: str, amount: str, *, by: Actor | None = None, at: datetime = AT) -> Begun:
    """Begin and pay at once."""
    begun = begin(code, amount, by=by, at=at)
    pay(begun, at=at)
    return begun


def fill_deposit(person: int, amount: str) -> None:
    ledger.top_up(
        actor=SYSTEM,
        at=AT,
        person_id=person,
        provider_reference=f"T-{next(_SERIAL)}",
        amount=sar(amount),
        idempotency=f"t-{next(_SERIAL)}",
    )
