"""A bank to talk to, and a payer who is signed in."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from tayseer.demo.payment_provider.bank import Bank
from tayseer.demo.payment_provider.journal import Journal
from tayseer.demo.payment_provider.messenger import Messenger
from tayseer.demo.payment_provider.server import House, build
from tayseer.exchange import signing
from tests.platform.ledger.committing import committed_books


@dataclass
class RunningBank:
    """The made-up bank behind a real port, with its messenger kept silent so that tests speak in its place."""

    bank: Bank
    signer: signing.Signer
    url: str

    def headers(self, body: bytes, **others: Any) -> dict[str, str]:
        """The signed headers of a message to the platform, as Django's test client takes them."""
        sent = signing.sign_request(
            **{
                "signer": self.signer,
                "method": "POST",
                "url": "http://testserver/payments/callback",
                "body": body,
                **others,
            }
        )
        return {name: value for name, value in sent.items() if name != "Content-Type"}


@pytest.fixture
def bank(tmp_path: Path, settings: LazySettings) -> Iterator[RunningBank]:
    """A bank that answers on loopback and shares no key but its public one."""
    journal = Journal(tmp_path / "payment_provider" / "journal.jsonl")
    books = Bank(journal=journal, now=signing.real_now)
    signer = signing.own_signer(data=tmp_path, party=signing.PAYMENT_PROVIDER)
    messenger = Messenger(bank=books, signer=signer, callback="http://127.0.0.1:9/payments/callback")
    house = House(bank=books, messenger=messenger, signer=signer, data=tmp_path, public_url="http://bank.example")
    server = build(house=house, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    settings.TAYSEER_DATA = tmp_path
    settings.TAYSEER_PAYMENT_PROVIDER_URL = url
    yield RunningBank(bank=books, signer=signer, url=url)
    server.shutdown()
    thread.join()
    server.server_close()
    journal.close()


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which transactions are really committed; pytest-django's own would truncate append-only tables."""
    with committed_books(django_db_blocker):
        yield
