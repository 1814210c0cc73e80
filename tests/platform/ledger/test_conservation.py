"""Whatever people, the bank and the clerks do in whatever order, no halala appears or disappears."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from tayseer.audit.contract import Actor
from tayseer.ledger import actions, queries
from tayseer.ledger.contract import Bill
from tests.platform.ledger.cast import (
    CLERK,
    FAISAL,
    HUDA,
    RAKAN,
    SALEM,
    SUNDAY,
    check_at_commit,
    fill_deposit,
    line,
    open_bill,
    pay,
)

AMOUNTS = st.integers(min_value=1, max_value=100_000).map(lambda halalas: Decimal(halalas) / 100)
PEOPLE = st.sampled_from([RAKAN, HUDA, FAISAL, SALEM])
CASES = st.sampled_from(["sale1", "sale2"])
ZERO = Decimal("0.00")


class Books(RuleBasedStateMachine):
    """A second, naive ledger kept in dictionaries, compared with the real one after every step."""

    bills = Bundle("bills")
    payments = Bundle("payments")

    def __init__(self) -> None:
        super().__init__()
        self.came = ZERO
        self.deposits: dict[int, Decimal] = {}
        self.held: dict[str, Decimal] = {}
        self.state: dict[str, str] = {}
        self.asked: dict[str, Bill] = {}
        self.refunded: dict[str, Decimal] = {}
        self.numbers = 0
        self.block = transaction.atomic()

    @initialize()
    def begin(self) -> None:
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def add(self, person: int | None, amount: Decimal) -> None:
        self.deposits[person or 0] = self.deposits.get(person or 0, ZERO) + amount

    @rule(target=bills, payer=PEOPLE, amount=AMOUNTS, second=AMOUNTS)
    def ask_a_fee(self, payer: Actor, amount: Decimal, second: Decimal) -> Bill:
        bill = open_bill(payer=payer, case="fee1", lines=[line(str(amount)), line(str(second), agency="labour")])
        return self.remember(bill)

    @rule(target=bills, payer=PEOPLE, amount=AMOUNTS, case=CASES)
    def ask_a_price_to_hold(self, payer: Actor, amount: Decimal, case: str) -> Bill:
        return self.remember(open_bill(str(amount), payer=payer, case=case, holds=True))

    def remember(self, bill: Bill) -> Bill:
        self.state[bill.public_id] = "open"
        self.asked[bill.public_id] = bill
        return bill

    @rule(target=payments, bill=bills, off=st.sampled_from(["0.00", "0.00", "0.00", "0.01", "5.00"]))
    def pay_by_card(self, bill: Bill, off: str) -> Any:
        self.numbers += 1
        reference, amount = f"P-{self.numbers}", bill.amount + Decimal(off)
        result = pay(bill, str(amount), reference=reference)
        self.came += amount
        if self.state[bill.public_id] == "open" and off == "0.00":
            assert result.outcome == "paid"
            self.settle(bill)
        else:
            assert result.outcome == "deposited"
            self.add(bill.person_id, amount)
        return multiple((bill, amount, reference))

    def settle(self, bill: Bill) -> None:
        self.state[bill.public_id] = "paid"
        if bill.purpose == "hold":
            self.state[bill.public_id] = "held"
            self.held[bill.case] = self.held.get(bill.case, ZERO) + bill.amount

    @rule(payment=payments)
    def the_bank_repeats_itself(self, payment: tuple[Bill, Decimal, str]) -> None:
        bill, amount, reference = payment
        assert pay(bill, str(amount), reference=reference).repeated

    @rule(payment=payments)
    def the_bank_contradicts_itself(self, payment: tuple[Bill, Decimal, str]) -> None:
        bill, amount, reference = payment
        with pytest.raises(actions.UnableToRecordPayment):
            pay(bill, str(amount + 1), reference=reference)

    @rule(person=PEOPLE, amount=AMOUNTS)
    def top_up(self, person: Actor, amount: Decimal) -> None:
        fill_deposit(person, str(amount))
        self.came += amount
        self.add(person.id, amount)

    @rule(bill=bills)
    def pay_from_deposit(self, bill: Bill) -> None:
        payer = next(person for person in (RAKAN, HUDA, FAISAL, SALEM) if person.id == bill.person_id)
        state, enough = self.state[bill.public_id], self.deposits.get(bill.person_id, ZERO) >= bill.amount
        if (state == "open" and not enough) or state == "cancelled":
            with pytest.raises(actions.UnableToPay):
                actions.pay_from_deposit(actor=payer, at=SUNDAY, bill_public_id=bill.public_id)
            return
        actions.pay_from_deposit(actor=payer, at=SUNDAY, bill_public_id=bill.public_id)
        if state == "open":
            self.add(bill.person_id, -bill.amount)
            self.settle(bill)

    @rule(bill=bills)
    def cancel(self, bill: Bill) -> None:
        if self.state[bill.public_id] in {"open", "cancelled"}:
            actions.cancel_bill(actor=CLERK, at=SUNDAY, bill_public_id=bill.public_id)
            self.state[bill.public_id] = "cancelled"
        else:
            with pytest.raises(actions.UnableToCancelBill):
                actions.cancel_bill(actor=CLERK, at=SUNDAY, bill_public_id=bill.public_id)

    @rule(bill=bills, amount=AMOUNTS)
    def refund(self, bill: Bill, amount: Decimal) -> None:
        self.numbers += 1
        left = bill.amount - self.refunded.get(bill.public_id, ZERO)
        arguments = {"bill_public_id": bill.public_id, "amount": amount, "idempotency": str(self.numbers)}
        if self.state[bill.public_id] != "paid" or amount > left:
            with pytest.raises(actions.UnableToRefund):
                actions.refund_to_deposit(actor=CLERK, at=SUNDAY, **arguments)
            return
        actions.refund_to_deposit(actor=CLERK, at=SUNDAY, **arguments)
        self.refunded[bill.public_id] = bill.amount - left + amount
        self.add(bill.person_id, amount)

    @rule(case=CASES, seller=PEOPLE, fee=AMOUNTS)
    def release(self, case: str, seller: Actor, fee: Decimal) -> None:
        held = self.held.get(case, ZERO)
        arguments = {"case": case, "to_person_id": seller.id, "fees": [line(str(fee), agency="traffic")]}
        if held == 0 and "released" in self.of_case(case):
            actions.release_hold(actor=FAISAL, at=SUNDAY, **arguments)
            return
        if fee > held:
            with pytest.raises(actions.UnableToReleaseHold):
                actions.release_hold(actor=FAISAL, at=SUNDAY, **arguments)
            return
        actions.release_hold(actor=FAISAL, at=SUNDAY, **arguments)
        self.add(seller.id, held - fee)
        self.let_go(case, "released")

    @rule(case=CASES)
    def give_back(self, case: str) -> None:
        states = self.of_case(case)
        if "held" not in states and (not states or "released" in states):
            with pytest.raises(actions.UnableToReturnHold):
                actions.return_hold(actor=FAISAL, at=SUNDAY, case=case)
            return
        actions.return_hold(actor=FAISAL, at=SUNDAY, case=case)
        for bill in self.asked.values():
            if bill.case == case and self.state[bill.public_id] == "held":
                self.add(bill.person_id, bill.amount)
        self.let_go(case, "returned")

    def of_case(self, case: str) -> set[str]:
        return {self.state[bill.public_id] for bill in self.asked.values() if bill.case == case}

    def let_go(self, case: str, state: str) -> None:
        self.held[case] = ZERO
        for bill in self.asked.values():
            if bill.case == case and self.state[bill.public_id] in {"held", "open"}:
                self.state[bill.public_id] = state if self.state[bill.public_id] == "held" else "cancelled"

    @invariant()
    def the_real_books_agree_with_the_naive_ones(self) -> None:
        check_at_commit()
        proof = queries.proof_of_balance()
        assert proof.balanced, proof
        assert queries.balance_of("provider:clearing") == -self.came
        for person in (RAKAN, HUDA, FAISAL, SALEM):
            assert queries.deposit_of(person.id or 0).balance == self.deposits.get(person.id or 0, ZERO)
        for case in ("sale1", "sale2"):
            assert queries.held_for(case) == self.held.get(case, ZERO)


@pytest.mark.django_db
def test_money_is_conserved_whatever_happens_in_whatever_order() -> None:
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

    assert connection.savepoint_ids == []
