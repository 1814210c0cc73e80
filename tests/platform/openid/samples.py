"""A consent as it stands after somebody agreed, for tests that only need one to be there."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.documents.keystore import jwk
from tayseer.kit.text import Text
from tayseer.partners.openid import actions, queries
from tayseer.partners.openid.contract import ScopeContract


def consent_of(person_id: int, *, at: datetime) -> str:
    """The public id of a consent that the person gave to a bank just registered."""
    words, uri = Text(ar="فتح حساب", en="to open an account"), "https://sample.example/callback"
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    client = actions.add_client(
        actor=SYSTEM, at=at, client_id="sample-bank", names=Text(ar="بنك", en="A bank"), kind="firm",
        sector="sample.example", jwks={"keys": [{**jwk(key), "kid": "k1"}]}, redirect_uris=[uri],
        scopes=[ScopeContract("openid", words, words), ScopeContract("age:over18", words, words)],
    )  # fmt: skip
    asked = {"scope": "openid age:over18", "redirect_uri": uri, "code_challenge": "c" * 43}
    pushed = queries.pushed_by_secret(secret=actions.keep_pushed(client=client, asked=asked, jkt="", at=at))
    assert pushed is not None
    given = actions.give_consent(actor=Actor("person", person_id), at=at, pushed=pushed, chosen=())
    return str(given.public_id)
