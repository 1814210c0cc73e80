"""Signing in at a firm from the first step to the last, as a well-behaved client and an ordinary person see it."""

from __future__ import annotations

import pytest

from tayseer.identity.middleware import COOKIE
from tayseer.partners.openid import conf
from tests.platform.openid.conftest import Firm, Visitor, decoded, query_of

pytestmark = pytest.mark.django_db


def test_karim_signs_in_at_the_bank_and_it_learns_what_he_agreed_to(bank: Firm, karim: Visitor) -> None:
    opened = karim.opens(bank, bank.pushed())
    page = karim.browser.get(opened.headers["Location"])
    answer = karim.chooses(opened.headers["Location"], "allow")
    said = query_of(answer.headers["Location"])
    tokens = bank.exchange(said["code"]).json()
    facts = bank.userinfo(tokens["access_token"]).json()

    assert opened.status_code == 302
    assert "بنك النخيل" in page.content.decode()
    assert answer.status_code == 303
    assert said["state"] == bank.state
    assert said["iss"] == conf.issuer()
    assert tokens["token_type"] == "Bearer"
    assert decoded(tokens["id_token"])["nonce"] == bank.nonce
    assert facts["age_over_18"] is True
    assert facts["residence_valid"] is True
    assert facts["name#en"] == "Karim"
    assert facts["sub"] == decoded(tokens["id_token"])["sub"]


def test_a_stranger_signs_in_first_and_comes_back_to_the_question(bank: Firm, karim: Visitor) -> None:
    cookie = karim.browser.cookies.pop(COOKIE)
    opened = karim.opens(bank, bank.pushed())
    path = opened.headers["Location"]

    sent = karim.browser.get(path)
    karim.browser.cookies[COOKIE] = cookie.value

    assert sent.headers["Location"].startswith("/ar/sign-in/?next=%2Far%2Fauthorize%2F")
    assert karim.browser.get(path).status_code == 200


def test_who_agreed_before_goes_straight_back(bank: Firm, karim: Visitor) -> None:
    karim.tokens = bank.tokens(karim)  # type: ignore[attr-defined]

    again = karim.opens(bank, bank.pushed())

    assert again.status_code == 303
    assert "code" in query_of(again.headers["Location"])
