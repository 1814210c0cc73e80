"""The database itself keeps the books: what no code of ours does is tried here in SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from tayseer.ledger import queries
from tests.platform.ledger.cast import FAISAL, RAKAN, check_at_commit, fill_deposit, guards_off, open_bill, pay, sar

pytestmark = pytest.mark.django_db

TRANSFER = (
    "INSERT INTO ledger_transfer (at, reason, case_ref, bill_ref, idempotency, actor_kind)"
    " VALUES (now(), 'ledger.test', '', '', 'by hand', 'system') RETURNING id"
)


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def ask(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def account(code: str) -> int:
    return ask("SELECT id FROM ledger_account WHERE code = %s", code)


def add_entry(transfer: int, code: str, amount: str) -> None:
    run(
        "INSERT INTO ledger_entry (transfer_id, account_id, slot, amount) VALUES (%s, %s, 0, %s)",
        transfer,
        account(code),
        amount,
    )


def test_a_transfer_that_does_not_sum_to_zero_is_refused_at_commit() -> None:
    fill_deposit(RAKAN, "100.00")
    transfer = ask(TRANSFER)
    add_entry(transfer, "person:101:deposit", "10.00")
    add_entry(transfer, "provider:clearing", "-9.99")

    with pytest.raises(DatabaseError, match=r"does not balance: 2 entries sum to 0\.01"):
        check_at_commit()


def test_a_transfer_without_entries_is_refused_at_commit() -> None:
    ask(TRANSFER)

    with pytest.raises(DatabaseError, match="does not balance: 0 entries"):
        check_at_commit()


def test_an_entry_of_nothing_is_refused() -> None:
    fill_deposit(RAKAN, "100.00")

    with pytest.raises(DatabaseError, match="ledger_entry_not_zero"), transaction.atomic():
        add_entry(ask(TRANSFER), "person:101:deposit", "0.00")


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE ledger_transfer SET reason = 'ledger.other'",
        "DELETE FROM ledger_transfer",
        "TRUNCATE ledger_transfer CASCADE",
        "UPDATE ledger_entry SET amount = amount * 2",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "UPDATE ledger_account SET code = 'person:999:deposit'",
        "DELETE FROM ledger_account",
        "UPDATE ledger_payment SET amount = 1",
        "DELETE FROM ledger_payment",
        "TRUNCATE ledger_payment",
        "DELETE FROM ledger_balance",
        "TRUNCATE ledger_balance",
        "DELETE FROM ledger_bill",
        "TRUNCATE ledger_bill",
    ],
)
def test_what_was_written_is_neither_changed_nor_removed(attempt: str) -> None:
    pay(open_bill())
    check_at_commit()

    with pytest.raises(DatabaseError, match="append-only"):
        run(attempt)


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE ledger_balance SET amount = amount + 1000000",
        "UPDATE ledger_balance SET guarded = false",
        "INSERT INTO ledger_balance (account_id, slot, guarded, amount) SELECT id, 40, false, 5 FROM ledger_account",
    ],
)
def test_a_balance_is_never_written_by_hand(attempt: str) -> None:
    fill_deposit(RAKAN, "100.00")

    with pytest.raises(DatabaseError, match="A balance follows from entries"):
        run(attempt)


def test_a_deposit_never_goes_below_zero() -> None:
    fill_deposit(RAKAN, "100.00")

    with pytest.raises(DatabaseError, match="ledger_balance_never_negative"), transaction.atomic():
        add_entry(ask(TRANSFER), "person:101:deposit", "-100.01")


def test_an_escrow_never_goes_below_zero() -> None:
    pay(open_bill("40000.00", payer=FAISAL, case="sale1", holds=True))

    with pytest.raises(DatabaseError, match="ledger_balance_never_negative"), transaction.atomic():
        add_entry(ask(TRANSFER), "escrow:case:sale1", "-40000.01")


def test_a_deposit_cannot_be_spread_over_slots_to_escape_the_check() -> None:
    with pytest.raises(DatabaseError, match="ledger_account_guarded_has_one_slot"):
        run("INSERT INTO ledger_account (code, kind, slots) VALUES ('person:9:deposit', 'deposit', 2)")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("amount = 1", "never changes"),
        ("person_id = 103", "never changes"),
        ("lines = '[]'", "never changes"),
        ("state = 'open', closed_at = NULL, paid_by = ''", "a closed bill stays closed"),
        ("state = 'cancelled', paid_by = ''", "a closed bill stays closed"),
        ("refunded = 300.01", "ledger_bill_refunded"),
    ],
)
def test_a_bill_only_goes_forward(change: str, refusal: str) -> None:
    pay(open_bill("300.00"))

    with pytest.raises(DatabaseError, match=refusal):
        run(f"UPDATE ledger_bill SET {change}")


def test_a_bill_of_nothing_is_refused_by_the_table_too() -> None:
    with pytest.raises(DatabaseError, match="ledger_bill_amount_positive"):
        run(
            "INSERT INTO ledger_bill (public_id, person_id, case_ref, purpose, lines, amount, state, opened_at,"
            " paid_by, held, refunded, idempotency) VALUES ('x', 1, '', 'fee', '[]', 0, 'open', now(), '', '', 0, 'x')"
        )


def test_two_payments_never_settle_one_bill() -> None:
    bill = open_bill()
    pay(bill, reference="P-first")
    other = ask("SELECT transfer_id FROM ledger_payment")

    with pytest.raises(DatabaseError, match=r"ledger_payment_one_settles_a_bill|transfer_id"):
        run(
            "INSERT INTO ledger_payment (provider_reference, idempotency, bill_ref, amount, received_at, outcome, why,"
            " transfer_id) VALUES ('P-second', 'k', %s, 300, now(), 'paid', '', %s)",
            bill.public_id,
            other,
        )


def test_the_proof_finds_a_balance_that_was_forged_behind_the_guards() -> None:
    fill_deposit(RAKAN, "100.00")
    before = queries.proof_of_balance()

    with guards_off():
        run("UPDATE ledger_balance SET amount = amount + 50 WHERE account_id = %s", account("person:101:deposit"))
    after = queries.proof_of_balance()

    assert before.balanced
    assert not after.balanced
    assert [(found.kind, found.where, found.expected, found.found) for found in after.differences] == [
        ("balance", "person:101:deposit/0", sar("100.00"), sar("150.00"))
    ]


def test_the_proof_finds_a_bill_marked_paid_without_money() -> None:
    bill = open_bill("300.00")

    run("UPDATE ledger_bill SET state = 'paid', closed_at = now(), paid_by = 'card'")
    proof = queries.proof_of_balance()

    assert [(found.kind, found.where) for found in proof.differences] == [("paid bill", bill.public_id)]
