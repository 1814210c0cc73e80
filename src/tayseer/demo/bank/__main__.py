"""Runs Example Bank: `python -m tayseer.demo.bank --port 8704 --callback URL --data DIR`."""

import argparse
import os
import sys
from functools import partial
from pathlib import Path

from tayseer.demo.bank import clock
from tayseer.demo.bank.counter import Counter
from tayseer.demo.bank.keys import own_key
from tayseer.demo.bank.relying import Relying, caller
from tayseer.demo.bank.server import House, build
from tayseer.demo.door import serve
from tayseer.exchange import signing


def main() -> int:
    """Serve until SIGTERM or SIGINT; gives the exit status."""
    chosen = _arguments()
    own = (chosen.public_url or f"http://{chosen.host}:{chosen.port}").rstrip("/")
    issuer = (chosen.issuer or chosen.callback).rstrip("/")
    now = partial(clock.now, chosen.data)
    with caller() as client:
        try:
            relying = Relying(issuer=issuer, own=own, key=own_key(chosen.data), now=now, client=client)
            server = build(house=House(relying=relying, counter=Counter(now)), host=chosen.host, port=chosen.port)
        except (OSError, signing.UnableToFindKey) as reason:
            print(f"Example Bank cannot start at {chosen.host}:{chosen.port}: {reason}.", file=sys.stderr)
            return 1
        serve(server)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tayseer.demo.bank", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8704)
    parser.add_argument("--callback", required=True, help="the platform's address")
    parser.add_argument(
        "--issuer",
        default=os.environ.get("TAYSEER_PUBLIC_URL", ""),
        help="the name under which the platform signs, when it is not its address",
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds keys/")
    parser.add_argument("--public-url", default="", help="the address at which browsers reach the bank")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
