"""The screens of signing in, the account and the outbox, as a browser sees them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from tayseer.identity.contract import AccountRecord
from tayseer.identity.guards import safe_path
from tayseer.identity.models import Session
from tayseer.site import clock

pytestmark = pytest.mark.django_db

CodeOnPhone = Callable[[str], str]


def sign_in(client: Client, account: AccountRecord, password: str, code_on_phone: CodeOnPhone, onward: str = "") -> str:
    """Go through both pages and return the address landed on."""
    answer = client.post("/ar/sign-in/", {"number": account.number, "password": password, "next": onward})
    assert answer.status_code == 302, answer.content.decode()
    answer = client.post("/ar/sign-in/code/", {"code": code_on_phone(account.mobile), "next": onward})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


@pytest.mark.parametrize(("lang", "words"), [("ar", "كلمة المرور"), ("en", "Password")])
def test_the_sign_in_page_speaks_the_language_of_its_address(client: Client, lang: str, words: str) -> None:
    page = client.get(f"/{lang}/sign-in/").content.decode()

    assert words in page
    assert f'<html lang="{lang}"' in page


def test_sara_signs_in_and_lands_where_she_was_going(
    client: Client, sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    landed = sign_in(client, sara, "calm-river-42", code_on_phone, onward="/ar/cases/?page=2")

    assert landed == "/ar/cases/?page=2"
    assert "سارة الممرضة" in client.get("/ar/account/").content.decode()


def test_an_officer_lands_in_the_office(client: Client, faisal: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    assert sign_in(client, faisal, "stamp-and-ink-9", code_on_phone) == "/ar/office/"


def test_the_cookie_is_closed_to_scripts_and_new_after_every_sign_in(
    client: Client, sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    client.cookies["tayseer_session"] = "planted-by-badr"
    sign_in(client, sara, "calm-river-42", code_on_phone)

    cookie = client.cookies["tayseer_session"]
    assert cookie.value != "planted-by-badr"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/ar/cases/\r\nSet-Cookie: a=b",
        "evil.example",
        "http:///evil.example",
        "/\t/evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(
    elsewhere: str, client: Client, sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    assert sign_in(client, sara, "calm-river-42", code_on_phone, onward=elsewhere) == "/ar/"
    assert safe_path(elsewhere, otherwise="no") == "no"


def test_a_wrong_password_says_what_to_do_and_keeps_the_number_but_not_the_password(
    client: Client, sara: AccountRecord
) -> None:
    answer = client.post("/ar/sign-in/", {"number": sara.number, "password": "a wrong secret"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "رقم الهوية أو كلمة المرور غير صحيحة. تحقق منهما وأعد المحاولة." in page
    assert sara.number in page
    assert "a wrong secret" not in page


def test_empty_fields_are_named(client: Client) -> None:
    page = client.post("/en/sign-in/", {"number": " ", "password": ""}).content.decode()

    assert "Enter your identity number." in page
    assert "Enter your password." in page


def test_a_wrong_code_leaves_the_visitor_a_stranger(
    client: Client, sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    client.post("/en/sign-in/", {"number": sara.number, "password": "calm-river-42"})
    wrong = f"{(int(code_on_phone(sara.mobile)) + 1) % 1_000_000:06d}"

    answer = client.post("/en/sign-in/code/", {"code": wrong})

    assert answer.status_code == 422
    assert "The code is wrong or has run out." in answer.content.decode()
    assert "tayseer_session" not in client.cookies
    assert client.get("/en/account/")["Location"] == "/en/sign-in/?next=%2Fen%2Faccount%2F"


def test_the_code_page_without_an_attempt_leads_back_to_the_start(client: Client) -> None:
    assert client.get("/ar/sign-in/code/")["Location"] == "/ar/sign-in/"


def test_signing_out_ends_the_session_even_for_a_copy_of_the_cookie(
    client: Client, sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    sign_in(client, sara, "calm-river-42", code_on_phone)
    copy = client.cookies["tayseer_session"].value

    assert client.get("/ar/sign-out/").status_code == 405
    client.post("/ar/sign-out/")
    client.cookies["tayseer_session"] = copy

    assert client.get("/ar/account/").status_code == 302
    assert not Session.objects.exists()


def test_a_form_from_another_site_signs_nobody_out(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/ar/sign-out/").status_code == 403
    assert strict.post("/ar/sign-in/", {"number": sara.number, "password": "calm-river-42"}).status_code == 403


def test_sara_sees_and_ends_her_devices_but_not_badrs(
    client: Client, sara: AccountRecord, badr: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    phone_of_badr = Client(headers={"user-agent": "Phone of Badr"})
    sign_in(phone_of_badr, badr, "not-my-own-name", code_on_phone)
    lost_phone = Client(headers={"user-agent": "Old phone"})
    sign_in(lost_phone, sara, "calm-river-42", code_on_phone)
    sign_in(client, sara, "calm-river-42", code_on_phone)

    page = client.get("/en/account/").content.decode()
    assert "Old phone" in page
    assert "Phone of Badr" not in page
    of_badr = Session.objects.get(account_id=badr.id).public_id
    assert client.post("/en/account/sessions/end/", {"session": of_badr}).status_code == 404

    client.post("/en/account/sessions/end/", {"session": "others"})
    assert lost_phone.get("/en/account/").status_code == 302
    assert client.get("/en/account/").status_code == 200
    assert phone_of_badr.get("/en/account/").status_code == 200


def test_the_session_is_read_by_one_statement_and_written_once_a_minute(
    client: Client,
    sara: AccountRecord,
    code_on_phone: CodeOnPhone,
    django_assert_num_queries: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in(client, sara, "calm-river-42", code_on_phone)

    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        client.get("/en/sign-in/")

    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr("tayseer.site.clock.now", lambda: later)
    client.get("/en/sign-in/")
    assert Session.objects.get().last_seen_at == later


def test_the_outbox_says_that_it_is_a_demonstration_and_shows_the_code(
    client: Client, sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    client.post("/ar/sign-in/", {"number": sara.number, "password": "calm-river-42"})

    page = client.get("/ar/outbox/").content.decode()

    assert "للتجربة فقط" in page
    assert code_on_phone(sara.mobile) in page
    assert "العودة إلى إدخال الرمز" in page


def test_there_is_no_outbox_outside_a_demonstration(client: Client, settings: LazySettings) -> None:
    settings.TAYSEER_DEMO = False

    assert client.get("/ar/outbox/").status_code == 404


def test_sara_changes_her_mobile_through_the_pages(
    client: Client, sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    sign_in(client, sara, "calm-river-42", code_on_phone)

    client.post("/ar/account/mobile/", {"mobile": "0502223334"})
    answer = client.post("/ar/account/mobile/code/", {"code": code_on_phone("+966502223334")}, follow=True)

    page = answer.content.decode()
    assert "تغيّر رقم جوالك" in page
    assert re.search(r'<bdi dir="ltr">\+966502223334</bdi>', page)


@pytest.mark.parametrize("path", ["account/", "account/details/", "account/mobile/", "account/password/", "outbox/"])
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_page_of_the_account_opens_in_both_languages(
    lang: str, path: str, client: Client, sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    sign_in(client, sara, "calm-river-42", code_on_phone)

    answer = client.get(f"/{lang}/{path}")

    assert answer.status_code == 200
    assert answer["Cache-Control"] in {"no-store", "max-age=0, no-cache, no-store, must-revalidate, private"}
