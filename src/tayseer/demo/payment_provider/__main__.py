"""Runs the made-up bank: `python -m tayseer.demo.payment_provider --port 8701 --callback URL --data DIR`."""

import argparse
import logging
import sys
import threading
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tayseer.demo.door import serve
from tayseer.demo.payment_provider.bank import Bank
from tayseer.demo.payment_provider.journal import Journal
from tayseer.demo.payment_provider.messenger import Messenger
from tayseer.demo.payment_provider.server import House, build
from tayseer.exchange import signing

CALLBACK_PATH = "/payments/callback"


def main() -> int:
    """Serve until SIGTERM or SIGINT; gives the exit status."""
    chosen = _arguments()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    journal = Journal(chosen.data / "payment_provider" / "journal.jsonl")
    bank = Bank(journal=journal, now=signing.real_now, late=timedelta(seconds=chosen.late_seconds))
    signer = signing.own_signer(data=chosen.data, party=signing.PAYMENT_PROVIDER)
    messenger = Messenger(
        bank=bank, signer=signer, callback=_callback(chosen.callback), first_pause=chosen.first_retry_seconds
    )
    public_url = chosen.public_url or f"http://{chosen.host}:{chosen.port}"
    house = House(bank=bank, messenger=messenger, signer=signer, data=chosen.data, public_url=public_url.rstrip("/"))
    try:
        server = build(house=house, host=chosen.host, port=chosen.port)
    except OSError as reason:
        print(f"The payment provider cannot listen on {chosen.host}:{chosen.port}: {reason}.", file=sys.stderr)
        return 1
    thread = threading.Thread(target=messenger.run, name="messenger")
    thread.start()
    try:
        serve(server)
    finally:
        messenger.stop()
        thread.join()
        journal.close()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tayseer.demo.payment_provider", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8701)
    parser.add_argument("--callback", required=True, help="the platform's address, or its whole callback address")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds keys/ and the bank's journal")
    parser.add_argument("--public-url", default="", help="the address at which payers reach the bank's pages")
    parser.add_argument("--late-seconds", type=float, default=30.0, help="how late a late message is")
    parser.add_argument("--first-retry-seconds", type=float, default=1.0, help="the pause after a first failure")
    return parser.parse_args()


def _callback(address: str) -> str:
    return address if urlsplit(address).path.strip("/") else address.rstrip("/") + CALLBACK_PATH


if __name__ == "__main__":
    sys.exit(main())
