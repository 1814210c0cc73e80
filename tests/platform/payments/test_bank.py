"""The made-up bank's own books: they survive a fall, and a payer who presses twice pays once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tayseer.demo.payment_provider.bank import Bank, UnableToOpenSession
from tayseer.demo.payment_provider.journal import Journal, UnableToReadJournal

NOON = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
WANTED = {
    "bill": "abcdefghijklmnop",
    "amount": "300.00",
    "currency": "SAR",
    "return_url": "http://127.0.0.1:8000/ar/bills/abcdefghijklmnop/return/",
    "lang": "ar",
    "ar": "رسم الجواز",
    "en": "Passport fee",
}


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


def open_bank(folder: Path, clock: Hands | None = None) -> Bank:
    return Bank(journal=Journal(folder / "journal.jsonl"), now=clock or Hands())


def test_paying_receives_the_sum_once_and_owes_one_message(tmp_path: Path) -> None:
    bank = open_bank(tmp_path)
    session = bank.open_session(WANTED)

    bank.decide(session.number, "pay")
    bank.decide(session.number, "pay")

    assert [str(payment.amount) for payment in bank.payments.values()] == ["300.00"]
    assert [message.content["event"] for message in bank.due()] == ["payment.received"]


def test_declining_receives_nothing_and_says_so(tmp_path: Path) -> None:
    bank = open_bank(tmp_path)
    session = bank.open_session(WANTED)

    bank.decide(session.number, "decline")

    assert bank.payments == {}
    assert [message.content["event"] for message in bank.due()] == ["payment.declined"]


def test_paying_twice_receives_two_payments_with_two_references(tmp_path: Path) -> None:
    bank = open_bank(tmp_path)
    session = bank.open_session(WANTED)

    bank.decide(session.number, "pay_twice")

    assert len(bank.payments) == 2
    assert len({message.content["reference"] for message in bank.due()}) == 2


def test_telling_twice_owes_two_messages_about_one_payment(tmp_path: Path) -> None:
    bank = open_bank(tmp_path)
    session = bank.open_session(WANTED)

    bank.decide(session.number, "tell_twice")

    assert len(bank.payments) == 1
    assert len(bank.due()) == 2


def test_a_late_message_waits_for_its_time(tmp_path: Path) -> None:
    clock = Hands()
    bank = open_bank(tmp_path, clock)
    session = bank.open_session(WANTED)

    bank.decide(session.number, "pay_late")
    before = bank.due()
    clock.at += timedelta(seconds=30)

    assert before == []
    assert len(bank.due()) == 1


def test_after_a_fall_the_bank_knows_everything_and_still_owes_its_messages(tmp_path: Path) -> None:
    bank = open_bank(tmp_path)
    told, untold = bank.open_session(WANTED), bank.open_session(WANTED)
    bank.decide(told.number, "pay")
    bank.delivered(bank.due()[0].number)
    bank.decide(untold.number, "pay")
    bank.remember("platform-1", "n" * 20, NOON, lasting=True)

    again = open_bank(tmp_path)

    assert again.sessions == bank.sessions
    assert again.payments == bank.payments
    assert [message.content["session"] for message in again.due()] == [untold.number]
    assert not again.remember("platform-1", "n" * 20, NOON, lasting=True)


def test_half_a_line_at_the_end_never_happened(tmp_path: Path) -> None:
    bank = open_bank(tmp_path)
    session = bank.open_session(WANTED)
    with (tmp_path / "journal.jsonl").open("a") as file:
        file.write('[{"is":"session.answered","session":"')

    again = open_bank(tmp_path)
    again.decide(session.number, "pay")

    assert open_bank(tmp_path).session(session.number).state == "paid"


def test_a_damaged_line_in_the_middle_stops_the_bank(tmp_path: Path) -> None:
    open_bank(tmp_path).open_session(WANTED)
    with (tmp_path / "journal.jsonl").open("a") as file:
        file.write("rubbish\n")

    with pytest.raises(UnableToReadJournal, match="damaged at line 2"):
        open_bank(tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "0"},
        {"amount": "-5"},
        {"amount": "1.005"},
        {"amount": "NaN"},
        {"amount": "plenty"},
        {"currency": "USD"},
        {"lang": "fr"},
        {"return_url": "javascript:alert(1)"},
    ],
)
def test_a_visit_that_makes_no_sense_is_not_opened(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(UnableToOpenSession):
        open_bank(tmp_path).open_session(WANTED | wrong)
