"""Runs the authority: `python -m tayseer.demo.timestamp --port 8703 --data DIR`."""

import argparse
import signal
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from tayseer.demo.timestamp.authority import LARGEST_QUERY, Authority, UnableToStamp, ensure

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class Door(BaseHTTPRequestHandler):
    """Answers one query by HTTP (RFC 3161, section 3.4); `authority` is set on a subclass by `build`."""

    authority: ClassVar[Authority]
    protocol_version = "HTTP/1.1"
    server_version = "DemoTimeStamps"
    sys_version = ""
    timeout = 15

    def do_GET(self) -> None:
        """Say that the process lives."""
        self._send(HTTPStatus.OK, b'{"status":"ok"}', "application/json")

    def do_POST(self) -> None:
        """A query."""
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > LARGEST_QUERY:
            self.close_connection = True
            self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"", "text/plain")
            return
        body = self.rfile.read(int(length))
        if self.headers.get_content_type() != QUERY:
            self._send(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, b"", "text/plain")
            return
        try:
            self._send(HTTPStatus.OK, self.authority.answer(body), REPLY)
        except UnableToStamp as reason:
            self._send(HTTPStatus.BAD_REQUEST, str(reason).encode(), "text/plain")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the server's name for it
        """Keep quiet."""

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    """One thread for each connection, none of which keeps the process alive."""

    daemon_threads = True
    allow_reuse_address = True


def build(*, authority: Authority, host: str, port: int) -> Server:
    """A server at the address, not answering yet; raises `OSError` when the port is taken."""
    return Server((host, port), type("AuthorityDoor", (Door,), {"authority": authority}))


def main() -> int:
    """Serve until SIGTERM or SIGINT; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tayseer.demo.timestamp", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8703)
    parser.add_argument("--data", type=Path, required=True, help="the folder in which the authority keeps its own")
    parser.add_argument("--callback", default="", help="not used: the authority only answers")
    chosen = parser.parse_args()
    try:
        server = build(authority=ensure(chosen.data / "timestamp"), host=chosen.host, port=chosen.port)
    except (OSError, UnableToStamp) as reason:
        print(f"The time-stamping authority cannot start: {reason}.", file=sys.stderr)
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
