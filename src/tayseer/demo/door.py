"""What the doors of the demonstration's outside parties share: a small server of the standard library, no framework."""

from __future__ import annotations

import json
import signal
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from tayseer.exchange import signing

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAIN = {"Content-Type": "text/plain"}


class Refused(Exception):
    """The question is answered with this status and reason."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        self.status, self.detail = status, detail
        super().__init__(detail)


class Door(BaseHTTPRequestHandler):
    """Answers one request; what a party answers from is set on a subclass of its own door."""

    protocol_version = "HTTP/1.1"
    sys_version = ""
    timeout = 15
    #: The largest body that is read, in bytes.
    most: ClassVar[int] = 16 * 1024

    def do_GET(self) -> None:
        """Hand the request on."""
        self.get()

    def do_POST(self) -> None:
        """Hand the request on with its body, unless that is too large to be read."""
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > self.most:
            self.close_connection = True
            self.send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"", PLAIN)
            return
        self.post(self.rfile.read(int(length)))

    def get(self) -> None:
        """Answer a question; a party that takes none says so."""
        self.send(HTTPStatus.METHOD_NOT_ALLOWED, b"", PLAIN)

    def post(self, body: bytes) -> None:
        """Answer what is sent; a party that takes nothing says so, without saying more of what it read."""
        del body
        self.send(HTTPStatus.METHOD_NOT_ALLOWED, b"", PLAIN)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the server's name for it
        """Keep quiet: identity numbers and numbers of bills do not belong in a log."""

    def path_asked(self) -> str:
        """The path without its query."""
        return urlsplit(self.path).path

    def signed_request(self) -> signing.Request:
        """The request as its signature sees it."""
        return signing.Request(
            method=self.command,
            url=f"http://{self.headers.get('Host', '')}{self.path}",
            headers=dict(self.headers.items()),
        )

    def say_alive(self) -> None:
        """Answer that the process lives."""
        self.send(HTTPStatus.OK, b'{"status":"ok"}', {"Content-Type": "application/json"})

    def refuse(self, refused: Refused) -> None:
        """Answer plainly that it is refused: an unsigned question has no signature to bind an answer to."""
        self.send(refused.status, json.dumps(problem(refused)).encode(), {"Content-Type": "application/problem+json"})

    def send(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        """Send a whole answer."""
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


def serve(server: Server) -> None:
    """Answer until SIGTERM or SIGINT, then let go of the address."""
    for number in (signal.SIGTERM, signal.SIGINT):
        # From a thread of its own, because `shutdown` waits for the loop that the signal has interrupted.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()


def problem(refused: Refused) -> dict[str, Any]:
    """What a refusal says (RFC 9457), to be sent as JSON."""
    return {
        "type": "about:blank",
        "title": refused.status.phrase,
        "status": refused.status,
        "detail": refused.detail,
    }
