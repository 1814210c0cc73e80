"""Example Bank's pages and addresses, as a browser and the platform meet them; and what it remembers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tayseer.demo.bank import counter as counters
from tayseer.demo.bank.counter import Counter
from tayseer.demo.bank.relying import Begun, Learnt, Notice
from tayseer.demo.bank.server import COOKIE, House, build
from tayseer.demo.bank.words import PROBLEMS, WORDS
from tests.platform.demo.test_bank import CONSENT_EVENT, ISSUER, LOGOUT_EVENT, Platform

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def platform() -> Platform:
    """A platform that tells the truth."""
    return Platform()


class Browser:
    """A browser at the bank, which sends forms from the bank's own pages."""

    def __init__(self, port: int) -> None:
        self.own = f"http://localhost:{port}"
        self.client = httpx.Client(base_url=self.own, trust_env=False, timeout=5)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=headers)

    def press(self, path: str, **headers: str) -> httpx.Response:
        return self.client.post(path, headers={"Origin": self.own, **headers})

    def come_back(self, **changes: str) -> httpx.Response:
        """The platform sends the browser back with the code."""
        return self.get("/callback?" + urlencode({"code": "C", "iss": ISSUER, **changes}))

    def sign_in(self, platform: Platform, lang: str = "en") -> httpx.Response:
        """All of it; gives the page that one ends on."""
        self.press(f"/{lang}/sign-in")
        answer = self.come_back(state=platform.asked[-1][1]["state"])
        assert answer.headers["Location"] == f"/{lang}/"
        return self.get(f"/{lang}/")


@pytest.fixture
def browser(platform: Platform) -> Iterator[Browser]:
    """A browser, and the bank's server running."""
    bank = platform.bank()
    server = build(house=House(relying=bank, counter=Counter(lambda: platform.now)), host="127.0.0.1", port=0)
    bank.own = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    made = Browser(server.server_port)
    yield made
    made.client.close()
    server.shutdown()
    thread.join()
    server.server_close()


def told(browser: Browser, token: str, **headers: str) -> int:
    """The platform tells the bank something; gives the status of the answer."""
    answer = httpx.post(f"{browser.own}/logout", data={"logout_token": token}, headers=headers, trust_env=False)
    return answer.status_code


@pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_the_pages_stand_in_both_languages_without_scripts_and_say_that_the_bank_is_made_up(
    browser: Browser, platform: Platform, lang: str, direction: str
) -> None:
    front, learnt = browser.get(f"/{lang}/"), browser.sign_in(platform, lang)
    pages = [front, learnt, browser.get("/goodbye?state=" + lang), browser.get(f"/{lang}/nothing")]

    assert [page.status_code for page in pages] == [200, 200, 200, 404]
    for page in pages:
        assert f'<html lang="{lang}" dir="{direction}">' in page.text
        assert WORDS["made_up"][lang == "en"] in page.text
        assert "<script" not in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["Cache-Control"] == "no-store"


def test_the_front_door_leads_to_the_language_of_the_browser(browser: Browser) -> None:
    for asked, lang in (("en-GB,en;q=0.9,ar;q=0.5", "en"), ("ar", "ar"), ("fr", "ar"), ("", "ar")):
        assert browser.get("/", **{"Accept-Language": asked}).headers["Location"] == f"/{lang}/"


def test_it_shows_what_was_learnt_and_what_was_not(browser: Browser, platform: Platform) -> None:
    page = browser.sign_in(platform).text

    assert "Are you 18 or over? <b>Yes</b>" in page
    assert "Is your iqama valid today? <b>Yes</b>" in page
    assert "You may open an account." in page
    assert "your nationality and sex" in page
    assert f'href="{ISSUER}/en/consents/"' in page


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"age_over_18": False}, "Are you 18 or over? <b>No</b>"),
        ({"residence_valid": False}, "No account can be opened"),
        ({"residence_valid": None}, "No answer: there is no iqama on record"),
        ({"residence_valid": None}, "<li>your sex</li>"),
        ({"age_over_18": None}, "No account can be opened"),
        ({"age_over_18": "true"}, "No account can be opened"),
    ],
)
def test_a_no_and_a_silence_are_shown_as_they_are(
    browser: Browser, platform: Platform, answers: dict[str, Any], says: str
) -> None:
    changed = platform.answers | answers
    platform.answers = {name: value for name, value in changed.items() if value is not None}

    assert says in browser.sign_in(platform).text


def test_what_the_platform_sends_cannot_write_the_page(browser: Browser, platform: Platform) -> None:
    platform.answers |= {"more": "<script>alert(1)</script>"}

    assert "<script" not in browser.sign_in(platform).text
    assert "<script" not in browser.get("/en/?problem=<script>").text


def test_an_answer_counts_once_and_in_the_browser_that_began_it(browser: Browser, platform: Platform) -> None:
    browser.press("/en/sign-in")
    state = platform.asked[-1][1]["state"]
    stranger = httpx.get(f"{browser.own}/callback?state={state}&code=C&iss={ISSUER}", trust_env=False)

    assert stranger.headers["Location"].endswith("?problem=expired")
    assert browser.come_back(state=state).headers["Location"] == "/en/"
    assert browser.come_back(state=state).headers["Location"].endswith("?problem=expired")
    assert browser.come_back(state="").headers["Location"].endswith("?problem=expired")


def test_a_parameter_that_stands_twice_is_not_believed(browser: Browser, platform: Platform) -> None:
    browser.press("/en/sign-in")
    state = platform.asked[-1][1]["state"]
    answer = browser.get(f"/callback?state={state}&code=C&code=D&iss={ISSUER}")

    assert answer.headers["Location"].endswith("?problem=expired")


def test_signing_in_gives_the_browser_another_secret(browser: Browser, platform: Platform) -> None:
    browser.press("/en/sign-in")
    before = browser.client.cookies[COOKIE]
    browser.come_back(state=platform.asked[-1][1]["state"])

    assert browser.client.cookies[COOKIE] != before


@pytest.mark.parametrize("problem", sorted(PROBLEMS))
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_problem_is_explained(browser: Browser, problem: str, lang: str) -> None:
    page = browser.get(f"/{lang}/?problem={problem}").text

    assert WORDS[problem][lang == "en"] in page
    assert WORDS["sign_in"][lang == "en"] in page


def test_a_refusal_leads_back_to_words_and_an_unknown_error_to_plain_ones(browser: Browser, platform: Platform) -> None:
    for error, problem in (("access_denied", "access_denied"), ("made_up_error", "refused")):
        browser.press("/ar/sign-in")
        answer = browser.come_back(state=platform.asked[-1][1]["state"], error=error)
        assert answer.headers["Location"] == f"/ar/?problem={problem}"


def test_when_the_platform_is_away_the_bank_says_so(browser: Browser, platform: Platform) -> None:
    platform.is_away = True

    assert browser.press("/en/sign-in").headers["Location"] == "/en/?problem=away"
    assert told(browser, platform.logout_token()) == 503


@pytest.mark.parametrize("origin", ["", "null", "http://localhost:1", ISSUER])
@pytest.mark.parametrize("path", ["/en/sign-in", "/en/sign-out"])
def test_a_form_of_another_site_does_nothing(browser: Browser, platform: Platform, path: str, origin: str) -> None:
    browser.sign_in(platform)

    assert browser.press(path, Origin=origin).status_code == 403
    assert "What the bank learnt" in browser.get("/en/").text


def test_the_machine_has_two_names_and_the_bank_goes_by_one(browser: Browser) -> None:
    port = browser.own.rpartition(":")[2]
    answer = httpx.get(f"http://127.0.0.1:{port}/en/?problem=away", trust_env=False)

    assert answer.headers["Location"] == f"{browser.own}/en/?problem=away"
    assert browser.get("/en/", Host="bank.example").status_code == 200


def test_signing_out_forgets_and_leads_on_to_the_platform(browser: Browser, platform: Platform) -> None:
    browser.sign_in(platform)
    answer = browser.press("/en/sign-out")

    assert answer.headers["Location"].startswith(f"{ISSUER}/out?id_token_hint=")
    assert "What the bank learnt" not in browser.get("/en/").text
    assert browser.press("/en/sign-out").headers["Location"] == "/goodbye?state=en"


def test_a_notice_ends_the_visit_and_one_of_the_consent_deletes_what_was_learnt(
    browser: Browser, platform: Platform
) -> None:
    browser.sign_in(platform)
    assert told(browser, platform.logout_token()) == 200
    assert "You are signed in here no more" in browser.get("/en/").text

    revoked = platform.logout_token(sid=None, jti="J2", events={LOGOUT_EVENT: {}, CONSENT_EVENT: {}})
    assert told(browser, revoked) == 200
    page = browser.get("/en/").text
    assert "The bank’s access has ended" in page
    assert "Are you 18" not in page


def test_a_notice_that_is_not_believed_ends_nothing(browser: Browser, platform: Platform) -> None:
    browser.sign_in(platform)

    assert told(browser, platform.logout_token(typ="JWT")) == 400
    assert told(browser, platform.logout_token(), **{"Content-Type": "text/plain"}) == 400
    assert "What the bank learnt" in browser.get("/en/").text


def test_it_says_that_it_lives_and_takes_no_large_bodies(browser: Browser) -> None:
    assert browser.get("/healthz").json() == {"status": "ok"}
    assert browser.client.post("/logout", content=b"x" * 20_000, headers=FORM).status_code == 413


# What is remembered.


def learnt(*, subject: str = "S", sid: str = "V") -> Learnt:
    return Learnt(subject, sid, {"acr": "urn:tayseer:loa:2", "auth_time": 1}, {"age_over_18": True})


def notice(*, sid: str = "", jti: str = "J", revoked: bool = False) -> Notice:
    return Notice("S", sid, jti, revoked)


def ended(counter: Counter, browser: str) -> str:
    """Why the visit of this browser ended; empty while it lasts."""
    visit = counter.visit(browser)
    assert visit is not None
    return visit.ended


@pytest.fixture
def counter(platform: Platform) -> Counter:
    """A bank's memory, at the platform's moment."""
    return Counter(lambda: platform.now)


def test_a_sign_in_on_its_way_is_forgotten_after_a_quarter_of_an_hour(counter: Counter, platform: Platform) -> None:
    counter.begin("b", Begun("s", "n", "v", "ar", ""))
    platform.pass_by(minutes=15)

    assert counter.take("b", "s") is None


def test_a_visit_ends_after_half_a_day(counter: Counter, platform: Platform) -> None:
    browser = counter.arrive(learnt())
    platform.pass_by(hours=12)

    assert counter.visit(browser) is None


def test_a_notice_without_sid_ends_every_visit_of_one_person_alone(counter: Counter) -> None:
    first, second = counter.arrive(learnt(sid="V1")), counter.arrive(learnt(sid="V2"))
    other = counter.arrive(learnt(subject="T", sid="V3"))

    assert counter.hear(notice()) == 2
    assert [ended(counter, one) for one in (first, second, other)] == ["signed_out", "signed_out", ""]


def test_a_notice_that_comes_again_ends_nothing_new(counter: Counter) -> None:
    counter.hear(notice(jti="J", revoked=True))
    browser = counter.arrive(learnt())

    assert counter.hear(notice(jti="J", revoked=True)) == 0
    assert ended(counter, browser) == ""


def test_a_notice_that_overtakes_the_answer_ends_the_visit_all_the_same(counter: Counter) -> None:
    counter.hear(notice(sid="V"))

    assert ended(counter, counter.arrive(learnt())) == "signed_out"


def test_with_the_consent_goes_all_that_was_learnt(counter: Counter) -> None:
    browser = counter.arrive(learnt())
    counter.hear(notice(revoked=True))
    visit = counter.visit(browser)

    assert visit is not None
    assert (visit.learnt, visit.subject) == (None, "")
    assert counter.leave(browser) is None


def test_nobody_fills_the_memory(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "MOST", 3)
    for number in range(9):
        counter.begin("b", Begun(str(number), "n", "v", "ar", ""))

    assert [counter.take("b", str(number)) is not None for number in (5, 6, 8)] == [False, True, True]


def test_every_word_stands_in_both_languages() -> None:
    assert all(ar.strip() and en.strip() for ar, en in WORDS.values())
    assert set(WORDS) >= PROBLEMS
