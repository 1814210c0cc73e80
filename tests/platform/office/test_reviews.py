"""Purpose before record: open cases alone, protected records, reviews by chance, and the privacy office."""

from __future__ import annotations

import re

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction

from tayseer.audit.contract import Actor
from tayseer.audit.queries import activity
from tayseer.audit.questions import ask_about
from tayseer.casework import actions as casework
from tayseer.casework.models import Case
from tayseer.notices.models import Message
from tayseer.office.grounds import may_open
from tayseer.office.models import AccessReview, ProtectedPerson, RecordAccess
from tests.platform.documents.samples import issued
from tests.platform.office.conftest import START, applicant_of
from tests.platform.office.test_records import REASON, ask, hind, number_of

__all__ = ["hind"]

pytestmark = pytest.mark.django_db

NOTE = "لم يكن للموظف عمل يتصل بهذا الشخص."


@pytest.fixture
def muna(officer):
    """Muna answers at the privacy office."""
    return officer("منى الفهد", "Muna Al-Fahd", "privacy/office")


@pytest.fixture
def layla(officer):
    """Layla supervises names, beside Khadija."""
    return officer("ليلى الزهراني", "Layla Al-Zahrani", "civil/names", "supervisor")


@pytest.fixture
def _every_access_is_drawn(settings: LazySettings) -> None:
    settings.TAYSEER_REVIEW_PERCENT = 100


def protect(person_id: int) -> None:
    ProtectedPerson.objects.create(
        public_id=f"p{person_id}", person_id=person_id, order_ref="1447/12", protected_at=START, protected_by=1
    )


# The ground


def test_a_case_that_has_ended_opens_no_record(nasser, name_case, browser) -> None:
    casework.withdraw(actor=applicant_of(name_case), public_id=name_case.public_id, on=START.date(), at=START)

    answer = ask(browser(nasser), number_of(name_case), lang="en", case=name_case.public_id)

    assert Case.objects.get().state == "withdrawn"
    assert answer.status_code == 422
    assert "That case has ended and opens no record" in answer.content.decode()


def test_what_is_held_opens_with_an_open_case_of_the_unit_and_a_purpose(nasser, abeer, name_case, hind) -> None:
    def may(officer, *, person: int = name_case.applicant_id, purpose: str = "case-review", case: str = "") -> bool:
        return may_open(officer=officer.officer, person_id=person, purpose=purpose, case=case, at=START)

    assert may(nasser, case=name_case.public_id)
    assert not may(nasser)
    assert not may(nasser, case=name_case.public_id, purpose="")
    assert not may(nasser, case=name_case.public_id, purpose="curiosity")
    assert not may(nasser, case=name_case.public_id, person=hind[0])
    assert not may(nasser, case="aaaaaaaaaaaaaaaa")
    assert not may(abeer, case=name_case.public_id)


def test_what_is_held_opens_for_a_purpose_that_a_supervisor_allowed_while_that_lasts(
    nasser, khadija, officer, hind, browser, time
) -> None:
    colleague = officer("سعد", "Saad", "civil/names")
    ask(browser(nasser), hind[1], reason=REASON)
    before = may_open(officer=nasser.officer, person_id=hind[0], purpose="counter-help", at=time.at)
    access = RecordAccess.objects.get()
    browser(khadija).post(f"/ar/office/people/{access.public_id}/decision/", {"approval": "yes"})

    def may(who, purpose: str = "counter-help") -> bool:
        return may_open(officer=who.officer, person_id=hind[0], purpose=purpose, at=time.at)

    during = [may(nasser), may(nasser, "legal-check"), may(colleague)]
    time.forward(minutes=31)

    assert not before
    assert during == [True, False, False]
    assert not may(nasser)


# Protected records


def test_a_protected_record_waits_for_a_second_officer_even_with_a_case(nasser, khadija, name_case, browser) -> None:
    protect(name_case.applicant_id)
    nassers, number = browser(nasser), number_of(name_case)

    bare = ask(nassers, number, lang="en", case=name_case.public_id)
    asked = ask(nassers, number, lang="en", case=name_case.public_id, reason=REASON)
    waiting = nassers.get(asked["Location"]).content.decode()
    access = RecordAccess.objects.get()
    may = may_open(
        officer=nasser.officer,
        person_id=name_case.applicant_id,
        purpose="counter-help",
        case=name_case.public_id,
        at=START,
    )
    browser(khadija).post(f"/en/office/people/{access.public_id}/decision/", {"approval": "yes"})
    after = nassers.get(asked["Location"]).content.decode()

    assert "This record is protected" in bare.content.decode()
    assert "Waiting for a supervisor" in waiting
    assert not may
    assert "That you opened this record is noted" in after


def test_the_table_itself_refuses_a_protected_record_opened_by_one_officer(db) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordAccess.objects.create(
            public_id="p",
            officer_id=1,
            agency="civil",
            unit="names",
            person_id=2,
            purpose="counter-help",
            case_ref="c",
            reason=REASON,
            is_protected=True,
            state="open",
            asked_at=START,
            ends_at=START,
        )


def test_the_privacy_office_protects_a_record_by_an_order_and_ends_it(muna, hind, browser) -> None:
    munas = browser(muna)

    nobody = munas.post("/en/office/privacy/protected/", {"number": "1000000000", "order": "1447/12"})
    no_order = munas.post("/en/office/privacy/protected/", {"number": hind[1]})
    munas.post("/en/office/privacy/protected/", {"number": hind[1], "order": "1447/12"})
    again = munas.post("/en/office/privacy/protected/", {"number": hind[1], "order": "1447/13"})
    page = munas.get("/en/office/privacy/").content.decode()
    protected = ProtectedPerson.objects.get()
    munas.post(f"/en/office/privacy/protected/{protected.public_id}/end/")

    assert "Nobody in the population register" in nobody.content.decode()
    assert "Write the number of the order" in no_order.content.decode()
    assert "protected already" in again.content.decode()
    assert '<bdi dir="ltr">1447/12</bdi>' in page
    assert "Al-Sidri" not in page
    assert ProtectedPerson.objects.get().ended_at == START
    seen = [event.action for event in activity(actor=Actor("person", hind[0]))]
    assert seen == ["office.record.unprotected", "office.record.protected"]


# Reviews


@pytest.mark.usefixtures("_every_access_is_drawn")
def test_an_access_that_was_drawn_is_reviewed_by_a_supervisor_who_had_no_part_in_it(
    nasser, khadija, layla, hind, browser
) -> None:
    ask(browser(nasser), hind[1], reason=REASON)
    access = RecordAccess.objects.get()
    drawn_while_waiting = AccessReview.objects.exists()
    browser(khadija).post(f"/ar/office/people/{access.public_id}/decision/", {"approval": "yes"})
    review = AccessReview.objects.get()
    address, khadijas, laylas = f"/ar/office/reviews/{review.public_id}/", browser(khadija), browser(layla)

    own_part = (khadijas.get("/ar/office/reviews/").content.decode(), khadijas.post(address).status_code)
    desk = laylas.get("/ar/office/").content.decode()
    page = laylas.get("/ar/office/reviews/").content.decode()
    empty = laylas.post(address)
    bare = laylas.post(address, {f"verdict-{review.public_id}": "unsound"})
    done = laylas.post(address, {f"verdict-{review.public_id}": "unsound", f"note-{review.public_id}": NOTE})

    assert not drawn_while_waiting
    assert "لا شيء للمراجعة" in own_part[0]
    assert own_part[1] == 404
    assert "اطلاع على سجلات ينتظر مراجعتك" in desk
    assert REASON in page
    assert "السدري" not in page
    assert "اختر نتيجة المراجعة" in empty.content.decode()
    assert "اكتب ما وجدته غير سليم" in bare.content.decode()
    assert done["Location"] == "/ar/office/reviews/?done=reviewed"
    event = activity(actor=Actor("person", hind[0]))[0]
    assert (event.action, event.purpose) == ("office.access.found_unsound", "counter-help")


@pytest.mark.usefixtures("_every_access_is_drawn")
def test_what_a_review_found_wrong_is_before_the_privacy_office(nasser, layla, muna, name_case, browser) -> None:
    ask(browser(nasser), number_of(name_case), case=name_case.public_id)
    review = AccessReview.objects.get()
    browser(layla).post(
        f"/ar/office/reviews/{review.public_id}/",
        {f"verdict-{review.public_id}": "unsound", f"note-{review.public_id}": NOTE},
    )

    page = browser(muna).get("/ar/office/privacy/").content.decode()

    assert NOTE in page
    assert "ناصر المالكي" in page


@pytest.mark.parametrize(("percent", "drawn"), [(0, 0), (100, 1)])
def test_the_operator_says_how_many_are_drawn(percent, drawn, settings, nasser, name_case, browser) -> None:
    settings.TAYSEER_REVIEW_PERCENT = percent

    ask(browser(nasser), number_of(name_case), case=name_case.public_id)

    assert AccessReview.objects.count() == drawn


def test_about_one_access_in_a_hundred_is_drawn_by_default(db, monkeypatch) -> None:
    from tayseer.office import reviews

    numbers = iter(range(0, 100_000, 100))
    monkeypatch.setattr(reviews.secrets, "randbelow", lambda _below: next(numbers))
    for number in range(1_000):
        access = RecordAccess(
            public_id=f"a{number}",
            officer_id=1,
            agency="civil",
            unit="names",
            person_id=2,
            purpose="legal-check",
            reason=REASON,
            state="waiting",
            asked_at=START,
        )
        access.save()
        reviews.draw(access, at=START)

    assert AccessReview.objects.count() == 10


@pytest.mark.usefixtures("_every_access_is_drawn")
def test_clerks_and_other_agencies_find_no_review(nasser, rakan, officer, name_case, browser) -> None:
    ask(browser(nasser), number_of(name_case), case=name_case.public_id)
    review = AccessReview.objects.get()
    elsewhere = officer("سلطان", "Sultan", "traffic", "supervisor")
    clerk = officer("سعد", "Saad", "civil/names")

    answers = [browser(one).post(f"/ar/office/reviews/{review.public_id}/") for one in (clerk, rakan, elsewhere)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert AccessReview.objects.get().state == "waiting"


# Questions about an access


def test_the_privacy_office_answers_a_question_and_the_person_is_told(nasser, muna, name_case, browser) -> None:
    ask(browser(nasser), number_of(name_case), case=name_case.public_id)
    person = applicant_of(name_case)
    event = next(one for one in activity(actor=person) if one.action == "office.access.asked")
    question = ask_about(actor=person, event_id=event.id, text="لماذا فُتح سجلي ذلك اليوم؟", at=START)
    munas, address = browser(muna), f"/ar/office/privacy/questions/{question}/"

    page = munas.get("/ar/office/", follow=True).content.decode()
    short = munas.post(address, {f"answer-{question}": "نعم"})
    done = munas.post(address, {f"answer-{question}": "فتحه موظف يدرس طلبك لتعديل الاسم."}, follow=True)

    assert "لماذا فُتح سجلي ذلك اليوم؟" in page
    assert "طلب فتح السجل" in page
    assert re.search(r'<bdi dir="ltr">\d{6}</bdi>', page)
    assert "ناصر المالكي" not in page
    assert short.status_code == 422
    assert "أُرسل الجواب إلى صاحب السؤال" in done.content.decode()
    told = Message.objects.filter(person_id=person.id).latest("id")
    assert (told.ar_title, told.link) == ("أجاب مكتب الخصوصية عن سؤالك", "/activity/")


@pytest.mark.parametrize("path", ["people/", "people/request/", "reviews/"])
def test_the_privacy_office_opens_no_records_itself(path, muna, browser) -> None:
    assert browser(muna).get(f"/ar/office/{path}").status_code == 404


def test_officers_of_agencies_find_no_privacy_office(nasser, khadija, browser) -> None:
    for one in (nasser, khadija):
        assert browser(one).get("/ar/office/privacy/").status_code == 404
        assert browser(one).post("/ar/office/privacy/protected/", {"number": "1", "order": "x"}).status_code == 404
        assert browser(one).post("/ar/office/privacy/questions/abc/", {"answer-abc": "جواب طويل"}).status_code == 404
        assert browser(one).post("/ar/office/privacy/protected/abc/end/").status_code == 404


# Documents


def test_a_document_opens_through_the_permission_alone_and_the_person_sees_purpose_and_case(
    nasser, abeer, name_case, browser, time
) -> None:
    card = issued("national-id", person_id=name_case.applicant_id, at=START).public_id
    iqama = issued("iqama", person_id=name_case.applicant_id, at=START).public_id
    nassers = browser(nasser)
    record = ask(nassers, number_of(name_case), purpose="case-review", case=name_case.public_id)["Location"]

    page = nassers.get(record).content.decode()
    paper = nassers.get(f"{record}documents/{card}/")
    closed = [
        nassers.get(f"{record}documents/{iqama}/").status_code,
        nassers.get(f"{record}documents/nothing/").status_code,
        browser(abeer).get(f"{record}documents/{card}/").status_code,
    ]
    event = next(one for one in activity(actor=applicant_of(name_case)) if one.action == "office.document.opened")
    time.forward(minutes=31)

    assert "وثائقه التي أصدرتها جهتك" in page
    assert iqama not in page
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert (event.purpose, event.case, event.fields) == ("case-review", name_case.public_id, ("document.national-id",))
    assert closed == [404, 404, 404]
    assert nassers.get(f"{record}documents/{card}/").status_code == 404


def test_a_case_that_ends_while_the_record_is_open_closes_the_documents(nasser, name_case, browser) -> None:
    card = issued("national-id", person_id=name_case.applicant_id, at=START).public_id
    nassers = browser(nasser)
    record = ask(nassers, number_of(name_case), case=name_case.public_id)["Location"]
    casework.withdraw(actor=applicant_of(name_case), public_id=name_case.public_id, on=START.date(), at=START)

    assert nassers.get(f"{record}documents/{card}/").status_code == 404
