"""With the keyboard alone: sign in, search, open a service; the focus is seen at every stop."""

import pytest

from tayseer.demo import cast
from tests.journeys.visitor import DESKTOP

FURTHEST = 80
#: How wide the ring of the focus is, and whether it is in sight; a field with a button in it has one around both.
RING = """() => { const e = document.activeElement, r = e.getBoundingClientRect();
  const widths = [e, e.parentElement].map(x => getComputedStyle(x)).map(s => s.outlineStyle === "none"
    ? parseFloat((s.boxShadow.match(/([\\d.]+)px$/) || [0, 0])[1]) : parseFloat(s.outlineWidth));
  return { width: Math.max(...widths), seen: r.bottom > 0 && r.top < innerHeight }; }"""
WORDS = {
    "ar": ("تجديد إقامة", "تجديد إقامة فرد من الأسرة", "الانتقال إلى المحتوى"),
    "en": ("renew iqama", "Renew a family member's iqama", "Skip to the content"),
}


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_sign_in_search_and_open_a_service_by_keys(somebody, lang):
    sought, found, skip = WORDS[lang]
    yusuf = somebody(lang=lang, size=DESKTOP)
    yusuf.name = "keys"
    yusuf.go("sign-in/")
    yusuf.page.keyboard.press("Tab")
    assert yusuf.page.evaluate("document.activeElement.innerText") == skip
    yusuf.page.keyboard.press("Enter")

    _tab_to(yusuf, "#number")
    yusuf.page.keyboard.type(cast.person("yusuf").number)
    _tab_to(yusuf, "#password")
    yusuf.page.keyboard.type(cast.person("yusuf").password)
    _enter(yusuf)
    _tab_to(yusuf, "main a[href$='/outbox/']")
    _enter(yusuf)
    code = yusuf.newest_code("yusuf")
    _tab_to(yusuf, "main a[href$='/sign-in/code/']")
    _enter(yusuf)
    _tab_to(yusuf, "#code")
    yusuf.page.keyboard.type(code)
    _enter(yusuf)
    _tab_to(yusuf, "main input[type=search]")
    yusuf.shoot("search-by-keys")
    yusuf.page.keyboard.type(sought)
    _enter(yusuf)
    _tab_to(yusuf, f'main a:has-text("{found}")')
    yusuf.shoot("found-by-keys")
    _enter(yusuf)

    yusuf.see(found, within="h1")


def _tab_to(visitor, selector: str):
    """Press Tab until the focus is there, and see it at every stop."""
    wanted = visitor.page.locator(selector).first
    for _ in range(FURTHEST):
        visitor.page.keyboard.press("Tab")
        ring = visitor.page.evaluate(RING)
        where = visitor.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        assert ring["seen"], f"the focus is out of sight at {where}"
        assert ring["width"] >= 2, f"the focus is not shown at {where}"
        if wanted.evaluate("e => e === document.activeElement"):
            return
    pytest.fail(f"{FURTHEST} presses of Tab do not lead to {selector}")


def _enter(visitor):
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
