"""Contributions: any part from one riyal, never above what is left, kept for a quarter of an hour."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tayseer.ledger.actions import pay_from_deposit
from tayseer.ledger.queries import balance_of, deposit_of, proof_of_balance
from tayseer.notices.models import Message
from tayseer.relief import actions, figures, models, queries
from tayseer.relief.contract import GUEST, ORDER_COVERED, PAID_OUT, RELEASE_REQUESTED, held_of
from tests.platform.relief.scene import AT, LATE, NOURA, ON, SALIM, begin, fill_deposit, give, listed, pay, sar

pytestmark = pytest.mark.django_db


def refusal(code: str, amount: str, **others) -> actions.UnableToContribute:
    with pytest.raises(actions.UnableToContribute) as caught:
        begin(code, amount, **others)
    return caught.value


def agreed() -> bool:
    """The programme agrees with the ledger, and the ledger with itself."""
    return figures.disagreements() == () and proof_of_balance().balanced


def test_one_riyal_of_a_guest_goes_towards_the_debt_and_is_held():
    code, _ = listed(amount="5000.00")

    given = give(code, "1.00")

    case = queries.case(public_id=code)
    assert (case.paid, case.reserved, case.contributors) == (sar("1.00"), 0, 1)
    assert balance_of(held_of(code)) == sar("1.00")
    receipt = queries.receipt(public_id=given.public_id, actor=None)
    assert (receipt.state, receipt.counted, receipt.person_id) == ("paid", sar("1.00"), GUEST)
    assert agreed()


@pytest.mark.parametrize("amount", ["0.99", "0.00", "-5.00", "10.001"])
def test_less_than_a_riyal_or_no_sum_at_all_is_not_taken(amount):
    code, _ = listed()

    assert "The least contribution is 1 SAR" in str(refusal(code, amount))
    assert queries.case(public_id=code).reserved == 0


def test_no_halala_above_what_is_left_is_taken_and_the_sentence_says_how_much_is():
    code, _ = listed(amount="100.00")
    give(code, "60.00")

    said = refusal(code, "40.01")

    assert said.text.en == "40.00 SAR is left. Pay at most this amount."
    assert said.text.ar == "بقي \u206640.00\u2069 ريال. ادفع هذا المبلغ على الأكثر."
    assert said.room == sar("40.00")
    assert begin(code, "40.00").amount == sar("40.00")


def test_what_somebody_is_paying_is_kept_from_others_for_a_quarter_of_an_hour_and_no_longer():
    code, _ = listed(amount="100.00")
    begun = begin(code, "70.00")

    assert begun.until == AT + timedelta(minutes=15)
    assert "others are paying part of it now. Pay at most 30.00" in str(refusal(code, "70.00"))
    assert actions.lapse_reservations(at=begun.until) == 0
    assert actions.lapse_reservations(at=LATE) == 1
    assert actions.lapse_reservations(at=LATE) == 0
    assert queries.case(public_id=code).room == sar("100.00")


def test_when_others_pay_all_that_is_left_the_sentence_says_to_come_back():
    code, _ = listed(amount="100.00")
    begin(code, "100.00")

    assert "Others are paying all that is left" in str(refusal(code, "1.00"))


def test_the_last_riyal_pays_the_court_asks_for_the_release_and_tells_whoever_gave():
    code, number = listed(amount="100.00")
    give(code, "60.00", by=SALIM)

    give(code, "40.00", by=NOURA)

    case = queries.case(public_id=code)
    assert (case.state, case.covered_on, case.remaining) == ("covered", ON, 0)
    assert (balance_of(PAID_OUT), balance_of(held_of(code))) == (sar("100.00"), 0)
    sent = list(models.Outgoing.objects.order_by("id").values_list("kind", "agency", "data__order"))
    assert sent == [(ORDER_COVERED, "courts", number), (RELEASE_REQUESTED, "prisons", number)]
    assert actions.tell_news(at=AT) == 2
    assert actions.tell_news(at=AT) == 0
    titles = Message.objects.filter(person_id=SALIM.id).order_by("id").values_list("en_title", flat=True)
    assert list(titles) == ["Your contribution has arrived. Thank you", "The debt you contributed to is paid in full"]
    assert "paid in full on 2026-03-01" in str(refusal(code, "1.00"))
    assert agreed()


def test_the_same_payment_told_twice_counts_once():
    code, _ = listed()
    begun = begin(code, "50.00")

    first, second = pay(begun, reference="P-1"), pay(begun, reference="P-1")

    assert (first.repeated, second.repeated) == (False, True)
    assert queries.case(public_id=code).paid == sar("50.00")


def test_a_payment_that_comes_late_takes_what_room_is_left_and_the_rest_returns():
    code, _ = listed(amount="100.00")
    late = begin(code, "80.00", by=SALIM)
    actions.lapse_reservations(at=LATE)
    give(code, "50.00", by=NOURA, at=LATE)

    pay(late, at=LATE)
    actions.return_excess(at=LATE)

    receipt = queries.receipt(public_id=late.public_id, actor=SALIM)
    assert (receipt.state, receipt.counted, receipt.returned) == ("paid", sar("50.00"), sar("30.00"))
    assert deposit_of(SALIM.id).balance == sar("30.00")
    assert queries.case(public_id=code).state == "covered"
    body = Message.objects.filter(person_id=SALIM.id).first().en_body
    assert "50.00 SAR of your contribution went towards it, and 30.00 SAR returns to your deposit" in body
    assert agreed()


def test_a_payment_that_comes_after_the_debt_was_covered_returns_whole():
    code, _ = listed(amount="100.00")
    late = begin(code, "80.00", by=SALIM)
    actions.lapse_reservations(at=LATE)
    give(code, "100.00", at=LATE)

    pay(late, at=LATE)

    assert actions.return_excess(at=LATE) == 1
    assert actions.return_excess(at=LATE) == 0
    assert queries.receipt(public_id=late.public_id, actor=SALIM).state == "returned"
    assert deposit_of(SALIM.id).balance == sar("80.00")
    assert models.Outgoing.objects.filter(kind=RELEASE_REQUESTED).count() == 1
    assert agreed()


def test_a_contribution_may_be_paid_from_the_deposit():
    code, _ = listed()
    fill_deposit(SALIM.id, "90.00")
    begun = begin(code, "50.00", by=SALIM)

    pay_from_deposit(actor=SALIM, at=AT, bill_public_id=begun.bill)

    assert queries.case(public_id=code).paid == sar("50.00")
    assert deposit_of(SALIM.id).balance == sar("40.00")
    assert actions.book_fees(at=AT) == 0
    assert agreed()


def test_what_cards_cost_is_borne_by_the_programme_and_booked_once():
    code, _ = listed()
    give(code, "1000.00")
    give(code, "1.00")

    assert actions.book_fees(at=AT) == sar("8.01")
    assert actions.book_fees(at=AT) == 0
    found = figures.figures()
    assert (found.given, found.fees) == (sar("1001.00"), sar("8.01"))
    assert agreed()


def test_the_database_itself_refuses_a_riyal_too_much():
    code, _ = listed(amount="100.00")

    with pytest.raises(IntegrityError, match="relief_case_never_over"), transaction.atomic():
        models.DebtorCase.objects.filter(public_id=code).update(paid_sar=sar("100.01"))


def test_a_case_that_the_team_has_not_confirmed_is_not_there():
    with pytest.raises(actions.UnableToContribute, match="There is no such case"):
        begin("nothing", "5.00")
