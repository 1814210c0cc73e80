"""A person's record is opened with a purpose and a ground alone, and the person sees each opening."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tayseer.audit.contract import Actor
from tayseer.audit.queries import activity
from tayseer.kit.questions import is_identity_number
from tayseer.office import queries
from tayseer.office.models import RecordAccess
from tayseer.registries.people.contract import Person
from tests.platform.office.conftest import START, applicant_of
from tests.support.stored import insert, tie

pytestmark = pytest.mark.django_db

REASON = "حضر إلى الفرع وليس معه هويته، ويلزم التحقق من بياناته."


def number_for(stem: str) -> str:
    """The identity number that begins so, with its check digit."""
    return next(f"{stem}{digit}" for digit in range(10) if is_identity_number(f"{stem}{digit}"))


@pytest.fixture
def hind(db: None) -> tuple[int, str]:
    """Hind, a citizen without a case: her person id and her number."""
    number = number_for("109876543")
    row = insert(
        Person,
        {"number": number, "kind": "citizen", "name_ar": "هند ناصر السدري", "name_en": "Hind Nasir Al-Sidri"},
    )
    return row, number


def number_of(case) -> str:
    """The number of the applicant, made valid so that an officer can type it."""
    from django.db import connection

    number = number_for("108765432")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET number = %s WHERE id = %s", [number, case.applicant_id])
    return number


def ask(client, number: str, lang: str = "ar", **typed: str):
    return client.post(f"/{lang}/office/people/request/", {"number": number, "purpose": "counter-help", **typed})


def test_a_search_shows_no_more_than_needed_and_the_person_sees_it(nasser, hind, browser) -> None:
    person, number = hind

    answer = browser(nasser).post("/ar/office/people/", {"number": number})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "ه••• ن••• ا•••" in page
    assert "السدري" not in page
    assert [event.action for event in activity(actor=Actor("person", person))] == ["office.person.searched"]


@pytest.mark.parametrize(
    ("number", "words"),
    [("1098765430", "The identity number is not correct"), ("", "The identity number is not correct"),
     (number_for("101010101"), "Nobody in the population register has this number")],
)  # fmt: skip
def test_a_number_that_leads_to_nobody_says_why(number, words, nasser, browser) -> None:
    answer = browser(nasser).post("/en/office/people/", {"number": number})

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_numbers_cannot_be_tried_without_end(nasser, hind, browser, monkeypatch) -> None:
    from tayseer.office.views import people

    monkeypatch.setattr(people, "SEARCHES_PER_HOUR", 2)
    nassers = browser(nasser)

    answers = [nassers.post("/en/office/people/", {"number": hind[1]}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 422]
    assert "You have searched many times" in answers[-1].content.decode()


def test_with_a_case_of_the_unit_the_record_opens_and_each_opening_is_seen(nasser, name_case, browser) -> None:
    nassers, number = browser(nasser), number_of(name_case)

    answer = ask(nassers, number, purpose="case-review", case=name_case.public_id.upper())
    page = nassers.get(answer["Location"]).content.decode()
    nassers.get(answer["Location"])

    assert "سجل السكان" in page
    assert number in page
    assert "سجل بطاقات الهوية" in page
    opened = [one for one in activity(actor=applicant_of(name_case)) if one.action == "office.record.opened"]
    assert len(opened) == 2
    assert (opened[0].purpose, opened[0].case, opened[0].unit) == ("case-review", name_case.public_id, "names")
    assert "people.person" in opened[0].fields
    assert "civil.id_card" in opened[0].fields


def test_an_officer_sees_only_registers_of_the_own_agency(nasser, name_case, browser) -> None:
    nassers = browser(nasser)

    answer = ask(nassers, number_of(name_case), case=name_case.public_id)
    page = nassers.get(answer["Location"]).content.decode()

    assert "سجل رخص القيادة" not in page
    assert "سجل المخالفات" not in page


def test_half_an_hour_later_the_record_is_closed_and_not_noted_as_opened(nasser, name_case, browser, time) -> None:
    nassers, number = browser(nasser), number_of(name_case)
    answer = ask(nassers, number, case=name_case.public_id)
    time.forward(minutes=31)

    page = nassers.get(answer["Location"]).content.decode()

    assert "انتهت مدة الاطلاع" in page
    assert number not in page
    assert "office.record.opened" not in [one.action for one in activity(actor=applicant_of(name_case))]


def test_a_colleague_cannot_use_another_officers_permission(nasser, officer, name_case, browser) -> None:
    majed = officer("ماجد القرني", "Majed Al-Qarni", "civil/names")
    answer = ask(browser(nasser), number_of(name_case), case=name_case.public_id)

    assert browser(majed).get(answer["Location"]).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"purpose": ""}, "purpose", "Choose why you open the record"),
        ({"purpose": "curiosity", "reason": REASON}, "purpose", "Choose why you open the record"),
        ({"purpose": "case-review", "reason": REASON}, "case", "This purpose needs a case"),
        ({}, "case", "Enter the number of a case"),
        ({"reason": "لأنه قريب"}, "reason", "The reason is too short"),
        ({"case": "aaaaaaaaaaaaaaaa"}, "case", "Your unit has no case of this number"),
    ],
)
def test_without_a_purpose_or_a_ground_nothing_opens_and_what_was_typed_is_kept(
    typed, field, words, nasser, hind, browser
) -> None:
    answer = ask(browser(nasser), hind[1], lang="en", **typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'href="#{field}"' in page
    assert all(value in page for name, value in typed.items() if name != "purpose")
    assert not RecordAccess.objects.exists()


def test_a_case_about_somebody_else_opens_nothing(nasser, name_case, hind, browser) -> None:
    answer = ask(browser(nasser), hind[1], lang="en", case=name_case.public_id)

    assert answer.status_code == 422
    assert "That case is not about this person" in answer.content.decode()


def test_a_case_of_another_unit_opens_nothing(abeer, name_case, browser) -> None:
    answer = ask(browser(abeer), number_of(name_case), lang="en", case=name_case.public_id)

    assert answer.status_code == 422
    assert "Your unit has no case of this number" in answer.content.decode()


def test_without_a_case_the_supervisor_decides_and_then_the_record_opens(nasser, khadija, hind, browser, time) -> None:
    nassers, khadijas = browser(nasser), browser(khadija)
    answer = ask(nassers, hind[1], reason=REASON)
    before = nassers.get(answer["Location"]).content.decode()
    desk = khadijas.get("/ar/office/").content.decode()
    [waiting] = queries.accesses_to_decide(officer=khadija.officer)
    time.forward(minutes=40)

    allowed = khadijas.post(f"/ar/office/people/{waiting.public_id}/decision/", {"approval": "yes"})
    after = nassers.get(answer["Location"]).content.decode()

    assert "بانتظار موافقة المشرف" in before
    assert "السدري" not in before
    assert REASON in desk
    assert "السدري" not in desk
    assert allowed["Location"] == "/ar/office/?done=allowed"
    assert "هند ناصر السدري" in after
    actions = [event.action for event in activity(actor=Actor("person", hind[0]))]
    assert actions == ["office.record.opened", "office.access.allowed", "office.access.asked"]


def test_what_the_supervisor_refused_stays_closed_and_is_not_asked_again(nasser, khadija, hind, browser) -> None:
    nassers, khadijas = browser(nasser), browser(khadija)
    answer = ask(nassers, hind[1], reason=REASON)
    [waiting] = queries.accesses_to_decide(officer=khadija.officer)
    decision = f"/en/office/people/{waiting.public_id}/decision/"

    khadijas.post(decision, {"approval": "no"})
    again = khadijas.post(decision, {"approval": "yes"})
    page = nassers.get(answer["Location"]).content.decode()

    assert again["Location"] == "/en/office/?done=decided-before"
    assert "لم يوافق المشرف" in page
    assert "السدري" not in page


def test_only_another_supervisor_of_the_unit_can_decide(nasser, khadija, officer, hind, browser) -> None:
    ask(browser(khadija), hind[1], reason=REASON)
    access = RecordAccess.objects.get()
    RecordAccess.objects.update(unit="names")
    traffic = officer("سلطان الحربي", "Sultan Al-Harbi", "traffic", "supervisor")
    births = officer("نورة العتيبي", "Noura Al-Otaibi", "civil/births", "supervisor")

    answers = [
        browser(one).post(f"/ar/office/people/{access.public_id}/decision/", {"approval": "yes"})
        for one in (khadija, nasser, traffic, births)
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert RecordAccess.objects.get().state == "waiting"


def test_a_supervisor_does_not_see_own_requests_among_those_to_decide(khadija, hind, browser) -> None:
    ask(browser(khadija), hind[1], reason=REASON)

    assert queries.accesses_to_decide(officer=khadija.officer) == []


@pytest.mark.parametrize("near", ["self", "mother", "grandmother", "sister", "wife", "former wife"])
def test_own_record_and_those_of_relatives_stay_closed_and_the_attempt_is_seen(near, officer, hind, browser) -> None:
    person, number = hind
    faisal = person if near == "self" else _relative_of(person, near)
    at_work = officer("فيصل السدري", "Faisal Al-Sidri", "civil/names", is_person=faisal)

    answer = ask(browser(at_work), number, lang="en", reason=REASON)

    assert answer.status_code == 422
    assert "Your own record, or a relative&#39;s, cannot be opened from the office" in answer.content.decode()
    assert not RecordAccess.objects.exists()
    event = activity(actor=Actor("person", person))[0]
    assert (event.action, event.result) == ("office.access.asked", "refused")


def test_somebody_of_the_same_name_is_no_relative(officer, hind, browser) -> None:
    stranger = insert(Person, {"number": "1000000000", "kind": "citizen", "name_ar": "فيصل ناصر السدري"})
    at_work = officer("فيصل السدري", "Faisal Al-Sidri", "civil/names", is_person=stranger)

    assert ask(browser(at_work), hind[1], reason=REASON).status_code == 302


def _relative_of(person: int, near: str) -> int:
    """Faisal, of whom the person is what ``near`` says."""
    faisal = {"number": "1000000001", "kind": "citizen", "name_ar": "فيصل"}
    if near == "mother":
        return insert(Person, {**faisal, "mother_id": person})
    if near == "grandmother":
        father = insert(Person, {"number": "1000000002", "kind": "citizen", "mother_id": person})
        return insert(Person, {**faisal, "father_id": father})
    if near == "sister":
        father = insert(Person, {"number": "1000000003", "kind": "citizen"})
        _set_father(person, father)
        return insert(Person, {**faisal, "father_id": father})
    made = insert(Person, faisal)
    tie(person, made, "spouse")
    if near == "former wife":
        _end_ties(person)
    return made


def _set_father(person: int, father: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET father_id = %s WHERE id = %s", [father, person])


def _end_ties(person: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_tie SET until_on = '2020-01-01' WHERE person_id = %s", [person])


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "open", "case_ref": "", "reason": REASON, "ends_at": START},
        {"state": "waiting", "case_ref": "", "reason": ""},
        {"state": "open", "case_ref": "c", "ends_at": None},
        {"state": "refused", "reason": REASON, "decided_by": 1},
        {"state": "waiting", "reason": REASON, "purpose": ""},
    ],
)
def test_the_table_itself_refuses_a_permission_without_its_ground(wrong, db) -> None:
    row = {"public_id": "p", "officer_id": 1, "agency": "civil", "unit": "names", "person_id": 2, "asked_at": START}

    with pytest.raises(IntegrityError), transaction.atomic():
        RecordAccess.objects.create(**{**row, "purpose": "counter-help", **wrong})
