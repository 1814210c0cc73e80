"""Platform and bank as two programs: Rakan pays by card over real sockets, and the bank's message settles the bill."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
import pytest
from django.conf import LazySettings
from django.core.wsgi import get_wsgi_application
from django.db import connection

from tayseer.ledger import queries
from tayseer.ledger.provider import provider
from tests.platform.ledger.cast import RAKAN, open_bill, sar

pytestmark = pytest.mark.usefixtures("transactional_db")

SOURCES = Path(__file__).resolve().parents[3] / "src"
PATIENCE_SECONDS = 20


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Threaded(ThreadingMixIn, WSGIServer):
    """One thread for each request, for the bank is asked while its message is being answered."""

    daemon_threads = True


@dataclass
class TwoPrograms:
    """The platform's port, and a way to start and stop the bank's program."""

    platform: str
    bank_port: int
    data: Path
    running: list[subprocess.Popen[bytes]]

    def start_bank(self) -> None:
        command = [sys.executable, "-m", "tayseer.demo.payment_provider", "--port", str(self.bank_port)]
        command += ["--callback", self.platform, "--data", str(self.data), "--first-retry-seconds", "0.1"]
        self.running.append(subprocess.Popen(command, env={"PYTHONPATH": str(SOURCES), "PATH": ""}))
        until(self.answers)

    def stop_bank(self) -> int:
        process = self.running.pop()
        process.terminate()
        return process.wait(PATIENCE_SECONDS)

    def kill_bank(self) -> None:
        process = self.running.pop()
        process.kill()
        process.wait(PATIENCE_SECONDS)

    def answers(self) -> bool:
        try:
            return ask("GET", f"http://127.0.0.1:{self.bank_port}/healthz").status_code == 200
        except httpx.TransportError:
            return False


def ask(method: str, url: str, **others: Any) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=10) as client:
        return client.request(method, url, **others)


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def free_port() -> int:
    with make_server("127.0.0.1", 0, lambda *_: []) as server:
        return server.server_port


@pytest.fixture
def programs(tmp_path: Path, settings: LazySettings) -> Iterator[TwoPrograms]:
    """The platform in a thread, the bank in a process, each with its own half of the keys."""
    bank_port = free_port()
    settings.TAYSEER_DATA = tmp_path
    settings.TAYSEER_PAYMENT_PROVIDER_URL = f"http://127.0.0.1:{bank_port}"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    application = get_wsgi_application()
    server = make_server("127.0.0.1", 0, application, server_class=Threaded, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    both = TwoPrograms(f"http://127.0.0.1:{server.server_port}", bank_port, tmp_path, [])
    try:
        yield both
    finally:
        for process in both.running:
            process.kill()
            process.wait()
        server.shutdown()
        thread.join()
        server.server_close()
        connection.close()


def press(pay_url: str, choice: str) -> httpx.Response:
    page = ask("GET", pay_url)
    assert "مصرف التجربة" in page.text
    return ask("POST", pay_url, data={"choice": choice})


def test_rakan_pays_at_the_bank_and_the_bill_is_paid_by_the_banks_message(programs: TwoPrograms) -> None:
    programs.start_bank()
    bill = open_bill("300.00")
    visit = provider().begin(bill=bill, return_url=f"{programs.platform}/ar/bills/{bill.public_id}/return/", lang="ar")

    back = press(visit.pay_url, "pay")
    until(lambda: queries.bills_of(actor=RAKAN)[0].state == "paid")

    assert (back.status_code, back.headers["Location"]) == (
        303,
        f"{programs.platform}/ar/bills/{bill.public_id}/return/",
    )
    assert queries.proof_of_balance().balanced
    assert programs.stop_bank() == 0


def test_a_bank_that_falls_before_telling_tells_after_it_rises(programs: TwoPrograms, settings: LazySettings) -> None:
    programs.start_bank()
    bill = open_bill("300.00")
    visit = provider().begin(bill=bill, return_url="http://127.0.0.1/", lang="ar")
    settings.ALLOWED_HOSTS = ["nobody.example"]
    press(visit.pay_url, "pay")
    programs.kill_bank()
    untold = queries.bills_of(actor=RAKAN)[0].state

    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    programs.start_bank()
    until(lambda: queries.bills_of(actor=RAKAN)[0].state == "paid")

    assert untold == "open"
    assert queries.balance_of("agency:passports:fees") == sar("300.00")


def test_two_charges_and_repeated_messages_in_a_storm_lose_nothing(programs: TwoPrograms) -> None:
    programs.start_bank()
    bills = [open_bill("10.00") for _ in range(6)]
    for bill, choice in zip(bills, ["pay", "pay_twice", "tell_twice", "decline", "pay_less", "pay_twice"], strict=True):
        visit = provider().begin(bill=bill, return_url="http://127.0.0.1/", lang="ar")
        press(visit.pay_url, choice)

    until(lambda: queries.balance_of("provider:clearing") == sar("-69.00"))

    states = {bill.public_id: bill.state for bill in queries.bills_of(actor=RAKAN)}
    assert [states[bill.public_id] for bill in bills] == ["paid", "paid", "paid", "open", "open", "paid"]
    assert queries.deposit_of(101).balance == sar("29.00")
    assert queries.proof_of_balance().balanced


def test_a_second_bank_on_the_same_port_says_so_and_goes(programs: TwoPrograms, tmp_path: Path) -> None:
    programs.start_bank()
    command = [sys.executable, "-m", "tayseer.demo.payment_provider", "--port", str(programs.bank_port)]
    command += ["--callback", programs.platform, "--data", str(tmp_path / "other")]

    second = subprocess.run(command, env={"PYTHONPATH": str(SOURCES), "PATH": ""}, capture_output=True, check=False)

    assert second.returncode == 1
    assert b"cannot listen" in second.stderr


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_learns_nothing_from_the_banks_signed_side(programs: TwoPrograms, method: str) -> None:
    programs.start_bank()
    bill = open_bill("300.00")
    visit = provider().begin(bill=bill, return_url="http://127.0.0.1/", lang="ar")

    answer = ask(method, f"http://127.0.0.1:{programs.bank_port}/sessions/{visit.session}", content=b"")

    assert answer.status_code == 401
    assert bill.public_id not in answer.text
