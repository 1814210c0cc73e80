"""The real ways out, against servers on this machine: SMS by HTTP, mail by SMTP, pushes to a browser's service."""

import base64
import hashlib
import hmac
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import LazySettings

from tayseer.identity import push
from tayseer.identity.gateway import UnableToSend, gateway
from tests.platform.identity.conftest import NOON

SMS = {"mobile": "+966501112223", "text": "تيسير: رمز 123456", "key": "k-1", "at": NOON}
MAIL = {"email": "sara@example.com", "subject": "تغيّر رقم", "text": "نص\n.سطر", "key": "k-2", "at": NOON}


@contextmanager
def provider(status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server that answers every POST with the status, and keeps what it got."""
    got: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append({"headers": dict(self.headers.items()), "body": body})
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/send", got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def mail_server(refuses: bool = False) -> Iterator[tuple[int, list[str]]]:
    """A server that speaks just enough SMTP, and keeps what was said to it."""
    said: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            in_data = False
            while line := self.rfile.readline():
                text = line.decode().rstrip("\r\n")
                said.append(text)
                if in_data:
                    if text == ".":
                        in_data = False
                        self.wfile.write(b"250 taken\r\n")
                    continue
                word = text[:4].upper()
                if word == "QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                in_data = word == "DATA"
                answer = b"354 go on" if in_data else b"550 no" if refuses and word == "RCPT" else b"250 ok"
                self.wfile.write(answer + b"\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1]), said
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def _real(settings: LazySettings) -> None:
    settings.TAYSEER_GATEWAY = "tayseer.identity.providers.Providers"
    settings.TAYSEER_SMS_URL = settings.TAYSEER_SMTP_URL = ""


def test_a_text_is_posted_once_signed_and_with_its_key(settings: LazySettings) -> None:
    with provider() as (url, got):
        settings.TAYSEER_SMS_URL, settings.TAYSEER_SMS_TOKEN, settings.TAYSEER_SMS_SECRET = url, "bearer-1", "shared"
        gateway().send_sms(**SMS)  # type: ignore[arg-type]

    (one,) = got
    assert json.loads(one["body"]) == {
        "to": "+966501112223", "text": "تيسير: رمز 123456", "key": "k-1", "at": NOON.isoformat(),
    }  # fmt: skip
    assert one["headers"]["Authorization"] == "Bearer bearer-1"
    assert one["headers"]["Idempotency-Key"] == "k-1"
    signed = hmac.new(b"shared", one["body"], hashlib.sha256).hexdigest()
    assert one["headers"]["X-Tayseer-Signature"] == f"sha256={signed}"


@pytest.mark.parametrize("status", [302, 400, 401, 429, 500, 503])
def test_a_text_that_was_not_taken_is_said_so(settings: LazySettings, status: int) -> None:
    with provider(status) as (url, got):
        settings.TAYSEER_SMS_URL = url
        with pytest.raises(UnableToSend, match=str(status)):
            gateway().send_sms(**SMS)  # type: ignore[arg-type]
    assert len(got) == 1


def test_a_provider_that_is_not_there_is_said_so(settings: LazySettings) -> None:
    settings.TAYSEER_SMS_URL = "http://127.0.0.1:9/send"
    settings.TAYSEER_SMTP_URL = "smtp://127.0.0.1:9?tls=no"

    with pytest.raises(UnableToSend):
        gateway().send_sms(**SMS)  # type: ignore[arg-type]
    with pytest.raises(UnableToSend):
        gateway().send_email(**MAIL)  # type: ignore[arg-type]


def test_nothing_set_sends_nothing_and_says_what_is_missing() -> None:
    with pytest.raises(UnableToSend, match="TAYSEER_SMS_URL"):
        gateway().send_sms(**SMS)  # type: ignore[arg-type]
    with pytest.raises(UnableToSend, match="TAYSEER_SMTP_URL"):
        gateway().send_email(**MAIL)  # type: ignore[arg-type]


def test_a_mail_leaves_with_its_subject_and_an_id_of_its_key(settings: LazySettings) -> None:
    with mail_server() as (port, said):
        settings.TAYSEER_SMTP_URL = f"smtp://127.0.0.1:{port}?tls=no"
        gateway().send_email(**MAIL)  # type: ignore[arg-type]

    whole = "\n".join(said)
    assert "rcpt TO:<sara@example.com>" in whole
    assert "Auto-Submitted: auto-generated" in whole
    assert f"Message-ID: <{hashlib.sha256(b'k-2').hexdigest()[:32]}@" in whole
    assert base64.b64encode("تغيّر رقم".encode()).decode() in whole


def test_a_mail_that_is_refused_is_said_so(settings: LazySettings) -> None:
    with mail_server(refuses=True) as (port, _):
        settings.TAYSEER_SMTP_URL = f"smtp://127.0.0.1:{port}?tls=no"
        with pytest.raises(UnableToSend):
            gateway().send_email(**MAIL)  # type: ignore[arg-type]


def test_a_push_is_encrypted_and_signed_by_this_installation(settings: LazySettings) -> None:
    point = (
        ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    keys = {"p256dh": base64.urlsafe_b64encode(point).decode(), "auth": base64.urlsafe_b64encode(bytes(16)).decode()}
    with provider(201) as (url, got):
        sent = push.WebPusher().push(subscription={"endpoint": url, "keys": keys}, words=push.WORDS)

    assert sent
    (one,) = got
    headers = {name.lower(): value for name, value in one["headers"].items()}
    assert b"approve" not in one["body"], "nothing can be read on the way"
    assert push.public_key() in headers["authorization"]
    assert headers["ttl"] == "180"


def test_a_push_that_was_refused_is_no_error(settings: LazySettings) -> None:
    with provider(410) as (url, _):
        assert not push.WebPusher().push(subscription={"endpoint": url, "keys": {}}, words=push.WORDS)
    assert not push.nudge(None)
