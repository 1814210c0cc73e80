"""At a desk an officer proves who somebody is; the code makes the account hers, and her passkey opens everything."""

import re

import pytest

from tayseer.demo.loading import identity_number
from tests.journeys.country import Country
from tests.journeys.visitor import DESKTOP, PHONE, SIX_DIGITS, Visitor, _words

#: Somebody in the register whose account was opened and is not active yet, with no mobile number.
MAKE = """
from django.db import connection
from tayseer.audit.contract import SYSTEM
from tayseer.identity import actions
from tayseer.kit.text import Text
from tayseer.site import clock
names = Text(ar="لطيفة فهد العنزي", en="Latifa Fahd Al-Anazi")
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO people_person (number, kind, name_ar, name_en) VALUES (%s, 'citizen', %s, %s) RETURNING id",
        ["{number}", names.ar, names.en],
    )
    person_id = cursor.fetchone()[0]
account = actions.open_account(
    actor=SYSTEM, person_id=person_id, number="{number}", name=names, mobile="", password_hash="none yet",
    language="{lang}", at=clock.now(),
)
actions.set_state(actor=SYSTEM, account_id=account.id, state="inactive", at=clock.now())
"""
PASSWORD = "quiet-harbour-58"

NUMBER = _words(ar="رقم الهوية", en="Identity number")
TO_DESK = _words(ar="إثبات هوية شخص حاضر", en="Prove who somebody is")
TO_ACTIVATE = _words(ar="تفعيل الحساب", en="To activate the account")
COMPARED = _words(ar="قارنت الوثيقة بالوجه وأؤكد ذلك", en="I have compared document and face, and confirm this")
MAKE_CODE = _words(ar="إصدار الرمز", en="Make the code")
NOT_COMPARED = _words(ar="قارن الوثيقة الأصلية بوجه صاحبها أولًا", en="First compare the original document")
HAND_OVER = _words(ar="سلّم هذا الرمز لصاحبه", en="Hand this code to its holder")
NEXT = _words(ar="سلّمته، التالي", en="Handed over, next person")
ACTIVATION_CODE = _words(ar="رمز التفعيل", en="Activation code")
MOBILE = _words(ar="رقم جوالك", en="Your mobile number")
NEW_PASSWORD = _words(ar="كلمة مرور جديدة", en="New password")
ACTIVATE = _words(ar="تفعيل", en="Activate")
ADD_PASSKEY = _words(ar="إضافة مفتاح مرور", en="Add a passkey")
OPENS_ALL = _words(ar="يفتح كل شيء ويوقّع", en="Opens everything, and signs")


@pytest.mark.parametrize(
    ("lang", "size", "serial", "mobile"),
    [("ar", PHONE, 9_400_001, "0500077001"), ("en", DESKTOP, 9_400_002, "0500077002")],
)
def test_an_account_is_activated_at_a_desk_and_its_passkey_opens_everything(
    somebody, country: Country, lang: str, size: tuple[int, int], serial: int, mobile: str
) -> None:
    number = identity_number("citizen", serial)
    made = country.run("manage", "shell", "-c", MAKE.replace("{number}", number).replace("{lang}", lang))
    assert made.returncode == 0, made.stderr

    # The officer's window runs no script: the page of the desk needs none.
    nasser = somebody(lang=lang, size=DESKTOP, java_script=False)
    nasser.sign_in("officer-civil-names")
    code = _proves(nasser, number)

    latifa = somebody(lang=lang, size=size)
    latifa.name = "latifa"
    _activates(latifa, number, code, mobile)
    _adds_a_passkey_of_the_highest_level(latifa, lang)
    _sees_who_proved_her(latifa)


def _proves(nasser: Visitor, number: str) -> str:
    nasser.press(TO_DESK)
    nasser.fill(NUMBER, number)
    nasser.choose(TO_ACTIVATE)
    nasser.shoot("desk")
    nasser.press(MAKE_CODE)
    nasser.page.get_by_text(nasser._said(NOT_COMPARED)).first.wait_for()
    assert nasser.page.get_by_label(nasser._said(NUMBER)).input_value() == number
    nasser.shoot("desk-not-compared")
    nasser.choose(COMPARED)
    nasser.press(MAKE_CODE)
    assert nasser._said(HAND_OVER) in nasser.text("h1")
    nasser.not_see("العنزي")
    nasser.not_see("Anazi")
    nasser.shoot("desk-code")
    code = nasser.text("code").strip()
    assert re.fullmatch(r"[0-9a-z]{4}-[0-9a-z]{4}", code)
    nasser.press(NEXT)
    nasser.not_see(code)
    return code


def _activates(latifa: Visitor, number: str, code: str, mobile: str) -> None:
    latifa.go("activate/")
    latifa.fill(NUMBER, number)
    latifa.fill(ACTIVATION_CODE, code)
    latifa.fill(MOBILE, mobile)
    latifa.fill(NEW_PASSWORD, PASSWORD)
    latifa.shoot("activate")
    latifa.go_on()
    latifa.shoot("activate-code")
    outbox = latifa.context.new_page()
    outbox.goto(f"/{latifa.lang}/outbox/")
    sent = outbox.locator("article", has_text=mobile[1:]).first.locator("p").last.inner_text()
    outbox.close()
    found = SIX_DIGITS.search(sent)
    assert found, sent
    latifa.page.locator("#code").fill(found[0])
    latifa.press(ACTIVATE, exact=True)
    latifa.see(ADD_PASSKEY, OPENS_ALL)
    assert "/account/security/passkey/" in latifa.page.url


def _adds_a_passkey_of_the_highest_level(latifa: Visitor, lang: str) -> None:
    latifa.get_device(f"Latifa {lang}")
    latifa.see(f"Latifa {lang}", OPENS_ALL)
    latifa.shoot("security")
    # It is as sure as it says: a page that wants the highest level lets her through by it.
    latifa.go(f"step-up/?level=3&next=/{lang}/account/")
    assert latifa.page.url.endswith(f"/{lang}/account/")


def _sees_who_proved_her(latifa: Visitor) -> None:
    latifa.go("activity/")
    latifa.see(
        _words(
            ar="أثبت موظف هويتك وسلّمك رمز تفعيل", en="An officer proved who you are and handed you an activation code"
        )
    )
    latifa.shoot("activity")
