"""Somebody with a browser: signs in, presses what has a name, reads what the page says, and minds what goes wrong."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page, expect
from playwright.sync_api import TimeoutError as NeverCame

from tayseer.demo import cast
from tests.journeys.country import Country
from tests.support import processes

PHONE, DESKTOP = (360, 740), (1280, 800)
WAITS_MILLISECONDS = 20_000
#: Another house, whose pages a payer visits.
BANK_PORT_AFTER = 701

#: What a page says: the same in both languages, or by language.
Words = str | dict[str, str]


def _words(**both: str) -> dict[str, str]:
    return both


NUMBER = _words(ar="رقم الهوية", en="Identity number")
PASSWORD = _words(ar="كلمة المرور", en="Password")
CONTINUE = _words(ar="متابعة", en="Continue")
READ_CODE = _words(ar="اقرأ الرمز في صندوق الصادر", en="Read the code in the outbox")
BACK_TO_CODE = _words(ar="العودة إلى إدخال الرمز", en="Back to entering the code")
CODE = _words(ar="رمز الدخول", en="Sign-in code")
ENTER = _words(ar="دخول", en="Sign in")
WELCOME = _words(ar="أهلًا", en="Welcome")
START = _words(ar="بدء الطلب", en="Start the request")
SEND = _words(ar="إرسال الطلب", en="Send request")
DECLARE = _words(ar="قرأت ما سبق وأقرّ بصحته", en="I have read the above and declare that it is true")
SEE_BILL = _words(ar="عرض الفاتورة ودفعها", en="See the bill and pay")
BY_CARD = _words(ar="ادفع بالبطاقة", en="Pay by card")
PAY_NOW = _words(ar="ادفع الآن", en="Pay now")
PAID = _words(ar="تم الدفع", en="Paid")
HELD = _words(ar="حُجز المبلغ", en="The money is held")
TO_CASE = _words(ar="العودة إلى الطلب", en="Back to the request")
APP_CODE = _words(ar="الرمز الظاهر في التطبيق", en="Code that the app shows")
PROVE_IT = _words(ar="إثبات", en="Prove it")
MY_PASSKEY = _words(ar="استعمال مفتاح المرور", en="Use my passkey")
ADD_PASSKEY = _words(ar="إضافة المفتاح", en="Add the passkey")
PASSKEY_NAME = _words(ar="اسم تعرفه به", en="A name to know it by")
#: Codes of apps that were given already, by member of the cast, for each counts once.
GIVEN: set[tuple[str, str]] = set()
#: The marks that keep a run of the other direction in order.
UNSEEN = re.compile("[\u2066-\u2069]")
#: Whether a part of the page holds these words, however they are broken into lines.
SAYS = r"""([within, words]) => { const e = document.querySelector(within);
  return e && e.innerText.replace(/[\u2066-\u2069]/g, "").replace(/\s+/g, " ").includes(words); }"""
MOST_SHOWN = 1_500
#: Chromium draws no picture that is much higher.
HIGHEST = 12_000
SIX_DIGITS = re.compile(r"(?<!\d)\d{6}(?!\d)")


class Visitor:
    """A member of the cast, or nobody yet, in a window of their own; ``lang`` is the language they read."""

    def __init__(
        self,
        browser: Browser,
        country: Country,
        *,
        lang: str = "ar",
        size: tuple[int, int] = DESKTOP,
        java_script: bool = True,
        shots: Path | None = None,
        proves: bool = True,
    ) -> None:
        self.country, self.lang, self.size, self.shots, self.proves = country, lang, size, shots, proves
        self.java_script = java_script
        self.context: BrowserContext = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=java_script,
            locale="ar-SA" if lang == "ar" else "en-GB",
            timezone_id="Asia/Riyadh",
            accept_downloads=True,
            base_url=country.address,
            has_touch=size == PHONE,
        )
        self.context.set_default_timeout(WAITS_MILLISECONDS)
        self.page: Page = self.context.new_page()
        self.name, self._shot = "visitor", 0
        self.wrong: list[str] = []
        self.device: CDPSession | None = None
        self._mind()

    def _mind(self) -> None:
        """Note what no page may do, whichever journey sees it: fail, complain, or ask another machine for something."""
        ours = {self.country.port, self.country.port + BANK_PORT_AFTER}

        def asked(request: Any) -> None:
            where = urlsplit(request.url)
            here = where.hostname in {"127.0.0.1", "localhost"} and where.port in ours
            if where.scheme in {"http", "https"} and not here:
                self.wrong.append(f"{self.page.url} asked {request.url}")

        def answered(response: Any) -> None:
            if response.status >= 500 or (response.status == 404 and response.request.resource_type != "document"):
                self.wrong.append(f"{response.url} answered {response.status}")

        def complained(message: Any) -> None:
            # The browser logs as faults that a form came back with its errors, and that a site has no picture for tabs.
            where = message.location["url"]
            if message.type == "error" and "status of 422" not in message.text and not where.endswith("/favicon.ico"):
                self.wrong.append(f"{self.page.url} complained: {message.text} {where}")

        self.page.on("request", asked)
        self.page.on("response", answered)
        self.page.on("console", complained)
        self.page.on("pageerror", lambda problem: self.wrong.append(f"{self.page.url} threw: {problem}"))

    # What the visitor does.

    def go(self, path: str) -> None:
        """Open a page by its address below the language."""
        self.page.goto(f"/{self.lang}/{path}")
        self._look()

    def press(self, name: Words, *, within: str = "main", exact: bool = False, opens: str = "") -> None:
        """Press the link or button of this name, in the menu that ``opens`` it, and wait for the page it leads to."""
        if opens:
            self.page.locator(opens).click()
        with self.page.expect_navigation():
            self.control(name, within=within, exact=exact).first.click()
        self._look()

    def control(self, name: Words, *, within: str = "main", exact: bool = False) -> Locator:
        """The links and buttons of this name."""
        place, words = self.page.locator(within), self._said(name)
        link, button = (place.get_by_role(role, name=words, exact=exact) for role in ("link", "button"))
        return link.or_(button)

    def fill(self, label: Words, value: str, *, exact: bool = False) -> None:
        """Write into the field of this label."""
        self.page.get_by_label(self._said(label), exact=exact).fill(value)

    def choose(self, option: Words) -> None:
        """Pick the choice of this label."""
        self.page.get_by_label(self._said(option)).check()

    def go_on(self) -> None:
        """Press the button that goes on."""
        self.press(CONTINUE, exact=True)

    def send(self) -> str:
        """Declare, send the request, and give its reference."""
        for box in self.page.get_by_label(DECLARE[self.lang]).all():
            box.check()
        self.press(SEND)
        found = re.search(r"/cases/(\w+)/", self.page.url)
        assert found, f"nothing was filed; the page is {self.page.url}: {self.page.inner_text('main')[:400]}"
        return found[1]

    def pay(self, *, done: Words = PAID, shot: str = "") -> None:
        """From the page of a request: see the bill, pay it at the bank, and come back to the request."""
        self.press(SEE_BILL)
        self.shoot(f"bill{shot}")
        self.press(BY_CARD)
        self.shoot(f"bank{shot}")
        self.press(PAY_NOW)
        self.see(done, within="h1")
        self.shoot(f"paid{shot}")
        self.press(TO_CASE)

    def sign_in(self, key: str) -> None:
        """Sign in as this member of the cast, with the code that the outbox shows."""
        somebody = cast.person(key)
        self.name = key
        self.go("sign-in/")
        self.fill(NUMBER, somebody.number)
        self.fill(PASSWORD, somebody.password, exact=True)
        self.go_on()
        self.shoot("sign-in-code")
        send = self.page.locator('form[action$="/sign-in/code/send/"] button')
        if send.count():
            # Whoever has a passkey is sent a code only for the asking.
            with self.page.expect_navigation():
                send.click()
        self.press(READ_CODE)
        code = self.newest_code(key)
        self.press(BACK_TO_CODE)
        self.fill(CODE, code)
        self.press(ENTER, exact=True)

    def prove(self) -> None:
        """On the page that asks for more: the passkey of this device, where it has one, else the code of the app."""
        if self.device is not None:
            self.press(MY_PASSKEY)
            return
        # A code that another window has given counts no more; then the next one does, half a minute later.
        for _ in range(3):
            processes.eventually(self._enter_new_code, what="a code of the app that was not used yet", within=90)
            self.press(PROVE_IT, exact=True)
            if "/step-up/" not in self.page.url:
                return

    def _enter_new_code(self) -> bool:
        """Enter what the app of this member of the cast shows; not when it was given before, for it counts once."""
        page = self.context.new_page()
        page.goto(f"/{self.lang}/outbox/")
        line = page.locator("details li", has_text=cast.person(self.name).number)
        found = re.search(r"\b(\d{3}) (\d{3})\b", line.text_content() or "")
        page.close()
        assert found
        code = found[1] + found[2]
        if (self.name, code) in GIVEN:
            return False
        GIVEN.add((self.name, code))
        self.fill(APP_CODE, code)
        return True

    def get_device(self, name: str = "laptop") -> None:
        """Give this window's device a built-in authenticator that knows its user, and add a passkey of it."""
        self.device = self.context.new_cdp_session(self.page)
        self.device.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        self.device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.go("account/security/passkey/")
        self.fill(PASSKEY_NAME, name)
        self.press(ADD_PASSKEY)

    def newest_code(self, key: str) -> str:
        """The six digits last sent to the mobile of this member of the cast, read off the outbox."""
        mobile = f"5000{cast.PEOPLE.index(cast.person(key)) + 101:05d}"
        # A notice may leave between the code and this look, so the newest text that holds a code counts.
        messages = self.page.locator("article", has_text=mobile)
        texts = [messages.nth(place).locator("p").last.inner_text() for place in range(messages.count())]
        found = next((digits for text in texts if (digits := SIX_DIGITS.search(text))), None)
        assert found, texts
        return found[0]

    # What the visitor sees.

    def see(self, *words: Words, within: str = "main") -> None:
        """Wait until the page says these words."""
        for one in map(self._said, words):
            try:
                self.page.wait_for_function(SAYS, arg=[within, one], timeout=WAITS_MILLISECONDS)
            except NeverCame:
                pytest.fail(f"{self.page.url} does not say «{one}» but:\n{self.text(within)[:MOST_SHOWN]}")

    def not_see(self, words: Words, within: str = "main") -> None:
        """The page, which is there already, does not say these words."""
        assert self._said(words) not in self.text(within)

    def text(self, within: str = "main") -> str:
        """What that part of the page says, without the marks that isolate runs of the other direction."""
        return UNSEEN.sub("", self.page.locator(within).first.inner_text())

    def eventually(self, words: Words, within: str = "main") -> None:
        """Look again and again until the page says these words: a worker is doing its part."""
        place = self.page.locator(within).first
        processes.eventually(
            lambda: self.page.reload() and self._said(words) in place.inner_text(), what=self._said(words)
        )

    def shoot(self, name: str) -> None:
        """Keep a picture of the whole page, when pictures are wanted."""
        if self.shots is not None:
            self._shot += 1
            size = "phone" if self.size == PHONE else "desktop"
            file = f"{self.name}-{self._shot:02d}-{name}-{self.lang}-{size}.png"
            # In a window as high as the page, the bar at the foot of a phone hides nothing of it.
            window = self.page.viewport_size
            height = self.page.evaluate("document.documentElement.scrollHeight")
            self.page.set_viewport_size({**window, "height": max(window["height"], min(height, HIGHEST))})
            self.page.screenshot(path=self.shots / file)
            self.page.set_viewport_size(window)

    def _look(self) -> None:
        """What holds on every page, whatever it is about."""
        root = self.page.locator("html")
        expect(root).to_have_attribute("lang", self.lang)
        expect(root).to_have_attribute("dir", "rtl" if self.lang == "ar" else "ltr")
        expect(self.page.locator("h1")).to_have_count(1)
        if "/step-up/?" in self.page.url and self.proves:
            self.prove()

    def _said(self, words: Words) -> str:
        return words[self.lang] if isinstance(words, dict) else words
