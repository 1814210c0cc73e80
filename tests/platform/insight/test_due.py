"""What is due, in the exact words that people read, and for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tayseer.audit.contract import Actor
from tayseer.casework import actions
from tayseer.casework.filing import forget_pinned
from tayseer.insight.due import Due, due_for
from tayseer.kit.facts import changed
from tayseer.kit.records import STEPS
from tayseer.kit.text import Text
from tayseer.services import catalogue
from tayseer.services.common.personas import citizen, dependant, domestic_worker, resident, unpaid_violation
from tayseer.services.vehicles.personas import vehicle
from tests.support.stored import insert, store, tie

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
#: Everything that hangs on a person is known once the catalogue has named it.
CODES = frozenset(catalogue())
PLAIN = str.maketrans("", "", "\u2066\u2068\u2069")


@pytest.fixture(autouse=True)
def _fresh_definitions() -> None:
    forget_pinned()


def somebody(tree: dict[str, Any]) -> int:
    return store(STEPS["person"], tree)


def in_charge(of: int, tree: dict[str, Any], kind: str = "head") -> int:
    member = somebody(tree)
    tie(member, of, kind)
    return member


def said(due: Due) -> tuple[str, str]:
    return due.title.ar.translate(PLAIN), due.title.en


def the_only(person_id: int) -> Due:
    [due] = due_for(person_id=person_id, on=ON)
    return due


def test_nothing_is_due_for_somebody_whose_papers_are_in_order() -> None:
    assert due_for(person_id=somebody(citizen()), on=ON) == ()


def test_the_iqama_of_a_daughter_is_told_to_her_father_with_the_service_that_renews_it() -> None:
    karim = somebody(resident())
    lina = in_charge(karim, dependant(iqama__expires_on=date(2026, 3, 26)))

    due = the_only(karim)

    assert said(due) == ("تنتهي إقامة لينا كريم حداد", "Lina Karim Haddad's iqama ends")
    assert due.reason.en == "The last day of Lina Karim Haddad's iqama is 26 March 2026 (7 Shawwal 1447)."
    assert (due.day, due.severity, due.service, due.subject_id) == (
        date(2026, 3, 26),
        "now",
        "residency/renew-iqama-family",
        lina,
    )


@pytest.mark.parametrize(("ends", "told"), [(date(2026, 5, 30), True), (date(2026, 5, 31), False)])
def test_a_paper_is_told_from_ninety_days_before_its_last_day(ends: date, told: bool) -> None:
    salim = somebody(citizen(id_card__expires_on=ends))

    assert bool(due_for(person_id=salim, on=ON)) is told


@pytest.mark.parametrize(
    ("ends", "severity", "words"),
    [
        (date(2026, 2, 28), "late", "انتهت بطاقة هويتك"),
        (date(2026, 3, 1), "now", "تنتهي بطاقة هويتك"),
        (date(2026, 3, 31), "now", "تنتهي بطاقة هويتك"),
        (date(2026, 4, 1), "soon", "تنتهي بطاقة هويتك"),
    ],
)
def test_how_pressing_a_paper_is_follows_from_its_last_day(ends: date, severity: str, words: str) -> None:
    due = the_only(somebody(citizen(id_card__expires_on=ends)))

    assert (due.severity, due.title.ar, due.service) == (severity, words, "civil/renew-id")


def test_a_domestic_workers_iqama_is_renewed_by_another_service_than_a_family_members() -> None:
    salim = somebody(citizen())
    in_charge(salim, domestic_worker(iqama__expires_on=date(2026, 3, 10)), "sponsor")

    assert the_only(salim).service == "residency/renew-iqama-domestic"


def test_ones_own_iqama_is_renewed_by_somebody_else_and_that_is_said() -> None:
    due = the_only(somebody(resident(iqama__expires_on=date(2026, 3, 10))))

    assert due.service == ""
    assert due.cure == Text(
        ar="يجددها صاحب العمل أو من تعيش في كنفه.",
        en="Your employer, or the one in whose charge you are, renews it.",
    )


def test_the_people_of_another_household_are_nobody_elses_business() -> None:
    karim, yusuf = somebody(resident()), somebody(resident())
    in_charge(yusuf, dependant(iqama__expires_on=date(2026, 3, 10)))

    assert due_for(person_id=karim, on=ON) == ()


def test_a_tie_that_ended_tells_nothing_more() -> None:
    karim = somebody(resident())
    lina = in_charge(karim, dependant(iqama__expires_on=date(2026, 3, 10)))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_tie SET until_on = %s WHERE person_id = %s", [date(2026, 2, 1), lina])

    assert due_for(person_id=karim, on=ON) == ()


def test_a_violation_is_due_by_the_last_day_of_its_discount() -> None:
    fine = unpaid_violation(amount_sar=Decimal("500.00"), minimum_sar=Decimal("300.00"), committed_on=date(2026, 2, 10))
    due = the_only(somebody(citizen(violation=[fine])))

    assert due.title.en.startswith("Unpaid violation: Speeding (")
    assert due.reason == Text(
        ar="ينتهي التخفيض في \u206627\u2069 مارس \u20662026\u2069 (\u20668\u2069 شوال \u20661447\u2069).",
        en="The discount ends on 27 March 2026 (8 Shawwal 1447).",
    )
    assert (due.day, due.amount, due.service) == (date(2026, 3, 27), Decimal("500.00"), "traffic/pay-violation")


def test_without_a_discount_a_violation_is_due_by_its_last_day_to_pay() -> None:
    fine = unpaid_violation(amount_sar=Decimal("500.00"), committed_on=date(2026, 1, 1), due_on=date(2026, 2, 15))
    due = the_only(somebody(citizen(violation=[fine])))

    assert (due.day, due.severity) == (date(2026, 2, 15), "late")
    assert due.reason.en == "The term to pay ended on 15 February 2026 (27 Shaban 1447)."


def test_a_violation_paid_or_under_objection_is_not_due() -> None:
    done = [unpaid_violation(state=state) for state in ("paid", "objected", "cancelled")]

    assert due_for(person_id=somebody(citizen(violation=done)), on=ON) == ()


def test_the_three_papers_of_a_car_are_told_apart() -> None:
    noura = somebody(citizen())
    tree = vehicle(
        registration_expires_on=date(2026, 3, 20),
        vehicle_insurance={"valid_until": date(2026, 3, 21)},
        inspection={"valid_until": date(2026, 2, 22)},
    )
    store(STEPS["vehicle"], {key: value for key, value in tree.items() if key != "owner"}, person_id=noura)

    found = due_for(person_id=noura, on=ON)

    assert [(due.code, due.severity, due.service) for due in found] == [
        ("inspection", "late", ""),
        ("registration", "now", "vehicles/renew-registration"),
        ("insurance", "now", ""),
    ]
    assert found[0].title.ar.translate(PLAIN).startswith("انتهى الفحص الدوري للمركبة")
    assert found[0].cure is not None
    assert "inspection station" in found[0].cure.en


def test_a_traveller_must_return_and_a_guest_must_leave() -> None:
    yusuf = somebody(resident())
    adam = in_charge(yusuf, changed(dependant(name_en="Adam"), presence={"inside": False}))
    hala = in_charge(yusuf, {"name_ar": "هالة", "name_en": "Hala", "kind": "visitor"}, "host")
    insert(STEPS["presence"], {"person_id": hala, "inside": True})
    visa, visit = STEPS["visa"], {"kind": "visit", "state": "used", "leave_by": date(2026, 3, 6)}
    insert(visa, {"person_id": hala, "number": "V1", **visit})
    insert(visa, {"person_id": adam, "number": "V2", "kind": "exit_reentry_single", "state": "used",
                  "leave_by": date(2026, 2, 1), "return_by": date(2026, 3, 13)})  # fmt: skip

    found = due_for(person_id=yusuf, on=ON)

    assert [(said(due), due.service) for due in found] == [
        (("آخر يوم في زيارة هالة", "The last day of Hala's visit"), "visas/extend-visit-family"),
        (("آخر يوم لعودة لينا كريم حداد", "The last day for Adam to return"), "visas/extend-exit-reentry-abroad"),
    ]


def test_somebody_who_came_back_has_no_day_to_return_by() -> None:
    yusuf = somebody(resident())
    adam = in_charge(yusuf, changed(dependant(), presence={"inside": True}))
    insert(STEPS["visa"], {"person_id": adam, "number": "V3", "kind": "exit_reentry_single", "state": "used",
                           "leave_by": date(2026, 2, 1), "return_by": date(2026, 3, 13)})  # fmt: skip

    assert due_for(person_id=yusuf, on=ON) == ()


@pytest.mark.parametrize(
    ("born", "service", "severity", "words"),
    [
        (date(2026, 2, 19), "civil/register-birth-citizen", "now", "The last day to register without a fine is"),
        (date(2026, 1, 10), "civil/register-birth-late", "late", "The days to register without a fine ended on"),
    ],
)
def test_a_birth_is_told_to_both_parents_with_the_service_of_the_day(
    born: date, service: str, severity: str, words: str
) -> None:
    salim = somebody(citizen())
    hind = somebody(citizen(sex="female"))
    tie(hind, salim, "spouse")
    insert(STEPS["birth_notice"], {"person_id": hind, "number": "B1", "hospital": "مستشفى الياسمين", "born_on": born,
                                   "state": "open"})  # fmt: skip

    for parent in (salim, hind):
        due = the_only(parent)
        assert (due.code, due.service, due.severity) == ("birth", service, severity)
        assert due.reason.en.startswith(words)


def test_a_suspension_comes_first_and_names_who_set_it() -> None:
    huda = somebody(citizen(id_card__expires_on=date(2025, 1, 1)))
    insert(STEPS["restriction"], {"person_id": huda, "kind": "suspension", "authority": "محكمة التنفيذ",
                                  "reference": "44172", "since_on": date(2026, 1, 25)})  # fmt: skip

    found = due_for(person_id=huda, on=ON)

    hold, card = found
    assert card.code == "id"
    assert said(hold)[0] == "أوقفت محكمة التنفيذ خدماتك"
    assert hold.reason.en == "Under number 44172, since 25 January 2026 (6 Shaban 1447)."
    assert hold.severity == "late"


def test_the_employer_is_told_of_a_workers_permit() -> None:
    layla, imran = somebody(citizen()), somebody(resident(iqama__expires_on=date(2026, 2, 19), name_en="Imran"))
    firm = store(STEPS["establishment"], {"number": "E1"})
    insert(STEPS["manager"], {"person_id": layla, "establishment_id": firm, "role": "administer"})
    insert(STEPS["employment"], {"person_id": imran, "establishment_id": firm})

    due = the_only(layla)

    assert (due.title.en, due.service) == ("Imran's iqama has ended", "residency/renew-iqama-establishment")


def filed(karim: int, lina: int) -> Any:
    return actions.file_case(
        actor=Actor("person", karim), service_code="residency/renew-iqama-family", subject_id=lina,
        answers={"quarters": "4", "terms": "yes"}, at=AT, on=ON, idempotency="k",
    )  # fmt: skip


def test_a_bill_is_told_once_and_not_again_as_a_turn() -> None:
    karim = somebody(resident())
    lina = in_charge(karim, dependant())
    case = filed(karim, lina)

    due = the_only(karim)

    assert (due.code, due.case, due.amount) == ("bill", case.public_id, Decimal("4800.00"))
    assert due.title.en == "Bill not paid: Renew a family member's iqama"
    assert due.bill


def test_a_draft_says_when_it_is_forgotten() -> None:
    karim = somebody(resident())
    lina = in_charge(karim, dependant())
    actions.save_draft(
        actor=Actor("person", karim), service_code="residency/renew-iqama-family", subject_id=lina,
        answers={"quarters": "4"}, at=AT,
    )  # fmt: skip

    due = the_only(karim)

    assert due.title.en == "A request you have not finished: Renew a family member's iqama"
    assert due.reason.en == "We delete what you entered on 31 March 2026 (12 Shawwal 1447)."
    assert (due.severity, due.subject_id) == ("soon", lina)


def test_everything_is_read_in_one_statement(django_assert_num_queries: Any) -> None:
    karim = somebody(resident(violation=[unpaid_violation(amount_sar=Decimal("150.00"))]))
    in_charge(karim, dependant(iqama__expires_on=date(2026, 3, 10)))

    with django_assert_num_queries(1):
        found = due_for(person_id=karim, on=ON)

    assert len(found) == 2


def test_the_most_pressing_comes_first() -> None:
    late = unpaid_violation(amount_sar=Decimal("150.00"), committed_on=date(2025, 12, 1), due_on=date(2026, 1, 15))
    karim = somebody(resident(violation=[late], iqama__expires_on=date(2026, 3, 20)))
    in_charge(karim, dependant(iqama__expires_on=date(2026, 3, 10), passport__expires_on=date(2026, 5, 1)))

    found = due_for(person_id=karim, on=ON)

    assert [(due.code, due.severity, due.is_own) for due in found] == [
        ("violation", "late", True),
        ("iqama", "now", False),
        ("iqama", "now", True),
        ("passport", "soon", False),
    ]
