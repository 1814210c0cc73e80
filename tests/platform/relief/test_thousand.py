"""A thousand contributions at once: never a riyal over the debt, and no riyal lost."""

import random
import threading
from decimal import Decimal

import pytest
from django.db import connection

from tayseer.ledger.queries import balance_of, deposit_of, proof_of_balance
from tayseer.relief import actions, figures, models, queries
from tayseer.relief.contract import GUEST, PAID_OUT, RELEASE_REQUESTED, held_of
from tests.platform.relief.scene import AT, LATE, begin, listed, pay, sar

pytestmark = pytest.mark.usefixtures("transactional_db")

DEBT = sar("5000.00")
THREADS = 32


def all_by(threads: int, works: list) -> list[object]:
    """Do all the works by that many threads that set off together; gives what each returned or raised."""
    results: list[object] = [None] * len(works)
    gate = threading.Barrier(threads)

    def some(first: int) -> None:
        gate.wait()
        for place in range(first, len(works), threads):
            try:
                results[place] = works[place]()
            except Exception as reason:  # noqa: BLE001 - the test looks at what was raised
                results[place] = reason
            finally:
                # As after a request: the next one waits for a connection of the pool like everybody else.
                connection.close()

    running = [threading.Thread(target=some, args=(first,)) for first in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return results


def contribution(code: str, amount: str, *, late: bool) -> object:
    """Begin and pay; some pay only after their sum was given to others."""
    begun = begin(code, amount)
    if late:
        actions.lapse_reservations(at=LATE)
    return pay(begun, at=LATE if late else AT)


def test_a_thousand_contributions_at_once_cover_the_debt_to_the_halala_and_ask_for_one_release():
    code, _ = listed(amount=str(DEBT))
    chance = random.Random(7)
    sums = [f"{chance.randint(100, 5000) / 100:.2f}" for _ in range(1000)]
    late = [chance.random() < 0.2 for _ in sums]
    works = [
        lambda amount=amount, late=late: contribution(code, amount, late=late)
        for amount, late in zip(sums, late, strict=True)
    ]

    results = all_by(THREADS, works)
    room = queries.case(public_id=code).room
    if room:  # whatever the chance of sums leaves is given last, by one more
        pay(begin(code, str(room)))

    told = [result for result in results if isinstance(result, Exception)]
    assert [one for one in told if not isinstance(one, actions.UnableToContribute)] == []
    case = queries.case(public_id=code)
    assert (case.paid, case.reserved, case.state) == (DEBT, 0, "covered")
    assert models.Outgoing.objects.filter(kind=RELEASE_REQUESTED).count() == 1
    assert (balance_of(PAID_OUT), balance_of(held_of(code))) == (DEBT, 0)
    actions.return_excess(at=LATE, limit=1000)
    money_in = sum((result.amount for result in results if not isinstance(result, Exception)), Decimal(room))
    assert money_in == DEBT + deposit_of(GUEST).balance
    assert figures.disagreements() == ()
    assert proof_of_balance().balanced


def test_payments_of_several_cases_at_once_never_wait_for_each_other_in_a_ring():
    codes = [listed(amount="2000.00")[0] for _ in range(4)]
    works = [lambda code=code: contribution(code, "20.00", late=False) for _ in range(60) for code in codes]

    results = all_by(16, works)

    assert [one for one in results if isinstance(one, Exception)] == []
    assert [queries.case(public_id=code).paid for code in codes] == [sar("1200.00")] * 4
    assert figures.disagreements() == ()
    assert proof_of_balance().balanced
