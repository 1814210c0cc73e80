"""An establishment with its authorised person in a browser, somebody who only views, and keys of an app."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tayseer.audit.contract import Actor
from tayseer.documents.keystore import jwk
from tayseer.establishments.queries import firm_ref
from tayseer.kit.formats import RIYADH
from tayseer.kit.records import STEPS
from tayseer.partners.console import actions
from tayseer.partners.console.contract import Held
from tayseer.registries.establishments.contract import Establishment, Manager
from tayseer.services.common.personas import citizen
from tests.platform.openid.conftest import Time, Visitor, time
from tests.support.stored import insert, store

__all__ = ["time"]

CALLBACK = "https://app.example/callback"


def new_keys() -> tuple[ec.EllipticCurvePrivateKey, dict[str, Any]]:
    key = ec.generate_private_key(ec.SECP256R1())
    return key, {"keys": [{**jwk(key.public_key()), "kid": "k1"}]}


@dataclass
class Office:
    """An establishment whose authorised person is signed in at the second level."""

    id: int
    person_id: int
    visitor: Visitor
    time: Time

    @property
    def home(self) -> str:
        return f"/en/developers/console/{firm_ref(person_id=self.person_id, establishment_id=self.id)}/"

    @property
    def who(self) -> dict[str, Any]:
        """What every action takes first."""
        at = self.time.now
        actor = Actor("person", self.person_id, level=2, proven_at=at)
        return {"actor": actor, "establishment_id": self.id, "at": at, "on": at.astimezone(RIYADH).date()}

    def app(self, *, once: str = "once", jwks: dict[str, Any] | None = None, uri: str = CALLBACK) -> Held:
        """A sandbox app, registered without the form."""
        keys = jwks or new_keys()[1]
        return actions.register(label="Our app", redirect_uris=[uri], jwks=keys, once=once, **self.who)

    def get(self, path: str = "") -> Any:
        return self.visitor.browser.get(f"{self.home}{path}")

    def post(self, path: str, **form: Any) -> Any:
        return self.visitor.browser.post(f"{self.home}{path}", form)


def office_of(time: Time, *, number: str = "7001000001", name: str = "Palm Trading", state: str = "active") -> Office:
    """Another establishment with a person of its own."""
    person_id = store(STEPS["person"], citizen(name_ar="هند", name_en="Hind"))
    firm = insert(Establishment, {"number": number, "name_ar": "مؤسسة النخيل", "name_en": name, "state": state})
    insert(Manager, {"person_id": person_id, "establishment_id": firm, "role": "administer"})
    visitor = Visitor(person_id, time).sign_in(level=2, methods=("password", "totp"))
    return Office(firm, person_id, visitor, time)


@pytest.fixture
def office(db: None, time: Time) -> Office:
    return office_of(time)


def pasted(jwks: dict[str, Any]) -> str:
    return json.dumps(jwks)
