"""Titles, sentences of rules, names of components and headings keep to the glossary, in both languages."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from tayseer.services import catalogue
from tests.support import repository

GLOSSARY = repository.ROOT / "GLOSSARY.md"
COLUMNS = 6
NEVER = 4
ARABIC = re.compile(r"[\u0621-\u064a]")
#: What Arabic writes together with the word that follows.
PREFIXES = "(?:[وف])?(?:[بك]?ال|لل|[بلك])?"
HEADING = re.compile(r"<(h[1-6]|title)\b[^>]*>(.*?)</\1>", re.DOTALL)
QUOTED = re.compile(r'"([^"]*)"')
LAW_NAMES = ("ar", "en")


def banned() -> list[str]:
    """Every word of the glossary's column that readers never see."""
    words = []
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == COLUMNS and cells[0] != "word" and set(line) - set("|-"):
            words.extend(word.strip() for word in cells[NEVER].split(",") if word.strip())
    return words


def pattern_of(word: str) -> re.Pattern[str]:
    """Finds the word by itself: with what Arabic joins to it, or with an English plural."""
    if ARABIC.search(word):
        return re.compile(rf"(?<![\u0621-\u064a]){PREFIXES}{re.escape(word.removesuffix('ـ'))}(?![\u0621-\u064a])")
    return re.compile(rf"(?<![\w-]){re.escape(word)}s?(?![\w-])", re.IGNORECASE)


def texts_of_services() -> Iterator[tuple[str, str]]:
    """What readers see of every service: titles, sentences of rules, questions, steps, fees and effects."""
    for code, service in catalogue().items():
        parts = [service, service.does, *service.allowed_when, *service.asks, *service.steps, *service.costs]
        parts += [*service.every_effect, *service.acts, *service.tells]
        for part in parts:
            where = f"{code} {getattr(part, 'code', getattr(part, 'name', ''))}".strip()
            yield where, part.ar
            yield where, part.en


def texts_of_law() -> Iterator[tuple[str, str]]:
    """The names of law values."""
    for path in sorted((repository.SOURCE / "law").glob("*.toml")):
        for name, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
            yield from ((f"law/{path.name} {name}", value[lang]) for lang in LAW_NAMES)


def texts_of_components() -> Iterator[tuple[str, str]]:
    """The names of components, as the gallery shows them."""
    for path in sorted((repository.SOURCE / "ui").glob("*/template.html")):
        yield f"ui/{path.parent.name}", path.parent.name.replace("_", " ")


def texts_of_pages() -> Iterator[tuple[str, str]]:
    """What stands in the headings of page templates: the quoted words of both languages."""
    for path in sorted(repository.SOURCE.rglob("*.html")):
        where = path.relative_to(repository.SOURCE).as_posix()
        yield from ((where, words) for words in headings_in(path.read_text(encoding="utf-8")))


def headings_in(template: str) -> Iterator[str]:
    """The words in the headings of one template."""
    for heading in HEADING.finditer(template):
        inner = heading[2]
        yield from QUOTED.findall(inner)
        yield re.sub(r"{[{%].*?[%}]}|<[^>]*>", " ", inner, flags=re.DOTALL)


TEXTS = {
    "services": texts_of_services,
    "law": texts_of_law,
    "components": texts_of_components,
    "pages": texts_of_pages,
}


@pytest.mark.parametrize("kind", TEXTS)
def test_what_readers_see_keeps_to_the_glossary(kind: str) -> None:
    patterns = {word: pattern_of(word) for word in banned()}

    found = [
        f"{where}: “{word}” in “{' '.join(text.split())[:90]}”"
        for where, text in TEXTS[kind]()
        for word, pattern in patterns.items()
        if pattern.search(text)
    ]

    assert found == [], "use the glossary's word, or change the glossary first"


def test_the_glossary_bans_words_in_both_languages() -> None:
    words = banned()

    assert "مستند" in words
    assert "application" in words
    assert sum(1 for word in words if ARABIC.search(word)) >= 20
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("word", "bad", "good"),
    [
        ("مستند", "أرفق المستند هنا", "المستندة إليه"),
        ("قانون", "وبالقانون", "القانونية"),
        ("application", "Your applications", "applicable"),
        ("قم بـ", "قم ب", "رقم بيت"),
        ("login", "Login", "logins-page-x"),
    ],
)
def test_a_banned_word_is_found_by_itself_alone(word: str, bad: str, good: str) -> None:
    assert pattern_of(word).search(bad)
    assert not pattern_of(word).search(good)


def test_headings_are_read_in_both_languages() -> None:
    template = '<h2 class="h4">{{ w(lang, "طلباتي", "My requests") }} <b>now</b></h2><p>not me</p>'

    words = " ".join(" ".join(headings_in(template)).split())

    assert words == "طلباتي My requests now"
