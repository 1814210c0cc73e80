"""Whatever happens, in whatever order, every halala that came is where the published figures say."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayseer.audit.contract import SYSTEM
from tayseer.ledger.queries import balance_of, deposit_of, proof_of_balance
from tayseer.relief import actions, figures, models, queries
from tayseer.relief.contract import GUEST, RELEASE_REQUESTED
from tests.platform.relief.scene import AT, COURT, NOURA, PRISON, SALIM, begin, listed, pay

pytestmark = pytest.mark.django_db

STEPS = 40
IBAN = "SA0380000000608010167519"


class Life:
    """Some cases and givers, to whom things happen by chance."""

    def __init__(self, seed: int) -> None:
        self.chance, self.at = Random(seed), AT
        self.cases = [listed(amount=f"{self.chance.randint(20, 300)}.{self.chance.randint(0, 99):02d}") for _ in "abc"]
        self.begun: list = []
        self.sent_back = Decimal(0)

    def step(self) -> None:
        """One thing happens."""
        self.at += timedelta(minutes=self.chance.randint(0, 9))
        self.chance.choice([self.begins, self.begins, self.pays, self.pays, self.cleans, self.claims, self.agency])()

    def begins(self) -> None:
        code, _ = self.chance.choice(self.cases)
        amount = f"{self.chance.randint(1, 150)}.{self.chance.randint(0, 99):02d}"
        try:
            self.begun.append(begin(code, amount, by=self.chance.choice([None, SALIM, NOURA]), at=self.at))
        except actions.UnableToContribute as reason:
            assert reason.room < Decimal(amount)  # noqa: PT017 - either outcome is right, each in its own way

    def pays(self) -> None:
        """Once, twice, or a riyal less; in time or long after."""
        if self.begun:
            begun = self.chance.choice(self.begun)
            less = self.chance.random() < 0.15 and begun.amount > 1
            pay(begun, at=self.at, reference=f"P-{self.chance.random()}", amount=str(begun.amount - 1) if less else "")

    def cleans(self) -> None:
        """A job runs."""
        job = self.chance.choice(
            [actions.lapse_reservations, actions.return_excess, actions.find_strays, actions.book_fees]
        )
        job(at=self.at)

    def claims(self) -> None:
        rows = list(models.Owed.objects.exclude(state="settled").order_by("id"))
        if not rows:
            return
        row = self.chance.choice(rows)
        if row.state == "asked":
            self.sent_back += actions.settle_transfer(
                actor=SYSTEM, at=self.at, reference=row.reference, bank_reference="B"
            )
        elif self.chance.random() < 0.5:
            actions.claim_to_deposit(actor=SALIM, at=self.at, reference=row.reference)
        else:
            actions.ask_transfer(at=self.at, reference=row.reference, iban=IBAN)

    def agency(self) -> None:
        """A court withdraws an order, or a prison answers."""
        code, number = self.chance.choice(self.cases)
        state = queries.case(public_id=code).state
        if state == "listed" and self.chance.random() < 0.2:
            actions.withdraw_case(actor=COURT, at=self.at, order=number)
        elif state == "covered":
            actions.confirm_release(actor=PRISON, at=self.at, order=number)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_every_halala_that_came_is_where_the_figures_say(seed):
    with transaction.atomic():
        life = Life(seed)
        for _ in range(STEPS):
            life.step()
            assert figures.disagreements() == ()

        found = figures.figures()
        assert proof_of_balance().balanced
        assert found.given == found.held + found.paid_out
        came = -balance_of("provider:clearing") + found.fees + life.sent_back
        deposits = sum(deposit_of(person).balance for person in (GUEST, SALIM.id, NOURA.id))
        assert came == found.given + found.returning + deposits + life.sent_back
        covered = models.DebtorCase.objects.filter(state__in=("covered", "closed")).count()
        assert models.Outgoing.objects.filter(kind=RELEASE_REQUESTED).count() == covered
        transaction.set_rollback(True)
