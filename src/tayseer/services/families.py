"""Families of services: plain functions that return a Service with the common questions, steps and notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Required, TypedDict, Unpack

from tayseer.kit.services import APPROVED, LAPSED, REFUSED, Notice, Service, Step
from tayseer.kit.text import Text
from tayseer.law import common as law
from tayseer.registries.people.contract import APPLICANT
from tayseer.services.common.gate import TERMS, terms_accepted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tayseer.kit.expressions import Expression
    from tayseer.kit.questions import Question
    from tayseer.kit.records import Record
    from tayseer.kit.rules import Rule
    from tayseer.kit.services import Act, Assurance, Document, Effect, Example, Fee, Shown

PAY = Step(
    "pay",
    ar="سداد الرسوم",
    en="Payment of the fee",
    by="applicant",
    does="pay",
    within=law.payment_days,
    then=APPROVED,
    otherwise=LAPSED,
    silence=LAPSED,
)


def pay_then(step: str) -> Step:
    """Payment first, then another step."""
    return Step(
        "pay",
        ar="سداد الرسوم",
        en="Payment of the fee",
        by="applicant",
        does="pay",
        within=law.payment_days,
        then=step,
        otherwise=LAPSED,
        silence=LAPSED,
    )


def review_by(queue: str, *, within: Expression[int] = law.review_days) -> Step:
    """An officer of ``queue`` (agency/unit) decides; when the term runs out the supervisor takes over."""
    return Step(
        "review",
        ar="دراسة الطلب والبت فيه",
        en="An officer studies and decides",
        by="officer",
        does="decide",
        within=within,
        then=APPROVED,
        otherwise=REFUSED,
        silence="review",
        queue=queue,
    )


_FILED = Text(
    ar="وصل طلبك «{service}» برقم {case}. {next}",
    en='Your request "{service}" has arrived under number {case}. {next}',
)
_REFUSED = Text(
    ar="لم يُقبل طلبك «{service}» رقم {case}. السبب: {reason}. يمكنك الاعتراض من صفحة الطلب.",
    en='Your request "{service}", number {case}, was not accepted. Reason: {reason}. You can object on its page.',
)
_LAPSED = Text(
    ar="سقط طلبك «{service}» رقم {case} لأن المهلة انتهت. يمكنك تقديمه من جديد.",
    en='Your request "{service}", number {case}, has lapsed because its term ran out. You can file it again.',
)


def told(approved: Text, *, also: Sequence[Notice] = ()) -> tuple[Notice, ...]:
    """The notices of a case: arrival, approval in the family's own words, refusal, lapse."""
    return (
        Notice("filed", APPLICANT, _FILED.ar, _FILED.en),
        Notice("approved", APPLICANT, approved.ar, approved.en),
        Notice("refused", APPLICANT, _REFUSED.ar, _REFUSED.en),
        Notice("lapsed", APPLICANT, _LAPSED.ar, _LAPSED.en),
        *also,
    )


def _done(verb_ar: str, verb_en: str) -> Text:
    return Text(
        ar=f"{verb_ar}: «{{service}}»، رقم {{case}}. {{documents}}",
        en=f'{verb_en}: "{{service}}", number {{case}}. {{documents}}',
    )


class Parts(TypedDict, total=False):
    """What is particular to one service; each keyword is a field of ``Service``."""

    code: Required[str]
    ar: Required[str]
    en: Required[str]
    does: Required[Text]
    basis: Required[str]
    for_whom: Required[tuple[str, ...]]
    effects: Required[tuple[Effect, ...]]
    examples: Required[tuple[Example, ...]]
    acts_on: type[Record] | None
    issues: tuple[Document, ...]
    tickets: tuple[Document, ...]
    on_filing: tuple[Effect, ...]
    on_refusal: tuple[Effect, ...]
    acts: tuple[Act, ...]
    takes: Text
    assurance: Assurance
    mistakes: tuple[Text, ...]
    phrases: tuple[str, ...]


class Asked(Parts, total=False):
    """The parts that a family completes: its questions, rules, fees, steps and notices."""

    asks: tuple[Question, ...]
    allowed_when: Required[tuple[Rule, ...]]
    costs: tuple[Fee, ...]
    steps: tuple[Step, ...]
    also_tells: tuple[Notice, ...]


def _complete(flow: str, approved: Text, asked: Asked, *, steps: tuple[Step, ...]) -> Service:
    """A service with the terms to accept, the family's steps unless it has its own, and the family's notices."""
    given = dict(asked)
    asks, rules = given.pop("asks", ()), given.pop("allowed_when")
    also, own = given.pop("also_tells", ()), given.pop("steps", None)
    return Service(
        flow=flow,
        asks=(*asks, TERMS),  # type: ignore[misc]
        allowed_when=(*rules, terms_accepted()),  # type: ignore[misc]
        steps=steps if own is None else own,  # type: ignore[arg-type]
        tells=told(approved, also=also),  # type: ignore[arg-type]
        **given,  # type: ignore[arg-type]
    )


def _pays(asked: Asked) -> tuple[Step, ...]:
    return (PAY,) if asked.get("costs") else ()


def permit(**asked: Unpack[Asked]) -> Service:
    """Something new is given at once when every rule holds: a passport, a visa, an iqama, an authorisation."""
    return _complete("issue", _done("صدر ما طلبته", "What you asked for has been issued"), asked, steps=_pays(asked))


def renewal(**asked: Unpack[Asked]) -> Service:
    """What exists gets a later end: an iqama, a licence, a registration, a passport."""
    return _complete("issue", _done("تم التجديد", "Renewed"), asked, steps=_pays(asked))


def update(**asked: Unpack[Asked]) -> Service:
    """A registered fact changes at once: an address, a name, a state, a cancellation."""
    return _complete("issue", _done("تم التحديث", "Updated"), asked, steps=_pays(asked))


def report(**asked: Unpack[Asked]) -> Service:
    """A report that changes a status the moment it is filed: lost, stolen, damaged."""
    return _complete("report", _done("سُجّل بلاغك", "Your report is on record"), asked, steps=())


def reviewed(*, queue: str, **asked: Unpack[Asked]) -> Service:
    """An officer of ``queue`` decides, after payment where there is a fee: objections, replacements, corrections."""
    review = review_by(queue)
    steps = (pay_then("review"), review) if asked.get("costs") else (review,)
    asked.setdefault("takes", Text(ar="خمسة أيام على الأكثر.", en="Five days at most."))
    return _complete("review", _done("قُبل طلبك", "Your request was accepted"), asked, steps=steps)


class Shows(TypedDict, total=False):
    """What a query is made of; each keyword is a field of ``Service``."""

    code: Required[str]
    ar: Required[str]
    en: Required[str]
    does: Required[Text]
    basis: Required[str]
    for_whom: Required[tuple[str, ...]]
    allowed_when: Required[tuple[Rule, ...]]
    shows: Required[tuple[Shown, ...]]
    examples: Required[tuple[Example, ...]]
    acts_on: type[Record] | None
    asks: tuple[Question, ...]
    takes: Text
    assurance: Assurance
    mistakes: tuple[Text, ...]
    phrases: tuple[str, ...]


def query(**parts: Unpack[Shows]) -> Service:
    """A service that only answers: it reads, shows and writes nothing but the audit."""
    return Service(flow="query", **parts)
