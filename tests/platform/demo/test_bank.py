"""What Example Bank says to the platform, and what it believes of it."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from tayseer.demo.bank import clock, keys, registering
from tayseer.demo.bank.keys import CLIENT_ID, urlsafe
from tayseer.demo.bank.relying import Begun, Learnt, Relying, UnableToBelieve, UnableToSignIn
from tayseer.exchange import signing
from tayseer.partners.openid import queries

ISSUER, OWN = "https://tayseer.example", "http://localhost:8704"
NOON = datetime(2026, 3, 1, 9, tzinfo=UTC)
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
CONSENT_EVENT = "urn:tayseer:event:consent-revoked"


@dataclass
class Platform:
    """A platform of a few lines, which signs whatever a test wants; each attribute can be changed to let it lie."""

    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "P1"}))
    own: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "B1"}))
    now: datetime = NOON
    issuer: str = ISSUER
    signs: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=lambda: {"sub": "S", "age_over_18": True, "residence_valid": True})
    status: int = 200
    is_away: bool = False
    nonce: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def bank(self) -> Relying:
        """The bank, for which this is the platform."""
        client = httpx.Client(transport=httpx.MockTransport(self.answer))
        return Relying(issuer=ISSUER, own=OWN, key=self.own, now=lambda: self.now, client=client)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One of the platform's doors."""
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        path = urlsplit(str(request.url)).path
        self.asked.append((path, form))
        if self.is_away:
            raise httpx.ConnectError("nobody there")
        match path:
            case "/.well-known/openid-configuration":
                return httpx.Response(200, json=self.metadata())
            case "/jwks":
                return httpx.Response(200, json={"keys": [self.key.as_dict(private=False)]})
            case "/par":
                self.nonce = form["nonce"]
                return httpx.Response(201, json={"request_uri": "urn:x:1", "expires_in": 60})
            case "/token":
                return httpx.Response(self.status, json={"access_token": "A", "id_token": self.id_token()})
            case "/userinfo" if request.headers["Authorization"] == "Bearer A":
                return httpx.Response(200, json=self.answers)
        return httpx.Response(404, json={})

    def metadata(self) -> dict[str, str]:
        """Where the doors are."""
        doors = {
            "authorization_endpoint": "authorize", "pushed_authorization_request_endpoint": "par",
            "token_endpoint": "token", "userinfo_endpoint": "userinfo", "end_session_endpoint": "out",
            "jwks_uri": "jwks",
        }  # fmt: skip
        return {"issuer": self.issuer, **{name: f"{ISSUER}/{path}" for name, path in doors.items()}}

    def id_token(self) -> str:
        """An id token that is right but for what the test changes; a change of None leaves a claim out."""
        at = int(self.now.timestamp())
        return self.sign(
            {
                "iss": ISSUER, "sub": "S", "aud": CLIENT_ID, "iat": at, "exp": at + 300, "auth_time": at - 5,
                "sid": "V", "acr": "urn:tayseer:loa:2", "amr": ["pwd", "otp"], "nonce": self.nonce,
                "at_hash": urlsafe(hashlib.sha256(b"A").digest()[:16]), **self.signs,
            },
            **self.header,
        )  # fmt: skip

    def logout_token(self, *, typ: str = "logout+jwt", **changes: Any) -> str:
        """A logout token that is right but for the changes."""
        at = int(self.now.timestamp())
        body = {
            "iss": ISSUER, "sub": "S", "sid": "V", "aud": CLIENT_ID, "iat": at, "exp": at + 120, "jti": "J1",
            "events": {LOGOUT_EVENT: {}}, **changes,
        }  # fmt: skip
        return self.sign(body, typ=typ)

    def sign(self, body: dict[str, Any], **header: Any) -> str:
        """A JWT by the platform's key."""
        claims = {name: value for name, value in body.items() if value is not None}
        return jwt.encode({"alg": "ES256", "kid": self.key.kid, "typ": "JWT", **header}, claims, self.key)

    def pass_by(self, **by: float) -> None:
        """Let time go by."""
        self.now += timedelta(**by)


@pytest.fixture
def platform() -> Platform:
    """A platform that tells the truth."""
    return Platform()


def signed_in(bank: Relying, **answer: str) -> Learnt:
    """Begin, come back, and finish."""
    begun = bank.begin("ar")
    return bank.finish(begun, {"code": "C", "state": begun.state, "iss": ISSUER, **answer})


def test_two_answers_a_number_and_a_level_are_all_that_is_learnt(platform: Platform) -> None:
    learnt = signed_in(platform.bank())

    assert learnt.subject == "S"
    assert learnt.answers == {"age_over_18": True, "residence_valid": True}
    assert learnt.id_claims["acr"] == "urn:tayseer:loa:2"


def test_the_request_is_pushed_signed_and_bound_and_the_browser_carries_a_reference_alone(platform: Platform) -> None:
    begun = platform.bank().begin("ar")
    pushed = dict(platform.asked)["/par"]

    assert parse_qs(urlsplit(begun.address).query) == {"client_id": ["example-bank"], "request_uri": ["urn:x:1"]}
    assert pushed["scope"] == "openid age:over18 residence:valid"
    assert (pushed["code_challenge_method"], pushed["redirect_uri"]) == ("S256", f"{OWN}/callback")
    assert pushed["acr_values"] == "urn:tayseer:loa:2 urn:tayseer:loa:3"
    assertion = jwt.decode(pushed["client_assertion"], platform.own, algorithms=["ES256"])
    assert assertion.claims["aud"] == ISSUER
    assert assertion.claims["exp"] - assertion.claims["iat"] <= 60


def test_no_assertion_and_no_state_is_used_twice(platform: Platform) -> None:
    bank = platform.bank()
    first, second = bank.begin("ar"), bank.begin("ar")
    assertions = [form["client_assertion"] for path, form in platform.asked if path == "/par"]

    assert len({first.state, second.state, first.nonce, second.nonce, first.verifier, second.verifier}) == 6
    assert len(set(assertions)) == 2


@pytest.mark.parametrize(
    "signs",
    [
        {"iss": "https://other.example"}, {"aud": "other"}, {"aud": ["example-bank", "other"]}, {"aud": None},
        {"nonce": "another"}, {"nonce": None}, {"exp": int(NOON.timestamp()) - 60}, {"exp": None},
        {"iat": int(NOON.timestamp()) + 60}, {"acr": "urn:tayseer:loa:1"}, {"acr": None}, {"at_hash": "AAAA"},
        {"at_hash": None}, {"sub": None}, {"sub": "T"}, {"auth_time": None},
    ],
)  # fmt: skip
def test_an_id_token_that_is_not_all_it_must_be_signs_nobody_in(platform: Platform, signs: dict[str, Any]) -> None:
    platform.signs = signs

    with pytest.raises(UnableToSignIn) as refused:
        signed_in(platform.bank())
    assert refused.value.reason == "unproven"


def test_a_logout_token_is_no_id_token(platform: Platform) -> None:
    platform.header = {"typ": "logout+jwt"}

    with pytest.raises(UnableToSignIn, match="typ"):
        signed_in(platform.bank())


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "." * 2, "e30.e30."])
def test_what_is_no_token_is_not_believed(platform: Platform, token: str) -> None:
    with pytest.raises(UnableToBelieve):
        platform.bank().notice(token)


def test_a_token_of_another_key_or_without_one_is_not_believed(platform: Platform) -> None:
    bank, mine = platform.bank(), platform.key
    platform.key = ECKey.generate_key("P-256", {"kid": "P1"})
    forged = platform.logout_token()
    platform.key = mine
    shared = OctKey.import_key("public keys are no secrets, and so no keys of HMAC")
    mixed = jwt.encode({"alg": "HS256", "kid": "P1", "typ": "logout+jwt"}, {"iss": ISSUER}, shared)

    for token in (forged, mixed):
        with pytest.raises(UnableToBelieve):
            bank.notice(token)


def test_a_new_key_of_the_platform_is_looked_up(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tayseer.demo.bank.relying._KEYS_PAUSE_SECONDS", 0.0)
    bank = platform.bank()
    bank.notice(platform.logout_token())
    platform.key = ECKey.generate_key("P-256", {"kid": "P2"})

    assert bank.notice(platform.logout_token(jti="J2")).jti == "J2"


def test_keys_are_not_fetched_for_every_token_that_somebody_makes_up(platform: Platform) -> None:
    bank = platform.bank()
    bank.notice(platform.logout_token())
    for _ in range(5):
        with pytest.raises(UnableToBelieve):
            bank.notice("a.b.c")

    assert [path for path, _ in platform.asked].count("/jwks") == 1


def test_an_answer_of_another_issuer_is_not_exchanged(platform: Platform) -> None:
    for iss in ("https://other.example", ""):
        with pytest.raises(UnableToSignIn) as refused:
            signed_in(platform.bank(), iss=iss)
        assert refused.value.reason == "mixed_up"
    assert "/token" not in dict(platform.asked)


def test_the_error_of_the_platform_is_told_by_its_name(platform: Platform) -> None:
    with pytest.raises(UnableToSignIn) as refused:
        signed_in(platform.bank(), error="access_denied")
    assert refused.value.reason == "access_denied"


def test_answers_about_somebody_else_are_not_taken(platform: Platform) -> None:
    platform.answers["sub"] = "T"

    with pytest.raises(UnableToSignIn, match="somebody else"):
        signed_in(platform.bank())


@pytest.mark.parametrize(("status", "reason"), [(400, "refused"), (401, "refused"), (429, "away"), (503, "away")])
def test_a_platform_that_says_no_and_one_that_is_busy_are_told_apart(
    platform: Platform, status: int, reason: str
) -> None:
    platform.status = status

    with pytest.raises(UnableToSignIn) as refused:
        signed_in(platform.bank())
    assert refused.value.reason == reason


def test_a_platform_that_is_away_or_another_is_not_signed_in_to(platform: Platform) -> None:
    platform.is_away = True
    with pytest.raises(UnableToSignIn, match="ConnectError"):
        platform.bank().begin("en")
    platform.is_away, platform.issuer = False, "https://other.example"
    with pytest.raises(UnableToSignIn, match="another issuer"):
        platform.bank().begin("en")


def test_a_notice_says_who_and_whether_the_consent_was_taken_back(platform: Platform) -> None:
    bank = platform.bank()
    of_one = bank.notice(platform.logout_token())
    of_all = bank.notice(platform.logout_token(sid=None, events={LOGOUT_EVENT: {}, CONSENT_EVENT: {}}))

    assert (of_one.sid, of_one.is_consent_revoked) == ("V", False)
    assert (of_all.subject, of_all.sid, of_all.is_consent_revoked) == ("S", "", True)


@pytest.mark.parametrize(
    "changes",
    [
        {"typ": "JWT"}, {"iss": "https://other.example"}, {"aud": "other"}, {"exp": int(NOON.timestamp()) - 60},
        {"exp": None}, {"iat": None}, {"jti": None}, {"events": None}, {"events": {}}, {"events": [LOGOUT_EVENT]},
        {"events": {LOGOUT_EVENT: "x"}}, {"nonce": "n"}, {"sub": None, "sid": None},
    ],
)  # fmt: skip
def test_a_logout_token_that_is_not_all_it_must_be_ends_nothing(platform: Platform, changes: dict[str, Any]) -> None:
    with pytest.raises(UnableToBelieve):
        platform.bank().notice(platform.logout_token(**changes))


def test_signing_out_leads_to_the_platform_and_back(platform: Platform) -> None:
    bank = platform.bank()
    asked = parse_qs(urlsplit(bank.logout_address(signed_in(bank), lang="en")).query)

    assert asked["post_logout_redirect_uri"] == [f"{OWN}/goodbye"]
    assert asked["id_token_hint"][0].count(".") == 2


def test_what_was_learnt_shows_no_token_in_a_log(platform: Platform) -> None:
    learnt = signed_in(platform.bank())

    assert learnt.id_token not in repr(learnt)
    assert isinstance(platform.bank().begin("ar"), Begun)


def test_the_key_is_made_once_for_the_bank_alone_and_only_its_public_half_is_told(tmp_path) -> None:
    first, again = keys.own_key(tmp_path), keys.own_key(tmp_path)
    [told] = keys.public_jwks(first)["keys"]

    assert first.as_dict(private=True) == again.as_dict(private=True)
    assert "d" not in told
    assert told["kid"] == first.kid
    mode = (tmp_path / signing.KEYS / "example_bank.key.pem").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_the_bank_lives_in_the_same_day_as_the_demonstration(tmp_path) -> None:
    before = clock.now(tmp_path)
    (tmp_path / "clock-offset").write_text("864000\n", encoding="ascii")

    assert clock.now(tmp_path) - before >= timedelta(days=10)


@pytest.mark.django_db
def test_the_bank_is_registered_at_start_and_its_address_kept_up_to_date(tmp_path) -> None:
    for port in (8704, 9704):
        assert registering.ensure(tmp_path, address=f"http://localhost:{port}/", at=NOON) == ""

    client = queries.client(keys.CLIENT_ID)
    assert client is not None
    assert client.redirect_uris == ("http://localhost:9704/callback",)
    assert client.backchannel_logout_uri == "http://localhost:9704/logout"
    assert [one["kid"] for one in client.jwks] == [keys.own_key(tmp_path).kid]


@pytest.mark.django_db
def test_beyond_this_machine_the_demonstration_starts_without_the_bank_and_says_why(tmp_path) -> None:
    assert "https://" in registering.ensure(tmp_path, address="http://192.0.2.1:8704", at=NOON)
