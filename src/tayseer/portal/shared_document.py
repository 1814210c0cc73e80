"""A shared document as its reader sees it: drawn from the signed claims, and of these only what the holder chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tayseer.documents import days
from tayseer.documents.facts import ShownFact, shown_all, shown_day
from tayseer.documents.types import AGENCIES
from tayseer.kit.text import Text
from tayseer.portal import wallet_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tayseer.documents.claims import Claims
    from tayseer.documents.sharing.contract import ProvenDocument, ShareRecord

_NAME_AR = Text(ar="الاسم بالعربية", en="Name in Arabic")
_NAME_EN = Text(ar="الاسم باللاتينية", en="Name in Latin letters")
_NUMBER = Text(ar="رقم الوثيقة", en="Document number")
_ISSUED = Text(ar="تاريخ الإصدار", en="Issued on")
_ENDS = Text(ar="آخر يوم للاعتماد عليها", en="Last day to rely on it")
_UNKNOWN_TYPE = Text(ar="وثيقة", en="Document")


@dataclass(frozen=True, slots=True)
class SharedDocument:
    """A document in one language, as much of it as is shared."""

    title: str
    agency: str
    holder: str
    tone: str
    rows: Sequence[dict[str, object]]


def redrawn(proven: ProvenDocument, share: ShareRecord, lang: str) -> SharedDocument:
    """Return what a share shows of a proven document; the caller has seen that its claims are there."""
    claims = proven.claims
    assert claims is not None
    agency = AGENCIES.get(proven.agency)
    return SharedDocument(
        title=(claims.kind.title if claims.kind else _UNKNOWN_TYPE).in_(lang),
        agency=agency.name.in_(lang) if agency else claims.issuer,
        holder=claims.names.in_(lang),
        tone=wallet_words.TONES.get(proven.agency, "slate"),
        rows=[{"label": fact.label, "value": wallet_words.fact_value(fact)} for fact in _facts(claims, share, lang)],
    )


def _facts(claims: Claims, share: ShareRecord, lang: str) -> list[ShownFact]:
    """Names and the last day always, for without them a reader can compare nothing; the rest as was chosen."""
    whole = share.scope == "whole"
    stated = claims.facts if whole else {key: value for key, value in claims.facts.items() if key in share.facts}
    number = [ShownFact("number", _NUMBER.in_(lang), claims.number, ltr=True)] if whole else []
    issued = [shown_day("issued", _ISSUED, days.day_in_riyadh(claims.issued_at), lang)] if whole else []
    ends = days.day_in_riyadh(claims.expires_at - timedelta(seconds=1))
    return [
        ShownFact("name_ar", _NAME_AR.in_(lang), claims.names.ar),
        ShownFact("name_en", _NAME_EN.in_(lang), claims.names.en, ltr=True),
        *number,
        *shown_all(claims.kind, stated, lang),
        *issued,
        shown_day("ends", _ENDS, ends, lang),
    ]
