"""Passkeys, apps of codes, approvals and pausing, in a browser whose device has a virtual authenticator (WebAuthn)."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession

from tayseer.demo import cast
from tests.journeys.country import Country
from tests.journeys.visitor import CODE, DESKTOP, ENTER, NUMBER, PASSWORD, PHONE, Visitor, _words

Somebody = Callable[..., Visitor]

USE_PASSKEY = _words(ar="الدخول بمفتاح مرور", en="Use a passkey")
MY_PASSKEY = _words(ar="استعمال مفتاح المرور", en="Use my passkey")
ADD = _words(ar="إضافة المفتاح", en="Add the passkey")
SIGN_OUT = _words(ar="تسجيل الخروج", en="Sign out")
REMOVE = _words(ar="حذف هذه الطريقة", en="Remove this")
NAME = _words(ar="اسم تعرفه به", en="A name to know it by")
TO_SECURITY = _words(
    ar="أمان حسابي: مفاتيح المرور والتطبيقات والإيقاف", en="Account security: passkeys, apps and pausing"
)


@pytest.fixture
def at_home(browser: Browser, country: Country, request: pytest.FixtureRequest) -> Iterator[Somebody]:
    """Gives windows at the address of passkeys; each is closed, and judged, at the end of the journey."""
    from tests.journeys.conftest import SHOTS, Path

    shots = Path(SHOTS) if SHOTS else None
    windows: list[Visitor] = []

    def arrive(**how: Any) -> Visitor:
        windows.append(Visitor(browser, country, shots=shots, proves=False, **how))
        return windows[-1]

    yield arrive
    problems = []
    for window in windows:
        window.context.close()
        problems += window.wrong
    assert problems == [], "\n".join(problems)


def with_device(visitor: Visitor) -> CDPSession:
    """Give the visitor's device a built-in authenticator that knows its user."""
    devtools = visitor.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return devtools


def sign_out(visitor: Visitor) -> None:
    """Sign out by the menu at the head of the page."""
    visitor.press(SIGN_OUT, within="header", opens=".tool-menu > summary")


def forget(visitor: Visitor, name: str) -> None:
    """Remove what this journey added, so that the next one signs in as before."""
    visitor.go("account/security/")
    visitor.page.locator("article", has_text=name).get_by_role("link").click()
    visitor.press(REMOVE)
    visitor.see(_words(ar="حُذفت الطريقة", en="It is removed"))


def app_code(visitor: Visitor, key: str) -> str:
    """What the app of this member of the cast shows now, read off the outbox in a window of its own."""
    page = visitor.context.new_page()
    page.goto(f"/{visitor.lang}/outbox/")
    line = page.locator("details li", has_text=cast.person(key).number)
    found = re.search(r"\b(\d{3}) (\d{3})\b", line.text_content() or "")
    page.close()
    assert found
    return found[1] + found[2]


@pytest.mark.parametrize(("lang", "size"), [("ar", PHONE), ("en", DESKTOP)])
def test_a_passkey_is_added_signs_in_alone_steps_up_and_is_removed(
    at_home: Somebody, lang: str, size: tuple[int, int]
) -> None:
    hind = at_home(lang=lang, size=size)
    with_device(hind)
    hind.sign_in("hind")
    hind.go("account/")
    hind.press(TO_SECURITY)
    hind.shoot("security")
    hind.go("account/security/passkey/")
    hind.shoot("add-passkey")
    hind.fill(NAME, f"Key {lang}")
    hind.press(ADD)
    hind.see(f"Key {lang}", _words(ar="أُضيف مفتاح المرور", en="The passkey is added"))
    hind.shoot("security-with-passkey")

    sign_out(hind)
    hind.go("sign-in/?next=" + f"/{lang}/account/security/")
    hind.shoot("sign-in")
    hind.press(USE_PASSKEY)
    hind.see(f"Key {lang}", _words(ar="يفتح كل شيء ويوقّع", en="Opens everything, and signs"))

    hind.go(f"step-up/?level=3&next=/{lang}/account/")
    hind.shoot("step-up")
    hind.press(MY_PASSKEY)
    assert hind.page.url.endswith(f"/{lang}/account/")

    hind.go("account/security/")
    hind.page.locator("article", has_text=f"Key {lang}").get_by_role("link").click()
    hind.shoot("authenticator")
    hind.press(REMOVE)
    hind.see(_words(ar="حُذفت الطريقة", en="It is removed"))
    assert hind.page.locator("article", has_text=f"Key {lang}").count() == 0


def test_a_passkey_of_an_account_with_one_is_offered_after_the_password_too(at_home: Somebody) -> None:
    karim = at_home(lang="en")
    with_device(karim)
    karim.sign_in("karim")
    karim.go("account/security/passkey/")
    karim.fill(NAME, "Karim's key")
    karim.press(ADD)
    sign_out(karim)
    karim.go("sign-in/")
    karim.fill(NUMBER, cast.person("karim").number)
    karim.fill(PASSWORD, cast.PASSWORD, exact=True)
    karim.go_on()
    karim.shoot("after-the-password")
    karim.press(MY_PASSKEY)
    karim.see(_words(ar="أهلًا", en="Welcome"))
    forget(karim, "Karim's key")


def test_at_another_address_the_page_says_where_passkeys_work(somebody: Somebody, country: Country) -> None:
    visitor = somebody(lang="en")
    visitor.page.goto(f"http://127.0.0.1:{country.port}/en/sign-in/")

    visitor.see("Passkeys are bound to one address")
    assert (
        visitor.page.locator("[data-elsewhere]").get_attribute("href") == f"http://localhost:{country.port}/en/sign-in/"
    )


# Of two people, because a code is taken once and the next one comes only after half a minute.
@pytest.mark.parametrize(("who", "lang", "size"), [("salim", "ar", DESKTOP), ("majed", "en", PHONE)])
def test_an_app_of_codes_signs_in_and_steps_up(at_home: Somebody, who: str, lang: str, size: tuple[int, int]) -> None:
    holder = at_home(lang=lang, size=size)
    holder.go("sign-in/")
    holder.fill(NUMBER, cast.person(who).number)
    holder.fill(PASSWORD, cast.PASSWORD, exact=True)
    holder.go_on()
    holder.shoot("code-or-app")
    holder.fill(CODE, app_code(holder, who))
    holder.press(ENTER, exact=True)
    holder.go("account/security/")
    holder.see(_words(ar="يفتح الوثائق والحقوق", en="Opens papers and rights"))
    holder.go("account/security/app/")
    holder.shoot("add-app")
    holder.go(f"step-up/?level=3&next=/{lang}/services/")
    holder.shoot("step-up-without-means")
    holder.see(_words(ar="ليس في حسابك ما يكفي لهذا بعد", en="Your account has nothing that is sure enough yet"))


def test_a_sign_in_is_approved_in_another_window(at_home: Somebody) -> None:
    phone, screen = at_home(lang="ar", size=PHONE), at_home(lang="ar", size=DESKTOP)
    phone.sign_in("yusuf")
    phone.go("account/security/device/")
    phone.shoot("add-device")
    phone.press("إضافة هذا الجهاز")

    screen.go("sign-in/")
    screen.fill(NUMBER, cast.person("yusuf").number)
    screen.fill(PASSWORD, cast.PASSWORD, exact=True)
    screen.go_on()
    screen.press("طلب الموافقة")
    screen.shoot("approval")
    digits = screen.text(".big-number").strip()
    phone.go("approve/")
    phone.shoot("approve")
    phone.fill("الرقمان الظاهران على الشاشة الأخرى", digits)
    phone.press("موافقة", exact=True)
    phone.see("وافقت")

    screen.see("أهلًا")
    forget(phone, "جهاز موافقة")


def test_an_account_is_paused_and_resumed_by_its_passkey(at_home: Somebody) -> None:
    visitor = at_home(lang="en")
    with_device(visitor)
    visitor.sign_in("salim")
    visitor.go("account/security/passkey/")
    visitor.fill(NAME, "Salim's key")
    visitor.press(ADD)
    visitor.press("Pause my account")
    visitor.shoot("pause")
    visitor.press("Pause my account now")
    visitor.shoot("resume")
    visitor.go("sign-in/")
    visitor.fill(NUMBER, cast.person("salim").number)
    visitor.fill(PASSWORD, cast.PASSWORD, exact=True)
    visitor.go_on()
    visitor.see("Your account is paused")
    visitor.go("account/resume/")
    visitor.press("Resume with a passkey")
    visitor.see("Your account works again")
    visitor.shoot("security-resumed")
    forget(visitor, "Salim's key")
