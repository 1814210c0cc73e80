"""The bank's door: signed requests of the platform, and the payer's pages; the standard library's server carries it."""

import json
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from tayseer.demo.payment_provider import pages
from tayseer.demo.payment_provider.bank import CHOICES, Bank, UnableToFind, UnableToOpenSession
from tayseer.demo.payment_provider.messenger import Messenger
from tayseer.exchange import signing

LARGEST_BODY = 16 * 1024


@dataclass(frozen=True, kw_only=True)
class House:
    """All that answering needs: the books, the messenger, the own key, the data folder, the address of the pages."""

    bank: Bank
    messenger: Messenger
    signer: signing.Signer
    data: Path
    public_url: str


class Refused(Exception):
    """The request is answered with this status and reason."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        self.status, self.detail = status, detail
        super().__init__(detail)


class Door(BaseHTTPRequestHandler):
    """Answers one request; `house` is set on a subclass by `serve`."""

    house: ClassVar[House]
    protocol_version = "HTTP/1.1"
    server_version = "DemoBank"
    sys_version = ""
    timeout = 15

    def do_GET(self) -> None:
        """Pages, and the platform's questions."""
        self._answer(b"")

    def do_POST(self) -> None:
        """A visit to open, or a payer's choice."""
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"", {"Content-Type": "text/plain"})
            return
        self._answer(self.rfile.read(int(length)))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the server's name for it
        """Keep quiet: numbers of bills do not belong in a log."""

    def _answer(self, body: bytes) -> None:
        path = urlsplit(self.path).path
        kind, _, number = path.strip("/").partition("/")
        if path == "/healthz":
            self._send(HTTPStatus.OK, b'{"status":"ok"}', {"Content-Type": "application/json"})
        elif kind == "pay":
            self._page(number, body)
        else:
            self._signed(kind, number, body)

    def _page(self, number: str, body: bytes) -> None:
        nonce = secrets.token_urlsafe(12)
        try:
            session = self.house.bank.session(number)
        except UnableToFind:
            self._html(HTTPStatus.NOT_FOUND, pages.lost_page(lang="ar", nonce=nonce), nonce=nonce)
            return
        if self.command == "POST":
            chosen = parse_qs(body.decode("utf-8", "replace")).get("choice", [""])[0]
            choice = next((known for known in CHOICES if known == chosen), None)
            if choice is not None:
                self.house.bank.decide(number, choice)
                self.house.messenger.wake.set()
                self._send(HTTPStatus.SEE_OTHER, b"", {"Location": session.return_url})
                return
        parts = urlsplit(session.return_url)
        content = pages.pay_page(session, nonce=nonce)
        self._html(HTTPStatus.OK, content, nonce=nonce, leads_to=f"{parts.scheme}://{parts.netloc}")

    def _html(self, status: HTTPStatus, content: bytes, *, nonce: str, leads_to: str = "") -> None:
        policy = f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self' {leads_to}; frame-ancestors 'none'"
        self._send(
            status,
            content,
            {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Security-Policy": policy,
                "Cache-Control": "no-store",
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
            },
        )

    def _signed(self, kind: str, number: str, body: bytes) -> None:
        """Answer the platform: the question must be signed, and so is the answer, whatever it says."""
        request = signing.Request(
            method=self.command,
            url=f"http://{self.headers.get('Host', '')}{self.path}",
            headers=dict(self.headers.items()),
        )
        try:
            self._check(request, body)
        except Refused as refused:
            # An unsigned question has no signature to bind an answer to, so its refusal is plain.
            self._send(refused.status, _problem(refused), {"Content-Type": "application/problem+json"})
            return
        try:
            status, content = self._act(kind, number, body)
        except Refused as refused:
            status, content = refused.status, json.loads(_problem(refused))
        answer = json.dumps(content, ensure_ascii=False).encode()
        signed = signing.sign_response(signer=self.house.signer, status=status, body=answer, request=request)
        self._send(status, answer, signed)

    def _check(self, request: signing.Request, body: bytes) -> None:
        bank, lasting = self.house.bank, request.method == "POST"
        try:
            signing.verify_request(
                request=request,
                body=body,
                keys=signing.public_keys(data=self.house.data, party=signing.PLATFORM),
                remember=lambda key, nonce, at: bank.remember(key, nonce, at, lasting=lasting),
            )
        except signing.UnableToVerify as reason:
            raise Refused(HTTPStatus.UNAUTHORIZED, str(reason)) from reason
        except signing.UnableToFindKey as reason:
            raise Refused(
                HTTPStatus.UNAUTHORIZED, "The platform's public key is not here yet. Exchange keys."
            ) from reason

    def _act(self, kind: str, number: str, body: bytes) -> tuple[HTTPStatus, dict[str, Any]]:
        bank = self.house.bank
        try:
            match (self.command, kind, bool(number)):
                case ("POST", "sessions", False):
                    session = bank.open_session(json.loads(body))
                    pay_url = f"{self.house.public_url}/pay/{session.number}"
                    return HTTPStatus.CREATED, {"session": session.number, "pay_url": pay_url}
                case ("GET", "sessions", True):
                    session = bank.session(number)
                    paid = [bank.payment(reference).as_json() for reference in session.payments]
                    return HTTPStatus.OK, {"session": number, "state": session.state, "payments": paid}
                case ("GET", "payments", True):
                    return HTTPStatus.OK, bank.payment(number).as_json()
        except UnableToFind as reason:
            raise Refused(HTTPStatus.NOT_FOUND, "Nothing is known under this number.") from reason
        except (UnableToOpenSession, ValueError, TypeError, AttributeError) as reason:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(reason)) from reason
        raise Refused(HTTPStatus.NOT_FOUND, "There is nothing at this address.")

    def _send(self, status: HTTPStatus, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    """One thread for each connection, none of which keeps the process alive."""

    daemon_threads = True
    allow_reuse_address = True


def build(*, house: House, host: str, port: int) -> Server:
    """A server at the address, not answering yet; raises `OSError` when the port is taken."""
    return Server((host, port), type("HouseDoor", (Door,), {"house": house}))


def _problem(refused: Refused) -> bytes:
    content = {
        "type": "about:blank",
        "title": refused.status.phrase,
        "status": refused.status,
        "detail": refused.detail,
    }
    return json.dumps(content, ensure_ascii=False).encode()
