"""The bank's door: signed requests of the platform, and the payer's pages; the standard library's server carries it."""

import json
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from tayseer.demo.door import Door, Refused, Server, problem
from tayseer.demo.payment_provider import pages
from tayseer.demo.payment_provider.bank import CHOICES, Bank, UnableToFind, UnableToOpenSession
from tayseer.demo.payment_provider.messenger import Messenger
from tayseer.exchange import signing


@dataclass(frozen=True, kw_only=True)
class House:
    """All that answering needs: the books, the messenger, the own key, the data folder, the address of the pages."""

    bank: Bank
    messenger: Messenger
    signer: signing.Signer
    data: Path
    public_url: str


class HouseDoor(Door):
    """Answers one request; `house` is set on a subclass by `build`."""

    house: ClassVar[House]
    server_version = "DemoBank"

    def get(self) -> None:
        """Pages, and the platform's questions."""
        self._answer(b"")

    def post(self, body: bytes) -> None:
        """A visit to open, or a payer's choice."""
        self._answer(body)

    def _answer(self, body: bytes) -> None:
        path = self.path_asked()
        kind, _, number = path.strip("/").partition("/")
        if path == "/healthz":
            self.say_alive()
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
                self.send(HTTPStatus.SEE_OTHER, b"", {"Location": session.return_url})
                return
        parts = urlsplit(session.return_url)
        content = pages.pay_page(session, nonce=nonce)
        self._html(HTTPStatus.OK, content, nonce=nonce, leads_to=f"{parts.scheme}://{parts.netloc}")

    def _html(self, status: HTTPStatus, content: bytes, *, nonce: str, leads_to: str = "") -> None:
        policy = f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self' {leads_to}; frame-ancestors 'none'"
        self.send(
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
        request = self.signed_request()
        try:
            self._check(request, body)
        except Refused as refused:
            self.refuse(refused)
            return
        try:
            status, content = self._act(kind, number, body)
        except Refused as refused:
            status, content = refused.status, problem(refused)
        answer = json.dumps(content, ensure_ascii=False).encode()
        signed = signing.sign_response(signer=self.house.signer, status=status, body=answer, request=request)
        self.send(status, answer, signed)

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


def build(*, house: House, host: str, port: int) -> Server:
    """A server at the address, not answering yet; raises `OSError` when the port is taken."""
    return Server((host, port), type("OpenDoor", (HouseDoor,), {"house": house}))
