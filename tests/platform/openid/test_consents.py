"""What a person is asked, keeps in hand and takes back: the page, the receipt, the list, and the activity."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import pytest

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.audit.queries import activity
from tayseer.documents import jws
from tayseer.kit.text import Text
from tayseer.partners.openid import actions, keys, queries
from tayseer.partners.openid.models import Consent, Login
from tests.platform.openid.conftest import Firm, Time, Visitor, contract, firm_of, query_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db: None, time: Time) -> Firm:
    """A shop that needs an age and would like a name."""
    return firm_of(
        time, "shop", scopes=[contract("openid"), contract("age:over18"), contract("profile:name", essential=False)]
    )


def page_of(firm: Firm, visitor: Visitor, lang: str = "ar", **changes: Any) -> tuple[str, str]:
    """Address and text of the page on which a person is asked."""
    path = visitor.opens(firm, firm.pushed(ui_locales=lang, **changes)).headers["Location"]
    return path, visitor.browser.get(path).content.decode()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ar", ["بنك النخيل", "bank.example", "لازم لتقديم الخدمة", "نعم", "كريم · Karim", "فتح حساب",
                "نظام مكافحة غسل الأموال", "90"]),
        ("en", ["Palm Bank", "bank.example", "Needed for the service", "Yes", "كريم · Karim", "to open an account",
                "Anti-Money Laundering Law", "90 days"]),
    ],
)  # fmt: skip
def test_the_page_names_the_firm_and_shows_each_answer_as_it_would_be_sent(
    bank: Firm, karim: Visitor, lang: str, words: list[str]
) -> None:
    path, page = page_of(bank, karim, lang)

    assert path.startswith(f"/{lang}/authorize/")
    assert [word for word in words if word not in page] == []
    assert "1990" not in page, "a date of birth is nobody's business here"


def test_the_page_works_without_scripts_and_its_form_may_lead_to_the_firm(bank: Firm, karim: Visitor) -> None:
    path = karim.opens(bank, bank.pushed()).headers["Location"]
    answer = karim.browser.get(path)

    assert "form-action 'self' https://bank.example;" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert 'name="choice" value="deny"' in answer.content.decode()


def test_what_is_voluntary_is_shared_only_when_it_is_chosen(shop: Firm, karim: Visitor) -> None:
    without = shop.exchange(karim.code(shop)).json()
    chosen = shop.exchange(karim.code(shop, "profile:name", prompt="consent")).json()
    forged = karim.opens(shop, shop.pushed(prompt="consent")).headers["Location"]

    assert without["scope"] == "openid age:over18"
    assert "name" not in shop.userinfo(without["access_token"]).json()
    assert shop.userinfo(chosen["access_token"]).json()["name#en"] == "Karim"
    assert karim.chooses(forged, "allow", "national_id").status_code == 422


def test_a_changed_request_asks_again_and_a_smaller_one_too(bank: Firm, karim: Visitor, time: Time) -> None:
    bank.tokens(karim)
    same = karim.opens(bank, bank.pushed())
    smaller = karim.opens(bank, bank.pushed(scope="openid profile:name"))
    actions.change_contract(
        actor=SYSTEM, at=time.now, client_id="bank",
        scopes=[contract(scope, why="to sell you insurance") for scope in bank.record.scopes],
    )  # fmt: skip
    changed = karim.opens(bank, bank.pushed())

    assert same.status_code == 303
    assert smaller.status_code == 302
    assert changed.status_code == 302


def test_a_consent_that_ran_out_is_asked_for_anew_and_serves_nobody(bank: Firm, karim: Visitor, time: Time) -> None:
    bank.tokens(karim)
    time.pass_by(days=90)
    karim.sign_in()

    assert karim.opens(bank, bank.pushed()).status_code == 302
    assert queries.consents_of(actor=Actor("person", karim.person_id))[0].state(time.now) == "expired"


def test_a_receipt_is_an_sd_jwt_that_others_can_check(bank: Firm, karim: Visitor, time: Time) -> None:
    bank.tokens(karim)
    consent = Consent.objects.get()
    sent = karim.browser.get(f"/en/consents/{consent.public_id}/receipt")
    head, *disclosures = sent.content.decode().split("~")[:-1]
    signed = jws.parse(head, typ="dc+sd-jwt")
    key = keys.public(signed.kid)
    assert key is not None

    jws.verify(signed, key=key)
    opened = [json.loads(jws.decode(one)) for one in disclosures]
    facts = {name: value for _, name, value in opened}

    assert sent.headers["Content-Type"] == "application/dc+sd-jwt"
    assert sorted(signed.body["_sd"]) == sorted(
        base64.urlsafe_b64encode(hashlib.sha256(one.encode()).digest()).rstrip(b"=").decode() for one in disclosures
    )
    assert signed.body["exp"] - signed.body["iat"] == 90 * 86_400
    assert "status" not in signed.body
    assert facts["client"] == "bank"
    assert [one["scope"] for one in facts["shared"]] == list(bank.record.scopes)
    assert facts["shared"][1]["basis"] == ["نظام مكافحة غسل الأموال", "Anti-Money Laundering Law"]
    assert str(karim.person_id) not in {str(value) for value in facts.values()}


def test_the_list_says_what_whom_why_until_when_and_when_last(bank: Firm, karim: Visitor, time: Time) -> None:
    before = karim.browser.get("/en/consents/").content.decode()
    bank.tokens(karim)
    page = karim.browser.get("/en/consents/").content.decode()

    assert "No consent in force" in before
    for words in ("Palm Bank", "Are you 18 or over?", "to open an account", "30 May 2026", "Last used", "in force"):
        assert words.lower() in page.lower(), words


def test_taking_a_consent_back_ends_its_tokens_at_once(bank: Firm, karim: Visitor) -> None:
    tokens, code = bank.tokens(karim), karim.code(bank)
    public_id = Consent.objects.get().public_id

    answer = karim.browser.post(f"/ar/consents/{public_id}/revoke/")

    assert answer.headers["Location"] == "/ar/consents/?done=revoked"
    assert bank.userinfo(tokens["access_token"]).status_code == 401
    assert bank.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert bank.exchange(code).json()["error"] == "invalid_grant"
    assert karim.opens(bank, bank.pushed()).status_code == 302
    assert karim.browser.post(f"/ar/consents/{public_id}/revoke/").status_code == 302
    assert query_of(karim.answer(bank, prompt="none"))["error"] == "consent_required"


def test_nobody_sees_or_ends_the_consents_of_another(bank: Firm, karim: Visitor, salim: Visitor) -> None:
    bank.tokens(karim)
    public_id = Consent.objects.get().public_id

    assert "Palm Bank" not in salim.browser.get("/en/consents/").content.decode()
    assert salim.browser.post(f"/en/consents/{public_id}/revoke/").status_code == 404
    assert salim.browser.get(f"/en/consents/{public_id}/receipt").status_code == 404
    assert Login.objects.get().ended_why == ""


def test_the_person_sees_who_asked_what_and_why(bank: Firm, karim: Visitor) -> None:
    tokens = bank.tokens(karim)
    bank.userinfo(tokens["access_token"])

    asked = next(one for one in activity(actor=Actor("person", karim.person_id)) if one.action == "openid.claims.read")

    assert asked.actor_kind == "agency"
    assert asked.object == "bank"
    assert list(asked.fields) == ["openid", "profile:name", "age:over18", "residence:valid"]
    assert asked.purpose == "بنك النخيل: فتح حساب|Palm Bank: to open an account"


def test_names_of_firms_are_written_out_as_text_never_as_markup(time: Time, karim: Visitor) -> None:
    hostile = Text(ar="<script>alert(1)</script>", en="<img src=x onerror=alert(2)>")
    firm = firm_of(time, "evil", names=hostile)

    for lang in ("ar", "en"):
        _, page = page_of(firm, karim, lang)
        assert not re.search(r"<script>alert|<img src=x", page)
