"""Whether everything a service says is said in both languages, with the same blanks to fill in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tayseer.kit.questions import Question
    from tayseer.kit.services import Service

ARABIC = re.compile(r"[\u0621-\u064a]")
LATIN = re.compile(r"[A-Za-z]")
#: Words that the glossary keeps for something else, or for nothing.
NOT_IN_TITLES = re.compile(r"\b(?:application|submission|ticket|use case|workflow|entity)\b", re.IGNORECASE)


def words_of(service: Service) -> Iterator[str]:
    """What is missing or mixed up in the words of a service."""
    for where, text in texts_of(service):
        yield from (f"{where}: {wrong}" for wrong in wrong_in(text))
    if NOT_IN_TITLES.search(service.en):
        yield f"its title says {NOT_IN_TITLES.search(service.en)!r}, which the glossary keeps for something else"
    for rule in service.allowed_when:
        if rule.because is not None:
            for blank in sorted(rule.because.placeholders - set(rule.shows)):
                yield f"rule {rule.code}: nothing fills in {{{blank}}}"
    if not any(ARABIC.search(phrase) for phrase in service.phrases):
        yield "no Arabic phrase finds it"
    if not any(LATIN.search(phrase) for phrase in service.phrases):
        yield "no English phrase finds it"


def wrong_in(text: Text) -> Iterator[str]:
    """What is wrong in one pair of sentences."""
    if not ARABIC.search(text.ar):
        yield f'the Arabic has no Arabic letters: "{text.ar}"'
    # An English sentence may quote an Arabic name.
    if len(LATIN.findall(text.en)) <= len(ARABIC.findall(text.en)):
        yield f'the English is not English: "{text.en}"'
    blanks = re.compile(r"\{([a-z_0-9]+)\}")
    if set(blanks.findall(text.ar)) != set(blanks.findall(text.en)):
        yield f'the two languages fill in different blanks: "{text.en}"'


def texts_of(service: Service) -> Iterator[tuple[str, Text]]:
    """Every pair of sentences in a service, with where it stands."""
    yield "title", service.title
    yield "what it does", service.does
    yield "how long it takes", service.takes
    yield from (("a common mistake", text) for text in service.mistakes)
    for question in service.asks:
        yield from _of_question(question)
    for rule in service.allowed_when:
        yield f"rule {rule.code}", rule.sentence
        yield from ((f"rule {rule.code}", text) for text in (rule.because, rule.cure) if text is not None)
    yield from ((f"fee {fee.code}", fee.label) for fee in service.costs)
    yield from ((f"effect {effect.name}", effect.label) for effect in service.every_effect)
    for step in service.steps:
        yield f"step {step.code}", step.label
        for question in step.asks:
            yield from _of_question(question)
    yield from ((f"notice on {notice.on}", Text(ar=notice.ar, en=notice.en)) for notice in service.tells)
    for act in service.acts:
        yield f"act {act.code}", Text(ar=act.ar, en=act.en)
        yield f"act {act.code}", act.does
    yield from (("a line shown", Text(ar=shown.ar, en=shown.en)) for shown in service.shows)


def _of_question(question: Question) -> Iterator[tuple[str, Text]]:
    yield f"question {question.code}", question.label
    yield from ((f"question {question.code}", text) for text in (question.hint, question.why) if text is not None)
    for option, text in question.options.items():
        if not text.en.isdigit():  # "2026" reads alike in both
            yield f"question {question.code}, option {option}", text
