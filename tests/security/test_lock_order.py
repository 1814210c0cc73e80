"""What touches a case and its money at the same moment waits in one order: nothing is broken off, nothing is lost."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connection, transaction

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework import actions as casework
from tayseer.casework import queries as cases
from tayseer.casework.models import Case, Event, Turn
from tayseer.casework.work import Work
from tayseer.ledger import actions as ledger
from tayseer.ledger import transfers
from tayseer.ledger.models import Bill
from tayseer.ledger.queries import balance_of, deposit_of, proof_of_balance
from tayseer.services import service as service_of
from tayseer.services.common.personas import citizen
from tayseer.services.vehicles.personas import other_citizen as buyer_like
from tayseer.services.vehicles.personas import vehicle
from tests.platform.ledger.cast import fill_deposit, line
from tests.security.committing import at_once
from tests.security.scene import AT, ON, file, officer_at, rename, renewal
from tests.security.test_races import TOLD, ends_of
from tests.support.processes import eventually
from tests.support.stored import store_example

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

pytestmark = pytest.mark.usefixtures("transactional_db")

SALE = "vehicles/offer-sale"
BUYER_NUMBER = {"buyer_number": "1000000032"}
FEE = Decimal("4800.00")
ROUNDS = 6
PAUSES_AT_MOST_SECONDS = 20
LATER = timedelta(days=40)


def in_order(results: list[object]) -> None:
    """Nobody was broken off by the database; whoever failed was told why in words of the product."""
    assert [one for one in results if isinstance(one, OperationalError)] == []
    assert [one for one in results if isinstance(one, Exception) and not isinstance(one, TOLD)] == []
    assert proof_of_balance().balanced


def by_card(bill: str, amount: Decimal, reference: str = "P-1") -> object:
    return ledger.record_payment(
        actor=SYSTEM, at=AT, bill_public_id=bill, provider_reference=reference, amount=amount,
        idempotency=f"bank:{reference}",
    )  # fmt: skip


def bill_of(actor: Actor, case: str) -> str:
    return cases.case_for(actor=actor, public_id=case).turns[0].bill


def turns_of(case: str) -> QuerySet[Turn]:
    return Turn.objects.filter(case_id=Case.objects.get(public_id=case).id)


def waiting() -> int:
    """How many connections of this database wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


@pytest.fixture
def sale() -> tuple[Actor, Actor, str, int]:
    """Noura offers her car: the seller, the buyer, the case, and the car."""
    noura, car = store_example(
        service_of(SALE), {"applicant": citizen(), "vehicle": vehicle(), "buyer": buyer_like()}, BUYER_NUMBER
    )
    assert noura is not None
    assert car is not None
    seller = Actor("person", noura)
    case = file(SALE, noura, car, price="45000", **BUYER_NUMBER)
    buyer = Actor("person", cases.case_for(actor=seller, public_id=case).turns[0].person_id)
    return seller, buyer, case, car


def test_a_bill_opened_while_a_withdrawal_waits_is_paid_without_a_ring(
    sale: tuple[Actor, Actor, str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The withdrawal comes for the case before the bill is there, and for the bill when its payment is under way."""
    seller, buyer, case, car = sale
    withdrawing, opened = threading.local(), threading.Event()
    resume = Work.resume.__func__  # type: ignore[attr-defined]

    def pausing(cls: type[Work], **given: object) -> Work:
        if getattr(withdrawing, "now", False):
            eventually(lambda: waiting() == 1, what="the payment waiting", within=PAUSES_AT_MOST_SECONDS)
        return resume(cls, **given)  # type: ignore[no-any-return]

    monkeypatch.setattr(Work, "resume", classmethod(pausing))

    def accept() -> object:
        with transaction.atomic():
            casework.answer_turn(actor=buyer, public_id=case, says_yes=True, at=AT, on=ON)
            opened.set()
            eventually(lambda: waiting() == 1, what="the withdrawal waiting", within=PAUSES_AT_MOST_SECONDS)
        return "accepted"

    def withdraw() -> object:
        withdrawing.now = opened.wait(PAUSES_AT_MOST_SECONDS)
        return casework.withdraw(actor=seller, public_id=case, at=AT, on=ON)

    def pay() -> object:
        eventually(Bill.objects.filter(case_ref=case).exists, what="the bill", within=PAUSES_AT_MOST_SECONDS)
        return by_card(Bill.objects.get(case_ref=case).public_id, Decimal("45000.00"))

    results = at_once(accept, withdraw, pay)

    in_order(results)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert ends_of(case) == ["case.withdrawn"]
    assert not Bill.objects.filter(state="open").exists()
    assert balance_of(f"escrow:case:{case}") == 0
    assert deposit_of(int(buyer.id or 0)).balance == Decimal("45000.00")
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM vehicles_vehicle WHERE id = %s", [car])
        assert cursor.fetchone() == ("clear",)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_payments_a_withdrawal_the_clock_and_another_filing_at_once_leave_one_end_and_all_the_money(turn: int) -> None:
    karim, lina, case = renewal()
    me = Actor("person", karim)
    fill_deposit(me, str(FEE))
    bill, clock = bill_of(me, case), turns_of(case).get().id
    works: list[Callable[[], object]] = [
        lambda: by_card(bill, FEE, "P-1"),
        lambda: casework.withdraw(actor=me, public_id=case, at=AT, on=ON),
        lambda: ledger.pay_from_deposit(actor=me, at=AT, bill_public_id=bill),
        lambda: casework.run_out(turn_id=clock, at=AT + LATER, on=ON + LATER),
        lambda: ledger.expire_bills(at=AT + LATER),
        lambda: file("residency/replace-iqama-lost", karim, lina, key="another"),
        lambda: by_card(bill, FEE, "P-2"),
    ]

    results = at_once(*works[turn:], *works[:turn])

    in_order(results)
    [end] = ends_of(case)
    # Three sums of the fee came in; an approval keeps one of them, every other end gives all back.
    kept = FEE if end == "case.approved" else Decimal("0.00")
    assert end in {"case.approved", "case.withdrawn", "case.lapsed"}
    assert deposit_of(karim).balance == FEE * 3 - kept
    assert Bill.objects.get(public_id=bill).state != "open"
    assert not turns_of(case).filter(closed_at=None).exists()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_correction_a_withdrawal_and_the_clock_at_once_leave_one_of_them(turn: int) -> None:
    salim, case, _ = rename()
    me, officer = Actor("person", salim), officer_at("civil/names")
    assert officer.officer is not None
    casework.return_for_correction(
        actor=Actor("officer", officer.id), officer=officer.officer, public_id=case, reason="the spelling",
        questions=("first_name_en",), at=AT, on=ON,
    )  # fmt: skip
    clock = turns_of(case).get(closed_at=None).id
    works: list[Callable[[], object]] = [
        lambda: casework.correct(actor=me, public_id=case, answers={"first_name_en": "Salim"}, at=AT, on=ON),
        lambda: casework.withdraw(actor=me, public_id=case, at=AT, on=ON),
        lambda: casework.run_out(turn_id=clock, at=AT + LATER, on=ON + LATER),
        lambda: casework.correct(actor=me, public_id=case, answers={"first_name_en": "Saalim"}, at=AT, on=ON),
    ]

    results = at_once(*works[turn % 4 :], *works[: turn % 4])

    in_order(results)
    row = Case.objects.get(public_id=case)
    corrected = Event.objects.filter(case_id=row.id, name="turn.corrected").count()
    assert corrected <= 1
    assert len(ends_of(case)) <= 1
    assert ends_of(case) or (row.state == "open" and corrected == 1)
    # What was corrected is kept whole, whoever came after.
    assert row.answers["first_name_en"] in ({"Salim", "Saalim"} if corrected else {"Saleem"})


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_money_that_comes_and_goes_over_one_deposit_and_one_agency_never_waits_in_a_ring(
    turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every account has one row here, so that what is otherwise one meeting in many is each meeting."""
    monkeypatch.setattr(transfers, "BUSY_SLOTS", 1)
    payer, earlier = Actor("person", 901), Actor("person", 902)
    # The agency's account is there before the deposit, so that a refund alone would come to the deposit last.
    by_card(_bills(earlier, "first", 1)[0], Decimal("100.00"), "first")
    fill_deposit(payer, "3000.00")
    paid, asked, wrong = (_bills(payer, name, count) for name, count in (("a", 15), ("b", 10), ("c", 5)))
    for bill in paid:
        ledger.pay_from_deposit(actor=payer, at=AT, bill_public_id=bill)

    def refund(bills: list[str]) -> object:
        return [
            ledger.refund_to_deposit(actor=SYSTEM, at=AT, bill_public_id=bill, idempotency="back") for bill in bills
        ]

    def pay(bills: list[str]) -> object:
        return [ledger.pay_from_deposit(actor=payer, at=AT, bill_public_id=bill) for bill in bills]

    results = at_once(
        lambda: refund(paid[:5]),
        lambda: pay(asked[:5]),
        lambda: refund(paid[5:10]),
        lambda: pay(asked[5:]),
        lambda: refund(paid[10:]),
        lambda: [by_card(bill, Decimal("90.00"), f"a wrong sum for {bill}") for bill in wrong],
    )

    in_order(results)
    assert [result for result in results if isinstance(result, Exception)] == []
    # 3000 came in; fifteen fees left and came back, ten more left, and five wrong sums were kept.
    assert deposit_of(901).balance == Decimal("2450.00")


def _bills(payer: Actor, name: str, how_many: int) -> list[str]:
    return [
        ledger.open_bill(
            actor=payer, at=AT, person_id=int(payer.id or 0), case="", lines=[line("100.00")],
            idempotency=f"{name}:{place}",
        ).public_id
        for place in range(how_many)
    ]  # fmt: skip
