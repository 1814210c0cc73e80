"""A case's way: from the court, through the joint team, up the list, home or off it again; and never a name."""

from dataclasses import fields
from datetime import date, timedelta

import pytest

from tayseer.ledger.queries import balance_of, deposit_of, proof_of_balance
from tayseer.notices.models import Message
from tayseer.relief import actions, figures, models, numbers, queries
from tayseer.relief.contract import GUEST, PublicCase, held_of
from tayseer.relief.queries import Filters
from tayseer.services.prisons.records import DebtorCase
from tests.platform.relief.scene import (
    AT,
    COURT,
    FACTS,
    JUSTICE,
    LATE,
    NOURA,
    ON,
    PRISON,
    SALIM,
    SECURITY,
    begin,
    give,
    listed,
    order,
    pay,
    sar,
)

pytestmark = pytest.mark.django_db

ALL = Filters()


def codes(**narrowed) -> list[str]:
    return [one.public_id for one in queries.listed_cases(filters=Filters(**narrowed))]


def test_a_case_is_listed_by_two_members_of_two_agencies_and_not_before():
    code, _ = order()

    assert queries.case(public_id=code) is None
    assert not actions.confirm_case(actor=JUSTICE, at=AT, public_id=code)
    with pytest.raises(actions.UnableToConfirm, match="A member of another agency"):
        actions.confirm_case(actor=JUSTICE, at=AT, public_id=code)
    assert codes() == []
    assert actions.confirm_case(actor=SECURITY, at=AT, public_id=code)
    assert queries.case(public_id=code).listed_on == ON
    assert codes() == [code]


@pytest.mark.parametrize("fact", [{"kind": "criminal"}, {"other_cases": 1}, {"court_ar": None}])
def test_what_the_rules_forbid_is_never_listed_whoever_confirms_it(fact):
    code, _ = order(**fact)

    actions.confirm_case(actor=JUSTICE, at=AT, public_id=code)

    assert not actions.confirm_case(actor=SECURITY, at=AT, public_id=code)
    assert codes() == []


def test_the_same_order_again_is_the_same_case_and_another_sum_is_refused():
    code, number = order(order="EX-twice", amount="700.00")

    assert order(order=number, amount="700.00") == (code, number)
    with pytest.raises(actions.UnableToReceive, match="Withdraw it and send another"):
        order(order=number, amount="701.00")


def test_a_case_without_one_of_its_facts_is_not_received():
    with pytest.raises(actions.UnableToReceive):
        actions.receive_case(
            actor=COURT, at=AT, order="EX-x", court="courts", prison="prisons", amount=sar("5.00"),
            facts={name: value for name, value in FACTS.items() if name != "region"},
        )  # fmt: skip
    with pytest.raises(actions.UnableToReceive):
        actions.receive_case(
            actor=SALIM, at=AT, order="EX-x", court="courts", prison="prisons", amount=sar("5.00"), facts=FACTS
        )


def test_the_list_stands_by_the_criteria_of_the_day_and_a_long_wait_moves_a_case_up():
    many, _ = listed(dependants=4, amount="30000.00")
    few, _ = listed(dependants=1, amount="30000.00")
    old, _ = listed(dependants=3, amount="30000.00", at=AT - timedelta(days=120))
    assert codes() == [many, old, few]

    actions.rank_cases(on=ON)

    # Listed by the law of 2025, which weighs less; by that of 2026 three dependants and four months are 18 + 8.
    assert [one.points for one in queries.listed_cases(filters=ALL)] == [26, 24, 6]
    assert codes() == [old, many, few]
    actions.rank_cases(on=date(2026, 12, 1))
    assert [one.points for one in queries.listed_cases(filters=ALL)] == [18 + 26, 24 + 18, 6 + 18]
    assert models.DebtorCase.objects.get(first_in="riyadh").public_id == codes()[0]


def test_the_first_of_a_region_gives_its_place_to_the_next_once_it_is_covered():
    first, _ = listed(dependants=8, amount="10.00")
    second, _ = listed(dependants=1)
    actions.rank_cases(on=ON)

    give(first, "10.00")
    actions.rank_cases(on=ON)

    assert models.DebtorCase.objects.get(first_in="riyadh").public_id == second


def test_the_list_is_narrowed_by_what_is_left_and_by_who_waits_and_paged_by_key():
    rich, _ = listed(amount="90000.00", region="qassim", dependants=6)
    poor, _ = listed(amount="900.00", sex="female", age_group="elder", dependants=0)

    assert codes(region="qassim") == codes(least=sar("20000.00")) == codes(dependants=3) == [rich]
    assert codes(sex="female") == codes(age_group="elder") == codes(most=sar("5000.00")) == [poor]
    first = queries.listed_cases(filters=ALL, limit=1)[0]
    assert [one.public_id for one in queries.listed_cases(filters=ALL, limit=1, after=first.public_id)] == [
        code for code in codes() if code != first.public_id
    ]
    assert queries.count_listed(filters=ALL) == 2


def test_nothing_public_could_say_who_it_is():
    private = {"name", "name_ar", "name_en", "number", "person_id", "born_on", "order", "prison"}

    assert private & {field.name for field in fields(PublicCase)} == set()
    assert private & set(DebtorCase.__fields__) == set()
    assert private & {column.name for column in models.DebtorCase._meta.fields} == set()


def test_the_prison_closes_a_covered_case_once_and_everybody_who_gave_hears_of_it_without_a_name():
    code, number = listed(amount="100.00")
    with pytest.raises(actions.UnableToRelease, match="once the whole debt has been paid"):
        actions.confirm_release(actor=PRISON, at=AT, order=number)
    give(code, "30.00", by=SALIM)
    give(code, "30.00", by=SALIM)
    give(code, "40.00")
    actions.tell_news(at=AT)

    assert actions.confirm_release(actor=PRISON, at=LATE, order=number) == code
    assert actions.confirm_release(actor=PRISON, at=LATE, order=number) == code

    assert actions.tell_news(at=LATE) == 1
    told = Message.objects.filter(person_id=SALIM.id, ar_title="عاد إنسان إلى أهله، وكنتَ سببًا")
    assert told.count() == 1
    assert (queries.case(public_id=code).state, figures.figures().freed) == ("closed", 1)


def test_a_withdrawn_order_gives_everything_back_and_takes_no_more():
    code, number = listed(amount="100.00")
    give(code, "30.00", by=SALIM)
    guest = give(code, "20.00")
    waiting = begin(code, "10.00", by=NOURA)

    actions.withdraw_case(actor=COURT, at=AT, order=number)
    actions.withdraw_case(actor=COURT, at=AT, order=number)
    pay(waiting, at=AT)
    assert actions.return_excess(at=AT) == 3

    assert (deposit_of(SALIM.id).balance, deposit_of(NOURA.id).balance) == (sar("30.00"), sar("10.00"))
    assert deposit_of(GUEST).balance == sar("20.00")
    assert [one.amount for one in queries.receipt(public_id=guest.public_id, actor=None).owed] == [sar("20.00")]
    assert balance_of(held_of(code)) == 0
    found = figures.figures()
    assert (found.given, found.returned, found.returning) == (0, sar("60.00"), 0)
    assert figures.disagreements() == ()
    assert proof_of_balance().balanced
    with pytest.raises(actions.UnableToContribute, match="The court withdrew"):
        begin(code, "5.00")


def test_a_covered_debt_is_not_withdrawn():
    code, number = listed(amount="10.00")
    give(code, "10.00")

    with pytest.raises(actions.UnableToWithdraw, match="The debt was covered"):
        actions.withdraw_case(actor=COURT, at=AT, order=number)


def test_a_bill_number_is_found_however_it_is_typed_and_a_slip_of_the_hand_is_nobodys():
    code, _ = listed()
    number = queries.case(public_id=code).bill_number
    arabic = number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    for typed in (number, numbers.spaced(number), arabic, f" {number} "):
        assert queries.case_by_bill(number=typed).public_id == code
    swapped = number[:4] + number[5] + number[4] + number[6:]
    assert swapped == number or queries.case_by_bill(number=swapped) is None
    assert queries.case_by_bill(number="nothing") is None


def test_every_single_wrong_digit_of_a_bill_number_is_seen():
    number = numbers.new_bill_number()

    wrong = [number[:place] + digit + number[place + 1 :] for place in range(12) for digit in "0123456789"]

    assert [one for one in wrong if one != number and numbers.read_bill_number(one)] == []
    assert numbers.read_bill_number(number) == number


def test_a_case_that_waits_for_the_team_is_no_answer_to_its_number():
    code, _ = order()
    number = models.DebtorCase.objects.get(public_id=code).bill_number

    assert queries.case_by_bill(number=number) is None
