"""Money of guests that no debt needed: it is owed, found again by its reference, and goes back once."""

import pytest

from tayseer.ledger.queries import balance_of, deposit_of, proof_of_balance
from tayseer.relief import actions, figures, models, queries
from tayseer.relief.contract import GUEST
from tests.platform.relief.scene import AT, JUSTICE, LATE, NOURA, SALIM, begin, give, listed, pay, sar

pytestmark = pytest.mark.django_db

IBAN = "SA03 8000 0000 6080 1016 7519"


def owed_to_a_guest(amount: str = "80.00") -> str:
    """A guest paid after others had covered the debt; gives the reference of what is owed."""
    code, _ = listed(amount="100.00")
    late = begin(code, amount)
    actions.lapse_reservations(at=LATE)
    give(code, "100.00", at=LATE)
    pay(late, at=LATE)
    actions.return_excess(at=LATE)
    (found,) = queries.receipt(public_id=late.public_id, actor=None).owed
    assert (found.amount, found.state) == (sar(amount), "waiting")
    return found.reference


def agreed() -> bool:
    return figures.disagreements() == () and proof_of_balance().balanced


def test_whoever_signs_in_with_the_reference_has_the_money_on_deposit_and_nobody_after():
    reference = owed_to_a_guest()

    assert actions.claim_to_deposit(actor=SALIM, at=LATE, reference=reference) == sar("80.00")

    assert (deposit_of(SALIM.id).balance, deposit_of(GUEST).balance) == (sar("80.00"), 0)
    with pytest.raises(actions.UnableToClaim):
        actions.claim_to_deposit(actor=NOURA, at=LATE, reference=reference)
    with pytest.raises(actions.UnableToClaim):
        actions.ask_transfer(at=LATE, reference=reference, iban=IBAN)
    assert agreed()


def test_a_transfer_to_an_account_is_asked_for_made_and_the_account_forgotten():
    reference = owed_to_a_guest()
    before = balance_of("provider:clearing")

    actions.ask_transfer(at=LATE, reference=reference, iban=IBAN)
    assert models.Owed.objects.get().iban == IBAN.replace(" ", "")
    actions.settle_transfer(actor=JUSTICE, at=LATE, reference=reference, bank_reference="B-1")

    assert models.Owed.objects.get().iban == ""
    assert queries.owed(reference=reference).state == "settled"
    assert balance_of("provider:clearing") - before == sar("80.00")
    with pytest.raises(actions.UnableToClaim):
        actions.settle_transfer(actor=JUSTICE, at=LATE, reference=reference, bank_reference="B-2")
    assert agreed()


@pytest.mark.parametrize("iban", ["", "SA0380000000608010167518", "DE89370400440532013000", "SA03"])
def test_an_account_number_that_does_not_check_is_not_taken(iban):
    reference = owed_to_a_guest()

    with pytest.raises(actions.UnableToClaim, match="no Saudi IBAN"):
        actions.ask_transfer(at=LATE, reference=reference, iban=iban)
    assert queries.owed(reference=reference).state == "waiting"


def test_an_unknown_reference_claims_nothing():
    owed_to_a_guest()

    with pytest.raises(actions.UnableToClaim):
        actions.claim_to_deposit(actor=SALIM, at=LATE, reference="unknown")


def test_a_guest_who_paid_twice_or_another_sum_finds_the_rest_on_the_receipt():
    code, _ = listed()
    twice, less = begin(code, "50.00"), begin(code, "20.00")
    pay(twice, reference="P-1")
    pay(twice, reference="P-2")
    pay(less, reference="P-3", amount="19.00")

    assert actions.find_strays(at=AT) == 2
    assert actions.find_strays(at=AT) == 0

    assert [one.amount for one in queries.receipt(public_id=twice.public_id, actor=None).owed] == [sar("50.00")]
    assert [one.amount for one in queries.receipt(public_id=less.public_id, actor=None).owed] == [sar("19.00")]
    assert queries.case(public_id=code).paid == sar("50.00")
    assert agreed()


def test_a_persons_second_payment_is_on_the_deposit_and_owed_to_nobody():
    code, _ = listed()
    begun = begin(code, "50.00", by=SALIM)
    pay(begun, reference="P-1")
    pay(begun, reference="P-2")

    assert actions.find_strays(at=AT) == 0
    assert deposit_of(SALIM.id).balance == sar("50.00")
