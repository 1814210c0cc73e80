"""What pages promise is what will happen: steps to come, silence, who gets which paper; and whether they were clear."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.template import engines
from django.test import Client

from tayseer.casework import queries
from tayseer.notices.clarity import UnableToCount, clarity_counts, count_clarity
from tayseer.notices.models import Clarity
from tayseer.portal import case_view, presenting, steps
from tayseer.portal.views import services as service_pages
from tayseer.registries.people.contract import APPLICANT
from tayseer.registries.vehicles.contract import Vehicle
from tayseer.services import catalogue
from tayseer.services import service as service_of
from tayseer.site import clock
from tests.platform.portal.person_cast import AT, ON, RENEW, actor_of, browser, page_of, renewal
from tests.platform.portal.test_person_cases import sale

pytestmark = pytest.mark.django_db

SALE = "vehicles/offer-sale"
PLATE = Vehicle.of(APPLICANT).plate


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


# Silence


def test_steps_that_end_alike_are_said_once_and_money_that_came_in_is_said_to_return() -> None:
    lines = steps.if_late(service_of(SALE), lang="en")

    assert lines == [
        (
            'If the term of "The buyer accepts" or "The buyer deposits the price" runs out, '
            "the request lapses, and you may send it again."
        ),
        (
            'If the term of "The buyer pays the fees" or "The vehicle is handed over" runs out, the request lapses, '
            "and what was paid returns to the balance of whoever paid it."
        ),
    ]


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("code", sorted(catalogue()))
def test_no_page_says_the_same_end_twice(code: str, lang: str) -> None:
    ends = [re.split(r"runs out, |: ", line)[-1] for line in steps.if_late(service_of(code), lang=lang)]

    assert len(ends) == len(set(ends))


# Papers


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ar", "رخصة سير: تصدر للطرف الآخر (المشتري) لا لك، وتجدها في وثائقه."),
        ("en", "issued to the other party (the buyer), not to you, and found under their Documents."),
    ],
)
def test_the_seller_is_not_promised_the_buyers_registration(lang: str, words: str) -> None:
    lines = presenting.gives(service_of(SALE), lang=lang)

    assert len(lines) == 2
    assert words.casefold() in lines[1].casefold()


# Steps to come


def test_a_step_that_the_answers_rule_out_is_not_promised_and_one_that_registers_decide_is_only_possible() -> None:
    noura, _, public_id = sale()
    case, service = queries.case_for(actor=actor_of(noura), public_id=public_id), service_of(SALE)
    price = next(question for question in service.asks if question.code == "price")

    def following(when: object) -> list[tuple[str, bool]]:
        changed = [replace(step, when=when) if step.code == "handover" else step for step in service.steps]
        pretended = replace(service, steps=tuple(changed))
        return [(step.code, certain) for step, certain in case_view._following(pretended, case)]

    before = [("buyer-pays", True), ("fees", True)]
    assert following(price > 1_000_000) == before
    assert following(price > 500) == [*before, ("handover", True)]
    assert following(PLATE.is_known()) == [*before, ("handover", False)]


def test_the_timeline_says_that_a_step_is_only_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    noura, _, public_id = sale()
    case, service = queries.case_for(actor=actor_of(noura), public_id=public_id), service_of(SALE)
    changed = [replace(step, when=PLATE.is_known()) if step.code == "handover" else step for step in service.steps]
    monkeypatch.setattr(case_view, "service_of", lambda _code: replace(service, steps=tuple(changed)))

    items = case_view.timeline(case, actor=actor_of(noura), lang="en")

    told = {item["title"]: item.get("text", "") for item in items}
    assert told["The vehicle is handed over"] == "If it applies, by what the registers then say"
    assert told["The buyer pays the fees"] == ""


# Whose request it is


def test_a_party_to_anothers_request_sees_whose_it_is_in_a_banner_and_the_applicant_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noura, fahd, case = sale()

    theirs = browser(fahd).get(f"/en/cases/{case}/").content.decode()
    own = browser(noura).get(f"/en/cases/{case}/").content.decode()

    assert "you are a party to it" in theirs
    assert 'class="acting-for"' not in own


# Marks, tags, badges


def test_a_condition_nobody_has_checked_is_not_read_aloud_as_a_question() -> None:
    page = Client().get("/en/services/civil/renew-id/").content.decode()

    assert "Not checked yet: " in page
    assert "We will ask you: " not in page


def test_english_tags_begin_with_a_capital_letter() -> None:
    tag = engines["jinja2"].env.get_template("ui/tag/template.html").module.tag

    assert ">Unpaid</span>" in tag(lang="en", text="unpaid")
    assert ">غير مسددة</span>" in tag(lang="ar", text="غير مسددة")


def test_pages_of_bills_and_of_the_account_show_how_many_messages_are_unread() -> None:
    karim, _ = renewal()

    for path in ("/en/bills/", "/en/account/"):
        page = browser(karim).get(path).content.decode()
        assert re.search(r'<span class="count">[1-9]\d*<span class="visually-hidden"> unread', page), path


# Was it clear?


def test_readers_say_whether_a_page_was_clear_and_only_the_count_is_kept() -> None:
    client, page = Client(), "/en/services/civil/renew-id/"
    asked = client.get(page).content.decode()

    answer = client.post("/en/clarity/", {"page": "service", "service": "civil/renew-id", "answer": "no", "back": page})
    client.post("/ar/clarity/", {"page": "service", "service": "civil/renew-id", "answer": "yes"})
    thanks = client.get(answer["Location"].partition("#")[0]).content.decode()

    assert "Was this page clear?" in asked
    assert answer["Location"] == f"{page}?clear=thanks#clarity"
    assert "We have your answer" in thanks
    assert {field.name for field in Clarity._meta.get_fields()} == {
        "id", "page", "service_code", "language", "answer", "day", "count",
    }  # fmt: skip
    kept = Clarity.objects.order_by("language").values_list("language", "answer", "day", "count")
    assert list(kept) == [("ar", "yes", ON, 1), ("en", "no", ON, 1)]


def test_a_request_that_has_ended_asks_it_and_an_open_one_does_not() -> None:
    karim, case = renewal()
    open_page = page_of(browser(karim).get(f"/en/cases/{case}/"))
    browser(karim).post(f"/en/cases/{case}/withdraw/")

    assert "Was this page clear?" not in open_page
    assert "Was this page clear?" in page_of(browser(karim).get(f"/en/cases/{case}/"))


@pytest.mark.parametrize(
    "form",
    [
        {"page": "service", "service": "no/such", "answer": "yes"},
        {"page": "elsewhere", "service": "civil/renew-id", "answer": "yes"},
        {"page": "service", "service": "civil/renew-id", "answer": "<b>"},
        {},
    ],
)
def test_what_is_no_answer_is_not_counted(form: dict[str, str]) -> None:
    assert Client().post("/en/clarity/", form).status_code == 404
    assert not Clarity.objects.exists()


def test_one_address_does_not_tip_the_count() -> None:
    form = {"page": "service", "service": "civil/renew-id", "answer": "no"}

    answers = [Client().post("/en/clarity/", form).status_code for _ in range(25)]

    assert set(answers) == {303}
    assert Clarity.objects.get().count == 20


def test_an_answer_leads_to_no_other_site() -> None:
    form = {"page": "service", "service": "civil/renew-id", "answer": "no", "back": "https://evil.example/"}

    answer = Client().post("/en/clarity/", form)

    assert answer["Location"] == "/en/services/civil/renew-id/?clear=thanks#clarity"


def test_counts_add_up_by_service_page_and_language_the_least_clear_first() -> None:
    for answer, language in (("yes", "ar"), ("no", "ar"), ("no", "ar"), ("partly", "en")):
        count_clarity(page="service", service_code="civil/renew-id", language=language, answer=answer, on=ON)
    count_clarity(page="case", service_code=RENEW, language="ar", answer="yes", on=ON - timedelta(days=100))

    found = clarity_counts(service_codes=["civil/renew-id", RENEW], since=ON - timedelta(days=90))

    assert [(one.language, one.yes, one.partly, one.no) for one in found] == [("ar", 1, 0, 2), ("en", 0, 1, 0)]
    with pytest.raises(UnableToCount):
        count_clarity(page="service", service_code="civil/renew-id", language="fr", answer="yes", on=ON)


# The day


def test_a_services_page_says_when_the_definition_it_shows_was_published(
    settings: LazySettings, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = service_of("civil/renew-id")
    digest = service_pages._digest(id(service), service.code)
    path = tmp_path / "services.lock"
    path.write_text(f"2025-05-05 civil/renew-id {'0' * 64}\n2026-02-03 civil/renew-id {digest}\n", encoding="utf-8")
    settings.TAYSEER_SERVICES_LOCK = path

    page = Client().get("/en/services/civil/renew-id/").content.decode()

    assert service_pages.published_on(service) == date(2026, 2, 3)
    assert "This version was published on" in page
    assert 'datetime="2026-02-03"' in page


def test_a_definition_that_was_not_published_names_no_day(settings: LazySettings, tmp_path) -> None:
    settings.TAYSEER_SERVICES_LOCK = tmp_path / "none.lock"

    page = Client().get("/en/services/civil/renew-id/").content.decode()

    assert "This version was published on" not in page
