"""What others can do by the register: each place ends by itself with its cause, on the day the law says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tayseer.casework.judging import judge_all
from tayseer.casework.rights import employer_of, holders_of, rights_over
from tayseer.kit.records import STEPS
from tayseer.services import catalogue
from tayseer.services import service as service_of
from tayseer.services.common.personas import citizen, dependant, resident
from tayseer.site import clock
from tests.platform.delegation.delegates import AT, ON, RENEW, karim_and_lina, register
from tests.platform.portal.person_cast import browser, page_of
from tests.support.stored import store, tie

pytestmark = pytest.mark.django_db

PASSPORT = "passports/issue-passport-child-no-fingerprint"


def person(**differs: Any) -> int:
    return store(STEPS["person"], citizen(**{"born_on": date(1985, 5, 5)} | differs))


def ties_of(subject: int, *, on: date = ON) -> set[tuple[int, str]]:
    return {(holder.person_id, holder.tie) for holder in holders_of(subject, on=on)}


def codes(subject: int, *, by: int, but: int = 0, on: date = ON) -> set[str]:
    found = rights_over([subject], but=but, on=on).get(subject, [])
    return {right.service.code for one in found if one.holder.person_id == by for right in one.open}


def test_the_head_of_the_family_may_do_what_the_circles_of_services_say() -> None:
    karim, lina = karim_and_lina()

    assert (karim, "head") in ties_of(lina)
    assert RENEW in codes(lina, by=karim)
    for code in codes(lina, by=karim):
        subject = service_of(code).subject
        assert subject is not None
        assert subject.among is not None


def test_it_ends_with_the_death_of_the_head_and_with_the_persons_own() -> None:
    karim, lina = karim_and_lina()
    register("UPDATE people_person SET died_on = %s WHERE id = %s", ON, karim)
    assert ties_of(lina) == set()

    register("UPDATE people_person SET died_on = NULL WHERE id = %s", karim)
    assert ties_of(lina)
    register("UPDATE people_person SET died_on = %s WHERE id = %s", ON, lina)
    assert ties_of(lina) == set()


def test_it_ends_with_divorce_on_the_day_the_tie_ends() -> None:
    karim = store(STEPS["person"], resident(born_on=date(1980, 1, 1)))
    wife = store(STEPS["person"], dependant(born_on=date(1985, 1, 1)))
    tie(wife, karim, "head")
    tie(wife, karim, "spouse")
    assert (karim, "head") in ties_of(wife)

    register("UPDATE people_tie SET until_on = %s WHERE person_id = %s", ON + timedelta(days=5), wife)

    assert (karim, "head") in ties_of(wife, on=ON + timedelta(days=4))
    assert ties_of(wife, on=ON + timedelta(days=5)) == set()
    register("UPDATE people_tie SET until_on = %s WHERE person_id = %s", ON, wife)
    assert judge_all(service_of(RENEW), applicant_id=karim, on=ON, subject_id=wife) == []


def test_being_a_spouse_gives_no_power_over_anybody() -> None:
    one, other = person(), person(sex="female")
    tie(one, other, "spouse")
    tie(other, one, "spouse")

    assert ties_of(one) == set()
    assert ties_of(other) == set()


def test_father_and_mother_act_for_a_child_until_the_day_of_majority() -> None:
    father, mother = person(), person(sex="female")
    birthday = date(ON.year - 18, 3, 10)
    child = store(STEPS["person"], citizen(born_on=birthday), father_id=father, mother_id=mother)
    grown = date(ON.year, 3, 10)

    eve = ties_of(child, on=grown - timedelta(days=1))

    assert {(father, "father"), (mother, "mother")} <= eve
    assert not {tie for _, tie in ties_of(child, on=grown)} & {"father", "mother"}


def test_the_age_of_majority_is_dated_law(monkeypatch: pytest.MonkeyPatch) -> None:
    from tayseer.casework import rights

    father = person()
    child = store(STEPS["person"], citizen(born_on=date(ON.year - 17, 1, 1)), father_id=father)
    assert (father, "father") in ties_of(child)

    class Lowered:
        @staticmethod
        def on(_agency: str, _name: str, day: date) -> int:
            return 16 if day >= ON + timedelta(days=1) else 18

    monkeypatch.setattr(rights, "LAW", Lowered)

    assert (father, "father") in ties_of(child, on=ON)
    assert (father, "father") not in ties_of(child, on=ON + timedelta(days=1))


def test_a_condition_on_the_persons_own_record_closes_a_service_and_is_named() -> None:
    father = person()
    child = store(STEPS["person"], citizen(born_on=date(ON.year - 17, 1, 1), children=None), father_id=father)

    [one] = [held for held in rights_over([child], but=0, on=ON)[child] if held.holder.tie == "father"]

    closed = {right.service.code: right.blocked for right in one.closed}
    assert PASSPORT in closed
    assert all(rule.sentence.ar and rule.basis for rule in closed[PASSPORT])


def test_what_the_other_persons_record_says_is_never_told() -> None:
    karim, lina = karim_and_lina()
    register("UPDATE passports_passport SET expires_on = '2020-01-01' WHERE person_id = %s", karim)

    found = rights_over([lina], but=0, on=ON)[lina]

    for held in found:
        for right in held.rights:
            subject = right.service.subject
            assert subject is not None
            for rule in right.blocked:
                assert not any(str(item.path[0]) == "applicant" for item in rule.holds.walk() if hasattr(item, "path"))


def test_an_employee_sees_that_the_establishment_may_act() -> None:
    from tests.support.stored import store_example

    service = service_of("residency/renew-iqama-establishment")
    example = next(one for one in service.examples if one.refused_by is None)
    _, worker = store_example(service, example.given, example.answers)
    assert worker is not None

    found = employer_of(worker)

    assert found is not None
    assert service.code in {one.code for one in found[1]}


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_page_tells_me_and_my_children_who_and_why(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    father = person(name_ar="سالم النخلي", name_en="Salim Alnakhli")
    mother = person(name_ar="هند السدري", name_en="Hind Alsidri", sex="female")
    child = store(
        STEPS["person"],
        citizen(born_on=date(ON.year - 5, 1, 1), name_ar="سارة", name_en="Sara"), father_id=father, mother_id=mother,
    )  # fmt: skip
    tie(child, father, "head")
    tie(mother, father, "head")

    page = page_of(browser(mother).get(f"/{lang}/delegations/rights/"))

    words = {
        "ar": ("رب الأسرة", "الأب", "سالم النخلي", "سارة", "تنتهي"),
        "en": ("Head of the family", "Father", "Salim Alnakhli", "Sara", "It ends"),
    }
    for word in words[lang]:
        assert word in page, word


def test_the_page_of_somebody_whom_nobody_represents_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)

    page = page_of(browser(person()).get("/en/delegations/rights/"))

    assert "Nobody acts for you by the register" in page


#: Registries in which leaving and entering are written down.
TRAVEL = ("visas.", "borders.")


def test_no_service_tells_anybody_else_about_an_adults_leaving_or_entering() -> None:
    told_too_many = []
    for code, service in catalogue().items():
        travels = service.agency == "visas" or any(record.startswith(TRAVEL) for record, _ in service.writes)
        if not travels:
            continue
        subject = () if service.subject is None else (service.subject.name,)
        concerned = {("applicant",), subject, (*subject, "holder"), (*subject, "person")}
        # Whoever has a step of their own in the request is a party to it, and hears of that.
        concerned |= {tuple(step.by.split(".")) for step in service.steps}
        named = {role.name for role in service.parties if role.named_by is not None}
        for notice in service.tells:
            path = tuple(notice.to.__path__)
            if path not in concerned and path[0] not in named:
                told_too_many.append((code, ".".join(path)))

    assert told_too_many == []


def test_the_test_above_would_notice() -> None:
    service = service_of("visas/request-exit-reentry-own")

    assert any(record.startswith(TRAVEL) for record, _ in service.writes)
    assert all(tuple(notice.to.__path__) != ("applicant", "head") for notice in service.tells)


def test_the_family_page_does_not_say_where_a_grown_person_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    karim, lina = karim_and_lina()
    register("UPDATE borders_presence SET inside = false WHERE person_id = %s", lina)
    child_page = page_of(browser(karim).get("/en/family/"))
    register("UPDATE people_person SET born_on = '1990-01-01' WHERE id = %s", lina)

    grown_page = page_of(browser(karim).get("/en/family/"))

    assert "outside the Kingdom" in child_page
    assert "outside the Kingdom" not in grown_page
