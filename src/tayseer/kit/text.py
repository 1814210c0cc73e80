"""Words that exist in both languages, and values set inside them without confusing the reading direction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Lang = Literal["ar", "en"]

LEFT_TO_RIGHT_ISOLATE = "\u2066"
FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"

_PLACEHOLDER = re.compile(r"\{([a-z_0-9]+)\}")


def isolate(value: str) -> str:
    """Wrap a date, number or Latin run in a left-to-right isolate (Unicode UAX #9)."""
    return f"{LEFT_TO_RIGHT_ISOLATE}{value}{POP_ISOLATE}"


def isolate_name(value: str) -> str:
    """Wrap words of unknown direction, such as a person's name, in a first-strong isolate."""
    return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}"


@dataclass(frozen=True)
class Text:
    """One sentence, written in Arabic and in English; neither is a translation for the other to lean on."""

    ar: str
    en: str

    def in_(self, lang: str) -> str:
        """The words in the reader's language; ``lang`` is "ar" or "en"."""
        return self.ar if lang == "ar" else self.en

    @property
    def placeholders(self) -> frozenset[str]:
        """The names in braces that either language expects to be filled."""
        return frozenset(_PLACEHOLDER.findall(self.ar)) | frozenset(_PLACEHOLDER.findall(self.en))

    def fill(self, values: Mapping[str, Text]) -> Text:
        """The same sentence with each ``{name}`` replaced; a name without a value raises ``KeyError``."""
        return Text(
            ar=_PLACEHOLDER.sub(lambda match: values[match[1]].ar, self.ar),
            en=_PLACEHOLDER.sub(lambda match: values[match[1]].en, self.en),
        )


def same(words: str) -> Text:
    """A text that reads alike in both languages, such as a code."""
    return Text(ar=words, en=words)
