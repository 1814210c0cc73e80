"""What courts and prisons say to the platform, and what it says to them: signed, and each from whoever may say it."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tayseer.exchange import conf, signing
from tayseer.relief import actions, models, outbox, queries
from tayseer.relief.contract import ORDER_COVERED, RELEASE_REQUESTED
from tests.platform.relief.scene import AT, FACTS, JUSTICE, LATE, SECURITY, give, listed

pytestmark = pytest.mark.django_db

URL = "http://testserver/relief/messages"
RECEIVED = {
    "type": "relief.order.received",
    "data": {"order": "EX-77", "amount": "1500.00", "prison": "prisons", **FACTS},
}


@pytest.fixture
def keys(settings, tmp_path) -> dict[str, signing.Signer]:
    """The key of each agency, whose public half the platform has."""
    settings.TAYSEER_DATA = tmp_path
    return {
        code: signing.own_signer(data=tmp_path, party=conf.party_of(code)) for code in ("courts", "prisons", "labour")
    }


def say(client, event: dict[str, Any], signer: signing.Signer) -> Any:
    body = json.dumps(event).encode()
    sent = signing.sign_request(signer=signer, method="POST", url=URL, body=body)
    headers = {name: value for name, value in sent.items() if name != "Content-Type"}
    return client.post("/relief/messages", body, content_type="application/json", headers=headers)


def released(number: str) -> dict[str, Any]:
    return {"type": "relief.person.released", "data": {"order": number}}


def test_a_court_sends_a_case_that_the_team_confirms_and_the_prison_closes(client, keys):
    answer = say(client, RECEIVED, keys["courts"])

    assert answer.status_code == 200
    code = answer.json()["case"]
    for member in (JUSTICE, SECURITY):
        actions.confirm_case(actor=member, at=AT, public_id=code)
    give(code, "1500.00")
    assert say(client, released("EX-77"), keys["prisons"]).json() == {"case": code, "state": "closed"}
    assert queries.case(public_id=code).state == "closed"


def test_nobody_says_what_is_for_another_agency_to_say(client, keys):
    _, number = listed(amount="10.00")

    assert say(client, released(number), keys["courts"]).status_code == 403
    assert say(client, RECEIVED, keys["prisons"]).status_code == 403
    assert say(client, RECEIVED, keys["labour"]).status_code == 401
    assert models.Order.objects.filter(number="EX-77").count() == 0


def test_a_message_without_a_signature_or_with_another_body_is_refused(client, keys):
    body = json.dumps(RECEIVED).encode()
    sent = signing.sign_request(signer=keys["courts"], method="POST", url=URL, body=body)
    headers = {name: value for name, value in sent.items() if name != "Content-Type"}

    bare = client.post("/relief/messages", body, content_type="application/json")
    changed = client.post("/relief/messages", body + b" ", content_type="application/json", headers=headers)

    assert (bare.status_code, changed.status_code) == (401, 401)
    assert bare["Content-Type"] == "application/problem+json"


def test_the_same_signed_message_is_taken_once(client, keys):
    body = json.dumps(RECEIVED).encode()
    sent = signing.sign_request(signer=keys["courts"], method="POST", url=URL, body=body)
    headers = {name: value for name, value in sent.items() if name != "Content-Type"}

    first, second = (
        client.post("/relief/messages", body, content_type="application/json", headers=headers) for _ in range(2)
    )

    assert (first.status_code, second.status_code) == (200, 409)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "relief.order.received", "data": {"order": "EX-1"}},
        {"type": "relief.order.received", "data": {**RECEIVED["data"], "amount": "much"}},
        {"type": "relief.order.burnt", "data": {"order": "EX-1"}},
        {"type": "relief.order.withdrawn", "data": {"order": "nobody's"}},
        {"data": {}},
        [],
    ],
)
def test_what_is_not_understood_or_cannot_be_done_is_answered_with_the_reason(client, keys, event):
    assert say(client, event, keys["courts"]).status_code == 422


class Agency:
    """A made-up agency that listens on loopback, answers as told and keeps what it heard."""

    def __init__(self, signer: signing.Signer, data: Any) -> None:
        self.signer, self.data, self.status = signer, data, 202
        self.heard: list[dict[str, Any]] = []
        agency = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = signing.Request(
                    method="POST",
                    url=f"http://{self.headers['Host']}{self.path}",
                    headers=dict(self.headers.items()),
                )
                signing.verify_request(
                    request=request,
                    body=body,
                    keys=signing.public_keys(data=agency.data, party=signing.PLATFORM),
                    remember=lambda *_: True,
                )
                agency.heard.append({"path": self.path, **json.loads(body)})
                headers = signing.sign_response(signer=agency.signer, status=agency.status, body=b"{}", request=request)
                self.send_response(agency.status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: Any) -> None:
                """Keep quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def agency(settings, tmp_path, keys) -> Iterator[Agency]:
    """The courts and the prisons, behind one door that signs as the courts."""
    found = Agency(keys["courts"], tmp_path)
    settings.TAYSEER_AGENCIES_URL = found.url
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


def test_messages_wait_while_no_agency_is_linked(settings):
    settings.TAYSEER_AGENCIES_URL = ""
    code, _ = listed(amount="10.00")
    give(code, "10.00")

    assert outbox.send_due(at=LATE) == 0
    assert models.Outgoing.objects.filter(sent_at__isnull=True, attempts=0).count() == 2


def test_the_court_hears_signed_and_by_name_of_the_order_alone_and_a_forged_answer_counts_for_nothing(agency):
    code, number = listed(amount="10.00")
    give(code, "10.00")

    # The door signs as the courts, so what it answers for the prisons is not believed.
    assert outbox.send_due(at=LATE) == 1

    told = {one["type"]: one for one in agency.heard}
    assert told[ORDER_COVERED]["data"]["order"] == number
    assert told[ORDER_COVERED]["subject"] == code
    assert told[ORDER_COVERED]["specversion"] == "1.0"
    assert told[ORDER_COVERED]["path"] == "/r1/DEV/GOV/2007/enforcement/events"
    waiting = models.Outgoing.objects.get(sent_at__isnull=True)
    assert (waiting.kind, waiting.attempts) == (RELEASE_REQUESTED, 1)
    assert "no answer to believe" in waiting.problem


def test_an_agency_that_fails_is_asked_again_later_with_the_same_message(agency):
    code, _ = listed(amount="10.00")
    give(code, "10.00")
    agency.status = 503
    models.Outgoing.objects.filter(kind=RELEASE_REQUESTED).delete()

    assert outbox.send_due(at=LATE) == 0
    assert outbox.send_due(at=LATE) == 0
    agency.status = 202
    assert outbox.send_due(at=LATE + outbox.FIRST_PAUSE) == 1

    first, second = agency.heard
    assert first["id"] == second["id"]
