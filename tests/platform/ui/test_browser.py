"""What only a browser can tell: nothing scrolls sideways, targets are large enough, the two directions mirror."""

import mimetypes
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tayseer.ui.environment import UI

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed: apt-get install chromium"),
]

SITE = "http://tayseer.test"
STYLE = "\n".join(
    path.read_text("utf-8") for path in [UI / "tokens.css", UI / "base.css", *sorted(UI.glob("*/style.css"))]
)
WIDER_THAN_THE_WINDOW = """() => [...document.querySelectorAll("body *")]
  .filter((e) => { const r = e.getBoundingClientRect(); return r.width > 1 && (r.right > innerWidth + 1 || r.left < -1)
    && !e.closest(".table-scroll, .tabs, pre, svg, .visually-hidden, .skip-link"); })
  .slice(0, 5).map((e) => e.tagName + "." + e.className)"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((e) => { const r = e.getBoundingClientRect(); const line = getComputedStyle(e).display === "inline";
    return r.width && !line && !e.closest(".visually-hidden, .skip-link, dialog") && (r.height < 24 || r.width < 24); })
  .slice(0, 5).map((e) => e.outerHTML.slice(0, 120))"""
EDGES = """(names) => Object.fromEntries(names.map((n) => {
  const r = document.querySelector(n).getBoundingClientRect(); return [n, [r.left, r.right]]; }))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any, settings: Any) -> Iterator[Any]:
    """Open an address of ours in a window of a given width; the pages come from Django in this process."""
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = ["*"]
    contexts: list[Any] = []

    def answer(route: Any) -> None:
        address = route.request.url.removeprefix(SITE)
        if address.startswith("/static/app") and address.endswith(".css"):
            route.fulfill(body=STYLE, content_type="text/css")
        elif address.startswith("/static/app"):
            route.fulfill(body=(UI / "static_src" / "app.js").read_text("utf-8"), content_type="text/javascript")
        elif address.startswith("/static/"):
            route.fulfill(status=404, content_type=mimetypes.guess_type(address)[0] or "text/plain")
        else:
            page = Client(headers={"cookie": route.request.headers.get("cookie", "")}).get(address)
            route.fulfill(status=page.status_code, body=page.content, headers=dict(page.headers))

    def go(address: str, width: int = 1280, **options: Any) -> Any:
        script = options.pop("java_script", True)
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=True if script is None else script, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.route("**/*", answer)
        page.goto(SITE + address)
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("address", ["gallery/?hidden=1", "display/"])
def test_nothing_scrolls_sideways_on_the_narrowest_phone(visit: Any, lang: str, address: str) -> None:
    page = visit(f"/{lang}/{address}", width=320)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.evaluate(WIDER_THAN_THE_WINDOW)
    assert page.evaluate(WIDER_THAN_THE_WINDOW) == []


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_nothing_scrolls_sideways_with_the_largest_text(visit: Any, lang: str) -> None:
    page = visit(f"/{lang}/gallery/?hidden=1", width=480)

    page.evaluate("document.documentElement.className = 'text-150 simple'")

    assert page.evaluate("document.documentElement.scrollWidth") <= 480, page.evaluate(WIDER_THAN_THE_WINDOW)


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_target_is_large_enough_to_press(visit: Any, lang: str, width: int) -> None:
    page = visit(f"/{lang}/gallery/", width=width)

    assert page.evaluate(SMALL_TARGETS) == []


def test_a_target_that_is_too_small_is_noticed(visit: Any) -> None:
    page = visit("/en/display/")

    page.evaluate("document.querySelector('main').innerHTML = '<button class=tiny></button>'")
    page.evaluate("Object.assign(document.querySelector('.tiny').style, {padding: 0, height: '12px', width: '12px'})")

    assert len(page.evaluate(SMALL_TARGETS)) == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_the_frame_mirrors_between_the_two_languages(visit: Any, width: int) -> None:
    names = [".site-name .mark", ".site-tools", ".heading-group", ".field", ".form .button"]

    ar = visit("/ar/display/", width=width).evaluate(EDGES, names)
    en = visit("/en/display/", width=width).evaluate(EDGES, names)

    for name in (".site-name .mark", ".heading-group", ".field"):
        assert abs((width - ar[name][1]) - en[name][0]) <= 1, name
    assert abs(ar[".site-tools"][0] - (width - en[".site-tools"][1])) <= 1


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_tools_of_the_header_keep_their_names_on_a_phone(visit: Any, lang: str) -> None:
    page = visit(f"/{lang}/display/", width=320)

    names = {"ar": ["نص أكبر", "English"], "en": ["Larger text", "العربية"]}[lang]

    for name in names:
        assert page.get_by_role("link", name=name, exact=True).count() == 1, name


def test_the_first_press_of_tab_shows_the_way_to_the_content(visit: Any) -> None:
    page = visit("/ar/display/")

    page.keyboard.press("Tab")

    focused = page.evaluate("({words: document.activeElement.innerText, tall: document.activeElement.offsetHeight})")
    assert focused["words"] == "الانتقال إلى المحتوى"
    assert focused["tall"] >= 24


def test_the_text_grows_and_stays_grown_with_one_press(visit: Any) -> None:
    page = visit("/en/display/")

    page.click("[data-text-size]")

    assert page.evaluate("getComputedStyle(document.body).fontSize") == "20px"
    assert "tayseer_display=125.full" in page.evaluate("document.cookie")


def test_without_javascript_the_same_link_leads_to_the_settings(visit: Any) -> None:
    page = visit("/en/gallery/badge/", java_script=False)

    page.click("[data-text-size]")

    assert page.url == f"{SITE}/en/display/?next=/en/gallery/badge/"
    assert page.locator("input[name=size]").count() == 3


def test_a_dialog_opens_in_place_and_gives_the_focus_back(visit: Any) -> None:
    page = visit("/en/gallery/dialog/")
    opener = page.locator("[data-dialog]").first

    opener.click()
    opened = page.locator("dialog[open]").count()
    page.keyboard.press("Escape")

    assert opened == 1
    assert page.evaluate("document.activeElement.dataset.dialog") == "withdraw"


@pytest.mark.parametrize(
    ("open_mark", "close_mark", "in_order"), [('<bdi dir="ltr">', "</bdi>", True), ("<i>", "</i>", False)]
)
def test_only_an_isolate_keeps_a_day_in_digits_in_order_inside_arabic(
    visit: Any, open_mark: str, close_mark: str, in_order: bool
) -> None:
    page = visit("/ar/display/")
    measure = """(html) => { const p = document.querySelector("main"); p.innerHTML = html;
      const text = p.querySelector("bdi, i").firstChild; const at = (i) => { const r = document.createRange();
      r.setStart(text, i); r.setEnd(text, i + 1); return r.getBoundingClientRect().left; }; return [at(0), at(9)]; }"""

    first, last = page.evaluate(measure, f"تنتهي في {open_mark}2031-05-01{close_mark} ثم تُجدد")

    assert (first < last) is in_order
