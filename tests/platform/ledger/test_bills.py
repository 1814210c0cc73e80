"""Bills, payments, deposits and refunds, as people meet them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from tayseer.audit.contract import Actor
from tayseer.ledger import actions, announce, queries
from tayseer.ledger.contract import Bill, BillLine
from tests.platform.ledger.cast import (
    BANK,
    CLERK,
    FAISAL,
    HUDA,
    RAKAN,
    SALEM,
    SUNDAY,
    SYSTEM,
    check_at_commit,
    fill_deposit,
    line,
    open_bill,
    pay,
    sar,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> list[Bill]:
    """The bills that a higher app was told of."""
    heard: list[Bill] = []

    def hear(bill: Bill, at: object, actor: Actor) -> None:
        heard.append(bill)

    announce.on_paid(hear)
    yield heard
    announce.forget(hear)


def audited() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT action FROM audit_event ORDER BY recorded_at, id")
        return [row[0] for row in cursor.fetchall()]


def balanced() -> bool:
    check_at_commit()
    return queries.proof_of_balance().balanced


def test_a_bill_says_what_it_is_for_in_both_languages_and_sums_its_lines() -> None:
    bill = open_bill(lines=[line("300.00"), line("500.00", code="urgent")])

    assert bill.amount == sar("800.00")
    assert bill.state == "open"
    assert bill.lines[0].text.ar == "رسم الجواز"
    assert queries.bill_for(actor=RAKAN, public_id=bill.public_id) == bill
    assert audited() == ["ledger.bill.opened"]


def test_the_same_key_opens_the_same_bill_once() -> None:
    first = open_bill("300.00", idempotency="case ab12, first bill")
    second = open_bill("300.00", idempotency="case ab12, first bill")

    assert first == second
    assert audited() == ["ledger.bill.opened"]


def test_the_same_key_with_another_sum_is_refused() -> None:
    open_bill("300.00", idempotency="case ab12, first bill")

    with pytest.raises(actions.UnableToOpenBill, match="with other content"):
        open_bill("301.00", idempotency="case ab12, first bill")


def test_a_bill_of_nothing_never_exists() -> None:
    with pytest.raises(actions.UnableToOpenBill, match="what is free needs no payment"):
        open_bill("0.00")


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        (Decimal("-1.00"), "from 0 up to"),
        (Decimal("0.001"), "finer than one halala"),
        (Decimal("NaN"), "finite Decimal"),
        (Decimal("1e12"), "from 0 up to"),
        (300.0, "finite Decimal"),
    ],
)
def test_what_is_no_money_is_refused(amount: Decimal, refusal: str) -> None:
    with pytest.raises(actions.UnableToOpenBill, match=refusal):
        open_bill(lines=[BillLine(code="fee", ar="رسم", en="Fee", amount=amount, agency="passports")])


def test_the_exact_sum_pays_the_bill_and_reaches_each_agency(told: list[Bill]) -> None:
    bill = open_bill(lines=[line("300.00"), line("650.00", code="levy", agency="labour"), line("0.00", code="late")])

    result = pay(bill)

    assert result.outcome == "paid"
    assert result.bill is not None
    assert (result.bill.state, result.bill.paid_by) == ("paid", "card")
    assert queries.balance_of("agency:passports:fees") == sar("300.00")
    assert queries.balance_of("agency:labour:fees") == sar("650.00")
    assert queries.balance_of("provider:clearing") == sar("-950.00")
    assert told == [result.bill]
    assert balanced()


def test_fines_are_kept_apart_from_fees() -> None:
    pay(open_bill("500.00", purpose="fine", lines=[line("500.00", agency="traffic")]))

    assert queries.balance_of("agency:traffic:fines") == sar("500.00")
    assert queries.balance_of("agency:traffic:fees") == sar("0.00")


def test_the_same_message_twice_is_one_payment(told: list[Bill]) -> None:
    bill = open_bill("300.00")

    first = pay(bill, reference="P-77")
    second = pay(bill, reference="P-77", minutes=50)

    assert (first.repeated, second.repeated) == (False, True)
    assert second.outcome == "paid"
    assert queries.balance_of("agency:passports:fees") == sar("300.00")
    assert len(told) == 1
    assert audited().count("ledger.bill.paid") == 1


def test_a_second_charge_of_a_hasty_payer_lands_on_the_deposit() -> None:
    bill = open_bill("300.00")
    pay(bill, reference="P-1")

    second = pay(bill, reference="P-2")

    assert (second.outcome, second.why) == ("deposited", "bill_paid")
    assert queries.deposit_of(101).balance == sar("300.00")
    assert balanced()


@pytest.mark.parametrize("amount", ["299.99", "300.01", "0.01"])
def test_a_wrong_sum_lands_on_the_deposit_and_the_bill_stays_open(amount: str, told: list[Bill]) -> None:
    bill = open_bill("300.00")

    result = pay(bill, amount)

    assert (result.outcome, result.why) == ("deposited", "wrong_amount")
    assert queries.deposit_of(101).balance == sar(amount)
    assert queries.bill_for(actor=RAKAN, public_id=bill.public_id).state == "open"
    assert told == []
    assert balanced()


def test_money_for_a_cancelled_bill_lands_on_the_deposit() -> None:
    bill = open_bill("300.00")
    actions.cancel_bill(actor=RAKAN, at=SUNDAY, bill_public_id=bill.public_id)

    result = pay(bill)

    assert (result.outcome, result.why) == ("deposited", "bill_cancelled")
    assert queries.deposit_of(101).balance == sar("300.00")


def test_a_late_message_still_pays_a_bill_that_nobody_closed() -> None:
    bill = open_bill("300.00", due_at=SUNDAY + timedelta(minutes=30))

    assert pay(bill, minutes=90).outcome == "paid"


def test_a_message_after_the_bill_expired_lands_on_the_deposit() -> None:
    bill = open_bill("300.00", due_at=SUNDAY + timedelta(minutes=30))
    expired = actions.expire_bills(at=SUNDAY + timedelta(minutes=31))

    result = pay(bill, minutes=90)

    assert [closed.public_id for closed in expired] == [bill.public_id]
    assert (result.outcome, result.why) == ("deposited", "bill_expired")


def test_a_bill_expires_only_after_its_moment() -> None:
    open_bill("300.00", due_at=SUNDAY + timedelta(minutes=30))

    assert actions.expire_bills(at=SUNDAY + timedelta(minutes=30)) == ()


def test_money_for_an_unknown_bill_waits_in_suspense_and_is_not_lost() -> None:
    result = pay("aaaaaaaaaaaaaaaa", "120.00", reference="P-lost")
    again = pay("aaaaaaaaaaaaaaaa", "120.00", reference="P-lost")

    assert (result.outcome, result.bill) == ("unmatched", None)
    assert again.repeated
    assert queries.balance_of("suspense:unmatched") == sar("120.00")
    assert balanced()


@pytest.mark.parametrize("amount", ["299.00", "0.01"])
def test_a_bank_that_contradicts_itself_is_refused(amount: str) -> None:
    bill = open_bill("300.00")
    pay(bill, reference="P-1")

    with pytest.raises(actions.UnableToRecordPayment, match="contradicts P-1"):
        pay(bill, amount, reference="P-1")


def test_one_reference_for_two_bills_is_refused() -> None:
    pay(open_bill("300.00"), reference="P-1")

    with pytest.raises(actions.UnableToRecordPayment, match="contradicts P-1"):
        pay(open_bill("300.00"), reference="P-1")


def test_foreign_money_is_refused() -> None:
    bill = open_bill("300.00")

    with pytest.raises(actions.UnableToRecordPayment, match="not a sum in SAR"):
        actions.record_payment(
            actor=BANK,
            at=SUNDAY,
            bill_public_id=bill.public_id,
            provider_reference="P-1",
            amount=sar("300.00"),
            idempotency="k",
            currency="USD",
        )


def test_a_covered_bill_is_paid_from_the_deposit(told: list[Bill]) -> None:
    fill_deposit(RAKAN, "350.00")
    bill = open_bill("300.00")

    paid = actions.pay_from_deposit(actor=RAKAN, at=SUNDAY, bill_public_id=bill.public_id)
    again = actions.pay_from_deposit(actor=RAKAN, at=SUNDAY, bill_public_id=bill.public_id)

    assert (paid.state, paid.paid_by) == ("paid", "deposit")
    assert again == paid
    assert told == [paid]
    assert queries.deposit_of(101).balance == sar("50.00")
    assert balanced()


def test_a_short_deposit_is_told_how_much_is_missing_and_keeps_all() -> None:
    fill_deposit(RAKAN, "299.99")
    bill = open_bill("300.00")

    with pytest.raises(actions.UnableToPay, match=r"300.00 SAR is needed and 299.99 SAR is on deposit.*add 0.01 SAR"):
        actions.pay_from_deposit(actor=RAKAN, at=SUNDAY, bill_public_id=bill.public_id)

    assert queries.deposit_of(101).balance == sar("299.99")


@pytest.mark.parametrize("stranger", [HUDA, CLERK, Actor("person", None, "nobody")])
def test_a_stranger_cannot_spend_another_ones_deposit_nor_learn_of_the_bill(stranger: Actor) -> None:
    fill_deposit(RAKAN, "350.00")
    bill = open_bill("300.00")

    with pytest.raises(actions.UnableToFindBill) as refused:
        actions.pay_from_deposit(actor=stranger, at=SUNDAY, bill_public_id=bill.public_id)
    with pytest.raises(actions.UnableToFindBill) as unknown:
        actions.pay_from_deposit(actor=stranger, at=SUNDAY, bill_public_id="a" * 16)

    assert str(refused.value).replace(bill.public_id, "") == str(unknown.value).replace("a" * 16, "")
    assert queries.bill_for(actor=stranger, public_id=bill.public_id) is None
    assert queries.bills_of(actor=stranger) == ()
    assert queries.deposit_of(101).balance == sar("350.00")


def test_who_acts_for_the_payer_sees_and_pays_the_bill() -> None:
    deputy = Actor("person", 150, "Majed the deputy", on_behalf_of=101)
    fill_deposit(RAKAN, "300.00")
    bill = open_bill("300.00")

    paid = actions.pay_from_deposit(actor=deputy, at=SUNDAY, bill_public_id=bill.public_id)

    assert paid.state == "paid"
    assert queries.bill_for(actor=deputy, public_id=bill.public_id) == paid


def test_a_paid_bill_is_refunded_not_cancelled() -> None:
    bill = open_bill("300.00")
    pay(bill)

    with pytest.raises(actions.UnableToCancelBill, match="Refund it"):
        actions.cancel_bill(actor=CLERK, at=SUNDAY, bill_public_id=bill.public_id)


def test_cancelling_twice_is_cancelling_once() -> None:
    bill = open_bill("300.00")

    first = actions.cancel_bill(actor=RAKAN, at=SUNDAY, bill_public_id=bill.public_id)
    second = actions.cancel_bill(actor=RAKAN, at=SUNDAY + timedelta(days=1), bill_public_id=bill.public_id)

    assert first == second
    assert audited() == ["ledger.bill.opened", "ledger.bill.cancelled"]


def test_a_withdrawn_case_cancels_its_open_bills_and_leaves_paid_ones() -> None:
    paid, waiting = open_bill("100.00", case="ab12"), open_bill("50.00", case="ab12")
    pay(paid)

    closed = actions.cancel_bills_of_case(actor=RAKAN, at=SUNDAY, case="ab12")

    assert [bill.public_id for bill in closed] == [waiting.public_id]
    assert [bill.state for bill in queries.bills_of_case(case="ab12")] == ["paid", "cancelled"]


def test_a_refund_comes_from_the_agencies_in_the_order_of_the_lines() -> None:
    bill = open_bill(lines=[line("300.00"), line("100.00", agency="labour")])
    pay(bill)

    actions.refund_to_deposit(
        actor=CLERK, at=SUNDAY, bill_public_id=bill.public_id, amount=sar("350.00"), idempotency="first"
    )
    actions.refund_to_deposit(actor=CLERK, at=SUNDAY, bill_public_id=bill.public_id, idempotency="rest")

    assert queries.deposit_of(101).balance == sar("400.00")
    assert queries.balance_of("agency:passports:fees") == sar("0.00")
    assert queries.balance_of("agency:labour:fees") == sar("0.00")
    assert queries.bill_for(actor=RAKAN, public_id=bill.public_id).refunded == sar("400.00")
    assert balanced()


def test_a_refund_with_the_same_key_is_given_once() -> None:
    bill = open_bill("300.00")
    pay(bill)

    first = actions.refund_to_deposit(
        actor=CLERK, at=SUNDAY, bill_public_id=bill.public_id, amount=sar("100.00"), idempotency="k"
    )
    second = actions.refund_to_deposit(
        actor=CLERK, at=SUNDAY, bill_public_id=bill.public_id, amount=sar("100.00"), idempotency="k"
    )

    assert first == second
    assert queries.deposit_of(101).balance == sar("100.00")


def test_no_more_is_refunded_than_was_paid() -> None:
    bill = open_bill("300.00")
    pay(bill)

    with pytest.raises(actions.UnableToRefund, match=r"300.00 SAR of it is left"):
        actions.refund_to_deposit(
            actor=CLERK, at=SUNDAY, bill_public_id=bill.public_id, amount=sar("300.01"), idempotency="k"
        )


def test_an_unpaid_bill_is_not_refunded() -> None:
    bill = open_bill("300.00")

    with pytest.raises(actions.UnableToRefund, match="it is open"):
        actions.refund_to_deposit(actor=CLERK, at=SUNDAY, bill_public_id=bill.public_id, idempotency="k")


def test_a_top_up_paid_by_card_lands_on_the_deposit() -> None:
    bill = actions.open_top_up(actor=HUDA, at=SUNDAY, person_id=102, amount=sar("75.50"), idempotency="k")

    pay(bill)

    assert queries.deposit_of(102).balance == sar("75.50")
    assert balanced()


def test_a_price_is_held_until_the_sale_is_confirmed_and_then_paid_to_the_seller_less_the_fees() -> None:
    pay(open_bill("40000.00", payer=FAISAL, case="sale1", holds=True))
    held = queries.held_for("sale1")
    fees = [line("150.00", agency="traffic"), line("230.00", agency="platform")]

    receipt = actions.release_hold(actor=FAISAL, at=SUNDAY, case="sale1", to_person_id=104, fees=fees)
    again = actions.release_hold(actor=FAISAL, at=SUNDAY, case="sale1", to_person_id=104, fees=fees)

    assert held == sar("40000.00")
    assert receipt == again
    assert receipt.amount == sar("40000.00")
    assert queries.deposit_of(104).balance == sar("39620.00")
    assert queries.balance_of("agency:traffic:fees") == sar("150.00")
    assert queries.held_for("sale1") == sar("0.00")
    assert queries.bills_of(actor=FAISAL)[0].held == "released"
    assert balanced()


def test_a_cancelled_sale_returns_the_full_price_to_the_buyer() -> None:
    pay(open_bill("40000.00", payer=FAISAL, case="sale1", holds=True))

    receipts = actions.return_hold(actor=SALEM, at=SUNDAY, case="sale1")
    again = actions.return_hold(actor=SALEM, at=SUNDAY, case="sale1")

    assert [receipt.amount for receipt in receipts] == [sar("40000.00")]
    assert again == receipts
    assert queries.deposit_of(103).balance == sar("40000.00")
    with pytest.raises(actions.UnableToReleaseHold, match="Nothing is held"):
        actions.release_hold(actor=FAISAL, at=SUNDAY, case="sale1", to_person_id=104)
    assert balanced()


def test_a_released_price_is_not_returned() -> None:
    pay(open_bill("40000.00", payer=FAISAL, case="sale1", holds=True))
    actions.release_hold(actor=FAISAL, at=SUNDAY, case="sale1", to_person_id=104)

    with pytest.raises(actions.UnableToReturnHold, match="it was released"):
        actions.return_hold(actor=SALEM, at=SUNDAY, case="sale1")


def test_a_sale_cancelled_before_payment_sends_late_money_back_to_the_buyer() -> None:
    bill = open_bill("40000.00", payer=FAISAL, case="sale1", holds=True)

    returned = actions.return_hold(actor=SALEM, at=SUNDAY, case="sale1")
    late = pay(bill)

    assert returned == ()
    assert (late.outcome, late.why) == ("deposited", "bill_cancelled")
    assert queries.deposit_of(103).balance == sar("40000.00")


def test_fees_above_what_is_held_release_nothing() -> None:
    pay(open_bill("100.00", payer=FAISAL, case="sale1", holds=True))

    with pytest.raises(actions.UnableToReleaseHold, match=r"less than the fees of 380.00 SAR"):
        actions.release_hold(actor=FAISAL, at=SUNDAY, case="sale1", to_person_id=104, fees=[line("380.00")])

    assert queries.held_for("sale1") == sar("100.00")


def test_held_money_is_not_refunded_past_the_case() -> None:
    bill = open_bill("100.00", payer=FAISAL, case="sale1", holds=True)
    pay(bill)

    with pytest.raises(actions.UnableToRefund, match="for a hold"):
        actions.refund_to_deposit(actor=CLERK, at=SUNDAY, bill_public_id=bill.public_id, idempotency="k")


def test_money_is_held_for_a_case_or_not_at_all() -> None:
    with pytest.raises(actions.UnableToOpenBill, match="this bill names none"):
        open_bill("100.00", holds=True)


def test_a_statement_shows_what_came_and_went_newest_first_page_by_page() -> None:
    fill_deposit(RAKAN, "400.00")
    from_deposit = open_bill("300.00")
    actions.pay_from_deposit(actor=RAKAN, at=SUNDAY, bill_public_id=from_deposit.public_id)
    by_card = open_bill("60.00")
    pay(by_card)
    pay(open_bill("999.00", payer=HUDA))

    whole = queries.statement(actor=RAKAN)
    first = queries.statement(actor=RAKAN, limit=2)
    second = queries.statement(actor=RAKAN, limit=2, before=first[-1].number)

    assert [(row.amount, row.by) for row in whole] == [
        (sar("-60.00"), "card"),
        (sar("-300.00"), "deposit"),
        (sar("400.00"), "deposit"),
    ]
    assert first + second == whole


def test_anyone_may_check_a_bill_by_its_number_and_learns_no_name() -> None:
    bill = open_bill("300.00")

    found = queries.check_bill(public_id=bill.public_id)

    assert (found.state, found.amount, found.remaining, found.agencies) == (
        "open",
        sar("300.00"),
        sar("300.00"),
        ("passports",),
    )
    assert not hasattr(found, "person_id")
    assert queries.check_bill(public_id="b" * 16) is None


def test_bills_are_listed_newest_first_by_state_and_page() -> None:
    oldest, middle, newest = open_bill("1.00"), open_bill("2.00"), open_bill("3.00")
    pay(middle)

    still_open = queries.bills_of(actor=RAKAN, state="open")
    after_newest = queries.bills_of(actor=RAKAN, before=newest.public_id)

    assert [bill.public_id for bill in still_open] == [newest.public_id, oldest.public_id]
    assert [bill.public_id for bill in after_newest] == [middle.public_id, oldest.public_id]
    assert len(queries.bills_of(actor=SYSTEM)) == 3


def test_a_hold_is_audited_for_the_buyer_and_for_the_seller() -> None:
    pay(open_bill("100.00", payer=FAISAL, case="sale1", holds=True))

    actions.release_hold(actor=FAISAL, at=SUNDAY, case="sale1", to_person_id=104)

    assert audited() == ["ledger.bill.opened", "ledger.bill.paid", "ledger.hold.released", "ledger.hold.received"]
