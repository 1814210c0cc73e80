"""The screens of security, stepping up, approving, activating and recovering, as a browser sees them."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tayseer.audit.contract import SYSTEM
from tayseer.identity import activation, demo_codes, mobile_changes, totp
from tayseer.identity.contract import AccountRecord
from tayseer.identity.models import Account, Approval, Authenticator, AuthenticatorChange, Outbox, Session
from tayseer.site import clock
from tests.platform.identity.conftest import NOON, last_code
from tests.platform.identity.holders import proofed, with_totp
from tests.platform.identity.soft_key import SoftKey
from tests.platform.identity.test_pages import sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "calm-river-42"
CodeOnPhone = Callable[[str], str]


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def browser(client: Client, sara: AccountRecord, code_on_phone: CodeOnPhone) -> Iterator[Client]:
    """A browser in which Sara is signed in by SMS."""
    sign_in(client, sara, PASSWORD, code_on_phone)
    return client


def options(client: Client, purpose: str) -> Any:
    """What the browser is asked for a purpose."""
    answer = client.post("/ar/passkey/options/", {"purpose": purpose})
    assert answer.status_code == 200, answer.content
    return answer.json()


def added(client: Client, key: SoftKey | None = None) -> SoftKey:
    """Add a passkey through the pages."""
    key = key or SoftKey()
    answer = key.create(options(client, "add"))
    done = client.post("/ar/account/security/passkey/", {"answer": answer, "name": "جوالي"})
    assert done.status_code == 302, done.content.decode()
    return key


def test_a_passkey_is_added_signs_in_alone_steps_up_and_is_removed(browser: Client, sara: AccountRecord) -> None:
    proofed(sara)
    key = added(browser)
    assert "جوالي" in browser.get("/ar/account/security/").content.decode()

    stranger = Client()
    answer = key.get(options(stranger, "sign-in"))
    landed = stranger.post("/ar/sign-in/passkey/", {"answer": answer, "next": "/ar/cases/"})
    assert landed["Location"] == "/ar/cases/"
    assert Session.objects.get(methods=["passkey"]).level == 3

    before = browser.cookies["tayseer_session"].value
    answer = key.get(options(browser, "step-up"))
    form = {"by": "passkey", "answer": answer, "level": "3", "next": "/ar/services/"}
    assert browser.post("/ar/step-up/", form)["Location"] == "/ar/services/"
    assert browser.cookies["tayseer_session"].value != before

    one = f"/ar/account/security/one/{Authenticator.objects.get().public_id}/"
    assert "آخر ما يبلغ أعلى درجة" in browser.get(one).content.decode()
    assert browser.post(one, {"do": "remove"})["Location"] == "/ar/account/security/?done=removed"
    assert Authenticator.objects.get().ended_at == NOON


def test_stepping_up_never_leads_to_another_site(browser: Client, sara: AccountRecord) -> None:
    secret = with_totp(sara)

    form = {"by": "totp", "code": totp.code_at(secret, at=NOON), "level": "2", "next": "https://evil.example/"}

    assert browser.post("/ar/step-up/", form)["Location"] == "/ar/account/security/"


def test_a_passkey_that_is_refused_leaves_a_stranger_a_stranger(client: Client, sara: AccountRecord) -> None:
    options(client, "sign-in")

    answer = client.post("/en/sign-in/passkey/", {"answer": "{}"})

    assert answer.status_code == 422
    assert "The passkey was not accepted" in answer.content.decode()
    assert "script" in client.post("/en/sign-in/passkey/", {"answer": ""}).content.decode()


def test_options_for_ones_own_are_given_to_the_holder_alone(client: Client) -> None:
    for purpose in ("step-up", "add", "", "anything"):
        assert client.post("/ar/passkey/options/", {"purpose": purpose}).status_code == 400


def test_an_account_with_a_passkey_is_offered_it_first_and_no_message_is_sent_until_asked(
    browser: Client, sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    added(browser)
    other = Client()
    Outbox.objects.all().delete()

    other.post("/en/sign-in/", {"number": sara.number, "password": PASSWORD})
    page = other.get("/en/sign-in/code/").content.decode()

    assert not Outbox.objects.exists()
    assert page.index("Use my passkey") < page.index("Another way") < page.index("Send a code to the mobile")
    other.post("/en/sign-in/code/send/", {})
    landed = other.post("/en/sign-in/code/", {"code": code_on_phone(sara.mobile)})
    assert landed.status_code == 302
    assert Session.objects.latest("created_at").level == 1


def test_an_app_is_added_by_its_first_code_and_a_wrong_one_keeps_the_same_secret(browser: Client) -> None:
    page = browser.get("/en/account/security/app/").content.decode()
    offer = re.search(r'name="offer" value="([^"]+)"', page)
    secret = re.search(r"([A-Z2-7]{4}(?: [A-Z2-7]{4}){7})", page)
    assert offer
    assert secret
    assert "<svg" in page

    again = browser.post("/en/account/security/app/", {"offer": offer[1], "code": "000000", "name": "my phone"})
    assert again.status_code == 422
    assert secret[1] in again.content.decode()
    assert "my phone" in again.content.decode()
    code = totp.code_at(secret[1].replace(" ", ""), at=NOON)
    done = browser.post("/en/account/security/app/", {"offer": offer[1], "code": code, "name": "my phone"})

    assert done["Location"] == "/en/account/security/?done=totp"
    assert Authenticator.objects.get().name == "my phone"
    assert "my phone" in browser.get("/en/account/security/").content.decode()


def test_an_offer_of_another_account_is_not_taken(browser: Client, badr: AccountRecord) -> None:
    secret, offer = totp.offer(account_id=badr.id)

    answer = browser.post("/en/account/security/app/", {"offer": offer, "code": totp.code_at(secret, at=NOON)})

    assert answer.status_code == 422
    assert not Authenticator.objects.exists()


def test_a_sign_in_is_approved_on_another_device(browser: Client, sara: AccountRecord) -> None:
    proofed(sara)
    browser.post("/en/account/security/device/", {"push": ""})
    other = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0"})
    other.post("/en/sign-in/", {"number": sara.number, "password": PASSWORD})
    other.post("/en/sign-in/approval/ask/", {})
    row = Approval.objects.get()
    screen = other.get("/en/sign-in/approval/").content.decode()
    assert row.digits in re.sub(r"<[^>]+>", "", screen)
    assert other.get("/en/sign-in/approval/state/").json() == {"state": "open"}
    assert other.post("/en/sign-in/approval/", {}).status_code == 200, "not yet approved"

    page = browser.get("/en/approve/").content.decode()
    assert "Firefox, Windows" in page
    assert f">{row.digits}<" not in page
    done = browser.post("/en/approve/", {"request": row.public_id, "digits": row.digits})
    assert done["Location"] == "/en/approve/?done=approved"

    assert other.get("/en/sign-in/approval/state/").json() == {"state": "approved"}
    assert other.post("/en/sign-in/approval/", {}).status_code == 302
    assert Session.objects.get(methods=["password", "app"]).level == 2


def test_pausing_signs_everybody_out_and_a_passkey_resumes(browser: Client, sara: AccountRecord) -> None:
    proofed(sara)
    key = added(browser)

    browser.post("/ar/account/pause/", {"pause": "yes"})

    assert not Session.objects.exists()
    assert browser.get("/ar/account/")["Location"].startswith("/ar/sign-in/")
    refused = Client().post("/en/sign-in/", {"number": sara.number, "password": PASSWORD})
    assert "Your account is paused" in refused.content.decode()
    stranger = Client()
    answer = key.get(options(stranger, "sign-in"))
    assert stranger.post("/ar/sign-in/passkey/", {"answer": answer}).status_code == 422

    answer = key.get(options(stranger, "resume"))
    landed = stranger.post("/ar/account/resume/", {"answer": answer})

    assert landed["Location"] == "/ar/account/security/?done=resumed"
    assert Account.objects.get(id=sara.id).state == "active"


def test_a_passkey_bound_without_proofing_does_not_resume(browser: Client, sara: AccountRecord) -> None:
    key = added(browser)
    browser.post("/ar/account/pause/", {"pause": "yes"})
    stranger = Client()

    answer = stranger.post("/ar/account/resume/", {"answer": key.get(options(stranger, "resume"))})

    assert answer.status_code == 422
    assert Account.objects.get(id=sara.id).state == "paused"


def test_high_risk_acts_wait_after_a_change_but_not_after_the_first_passkey_of_a_proofing(
    browser: Client, sara: AccountRecord
) -> None:
    proofed(sara)
    first = added(browser)
    assert mobile_changes.hold_of(account_id=sara.id, at=NOON) is None

    added(browser, SoftKey(credential=b"a second one"))

    hold = mobile_changes.hold_of(account_id=sara.id, at=NOON)
    assert hold is not None
    assert (hold.kind, hold.until) == ("authenticator", NOON + timedelta(hours=24))
    assert hold.text.en in browser.get("/en/account/security/").content.decode()
    assert "Sensitive acts wait" in browser.get("/en/account/").content.decode()
    assert browser.post("/en/account/security/confirm/", {})["Location"].startswith("/en/step-up/")
    AuthenticatorChange.objects.update(changed_at=NOON - timedelta(minutes=2))
    Authenticator.objects.filter(name="جوالي").update(bound_at=NOON - timedelta(hours=1))
    form = {"by": "passkey", "answer": first.get(options(browser, "step-up")), "level": "3", "next": "/en/services/"}
    assert browser.post("/en/step-up/", form).status_code == 302
    assert browser.post("/en/account/security/confirm/", {})["Location"].endswith("?done=confirmed")
    assert mobile_changes.hold_of(account_id=sara.id, at=NOON) is None


def test_codes_on_paper_are_shown_once(browser: Client) -> None:
    page = browser.post("/en/account/security/codes/").content.decode()

    codes = re.findall(r">([a-z2-9]{5}-[a-z2-9]{5})<", page)
    assert len(codes) == 10
    assert codes[0] not in browser.get("/en/account/security/").content.decode()


def test_an_account_is_activated_with_a_code_of_a_desk(
    client: Client, sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    Account.objects.filter(id=sara.id).update(state="inactive")
    code = activation.make_code(actor=SYSTEM, account=sara, channel="desk", at=NOON)
    form = {"number": sara.number, "code": code.upper(), "mobile": "0505554443", "password": "new-and-strong-7"}

    assert client.post("/ar/activate/", {**form, "code": "aaaa-aaaa"}).status_code == 422
    assert client.post("/ar/activate/", form)["Location"] == "/ar/activate/code/"
    landed = client.post("/ar/activate/code/", {"code": code_on_phone("+966505554443")})

    assert landed["Location"].startswith("/ar/account/security/passkey/")
    account = Account.objects.get(id=sara.id)
    assert (account.state, account.mobile) == ("active", "+966505554443")
    key = added(client)
    assert Authenticator.objects.get().bound_level == 3
    assert key
    assert client.post("/ar/activate/", form).status_code == 422, "a code is used once"


@pytest.mark.parametrize("number", ["1012345672", "1555555555"])
def test_activation_answers_alike_whether_a_number_is_known(client: Client, sara: AccountRecord, number: str) -> None:
    form = {"number": number, "code": "abcd-efgh", "mobile": "0505554443", "password": "new-and-strong-7"}

    page = client.post("/en/activate/", form).content.decode().replace(number, "")

    assert "The number or the activation code is wrong" in page
    assert "new-and-strong-7" not in page


def test_guessing_activation_codes_is_limited(client: Client, sara: AccountRecord) -> None:
    code = activation.make_code(actor=SYSTEM, account=sara, channel="bank", at=NOON)
    form = {"number": sara.number, "mobile": "", "password": "new-and-strong-7"}
    for _ in range(activation.TRIES):
        client.post("/en/activate/", {**form, "code": "abcd-efgh"})

    assert client.post("/en/activate/", {**form, "code": code}).status_code == 422


def test_s04_a_forgotten_password_takes_an_app_and_a_message_together(
    client: Client, sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    secret = with_totp(sara)
    client.post("/en/forgotten/", {"by": "app", "number": sara.number})
    form = {"sms": code_on_phone(sara.mobile), "password": "new-and-strong-7"}
    assert client.post("/en/forgotten/code/", {**form, "app": "000000"}).status_code == 422
    client.post("/en/forgotten/", {"by": "app", "number": sara.number})
    form = {"sms": code_on_phone(sara.mobile), "password": "new-and-strong-7"}

    done = client.post("/en/forgotten/code/", {**form, "app": totp.code_at(secret, at=NOON)})

    assert done["Location"] == "/en/sign-in/?done=recovered"
    assert mobile_changes.hold_of(account_id=sara.id, at=NOON) is not None
    sign_in(client, sara, "new-and-strong-7", last_code)


@pytest.mark.parametrize("who", ["nobody", "without an app"])
def test_s04_a_message_alone_recovers_nothing_and_answers_are_alike(
    client: Client, sara: AccountRecord, who: str
) -> None:
    number = sara.number if who == "without an app" else "1555555555"

    first = client.post("/en/forgotten/", {"by": "app", "number": number})
    then = client.post("/en/forgotten/code/", {"sms": "123456", "app": "123456", "password": "new-and-strong-7"})

    assert first["Location"] == "/en/forgotten/code/"
    assert then.status_code == 422
    assert not Outbox.objects.exists()


def test_a_passkey_sets_a_forgotten_password_at_once(browser: Client, sara: AccountRecord) -> None:
    proofed(sara)
    key = added(browser)
    stranger = Client()

    form = {"by": "passkey", "password": "new-and-strong-7", "answer": key.get(options(stranger, "forgotten"))}

    assert stranger.post("/en/forgotten/", form)["Location"] == "/en/sign-in/?done=recovered"
    assert mobile_changes.hold_of(account_id=sara.id, at=NOON) is None


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize(
    "path",
    ["security/", "security/passkey/", "security/app/", "security/device/", "pause/", "resume/"],
)
def test_every_page_of_security_opens_in_both_languages(browser: Client, lang: str, path: str) -> None:
    answer = browser.get(f"/{lang}/account/{path}")

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize(
    "path",
    ["step-up/", "step-up/?level=3&next=/ar/services/", "step-up/?level=1", "approve/", "activate/", "forgotten/"],
)
def test_every_page_of_proving_opens_in_both_languages(browser: Client, lang: str, path: str) -> None:
    assert browser.get(f"/{lang}/{path}").status_code == 200


def test_a_step_up_without_the_means_says_how_to_get_them_and_keeps_the_way_back(browser: Client) -> None:
    page = browser.get("/en/step-up/?level=3&next=/en/services/").content.decode()

    assert "Prove who you are at a branch" in page
    assert 'href="/en/services/"' in page
    assert "passkey/?next=/en/services/" in page


def test_the_outbox_shows_the_apps_of_a_demonstration_alone(client: Client, sara: AccountRecord, settings: Any) -> None:
    secret = with_totp(sara)
    Authenticator.objects.update(name=demo_codes.NAME)
    code = totp.code_at(secret, at=NOON)

    assert f"{code[:3]} {code[3:]}" in client.get("/ar/outbox/").content.decode()
    Authenticator.objects.update(name="mine")
    assert f"{code[:3]} {code[3:]}" not in client.get("/ar/outbox/").content.decode()
    settings.TAYSEER_DEMO = False
    assert demo_codes.shown(at=NOON) == []
