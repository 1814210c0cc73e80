"""Runs the authority: `python -m tayseer.demo.timestamp --port 8703 --data DIR`."""

import argparse
import sys
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar

from tayseer.demo.door import PLAIN, Door, Server, serve
from tayseer.demo.timestamp.authority import LARGEST_QUERY, Authority, UnableToStamp, ensure

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class AuthorityDoor(Door):
    """Answers one query by HTTP (RFC 3161, section 3.4); `authority` is set on a subclass by `build`."""

    authority: ClassVar[Authority]
    server_version = "DemoTimeStamps"
    most = LARGEST_QUERY

    def get(self) -> None:
        """Say that the process lives."""
        self.say_alive()

    def post(self, body: bytes) -> None:
        """A query."""
        if self.headers.get_content_type() != QUERY:
            self.send(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, b"", PLAIN)
            return
        try:
            self.send(HTTPStatus.OK, self.authority.answer(body), {"Content-Type": REPLY})
        except UnableToStamp as reason:
            self.send(HTTPStatus.BAD_REQUEST, str(reason).encode(), PLAIN)


def build(*, authority: Authority, host: str, port: int) -> Server:
    """A server at the address, not answering yet; raises `OSError` when the port is taken."""
    return Server((host, port), type("OpenDoor", (AuthorityDoor,), {"authority": authority}))


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
    serve(server)
    return 0


if __name__ == "__main__":
    sys.exit(main())
