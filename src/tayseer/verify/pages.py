"""Puts a finding into the words and rows that the result page, and the command, show."""

from dataclasses import dataclass
from datetime import timedelta

from tayseer.documents import days, facts
from tayseer.documents.claims import Claims
from tayseer.documents.facts import ShownFact
from tayseer.documents.types import AGENCIES
from tayseer.kit.text import Text
from tayseer.verify import words
from tayseer.verify.rules import Finding, Verdict
from tayseer.verify.words import VerdictWords

LABELS = {
    "name_ar": Text("الاسم بالعربية", "Name in Arabic"),
    "name_en": Text("الاسم باللاتينية", "Name in Latin letters"),
    "number": Text("رقم الوثيقة", "Document number"),
    "issued": Text("تاريخ الإصدار", "Issued on"),
    "ends": Text("آخر يوم للاعتماد عليها", "Last day to rely on it"),
    "document": Text("وثيقة", "Document"),
}


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A document drawn again from its signed claims, in one language."""

    title: str
    agency: str
    holder: str
    rows: list[ShownFact]


def verdict_words(finding: Finding) -> VerdictWords:
    """Return what the verdict says to people."""
    if finding.is_suspended:
        return words.SUSPENDED
    # The log is asked before the lists, so when it left the question open it was what decided.
    by_log = any(one.code == "log.unproven" for one in finding.findings)
    return words.UNPROVEN if by_log and finding.verdict == Verdict.STATUS_UNKNOWN else words.VERDICTS[finding.verdict]


def redrawn(claims: Claims, lang: str) -> Redrawn:
    """Return the document as its signed claims state it; nothing of what was handed in is used."""
    kind = claims.kind
    agency = AGENCIES.get(claims.issuer.partition(".")[0])
    ends = days.day_in_riyadh(claims.expires_at - timedelta(seconds=1))
    rows = [
        ShownFact("name_ar", LABELS["name_ar"].in_(lang), claims.names.ar),
        ShownFact("name_en", LABELS["name_en"].in_(lang), claims.names.en, ltr=True),
        ShownFact("number", LABELS["number"].in_(lang), claims.number, ltr=True),
        *facts.shown_all(kind, claims.facts, lang),
        facts.shown_day("issued", LABELS["issued"], days.day_in_riyadh(claims.issued_at), lang),
        facts.shown_day("ends", LABELS["ends"], ends, lang),
    ]
    return Redrawn(
        title=(kind.title if kind else LABELS["document"]).in_(lang),
        agency=agency.name.in_(lang) if agency else claims.issuer,
        holder=claims.names.in_(lang),
        rows=rows,
    )
