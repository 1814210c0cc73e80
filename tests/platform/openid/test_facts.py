"""What is said about people: the limit of each answer on both sides, and nothing that is not on record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tayseer.kit.records import STEPS
from tayseer.partners.openid.scopes import SCOPES, answers, claims_of, needs_proof
from tayseer.services.common.personas import citizen, resident
from tests.support.stored import store

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 1)


def said(scope: str, person: dict[str, Any]) -> dict[str, Any]:
    return claims_of(person_id=store(STEPS["person"], person), scopes=[scope], on=ON)


@pytest.mark.parametrize(
    ("born_on", "is_over"),
    [(date(2008, 3, 1), True), (date(2008, 3, 2), False), (date(2008, 2, 29), True), (date(1950, 1, 1), True)],
)
def test_whoever_turns_18_today_is_over_18(born_on: date, is_over: bool) -> None:
    assert said("age:over18", citizen(born_on=born_on)) == {"age_over_18": is_over}


def test_an_unknown_birth_is_neither_over_18_nor_under() -> None:
    person = store(STEPS["person"], citizen(born_on=None))

    [answer] = answers(person_id=person, scopes=["age:over18"], on=ON)

    assert answer.claims == {}
    assert answer.shown.ar == "غير مسجَّل، فلا يُرسل شيء"


@pytest.mark.parametrize(
    ("changes", "is_valid"),
    [
        ({"expires_on": ON}, True), ({"expires_on": date(2026, 2, 28)}, False), ({"state": "lost"}, True),
        ({"state": "cancelled"}, False), ({"state": "final_exit"}, False), ({"expires_on": None}, False),
    ],
)  # fmt: skip
def test_an_iqama_is_valid_on_its_last_day_and_not_after(changes: dict[str, Any], is_valid: bool) -> None:
    changed = {f"iqama__{name}": value for name, value in changes.items()}

    assert said("residence:valid", resident(**changed)) == {"residence_valid": is_valid}


def test_a_citizen_needs_no_iqama_so_nothing_is_said() -> None:
    assert said("residence:valid", citizen()) == {}


def test_who_has_no_licence_has_no_valid_one() -> None:
    person = citizen()
    person.pop("driving_licence", None)

    assert said("licence:valid", person) == {"licence_valid": False}


def test_yes_or_no_is_all_that_is_said() -> None:
    for scope in ("age:over18", "residence:valid", "licence:valid"):
        assert {type(value) for value in said(scope, resident()).values()} <= {bool}


def test_a_name_is_given_in_both_scripts() -> None:
    assert said("profile:name", citizen(name_ar="نورة", name_en="Nourah")) == {
        "name": "نورة", "name#ar": "نورة", "name#en": "Nourah",
    }  # fmt: skip


def test_number_and_address_and_acting_are_bound_to_a_key_and_questions_are_not() -> None:
    bound = {name for name in SCOPES if needs_proof([name])}

    assert bound == {"national_id", "address", "cases:write", "bills:pay"}


def test_every_scope_has_words_in_both_languages() -> None:
    person = store(STEPS["person"], resident())

    for answer in answers(person_id=person, scopes=list(SCOPES), on=ON):
        assert answer.shown.ar
        assert answer.shown.en
        assert SCOPES[answer.scope].label.ar != SCOPES[answer.scope].label.en


def test_nobody_is_known_by_an_id_that_is_not_there() -> None:
    assert (
        claims_of(person_id=999_999_999, scopes=["profile:name", "age:over18", "national_id", "address"], on=ON) == {}
    )
