"""Sixteen requests at once, on real connections, with nothing rolled back behind them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tayseer.documents import actions
from tayseer.documents.models import IssuedDocument, StatusList
from tests.platform.documents.samples import issued


def test_sixteen_racing_requests_with_one_key_make_one_document(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Committed rows of the append-only audit could never be taken away again.
    monkeypatch.setattr(actions, "record", lambda **_: None)

    def race(_: int) -> str:
        try:
            return issued("passport", idempotency="one decision").public_id
        finally:
            connections.close_all()

    with django_db_blocker.unblock():
        try:
            with ThreadPoolExecutor(8) as pool:
                found = set(pool.map(race, range(16)))

            assert len(found) == 1
            assert IssuedDocument.objects.count() == 1
        finally:
            IssuedDocument.objects.all().delete()
            StatusList.objects.all().delete()
            connections.close_all()
