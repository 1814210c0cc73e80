"""Two at once: whoever comes second finds the matter settled, and money is neither lost nor made."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework import actions as casework
from tayseer.casework import queries as cases
from tayseer.casework.contract import NotFound, UnableToAct, UnableToFile
from tayseer.casework.models import Case, Event, Turn
from tayseer.documents.models import IssuedDocument
from tayseer.ledger import actions as ledger
from tayseer.ledger.models import Bill
from tayseer.ledger.queries import balance_of, deposit_of, proof_of_balance
from tayseer.services import service as service_of
from tayseer.services.common.personas import citizen, dependant, resident
from tayseer.services.vehicles.personas import other_citizen as buyer_like
from tayseer.services.vehicles.personas import vehicle
from tests.platform.ledger.cast import fill_deposit
from tests.security.committing import at_once
from tests.security.scene import AT, ON, RENEW, file, officer_at, rename, renewal
from tests.support.stored import store_example

pytestmark = pytest.mark.usefixtures("transactional_db")

SALE = "vehicles/offer-sale"
PRICE = Decimal("4800.00")
ROUNDS = 4
#: What the second of two is told; a deadlock or a broken constraint is none of these.
TOLD = (UnableToAct, UnableToFile, NotFound, ledger.UnableToPay)


def settled(results: list[object]) -> None:
    """Whoever failed was told why in words of the product, and the books balance."""
    assert [result for result in results if isinstance(result, Exception) and not isinstance(result, TOLD)] == []
    assert proof_of_balance().balanced


def kept(results: list[object]) -> list[object]:
    return [result for result in results if not isinstance(result, Exception)]


def ends_of(case: str) -> list[str]:
    """How the case came to an end, each time it did."""
    row = Case.objects.get(public_id=case)
    names = Event.objects.filter(case_id=row.id, name__startswith="case.").values_list("name", flat=True)
    return [name for name in names if name != "case.objected"]


def deposit_in(person: int, amount: str) -> None:
    fill_deposit(Actor("person", person), amount)


def test_one_key_sent_by_six_at_once_files_one_case_with_one_bill() -> None:
    karim, lina = store_example(service_of(RENEW), {"applicant": resident(), "dependant": dependant()})
    assert karim is not None

    results = at_once(*[lambda: file(RENEW, karim, lina, key="the same", quarters="4")] * 6)

    settled(results)
    assert len(set(results)) == 1
    assert Case.objects.count() == Bill.objects.count() == Turn.objects.count() == 1


def test_six_keys_for_the_same_person_and_service_file_one_case() -> None:
    karim, lina = store_example(service_of(RENEW), {"applicant": resident(), "dependant": dependant()})
    assert karim is not None

    results = at_once(
        *[lambda key=key: file(RENEW, karim, lina, key=key, quarters="4") for key in "abcdef"]  # type: ignore[misc]
    )

    settled(results)
    assert len(kept(results)) == 1
    assert Case.objects.count() == Bill.objects.count() == 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_bill_paid_by_card_twice_and_from_the_deposit_twice_is_paid_once(turn: int) -> None:
    karim, _, case = renewal()
    deposit_in(karim, "4800.00")
    me = Actor("person", karim)
    bill = cases.case_for(actor=me, public_id=case).turns[0].bill

    def by_card(reference: str) -> object:
        return ledger.record_payment(
            actor=SYSTEM, at=AT, bill_public_id=bill, provider_reference=reference, amount=PRICE,
            idempotency=f"bank:{reference}",
        )  # fmt: skip

    def from_deposit() -> object:
        return ledger.pay_from_deposit(actor=me, at=AT, bill_public_id=bill)

    results = at_once(lambda: by_card("P-1"), from_deposit, lambda: by_card("P-2"), from_deposit)

    settled(results)
    row = Case.objects.get(public_id=case)
    assert ends_of(case) == ["case.approved"]
    assert Event.objects.filter(case_id=row.id, name="turn.paid").count() == 1
    assert IssuedDocument.objects.filter(case_ref=case).count() <= 1
    # Three payments' worth of money came in, and the fee went out once.
    assert deposit_of(karim).balance == PRICE * 2


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_payment_and_a_withdrawal_at_once_leave_one_outcome_and_all_the_money(turn: int) -> None:
    karim, _, case = renewal()
    me = Actor("person", karim)
    bill = cases.case_for(actor=me, public_id=case).turns[0].bill

    def pay() -> object:
        return ledger.record_payment(
            actor=SYSTEM, at=AT, bill_public_id=bill, provider_reference="P-1", amount=PRICE, idempotency="bank:P-1"
        )

    def withdraw() -> object:
        return casework.withdraw(actor=me, public_id=case, at=AT, on=ON)

    results = at_once(*((pay, withdraw) if turn % 2 else (withdraw, pay)))

    settled(results)
    [end] = ends_of(case)
    back = Decimal("0.00") if end == "case.approved" else PRICE
    assert end in {"case.approved", "case.withdrawn"}
    assert deposit_of(karim).balance == back


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_payment_from_the_deposit_and_a_withdrawal_at_once_leave_one_outcome_and_all_the_money(turn: int) -> None:
    karim, _, case = renewal()
    deposit_in(karim, "4800.00")
    me = Actor("person", karim)
    bill = cases.case_for(actor=me, public_id=case).turns[0].bill

    results = at_once(
        lambda: ledger.pay_from_deposit(actor=me, at=AT, bill_public_id=bill),
        lambda: casework.withdraw(actor=me, public_id=case, at=AT, on=ON),
    )

    settled(results)
    [end] = ends_of(case)
    assert deposit_of(karim).balance == (Decimal("0.00") if end == "case.approved" else PRICE)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_two_officers_who_decide_at_once_make_one_decision(turn: int) -> None:
    _, case, _ = rename()
    officers = [officer_at("civil/names") for _ in range(2)]

    def decide(number: int) -> object:
        account = officers[number]
        assert account.officer is not None
        casework.decide(
            actor=Actor("officer", account.id), officer=account.officer, public_id=case, approve=number == 0,
            reason="the papers", at=AT, on=ON,
        )  # fmt: skip
        return number

    results = at_once(lambda: decide(0), lambda: decide(1))

    settled(results)
    [winner] = kept(results)
    assert ends_of(case) == [["case.approved", "case.refused"][int(str(winner))]]


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_sale_accepted_and_withdrawn_at_once_holds_neither_money_nor_vehicle(turn: int) -> None:
    number = {"buyer_number": "1000000032"}
    noura, car = store_example(
        service_of(SALE), {"applicant": citizen(), "vehicle": vehicle(), "buyer": buyer_like()}, number
    )
    assert noura is not None
    seller = Actor("person", noura)
    case = file(SALE, noura, car, price="45000", **number)
    buyer = Actor("person", cases.case_for(actor=seller, public_id=case).turns[0].person_id)

    results = at_once(
        lambda: casework.answer_turn(actor=buyer, public_id=case, says_yes=True, at=AT, on=ON),
        lambda: casework.withdraw(actor=seller, public_id=case, at=AT, on=ON),
    )

    settled(results)
    assert ends_of(case) == ["case.withdrawn"]
    assert not Turn.objects.filter(closed_at=None).exists()
    assert not Bill.objects.filter(state="open").exists()
    assert balance_of(f"escrow:case:{case}") == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM vehicles_vehicle WHERE id = %s", [car])
        assert cursor.fetchone() == ("clear",)
