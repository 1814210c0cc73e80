"""A bank that speaks OpenID properly, the people who sign in there, and the moment at which it all happens."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client as Browser

from tayseer.audit.contract import SYSTEM
from tayseer.documents.keystore import jwk, thumbprint
from tayseer.identity.ids import new_public_id, new_token, token_digest
from tayseer.identity.middleware import COOKIE
from tayseer.identity.models import Account, Session
from tayseer.kit.records import STEPS
from tayseer.kit.text import Text
from tayseer.partners.openid import actions, conf
from tayseer.partners.openid.contract import ClientRecord, ScopeContract
from tayseer.services.common.personas import citizen, resident
from tayseer.site import clock
from tests.support.stored import store

NOON = datetime(2026, 3, 1, 9, tzinfo=UTC)
CALLBACK = "https://bank.example/callback"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
PROFILE = "openid age:over18 residence:valid profile:name"


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(token: str) -> dict[str, Any]:
    """The claims of a JWT, unchecked."""
    body = token.split(".")[1]
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return said


def header_of(token: str) -> dict[str, Any]:
    head = token.split(".", maxsplit=1)[0]
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    return said


def signed(key: ec.EllipticCurvePrivateKey, body: dict[str, Any], **header: Any) -> str:
    """A JWT with ES256 by a key, whatever is in it."""
    parts = [encode(json.dumps(one).encode()) for one in ({"alg": "ES256", **header}, body)]
    r, s = utils.decode_dss_signature(key.sign(".".join(parts).encode(), ec.ECDSA(SHA256())))
    return ".".join([*parts, encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))])


def contract(scope: str, *, essential: bool = True, why: str = "to open an account") -> ScopeContract:
    return ScopeContract(
        scope,
        Text(ar="فتح حساب", en=why),
        Text(ar="نظام مكافحة غسل الأموال", en="Anti-Money Laundering Law"),
        essential,
    )


@dataclass
class Time:
    """The clock of the test."""

    now: datetime = NOON

    def pass_by(self, **by: float) -> None:
        """Let time go by."""
        self.now += timedelta(**by)

    @property
    def seconds(self) -> int:
        return int(self.now.timestamp())


@dataclass
class Firm:
    """A client as its developers wrote it."""

    record: ClientRecord
    key: ec.EllipticCurvePrivateKey
    time: Time
    dpop: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = "s" * 64
    nonce: str = "n" * 64
    redirect_uri: str = CALLBACK

    @property
    def challenge(self) -> str:
        return encode(hashlib.sha256(self.verifier.encode()).digest())

    def assertion(self, *, header: dict[str, Any] | None = None, **changes: Any) -> str:
        """What authenticates the client; a change of `None` leaves a claim out."""
        now = self.time.seconds
        body = {
            "iss": self.record.id, "sub": self.record.id, "aud": conf.issuer(), "jti": secrets.token_hex(12),
            "iat": now, "exp": now + 60, **changes,
        }  # fmt: skip
        body = {name: value for name, value in body.items() if value is not None}
        return signed(self.key, body, **(header or {"typ": "JWT", "kid": self.record.jwks[0]["kid"]}))

    def proof(self, path: str, *, method: str = "POST", token: str = "", **changes: Any) -> str:
        """A DPoP proof for one of our doors."""
        body = {
            "htm": method, "htu": f"{conf.issuer()}/{path}", "iat": self.time.seconds, "jti": secrets.token_hex(12),
        }  # fmt: skip
        if token:
            body["ath"] = encode(hashlib.sha256(token.encode()).digest())
        body |= changes
        return signed(self.dpop, body, typ="dpop+jwt", jwk=jwk(self.dpop.public_key()))

    @property
    def jkt(self) -> str:
        return thumbprint(jwk(self.dpop.public_key()))

    def request(self, **changes: Any) -> dict[str, Any]:
        """The parameters of an authorization request."""
        asked = {
            "response_type": "code", "redirect_uri": self.redirect_uri, "scope": " ".join(self.record.scopes),
            "state": self.state, "nonce": self.nonce, "code_challenge": self.challenge, "code_challenge_method": "S256",
            **changes,
        }  # fmt: skip
        return {name: value for name, value in asked.items() if value is not None}

    def post(self, path: str, form: dict[str, Any], *, assertion: str | None = None, proof: str = "") -> Any:
        """A form to one of our doors, the client authenticated."""
        sent = dict(form)
        if assertion != "":
            sent |= {"client_assertion_type": ASSERTION, "client_assertion": assertion or self.assertion()}
        return post(path, urlencode(sent, doseq=True), **({"DPoP": proof} if proof else {}))

    def push(self, *, assertion: str | None = None, proof: str = "", **changes: Any) -> Any:
        """A pushed request."""
        return self.post("openid/par", self.request(**changes), assertion=assertion, proof=proof)

    def pushed(self, *, proof: str = "", **changes: Any) -> str:
        """The `request_uri` of a good pushed request."""
        answer = self.push(proof=proof, **changes)
        assert answer.status_code == 201, answer.content
        uri: str = answer.json()["request_uri"]
        return uri

    def exchange(self, code: str, *, proof: str = "", **changes: Any) -> Any:
        """A code for tokens."""
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier, **changes,
        }  # fmt: skip
        form = {name: value for name, value in form.items() if value is not None}
        return self.post("openid/token", form, proof=proof)

    def refresh(self, token: str, *, proof: str = "", **changes: Any) -> Any:
        """A refresh token for tokens."""
        form = {"grant_type": "refresh_token", "refresh_token": token, **changes}
        return self.post("openid/token", form, proof=proof)

    def userinfo(self, token: str, *, scheme: str = "Bearer", proof: str = "") -> Any:
        """What is known of the person."""
        headers = {"Authorization": f"{scheme} {token}", **({"DPoP": proof} if proof else {})}
        return Browser().get("/openid/userinfo", headers=headers)

    def tokens(self, visitor: Visitor, **changes: Any) -> dict[str, Any]:
        """Everything at once: pushed, agreed, exchanged."""
        answer = self.exchange(visitor.code(self, **changes))
        assert answer.status_code == 200, answer.content
        said: dict[str, Any] = answer.json()
        return said


def post(path: str, body: str, **headers: str) -> Any:
    return Browser().post(f"/{path}", body, content_type="application/x-www-form-urlencoded", headers=headers)


@dataclass
class Visitor:
    """A person with a browser in which they are signed in, or not yet."""

    person_id: int
    time: Time
    browser: Browser = field(default_factory=Browser)
    session: str = ""

    def sign_in(self, *, level: int = 1, methods: tuple[str, ...] = ("password", "sms")) -> Visitor:
        """Begin a session here."""
        token, at = new_token(), self.time.now
        made = Session.objects.create(
            token=token_digest(token), public_id=new_public_id(), account_id=self.account, created_at=at,
            last_seen_at=at, expires_at=at + timedelta(hours=12), methods=list(methods), level=level, level_at=at,
            device="test",
        )  # fmt: skip
        self.browser.cookies[COOKIE], self.session = token, made.public_id
        return self

    @property
    def account(self) -> int:
        return int(Account.objects.get(person_id=self.person_id).id)

    def opens(self, firm: Firm, request_uri: str, **more: str) -> Any:
        """The browser comes from the firm to us."""
        query = {"client_id": firm.record.id, "request_uri": request_uri, **more}
        return self.browser.get("/openid/authorize", query)

    def chooses(self, path: str, choice: str, *scopes: str) -> Any:
        """The form of a page."""
        return self.browser.post(path, {"choice": choice, "scopes": list(scopes)})

    def answer(self, firm: Firm, *scopes: str, choice: str = "allow", proof: str = "", **changes: Any) -> str:
        """The address at the firm to which the browser is sent in the end."""
        opened = self.opens(firm, firm.pushed(proof=proof, **changes))
        target: str = opened.headers["Location"]
        if target.startswith("/"):
            assert self.browser.get(target).status_code == 200
            target = self.chooses(target, choice, *scopes).headers["Location"]
        return target

    def code(self, firm: Firm, *scopes: str, **changes: Any) -> str:
        """The code that the firm gets."""
        return str(query_of(self.answer(firm, *scopes, **changes))["code"])


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query, keep_blank_values=True).items()}


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


def firm_of(time: Time, client_id: str = "bank", **changes: Any) -> Firm:
    """Register a client and give what its developers hold."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = changes.pop("named", PROFILE)
    registered: dict[str, Any] = {
        "client_id": client_id, "names": Text(ar="بنك النخيل", en="Palm Bank"), "kind": "firm",
        "sector": f"{client_id}.example", "jwks": {"keys": [{**jwk(key.public_key()), "kid": "k1"}]},
        "redirect_uris": [CALLBACK], "scopes": [contract(scope) for scope in named.split()],
        "logout_redirect_uris": ["https://bank.example/goodbye"],
        "backchannel_logout_uri": f"https://{client_id}.example/logout", **changes,
    }  # fmt: skip
    record = actions.add_client(actor=SYSTEM, at=time.now, **registered)
    return Firm(record, key, time, redirect_uri=registered["redirect_uris"][0])


@pytest.fixture
def bank(db: None, time: Time) -> Firm:
    """Palm Bank, which may ask for a name, an age and an iqama."""
    return firm_of(time)


@pytest.fixture
def karim(db: None, time: Time) -> Visitor:
    """Karim, a resident, signed in by password and SMS."""
    return Visitor(store(STEPS["person"], resident(name_ar="كريم", name_en="Karim")), time).sign_in()


@pytest.fixture
def salim(db: None, time: Time) -> Visitor:
    """Salim, a citizen, signed in by password and SMS."""
    return Visitor(store(STEPS["person"], citizen(name_ar="سالم", name_en="Salim")), time).sign_in()
