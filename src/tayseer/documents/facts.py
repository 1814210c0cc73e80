"""The facts a document states: checked before they are signed, and put in words when they are shown."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tayseer.documents import countries, days
from tayseer.documents.types import SEXES, DocumentType, FactSpec
from tayseer.kit.text import Text, isolate

MAX_LENGTH = 400
_BOTH = "|"
_LINES = ";"
# A date or number with marks in it, which Arabic around it would turn about.
_MARKED_NUMBER = re.compile(r"[0-9A-Za-z]+(?:[-/.:][0-9A-Za-z]+)+")
_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,11})\.[0-9]{2}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_DIGITS = re.compile(r"[0-9]+")
_HIJRI = re.compile(r"1[345][0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|30)")
# Bidirectional controls, zero-width characters and presentation forms can make a signed text look like another.
_ARABIC = re.compile("[\u0600-\u06ff]")
_HIDDEN = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufb50-\ufdff\ufe70-\ufefe]")


class UnableToStateFact(ValueError):
    """A fact is missing, unknown to the type, or not of its kind."""


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact in one language. `ltr` values must be set left to right, isolated; `note` stands beside, smaller."""

    key: str
    label: str
    value: str
    ltr: bool = False
    note: str = ""


def checked(kind: DocumentType, given: Mapping[str, str | Text], *, of_any_length: bool = False) -> dict[str, str]:
    """Return the facts as they will be signed, in the order of the type; absent optional facts are left out.

    `of_any_length` lets texts be longer than the code has room for. Raises UnableToStateFact naming the fact and what
    it should be.
    """
    unknown = sorted(set(given) - {spec.key for spec in kind.facts})
    if unknown:
        message = f"{kind.code} has no fact called {', '.join(unknown)}"
        raise UnableToStateFact(message)
    facts = {}
    for spec in kind.facts:
        value = _written(given.get(spec.key, ""))
        if not value:
            if spec.required:
                message = f"{kind.code} must state {spec.key} ({spec.label.en})"
                raise UnableToStateFact(message)
            continue
        _check_kind(spec, value)
        if not of_any_length:
            _check_length(spec, value)
        facts[spec.key] = value
    return facts


def checked_text(value: str, *, what: str) -> str:
    """Return a name or short text when it holds no hidden character; raise UnableToStateFact otherwise."""
    composed = unicodedata.normalize("NFC", value).strip()
    if len(composed) > MAX_LENGTH:
        message = f"{what} is longer than {MAX_LENGTH} characters"
        raise UnableToStateFact(message)
    if _HIDDEN.search(composed) or any(unicodedata.category(character) == "Cc" for character in composed):
        message = f"{what} holds a character that cannot be seen; write it again by hand"
        raise UnableToStateFact(message)
    return composed


def shown(spec: FactSpec, value: str, lang: str) -> ShownFact:  # noqa: PLR0911 - one branch for each kind of fact
    """Return the fact in the words of `lang`."""
    label = spec.label.in_(lang)
    match spec.kind:
        case "both" | "text":
            return ShownFact(spec.key, label, _in_language(value, lang))
        case "lines":
            lines = [_in_language(line.strip(), lang) for line in value.split(_LINES) if line.strip()]
            return ShownFact(spec.key, label, "\n".join(lines))
        case "sex":
            return ShownFact(spec.key, label, SEXES[value].in_(lang) if value in SEXES else value)
        case "country":
            return ShownFact(spec.key, label, countries.country_name(value).in_(lang))
        case "choice":
            words = spec.options.get(value)
            return ShownFact(spec.key, label, words.in_(lang) if words else value)
        case "date":
            return _shown_date(spec.key, label, value, lang)
        case "hijri":
            return ShownFact(spec.key, label, days.hijri_words(value, lang))
        case "amount":
            return ShownFact(spec.key, label, _grouped(value), ltr=True)
        case _:
            return ShownFact(spec.key, label, value, ltr=True)


def shown_all(kind: DocumentType | None, facts: Mapping[str, str], lang: str) -> list[ShownFact]:
    """Return every fact in words, in the order of the type; one that the type does not know stays as it is."""
    known = {spec.key: spec for spec in kind.facts} if kind else {}
    rows = [shown(spec, facts[key], lang) for key, spec in known.items() if key in facts]
    return rows + [ShownFact(key, key, value, ltr=True) for key, value in facts.items() if key not in known]


def shown_day(key: str, label: Text, day: date, lang: str) -> ShownFact:
    """Return a day as a fact, Gregorian with Hijri beside it."""
    return _shown_date(key, label.in_(lang), day.isoformat(), lang)


def _shown_date(key: str, label: str, iso: str, lang: str) -> ShownFact:
    try:
        day = days.shown(date.fromisoformat(iso), lang)
    except ValueError:
        return ShownFact(key, label, iso, ltr=True)
    return ShownFact(key, label, day.gregorian, note=day.hijri)


def _in_language(value: str, lang: str) -> str:
    arabic, _, english = value.partition(_BOTH)
    words = arabic if lang == "ar" else english or arabic
    return _MARKED_NUMBER.sub(lambda match: isolate(match[0]), words) if _ARABIC.search(words) else words


def _written(value: str | Text) -> str:
    return f"{value.ar}{_BOTH}{value.en}" if isinstance(value, Text) else value


def _grouped(value: str) -> str:
    return f"{Decimal(value):,.2f}" if _AMOUNT.fullmatch(value) else value


def _check_kind(spec: FactSpec, value: str) -> None:
    checked_text(value, what=spec.key)
    allowed = value in spec.options if spec.kind == "choice" else _OF_KIND[spec.kind](value)
    if not allowed:
        message = f"{spec.key} cannot be {value!r}: it must be of the kind {spec.kind!r}"
        raise UnableToStateFact(message)


def _check_length(spec: FactSpec, value: str) -> None:
    most = spec.most_letters
    parts = value.split(_BOTH) if spec.kind in {"both", "text"} else [value]
    # A person's name is what it is: it makes the code longer, and is no reason to refuse the document.
    if most and not spec.person and max(map(len, parts)) > most:
        message = (
            f"«{spec.label.ar}» أطول مما يتسع له رمز الوثيقة، وأقصى طوله في كل لغة {isolate(str(most))} حرفًا: "
            "اختصر النص. "
            f"{spec.key} ({spec.label.en}) is longer than the code of the document has room for, "
            f"{most} letters in each language: shorten the text."
        )
        raise UnableToStateFact(message)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_OF_KIND: Mapping[str, Callable[[str], object]] = {
    "text": lambda value: value.count(_BOTH) <= 1,
    "lines": lambda value: all(line.count(_BOTH) <= 1 for line in value.split(_LINES)),
    "both": lambda value: value.count(_BOTH) == 1 and all(part.strip() for part in value.split(_BOTH)),
    "latin": lambda value: value.isascii() and value.isprintable(),
    "number": _NUMBER.fullmatch,
    "digits": _DIGITS.fullmatch,
    "amount": _AMOUNT.fullmatch,
    "date": _is_day,
    "hijri": _HIJRI.fullmatch,
    "sex": lambda value: value in SEXES,
    "country": countries.is_country,
}
