"""Reads the examples of the components and draws them; the gallery page and the tests share it."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from tayseer.ui import words

UI = Path(__file__).parent
LANGUAGES = ("ar", "en")
CSRF_INPUT = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="example">')


@dataclass(frozen=True)
class Example:
    """One state of one component, with its arguments in both languages."""

    component: str
    name: str
    hidden: bool
    arguments: Mapping[str, Mapping[str, Any]]
    body: Mapping[str, str]


class UnableToReadExamples(Exception):
    """An examples file lacks what the gallery needs; the message names the file and what is missing."""


def components() -> tuple[str, ...]:
    """Return the names of all components, in the order of the alphabet."""
    return tuple(sorted(path.parent.name for path in UI.glob("*/template.html")))


@lru_cache(maxsize=1)
def all_examples() -> tuple[Example, ...]:
    """Return every example of every component. Raises UnableToReadExamples when one lacks a language."""
    return tuple(example for name in components() for example in examples_of(name))


def examples_of(component: str) -> tuple[Example, ...]:
    """Return the examples of one component. Raises UnableToReadExamples when one lacks a language."""
    path = UI / component / "examples.toml"
    if not path.exists():
        message = f"{component} has no examples.toml; write one example in Arabic and in English."
        raise UnableToReadExamples(message)
    read = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    made = []
    for entry in read.get("example", []):
        missing = [lang for lang in LANGUAGES if lang not in entry]
        if missing:
            message = f"{path}: example {entry.get('name')!r} lacks {', '.join(missing)}."
            raise UnableToReadExamples(message)
        both = entry.get("both", {})
        made.append(
            Example(
                component=component,
                name=entry["name"],
                hidden=entry.get("hidden", False),
                arguments={lang: {**both, **entry[lang]} for lang in LANGUAGES},
                body=entry.get("body", {}),
            )
        )
    if not made:
        message = f"{path} holds no example; write one in Arabic and in English."
        raise UnableToReadExamples(message)
    return tuple(made)


# A moment is also a day to Python, so it comes first.
WRITERS: tuple[tuple[type, Callable[[Any, str], Markup]], ...] = (
    (datetime, words.moment),
    (date, words.day_both),
    (Decimal, words.money),
)


def shown(value: Any, lang: str) -> Any:
    """Turn the plain values of TOML into what a page would pass: days, moments and amounts become words."""
    if isinstance(value, dict):
        return shown_table(value, lang)
    if isinstance(value, list):
        return [shown(item, lang) for item in value]
    for kind, write in WRITERS:
        if isinstance(value, kind):
            return write(value, lang)
    return value


def shown_table(value: Mapping[str, Any], lang: str) -> Any:
    """Turn a table into a dict of shown values; { markup = … } and { ltr = … } stand for a single value."""
    if set(value) == {"markup"}:
        return Markup(value["markup"])  # noqa: S704  examples are part of the program
    if set(value) == {"ltr"}:
        return words.ltr(value["ltr"])
    return {key: shown(item, lang) for key, item in value.items()}


def draw(environment: Environment, example: Example, lang: str) -> Markup:
    """Return the example's HTML in one language."""
    macro: Callable[..., Markup] = getattr(
        environment.get_template(f"ui/{example.component}/template.html").module, example.component
    )
    arguments = {key: shown(value, lang) for key, value in example.arguments[lang].items()}
    if "csrf_input" in macro.arguments:  # type: ignore[attr-defined]
        arguments.setdefault("csrf_input", CSRF_INPUT)
    if lang in example.body:
        body = Markup(example.body[lang])  # noqa: S704  examples are part of the program
        arguments["caller"] = lambda **_: body
    return macro(lang=lang, **arguments)
