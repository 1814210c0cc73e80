"""What only shows when transactions really commit: late entries, races, hooks that fail."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from tayseer.ledger import actions, announce, queries
from tayseer.ledger.contract import PaymentResult
from tayseer.ledger.models import Bill as Row
from tests.platform.ledger.cast import FAISAL, RAKAN, SUNDAY, fill_deposit, open_bill, pay, sar

PATIENCE_SECONDS = 20

pytestmark = pytest.mark.usefixtures("transactional_db")


def all_at_once(work: Callable[[int], object], *, threads: int = 8) -> list[object]:
    """Run `work(n)` in that many threads that start together; gives what each returned or raised."""
    results: list[object] = [None] * threads
    gate = threading.Barrier(threads)

    def one(number: int) -> None:
        gate.wait()
        try:
            results[number] = work(number)
        except Exception as reason:  # noqa: BLE001 - the test looks at what was raised
            results[number] = reason
        finally:
            connection.close()

    running = [threading.Thread(target=one, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return results


def until_waiting(waiters: int) -> None:
    """Wait until that many transactions wait for a lock that another one holds."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= waiters:
                return
        assert time.monotonic() < end, "they do not wait"
        time.sleep(0.01)


def test_entries_cannot_be_added_to_a_transfer_of_an_earlier_transaction() -> None:
    fill_deposit(RAKAN, "100.00")
    pair = (
        "INSERT INTO ledger_entry (transfer_id, account_id, slot, amount)"
        " SELECT (SELECT max(id) FROM ledger_transfer), id, 0, CASE kind WHEN 'deposit' THEN 500 ELSE -500 END"
        " FROM ledger_account"
    )

    with pytest.raises(DatabaseError, match="written by an earlier transaction"), transaction.atomic():
        connection.cursor().execute(pair)

    assert queries.deposit_of(101).balance == sar("100.00")


def test_sixteen_copies_of_one_callback_book_the_money_once() -> None:
    bill = open_bill("300.00")

    results = all_at_once(lambda _: pay(bill, reference="P-same"), threads=16)

    assert sorted(result.repeated for result in results) == [False] + [True] * 15
    assert queries.balance_of("agency:passports:fees") == sar("300.00")
    assert queries.proof_of_balance().balanced


def test_two_copies_that_pass_each_other_while_the_bill_is_busy_are_one_payment() -> None:
    bill = open_bill("300.00")
    results: list[PaymentResult] = []

    def copy() -> None:
        try:
            results.append(pay(bill, reference="P-same"))
        finally:
            connection.close()

    copies = [threading.Thread(target=copy) for _ in range(2)]
    with transaction.atomic():
        Row.objects.select_for_update().get(public_id=bill.public_id)
        for thread in copies:
            thread.start()
        until_waiting(2)
    for thread in copies:
        thread.join()

    assert sorted(result.repeated for result in results) == [False, True]
    assert {result.outcome for result in results} == {"paid"}


def test_eight_copies_of_a_message_about_an_unknown_bill_are_one_payment() -> None:
    results = all_at_once(lambda _: pay("aaaaaaaaaaaaaaaa", "120.00", reference="P-lost"))

    assert sorted(result.repeated for result in results) == [False] + [True] * 7
    assert queries.balance_of("suspense:unmatched") == sar("120.00")


def test_eight_different_payments_for_one_bill_pay_it_once_and_deposit_the_rest() -> None:
    bill = open_bill("300.00")

    results = all_at_once(lambda number: pay(bill, reference=f"P-race-{number}"))

    assert sorted(result.outcome for result in results) == ["deposited"] * 7 + ["paid"]
    assert queries.deposit_of(101).balance == sar("2100.00")
    assert queries.proof_of_balance().balanced


def test_a_deposit_that_covers_one_bill_pays_one_of_eight_at_once() -> None:
    fill_deposit(RAKAN, "300.00")
    bills = [open_bill("300.00") for _ in range(8)]

    results = all_at_once(
        lambda number: actions.pay_from_deposit(actor=RAKAN, at=SUNDAY, bill_public_id=bills[number].public_id)
    )

    assert sum(isinstance(result, actions.UnableToPay) for result in results) == 7
    assert queries.deposit_of(101).balance == sar("0.00")
    assert queries.proof_of_balance().balanced


def test_release_and_return_at_the_same_moment_let_the_money_go_one_way_only() -> None:
    pay(open_bill("40000.00", payer=FAISAL, case="sale1", holds=True))

    def part(number: int) -> object:
        if number % 2:
            return actions.release_hold(actor=FAISAL, at=SUNDAY, case="sale1", to_person_id=104)
        return actions.return_hold(actor=FAISAL, at=SUNDAY, case="sale1")

    all_at_once(part)

    seller, buyer = queries.deposit_of(104).balance, queries.deposit_of(103).balance
    assert sorted([seller, buyer]) == [sar("0.00"), sar("40000.00")]
    assert queries.held_for("sale1") == sar("0.00")
    assert queries.proof_of_balance().balanced


def test_one_key_used_by_eight_at_once_opens_one_bill() -> None:
    results = all_at_once(lambda _: open_bill("300.00", idempotency="the same key").public_id)

    assert len(set(results)) == 1


def test_a_hook_that_fails_undoes_the_payment_so_that_the_bank_announces_it_again() -> None:
    bill = open_bill("300.00")

    def broken(*_: object) -> None:
        raise RuntimeError("the case cannot move")

    announce.on_paid(broken)
    try:
        with pytest.raises(RuntimeError, match="the case cannot move"):
            pay(bill, reference="P-1")
    finally:
        announce.forget(broken)
    nothing_booked = queries.proof_of_balance().entries
    again = pay(bill, reference="P-1")

    assert nothing_booked == 0
    assert (again.outcome, again.repeated) == ("paid", False)
