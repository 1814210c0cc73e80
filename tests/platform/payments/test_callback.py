"""The platform's ear for the bank: what it believes, what it refuses, and that it asks back."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from tayseer.demo.payment_provider.bank import Choice
from tayseer.exchange import signing
from tayseer.ledger import actions, jobs, queries
from tayseer.ledger.contract import Bill
from tayseer.ledger.models import CardSession
from tayseer.ledger.provider import provider
from tayseer.site import clock
from tests.platform.ledger.cast import HUDA, RAKAN, open_bill, sar
from tests.platform.payments.conftest import RunningBank

pytestmark = pytest.mark.django_db


def visit(bank: RunningBank, bill: Bill, choice: Choice) -> list[bytes]:
    """Rakan goes to the bank's page and presses a button; gives the messages the bank then owes."""
    began = provider().begin(bill=bill, return_url="http://testserver/ar/bills/x/return/", lang="ar")
    actions.begin_card_payment(
        actor=RAKAN, at=clock.now(), bill_public_id=bill.public_id, provider_session=began.session
    )
    bank.bank.decide(began.session, choice)
    return [json.dumps(message.content).encode() for message in bank.bank.due() if _of(message, began.session)]


def _of(message: Any, session: str) -> bool:
    return message.content["session"] == session


def tell(client: Client, bank: RunningBank, body: bytes, **others: Any) -> HttpResponse:
    headers = others.pop("headers", None) or bank.headers(body, **others)
    return client.post("/payments/callback", body, content_type="application/json", headers=headers)


def state_of(bill: Bill) -> str:
    found = queries.bill_for(actor=RAKAN, public_id=bill.public_id)
    assert found is not None
    return found.state


def test_the_banks_word_pays_the_bill(client: Client, bank: RunningBank) -> None:
    bill = open_bill("300.00")
    [message] = visit(bank, bill, "pay")

    answer = tell(client, bank, message)

    assert (answer.status_code, answer.json()["outcome"]) == (200, "paid")
    assert state_of(bill) == "paid"
    assert queries.last_card_answer(bill_public_id=bill.public_id) == "paid"


def test_a_message_told_twice_is_booked_once_and_thanked_twice(client: Client, bank: RunningBank) -> None:
    bill = open_bill("300.00")
    messages = visit(bank, bill, "tell_twice")

    answers = [tell(client, bank, message) for message in messages]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.json()["repeated"] for answer in answers] == ["no", "yes"]
    assert queries.balance_of("agency:passports:fees") == sar("300.00")


def test_a_double_charge_lands_on_the_deposit(client: Client, bank: RunningBank) -> None:
    bill = open_bill("300.00")
    messages = visit(bank, bill, "pay_twice")

    outcomes = [tell(client, bank, message).json()["outcome"] for message in messages]

    assert outcomes == ["paid", "deposited"]
    assert queries.deposit_of(101).balance == sar("300.00")


def test_a_refused_card_leaves_the_bill_open(client: Client, bank: RunningBank) -> None:
    bill = open_bill("300.00")
    [message] = visit(bank, bill, "decline")

    answer = tell(client, bank, message)

    assert answer.status_code == 200
    assert state_of(bill) == "open"
    assert queries.last_card_answer(bill_public_id=bill.public_id) == "declined"


def test_a_refusal_that_arrives_after_a_second_visit_paid_changes_nothing(client: Client, bank: RunningBank) -> None:
    bill = open_bill("300.00")
    [refused] = visit(bank, bill, "decline")
    [paid] = visit(bank, bill, "pay")

    tell(client, bank, paid)
    tell(client, bank, refused)

    assert state_of(bill) == "paid"
    assert queries.last_card_answer(bill_public_id=bill.public_id) == "paid"


def test_a_message_for_a_bill_cancelled_meanwhile_lands_on_the_deposit(client: Client, bank: RunningBank) -> None:
    bill = open_bill("300.00")
    [message] = visit(bank, bill, "pay_late") or [_owed(bank)]
    actions.cancel_bill(actor=RAKAN, at=clock.now(), bill_public_id=bill.public_id)

    answer = tell(client, bank, message)

    assert answer.json() == {"outcome": "deposited", "why": "bill_cancelled", "repeated": "no"}
    assert queries.deposit_of(101).balance == sar("300.00")


def _owed(bank: RunningBank) -> bytes:
    [message] = bank.bank.owed.values()
    return json.dumps(message.content).encode()


def test_a_replayed_message_is_refused_and_books_nothing(client: Client, bank: RunningBank) -> None:
    [message] = visit(bank, open_bill("300.00"), "pay")
    headers = bank.headers(message)
    tell(client, bank, message, headers=headers)
    entries = queries.proof_of_balance().entries

    answer = tell(client, bank, message, headers=headers)

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:tayseer:problem:replayed"
    assert queries.proof_of_balance().entries == entries


def test_a_forged_message_is_refused(client: Client, bank: RunningBank, tmp_path: Path) -> None:
    bill = open_bill("300.00")
    [message] = visit(bank, bill, "pay")
    fraud = signing.own_signer(data=tmp_path / "elsewhere", party=signing.PAYMENT_PROVIDER)
    disguised = signing.Signer(key_id=bank.signer.key_id, private_key=fraud.private_key)

    answer = tell(client, bank, message, signer=disguised)

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title_ar"] == "لم يثبت توقيع الرسالة"
    assert state_of(bill) == "open"


def test_an_unsigned_message_is_refused(client: Client, bank: RunningBank) -> None:
    bill = open_bill("300.00")
    [message] = visit(bank, bill, "pay")

    answer = client.post("/payments/callback", message, content_type="application/json")

    assert answer.status_code == 401
    assert state_of(bill) == "open"


def test_an_old_message_is_refused(client: Client, bank: RunningBank) -> None:
    [message] = visit(bank, open_bill("300.00"), "pay")

    answer = tell(client, bank, message, at=signing.real_now() - timedelta(minutes=6))

    assert answer.status_code == 401


def test_a_well_signed_lie_is_found_out_by_asking_the_bank(client: Client, bank: RunningBank) -> None:
    poor, rich = open_bill("1.00"), open_bill("9000.00")
    [message] = visit(bank, poor, "pay")
    lie = json.dumps(json.loads(message) | {"bill": rich.public_id, "amount": "9000.00"}).encode()
    invented = json.dumps(json.loads(message) | {"reference": "P-INVENTED"}).encode()

    answers = [tell(client, bank, body) for body in (lie, invented)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert {answer.json()["type"] for answer in answers} == {"urn:tayseer:problem:contradicted"}
    assert state_of(rich) == "open"


def test_a_bank_that_cannot_be_asked_is_told_to_come_again(
    client: Client, bank: RunningBank, settings: LazySettings
) -> None:
    bill = open_bill("300.00")
    [message] = visit(bank, bill, "pay")
    reachable, settings.TAYSEER_PAYMENT_PROVIDER_URL = settings.TAYSEER_PAYMENT_PROVIDER_URL, "http://127.0.0.1:9"

    first = tell(client, bank, message)
    settings.TAYSEER_PAYMENT_PROVIDER_URL = reachable
    second = tell(client, bank, message)

    assert first.status_code == 503
    assert (second.status_code, second.json()["outcome"]) == (200, "paid")


@pytest.mark.parametrize(
    "body", [b"", b"rubbish", b"[]", b'{"event":"payment.received"}', b'{"event":"x","session":"y"}']
)
def test_what_is_no_message_is_refused(client: Client, bank: RunningBank, body: bytes) -> None:
    assert tell(client, bank, body).status_code in {401, 422}


def test_a_message_above_16_kilobytes_is_refused_unread(client: Client, bank: RunningBank) -> None:
    assert tell(client, bank, b'"' + b"x" * 16_400 + b'"').status_code == 413


def test_the_callback_takes_posts_alone(client: Client, bank: RunningBank) -> None:
    assert client.get("/payments/callback").status_code == 405


def test_a_lost_message_is_made_good_by_asking(bank: RunningBank) -> None:
    bill = open_bill("300.00")
    visit(bank, bill, "pay")
    long_ago = clock.now() - timedelta(minutes=10)
    CardSession.objects.update(begun_at=long_ago)

    settled = jobs.reconcile()

    assert settled == 1
    assert state_of(bill) == "paid"
    assert jobs.reconcile() == 0


def test_an_unanswered_visit_is_asked_about_more_and_more_rarely(bank: RunningBank) -> None:
    began = provider().begin(bill=open_bill("300.00"), return_url="http://testserver/", lang="en")
    noon = clock.now()
    CardSession.objects.create(
        public_id="v", provider_session=began.session, bill_ref="x", begun_at=noon - timedelta(minutes=10)
    )

    def asked_at(minutes: int) -> bool:
        at = noon + timedelta(minutes=minutes)
        return bool(actions.waiting_card_sessions(at=at, patience=jobs.PATIENCE, given_up=jobs.GIVEN_UP, limit=5))

    assert [minutes for minutes in (0, 1, 9, 11, 20, 31, 33) if asked_at(minutes)] == [0, 11, 33]


def test_the_payer_alone_begins_a_card_payment(bank: RunningBank) -> None:
    bill = open_bill("300.00")

    with pytest.raises(actions.UnableToFindBill):
        actions.begin_card_payment(actor=HUDA, at=clock.now(), bill_public_id=bill.public_id, provider_session="S-1")
