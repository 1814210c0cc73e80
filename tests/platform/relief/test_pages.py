"""The programme's pages, in both languages, for guests and for people signed in."""

import html
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from tayseer.audit.contract import SYSTEM
from tayseer.kit.text import Text
from tayseer.ledger import actions as ledger
from tayseer.ledger.queries import deposit_of
from tayseer.relief import actions, models, queries
from tayseer.site import clock
from tests.platform.payments.conftest import bank  # noqa: F401 - a fixture
from tests.platform.payments.payers import sign_in
from tests.platform.relief.scene import NOURA, begin, fill_deposit, give, listed, order, pay, sar

pytestmark = pytest.mark.django_db


def text(response) -> str:
    """What the page says, without tags and isolating marks."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(re.sub("[\u2066-\u2069]", "", html.unescape(plain)).split())


def page(client, name: str, *, lang: str = "en", **parts) -> str:
    response = client.get(reverse(f"relief:{name}", kwargs={"lang": lang, **parts}))
    assert response.status_code == 200
    return text(response)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_public_page_opens_in_both_languages(client, lang):
    code, _ = listed(amount="1000.00", at=clock.now())
    give(code, "250.50", at=clock.now())

    words = {
        "ar": ("رجل يعول 3 أفراد", "749.50", "لا تدفع"),
        "en": ("A man with 3 dependants", "749.50", "Do not pay"),
    }[lang]
    assert words[0] in page(client, "cases", lang=lang)
    assert words[1] in page(client, "case", lang=lang, public_id=code)
    assert "250.50" in page(client, "figures", lang=lang)
    found = client.get(reverse("relief:check", kwargs={"lang": lang}), {"number": "410035520751"})
    assert words[2] in text(found)
    assert {"ar": "اثنا عشر رقمًا", "en": "Twelve digits"}[lang] in page(client, "check", lang=lang)


def test_a_true_number_shows_what_is_left_and_leads_to_its_case(client):
    code, _ = listed(amount="1000.00")
    number = queries.case(public_id=code).bill_number

    said = client.get("/en/relief/check/", {"number": number})

    assert "This number is the programme's" in text(said)
    assert f"/en/relief/cases/{code}/" in said.content.decode()


def test_numbers_are_not_to_be_searched_for(client):
    for _ in range(20):
        assert client.get("/en/relief/check/", {"number": "1"}).status_code == 200

    assert client.get("/en/relief/check/", {"number": "1"}).status_code == 429


def test_a_case_that_waits_for_the_team_is_not_found(client):
    code, _ = order()

    assert client.get(f"/en/relief/cases/{code}/").status_code == 404
    assert client.get("/en/relief/cases/nothing/").status_code == 404
    assert client.post(f"/en/relief/cases/{code}/give/", {"amount": "5"}).status_code == 404


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "Enter a sum in SAR in digits"),
        ("ten", "Enter a sum in SAR in digits"),
        ("0.5", "The least contribution is 1 SAR"),
        ("1000.01", "1,000.00 SAR is left. Pay at most this amount."),
    ],
)
def test_a_sum_that_cannot_be_taken_comes_back_with_the_reason(client, written, said):
    code, _ = listed(amount="1000.00")

    response = client.post(f"/en/relief/cases/{code}/give/", {"amount": written})

    assert response.status_code == 422
    assert said in text(response)
    assert models.Contribution.objects.count() == 0


def test_a_guest_is_led_to_the_bank_and_back_to_a_receipt_that_only_its_address_opens(client, bank):  # noqa: F811
    code, _ = listed(amount="1000.00", at=clock.now())

    sent = client.post(f"/ar/relief/cases/{code}/give/", {"amount": "٥٠"})

    assert sent.status_code == 303
    assert sent["Location"].startswith("http://bank.example/pay/")
    session = bank.bank.sessions[sent["Location"].rpartition("/")[2]]
    assert session.amount == sar("50.00")
    receipt = session.return_url.removeprefix("http://testserver")
    assert "بانتظار المصرف" in text(client.get(receipt))
    ledger.record_payment(
        actor=SYSTEM, at=clock.now(), bill_public_id=session.bill, provider_reference="P-1",
        amount=Decimal("50.00"), idempotency="bank:P-1",
    )  # fmt: skip
    assert "وصلت مساهمتك" in text(client.get(receipt))
    assert client.get("/ar/relief/receipts/nothing/").status_code == 404


def test_when_the_bank_cannot_be_reached_the_sum_is_kept_and_the_page_says_so(client, settings):
    settings.TAYSEER_PAYMENT_PROVIDER_URL = "http://127.0.0.1:9"
    code, _ = listed(amount="1000.00", at=clock.now())

    response = client.post(f"/en/relief/cases/{code}/give/", {"amount": "50"})

    assert response.status_code == 503
    assert "Your sum is kept: wait a minute and try again" in text(response)
    assert queries.case(public_id=code).reserved == sar("50.00")


def test_a_receipt_of_a_guest_leads_to_what_is_owed_and_it_is_asked_for_once(client):
    code, _ = listed(amount="100.00")
    begun = begin(code, "30.00")
    pay(begun, reference="P-1")
    pay(begun, reference="P-2")
    actions.find_strays(at=clock.now())
    reference = models.Owed.objects.get().reference

    assert reference in client.get(f"/en/relief/receipts/{begun.public_id}/").content.decode()
    wrong = client.post(f"/en/relief/owed/{reference}/", {"iban": "SA00"})
    asked = client.post(f"/en/relief/owed/{reference}/", {"iban": "SA0380000000608010167519"})

    assert (wrong.status_code, asked.status_code) == (422, 303)
    assert "On the way to your account" in page(client, "owed", reference=reference)
    assert client.get("/en/relief/owed/nothing/").status_code == 404


def test_my_contributions_want_a_sign_in(client):
    response = client.get("/en/relief/mine/")

    assert response.status_code == 302
    assert response["Location"].startswith("/en/sign-in/")


def test_a_campaign_shows_its_goal_once_it_has_begun(client):
    now = clock.now()
    today = clock.today()
    actions.open_campaign(
        actor=SYSTEM, at=now, slug="ramadan", from_on=today, until_on=today, goal=sar("500.00"),
        name=Text("رمضان", "Ramadan"), words=Text("هيا", "Now"),
    )  # fmt: skip
    code, _ = listed(amount="1000.00", at=now)
    give(code, "125.00", at=now)

    assert actions.count_campaigns() == 1
    assert actions.count_campaigns() == 0
    said = page(client, "campaign", slug="ramadan")

    assert "125 SAR" in said
    assert "of 500 SAR" in said
    assert client.get("/en/relief/campaigns/other/").status_code == 404
    assert "Ramadan" in page(client, "cases")


def test_somebody_signed_in_pays_from_the_deposit_and_sees_it_among_their_own(client):
    code, _ = listed(amount="100.00", at=clock.now())
    fill_deposit(101, "80.00")
    sign_in(client, 101)

    sent = client.post(f"/en/relief/cases/{code}/give/", {"amount": "80", "how": "deposit"})
    short = client.post(f"/en/relief/cases/{code}/give/", {"amount": "20", "how": "deposit"})

    assert sent.status_code == 303
    assert "Your contribution has arrived" in text(client.get(sent["Location"]))
    assert short.status_code == 422
    assert "Your deposit does not cover this sum" in text(short)
    assert "80 SAR" in page(client, "mine")
    assert queries.case(public_id=code).paid == sar("80.00")


def test_a_persons_receipt_is_nobody_elses_to_open(client):
    code, _ = listed(amount="100.00", at=clock.now())
    begun = give(code, "5.00", by=NOURA, at=clock.now())
    path = f"/en/relief/receipts/{begun.public_id}/"

    assert client.get(path)["Location"].startswith("/en/sign-in/")
    assert client.post(f"{path}pay/").status_code == 404
    sign_in(client, 101)
    assert client.get(path).status_code == 404
    assert client.post(f"{path}pay/").status_code == 404


def test_somebody_signed_in_takes_what_a_guest_is_owed_to_the_deposit(client):
    code, _ = listed(amount="100.00")
    begun = begin(code, "30.00")
    pay(begun, reference="P-1")
    pay(begun, reference="P-2")
    actions.find_strays(at=clock.now())
    reference = models.Owed.objects.get().reference
    sign_in(client, 101)

    assert "To your deposit, at once" in page(client, "owed", reference=reference)
    client.post(f"/en/relief/owed/{reference}/", {"how": "deposit"})

    assert "You have this money back" in page(client, "owed", reference=reference)
    assert deposit_of(101).balance == sar("30.00")
