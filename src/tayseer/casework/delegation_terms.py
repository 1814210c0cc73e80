"""What a delegation is to say: its terms, what is wrong with them, and the text that the principal signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tayseer.casework.acting import delegable
from tayseer.casework.contract import UnableToFile
from tayseer.documents.facts import UnableToStateFact, checked_text
from tayseer.identity.addresses import ascii_digits
from tayseer.identity.delegation.contract import (
    LONGEST,
    LONGEST_NAME,
    LONGEST_PURPOSE,
    MOST_EACH,
    MOST_SERVICES,
    MOST_TOTAL,
    MOST_USES,
)
from tayseer.kit.formats import day_text, money_text
from tayseer.kit.text import Text, isolate, isolate_name
from tayseer.registries.queries import person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from tayseer.audit.contract import Actor

_DIGITS = 10


class TermsRefused(UnableToFile):
    """Something in the form is missing or wrong; ``problems`` holds a text for each field's name."""

    def __init__(self, problems: Mapping[str, Text]) -> None:
        super().__init__(
            Text(
                ar="بعض ما كتبته ناقص أو غير صحيح. صحّح ما أُشير إليه ثم أعد الإرسال.",
                en="Something is missing or not correct. Put right what is marked, then send again.",
            )
        )
        self.problems = problems


@dataclass(frozen=True)
class Terms:
    """What a delegation is to say: codes of services, SAR for one request and for all, how many, the days it runs."""

    number: str
    services: Sequence[str]
    purpose: str
    each: Decimal | None
    total: Decimal | None
    most_uses: int
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True)
class Visit:
    """What a paper for a branch is to say; ``name`` is as on the identity card of the one who goes."""

    number: str
    name: str
    agency: Text
    agency_code: str
    purpose: str
    from_on: date | None
    until_on: date | None


_NUMBER = Text(
    ar="اكتب رقم هوية من تفوّضه: عشرة أرقام.", en="Enter the identity number of the one you delegate: ten digits."
)
_YOURSELF = Text(ar="هذا رقم هويتك أنت. اكتب رقم من تفوّضه.", en="This is your own number. Enter that of the other.")
_SERVICES = Text(
    ar="اختر خدمة واحدة على الأقل، واثنتي عشرة على الأكثر.", en="Choose at least one service and at most twelve."
)
_PURPOSE = Text(
    ar="اكتب الغرض من التفويض، في 160 حرفًا على الأكثر.", en="Write what it is for, in at most 160 characters."
)
_NAME = Text(
    ar="اكتب اسمه كما في هويته، في 80 حرفًا على الأكثر.", en="Write the name as on the card, in at most 80 characters."
)
_EACH = Text(
    ar="اكتب أعلى مبلغ للطلب الواحد بالريال، من صفر إلى 20,000.",
    en="Write the most for one request, in SAR, from 0 to 20,000.",
)
_TOTAL = Text(
    ar="اكتب أعلى مبلغ للطلبات كلها بالريال، من صفر إلى 100,000، ولا يقل عن مبلغ الطلب الواحد.",
    en="Write the most for all requests, in SAR, from 0 to 100,000 and not less than for one.",
)
_USES = Text(ar="اكتب عدد الطلبات، من 1 إلى 100.", en="Write how many requests, from 1 to 100.")
_FROM = Text(ar="اختر يومًا من اليوم فصاعدًا.", en="Choose a day from today on.")
_UNTIL = Text(
    ar="اختر يومًا لا يسبق البداية، وفي خلال سنة منها.", en="Choose a day not before the first, within a year of it."
)
_AGENCY = Text(ar="اختر الجهة التي يراجعها.", en="Choose the agency to be visited.")


def text_of_grant(terms: Terms, *, principal: Text) -> Text:
    """What the principal signs: who lets whom do what, up to what sum, how often, from when until when, and why."""
    found = delegable()
    names = [found[code].title for code in terms.services if code in found]
    assert terms.each is not None
    assert terms.total is not None
    assert terms.from_on is not None
    assert terms.until_on is not None
    each, total = money_text(terms.each), money_text(terms.total)
    first, last = day_text(terms.from_on), day_text(terms.until_on)
    listed = Text(ar="؛ ".join(name.ar for name in names), en="; ".join(name.en for name in names))
    return Text(
        ar=(
            f"أفوّض أنا {isolate_name(principal.ar)} صاحب الهوية رقم {isolate(terms.number)} في: {listed.ar}. "
            f"الغرض: {isolate_name(terms.purpose)}. المبلغ في الطلب الواحد: {each.ar}، وفي الطلبات كلها: {total.ar}، "
            f"وعدد الطلبات: {isolate(str(terms.most_uses))}. من {first.ar} إلى {last.ar}. "
            "لا يفوّض بذلك غيره، ولي أن أوقفه متى شئت."
        ),
        en=(
            f"I, {principal.en}, delegate the holder of identity number {terms.number} for: {listed.en}. "
            f"Purpose: {terms.purpose}. Sum for one request: {each.en}; for all: {total.en}; "
            f"requests: {terms.most_uses}. From {first.en} until {last.en}. "
            "It cannot be passed on, and I may revoke it at any time."
        ),
    )


def text_of_visit(visit: Visit, *, principal: Text, on: date) -> Text:
    """What the principal signs of a paper for a branch: who goes, where, why, until when."""
    last, name, purpose = day_text(visit.until_on or on), isolate_name(visit.name), isolate_name(visit.purpose)
    return Text(
        ar=(
            f"أفوّض أنا {isolate_name(principal.ar)} {name}، صاحب الهوية رقم {isolate(visit.number)}، "
            f"في مراجعة {visit.agency.ar} عني. الغرض: {purpose}. حتى {last.ar}."
        ),
        en=(
            f"I, {principal.en}, let {visit.name}, identity number {visit.number}, act for me at {visit.agency.en}. "
            f"Purpose: {visit.purpose}. Until {last.en}."
        ),
    )


def checked(terms: Terms, *, actor: Actor, on: date) -> Terms:
    """The terms in order, on that day in Riyadh. Raises ``TermsRefused`` with all that is wrong."""
    problems: dict[str, Text] = {}
    number = _number(terms.number, problems, actor=actor)
    services = tuple(code for code in dict.fromkeys(terms.services) if code in delegable())
    if not 1 <= len(services) <= MOST_SERVICES:
        problems["services"] = _SERVICES
    purpose = _words(terms.purpose, "purpose", _PURPOSE, problems, most=LONGEST_PURPOSE)
    if terms.each is None or not 0 <= terms.each <= MOST_EACH:
        problems["each"] = _EACH
    if terms.total is None or not 0 <= terms.total <= MOST_TOTAL or (terms.each or 0) > terms.total:
        problems["total"] = _TOTAL
    if not 1 <= terms.most_uses <= MOST_USES:
        problems["most_uses"] = _USES
    _days(terms.from_on, terms.until_on, problems, on=on)
    if problems:
        raise TermsRefused(problems)
    return Terms(number, services, purpose, terms.each, terms.total, terms.most_uses, terms.from_on, terms.until_on)


def checked_visit(visit: Visit, *, actor: Actor, on: date) -> Visit:
    """The same for a paper for a branch."""
    problems: dict[str, Text] = {}
    number = _number(visit.number, problems, actor=actor)
    name = _words(visit.name, "name", _NAME, problems, most=LONGEST_NAME)
    purpose = _words(visit.purpose, "purpose", _PURPOSE, problems, most=LONGEST_PURPOSE)
    if not visit.agency_code:
        problems["agency"] = _AGENCY
    _days(visit.from_on, visit.until_on, problems, on=on)
    if problems:
        raise TermsRefused(problems)
    return Visit(number, name, visit.agency, visit.agency_code, purpose, visit.from_on, visit.until_on)


def _number(written: str, problems: dict[str, Text], *, actor: Actor) -> str:
    number = ascii_digits(written.strip())
    own = person(int(actor.id or 0))
    if len(number) != _DIGITS or not number.isdecimal():
        problems["number"] = _NUMBER
    elif own is not None and own["number"] == number:
        problems["number"] = _YOURSELF
    return number


def _words(written: str, field: str, problem: Text, problems: dict[str, Text], *, most: int) -> str:
    try:
        words = checked_text(" ".join(written.split()), what=field)
    except UnableToStateFact:
        words = ""
    if not words or len(words) > most:
        problems[field] = problem
    return words


def _days(first: date | None, last: date | None, problems: dict[str, Text], *, on: date) -> None:
    if first is None or first < on or first > on + LONGEST:
        problems["from_on"] = _FROM
    elif last is None or not first <= last <= first + LONGEST:
        problems["until_on"] = _UNTIL
    if last is None:
        problems["until_on"] = _UNTIL
