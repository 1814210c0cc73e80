"""Sixteen readers of one link at once, on real connections: as many are let in as allowed, never one more."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tayseer.documents import actions as document_actions
from tayseer.documents.models import IssuedDocument, StatusList
from tayseer.documents.sharing import actions
from tayseer.documents.sharing.models import Share, View
from tests.platform.documents.samples import NOON, NOURA, issued

READERS = 16


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    # Committed rows of the append-only audit could never be taken away again.
    monkeypatch.setattr(document_actions, "record", lambda **_: None)
    monkeypatch.setattr(actions, "record", lambda **_: None)
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            for model in (View, Share, IssuedDocument, StatusList):
                model.objects.all().delete()
            connections.close_all()


def read_at_once(secret: str, code: str = "") -> Counter[str]:
    """What sixteen readers are told who all open the link in the same moment."""
    ready = Barrier(READERS)

    def read(_: int) -> str:
        try:
            ready.wait()
            return actions.open_share(at=NOON, secret=secret, code=code).refused or "shown"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(READERS) as pool:
        return Counter(pool.map(read, range(READERS)))


def link(views: int, code: str = "") -> str:
    _, secret = actions.create_share(
        actor=NOURA, at=NOON, document=issued("iqama"), recipient="A landlord", purpose="A lease", scope="whole",
        lasts=timedelta(hours=1), views=views, code=code, idempotency="race",
    )  # fmt: skip
    return secret


def test_of_sixteen_readers_of_a_link_for_one_view_exactly_one_sees_the_document(committed: None) -> None:
    told = read_at_once(link(views=1))

    assert told == {"shown": 1, "used_up": 15}
    assert Share.objects.get().views_used == 1
    assert View.objects.count() == 1


def test_of_sixteen_readers_of_a_link_for_five_views_exactly_five_see_it(committed: None) -> None:
    told = read_at_once(link(views=5))

    assert told == {"shown": 5, "used_up": 11}
    assert sorted(View.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_sixteen_guesses_at_once_cost_three_tries_and_then_the_link_is_locked(committed: None) -> None:
    told = read_at_once(link(views=20, code="4821"), code="1234")

    assert told == {"wrong_code": 2, "locked": 14}
    assert Share.objects.get().wrong_codes == 3
