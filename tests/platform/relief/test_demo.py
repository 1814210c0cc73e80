"""The sixty cases of the demonstration: made once, by the programme's own actions, and in agreement with the ledger."""

import pytest

from tayseer.demo import relief
from tayseer.ledger.queries import proof_of_balance
from tayseer.relief import figures, models, queries
from tayseer.relief.queries import Filters
from tayseer.site import clock
from tests.platform.relief.scene import AT, LATE

pytestmark = pytest.mark.django_db


def test_sixty_cases_are_made_once_agree_with_the_ledger_and_the_prison_answers(monkeypatch):
    relief.ensure(at=AT)
    relief.ensure(at=LATE)

    found = figures.figures()
    assert (found.waiting, found.freed, found.covered) == (60 - 11, 9, 2)
    assert found.given == found.held + found.paid_out
    assert models.DebtorCase.objects.count() == 60
    assert models.DebtorCase.objects.filter(first_in__isnull=False).count() == len(
        {one.region for one in queries.listed_cases(filters=Filters(), limit=60)}
    )
    assert figures.disagreements() == ()
    assert proof_of_balance().balanced
    monkeypatch.setattr(clock, "now", lambda: LATE)
    assert relief.prison_answers() == 2
    assert relief.prison_answers() == 0
    assert figures.figures().freed == 11
