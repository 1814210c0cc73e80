"""The words of the offline check: types, facts, countries, months and verdicts, as one JSON object for a language."""

import base64
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from hijridate import Gregorian, Hijri

from tayseer.documents import countries, days, wordbook
from tayseer.documents.types import AGENCIES, SEXES, TYPES, DocumentType, FactSpec
from tayseer.kit.text import Text
from tayseer.verify import pages, words
from tayseer.verify.words import VerdictWords

_FIRST_YEAR, _LAST_YEAR = 1343, 1500
_MONTHS = range(1, 13)
_SHORTEST_MONTH = 28


@lru_cache(maxsize=2)
def vocabulary(lang: str) -> Mapping[str, Any]:
    """Return what the offline check says in `lang`, JSON-ready: everything that draws a document but the document."""
    return {
        "lang": lang,
        "verdicts": {code: _verdict(said, lang) for code, said in words.VERDICTS.items()},
        "suspended": _verdict(words.SUSPENDED, lang),
        "unproven": _verdict(words.UNPROVEN, lang),
        "remarks": _in(words.REMARKS | words.OFFLINE_REMARKS, lang),
        "page": {code: text.in_(lang) for code, text in words.OFFLINE.items()},
        "types": {kind.code: _type(kind, lang) for kind in TYPES.values()},
        "agencies": {agency.code: agency.name.in_(lang) for agency in AGENCIES.values()},
        "countries": _countries(lang),
        "sexes": _in(SEXES, lang),
        "labels": {**_in(pages.LABELS, lang), "approximately": "تقريبًا" if lang == "ar" else "approx."},
        "months": {
            "gregorian": [days.shown(date(2026, month, 1), lang).gregorian.split(" ")[1] for month in _MONTHS],
            "hijri": [days.hijri_words(f"1447-{month:02}-01", lang).split(" ", 1)[1][:-5] for month in _MONTHS],
        },
        "hijri": _hijri_months(),
        "book": base64.b64encode(wordbook.book()).decode(),
    }


def _verdict(said: VerdictWords, lang: str) -> dict[str, str]:
    return {
        "name": said.name.in_(lang), "meaning": said.meaning.in_(lang), "advice": said.advice.in_(lang),
        "tone": said.tone, "state": said.state,
    }  # fmt: skip


def _type(kind: DocumentType, lang: str) -> dict[str, Any]:
    return {"title": kind.title.in_(lang), "facts": [_fact(spec, lang) for spec in kind.facts]}


def _fact(spec: FactSpec, lang: str) -> dict[str, Any]:
    said: dict[str, Any] = {"key": spec.key, "wire": spec.wire, "label": spec.label.in_(lang), "kind": spec.kind}
    return said | ({"options": _in(spec.options, lang)} if spec.options else {})


def _in(texts: Mapping[str, Text], lang: str) -> dict[str, str]:
    return {code: text.in_(lang) for code, text in texts.items()}


def _countries(lang: str) -> dict[str, str]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = (first + second + third for first in letters for second in letters for third in letters)
    return {code: countries.country_name(code).in_(lang) for code in codes if countries.is_country(code)}


def _hijri_months() -> dict[str, Any]:
    """The published Umm al-Qura table: where it starts, and two bits for each month, the days it has beyond 28.

    Its oldest years hold eight months of 28 or 31 days, as they were observed.
    """
    lengths = [Hijri(year, month, 1).month_length() for year in range(_FIRST_YEAR, _LAST_YEAR + 1) for month in _MONTHS]
    packed = bytearray(-(-len(lengths) // 4))
    for place, length in enumerate(lengths):
        packed[place // 4] |= length - _SHORTEST_MONTH << 2 * (place % 4)
    first: Gregorian = Hijri(_FIRST_YEAR, 1, 1).to_gregorian()
    return {
        "start": first.isoformat(), "year": _FIRST_YEAR, "months": len(lengths),
        "lengths": base64.b64encode(packed).decode(),
    }  # fmt: skip
