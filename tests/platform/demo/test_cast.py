"""The cast: who they are, that they fit together, and that each can show what they are there to show."""

from datetime import timedelta

import pytest

from tayseer.casework.judging import judge_all
from tayseer.demo.roll import OFFICERS, PASSWORD, PEOPLE, PERSONS
from tayseer.identity import queries
from tayseer.identity.addresses import identity_number
from tayseer.identity.passwords import check_password, is_strong
from tayseer.kit.records import RECORDS
from tayseer.registries.contracts import CONTRACTS
from tayseer.registries.numbers import CITIZEN_SERIES, RESIDENT_SERIES, check_digit
from tayseer.registries.tables import table_name
from tayseer.services import acts, catalogue
from tests.platform.demo.conftest import AT, ON

REGISTRIES = {contract.__name__.split(".")[-2] for contract in CONTRACTS}
EVERY_RECORD = [record for record in RECORDS.values() if record.__registry__ in REGISTRIES]
BY_KEY = {person.key: person for person in PEOPLE}
# What somebody is there to be refused, each with the rule that refuses.
REFUSED = {
    ("karim", "residency/renew-iqama-family"): "G-6",
    ("karim", "visas/extend-visit-family"): "G-6",
    ("abdullah", "civil/register-birth-citizen"): "BIR-3",
    ("huda", "passports/renew-passport-adult"): "G-8",
    ("saad", "passports/issue-passport-adult"): "G-2",
}
SHOWN = [(person.key, code) for person in PERSONS for code in person.shows if code in catalogue()]


def id_of(ask, key: str) -> int:
    return ask("SELECT id FROM people_person WHERE number = %s", BY_KEY[key].number)[0][0]


def counts(ask) -> dict[str, int]:
    return {
        table: ask(f"SELECT count(*) FROM {table}")[0][0]
        for table in [*map(table_name, EVERY_RECORD), "identity_account"]
    }


def test_making_the_cast_again_changes_nothing(cast, ask):
    before = counts(ask)

    cast.ensure(at=AT + timedelta(days=3), on=ON + timedelta(days=3))

    assert counts(ask) == before
    assert before["people_person"] > len(PERSONS)


def test_what_life_changed_stays_changed(cast, ask):
    ask("UPDATE people_person SET occupation = 'شاعر' WHERE id = %s RETURNING id", id_of(ask, "salim"))

    cast.ensure(at=AT, on=ON)

    assert ask("SELECT occupation FROM people_person WHERE id = %s", id_of(ask, "salim")) == [("شاعر",)]


def test_whoever_is_missing_is_made_again(cast, ask):
    of = "WHERE account_id = (SELECT id FROM identity_account WHERE number = %s) RETURNING id"
    for table in ("identity_authenticator", "identity_proofing"):
        ask(f"DELETE FROM {table} {of}", BY_KEY["fahd"].number)
    ask("DELETE FROM identity_account WHERE number = %s RETURNING id", BY_KEY["fahd"].number)

    cast.ensure(at=AT, on=ON)

    assert queries.account_by_number(number=BY_KEY["fahd"].number).person_id == id_of(ask, "fahd")


def test_every_number_is_of_a_range_that_nobody_holds_and_has_its_check_digit(cast, ask):
    numbers = [number for (number,) in ask("SELECT number FROM people_person")]

    assert all(number[-1] == check_digit(number[:-1]) and len(number) == 10 for number in numbers)
    assert {number[:2] for number in numbers} == {CITIZEN_SERIES, RESIDENT_SERIES, "39"}
    assert len(set(numbers)) == len(numbers)


def test_everybody_can_sign_in_with_the_password_that_is_printed(cast, ask):
    stored = dict(ask("SELECT number, password FROM identity_account"))

    assert {person.number for person in PEOPLE} <= set(stored)
    assert len({stored[person.number] for person in PEOPLE}) == 1
    assert check_password(PASSWORD, stored[PEOPLE[0].number])
    assert all(identity_number(person.number) and is_strong(person.password, number=person.number) for person in PEOPLE)


def test_names_in_the_roll_are_the_names_in_the_registry(cast, ask):
    registered = {number: (ar, en) for number, ar, en in ask("SELECT number, name_ar, name_en FROM people_person")}

    assert [person.key for person in PERSONS if registered[person.number] != (person.name.ar, person.name.en)] == []


def test_everybody_has_a_sentence_in_both_languages_and_a_key_of_their_own():
    assert len({person.key for person in PEOPLE}) == len(PEOPLE)
    assert all(person.story.ar.isascii() is False and person.story.en.isascii() for person in PEOPLE)
    assert len(PERSONS) >= 14


def test_children_are_younger_than_their_parents_by_fifteen_years_or_more(cast, ask):
    too_close = ask(
        "SELECT child.name_en, parent.name_en FROM people_person child JOIN people_person parent"
        " ON parent.id IN (child.father_id, child.mother_id) WHERE child.born_on < parent.born_on + interval '15 years'"
    )
    of_the_wrong_sex = ask(
        "SELECT child.name_en FROM people_person child LEFT JOIN people_person father ON father.id = child.father_id"
        " LEFT JOIN people_person mother ON mother.id = child.mother_id"
        " WHERE father.sex <> 'male' OR mother.sex <> 'female'"
    )

    assert (too_close, of_the_wrong_sex) == ([], [])


def test_every_tie_joins_two_people_who_exist(cast, ask):
    loose = ask(
        "SELECT t.id FROM people_tie t LEFT JOIN people_person p ON p.id = t.person_id"
        " LEFT JOIN people_person o ON o.id = t.other_id WHERE p.id IS NULL OR o.id IS NULL OR p.id = o.id"
    )

    assert loose == []


def test_no_two_people_share_a_passport_a_card_or_a_plate(cast, ask):
    for table, column in (
        ("passports_passport", "number"), ("civil_id_card", "copy_number"), ("residency_iqama", "card_number"),
        ("vehicles_vehicle", "plate"), ("vehicles_vehicle", "chassis"), ("visas_visa", "number"),
    ):  # fmt: skip
        assert ask(f"SELECT {column} FROM {table} GROUP BY 1 HAVING count(*) > 1") == [], table


def test_every_value_of_a_named_field_is_one_that_its_contract_names(cast, ask):
    for record in EVERY_RECORD:
        for name, field in record.__fields__.items():
            if field.options:
                found = {value for (value,) in ask(f"SELECT DISTINCT {name} FROM {table_name(record)}")}
                assert found <= {None, *field.options}, f"{record.__record__}.{name}"


def test_civil_affairs_lists_two_hundred_names_and_refuses_some(cast, ask):
    listed = dict(ask("SELECT accepted, count(*) FROM civil_listed_name GROUP BY 1"))

    assert listed[True] >= 200
    assert listed[False] >= 5


def test_everything_that_somebody_shows_is_in_the_catalogue():
    known = set(catalogue()) | set(acts())

    assert [(person.key, code) for person in PERSONS for code in person.shows if code not in known] == []


@pytest.mark.parametrize(("key", "code"), SHOWN, ids=lambda part: part)
def test_a_service_that_somebody_shows_is_open_to_them(cast, ask, key, code):
    service = catalogue()[code]

    judged = judge_all(service, applicant_id=id_of(ask, key), on=ON)

    standing = [
        {line.rule.code for line in one.verdict.lines if line.outcome is not True and not line.awaits} for one in judged
    ]
    expected = REFUSED.get((key, code))
    assert ({expected} if expected else set()) in standing, f"what stands in the way of each: {standing}"


def test_paying_the_one_violation_opens_the_renewal_for_karims_daughter(cast, ask):
    service = catalogue()["residency/renew-iqama-family"]
    karim = id_of(ask, "karim")

    ask("UPDATE violations_violation SET state = 'paid' WHERE person_id = %s RETURNING id", karim)

    standing = {
        one.subject.en.split()[0]: {line.rule.code for line in one.verdict.lines if line.outcome is False}
        for one in judge_all(service, applicant_id=karim, on=ON)
    }
    assert standing == {"Rania": set(), "Lina": set(), "Omar": set(), "Zaid": {"IQR-7"}}


def test_every_queue_of_the_catalogue_has_its_officer_and_every_agency_a_supervisor():
    queues = {step.queue for service in catalogue().values() for step in service.steps if step.queue}
    clerks = {f"{officer.agency}/{officer.unit}" for officer in OFFICERS if officer.role == "clerk"}
    supervisors = {officer.agency for officer in OFFICERS if officer.role == "supervisor"}

    assert queues - clerks == set()
    assert {queue.partition("/")[0] for queue in queues} - supervisors == set()


def test_officers_have_their_roles(cast):
    for officer in OFFICERS:
        account = queries.account_by_number(number=officer.number)
        assert (account.officer.agency, account.officer.unit, account.officer.role) == (
            officer.agency, officer.unit, officer.role,
        )  # fmt: skip
