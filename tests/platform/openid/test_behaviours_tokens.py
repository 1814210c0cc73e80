"""What the provider must do, ten to twelve, and what libraries of this kind do wrong, which it must not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client as Browser

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.documents import jws
from tayseer.identity import actions as identity
from tayseer.partners.openid import actions, conf, keys
from tayseer.partners.openid.models import Login
from tests.platform.openid.conftest import (
    Firm,
    Time,
    Visitor,
    contract,
    decoded,
    encode,
    firm_of,
    header_of,
    post,
    query_of,
    signed,
)

pytestmark = pytest.mark.django_db

HIGH = "urn:tayseer:loa:2"


def error_of(answer: Any) -> str:
    """The error that a door told."""
    said: str = answer.json()["error"]
    return said


def karim_number(visitor: Visitor) -> str:
    from tayseer.registries.queries import person

    found = person(visitor.person_id)
    assert found is not None
    return str(found["number"])


# 10


def test_b10_access_tokens_live_five_minutes_for_one_audience(bank: Firm, karim: Visitor, time: Time) -> None:
    token = bank.tokens(karim)["access_token"]
    said = decoded(token)

    assert said["exp"] - said["iat"] == 300
    assert said["aud"] == conf.userinfo()
    assert header_of(token)["typ"] == "at+jwt"
    assert Browser().get("/api/v1/cases", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    time.pass_by(seconds=299)
    assert bank.userinfo(token).status_code == 200
    time.pass_by(seconds=1)
    assert bank.userinfo(token).status_code == 401


def test_b10_other_tokens_and_forgeries_open_nothing(bank: Firm, karim: Visitor) -> None:
    tokens = bank.tokens(karim)
    body = decoded(tokens["access_token"])
    forged = signed(ec.generate_private_key(ec.SECP256R1()), body, typ="at+jwt", kid=keys.signing_kid(karim.time.now))
    renamed = (
        jws.encode(b'{"alg":"none","typ":"at+jwt"}') + "." + tokens["access_token"].split(".")[1] + ".aaaaaaaaaaaa"
    )

    for token in (tokens["id_token"], tokens["refresh_token"], forged, renamed, "x" * 40):
        assert bank.userinfo(token).status_code == 401


def test_b10_high_risk_scopes_are_bound_to_a_key(time: Time, karim: Visitor) -> None:
    office = firm_of(time, "notary", named="openid national_id")
    assert error_of(office.push()) == "invalid_dpop_proof"
    code = karim.code(office, proof=office.proof("openid/par"))

    bare = office.exchange(code)
    proof = office.proof("openid/token")
    tokens = office.exchange(code, proof=proof).json()
    access = tokens["access_token"]

    assert error_of(bare) == "invalid_dpop_proof"
    assert tokens["token_type"] == "DPoP"
    assert decoded(access)["cnf"] == {"jkt": office.jkt}
    assert office.userinfo(access).status_code == 401
    answer = office.userinfo(access, scheme="DPoP", proof=office.proof("openid/userinfo", method="GET", token=access))
    assert answer.json()["national_id"] == karim_number(karim)
    assert error_of(office.refresh(tokens["refresh_token"])) == "invalid_dpop_proof"
    assert office.refresh(tokens["refresh_token"], proof=office.proof("openid/token")).status_code == 200


def test_b10_a_proof_that_says_anything_else_is_refused(time: Time, karim: Visitor) -> None:
    office = firm_of(time, "notary", named="openid national_id")
    access = office.exchange(
        karim.code(office, proof=office.proof("openid/par")), proof=office.proof("openid/token")
    ).json()["access_token"]
    now, used = time.seconds, office.proof("openid/userinfo", method="GET", token=access)

    def asked(proof: str) -> int:
        return int(office.userinfo(access, scheme="DPoP", proof=proof).status_code)

    assert asked(used) == 200
    assert asked(used) == 401
    for changes in (
        {"htm": "POST"}, {"htu": f"{conf.issuer()}/openid/token"}, {"iat": now - 61}, {"iat": now + 61}, {"ath": "x"},
        {"jti": ""}, {"iat": "now"},
    ):  # fmt: skip
        assert asked(office.proof("openid/userinfo", method="GET", token=access, **changes)) == 401, changes
    for within in (now - 60, now + 60):
        assert asked(office.proof("openid/userinfo", method="GET", token=access, iat=within)) == 200
    mine = office.dpop
    office.dpop = ec.generate_private_key(ec.SECP256R1())
    assert asked(office.proof("openid/userinfo", method="GET", token=access)) == 401
    private = signed(mine, {}, typ="dpop+jwt", jwk={"kty": "EC", "crv": "P-256", "x": "a", "y": "b", "d": "c"})
    assert asked(private) == 401
    assert asked("") == 401


def test_b10_a_key_that_changes_between_request_code_and_token_is_refused(time: Time, karim: Visitor) -> None:
    office = firm_of(time, "notary", named="openid national_id")
    code = karim.code(office, dpop_jkt=office.jkt)
    tokens = office.exchange(code, proof=office.proof("openid/token")).json()
    first = karim.code(office, proof=office.proof("openid/par"), prompt="consent")

    office.dpop = ec.generate_private_key(ec.SECP256R1())

    assert error_of(office.push(proof=office.proof("openid/par"), dpop_jkt="x" * 43)) == "invalid_dpop_proof"
    assert error_of(office.exchange(first, proof=office.proof("openid/token"))) == "invalid_dpop_proof"
    assert error_of(office.refresh(tokens["refresh_token"], proof=office.proof("openid/token"))) == "invalid_dpop_proof"


# 11: what clients are told is in test_logout.py


def test_b11_signing_out_ends_every_login_of_that_session(bank: Firm, karim: Visitor, time: Time) -> None:
    shop = firm_of(time, "shop")
    held = {firm.record.id: firm.tokens(karim) for firm in (bank, shop)}
    phone = Visitor(karim.person_id, time).sign_in()
    kept = bank.tokens(phone)

    karim.browser.post("/ar/sign-out/")

    for firm in (bank, shop):
        assert firm.userinfo(held[firm.record.id]["access_token"]).status_code == 401
        assert error_of(firm.refresh(held[firm.record.id]["refresh_token"])) == "invalid_grant"
    assert bank.userinfo(kept["access_token"]).status_code == 200


def test_b11_a_stopped_client_stops_at_once(bank: Firm, karim: Visitor, time: Time) -> None:
    tokens, uri, code = bank.tokens(karim), bank.pushed(), karim.code(bank)

    actions.stop_client(actor=SYSTEM, at=time.now, client_id="bank", reason="a stolen key")

    assert bank.userinfo(tokens["access_token"]).status_code == 401
    assert error_of(bank.refresh(tokens["refresh_token"])) == "invalid_client"
    assert error_of(bank.exchange(code)) == "invalid_client"
    assert error_of(bank.push()) == "invalid_client"
    assert karim.opens(bank, uri).status_code == 400
    actions.resume_client(actor=SYSTEM, at=time.now, client_id="bank")
    assert bank.userinfo(tokens["access_token"]).status_code == 401
    assert bank.push().status_code == 201


def test_b11_an_account_that_is_stopped_ends_its_logins(bank: Firm, karim: Visitor, time: Time) -> None:
    tokens = bank.tokens(karim)

    identity.set_state(actor=SYSTEM, account_id=karim.account, state="locked", at=time.now)

    assert bank.userinfo(tokens["access_token"]).status_code == 401


# 12


def test_b12_what_is_outside_the_contract_is_refused_not_dropped(bank: Firm, karim: Visitor) -> None:
    for scope in (
        "openid national_id", "openid address", "openid offline_access", "openid email", "age:over18", "",
        "openid openid", "openid cases:read",
    ):  # fmt: skip
        assert error_of(bank.push(scope=scope)) == "invalid_scope", scope
    assert error_of(bank.push(resource="https://elsewhere.example")) == "invalid_target"

    tokens = bank.tokens(karim, scope="openid age:over18")

    assert set(bank.userinfo(tokens["access_token"]).json()) == {"sub", "age_over_18"}


def test_b12_a_contract_that_shrinks_stops_a_request_that_was_pushed_before(
    bank: Firm, karim: Visitor, time: Time
) -> None:
    path = karim.opens(bank, bank.pushed(scope="openid profile:name")).headers["Location"]

    actions.change_contract(actor=SYSTEM, at=time.now, client_id="bank", scopes=[contract("openid")])

    assert karim.chooses(path, "allow").status_code in {303, 400}
    assert not Login.objects.exists()


# Known faults of libraries (T-16 to T-19)


def test_t16_plain_challenges_numbers_as_names_and_replayed_codes(bank: Firm, karim: Visitor) -> None:
    said = Browser().get("/.well-known/openid-configuration").json()
    answer = query_of(karim.answer(bank))
    tokens = bank.exchange(answer["code"]).json()

    assert error_of(bank.push(code_challenge=bank.verifier, code_challenge_method="plain")) == "invalid_request"
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["response_types_supported"] == ["code"]
    assert answer["iss"] == conf.issuer()
    assert decoded(tokens["id_token"])["sub"] != str(karim.person_id)
    assert "preferred_username" not in bank.userinfo(tokens["access_token"]).json()
    bank.exchange(answer["code"])
    assert bank.userinfo(tokens["access_token"]).status_code == 401


def test_t17_iss_is_ours_and_its_own_extension_is_not_used(bank: Firm, karim: Visitor) -> None:
    assert query_of(karim.answer(bank))["iss"] == conf.issuer()


def test_t18_no_token_lives_for_days(bank: Firm, karim: Visitor) -> None:
    tokens = bank.tokens(karim)

    assert tokens["expires_in"] == 300
    assert Login.objects.get().ends_at - karim.time.now <= timedelta(hours=12)


def test_t19_no_way_to_authenticate_but_the_one(bank: Firm) -> None:
    form = bank.request() | {"client_id": "bank"}
    basic = {"Authorization": f"Basic {encode(b'bank:secret')}"}

    answers = [
        post("openid/par", urlencode(form), **basic),
        post("openid/par", urlencode(form | {"client_secret": "secret"})),
        post(
            "openid/token",
            urlencode({"grant_type": "refresh_token", "client_id": "bank", "refresh_token": "x"}),
            **basic,
        ),
        bank.post("openid/par", form | {"client_assertion_type": "urn:other"}, assertion=""),
        bank.push(assertion=bank.assertion(aud=conf.address("token"))),
    ]

    assert {error_of(answer) for answer in answers} == {"invalid_client"}
    said = Browser().get("/.well-known/openid-configuration").json()
    assert said["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]


def test_the_actor_of_a_client_is_no_person(bank: Firm) -> None:
    with pytest.raises(actions.UnableToKeepClient):
        actions.stop_client(actor=Actor("person", 1), at=bank.time.now, client_id="bank")
