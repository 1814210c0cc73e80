"""Pages of every kind, in both languages and on the narrowest phone, as somebody who needs them to be accessible."""

import pytest

from tests.journeys import looks
from tests.journeys.visitor import DESKTOP

OPEN = ("", "services/", "services/vehicles/offer-sale/", "sign-in/", "verify/", "help/")
OWN = ("", "services/civil/register-birth-citizen/", "family/", "wallet/", "vehicles/", "cases/", "inbox/", "activity/")
OFFICE = ("office/", "office/reports/")


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_pages_open_to_anyone_are_accessible(somebody, lang):
    anybody = somebody(lang=lang)

    assert _found_on(anybody, OPEN) == {}


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_pages_of_a_person_are_accessible(somebody, lang):
    salim = somebody(lang=lang)
    salim.sign_in("salim")

    assert _found_on(salim, OWN) == {}


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_pages_of_an_officer_are_accessible(somebody, lang):
    khadija = somebody(lang=lang)
    khadija.sign_in("officer-civil-supervisor")

    assert _found_on(khadija, OFFICE) == {}


def _found_on(visitor, paths: tuple[str, ...]) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        for width in (looks.NARROWEST, DESKTOP[0]):
            visitor.page.set_viewport_size({"width": width, "height": 740})
            visitor.go(path)
            visitor.shoot(f"{path.strip('/').replace('/', '_') or 'home'}-{width}")
            problems = looks.wrong_with(visitor.page)
            if problems:
                found[f"/{visitor.lang}/{path} at {width}"] = problems
    return found


BREAK = """() => {
  const set = (what, style) => document.querySelectorAll(what).forEach(e => Object.assign(e.style, style));
  set(".wide", {width: "400px"}); set(".tiny", {padding: 0, minHeight: 0, width: "12px", height: "12px"}); }"""
BROKEN = {
    looks.STICKS_OUT: "<h1>ع</h1><div class=wide>واسع</div>",
    looks.TOO_SMALL: "<h1>ع</h1><button class=tiny>×</button>",
    looks.NAMELESS: "<h1>ع</h1><input type=text>",
    looks.BARE_RUNS: "<h1>ع</h1><p>تنتهي في 2031-05-01 ثم تُجدد</p>",
    looks.HEADINGS: "<h1>ع</h1><h3>ع</h3>",
}


@pytest.mark.parametrize("look", looks.LOOKS)
def test_each_look_notices_a_page_that_is_broken(somebody, look):
    visitor = somebody(lang="ar")
    visitor.page.set_viewport_size({"width": looks.NARROWEST, "height": 740})
    visitor.go("help/")
    assert visitor.page.evaluate(look) == []

    visitor.page.evaluate("html => { document.querySelector('main').innerHTML = html; }", BROKEN[look])
    visitor.page.evaluate(BREAK)

    assert len(visitor.page.evaluate(look)) >= 1
