"""Registering clients: what is refused, what the command line does, and the bank of the demonstration."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec

from tayseer.audit.contract import SYSTEM
from tayseer.documents.keystore import jwk
from tayseer.kit.text import Text
from tayseer.partners.openid import actions, demo_client, queries
from tayseer.site.commands import client as commands
from tests.platform.openid.conftest import Firm, Time, Visitor, contract, firm_of, query_of

pytestmark = pytest.mark.django_db


def fresh(**more: Any) -> dict[str, Any]:
    return {**jwk(ec.generate_private_key(ec.SECP256R1()).public_key()), **more}


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "Bank"}, {"client_id": "b"}, {"sector": "no sector"}, {"kind": "person"}, {"term_days": 0},
        {"term_days": 367}, {"names": Text(ar="بنك", en="")}, {"redirect_uris": []}, {"scopes": []},
        {"scopes": [contract("age:over18")]}, {"scopes": [contract("openid"), contract("everything")]},
        {"scopes": [contract("openid"), contract("openid")]}, {"scopes": [contract("openid", why=" ")]},
        {"backchannel_logout_uri": "http://bank.example/logout"}, {"logout_redirect_uris": ["http://bank.example/"]},
    ],
)  # fmt: skip
def test_a_client_that_lacks_something_is_refused(time: Time, changes: dict[str, Any]) -> None:
    with pytest.raises(actions.UnableToKeepClient):
        firm_of(time, **changes)


@pytest.mark.parametrize(
    "jwks",
    [
        {}, {"keys": []}, {"keys": "x"}, {"keys": [1]}, {"keys": [{"kty": "RSA", "n": "x", "e": "AQAB"}]},
        {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}, {"keys": [fresh(d="x")]}, {"keys": [fresh(alg="RS256")]},
        {"keys": [fresh(use="enc")]}, {"keys": [fresh(kid="a"), fresh(kid="a")]}, {"keys": [fresh()] * 6},
        {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]},
    ],
)  # fmt: skip
def test_only_public_keys_of_the_one_kind_are_kept(time: Time, jwks: Callable[..., Any]) -> None:
    with pytest.raises(actions.UnableToKeepClient):
        firm_of(time, jwks=jwks)


def test_one_id_is_one_client(bank: Firm, time: Time) -> None:
    with pytest.raises(actions.UnableToKeepClient):
        firm_of(time)


def test_new_keys_count_at_once_and_old_ones_no_more(bank: Firm, time: Time) -> None:
    old, new = bank.key, ec.generate_private_key(ec.SECP256R1())
    actions.change_keys(
        actor=SYSTEM, at=time.now, client_id="bank", jwks={"keys": [{**jwk(new.public_key()), "kid": "k1"}]}
    )

    bank.key = old
    assert bank.push().status_code == 401
    bank.key = new
    assert bank.push().status_code == 201


def test_the_command_line_registers_lists_and_stops(db: None, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tayseer.site.cli.ready", lambda: None)
    document = tmp_path / "client.json"
    document.write_text(
        json.dumps(
            {
                "client_id": "palm-bank", "names": {"ar": "بنك النخيل", "en": "Palm Bank"}, "kind": "firm",
                "sector": "palm.example", "redirect_uris": ["https://palm.example/cb"], "jwks": {"keys": [fresh()]},
                "scopes": [
                    {"scope": "openid", "purpose": {"ar": "الدخول", "en": "Sign-in"},
                     "basis": {"ar": "موافقتك", "en": "Your consent"}}
                ],
            }
        ),
        encoding="utf-8",
    )  # fmt: skip
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [fresh(kid="new")]}))
    run = CliRunner()

    def said(*arguments: str) -> tuple[int, str]:
        result = run.invoke(commands.command, arguments)
        return result.exit_code, result.output

    assert said("add", str(document))[0] == 0
    assert said("add", str(document)) == (1, "Error: Another client has this id.\n")
    assert said("keys", "palm-bank", str(keys)) == (0, "Keys of palm-bank: new.\n")
    assert said("stop", "palm-bank", "--reason", "a test") == (0, "Stopped: palm-bank.\n")
    assert json.loads(said("list", "--format", "json")[1])[0]["state"] == "stopped"
    assert said("resume", "palm-bank")[0] == 0
    assert "palm-bank" in said("list")[1]
    assert said("stop", "nobody", "--reason", "a test") == (1, "Error: There is no client with this id.\n")
    keys.write_text("{")
    assert said("keys", "palm-bank", str(keys))[0] == 1


def test_the_bank_of_the_demonstration_is_registered_once_and_kept_up_to_date(time: Time, karim: Visitor) -> None:
    first, second = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    for key, port in ((first, 8704), (second, 8804)):
        record = demo_client.ensure(
            at=time.now, redirect_uri=f"http://127.0.0.1:{port}/callback",
            jwks={"keys": [{**jwk(key.public_key()), "kid": "k1"}]},
        )  # fmt: skip
    assert len(queries.clients()) == 1
    firm = Firm(record, second, time, redirect_uri="http://127.0.0.1:8804/callback")

    answer = query_of(karim.answer(firm, scope="openid age:over18 residence:valid profile:name"))
    tokens = firm.exchange(answer["code"]).json()

    assert record.sandbox
    assert set(firm.userinfo(tokens["access_token"]).json()) == {"sub", "age_over_18", "residence_valid"}
