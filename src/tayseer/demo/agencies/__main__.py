"""Runs the made-up agencies: `python -m tayseer.demo.agencies --port 8702 --data DIR`."""

import argparse
import sys
from datetime import datetime, timedelta
from pathlib import Path

from tayseer.demo.agencies.books import FOLDER, Books
from tayseer.demo.agencies.server import LISTENERS, Offices, build
from tayseer.demo.agencies.weather import Weather
from tayseer.demo.door import serve
from tayseer.exchange import conf, signing
from tayseer.exchange.sources import AGENCIES


def main() -> int:
    """Serve until SIGTERM or SIGINT; gives the exit status."""
    chosen = _arguments()
    folder = chosen.data / FOLDER
    offices = Offices(
        books=Books(folder),
        weather=Weather(folder),
        signers={
            code: signing.own_signer(data=chosen.data, party=conf.party_of(code))
            for code in (*(one.code for one in AGENCIES), *LISTENERS.values())
        },
        stranger=signing.own_signer(data=folder, party="stranger"),
        data=chosen.data,
        now=lambda: _now(chosen.data),
    )
    try:
        server = build(offices=offices, host=chosen.host, port=chosen.port)
    except OSError as reason:
        print(f"The agencies cannot listen on {chosen.host}:{chosen.port}: {reason}.", file=sys.stderr)
        return 1
    serve(server)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tayseer.demo.agencies", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8702)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds keys/ and the agencies' books")
    parser.add_argument(
        "--callback", default="", help="the platform's address; agencies only answer, so it is not used"
    )
    return parser.parse_args()


def _now(data: Path) -> datetime:
    """The moment in the demonstration's own time, which may run ahead of the real one."""
    try:
        ahead = int((data / "clock-offset").read_text("ascii").strip() or 0)
    except FileNotFoundError:
        ahead = 0
    return signing.real_now() + timedelta(seconds=ahead)


if __name__ == "__main__":
    sys.exit(main())
