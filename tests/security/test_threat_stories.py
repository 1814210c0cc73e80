"""SECURITY.md tells twenty-five threat stories; each says what proves it, and every test that it names exists."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STORIES = [f"S-{number:02d}" for number in range(1, 26)]


@cache
def told() -> dict[str, str]:
    parts = re.split(r"^### (S-\d\d) ", (ROOT / "SECURITY.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@cache
def named_tests() -> frozenset[str]:
    found = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return frozenset(
        name for text in found for name in re.findall(r"^\s*(?:async )?def (test_\w+)", text, re.MULTILINE)
    )


def test_every_story_is_told_once_and_in_order() -> None:
    assert list(told()) == STORIES


@pytest.mark.parametrize("story", STORIES)
def test_a_story_names_tests_that_exist_or_says_that_it_is_not_in_this_version(story: str) -> None:
    text = told()[story]
    named = set(re.findall(r"`(test_\w+)`", text))

    assert named or "Not in this version" in text
    assert named <= named_tests(), named - named_tests()


def test_every_test_that_bears_the_number_of_a_story_belongs_to_one() -> None:
    numbers = {name[5:8] for name in named_tests() if re.match(r"test_s\d\d_", name)}

    assert {f"S-{number[1:]}" for number in numbers} <= set(STORIES)
