"""Legal bases in both languages: laws name them in one English line, and its parts are put into Arabic here."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from tayseer.kit.text import Text, isolate

#: Where the Arabic of a segment is written.
WORDS = "src/tayseer/law/terms/bases.toml"

_CODE = r"[A-Z]{1,3}-[0-9]+"
#: Segments that need no line of their own: each form, and its Arabic with the number or code in place.
_PATTERNS = (
    (re.compile(r"art\. ([0-9]+)"), r"المادة \1"),
    (re.compile(r"item ([0-9]+)"), r"البند \1"),
    (re.compile(r"year ([0-9]{4})"), r"سنة \1"),
    (re.compile(rf"({_CODE})(?: and ({_CODE}))?"), ""),
)
_SEPARATORS = {"; ": "؛ ", ", ": "، ", ": ": ": "}
_SEPARATOR = re.compile("|".join(_SEPARATORS))
_LEFT_TO_RIGHT = re.compile(rf"{_CODE}|[0-9](?:[0-9,.]*[0-9])?")


@lru_cache(maxsize=1024)
def basis_text(basis: str) -> Text:
    """A legal basis in both languages.

    Args:
        basis: The English line of a rule, a service or a value of law, such as "Traffic Law, art. 75"; "" gives "".

    Returns:
        The line itself as English, and its segments in Arabic with every number and rule code isolated.

    Raises:
        LookupError: A segment has no Arabic.
    """
    parts, at = [], 0
    while at < len(basis):
        end, words = _segment(basis, at)
        parts.append(words)
        found = _SEPARATOR.match(basis, end)
        if found:
            parts.append(_SEPARATORS[found[0]])
        at = found.end() if found else end
    return Text(ar=_LEFT_TO_RIGHT.sub(lambda run: isolate(run[0]), "".join(parts)), en=basis)


def _segment(basis: str, at: int) -> tuple[int, str]:
    """The longest segment known at a place, as its end and its Arabic."""
    cuts = [cut.start() for cut in _SEPARATOR.finditer(basis, at)]
    for end in reversed([*cuts, len(basis)]):
        words = _words().get(basis[at:end].casefold()) or _pattern(basis[at:end])
        if words:
            return end, words
    unknown = basis[at : min([*cuts, len(basis)])]
    message = f'The legal basis "{basis}" holds "{unknown}", which has no Arabic. Add a line for it to {WORDS}.'
    raise LookupError(message)


def _pattern(segment: str) -> str:
    for form, words in _PATTERNS:
        found = form.fullmatch(segment)
        if found:
            return found.expand(words) if words else " و".join(code for code in found.groups() if code)
    return ""


@cache
def _words() -> dict[str, str]:
    """Arabic by segment, the segment in lower case."""
    sections = tomllib.loads(files("tayseer.law").joinpath("terms", "bases.toml").read_text("utf-8"))
    return {segment.casefold(): words for section in sections.values() for segment, words in section.items()}
