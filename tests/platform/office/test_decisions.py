"""An officer's work on a case, from the desk to the decision, as a browser sees it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from tayseer.audit.queries import activity
from tayseer.casework import actions as casework
from tayseer.casework import queries
from tayseer.documents.queries import wallet
from tests.platform.office.conftest import applicant_of, file_name_change

pytestmark = pytest.mark.django_db

REASON = "راجعت صورة الجواز، والاسم فيها كما طلبت."


def address(case, *parts: str, lang: str = "ar") -> str:
    return "/".join(["", lang, "office", "cases", case.public_id, *parts, ""])


def state_of(case) -> str:
    return queries.case_for(actor=applicant_of(case), public_id=case.public_id).state


def test_a_committee_member_accepts_an_objection_from_desk_to_decision(rakan, objection_case, browser) -> None:
    rakans = browser(rakan)

    desk = rakans.get("/ar/office/").content.decode()
    page = rakans.get(address(objection_case)).content.decode()
    answer = rakans.post(
        address(objection_case, "decision"), {"decision": "approve", "reason": "المركبة ليست باسم المعترض."}
    )
    after = rakans.get(answer["Location"]).content.decode()

    assert objection_case.public_id in desk
    assert "المركبة ليست لي ولم أستأجرها" in page
    assert "إلغاء المخالفة" in page
    assert answer.status_code == 302
    assert "قُبل الطلب" in after
    assert state_of(objection_case) == "approved"
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM violations_violation WHERE id = %s", [objection_case.subject_id])
        assert cursor.fetchone()[0] == "cancelled"
    assert [one.type for one in wallet(actor=applicant_of(objection_case), on=date(2026, 3, 1), limit=5)] == [
        "objection-decision"
    ]


def test_rules_that_filing_itself_changed_do_not_warn_against_approval(rakan, objection_case, browser) -> None:
    page = browser(rakan).get(address(objection_case, lang="en")).content.decode()

    assert "Changed by this request" in page
    assert "An approval would not be carried out now" not in page


def test_internal_numbers_of_records_are_not_shown(rakan, objection_case, browser) -> None:
    page = browser(rakan).get(address(objection_case, lang="en")).content.decode()

    assert "Committed on" in page
    assert "Internal id" not in page
    assert "Holder" not in page


def test_a_refusal_tells_the_reason_and_the_rule_it_rests_on(rakan, objection_case, browser) -> None:
    browser(rakan).post(
        address(objection_case, "decision"),
        {"decision": "refuse", "reason": "المركبة مسجلة باسمك.", "ground": "VIO-5"},
    )

    done = queries.case_for(actor=applicant_of(objection_case), public_id=objection_case.public_id)
    assert (done.state, done.refused_by) == ("refused", "officer")
    assert done.reason.ar == "المركبة مسجلة باسمك. (القاعدة: المخالفة مسجلة عليك أنت)"


@pytest.mark.parametrize("way", ["get", "decision", "assignment", "attendance"])
def test_an_officer_of_another_agency_finds_no_such_case(way, abeer, name_case, browser) -> None:
    abeers = browser(abeer)

    if way == "get":
        answer = abeers.get(address(name_case))
    else:
        answer = abeers.post(address(name_case, way), {"decision": "approve", "reason": REASON, "to": "me"})

    assert answer.status_code == 404
    assert state_of(name_case) == "open"


def test_a_person_finds_no_office(name_case, officer, browser) -> None:
    from tayseer.audit.contract import SYSTEM
    from tayseer.identity.actions import open_account
    from tayseer.kit.text import Text
    from tests.platform.office.conftest import START

    sara = open_account(
        actor=SYSTEM, person_id=501, number="1012345672", name=Text(ar="سارة", en="Sara"), mobile="", at=START,
        password_hash="x",
    )  # fmt: skip

    assert browser(sara).get("/ar/office/").status_code == 404
    assert browser(sara).get(address(name_case)).status_code == 404


def test_a_stranger_is_sent_to_sign_in(client, name_case) -> None:
    assert client.get("/en/office/")["Location"].startswith("/en/sign-in/")


@pytest.mark.parametrize(("lang", "words"), [("ar", "اكتب سبب القرار"), ("en", "Write the reason for the decision")])
def test_a_decision_without_a_reason_is_not_taken_and_keeps_the_rest(lang, words, nasser, name_case, browser) -> None:
    answer = browser(nasser).post(
        address(name_case, "decision", lang=lang),
        {"decision": "return", "reason": "  ", "questions": ["rest_en"], "ground": "PDU-12"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="return" checked' in page
    assert 'value="rest_en" checked' in page
    assert 'value="PDU-12" selected' in page
    assert state_of(name_case) == "open"


def test_a_reason_without_a_decision_is_kept(nasser, name_case, browser) -> None:
    answer = browser(nasser).post(address(name_case, "decision", lang="en"), {"reason": "The spelling differs."})

    assert answer.status_code == 422
    assert "No decision was chosen" in answer.content.decode()
    assert "The spelling differs.</textarea>" in answer.content.decode()


def test_returning_a_case_needs_to_say_what_to_correct(nasser, name_case, browser) -> None:
    answer = browser(nasser).post(
        address(name_case, "decision", lang="en"),
        {"decision": "return", "reason": "Not as in the passport.", "questions": ["terms", "made-up"]},
    )

    assert answer.status_code == 422
    assert "Choose the answers that the applicant is to correct" in answer.content.decode()


def test_a_returned_case_comes_back_corrected_and_is_decided(nasser, name_case, browser, time) -> None:
    nassers, salim = browser(nasser), applicant_of(name_case)
    nassers.post(
        address(name_case, "decision"),
        {"decision": "return", "reason": "الاسم في الجواز Alnakhly.", "questions": ["rest_en"]},
    )
    meanwhile, empty_desk = state_of(name_case), nassers.get("/ar/office/").content.decode()
    time.forward(hours=5)
    casework.correct(
        actor=salim, public_id=name_case.public_id, answers={"rest_en": "Rashed Alnakhly"}, at=time.at, on=time.on
    )

    page = nassers.get(address(name_case)).content.decode()
    nassers.post(address(name_case, "decision"), {"decision": "approve", "reason": REASON})

    assert meanwhile == "returned"
    assert name_case.public_id not in empty_desk
    assert "كان «Rashed Alnakhli» فصار «Rashed Alnakhly»" in page
    assert "Saleem Rashed Alnakhly" in page
    assert state_of(name_case) == "approved"


def test_clerks_do_not_see_what_is_with_the_supervisor(nasser, khadija, name_case, browser, time) -> None:
    nassers, khadijas = browser(nasser), browser(khadija)
    nassers.post(address(name_case, "decision"), {"decision": "refuse", "reason": "الصورة غير واضحة."})
    seen_before = nassers.get(address(name_case)).status_code
    casework.object_to_decision(
        actor=applicant_of(name_case),
        public_id=name_case.public_id,
        reason="الصورة واضحة عندي.",
        at=time.at,
        on=time.on,
    )

    supervisors_page = khadijas.get(address(name_case)).content.decode()
    khadijas.post(address(name_case, "decision"), {"decision": "approve", "reason": "اطّلعت على الصورة فوجدتها واضحة."})

    assert seen_before == 200
    assert "الصورة واضحة عندي." in supervisors_page
    assert "الصورة غير واضحة." in supervisors_page
    assert state_of(name_case) == "approved"


def test_a_clerk_finds_no_case_under_objection(nasser, khadija, name_case, browser, time) -> None:
    nassers = browser(nasser)
    nassers.post(address(name_case, "decision"), {"decision": "refuse", "reason": "الصورة غير واضحة."})
    casework.object_to_decision(
        actor=applicant_of(name_case), public_id=name_case.public_id, reason="أعترض.", at=time.at, on=time.on
    )

    assert nassers.get(address(name_case)).status_code == 404
    assert nassers.post(address(name_case, "decision"), {"decision": "approve", "reason": REASON}).status_code == 404
    assert name_case.public_id not in nassers.get("/ar/office/").content.decode()
    assert name_case.public_id in browser(khadija).get("/ar/office/?show=raised").content.decode()


def test_a_supervisor_does_not_judge_an_objection_to_an_own_decision(khadija, name_case, browser, time) -> None:
    khadijas = browser(khadija)
    khadijas.post(address(name_case, "decision"), {"decision": "refuse", "reason": "الصورة غير واضحة."})
    casework.object_to_decision(
        actor=applicant_of(name_case), public_id=name_case.public_id, reason="أعترض.", at=time.at, on=time.on
    )

    answer = khadijas.post(address(name_case, "decision", lang="en"), {"decision": "refuse", "reason": "Again."})

    assert answer.status_code == 422
    assert "The objection is to a decision of your own" in answer.content.decode()
    assert state_of(name_case) == "objected"


def test_nobody_decides_on_an_own_case(officer, name_case, browser) -> None:
    salim_at_work = officer("سالم النخلي", "Salim Al-Nakhli", "civil/names", is_person=name_case.applicant_id)

    answer = browser(salim_at_work).post(address(name_case, "decision"), {"decision": "approve", "reason": REASON})

    assert answer.status_code == 422
    assert "هذا الطلب لك أو لقريب لك" in answer.content.decode()
    assert state_of(name_case) == "open"


def test_a_case_that_a_colleague_took_is_left_alone_until_put_back(nasser, officer, name_case, browser) -> None:
    majed = officer("ماجد القرني", "Majed Al-Qarni", "civil/names")
    nassers, majeds = browser(nasser), browser(majed)
    nassers.post(address(name_case, "assignment"), {"to": "me"})

    refused = majeds.post(address(name_case, "decision"), {"decision": "approve", "reason": REASON})
    nassers.post(address(name_case, "assignment"), {"to": "queue"})
    accepted = majeds.post(address(name_case, "decision"), {"decision": "approve", "reason": REASON})

    assert refused.status_code == 422
    assert "هذا الطلب مسند إلى زميل" in refused.content.decode()
    assert accepted.status_code == 302
    assert state_of(name_case) == "approved"


def test_a_supervisor_may_put_back_what_a_clerk_took(nasser, khadija, name_case, browser) -> None:
    browser(nasser).post(address(name_case, "assignment"), {"to": "me"})

    browser(khadija).post(address(name_case, "assignment"), {"to": "queue"})

    assert "لم يُسند إلى أحد." in browser(nasser).get(address(name_case)).content.decode()


def test_a_fact_that_changed_since_filing_is_marked_and_approval_is_warned_against(nasser, name_case, browser) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO restrictions_restriction (person_id, kind, since_on) VALUES (%s, 'suspension', '2026-03-01')",
            [name_case.applicant_id],
        )

    page = browser(nasser).get(address(name_case, lang="en")).content.decode()

    assert "Changed since filing" in page
    assert "An approval would not be carried out now" in page


def test_an_approval_that_a_rule_stopped_says_so(nasser, name_case, browser) -> None:
    nassers = browser(nasser)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO restrictions_restriction (person_id, kind, since_on) VALUES (%s, 'suspension', '2026-03-01')",
            [name_case.applicant_id],
        )

    answer = nassers.post(address(name_case, "decision", lang="en"), {"decision": "approve", "reason": "In order."})

    assert state_of(name_case) == "refused"
    assert "The approval was not carried out" in nassers.get(answer["Location"]).content.decode()


def test_the_picture_of_a_case_is_shown_to_its_officer_alone(nasser, abeer, name_case, browser) -> None:
    path = address(name_case, "files", name_case.answers["evidence"])

    shown = browser(nasser).get(path)

    assert shown.content == b"\x89PNG picture"
    assert shown["Content-Type"] == "image/png"
    assert shown["Content-Disposition"].startswith("inline")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "no-store" in shown["Cache-Control"]
    assert browser(abeer).get(path).status_code == 404


def test_a_file_of_another_case_is_not_there(nasser, name_case, browser, time) -> None:
    other = file_name_change(time, key="k2")

    answer = browser(nasser).get(address(name_case, "files", other.answers["evidence"]))

    assert answer.status_code == 404


def test_a_paper_that_browsers_could_run_is_only_handed_out(nasser, browser, time, db) -> None:
    from tayseer.audit.contract import Actor

    case = file_name_change(time)
    page = casework.attach(
        actor=Actor("person", case.applicant_id), name="x.html", media_type="text/html", content=b"<script>", at=time.at
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_case SET answers = answers || jsonb_build_object('evidence', %s::text)"
            " WHERE public_id = %s",
            [page, case.public_id],
        )

    answer = browser(nasser).get(address(case, "files", page))

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_applicant_sees_that_the_case_and_the_picture_were_opened(nasser, name_case, browser) -> None:
    nassers = browser(nasser)
    nassers.get(address(name_case))
    nassers.get(address(name_case, "files", name_case.answers["evidence"]))

    lines = {event.action: event for event in activity(actor=applicant_of(name_case))}

    opened = lines["office.case.opened"]
    assert (opened.agency, opened.unit, opened.purpose) == ("civil", "names", "case-review")
    assert opened.case == name_case.public_id
    assert "applicant.name_en" in opened.fields
    assert lines["office.file.opened"].object == name_case.answers["evidence"]


def test_the_address_of_a_form_leads_back_to_the_case(nasser, name_case, browser) -> None:
    answer = browser(nasser).get(address(name_case, "decision", lang="en"))

    assert answer["Location"] == address(name_case, lang="en")


def visit(time):
    """Tariq books a visit at which his fingerprint is taken, tomorrow or soon after."""
    from tayseer.audit.contract import Actor
    from tayseer.registries.appointments.slots import free_slots
    from tayseer.services import service as service_of
    from tayseer.services.residency.book_fingerprint_appointment import GIVEN
    from tests.support.stored import store_example

    code = "residency/book-fingerprint-appointment"
    applicant, relative = store_example(service_of(code), GIVEN)
    slot = free_slots(on=time.on)[0]
    case = casework.file_case(
        actor=Actor("person", applicant, "طارق"),
        service_code=code,
        subject_id=relative,
        answers={"slot": slot.code, "terms": "yes"},
        at=time.at,
        on=time.on,
        idempotency="k1",
    )
    return case, slot


def test_confirming_a_visit_carries_the_case_out(officer, browser, time) -> None:
    case, slot = visit(time)
    amjad = browser(officer("أمجاد الأسمري", "Amjad Al-Asmari", "residency/visits"))

    page = amjad.get(address(case, lang="en")).content.decode()
    answer = amjad.post(address(case, "attendance", lang="en"), {"came": "yes"})

    assert slot.branch.en in page
    assert "Record the decision" not in page
    assert "The visit is confirmed" in amjad.get(answer["Location"]).content.decode()
    assert state_of(case) == "approved"


def test_absence_is_recorded_only_once_the_time_of_the_visit_has_come(officer, browser, time) -> None:
    case, slot = visit(time)
    amjad = browser(officer("أمجاد الأسمري", "Amjad Al-Asmari", "residency/visits"))

    early = amjad.post(address(case, "attendance", lang="en"), {"came": "no"})
    time.forward(days=(slot.day - time.on).days)
    late = amjad.post(address(case, "attendance", lang="en"), {"came": "no"})

    assert early.status_code == 422
    assert "The appointment is still to come" in early.content.decode()
    assert late.status_code == 302
    assert state_of(case) == "lapsed"


def test_a_visit_is_not_decided_as_a_request_is(officer, browser, time) -> None:
    case, _ = visit(time)
    amjad = browser(officer("أمجاد الأسمري", "Amjad Al-Asmari", "residency/visits"))

    answer = amjad.post(address(case, "decision", lang="en"), {"decision": "approve", "reason": "Seen."})

    assert answer.status_code == 422
    assert state_of(case) == "open"
