"""The threat stories of the provider: a firm that asks too much, a stolen credential, an attack on the way."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tayseer.audit.contract import SYSTEM
from tayseer.documents.keystore import jwk
from tayseer.partners.openid import actions, conf
from tests.platform.openid.conftest import CALLBACK, Firm, Time, Visitor, decoded, firm_of, query_of

pytestmark = pytest.mark.django_db


def test_s21_a_firm_that_asks_for_too_much_gets_nothing_and_one_that_asks_for_an_age_no_date(
    bank: Firm, karim: Visitor, time: Time
) -> None:
    assert bank.push(scope="openid national_id age:over18").status_code == 400

    known = bank.userinfo(bank.tokens(karim, scope="openid age:over18")["access_token"]).json()
    elsewhere = firm_of(time, "shop", named="openid age:over18").tokens(karim)

    assert known == {"sub": known["sub"], "age_over_18": True}
    assert decoded(elsewhere["id_token"])["sub"] != known["sub"]


def test_s22_a_stolen_key_is_worth_nothing_once_it_is_replaced_and_a_stolen_token_without_its_key(
    karim: Visitor, time: Time
) -> None:
    office = firm_of(time, "notary", named="openid national_id")
    code = karim.code(office, proof=office.proof("openid/par"))
    token = office.exchange(code, proof=office.proof("openid/token")).json()["access_token"]
    thief = ec.generate_private_key(ec.SECP256R1())
    office.dpop = thief
    assert office.userinfo(token).status_code == 401
    stolen_proof = office.proof("openid/userinfo", method="GET", token=token)
    assert office.userinfo(token, scheme="DPoP", proof=stolen_proof).status_code == 401

    fresh = ec.generate_private_key(ec.SECP256R1()).public_key()
    actions.change_keys(actor=SYSTEM, at=time.now, client_id="notary", jwks={"keys": [{**jwk(fresh), "kid": "k1"}]})

    assert office.push(proof=office.proof("openid/par")).status_code == 401


def test_s23_an_answer_of_another_request_client_or_issuer_is_told_apart(
    bank: Firm, karim: Visitor, time: Time
) -> None:
    shop = firm_of(time, "shop")
    answer = karim.answer(bank)
    code = query_of(answer)["code"]

    assert answer.startswith(f"{CALLBACK}?")
    assert query_of(answer)["iss"] == conf.issuer()
    assert bank.exchange(code, code_verifier="of-another-browser-" + "x" * 40).json()["error"] == "invalid_grant"
    assert shop.exchange(code, code_verifier=bank.verifier).json()["error"] == "invalid_grant"
    assert bank.exchange(code).status_code == 200


@pytest.mark.parametrize("host", ["a;b.example", "a b.example", "a%20b.example", "*.example", ""])
def test_no_host_can_loosen_the_policy_of_our_pages(time: Time, db: None, host: str) -> None:
    with pytest.raises(actions.UnableToKeepClient):
        firm_of(time, redirect_uris=[f"https://{host}/callback"])
