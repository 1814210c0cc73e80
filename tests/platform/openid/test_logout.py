"""What clients are told when somebody signs out or takes a consent back, and how they ask for a sign-out."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from tayseer.documents import jws
from tayseer.identity.middleware import COOKIE
from tayseer.partners.openid import backchannel, conf, jobs, keys
from tayseer.partners.openid.models import Code, Consent, Login, Notice, PushedRequest, RefreshToken, Spent
from tests.platform.openid.conftest import Firm, Time, Visitor, decoded, firm_of, header_of, query_of

pytestmark = pytest.mark.django_db

EVENT = "http://schemas.openid.net/event/backchannel-logout"


class Door:
    """The address at a client where notices arrive."""

    def __init__(self) -> None:
        door = self
        self.heard: list[str] = []
        self.status = 200

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                door.heard.append(parse_qs(body)["logout_token"][0])
                self.send_response(door.status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/logout"


@pytest.fixture
def door() -> Iterator[Door]:
    made = Door()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def heard(db: None, time: Time, door: Door) -> Firm:
    """A bank that hears of logouts."""
    return firm_of(time, backchannel_logout_uri=door.url)


def test_b11_every_client_of_a_login_is_told_when_the_person_signs_out(
    heard: Firm, karim: Visitor, door: Door, time: Time
) -> None:
    shop = firm_of(time, "shop", backchannel_logout_uri=door.url)
    held = {firm.record.id: decoded(firm.tokens(karim)["id_token"]) for firm in (heard, shop)}
    assert jobs.deliver_notices(10) == 0

    karim.browser.post("/ar/sign-out/")

    assert jobs.deliver_notices(10) == 2
    assert jobs.deliver_notices(10) == 0
    said = {decoded(token)["aud"]: decoded(token) for token in door.heard}
    assert set(said) == {"bank", "shop"}
    for client_id, one in said.items():
        assert one["sub"] == held[client_id]["sub"]
        assert one["sid"] == held[client_id]["sid"]
        assert one["events"] == {EVENT: {}}
        assert one["iss"] == conf.issuer()
        assert "nonce" not in one
        assert 0 < one["exp"] - one["iat"] <= 120
    for token in door.heard:
        signed = jws.parse(token, typ="logout+jwt")
        key = keys.public(header_of(token)["kid"])
        assert key is not None
        jws.verify(signed, key=key)


def test_a_client_is_told_when_a_consent_is_taken_back_even_after_the_login(
    heard: Firm, karim: Visitor, door: Door, time: Time
) -> None:
    heard.tokens(karim)
    time.pass_by(days=2)
    karim.sign_in()

    karim.browser.post(f"/en/consents/{Consent.objects.get().public_id}/revoke/")
    jobs.deliver_notices(10)

    [token] = door.heard
    said = decoded(token)
    assert set(said["events"]) == {EVENT, "urn:tayseer:event:consent-revoked"}
    assert "sid" not in said


def test_a_client_that_does_not_listen_is_told_again_and_given_up_in_the_end(
    heard: Firm, karim: Visitor, door: Door, time: Time
) -> None:
    heard.tokens(karim)
    door.status = 500
    karim.browser.post("/ar/sign-out/")

    for pause in backchannel.PAUSES:
        assert jobs.deliver_notices(10) == 1
        assert jobs.deliver_notices(10) == 0
        time.now += pause
    assert jobs.deliver_notices(10) == 1
    time.pass_by(days=3)

    assert jobs.deliver_notices(10) == 0
    assert len(door.heard) == len(backchannel.PAUSES) + 1
    assert Notice.objects.get().given_up_at is not None


def test_what_cannot_be_reached_is_tried_again(time: Time, karim: Visitor) -> None:
    bank = firm_of(time, backchannel_logout_uri="http://127.0.0.1:1/logout")
    bank.tokens(karim)
    karim.browser.post("/ar/sign-out/")

    assert jobs.deliver_notices(10) == 1
    assert Notice.objects.get().told_at is None


def test_a_client_without_an_address_for_notices_is_told_nothing(time: Time, karim: Visitor) -> None:
    bank = firm_of(time, backchannel_logout_uri="")
    bank.tokens(karim)
    karim.browser.post("/ar/sign-out/")

    assert jobs.deliver_notices(10) == 0
    assert Login.objects.get().told


def test_a_login_whose_session_ended_a_moment_before_is_born_ended(heard: Firm, karim: Visitor) -> None:
    path = karim.opens(heard, heard.pushed()).headers["Location"]
    heard.tokens(karim)
    karim.browser.post("/ar/sign-out/")
    Login.objects.all().update(ended_why="", told=False)
    before = Login.objects.get()
    before.id, before.sid = None, "another"
    before.save(force_insert=True)

    assert Login.objects.get(sid="another").ended_why == "signed_out"
    assert karim.browser.get(path).status_code == 302


# Signing out at a client's wish


def test_a_client_leads_to_the_question_and_back(heard: Firm, karim: Visitor) -> None:
    hint = heard.tokens(karim)["id_token"]
    asked = {
        "id_token_hint": hint, "post_logout_redirect_uri": "https://bank.example/goodbye", "state": "abc",
        "ui_locales": "en",
    }  # fmt: skip
    led = karim.browser.get("/openid/logout", asked).headers["Location"]
    page = karim.browser.get(led)
    out = karim.browser.post(led.partition("?")[0], {**asked, "choice": "out"})

    assert led.startswith("/en/authorize/sign-out/?")
    assert "Palm Bank" in page.content.decode()
    assert out.headers["Location"] == "https://bank.example/goodbye?state=abc"
    assert karim.browser.cookies[COOKIE].value == ""
    assert Login.objects.get().ended_why == "signed_out"


@pytest.mark.parametrize(
    "changes",
    [
        {"post_logout_redirect_uri": "https://evil.example/"},
        {"id_token_hint": ""},
        {"id_token_hint": "a.b.c"},
        {"client_id": "shop"},
    ],
)
def test_nobody_is_led_to_an_address_that_no_token_of_ours_vouches_for(
    heard: Firm, karim: Visitor, changes: dict[str, str]
) -> None:
    hint = heard.tokens(karim)["id_token"]
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": "https://bank.example/goodbye", "choice": "out"}

    answer = karim.browser.post("/en/authorize/sign-out/", asked | changes)

    assert answer.headers["Location"] == "/en/"


def test_staying_signed_in_ends_nothing_here(heard: Firm, karim: Visitor) -> None:
    hint = heard.tokens(karim)["id_token"]
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": "https://bank.example/goodbye"}

    answer = karim.browser.post("/en/authorize/sign-out/", asked | {"choice": "stay"})

    assert answer.headers["Location"] == "https://bank.example/goodbye"
    assert Login.objects.get().ended_why == ""


# Giving a token back, and forgetting


def test_a_client_gives_a_token_back_and_everything_of_that_login_ends(heard: Firm, karim: Visitor, time: Time) -> None:
    shop = firm_of(time, "shop")
    for name in ("refresh_token", "access_token"):
        tokens = heard.tokens(karim)
        assert shop.post("openid/revoke", {"token": tokens[name]}).status_code == 400
        assert heard.userinfo(tokens["access_token"]).status_code == 200
        assert heard.post("openid/revoke", {"token": tokens[name]}).status_code == 200
        assert heard.userinfo(tokens["access_token"]).status_code == 401
        assert heard.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert heard.post("openid/revoke", {"token": "never-given"}).status_code == 200
    assert heard.post("openid/revoke", {"token": "x"}, assertion="").status_code == 401


def test_what_has_run_out_is_forgotten_and_consents_stay(heard: Firm, karim: Visitor, time: Time) -> None:
    heard.tokens(karim)
    heard.pushed()
    assert jobs.forget_expired(100) == 0
    time.pass_by(days=3)

    jobs.forget_expired(100)

    for model in (Spent, PushedRequest, Login, Code, RefreshToken):
        assert not model.objects.exists(), model
    assert Consent.objects.count() == 1


def test_an_answer_of_a_door_is_json_that_nobody_keeps(heard: Firm) -> None:
    answer = heard.push()

    assert json.loads(answer.content)["expires_in"] == 60
    assert answer.headers["Cache-Control"] == "no-store"
    assert query_of("https://x.example/?a=b") == {"a": "b"}
