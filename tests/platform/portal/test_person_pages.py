"""A person's own pages: both languages, empty and full, and nobody else's."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework.filing import forget_pinned
from tayseer.kit.records import STEPS
from tayseer.kit.text import Text
from tayseer.ledger import actions as ledger
from tayseer.notices.actions import tell
from tayseer.portal.personal import distance
from tayseer.services import catalogue
from tayseer.services.common.personas import citizen, dependant, resident, unpaid_violation
from tayseer.services.vehicles.personas import vehicle
from tayseer.site import clock
from tests.platform.portal.person_cast import AT, ON, browser, family_member, page_of
from tests.support.stored import insert, store

pytestmark = pytest.mark.django_db

CODES = frozenset(catalogue())
PAGES = ("", "cases/", "wallet/", "inbox/", "activity/", "family/", "vehicles/", "violations/", "money/")
OPEN_PAGES = ("help/", "help/privacy/", "help/accessibility/")


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    forget_pinned()


def salim() -> int:
    return store(STEPS["person"], citizen(account=None))


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_speaks_the_language_of_its_address_and_is_kept_by_no_cache(path: str, lang: str) -> None:
    answer = browser(salim()).get(f"/{lang}/{path}")

    assert f'<html lang="{lang}"' in page_of(answer)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", PAGES[1:])
def test_a_stranger_signs_in_first(path: str) -> None:
    answer = Client().get(f"/en/{path}")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/sign-in/?next=")


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("path", OPEN_PAGES)
def test_help_is_open_to_everybody(path: str, lang: str) -> None:
    assert f'<html lang="{lang}"' in page_of(Client().get(f"/{lang}/{path}"))


@pytest.mark.parametrize(
    ("path", "ar", "en"),
    [
        ("", "لا شيء ينتظرك", "Nothing waits for you"),
        ("cases/", "لا طلب قائم لك", "You have no open request"),
        ("cases/?show=ended", "لم ينته لك طلب بعد", "None of your requests has ended yet"),
        ("wallet/", "لا وثائق بعد", "No documents yet"),
        ("wallet/?show=past", "لا وثائق سابقة", "No earlier documents"),
        ("inbox/", "لا رسائل", "No messages"),
        ("activity/", "لم يطّلع عليها أحد", "Nobody has looked"),
        ("family/", "لا أحد في مسؤوليتك", "Nobody is in your charge"),
        ("vehicles/", "لا مركبة باسمك", "No vehicle is in your name"),
        ("violations/", "لا مخالفات غير مسددة", "No unpaid violations"),
        ("violations/?show=closed", "لا مخالفات مسددة", "No paid violations"),
        ("money/", "لا فواتير تنتظر الدفع", "No bills are waiting"),
    ],
)
def test_an_empty_page_says_what_would_appear(path: str, ar: str, en: str, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = browser(salim())
    # Opening the account is a line of the record; this person has been here for long.
    monkeypatch.setattr("tayseer.portal.views.activity.events_of", lambda **_: [])

    assert ar in page_of(visitor.get(f"/ar/{path}"))
    assert en in page_of(visitor.get(f"/en/{path}"))


# The dashboard


def test_the_dashboard_shows_what_is_pressing_with_its_service_and_what_could_be_done_early() -> None:
    karim = store(STEPS["person"], resident(account=None, violation=[unpaid_violation(amount_sar=Decimal("150.00"))]))
    family_member(karim, dependant(iqama__expires_on=date(2026, 3, 10)))
    family_member(karim, dependant(name_en="Omar", iqama__expires_on=date(2026, 5, 20)))

    page = page_of(browser(karim).get("/en/"))

    needs, _, rest = page.partition('id="open-cases"')
    assert "Lina Karim Haddad&#39;s iqama ends" in needs
    assert "in 9 days" in needs
    assert "/en/services/traffic/pay-violation/?for=" in needs
    assert "Why am I seeing this?" in rest
    assert "The last day of Omar&#39;s iqama is 20 May 2026" in rest
    assert "Lina Karim Haddad" in rest.partition('id="people"')[2]


def test_the_dashboard_is_made_of_eight_statements_at_most(django_assert_max_num_queries: Any) -> None:
    karim = store(STEPS["person"], resident(account=None))
    family_member(karim, dependant(iqama__expires_on=date(2026, 3, 10)))
    visitor = browser(karim)
    page_of(visitor.get("/en/"))

    with django_assert_max_num_queries(8):
        page_of(visitor.get("/en/"))


def test_a_suspension_is_the_first_thing_one_reads() -> None:
    huda = salim()
    insert(STEPS["restriction"], {"person_id": huda, "kind": "suspension", "authority": "محكمة التنفيذ",
                                  "reference": "44172", "since_on": date(2026, 1, 25)})  # fmt: skip

    page = page_of(browser(huda).get("/ar/"))

    assert "خدماتك" in page
    assert "راجع الجهة التي أوقفت الخدمات لتسوية السبب، أو اعترض لديها." in page


def test_suggestions_of_one_kind_or_all_can_be_hidden_and_shown_again() -> None:
    hind = store(STEPS["person"], citizen(account=None, id_card__expires_on=date(2026, 5, 20)))
    visitor = browser(hind)
    heading = "You could do this early"

    first = page_of(visitor.get("/en/"))
    asked = page_of(visitor.get("/en/suggestions/?less=id"))
    visitor.post("/en/suggestions/?less=id", {"what": "less"})
    hidden = page_of(visitor.get("/en/"))
    visitor.post("/en/suggestions/", {"what": "all"})
    again = page_of(visitor.get("/en/"))
    visitor.post("/en/suggestions/", {"what": "off"})
    off = page_of(visitor.get("/en/"))

    assert "/en/suggestions/?less=id" in first
    assert "Hide this kind" in asked
    assert [heading in page for page in (first, hidden, again, off)] == [True, False, True, False]
    assert "20 May 2026" in off.partition('id="expiring"')[2]


# Messages


def test_messages_are_counted_until_they_are_opened() -> None:
    karim = store(STEPS["person"], resident(account=None))
    for n in (1, 2):
        told = tell(
            actor=SYSTEM, at=AT, person_id=karim, text_title=Text(ar=f"رسالة {n}", en=f"Message {n}"),
            text_body=Text(ar="نص", en="Body"), link="/cases/",
        )  # fmt: skip
    visitor = browser(karim)

    before = page_of(visitor.get("/en/inbox/"))
    opened = page_of(visitor.get(f"/en/inbox/{told}/"))
    after = page_of(visitor.get("/ar/inbox/"))

    assert "2 unread messages" in before
    assert "Message 2" in opened
    assert 'href="/en/cases/"' in opened
    assert "رسالة واحدة غير مقروءة" in after


def test_all_messages_can_be_marked_read_at_once() -> None:
    karim = store(STEPS["person"], resident(account=None))
    tell(actor=SYSTEM, at=AT - timedelta(hours=1), person_id=karim, text_title=Text("ا", "A"), text_body=Text("ب", "B"))
    visitor = browser(karim)

    answer = visitor.post("/en/inbox/read/")

    assert answer.status_code == 303
    assert "0 unread messages" in page_of(visitor.get("/en/inbox/"))


def test_another_persons_message_is_not_there() -> None:
    told = tell(actor=SYSTEM, at=AT, person_id=salim(), text_title=Text("ا", "A"), text_body=Text("ب", "B"))

    assert browser(salim()).get(f"/en/inbox/{told}/").status_code == 404


# Who looked at my data


def test_a_look_by_an_officer_is_told_in_plain_words_with_its_purpose() -> None:
    person = salim()
    record(
        actor=Actor("officer", 7, "Rakan", agency="traffic", unit="objections"), action="office.record.opened", at=AT,
        subject=person, purpose="counter-help", fields=("residency.iqama", "people.person"),
    )  # fmt: skip

    page = page_of(browser(person).get("/ar/activity/"))

    assert "فتح موظف سجلك" in page
    assert "الإدارة العامة للمرور" in page
    assert "مساعدتك وأنت حاضر أو على الهاتف" in page
    assert "سجل الإقامة" in page
    assert "Rakan" not in page


def test_what_one_did_oneself_is_shown_when_asked_for() -> None:
    person = salim()
    record(actor=Actor("person", person), action="identity.session.started", at=AT, subject=person)
    visitor = browser(person)

    assert "Signed in" not in page_of(visitor.get("/en/activity/"))
    assert "Signed in" in page_of(visitor.get("/en/activity/?show=all"))


def test_a_change_of_a_registry_is_named_as_the_service_that_made_it_names_it() -> None:
    person = salim()
    record(actor=SYSTEM, action="residency.iqama.extended", at=AT, subject=person, fields=("expires_on",))

    page = page_of(browser(person).get("/en/activity/"))

    assert "Iqama expires on" in page
    assert ">Change<" in page.replace("</svg>", ">")


def test_the_record_is_paged_by_its_last_line() -> None:
    person = salim()
    for n in range(30):
        record(actor=SYSTEM, action="case.lapsed", at=AT + timedelta(seconds=n), subject=person, case=f"case{n:02d}")
    visitor = browser(person, at=AT)

    first = page_of(visitor.get("/en/activity/"))
    older = first.partition("?before=")[2].partition('"')[0]
    second = page_of(visitor.get(f"/en/activity/?before={older}"))

    assert "case29" in first
    assert "case05" in first
    assert "case04" not in first
    assert "case04" in second


def test_an_address_with_a_broken_key_shows_the_first_page() -> None:
    assert browser(salim()).get("/en/activity/?before=nonsense").status_code == 200


# Family, vehicles, violations, money


def test_the_family_page_has_papers_and_what_can_be_done_for_each() -> None:
    karim = store(STEPS["person"], resident(account={"state": "active"}))
    family_member(karim, dependant(iqama__expires_on=date(2026, 3, 10), father_id=karim))
    family_member(karim, dependant(name_ar="غريبة", name_en="Stranger", father_id=None) | {"sex": "female"})

    page = page_of(browser(karim).get("/ar/family/"))

    assert "لينا كريم حداد" in page
    assert "الابنة" in page
    assert "تنتهي قريبًا" in page
    assert "بعد 9 أيام" in page
    assert "/ar/services/residency/renew-iqama-family/?for=" in page


def test_a_service_that_a_rule_forbids_today_is_not_offered() -> None:
    fine = unpaid_violation(amount_sar=Decimal("150.00"))
    karim = store(STEPS["person"], resident(account={"state": "active"}, violation=[fine]))
    family_member(karim, dependant())

    assert "renew-iqama-family" not in page_of(browser(karim).get("/en/family/"))


def test_vehicles_show_their_papers_and_the_driver() -> None:
    noura, fahd = salim(), store(STEPS["person"], citizen(account=None, name_en="Fahd"))
    tree = {
        key: value for key, value in vehicle(inspection={"valid_until": date(2026, 2, 1)}).items() if key != "owner"
    }
    car = store(STEPS["vehicle"], tree, person_id=noura)
    insert(STEPS["driver_authorisation"], {"vehicle_id": car, "driver_id": fahd, "state": "active", "number": "A1",
                                           "ends_on": date(2026, 6, 1)})  # fmt: skip

    own, driven = page_of(browser(noura).get("/en/vehicles/")), page_of(browser(fahd).get("/en/vehicles/"))

    assert "Authorised driver:" in own
    assert "Fahd" in own
    assert "28 days ago" in own
    assert "/en/services/vehicles/offer-sale/?for=" in own
    assert "You may drive it until" in driven
    assert "offer-sale" not in driven


def test_a_violation_shows_todays_amount_the_last_day_of_the_discount_and_both_ways() -> None:
    fine = unpaid_violation(amount_sar=Decimal("500.00"), minimum_sar=Decimal("300.00"), committed_on=date(2026, 2, 10))
    majed = store(STEPS["person"], citizen(account={"state": "active"}, violation=[fine]))

    page = page_of(browser(majed).get("/en/violations/"))

    assert "425" in page
    assert "27 March 2026" in page
    assert "/en/services/traffic/pay-violation/?for=" in page
    assert "/en/services/traffic/object-to-violation/?for=" in page


def test_a_paid_violation_is_under_the_other_tab_without_ways() -> None:
    fine = unpaid_violation(amount_sar=Decimal("500.00"), state="paid", paid_on=date(2026, 2, 20), title_en="Parking")
    majed = store(STEPS["person"], citizen(account={"state": "active"}, violation=[fine]))
    visitor = browser(majed)

    assert "Parking" not in page_of(visitor.get("/en/violations/"))
    page = page_of(visitor.get("/en/violations/?show=closed"))
    assert "Parking" in page
    assert "20 February 2026" in page
    assert "pay-violation" not in page


def test_violations_of_strangers_are_not_listed() -> None:
    store(STEPS["person"], citizen(account=None, violation=[unpaid_violation(title_en="Somebody else's")]))

    assert "Somebody else" not in page_of(browser(salim()).get("/en/violations/"))


def test_money_shows_what_is_on_deposit_and_what_moved() -> None:
    person = salim()
    bill = ledger.open_top_up(
        actor=Actor("person", person), at=AT, person_id=person, amount=Decimal("250.00"), idempotency="t"
    )
    ledger.record_payment(
        actor=SYSTEM, at=AT, bill_public_id=bill.public_id, provider_reference="r", amount=bill.amount, idempotency="r"
    )

    page = page_of(browser(person).get("/en/money/"))

    deposit, _, rest = page.partition('id="latest"')
    assert "250" in deposit
    assert "250" in rest


@pytest.mark.parametrize(
    ("day", "ar", "en"),
    [
        (ON, "اليوم", "today"),
        (ON + timedelta(days=1), "غدًا", "tomorrow"),
        (ON - timedelta(days=1), "أمس", "yesterday"),
        (ON + timedelta(days=2), "بعد يومين", "in 2 days"),
        (ON - timedelta(days=15), "منذ 15 يومًا", "15 days ago"),
        (ON + timedelta(days=90), "بعد 90 يومًا", "in 90 days"),
        (ON + timedelta(days=426), "بعد 13 شهرًا", "in 13 months"),
        (ON + timedelta(days=2192), "بعد 6 سنوات", "in 6 years"),
    ],
)
def test_how_far_a_day_is_reads_naturally(day: date, ar: str, en: str) -> None:
    assert distance(day, ON, "ar") == ar
    assert distance(day, ON, "en") == en
