"""Every service is asked for from its own pages in a browser, in both languages, and comes to its end."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from PIL import Image

from tayseer.audit.contract import Actor
from tayseer.casework import queries
from tayseer.casework.filing import forget_pinned
from tayseer.identity.ids import new_public_id, new_token, token_digest
from tayseer.identity.middleware import COOKIE
from tayseer.identity.models import Account, Session
from tayseer.kit.questions import Question
from tayseer.kit.services import Example, Service
from tayseer.portal.presenting import service_href
from tayseer.portal.subjects import ref_of
from tayseer.services import catalogue
from tayseer.site import built, clock
from tests.journeys.visitor import DECLARE, PHONE, SEND, START
from tests.platform.casework.test_every_service import first_allowed, move_on
from tests.security.committing import committed
from tests.support.stored import store_example

SERVICES = list(catalogue().values())
MOST_PAGES, MOST_STEPS = 12, 8
ENDED = {"ar": "أُنجز", "en": "Done"}
ARABIC, LATIN_WORDS = re.compile("[\u0621-\u064a]"), re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){2,}")
UNSEEN = re.compile("[\u2066-\u2069]")
ISOLATED = re.compile("\u2066[^\u2069]*\u2069")
OWN_WORDS = """() => { const main = document.querySelector("main").cloneNode(true);
  main.querySelectorAll("[dir=ltr], [lang=en], bdi").forEach((part) => part.remove()); return main.textContent; }"""


@pytest.fixture(scope="module", autouse=True)
def _database_beside_a_browser() -> Iterator[None]:
    """Playwright keeps an event loop in this thread, where Django would refuse to speak to its database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which the site's threads really write; pytest-django's own would truncate append-only tables."""
    del django_db_setup
    with committed(django_db_blocker):
        yield


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@pytest.fixture(scope="module")
def address(django_db_setup: None) -> Iterator[str]:
    """The whole site over the tests' database, in threads of this process, so that its clock can be set."""
    del django_db_setup
    server = make_server("127.0.0.1", 0, built.ahead_of(get_wsgi_application()), _Server, _Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    # The threads have gone without saying so to the pool, whose connections would keep the database from being dropped.
    connection.close()
    connection.close_pool()


class Asking:
    """Somebody signed in at a browser who asks for one service, whose day is that of its worked example."""

    def __init__(self, browser: Any, address: str, *, lang: str, service: Service) -> None:
        self.lang, self.service, self.example = lang, service, first_allowed(service)
        self.on = date.fromisoformat(self.example.on)
        self.at = datetime.combine(self.on, time(9), UTC)
        self.applicant, self.subject = store_example(service, self.example.given, self.example.answers)
        self.context = browser.new_context(
            base_url=address, locale="ar-SA" if lang == "ar" else "en-GB", timezone_id="Asia/Riyadh",
            viewport={"width": PHONE[0], "height": PHONE[1]},
        )  # fmt: skip
        self.context.set_default_timeout(10_000)
        # Fonts are looked at in other journeys; here they would only cost time.
        self.context.route("**/*.woff2", lambda route: route.abort())
        if self.applicant is not None:
            self._sign_in(address)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda problem: self.wrong.append(f"{self.page.url} threw: {problem}"))
        self.page.on(
            "response", lambda got: self.wrong.append(f"{got.url} answered {got.status}") if got.status >= 404 else None
        )

    def _sign_in(self, address: str) -> None:
        token, account = new_token(), Account.objects.get(person_id=self.applicant)
        Session.objects.create(
            token=token_digest(token), public_id=new_public_id(), account_id=account.id, created_at=self.at,
            last_seen_at=self.at, expires_at=self.at + timedelta(hours=8), methods=["password", "sms"], device="test",
        )  # fmt: skip
        self.context.add_cookies([{"name": COOKIE, "value": token, "url": address}])

    @property
    def href(self) -> str:
        """The page of the service, for the subject of the example."""
        ref = ref_of(self.service, applicant_id=int(self.applicant or 0), subject_id=self.subject)
        return service_href(self.lang, self.service.code, ref=ref)

    @property
    def place(self) -> str:
        """The address of the page that is open."""
        return urlsplit(self.page.url).path

    def text(self, within: str = "main") -> str:
        """What the page says."""
        return UNSEEN.sub("", self.page.locator(within).first.inner_text())

    def press(self, words: dict[str, str]) -> None:
        """Press what has that name."""
        found = self.page.locator("main").get_by_role("button", name=words[self.lang], exact=True)
        link = self.page.locator("main").get_by_role("link", name=words[self.lang], exact=True)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            found.or_(link).first.click()

    def answer_all(self) -> None:
        """Go through the questions as they come, to the page on which all is checked."""
        for _ in range(MOST_PAGES):
            if self.place.endswith("/check/"):
                return
            asked = re.search(r"/q/([\w-]+)/$", self.place)
            assert asked, f"neither a question nor the last page: {self.place}\n{self.text()[:800]}"
            question = next(one for one in self.service.asks if one.code == asked[1])
            heading = self.page.locator("h1")
            assert question.label.in_(self.lang) in UNSEEN.sub("", heading.inner_text()) or question.kind == "slot"
            fill(self.page, question, value_of(self.example, question))
            before = self.page.url
            self.press({"ar": "متابعة", "en": "Continue"})
            assert self.page.url != before, f"{question.code} was not taken:\n{self.text()[:800]}"
        pytest.fail(f"{self.service.code} asks without end")

    def file(self) -> str:
        """Declare what is to be declared, send, and give the reference of the case."""
        for question in self.service.asks:
            if question.kind == "declaration":
                self.page.locator(f'input[name="{question.code}"]').check()
        for box in self.page.get_by_label(DECLARE[self.lang]).all():
            box.check()
        self.press(SEND)
        found = re.search(r"/cases/(\w+)/", self.place)
        assert found, f"nothing was filed: {self.place}\n{self.text()[:800]}"
        return found[1]

    def in_the_readers_language(self) -> None:
        """The page is in one language: no English sentence in Arabic, and Arabic in English only as a name."""
        root = self.page.locator("html")
        assert root.get_attribute("lang") == self.lang
        assert bool(ARABIC.search(self.page.locator("h1").inner_text())) == (self.lang == "ar")
        if self.lang == "ar":
            # Names as registered and numbers stand in isolates of their own; what is left was written for the reader.
            leaked = LATIN_WORDS.findall(ISOLATED.sub("", self.page.evaluate(OWN_WORDS)))
            assert not leaked, f"English in an Arabic page: {leaked}"


def value_of(example: Example, question: Question) -> Any:
    """What the worked example answers, ``None`` when it leaves the question out."""
    given = {key.code if isinstance(key, Question) else key: value for key, value in example.answers.items()}
    return given.get(question.code)


def fill(page: Any, question: Question, value: Any) -> None:
    """Answer one question by the field that the platform made for it."""
    field = page.locator(f'[name="{question.code}"]')
    if question.kind == "slot":
        field.first.check()
    elif value is None:
        return
    elif question.kind == "choice":
        page.locator(f'[name="{question.code}"][value="{value}"]').check()
    elif question.kind == "day":
        for part, number in (("day", value.day), ("month", value.month), ("year", value.year)):
            page.locator(f'[name="{question.code}-{part}"]').fill(str(number))
    elif question.kind in {"photo", "file"}:
        field.set_input_files({"name": "picture.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    else:
        field.fill(str(value))


def picture() -> bytes:
    """A sound JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (480, 640), "#cdd5d0").save(out, "JPEG")
    return out.getvalue()


def come_to_the_end(asking: Asking, public_id: str) -> str:
    """Everybody else says yes in turn; gives the state in which the case ends."""
    actor = Actor("person", asking.applicant)
    for step in range(MOST_STEPS):
        case = queries.case_for(actor=actor, public_id=public_id)
        if not case.is_open:
            return case.state
        move_on(case, case.turns[0], asking.at + timedelta(minutes=step), asking.on)
    return queries.case_for(actor=actor, public_id=public_id).state


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)
def test_it_is_asked_for_from_its_pages_and_comes_to_its_end(
    service: Service, lang: str, browser: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_pinned()
    asking = Asking(browser, address, lang=lang, service=service)
    monkeypatch.setattr(clock, "now", lambda: asking.at)
    asking.page.goto(asking.href, wait_until="domcontentloaded")
    asking.in_the_readers_language()

    if service.flow == "query":
        ask(asking)
    else:
        asking.press(START)
        asking.answer_all()
        asking.in_the_readers_language()
        public_id = asking.file()
        asking.in_the_readers_language()
        assert come_to_the_end(asking, public_id) == "approved"
        asking.page.reload(wait_until="domcontentloaded")
    asking.in_the_readers_language()

    assert asking.wrong == []
    asking.context.close()


def ask(asking: Asking) -> None:
    """A query answers at once, or when its form has been filled in."""
    if asking.service.asks:
        for question in asking.service.asks:
            fill(asking.page, question, value_of(asking.example, question))
        field = asking.service.asks[0]
        name = f"{field.code}-day" if field.kind == "day" else field.code
        form = asking.page.locator("main form", has=asking.page.locator(f'[name="{name}"]'))
        with asking.page.expect_navigation(wait_until="domcontentloaded"):
            form.locator("button").last.click()
    said = {"ar": "كما في السجل يوم", "en": "As on record on"}[asking.lang]
    assert said in asking.text(), asking.text()[:800]
