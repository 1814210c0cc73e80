"""A protected person's case is as closed as the record: masked until a second officer opens it, and both are noted."""

from __future__ import annotations

import pytest

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.audit.queries import activity
from tayseer.casework import actions as casework
from tayseer.casework.models import Case, Turn
from tayseer.ledger import actions as ledger
from tayseer.ledger.models import Bill
from tayseer.office.models import RecordAccess
from tayseer.services import service as service_of
from tayseer.services.residency.replace_iqama_lost import REPLACE_IQAMA_LOST
from tests.platform.office.conftest import START, applicant_of
from tests.platform.office.test_records import REASON, ask, number_of
from tests.platform.office.test_reviews import protect
from tests.support.stored import store_example

pytestmark = pytest.mark.django_db


def noted(person: Actor) -> list[str]:
    """What offices did about this person, oldest first."""
    return [event.action for event in reversed(activity(actor=person)) if event.action.startswith("office.")]


@pytest.fixture
def guarded(name_case):
    """Salim's request, whose record is protected."""
    protect(name_case.applicant_id)
    return name_case


def allow(supervisors) -> None:
    """The supervisor allows all that waits."""
    for access in RecordAccess.objects.filter(state="waiting"):
        supervisors.post(f"/en/office/people/{access.public_id}/decision/", {"approval": "yes"})


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ar", ("في هذا الطلب سجل محمي", "السجلات المغلقة", "لماذا تحتاج إلى هذه البيانات؟",
                "سُجّل وصولك إلى هذا الطلب")),
        ("en", ("A protected record is part of this case", "Closed records", "Why do you need this data?",
                "That you came to this case is recorded")),
    ],
)  # fmt: skip
def test_a_protected_applicants_case_shows_no_more_than_a_masked_name(lang, words, nasser, guarded, browser) -> None:
    page = browser(nasser).get(f"/{lang}/office/cases/{guarded.public_id}/").content.decode()

    assert all(one in page for one in words)
    assert guarded.public_id in page
    assert "•••" in page
    # Neither who it is, nor an answer, a fact, a file, a rule, nor anything to decide.
    shown = ("سالم", "النخلي", "Salim", "Saleem", "Alnakhli", "جواز.png", "/files/", "/decision/", "EN-1", "جواز")
    assert [one for one in shown if one in page] == []
    assert noted(applicant_of(guarded)) == ["office.case.withheld"]


def test_the_list_of_work_masks_the_name_too(nasser, guarded, browser) -> None:
    page = browser(nasser).get("/ar/office/").content.decode()

    assert guarded.public_id in page
    assert "•••" in page
    assert "سالم" not in page


def test_with_a_reason_and_a_second_officer_the_case_opens_for_half_an_hour(
    nasser, khadija, guarded, browser, time
) -> None:
    nassers, address = browser(nasser), f"/en/office/cases/{guarded.public_id}/"

    short = nassers.post(f"{address}opening/", {"reason": "need it"})
    asked = nassers.post(f"{address}opening/", {"reason": REASON})
    waiting = nassers.get(asked["Location"]).content.decode()
    again = nassers.post(f"{address}opening/", {"reason": REASON})
    allow(browser(khadija))
    opened = nassers.get(address).content.decode()
    time.forward(minutes=31)
    over = nassers.get(address).content.decode()

    assert short.status_code == 422
    assert "This record is protected" in short.content.decode()
    assert "need it" in short.content.decode()
    assert asked["Location"] == f"{address}?done=asked"
    assert "Your request went to the supervisor" in waiting
    assert "Waiting for a supervisor" in waiting
    assert "Why do you need this data?" not in waiting
    assert again.status_code == 302
    assert RecordAccess.objects.count() == 1
    assert "Saleem" in opened
    assert "Record the decision" in opened
    assert "A protected record is part of this case" in over
    assert "Saleem" not in over
    acts = noted(applicant_of(guarded))
    assert acts.count("office.case.opened") == 1
    assert acts.index("office.access.allowed") < acts.index("office.case.opened")


def test_one_permission_opens_the_record_and_the_case_and_neither_opens_without_it(
    nasser, khadija, officer, guarded, browser
) -> None:
    nassers, majeds = browser(nasser), browser(officer("ماجد القرني", "Majed Al-Qarni", "civil/names"))
    number, address = number_of(guarded), f"/en/office/cases/{guarded.public_id}/"

    asked = ask(nassers, number, lang="en", purpose="case-review", case=guarded.public_id, reason=REASON)
    closed = nassers.get(address).content.decode(), nassers.get(asked["Location"]).content.decode()
    allow(browser(khadija))
    opened = nassers.get(address).content.decode(), nassers.get(asked["Location"]).content.decode()
    colleague = majeds.get(address).content.decode()

    assert all("Waiting for a supervisor" in page for page in closed)
    assert "Saleem" in opened[0]
    assert number in opened[1]
    assert "A protected record is part of this case" in colleague


def test_a_permission_for_another_purpose_does_not_open_the_case(nasser, khadija, guarded, browser) -> None:
    nassers = browser(nasser)
    ask(nassers, number_of(guarded), purpose="legal-check", case=guarded.public_id, reason=REASON)
    allow(browser(khadija))

    page = nassers.get(f"/en/office/cases/{guarded.public_id}/").content.decode()

    assert "A protected record is part of this case" in page


def test_nothing_is_decided_and_no_file_opened_while_the_case_is_closed(nasser, khadija, guarded, browser) -> None:
    nassers, address = browser(nasser), f"/en/office/cases/{guarded.public_id}/"
    paper = guarded.answers["evidence"]

    decided = nassers.post(f"{address}decision/", {"decision": "approve", "reason": "the papers"})
    attended = nassers.post(f"{address}attendance/", {"came": "yes"})
    file = nassers.get(f"{address}files/{paper}/")
    taken = nassers.post(f"{address}assignment/", {"to": "me"})
    before = Case.objects.get().state
    nassers.post(f"{address}opening/", {"reason": REASON})
    allow(browser(khadija))
    opened = nassers.get(f"{address}files/{paper}/")
    done = nassers.post(f"{address}decision/", {"decision": "approve", "reason": "the papers"})

    assert decided.status_code == attended.status_code == 422
    assert "A case whose data is closed to you cannot be decided" in decided.content.decode()
    assert "Saleem" not in decided.content.decode()
    assert file.status_code == 404
    assert taken.status_code == 302
    assert Turn.objects.get().assigned_to == nasser.id
    assert before == "open"
    assert opened.status_code == 200
    assert done["Location"] == f"{address}?done=approve"
    assert Case.objects.get().state == "approved"


def test_a_case_of_a_protected_person_that_has_ended_is_not_opened_by_itself(nasser, guarded, browser) -> None:
    casework.withdraw(actor=applicant_of(guarded), public_id=guarded.public_id, on=START.date(), at=START)
    nassers, address = browser(nasser), f"/en/office/cases/{guarded.public_id}/"

    page = nassers.get(address).content.decode()
    asked = nassers.post(f"{address}opening/", {"reason": REASON})

    assert "This case has ended, so it opens no data" in page
    assert "Why do you need this data?" not in page
    assert asked.status_code == 422
    assert not RecordAccess.objects.exists()


def test_whom_a_case_is_about_is_as_guarded_as_the_applicant(officer, browser, time) -> None:
    given = REPLACE_IQAMA_LOST.examples[0]
    applicant, relative = store_example(service_of(REPLACE_IQAMA_LOST.code), given.given)
    assert applicant is not None
    assert relative is not None
    case = casework.file_case(
        actor=Actor("person", applicant), service_code=REPLACE_IQAMA_LOST.code, subject_id=relative,
        answers={question.code: given.answers.get(question.code, given.answers.get(question)) for question in
                 REPLACE_IQAMA_LOST.asks}, at=time.at, on=time.on, idempotency="k1",
    )  # fmt: skip
    bill = Bill.objects.get(case_ref=case.public_id)
    ledger.record_payment(
        actor=SYSTEM, at=time.at, bill_public_id=bill.public_id, provider_reference="P-1", amount=bill.amount,
        idempotency="P-1",
    )  # fmt: skip
    protect(relative)
    clerk = officer("عبير الجهني", "Abeer Al-Juhani", "residency/cards")

    page = browser(clerk).get(f"/en/office/cases/{case.public_id}/")

    assert page.status_code == 200
    assert "A party to the case" in page.content.decode()
    assert noted(Actor("person", relative)) == ["office.case.withheld"]
    assert noted(Actor("person", applicant)) == []


def test_a_record_opened_by_a_case_alone_closes_when_it_becomes_protected(nasser, name_case, browser) -> None:
    nassers, number = browser(nasser), number_of(name_case)
    asked = ask(nassers, number, lang="en", purpose="case-review", case=name_case.public_id)
    before = nassers.get(asked["Location"]).content.decode()
    protect(name_case.applicant_id)

    after = nassers.get(asked["Location"]).content.decode()

    assert number in before
    assert "The record is no longer open to you" in after
    assert number not in after
