"""One list of cases for the rules in Python and in the browser: each must get the verdict it should, from both."""

import gzip
from typing import Any

import pytest

from tayseer.verify.vocabulary import vocabulary
from tests.platform.verify import browser, vectors
from tests.platform.verify.bad_lists import BELIEVED_TRUST_LISTS

pytestmark = pytest.mark.django_db

CHECK_ALL = """async ({made, words}) => {
  const [{ check }, { readTrust, readStatusList }, { redrawn }] = await Promise.all(
    ["rules", "lists", "draw"].map((name) => import(`/verify/${name}.js`)));
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const book = bytes(words.ar.book);
  const trusts = {};
  for (const [name, text] of Object.entries(made.trusts)) trusts[name] = await readTrust(text, made.roots);
  const cases = [];
  for (const one of made.cases) {
    const trust = trusts[one.trust] ?? null;
    const statusList = async (uri) => {
      const token = made.lists[one.lists]?.[uri];
      return token ? readStatusList(bytes(token), uri, trust) : null;
    };
    const found = await check(one.text, {
      at: one.at, sources: { trust, types: words.ar.types, book, statusList, log: async () => one.log },
    });
    const { claims, ...said } = found;
    const drawn = claims && { ar: redrawn(claims, words.ar), en: redrawn(claims, words.en) };
    cases.push({ ...said, drawn });
  }
  const trustLists = [];
  for (const one of made.trust_lists) trustLists.push((await readTrust(one.text, made.roots, one.lowest)) !== null);
  const statusLists = [];
  for (const one of made.status_lists) {
    statusLists.push((await readStatusList(bytes(one.token), one.uri, trusts.today)) !== null);
  }
  return { cases, trustLists, statusLists };
}"""


def test_python_says_of_every_case_what_it_should() -> None:
    made = vectors.made()

    wrong = {
        case["name"]: (case["wanted"], case["said"]["verdict"], case["said"]["findings"])
        for case in made["cases"]
        if not says(case)
    }

    assert wrong == {}
    assert [one["name"] for one in made["trust_lists"] if one["believed"]] == BELIEVED_TRUST_LISTS
    assert [one["name"] for one in made["status_lists"] if one["believed"]] == ["as it is"]


@pytest.mark.browser
@browser.NEEDS_CHROMIUM
def test_the_browser_says_of_every_case_what_python_says() -> None:
    made = vectors.made()
    words = {lang: dict(vocabulary(lang)) for lang in ("ar", "en")}

    said = browser.run(CHECK_ALL, {"made": made, "words": words})

    differing = {
        case["name"]: {part: (case["said"][part], other[part]) for part in other if case["said"][part] != other[part]}
        for case, other in zip(made["cases"], said["cases"], strict=True)
        if case["said"] != other
    }
    assert differing == {}
    assert said["trustLists"] == [one["believed"] for one in made["trust_lists"]]
    assert said["statusLists"] == [one["believed"] for one in made["status_lists"]]


def test_the_core_of_the_offline_check_is_small() -> None:
    names = ("base45", "cbor", "claims", "cose", "draw", "inflate", "kept", "lists", "log", "rules")
    core = b"".join((browser.SOURCES / "verify" / f"{name}.js").read_bytes() for name in names)

    assert len(gzip.compress(core, 9)) <= 15 * 1024


def says(case: dict[str, Any]) -> bool:
    verdict, code = case["wanted"]
    noted = [one["code"] for one in case["said"]["findings"] if not one["passed"]]
    return case["said"]["verdict"] == verdict and (not code or code in noted)
