"""The payer's pages, as a browser sees them."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from tayseer.identity.mobile_changes import Hold, UnableToActYet
from tayseer.ledger import actions, queries, views
from tayseer.site import clock
from tests.platform.ledger.cast import HUDA, RAKAN, fill_deposit, line, open_bill, pay, sar
from tests.platform.payments.conftest import RunningBank
from tests.platform.payments.payers import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rakan(client: Client) -> Client:
    """Rakan's browser, signed in."""
    sign_in(client, 101)
    return client


@pytest.mark.parametrize(
    ("lang", "words"),
    [("ar", ["رسم الجواز", "ادفع بالبطاقة", "950", "ريال"]), ("en", ["Passport fee", "Pay by card", "950", "SAR"])],
)
def test_a_bill_shows_its_lines_its_sum_and_the_ways_to_pay(rakan: Client, lang: str, words: list[str]) -> None:
    bill = open_bill(lines=[line("300.00"), line("650.00", agency="labour")], case="ab12")

    page = rakan.get(f"/{lang}/bills/{bill.public_id}/").content.decode()

    assert [word for word in words if word not in page] == []
    assert f"/{lang}/cases/ab12/" in page


def test_a_stranger_signs_in_first_and_comes_back(client: Client) -> None:
    bill = open_bill()

    answer = client.get(f"/ar/bills/{bill.public_id}/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/ar/sign-in/?next=")


@pytest.mark.parametrize("page", ["", "return/"])
def test_another_ones_bill_is_not_found(rakan: Client, page: str) -> None:
    bill = open_bill(payer=HUDA)

    assert rakan.get(f"/ar/bills/{bill.public_id}/{page}").status_code == 404
    assert rakan.get(f"/ar/bills/aaaaaaaaaaaaaaaa/{page}").status_code == 404


@pytest.mark.parametrize("way", ["deposit/", "card/"])
def test_another_ones_bill_cannot_be_paid(rakan: Client, way: str) -> None:
    bill = open_bill(payer=HUDA)

    assert rakan.post(f"/ar/bills/{bill.public_id}/{way}").status_code == 404


def test_paying_from_the_deposit_leads_to_the_receipt(rakan: Client) -> None:
    fill_deposit(RAKAN, "300.00")
    bill = open_bill("300.00")

    answer = rakan.post(f"/en/bills/{bill.public_id}/deposit/", follow=True)

    assert answer.redirect_chain == [(f"/en/bills/{bill.public_id}/return/", 303)]
    assert "Receipts" in answer.content.decode()
    assert queries.deposit_of(101).balance == sar("0.00")


def test_a_short_deposit_says_what_to_do(rakan: Client) -> None:
    bill = open_bill("300.00")

    answer = rakan.post(f"/ar/bills/{bill.public_id}/deposit/")

    assert answer.status_code == 422
    assert "رصيدك لا يغطي هذه الفاتورة" in answer.content.decode()


def test_paying_by_card_leads_to_the_banks_page(rakan: Client, bank: RunningBank) -> None:
    bill = open_bill("300.00")

    answer = rakan.post(f"/ar/bills/{bill.public_id}/card/")

    [session] = bank.bank.sessions.values()
    assert (answer.status_code, answer["Location"]) == (303, f"http://bank.example/pay/{session.number}")
    assert (session.bill, session.amount) == (bill.public_id, sar("300.00"))
    assert session.return_url == f"http://testserver/ar/bills/{bill.public_id}/return/"


def test_a_bank_that_is_away_is_said_and_nothing_is_charged(
    rakan: Client, bank: RunningBank, settings: LazySettings
) -> None:
    settings.TAYSEER_PAYMENT_PROVIDER_URL = "http://127.0.0.1:9"
    bill = open_bill("300.00")

    answer = rakan.post(f"/en/bills/{bill.public_id}/card/")

    assert answer.status_code == 503
    assert "nothing was charged" in answer.content.decode()


def test_a_false_bank_is_not_followed(
    rakan: Client, bank: RunningBank, settings: LazySettings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings.TAYSEER_DATA = tmp_path_factory.mktemp("other-keys")
    bill = open_bill("300.00")

    assert rakan.post(f"/en/bills/{bill.public_id}/card/").status_code == 503


def test_a_closed_bill_takes_no_card(rakan: Client, bank: RunningBank) -> None:
    bill = open_bill("300.00")
    pay(bill)

    answer = rakan.post(f"/ar/bills/{bill.public_id}/card/")

    assert answer.status_code == 422
    assert bank.bank.sessions == {}


def test_while_the_bank_is_silent_the_page_waits_and_looks_again(rakan: Client, bank: RunningBank) -> None:
    bill = open_bill("300.00")
    rakan.post(f"/en/bills/{bill.public_id}/card/")

    early = rakan.get(f"/en/bills/{bill.public_id}/return/").content.decode()
    later = rakan.get(f"/en/bills/{bill.public_id}/return/?looks=30").content.decode()
    tired = rakan.get(f"/en/bills/{bill.public_id}/return/?looks=60").content.decode()

    assert f'content="1;url=/en/bills/{bill.public_id}/return/?looks=1"' in early
    assert 'content="5;url=' in later
    assert "http-equiv" not in tired
    assert "your money is not lost" in tired


def test_looking_at_the_return_page_pays_nothing(rakan: Client, bank: RunningBank) -> None:
    bill = open_bill("300.00")
    rakan.post(f"/en/bills/{bill.public_id}/card/")

    rakan.get(f"/en/bills/{bill.public_id}/return/?state=paid&reference=P-1")

    assert queries.proof_of_balance().entries == 0


@pytest.mark.parametrize(
    ("choice", "words"),
    [("decline", "The bank declined the payment"), ("pay_less", "The amount that arrived is not the bill")],
)
def test_what_went_wrong_at_the_bank_is_said(rakan: Client, bank: RunningBank, choice: str, words: str) -> None:
    bill = open_bill("300.00")
    rakan.post(f"/en/bills/{bill.public_id}/card/")
    [session] = bank.bank.sessions
    bank.bank.decide(session, choice)
    [message] = bank.bank.due()
    if choice == "decline":
        actions.record_decline(actor=RAKAN, at=clock.now(), provider_session=session)
    else:
        actions.record_payment(
            actor=RAKAN,
            at=clock.now(),
            bill_public_id=bill.public_id,
            provider_reference=message.content["reference"],
            amount=sar(message.content["amount"]),
            idempotency="k",
            provider_session=session,
        )

    page = rakan.get(f"/en/bills/{bill.public_id}/return/").content.decode()

    assert words in page


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_list_shows_open_bills_the_deposit_and_the_movements(rakan: Client, lang: str) -> None:
    fill_deposit(RAKAN, "1250.50")
    waiting, paid = open_bill("300.00"), open_bill("60.00")
    pay(paid)

    page = rakan.get(f"/{lang}/bills/").content.decode()

    assert "1,250.50" in page
    assert waiting.public_id in page
    assert paid.public_id not in page


def test_a_top_up_opens_one_bill_however_often_it_is_pressed(rakan: Client) -> None:
    first = rakan.post("/ar/bills/top-up/", {"amount": "١٥٠٫٥٠", "key": "one form"})
    second = rakan.post("/ar/bills/top-up/", {"amount": "150.50", "key": "one form"})

    assert first["Location"] == second["Location"]
    [bill] = queries.bills_of(actor=RAKAN)
    assert (bill.purpose, bill.amount) == ("deposit", sar("150.50"))


@pytest.mark.parametrize("written", ["", "0", "-5", "1.005", "plenty", "50000.01", "NaN", "1e3000"])
def test_what_is_no_amount_is_explained_and_kept(rakan: Client, written: str) -> None:
    answer = rakan.post("/en/bills/top-up/", {"amount": written})

    assert answer.status_code == 422
    assert "Write an amount in SAR above 0" in answer.content.decode()


def test_paying_needs_the_forms_own_token(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    sign_in(client, 101)
    strict.cookies = client.cookies
    bill = open_bill("300.00")

    assert strict.post(f"/ar/bills/{bill.public_id}/deposit/").status_code == 403


def test_older_movements_are_reached_by_a_key_that_tells_nothing(rakan: Client) -> None:
    for n in range(1, 23):
        fill_deposit(RAKAN, f"{n}.00")

    first = rakan.get("/en/bills/").content.decode()
    key = re.search(r'href="\?before=([\w=-]+)"', first)
    assert key is not None
    older = rakan.get(f"/en/bills/?before={key[1]}").content.decode()

    newest = queries.statement(actor=RAKAN, limit=1)[0].number
    assert str(newest) not in key[1]
    assert (">22</bdi>" in first, ">1</bdi>" in first) == (True, False)
    assert (">22</bdi>" in older, ">1</bdi>" in older) == (False, True)


def test_a_number_in_place_of_the_key_begins_anew(rakan: Client) -> None:
    fill_deposit(RAKAN, "77.00")
    number = queries.statement(actor=RAKAN)[0].number

    assert ">77</bdi>" in rakan.get(f"/en/bills/?before={number}").content.decode()


def test_while_a_changed_mobile_number_is_unconfirmed_no_money_leaves_the_deposit(
    rakan: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_deposit(RAKAN, "300.00")
    bill = open_bill("300.00")

    def held(**_: object) -> None:
        raise UnableToActYet(Hold(1, clock.now(), clock.now(), "+966501112223", "en"))

    monkeypatch.setattr(views, "require_no_hold", held)

    answer = rakan.post(f"/en/bills/{bill.public_id}/deposit/")

    assert answer.status_code == 422
    assert "sensitive acts wait until" in answer.content.decode()
    assert queries.deposit_of(101).balance == sar("300.00")
