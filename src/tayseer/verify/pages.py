"""Puts a finding into the words and rows that the result page, and the command, show."""

from dataclasses import dataclass
from datetime import timedelta

from tayseer.documents import days, facts
from tayseer.documents.claims import Claims
from tayseer.documents.facts import ShownFact
from tayseer.documents.types import AGENCIES
from tayseer.kit.text import Text
from tayseer.verify import words
from tayseer.verify.rules import Finding
from tayseer.verify.words import VerdictWords

_NUMBER = Text("رقم الوثيقة", "Document number")
_ISSUED = Text("تاريخ الإصدار", "Issued on")
_ENDS = Text("آخر يوم للاعتماد عليها", "Last day to rely on it")
_NAME_AR = Text("الاسم بالعربية", "Name in Arabic")
_NAME_EN = Text("الاسم باللاتينية", "Name in Latin letters")
_UNKNOWN_TYPE = Text("وثيقة", "Document")


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A document drawn again from its signed claims, in one language."""

    title: str
    agency: str
    holder: str
    rows: list[ShownFact]


def verdict_words(finding: Finding) -> VerdictWords:
    """Return what the verdict says to people."""
    return words.SUSPENDED if finding.is_suspended else words.VERDICTS[finding.verdict]


def redrawn(claims: Claims, lang: str) -> Redrawn:
    """Return the document as its signed claims state it; nothing of what was handed in is used."""
    kind = claims.kind
    agency = AGENCIES.get(claims.issuer.partition(".")[0])
    ends = days.day_in_riyadh(claims.expires_at - timedelta(seconds=1))
    rows = [
        ShownFact("name_ar", _NAME_AR.in_(lang), claims.names.ar),
        ShownFact("name_en", _NAME_EN.in_(lang), claims.names.en, ltr=True),
        ShownFact("number", _NUMBER.in_(lang), claims.number, ltr=True),
        *facts.shown_all(kind, claims.facts, lang),
        facts.shown_day("issued", _ISSUED, days.day_in_riyadh(claims.issued_at), lang),
        facts.shown_day("ends", _ENDS, ends, lang),
    ]
    return Redrawn(
        title=(kind.title if kind else _UNKNOWN_TYPE).in_(lang),
        agency=agency.name.in_(lang) if agency else claims.issuer,
        holder=claims.names.in_(lang),
        rows=rows,
    )
