"""A request on its page: for the applicant, for another party, and for nobody else; and the acts of each."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from tayseer.audit.contract import Actor
from tayseer.casework import actions, queries
from tayseer.casework.filing import forget_pinned
from tayseer.casework.models import Turn
from tayseer.identity.contract import OfficerRecord
from tayseer.kit.records import STEPS
from tayseer.kit.text import Text
from tayseer.portal.case_view import matter
from tayseer.services import catalogue
from tayseer.services import service as service_of
from tayseer.services.common.personas import citizen
from tayseer.services.traffic.personas import speeding
from tayseer.services.vehicles.personas import other_citizen, vehicle
from tayseer.site import clock
from tests.platform.portal.person_cast import AT, ON, RENEW, actor_of, browser, file, page_of, pay, renewal
from tests.support.stored import store, store_example

pytestmark = pytest.mark.django_db

CODES = frozenset(catalogue())
SALE, CONTEST = "vehicles/offer-sale", "traffic/object-to-violation"
RAKAN = OfficerRecord(
    account_id=9, agency="traffic", unit="objections", role="clerk", names=Text(ar="راكان", en="Rakan")
)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    forget_pinned()


def objection() -> tuple[int, str]:
    majed, fine = store_example(service_of(CONTEST), {"applicant": citizen(), "violation": speeding()})
    assert majed is not None
    assert fine is not None
    return majed, file(CONTEST, majed, fine, reason="not_my_vehicle", details="المركبة في الورشة")


def sale() -> tuple[int, int, str]:
    """Noura offers her car to Fahd for 45,000."""
    service = service_of(SALE)
    number = {"buyer_number": "1000000032"}
    noura, car = store_example(
        service, {"applicant": citizen(), "vehicle": vehicle(), "buyer": other_citizen()}, number
    )
    assert noura is not None
    assert car is not None
    case = file(SALE, noura, car, price="45000", **number)
    fahd = queries.case_for(actor=actor_of(noura), public_id=case).turns[0].person_id
    assert fahd is not None
    return noura, fahd, case


def decide(case: str, *, approve: bool, reason: str) -> None:
    actions.decide(
        actor=Actor("officer", 9), officer=RAKAN, public_id=case, approve=approve, reason=reason, at=AT, on=ON
    )  # fmt: skip


def give_back(case: str, *questions: str) -> None:
    actions.return_for_correction(
        actor=Actor("officer", 9), officer=RAKAN, public_id=case, reason="الشرح ناقص", questions=questions, at=AT, on=ON
    )


# Reading


def test_a_case_just_filed_says_that_it_arrived_and_leads_to_its_bill() -> None:
    karim, case = renewal()
    visitor = browser(karim)

    page = page_of(visitor.get(f"/ar/cases/{case}/?filed=yes"))

    assert "وصل طلبك" in page
    assert case in page
    assert "الدور عليك" in page
    assert re.search(r'href="/ar/bills/[a-z0-9]+/"', page)
    assert "4,800" in page


def test_a_case_shows_its_facts_with_their_registers_its_answers_and_the_law_day() -> None:
    karim, case = renewal()

    page = page_of(browser(karim).get(f"/en/cases/{case}/"))

    assert "residence register" in page
    assert "1 March 2026" in page
    assert "Digest of the service as it then was:" in page
    assert "You sent the request" in page


def test_a_paid_renewal_is_done_with_its_document_and_its_messages() -> None:
    karim, case = renewal()
    pay(karim, case)

    page = page_of(browser(karim).get(f"/en/cases/{case}/"))

    assert "The request is done" in page
    assert "Resident identity card (iqama)" in page
    assert re.search(r"/en/inbox/[a-z0-9]+/", page)
    assert "Withdraw the request" not in page


@pytest.mark.parametrize("path", ["", "withdraw/", "object/"])
def test_a_strangers_case_is_not_there(path: str) -> None:
    _, case = renewal()
    stranger = browser(store(STEPS["person"], citizen(account=None)))

    assert stranger.get(f"/en/cases/{case}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["answer/", "correct/", "withdraw/", "object/"])
def test_a_stranger_acts_on_nothing(path: str) -> None:
    karim, case = renewal()
    stranger = browser(store(STEPS["person"], citizen(account=None)))

    assert stranger.post(f"/en/cases/{case}/{path}", {"says": "yes", "reason": "x"}).status_code == 404
    assert queries.case_for(actor=actor_of(karim), public_id=case).state == "open"


def test_the_list_shows_open_requests_and_those_that_ended_apart() -> None:
    karim, case = renewal()
    visitor = browser(karim)

    assert case in page_of(visitor.get("/en/cases/"))
    pay(karim, case)
    assert case not in page_of(visitor.get("/en/cases/"))
    assert case in page_of(visitor.get("/en/cases/?show=ended"))


# Parties


def test_the_buyer_sees_the_matter_and_the_seller_but_no_other_answer_or_fact() -> None:
    noura, fahd, case = sale()

    page = page_of(browser(fahd).get(f"/en/cases/{case}/"))
    own = page_of(browser(noura).get(f"/en/cases/{case}/"))

    assert "45,000 SAR" in page.replace('<bdi dir="ltr">', "").replace("</bdi>", "")
    assert "Requested by:" in page
    assert "What it is about" in page
    assert "What you will sign with your passkey" in page
    assert "Which facts does the decision rest on?" not in page
    assert "The buyer&#39;s identity number" not in page
    assert "The buyer&#39;s identity number" in own
    assert "Which facts does the decision rest on?" in own


def test_what_a_party_may_see_follows_from_what_is_agreed_on() -> None:
    assert {question.code for question in matter(service_of(SALE))} == {"price"}
    assert {question.code for question in matter(service_of("vehicles/authorise-driver"))} == {"scope", "ends_on"}
    assert matter(service_of(RENEW)) == (next(q for q in service_of(RENEW).asks if q.code == "quarters"),)


def test_the_buyers_list_has_the_offer_that_waits() -> None:
    _, fahd, case = sale()

    page = page_of(browser(fahd).get("/ar/cases/"))

    assert "ينتظر ردك في طلبات غيرك" in page
    assert case in page
    assert "قبول المشتري" in page


def test_a_sale_goes_from_consent_to_the_hand_over_by_the_code_the_buyer_holds() -> None:
    noura, fahd, case = sale()
    buyer, seller = browser(fahd), browser(noura)

    accepted = buyer.post(f"/en/cases/{case}/answer/", {"says": "yes"})
    pay(fahd, case)
    pay(fahd, case)
    code = Turn.objects.get(closed_at=None).secret
    held = page_of(buyer.get(f"/en/cases/{case}/"))
    asked = page_of(seller.get(f"/en/cases/{case}/"))
    wrong = seller.post(f"/en/cases/{case}/answer/", {"says": "yes", "code": "000000" if code != "000000" else "1"})
    right = seller.post(f"/en/cases/{case}/answer/", {"says": "yes", "code": f" {code} "})

    assert accepted.status_code == right.status_code == 303
    assert code in held
    assert code not in asked
    assert "The hand-over code is not correct." in page_of(wrong, 422)
    assert queries.case_for(actor=actor_of(noura), public_id=case).state == "approved"
    assert "Vehicle sale contract" in page_of(seller.get(f"/en/cases/{case}/"))


def test_a_buyer_who_declines_says_why_and_the_seller_reads_it() -> None:
    noura, fahd, case = sale()

    browser(fahd).post(f"/ar/cases/{case}/answer/", {"says": "no", "reason": "السعر مرتفع"})

    page = page_of(browser(noura).get(f"/ar/cases/{case}/"))
    assert "لم يُقبل الطلب" in page
    assert "السعر مرتفع" in page


def test_an_answer_without_a_choice_keeps_what_was_written() -> None:
    noura, fahd, case = sale()

    answer = browser(fahd).post(f"/en/cases/{case}/answer/", {"reason": "I have to ask my wife"})

    page = page_of(answer, 422)
    assert "<title>Error:" in page
    assert "Nothing was chosen. Choose to accept or to decline." in page
    assert "I have to ask my wife" in page
    assert queries.case_for(actor=actor_of(noura), public_id=case).is_open


def test_the_seller_cannot_answer_for_the_buyer() -> None:
    noura, _, case = sale()

    answer = browser(noura).post(f"/en/cases/{case}/answer/", {"says": "yes"})

    assert "It is not your turn in this request now." in page_of(answer, 422)


# Correction, withdrawal, objection


def test_a_returned_request_asks_for_the_named_answers_and_tells_what_changed() -> None:
    majed, case = objection()
    give_back(case, "details")
    visitor = browser(majed)

    page = page_of(visitor.get(f"/ar/cases/{case}/"))
    sent = visitor.post(f"/ar/cases/{case}/correct/", {"details": "المركبة في ورشة الياسمين منذ أسبوع"})
    after = page_of(visitor.get(f"/ar/cases/{case}/"))

    assert "الشرح ناقص" in page
    assert 'name="details"' in page
    assert 'name="reason"' not in page
    assert sent.status_code == 303
    assert "صُحّحت الأجوبة" in after
    assert "المركبة في الورشة" in after
    assert "المركبة في ورشة الياسمين منذ أسبوع" in after
    assert queries.case_for(actor=actor_of(majed), public_id=case).state == "open"


def test_a_wrong_correction_is_refused_and_stays_in_its_field() -> None:
    majed, case = objection()
    give_back(case, "details")

    answer = browser(majed).post(f"/en/cases/{case}/correct/", {"details": "x" * 2001})

    page = page_of(answer, 422)
    assert "The text is too long." in page
    assert "x" * 2001 in page
    assert queries.case_for(actor=actor_of(majed), public_id=case).state == "returned"


def test_withdrawal_asks_once_more_and_then_ends_the_request() -> None:
    karim, case = renewal()
    visitor = browser(karim)

    asked = page_of(visitor.get(f"/en/cases/{case}/withdraw/"))
    done = visitor.post(f"/en/cases/{case}/withdraw/")
    again = visitor.get(f"/en/cases/{case}/withdraw/")

    assert "Do you want to withdraw the request?" in asked
    assert done.status_code == 303
    assert again.status_code == 302
    assert "The request was withdrawn" in page_of(visitor.get(f"/en/cases/{case}/"))


def test_an_officers_refusal_can_be_objected_to_with_a_reason_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    majed, case = objection()
    decide(case, approve=False, reason="الصورة واضحة")
    visitor = browser(majed)

    page = page_of(visitor.get(f"/ar/cases/{case}/"))
    empty = visitor.post(f"/ar/cases/{case}/object/", {"reason": "  "})
    sent = visitor.post(f"/ar/cases/{case}/object/", {"reason": "اللوحة في الصورة غير لوحتي"})

    assert "الصورة واضحة" in page
    assert "الاعتراض على القرار" in page
    assert "اكتب سبب اعتراضك؛ يقرؤه المشرف قبل أن يقرر." in page_of(empty, 422)
    assert sent.status_code == 303
    after = page_of(visitor.get(f"/ar/cases/{case}/"))
    assert "قُدّم اعتراض على القرار" in after
    assert "اللوحة في الصورة غير لوحتي" in after
    assert visitor.get(f"/ar/cases/{case}/object/").status_code == 302


def test_after_ten_days_no_objection_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    majed, case = objection()
    decide(case, approve=False, reason="الصورة واضحة")
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=10, seconds=1))

    page = page_of(browser(majed, at=AT + timedelta(days=10)).get(f"/en/cases/{case}/"))

    assert "Object to the decision" not in page


def test_a_refusal_by_a_rule_names_the_rule_and_the_way_to_send_again() -> None:
    karim, case = renewal()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO violations_violation (number, person_id, state, amount_sar) VALUES ('V9', %s, 'unpaid', 300)",
            [karim],
        )
    pay(karim, case)

    page = page_of(browser(karim).get(f"/en/cases/{case}/"))

    assert "The acting person has no unpaid traffic violation." in page
    assert "Common conditions of electronic services, G-6" in page
    assert "/en/services/residency/renew-iqama-family/" in page
    assert "given back to your deposit:" in page
    assert "Object to the decision" not in page


def test_the_dashboard_and_the_list_say_whose_turn_it_is() -> None:
    majed, case = objection()
    visitor = browser(majed)

    for path in ("/en/", "/en/cases/"):
        page = page_of(visitor.get(path))
        assert case in page
        assert "Being reviewed" in page
        assert "Turn of" in page


def test_prices_are_those_of_the_payer() -> None:
    noura, fahd, case = sale()
    seller, buyer = page_of(browser(noura).get(f"/en/cases/{case}/")), page_of(browser(fahd).get(f"/en/cases/{case}/"))

    total = queries.case_for(actor=actor_of(noura), public_id=case).price
    assert total == Decimal("380.00")
    assert "Paid by the other party." in seller
    assert "Paid by the other party." not in buyer
    assert "380" in buyer
