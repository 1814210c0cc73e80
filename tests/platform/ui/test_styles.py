"""The style sheet keeps its contrast, its direction-free words and its weight."""

import re
from pathlib import Path

import brotli
import pytest

from tayseer.ui.environment import UI

SHEETS = [UI / "tokens.css", UI / "base.css", *sorted(UI.glob("*/style.css"))]
TOKENS = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", (UI / "tokens.css").read_text("utf-8")))
BUDGET_BYTES = 12 * 1024

TEXT, LARGE_OR_CONTROL = 4.5, 3.0
LIGHT = ("white", "page", "section")
SOFT = ("brand-tint", "brand-soft")

# What may stand on what, and how much contrast its use needs (WCAG 2.2, 1.4.3 and 1.4.11).
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "text", "text-2", "text-muted") for ground in (*LIGHT, *SOFT)],
    *[("brand-strong", ground, TEXT) for ground in (*LIGHT, *SOFT)],
    *[("brand-deep", ground, TEXT) for ground in (*LIGHT, *SOFT)],
    ("brand", "white", TEXT),
    ("brand", "page", TEXT),
    ("brand", "brand-tint", TEXT),
    ("brand-bright", "ink", TEXT),
    *[(f"{tone}-text", ground, TEXT) for tone in ("danger", "warn", "ok", "info") for ground in LIGHT],
    *[(f"{tone}-text", f"{tone}-soft", TEXT) for tone in ("danger", "warn", "ok", "info")],
    *[("text", f"{tone}-soft", TEXT) for tone in ("danger", "warn", "ok", "info")],
    *[("text-2", f"{tone}-soft", TEXT) for tone in ("danger", "warn", "ok", "info")],
    *[("brand-strong", f"{tone}-soft", TEXT) for tone in ("danger", "warn", "ok", "info")],
    *[("line-control", ground, LARGE_OR_CONTROL) for ground in LIGHT],
    *[("danger", ground, LARGE_OR_CONTROL) for ground in LIGHT],
    *[("warn", ground, LARGE_OR_CONTROL) for ground in ("white", "page")],
]

# Ratios of the design's own table, so that a changed token cannot pass as a rounding difference.
PUBLISHED = [
    ("brand", "white", 4.75),
    ("brand", "section", 4.32),
    ("brand-strong", "brand-soft", 5.81),
    ("brand-flag", "white", 9.93),
    ("line", "white", 2.51),
    ("line-control", "section", 4.34),
    ("warn", "white", 3.49),
    ("ok-text", "ok-soft", 5.40),
    ("info-text", "white", 5.99),
    ("text-muted", "section", 6.69),
]

NEVER_TEXT = {"line", "line-soft", "line-faint", "gold", "brand-bright", "warn"}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def rules(sheet: Path) -> list[tuple[str, str]]:
    return re.findall(r"([^{}]+)\{([^{}]*)\}", sheet.read_text("utf-8"))


@pytest.mark.parametrize(("ink", "ground", "needed"), PAIRS)
def test_a_pair_that_components_use_has_enough_contrast(ink: str, ground: str, needed: float) -> None:
    assert contrast(ink, ground) >= needed


@pytest.mark.parametrize(("ink", "ground", "ratio"), PUBLISHED)
def test_the_tokens_still_give_the_published_ratios(ink: str, ground: str, ratio: float) -> None:
    assert round(contrast(ink, ground), 2) == ratio


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.parent.name + "/" + sheet.name)
def test_a_rule_that_sets_text_and_ground_sets_a_readable_pair(sheet: Path) -> None:
    for selector, body in rules(sheet):
        ink = re.search(r"(?:^|[;\s])color:\s*var\(--([\w-]+)\)", body)
        ground = re.search(r"background(?:-color)?:\s*var\(--([\w-]+)\)", body)
        if ink:
            assert ink[1] not in NEVER_TEXT, f"{selector.strip()} writes text in {ink[1]}"
        if ink and ground:
            assert contrast(ink[1], ground[1]) >= TEXT, f"{selector.strip()}: {ink[1]} on {ground[1]}"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.parent.name + "/" + sheet.name)
def test_no_sheet_names_a_side_of_the_screen(sheet: Path) -> None:
    physical = re.compile(
        r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[\w-]*"
        r"|border-(?:top|bottom)-(?:left|right)-radius|left|right|top|bottom|width|height|float)\s*:"
        r"|text-align:\s*(?:left|right)"
    )
    without_conditions = re.sub(r"@(?:media|container)[^{]*", "", sheet.read_text("utf-8"))

    assert physical.findall(without_conditions) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.parent.name + "/" + sheet.name)
def test_every_variable_that_is_used_exists(sheet: Path) -> None:
    known = set(re.findall(r"(--[\w-]+):", (UI / "tokens.css").read_text("utf-8")))

    assert set(re.findall(r"var\((--[\w-]+)", sheet.read_text("utf-8"))) <= known


def test_the_whole_style_sheet_stays_within_its_budget() -> None:
    whole = "\n".join(line.strip() for sheet in SHEETS for line in sheet.read_text("utf-8").splitlines())

    assert len(brotli.compress(whole.encode())) <= BUDGET_BYTES


def test_the_script_stays_within_its_budget_and_loads_nothing_from_elsewhere() -> None:
    script = (UI / "static_src" / "app.js").read_text("utf-8")

    assert len(brotli.compress(script.encode())) <= 14 * 1024
    assert "http" not in script.replace("https:", "")
    assert not re.search(r"\beval\b|innerHTML|new Function", script)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.parent.name + "/" + sheet.name)
def test_nothing_moves_unless_the_reader_allows_motion(sheet: Path) -> None:
    allowed = re.compile(r"@media \(prefers-reduced-motion: no-preference\) \{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")

    without = allowed.sub("", sheet.read_text("utf-8"))

    assert not re.search(r"\b(?:transition|animation)\b", without)
