"""A resident opens an account at Example Bank by two answers, takes the consent back, and the bank knows at once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tayseer.demo import cast
from tests.journeys.country import Country
from tests.journeys.test_sign_in import app_code
from tests.journeys.visitor import CODE, CONTINUE, DESKTOP, ENTER, NUMBER, PASSWORD, PHONE, Visitor, _words
from tests.support import processes

Somebody = Callable[..., Visitor]

BANK_PORT_AFTER = 704
SIGN_IN = _words(ar="الدخول عبر تيسير", en="Sign in with Tayseer")
AGREE = _words(ar="أوافق", en="I agree")
DISAGREE = _words(ar="لا أوافق", en="I do not agree")
LEARNT = _words(ar="ما عرفه البنك عنك", en="What the bank learnt about you")
AGE_YES = _words(ar="هل بلغت 18 سنة؟ نعم", en="Are you 18 or over? Yes")
IQAMA_YES = _words(ar="هل إقامتك سارية اليوم؟ نعم", en="Is your iqama valid today? Yes")
TAKE_BACK = _words(ar="إلغاء الموافقة الآن", en="Take the consent back now")
ACCESS_ENDED = _words(ar="انتهى وصول البنك إلى بياناتك", en="The bank’s access has ended")
SIGN_OUT = _words(ar="تسجيل الخروج", en="Sign out")


def address(country: Country) -> str:
    """Where the bank is: on the machine whose name the platform signs under."""
    return f"http://localhost:{country.port + BANK_PORT_AFTER}"


@pytest.fixture
def at_the_bank(browser: Browser, country: Country) -> Iterator[Somebody]:
    """Gives windows of people who visit the bank too; each is closed, and judged, at the end of the journey."""
    from tests.journeys.conftest import SHOTS

    shots = Path(SHOTS) if SHOTS else None
    if shots is not None:
        shots.mkdir(parents=True, exist_ok=True)
    windows: list[Visitor] = []

    def arrive(**how: Any) -> Visitor:
        windows.append(Visitor(browser, country, shots=shots, **how))
        return windows[-1]

    yield arrive
    problems, known = [], (f" asked {address(country)}/", f" asked {country.address}/")
    for window in windows:
        window.context.close()
        problems += [one for one in window.wrong if not any(place in one for place in known)]
    assert problems == [], "\n".join(problems)


def open_bank(visitor: Visitor) -> None:
    """The bank's first page, in the visitor's language."""
    visitor.page.goto(f"{address(visitor.country)}/{visitor.lang}/")
    visitor._look()


def sign_in_at_level_2(visitor: Visitor, key: str) -> None:
    """From the bank's front page through the platform's sign-in, with the code of an app, to what is asked."""
    visitor.name = key
    visitor.press(SIGN_IN)
    visitor.fill(NUMBER, cast.person(key).number)
    visitor.fill(PASSWORD, cast.PASSWORD, exact=True)
    visitor.press(CONTINUE, exact=True)
    visitor.fill(CODE, app_code(visitor, key))
    visitor.press(ENTER, exact=True)


def fits(visitor: Visitor) -> None:
    """Nothing of the page lies beside the window."""
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("who", "lang", "size"), [("tariq", "ar", PHONE), ("suresh", "en", DESKTOP)])
def test_a_resident_gives_two_answers_and_takes_them_back(
    at_the_bank: Somebody, who: str, lang: str, size: tuple[int, int]
) -> None:
    resident = at_the_bank(lang=lang, size=size, java_script=False)
    open_bank(resident)
    resident.shoot("bank-front")
    fits(resident)
    sign_in_at_level_2(resident, who)

    # The very answers, before anything is sent: the identifier, and the two that were asked for.
    resident.page.wait_for_url("**/authorize/**")
    resident_page = resident.text()
    resident.shoot("consent")
    assert resident_page.count({"ar": "ما سيُرسل:", "en": "What will be sent:"}[lang]) == 1 + 2
    resident.press(AGREE, exact=True)
    assert resident.page.url == f"{address(resident.country)}/{lang}/"
    resident.shoot("bank-learnt")
    fits(resident)
    said = " ".join(resident.text().split())
    assert LEARNT[lang] in said
    assert AGE_YES[lang] in said
    assert IQAMA_YES[lang] in said
    # What the consent page showed is all there is: neither who nor which number.
    assert cast.person(who).name.in_(lang) not in resident.page.content()
    assert cast.person(who).number not in resident.page.content()

    resident.go("consents/")
    resident.shoot("consents")
    resident.press(TAKE_BACK)
    open_bank(resident)
    processes.eventually(
        lambda: resident.page.reload() and ACCESS_ENDED[lang] in resident.text("h1"), what=ACCESS_ENDED[lang]
    )
    resident.shoot("bank-ended")
    fits(resident)
    resident.not_see(AGE_YES)
    resident.go("consents/")
    resident.see(_words(ar="لا موافقة سارية", en="No consent in force"))


@pytest.mark.parametrize(("who", "lang", "size"), [("karim", "ar", DESKTOP), ("maria", "en", PHONE)])
def test_who_does_not_agree_is_told_by_the_bank_that_nothing_was_sent(
    at_the_bank: Somebody, who: str, lang: str, size: tuple[int, int]
) -> None:
    resident = at_the_bank(lang=lang, size=size)
    open_bank(resident)
    sign_in_at_level_2(resident, who)
    resident.shoot("consent-to-refuse")
    resident.press(DISAGREE, exact=True)

    assert resident.page.url.startswith(address(resident.country))
    resident.see(_words(ar="لم يُرسل إلينا شيء عنك", en="nothing about you was sent to us"))
    resident.shoot("bank-refused")
    fits(resident)


def test_a_citizen_signs_out_at_the_bank_and_at_the_platform(at_the_bank: Somebody) -> None:
    huda = at_the_bank(lang="ar", size=PHONE)
    open_bank(huda)
    sign_in_at_level_2(huda, "huda")
    huda.press(AGREE, exact=True)
    huda.see(LEARNT, "لا جواب: لا إقامة في السجل")
    huda.shoot("bank-learnt-of-a-citizen")
    huda.press(SIGN_OUT)
    huda.shoot("sign-out-here-too")
    huda.press(SIGN_OUT)
    huda.see("سجّلت الخروج من البنك")
    huda.shoot("bank-goodbye")


def test_signing_out_of_the_platform_ends_the_visit_at_the_bank(at_the_bank: Somebody) -> None:
    majed = at_the_bank(lang="en")
    open_bank(majed)
    sign_in_at_level_2(majed, "majed")
    majed.press(AGREE, exact=True)
    majed.see(LEARNT)
    majed.go("")
    majed.press(SIGN_OUT, within="header", opens=".tool-menu > summary")
    open_bank(majed)
    processes.eventually(
        lambda: majed.page.reload() and "signed in here no more" in majed.text("h1"), what="the notice of the sign-out"
    )
    majed.see("Your consent stands until you take it back")
    majed.shoot("bank-left")
