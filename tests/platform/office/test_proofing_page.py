"""At a desk an officer proves who somebody is, and hands over a code: who may, for whom, and what is told."""

from __future__ import annotations

import re

import pytest

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.audit.models import Event
from tayseer.audit.queries import activity
from tayseer.identity import actions as identity
from tayseer.identity import activation, proofing
from tayseer.identity.contract import AccountRecord
from tayseer.identity.models import Account, ActivationCode, Outbox
from tayseer.kit.text import Text
from tayseer.registries.people.contract import Person
from tests.platform.office.conftest import START
from tests.platform.office.test_records import number_for
from tests.support.stored import insert, tie

pytestmark = pytest.mark.django_db

PAGE = "office/desk/proofing/"
PASSWORD = "quiet-harbour-58"
CODE = re.compile(r"<code>.*?([0-9a-z]{4}-[0-9a-z]{4}).*?</code>")


@pytest.fixture
def noura(db: None) -> AccountRecord:
    """Noura, in the register, whose account was opened for her and is not active yet."""
    number = number_for("109876544")
    row = insert(
        Person, {"number": number, "kind": "citizen", "name_ar": "نورة فهد السبيعي", "name_en": "Noura Al-Subaie"}
    )
    account = identity.open_account(
        actor=SYSTEM, person_id=row, number=number, name=Text(ar="نورة", en="Noura"), mobile="0501114455",
        password_hash="never signs in by password", at=START,
    )  # fmt: skip
    Account.objects.filter(id=account.id).update(state="inactive")
    return account


def prove(client, number: str, lang: str = "en", **typed: str):
    given = {"number": number, "purpose": "proofing-activation", "compared": "yes", **typed}
    return client.post(f"/{lang}/{PAGE}", given)


def actions_of(person_id: int | None) -> list[tuple[str, str]]:
    return [(one.action, one.result) for one in Event.objects.filter(subject=person_id).order_by("id")]


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_code_is_shown_this_once_and_activates_the_account(nasser, noura, browser, lang: str) -> None:
    nassers = browser(nasser)

    answer = prove(nassers, noura.number, lang)

    shown = answer.content.decode()
    found = CODE.search(shown)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert found
    assert found[1] not in nassers.get(f"/{lang}/{PAGE}").content.decode()
    assert noura.number not in shown
    assert "السبيعي" not in shown
    assert proofing.fresh_level(account_id=noura.id, at=START) == 3
    assert activation.start(
        number=noura.number, code=found[1], password=PASSWORD, mobile="", address="192.0.2.7", at=START
    )


def test_the_holder_is_told_and_sees_who_did_it_and_why(nasser, noura, browser) -> None:
    prove(browser(nasser), noura.number, purpose="proofing-recovery")

    assert "أُثبتت هويتك" in Outbox.objects.get(to=noura.mobile).text
    seen = {one.action: one for one in activity(actor=Actor("person", noura.person_id))}
    assert seen["office.person.proofed"].purpose == "proofing-recovery"
    assert seen["office.person.proofed"].unit == "names"
    assert {"identity.account.proofed", "identity.activation_code.made"} <= set(seen)


def test_what_is_missing_is_said_in_both_languages_and_what_was_typed_stays(nasser, noura, browser) -> None:
    nassers = browser(nasser)

    bare = nassers.post(f"/en/{PAGE}", {"number": noura.number, "purpose": "proofing-passkey"})
    wrong = nassers.post(f"/ar/{PAGE}", {"number": "1098765430", "compared": "yes"})

    kept = bare.content.decode()
    assert (bare.status_code, wrong.status_code) == (422, 422)
    assert "First compare the original document" in kept
    assert f'value="{noura.number}"' in kept
    assert re.search(r'value="proofing-passkey"[^>]* checked', kept)
    said = wrong.content.decode()
    assert "رقم الهوية غير صحيح" in said
    assert "اختر لماذا يُسلَّم الرمز" in said
    assert re.search(r'name="compared"[^>]* checked', said)
    assert not ActivationCode.objects.exists()


def test_a_number_of_nobody_of_the_dead_and_without_an_account_are_answered_alike(nasser, browser) -> None:
    alone, dead = number_for("109876545"), number_for("109876546")
    row = insert(Person, {"number": alone, "kind": "citizen", "name_ar": "بلا حساب"})
    insert(Person, {"number": dead, "kind": "citizen", "name_ar": "متوفى", "died_on": START.date()})
    nassers = browser(nasser)

    said = []
    for number in (number_for("101010101"), alone, dead):
        answer = prove(nassers, number)
        assert answer.status_code == 422
        said.append(re.findall(r'href="#number"[^>]*>([^<]+)<', answer.content.decode()))

    assert said[0]
    assert said[0] == said[1] == said[2]
    assert actions_of(row) == [("office.person.proofed", "failed")]


def test_neither_oneself_nor_a_relative_is_proved_and_the_person_sees_the_attempt(officer, noura, browser) -> None:
    brother = insert(Person, {"number": number_for("109876547"), "kind": "citizen", "name_ar": "سعد"})
    tie(noura.person_id, brother, kind="guardian")
    herself = officer("نورة الموظفة", "Noura at work", "civil/names", is_person=noura.person_id)
    relative = officer("سعد الموظف", "Saad at work", "civil/names", is_person=brother)

    answers = [prove(browser(one), noura.number) for one in (herself, relative)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("Ask a colleague" in answer.content.decode() for answer in answers)
    assert actions_of(noura.person_id)[-2:] == [("office.person.proofed", "refused")] * 2
    assert not ActivationCode.objects.exists()


def test_an_officer_whose_person_is_unknown_but_whose_phone_is_the_same_is_refused(nasser, noura, browser) -> None:
    Account.objects.filter(id=nasser.id).update(mobile=noura.mobile)

    answer = prove(browser(nasser), noura.number)

    assert answer.status_code == 422
    assert not ActivationCode.objects.exists()
    assert actions_of(noura.person_id)[-1] == ("office.person.proofed", "refused")


def test_numbers_cannot_be_tried_without_end(nasser, noura, browser, monkeypatch) -> None:
    from tayseer.office import proofing as desk

    monkeypatch.setattr(desk, "PER_HOUR", 2)
    nassers = browser(nasser)

    answers = [prove(nassers, noura.number) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 422]
    assert "many numbers in the last hour" in answers[-1].content.decode()


def test_people_and_the_privacy_office_find_no_such_page(officer, noura, browser) -> None:
    Account.objects.filter(id=noura.id).update(state="active")
    privacy = officer("هالة", "Hala", "privacy/office")

    assert browser(noura).get(f"/en/{PAGE}").status_code == 404
    assert browser(privacy).get(f"/en/{PAGE}").status_code == 404
