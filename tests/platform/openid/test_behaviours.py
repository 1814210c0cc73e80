"""What the provider must do, one to seven: clients, requests, challenges, addresses, answers, codes."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.test import Client as Browser
from joserfc import jwt as other_jwt
from joserfc.jwk import ECKey, RSAKey

from tayseer.partners.openid import actions, conf
from tests.platform.openid.conftest import (
    ASSERTION,
    CALLBACK,
    Firm,
    Time,
    Visitor,
    decoded,
    encode,
    firm_of,
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


# 1


def test_b01_code_only_and_discovery_lists_exactly_what_works(bank: Firm) -> None:
    said = Browser().get("/.well-known/openid-configuration").json()

    refused = {
        kind: error_of(bank.push(response_type=kind))
        for kind in ("token", "id_token", "code token", "code id_token", "none", "")
    }
    grants = {
        grant: error_of(bank.post("openid/token", {"grant_type": grant, "username": "a", "password": "b"}))
        for grant in ("password", "implicit", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code")
    }

    assert set(refused.values()) == {"unsupported_response_type"}
    assert set(grants.values()) == {"unsupported_grant_type"}
    assert said["issuer"] == conf.issuer()
    assert said["response_types_supported"] == ["code"]
    assert said["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert said["subject_types_supported"] == ["pairwise"]
    assert said["require_pushed_authorization_requests"] is True
    assert said["request_parameter_supported"] is False
    for name in ("authorization", "pushed_authorization_request", "token", "userinfo", "revocation", "end_session"):
        path = said[f"{name}_endpoint"].removeprefix(conf.issuer())
        assert Browser().get(path).status_code != 404, name
    assert "introspection_endpoint" not in said
    assert "registration_endpoint" not in said


# 2


def test_b02_clients_authenticate_by_a_signed_assertion_that_counts_once(bank: Firm, time: Time) -> None:
    used = bank.assertion()

    assert bank.push(assertion=used).status_code == 201
    assert error_of(bank.push(assertion=used)) == "invalid_client"
    assert bank.push(assertion=used).status_code == 401
    for kind in ("bearer", None):
        form = bank.request() | {"client_id": "bank"} | ({"client_secret": "x"} if kind else {})
        assert error_of(bank.post("openid/par", form, assertion="")) == "invalid_client"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["http://127.0.0.1:8000"]},
        {"aud": "http://127.0.0.1:8000/openid/token"},
        {"aud": "http://127.0.0.1:8000/openid/par"},
        {"aud": "http://127.0.0.1:8000/"},
        {"aud": None},
        {"jti": None},
        {"jti": 7},
        {"exp": None},
        {"exp": "soon"},
        {"iss": "other"},
        {"sub": "other"},
        {"sub": None},
    ],
)
def test_b02_an_assertion_that_says_anything_else_is_refused(bank: Firm, changes: dict[str, Any]) -> None:
    assert conf.issuer() == "http://127.0.0.1:8000"
    assert error_of(bank.push(assertion=bank.assertion(**changes))) == "invalid_client"


@pytest.mark.parametrize(
    ("claim", "ahead", "is_taken"),
    [
        ("iat", 10, True), ("iat", 61, False), ("nbf", 10, True), ("nbf", 61, False), ("exp", 300, True),
        ("exp", 301, False), ("exp", 0, False), ("exp", -1, False),
    ],
)  # fmt: skip
def test_b02_the_times_of_an_assertion_lie_within_their_limits(
    bank: Firm, claim: str, ahead: int, is_taken: bool
) -> None:
    answer = bank.push(assertion=bank.assertion(**{claim: bank.time.seconds + ahead}))

    assert answer.status_code == (201 if is_taken else 401)


def test_b02_other_algorithms_and_keys_are_refused(bank: Firm) -> None:
    body = decoded(bank.assertion())
    foreign = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    rs256 = other_jwt.encode({"alg": "RS256", "kid": "k1"}, body, RSAKey.import_key(foreign), algorithms=["RS256"])
    none = encode(b'{"alg":"none"}') + "." + encode(json.dumps(body).encode()) + "."
    stranger = signed(ec.generate_private_key(ec.SECP256R1()), body, kid="k1", typ="JWT")
    inline = signed(
        ec.generate_private_key(ec.SECP256R1()), body, kid="k9", jwk={"kty": "EC"}, jku="https://evil.example"
    )

    for assertion in (rs256, none, stranger, inline, "x.y.z", "", "a" * 5_000):
        answer = bank.push(assertion=assertion) if assertion else bank.post("openid/par", bank.request(), assertion="")
        assert (answer.status_code, error_of(answer)) == (401, "invalid_client")


def test_b02_a_standard_library_authenticates(bank: Firm) -> None:
    key = ECKey.import_key(bank.key)
    body = decoded(bank.assertion())

    made = other_jwt.encode({"alg": "ES256", "kid": "k1"}, body, key, algorithms=["ES256"])

    assert bank.push(assertion=made).status_code == 201


# 3


def test_b03_a_request_must_be_pushed_and_by_its_client(bank: Firm, karim: Visitor, time: Time) -> None:
    plain = karim.browser.get("/openid/authorize", {"client_id": "bank", **bank.request()})
    other = firm_of(time, "shop")
    uri = bank.pushed()

    assert plain.status_code == 400
    assert "Location" not in plain.headers
    assert karim.opens(other, uri).status_code == 400
    assert karim.opens(bank, uri + "x").status_code == 400
    assert Browser().get("/openid/par").status_code == 405
    assert error_of(bank.push(request_uri="urn:x")) == "invalid_request"
    assert error_of(bank.push(request="a.b.c")) == "request_not_supported"
    assert error_of(bank.push(claims='{"userinfo":{"birthdate":null}}')) == "invalid_request"
    assert error_of(bank.push(scope=["openid", "openid"])) == "invalid_request"
    assert error_of(bank.push(client_id="shop")) == "invalid_client"
    assert error_of(bank.push(response_mode="fragment")) == "invalid_request"
    twice = (
        urlencode(bank.request())
        + "&state=other&"
        + urlencode({"client_assertion_type": ASSERTION, "client_assertion": bank.assertion()})
    )
    assert error_of(post("openid/par", twice)) == "invalid_request"
    assert error_of(post("openid/par?state=x", urlencode(bank.request()))) == "invalid_request"


def test_b03_a_pushed_request_lives_a_minute_and_ends_with_its_answer(bank: Firm, karim: Visitor, time: Time) -> None:
    late, uri = bank.pushed(), bank.pushed()
    first = karim.opens(bank, uri)
    time.pass_by(seconds=59)
    again = karim.opens(bank, uri)
    elsewhere = Browser().get("/openid/authorize", {"client_id": "bank", "request_uri": uri})
    time.pass_by(seconds=2)
    answered = karim.chooses(first.headers["Location"], "allow")

    assert again.headers["Location"] == first.headers["Location"]
    assert elsewhere.status_code == 400
    assert answered.status_code == 303
    assert karim.opens(bank, late).status_code == 400
    assert karim.opens(bank, uri).status_code == 400
    assert karim.browser.get(first.headers["Location"]).status_code == 404


def test_b03_an_opened_request_is_another_browsers_business_never(bank: Firm, karim: Visitor, salim: Visitor) -> None:
    path = karim.opens(bank, bank.pushed()).headers["Location"]

    assert salim.browser.get(path).status_code == 404
    assert salim.chooses(path, "allow").status_code == 404


# 4


def test_b04_pkce_by_s256_alone(bank: Firm, karim: Visitor) -> None:
    for changes in (
        {"code_challenge": None}, {"code_challenge_method": None}, {"code_challenge_method": "plain"},
        {"code_challenge": "short"}, {"code_challenge_method": "s256"},
        {"code_challenge": None, "code_challenge_method": None},
    ):  # fmt: skip
        assert error_of(bank.push(**changes)) == "invalid_request"

    wrong = bank.exchange(karim.code(bank), code_verifier="w" * 64)
    missing = bank.exchange(karim.code(bank), code_verifier=None)

    assert error_of(wrong) == "invalid_grant"
    assert error_of(missing) == "invalid_request"


# 5


@pytest.mark.parametrize(
    "uri",
    [
        CALLBACK + "/", CALLBACK + "?a=b", CALLBACK.upper(), "https://bank.example:443/callback",
        "https://bank.example/callback#x", "http://bank.example/callback", "https://bank.example/../callback",
        "https://bank.example@evil.example/callback", "", None,
    ],
)  # fmt: skip
def test_b05_the_address_of_the_answer_is_a_registered_one_letter_by_letter(bank: Firm, uri: str | None) -> None:
    assert error_of(bank.push(redirect_uri=uri)) == "invalid_request"


@pytest.mark.parametrize(
    "uri",
    ["http://bank.example/cb", "bank://cb", "https://bank.example/cb#x", "https://a@bank.example/", "javascript:1"],
)
def test_b05_no_other_address_is_registered(db: None, time: Time, uri: str) -> None:
    with pytest.raises(actions.UnableToKeepClient):
        firm_of(time, redirect_uris=[uri])


def test_b05_this_machine_is_called_without_tls_in_a_demonstration_alone(db: None, time: Time, settings: Any) -> None:
    uri = "http://127.0.0.1:8704/callback"

    assert firm_of(time, redirect_uris=[uri]).record.redirect_uris == (uri,)
    settings.TAYSEER_DEMO = False
    with pytest.raises(actions.UnableToKeepClient):
        firm_of(time, "shop", redirect_uris=[uri])


# 6


def test_b06_iss_and_state_are_in_every_answer_and_errors_too(bank: Firm, karim: Visitor) -> None:
    state, nonce = "é~ &=+%" + "s" * 300, "n" * 200
    allowed = query_of(karim.answer(bank, state=state, nonce=nonce))
    code = bank.exchange(allowed["code"])
    denied = query_of(karim.answer(bank, choice="deny", prompt="consent", state=state))
    quiet = query_of(karim.answer(bank, prompt="none", max_age="0", state=state) if _later(karim) else "")

    for said in (allowed, denied, quiet):
        assert (said["iss"], said["state"]) == (conf.issuer(), state)
    assert decoded(code.json()["id_token"])["nonce"] == nonce
    assert denied["error"] == "access_denied"
    assert quiet["error"] == "login_required"


def _later(visitor: Visitor) -> bool:
    visitor.time.pass_by(seconds=30)
    return True


def test_b06_a_nonce_is_not_demanded(bank: Firm, karim: Visitor) -> None:
    assert "nonce" not in decoded(bank.tokens(karim, nonce=None)["id_token"])


# 7


def test_b07_a_replayed_code_ends_everything_that_came_of_it(bank: Firm, karim: Visitor) -> None:
    code = karim.code(bank)
    tokens = bank.exchange(code).json()
    assert bank.userinfo(tokens["access_token"]).status_code == 200

    replayed = bank.exchange(code)

    assert error_of(replayed) == "invalid_grant"
    assert bank.userinfo(tokens["access_token"]).status_code == 401
    assert error_of(bank.refresh(tokens["refresh_token"])) == "invalid_grant"


def test_b07_a_code_lives_a_minute_and_is_bound_to_client_and_address(bank: Firm, karim: Visitor, time: Time) -> None:
    other = firm_of(time, "shop")
    stolen, moved, late = karim.code(bank), karim.code(bank), karim.code(bank)

    assert error_of(other.exchange(stolen, code_verifier=bank.verifier)) == "invalid_grant"
    assert error_of(bank.exchange(moved, redirect_uri="https://bank.example/other")) == "invalid_grant"
    time.pass_by(seconds=60)
    assert error_of(bank.exchange(late)) == "invalid_grant"
    assert error_of(bank.exchange("nothing")) == "invalid_grant"


def test_b07_refresh_tokens_rotate_and_reuse_ends_the_family(bank: Firm, karim: Visitor, time: Time) -> None:
    first = bank.tokens(karim)
    second = bank.refresh(first["refresh_token"]).json()
    time.pass_by(seconds=30)
    third = bank.refresh(second["refresh_token"]).json()

    assert len({one["refresh_token"] for one in (first, second, third)}) == 3
    assert decoded(third["id_token"])["auth_time"] == decoded(first["id_token"])["auth_time"]
    assert bank.userinfo(third["access_token"]).status_code == 200

    assert error_of(bank.refresh(first["refresh_token"])) == "invalid_grant"
    assert error_of(bank.refresh(third["refresh_token"])) == "invalid_grant"
    assert bank.userinfo(third["access_token"]).status_code == 401


def test_b07_another_client_gets_nothing_for_a_refresh_token_and_ends_nothing(
    bank: Firm, karim: Visitor, time: Time
) -> None:
    other, tokens = firm_of(time, "shop"), bank.tokens(karim)

    assert error_of(other.refresh(tokens["refresh_token"])) == "invalid_grant"
    assert bank.refresh(tokens["refresh_token"]).status_code == 200
