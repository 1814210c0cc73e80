"""A guest pays the last part of a debt; the court is paid, the prison answers, and the page says who went home."""

import re

import pytest

from tests.journeys.visitor import DESKTOP, PAY_NOW, PHONE

LIST = {"ar": "من ينتظر", "en": "Who is waiting"}
PAY = {"ar": "متابعة إلى الدفع", "en": "Go on to pay"}
ALL_LEFT = {"ar": "كل الباقي", "en": "All that is left"}
COVERED = {"ar": "اكتمل الدين ودُفع للمحكمة", "en": "The debt is complete and was paid to the court"}
HOME = {"ar": "عاد إنسان إلى أهله", "en": "A person went home"}
CLOSED = {"ar": "أُفرج عن صاحب هذه الحالة", "en": "The debtor of this case was released"}
TRUE_NUMBER = {"ar": "هذا الرقم من أرقام البرنامج", "en": "This number is the programme's"}
DO_NOT_PAY = {"ar": "لا تدفع", "en": "Do not pay"}
CHECK = {"ar": "تحقق", "en": "Check"}
ARRIVED = {"ar": "وصلت مساهمتك", "en": "Your contribution has arrived"}
MINE = {"ar": "مساهماتي", "en": "My contributions"}


@pytest.mark.parametrize(("lang", "size"), [("ar", PHONE), ("en", DESKTOP)])
def test_a_guest_pays_the_last_part_and_somebody_goes_home(somebody, country, lang, size):
    guest = somebody(lang=lang, size=size)
    guest.go("relief/?sum=small")
    guest.see(LIST)
    guest.shoot("list")
    guest.page.locator(".relief-card a").first.click()
    guest.page.wait_for_url(re.compile(r"/relief/cases/"))
    address = guest.page.url
    guest.shoot("case")
    number = re.search(r"41\d\d \d{4} \d{4}", guest.text())[0]

    guest.press(ALL_LEFT)
    guest.press(PAY)
    guest.shoot("bank")
    guest.press(PAY_NOW)
    guest.see(COVERED)
    guest.shoot("covered")
    receipt = guest.page.url

    done = country.run("manage", "confirm_release", number.replace(" ", ""))
    assert done.returncode == 0, done.stderr

    guest.page.goto(receipt.partition("?")[0])
    guest.see(HOME, within="h1")
    guest.shoot("home")
    guest.page.goto(address)
    guest.see(CLOSED)
    guest.shoot("closed")


def test_a_bill_number_is_checked_before_anything_is_paid(somebody):
    guest = somebody(lang="ar", size=PHONE, java_script=False)
    guest.go("relief/")
    guest.page.locator(".relief-card a").first.click()
    guest.page.wait_for_url(re.compile(r"/relief/cases/"))
    number = re.search(r"41\d\d \d{4} \d{4}", guest.page.locator("main").inner_text())[0]

    guest.go("relief/check/")
    guest.page.get_by_label("رقم الفاتورة").fill(number)
    guest.press(CHECK, exact=True)
    assert TRUE_NUMBER["ar"] in guest.text()
    guest.page.get_by_label("رقم الفاتورة").fill("410000000000")
    guest.press(CHECK, exact=True)

    assert DO_NOT_PAY["ar"] in guest.text()
    guest.shoot("fraud")


def test_somebody_signed_in_finds_what_they_gave(somebody):
    salim = somebody(lang="en", size=PHONE)
    salim.sign_in("salim")
    salim.go("relief/")
    salim.page.locator(".relief-card a").first.click()
    salim.page.wait_for_url(re.compile(r"/relief/cases/"))
    salim.press("10 SAR")
    salim.press(PAY)
    salim.press(PAY_NOW)
    salim.see(ARRIVED, within="h1")
    salim.shoot("thanks")

    salim.press(MINE)

    salim.see("10 SAR", "The case still waits for the rest")
    salim.shoot("mine")
