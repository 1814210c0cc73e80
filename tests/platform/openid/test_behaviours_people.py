"""What the provider must do, eight and nine: how surely somebody signed in, and by which name they go."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser
from joserfc import jwt as other_jwt
from joserfc.jwk import ECKey

from tayseer.partners.openid import conf
from tayseer.partners.openid.models import Login
from tests.platform.openid.conftest import (
    Firm,
    Time,
    Visitor,
    decoded,
    encode,
    firm_of,
    header_of,
    query_of,
)

pytestmark = pytest.mark.django_db

HIGH = "urn:tayseer:loa:2"


def error_of(answer: Any) -> str:
    """The error that a door told."""
    said: str = answer.json()["error"]
    return said


# 8


def test_b08_an_id_token_says_how_surely_and_when_and_others_can_check_it(bank: Firm, karim: Visitor) -> None:
    token = bank.tokens(karim)["id_token"]
    listed = {one["kid"]: one for one in Browser().get("/openid/jwks").json()["keys"]}
    key = ECKey.import_key(listed[header_of(token)["kid"]])
    said = other_jwt.decode(token, key, algorithms=["ES256"]).claims

    assert said["acr"] == "urn:tayseer:loa:1"
    assert said["amr"] == ["pwd", "sms", "mfa"]
    assert said["auth_time"] == karim.time.seconds
    assert said["exp"] - said["iat"] == 300
    assert said["aud"] == "bank"
    assert all("d" not in one for one in listed.values())


def test_b08_a_level_that_is_too_low_leads_to_a_stronger_sign_in(bank: Firm, karim: Visitor) -> None:
    path = karim.opens(bank, bank.pushed(acr_values=HIGH)).headers["Location"]
    led = karim.browser.get(path)
    back = karim.browser.get(path)
    forced = karim.chooses(path, "allow")
    karim.sign_in(level=2, methods=("password", "totp"))
    asked = karim.browser.get(path)
    code = query_of(karim.chooses(path, "allow").headers["Location"])["code"]
    said = decoded(bank.exchange(code).json()["id_token"])

    assert led.headers["Location"] == f"/ar/step-up/?{urlencode({'level': 2, 'next': path})}"
    assert back.status_code == 200
    assert "step-up" in back.content.decode()
    assert forced.headers["Location"] == path
    assert asked.status_code == 200
    assert (said["acr"], said["amr"]) == (HIGH, ["pwd", "otp", "mfa"])


def test_b08_a_level_that_cannot_be_reached_is_an_error_never_a_lower_one(bank: Firm, karim: Visitor) -> None:
    path = karim.opens(bank, bank.pushed(acr_values="urn:tayseer:loa:3")).headers["Location"]
    karim.browser.get(path)

    gone_back = query_of(karim.chooses(path, "cannot").headers["Location"])
    quiet = query_of(karim.answer(bank, acr_values="urn:tayseer:loa:3", prompt="none"))

    assert gone_back["error"] == "unmet_authentication_requirements"
    assert quiet["error"] == "unmet_authentication_requirements"
    assert error_of(bank.push(acr_values="urn:other:gold")) == "invalid_request"
    assert not Login.objects.exists()


def test_b08_max_age_and_prompt_are_honoured(bank: Firm, karim: Visitor, time: Time) -> None:
    bank.tokens(karim)
    time.pass_by(minutes=10)
    fresh_enough = karim.opens(bank, bank.pushed(max_age="600"))
    too_old = karim.opens(bank, bank.pushed(max_age="599")).headers["Location"]
    again = karim.opens(bank, bank.pushed(prompt="login")).headers["Location"]
    consent = karim.opens(bank, bank.pushed(prompt="consent")).headers["Location"]

    assert fresh_enough.status_code == 303
    assert "level=1" in karim.browser.get(too_old).headers["Location"]
    assert "level=1" in karim.browser.get(again).headers["Location"]
    assert karim.browser.get(consent).status_code == 200
    time.pass_by(seconds=1)
    karim.sign_in()
    back = karim.browser.get(again)
    assert back.status_code == 200
    assert re.search(r'content="0; url=https://bank.example/callback\?code=', back.content.decode())
    for prompt in ("none login", "select_account", "create"):
        assert error_of(bank.push(prompt=prompt)) == "invalid_request"


def test_b08_a_stranger_and_a_first_visit_are_errors_when_nobody_may_be_asked(bank: Firm, karim: Visitor) -> None:
    stranger = Visitor(karim.person_id, karim.time)

    assert query_of(stranger.answer(bank, prompt="none"))["error"] == "login_required"
    assert query_of(karim.answer(bank, prompt="none"))["error"] == "consent_required"


# 9


def test_b09_a_subject_is_pairwise_and_no_claim_leaks_the_number(bank: Firm, karim: Visitor, time: Time) -> None:
    shop = firm_of(time, "shop")
    sister = firm_of(time, "bank-cards", sector="bank.example")
    said = [firm.tokens(karim) for firm in (bank, shop, sister)]
    subjects = [decoded(one["id_token"])["sub"] for one in said]
    expected = hmac.digest(conf.subject_key(), f"bank.example\0{karim.person_id}".encode(), hashlib.sha256)

    assert subjects[0] == encode(expected)
    assert subjects[0] != subjects[1]
    assert subjects[0] == subjects[2]
    everything = json.dumps([decoded(one[name]) for one in said for name in ("id_token", "access_token")])
    everything += json.dumps([bank.userinfo(said[0]["access_token"]).json()])
    number = karim_number(karim)
    assert number not in everything
    assert f'"{karim.person_id}"' not in everything
    assert "preferred_username" not in everything


def karim_number(visitor: Visitor) -> str:
    from tayseer.registries.queries import person

    found = person(visitor.person_id)
    assert found is not None
    return str(found["number"])
