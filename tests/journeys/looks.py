"""What can be told of any page by looking at it: each look gives what it found wrong, so that nothing wrong is []."""

from typing import Any

from tests.support import repository

NARROWEST = 320

#: Parts of the page that stick out of a window as narrow as a phone's, tables that scroll by themselves apart.
STICKS_OUT = """() => document.documentElement.scrollWidth <= innerWidth ? [] : ["the page scrolls sideways",
  ...[...document.querySelectorAll("body *")].filter(e => { const r = e.getBoundingClientRect();
    return r.width > 1 && (r.right > innerWidth + 1 || r.left < -1)
      && !e.closest(".table-scroll, .tabs, svg, .visually-hidden, .skip-link"); })
    .slice(0, 5).map(e => e.outerHTML.slice(0, 120))]"""

#: Targets under 24 px. Links inside a sentence are as high as its lines, which the standard allows.
TOO_SMALL = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter(e => { const r = e.getBoundingClientRect(); const line = getComputedStyle(e).display === "inline";
    return r.width && !line && !e.closest(".visually-hidden, .skip-link, dialog, label")
      && (r.height < 24 || r.width < 24); })
  .map(e => "too small: " + e.outerHTML.slice(0, 120))"""

#: Controls and links that say nothing to somebody who cannot see them.
NAMELESS = """() => {
  const drawn = e => [...e.querySelectorAll("img")].map(i => i.alt).join("");
  const words = e => (e.innerText || e.textContent || drawn(e)).trim() || drawn(e);
  const fields = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .filter(e => !e.getAttribute("aria-label") && ![...(e.labels || [])].some(words));
  const doers = [...document.querySelectorAll("a[href], button, summary")]
    .filter(e => !e.getAttribute("aria-label") && !words(e));
  return [...fields, ...doers].map(e => "without a name: " + e.outerHTML.slice(0, 120)); }"""

#: Identifiers and days in digits that stand bare in Arabic, where their parts would change places.
BARE_RUNS = r"""() => { if (document.documentElement.dir !== "rtl") return [];
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const run = /(^|[^\w])((?:[A-Za-z0-9]+[-\/@.:])+[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*|\d+-\d+-\d+)/;
  while (walk.nextNode()) { const holder = walk.currentNode.parentElement;
    const text = walk.currentNode.data.replace(/\u2066[^\u2069]*\u2069/g, "");
    if (run.test(text) && getComputedStyle(holder).direction === "rtl" && !holder.closest("script, style"))
      found.push("bare in Arabic: " + text.trim().slice(0, 80)); }
  return found.slice(0, 5); }"""

#: One h1, and no level of heading left out below it.
HEADINGS = """() => {
  const levels = [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")].map(e => Number(e.tagName[1]));
  const jumps = levels.slice(1).map((level, i) => [levels[i], level]).filter(([a, b]) => b > a + 1)
    .map(([a, b]) => `h${b} follows h${a}`);
  return levels.filter(level => level === 1).length === 1 ? jumps : ["not one h1: " + levels, ...jumps]; }"""

LOOKS = (STICKS_OUT, TOO_SMALL, NAMELESS, BARE_RUNS, HEADINGS)

AXE = repository.ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (tags) => (await axe.run(document, {runOnly: {type: "tag", values: tags}})).violations
  .flatMap(v => v.nodes.slice(0, 3).map(n => `${v.id} (${v.impact}): ${n.html.slice(0, 160)}`))"""


def wrong_with(page: Any) -> list[str]:
    """Everything that a look finds wrong with the page as it stands, at its width."""
    found = [problem for look in LOOKS for problem in page.evaluate(look)]
    if AXE.exists():
        page.evaluate(AXE.read_text("utf-8"))
        found += page.evaluate(RUN_AXE, AXE_RULES)
    return found
