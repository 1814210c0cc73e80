"""Many at the same moment: of codes, refresh tokens and identifiers exactly one use counts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import connections
from django.test import Client as Browser

from tayseer.partners.openid.models import Login
from tests.platform.openid.conftest import Firm, Time, Visitor
from tests.security.committing import committed

THREADS = 8


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which every thread sees what others commit."""
    with committed(django_db_blocker):
        yield


def at_once(work: Callable[[], Any]) -> list[int]:
    """The statuses that so many threads get for the same act at the same moment."""
    start, found = threading.Barrier(THREADS), []

    def run() -> None:
        try:
            start.wait()
            found.append(work().status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_s23_a_code_is_exchanged_once_and_the_others_end_what_it_gave(bank: Firm, karim: Visitor, time: Time) -> None:
    code = karim.code(bank)

    assert at_once(lambda: bank.exchange(code)) == [200] + [400] * (THREADS - 1)
    assert bank.exchange(code).status_code == 400


def test_a_refresh_token_is_used_once(bank: Firm, karim: Visitor, time: Time) -> None:
    token = bank.tokens(karim)["refresh_token"]

    assert at_once(lambda: bank.refresh(token)) == [200] + [400] * (THREADS - 1)


def test_an_assertion_counts_once(bank: Firm, time: Time) -> None:
    assertion = bank.assertion()

    assert at_once(lambda: bank.push(assertion=assertion)) == [201] + [401] * (THREADS - 1)


def test_a_request_is_answered_once(bank: Firm, karim: Visitor, time: Time) -> None:
    path = karim.opens(bank, bank.pushed()).headers["Location"]

    def allow() -> Any:
        tab = Browser()
        tab.cookies = SimpleCookie({name: morsel.value for name, morsel in karim.browser.cookies.items()})
        return tab.post(path, {"choice": "allow"})

    statuses = at_once(allow)

    assert statuses.count(303) == 1
    # Whoever comes between the consent and the answer is led back to the page itself (302), with nothing given.
    assert set(statuses) <= {302, 303, 400, 404}
    assert Login.objects.count() == 1
