"""Families of services: plain functions that return a Service with the common questions, steps and notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tayseer.kit.services import APPROVED, LAPSED, REFUSED, Notice, Service, Step
from tayseer.kit.text import Text
from tayseer.law import common as law
from tayseer.registries.people.contract import APPLICANT
from tayseer.services.common.gate import TERMS, terms_accepted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tayseer.kit.expressions import Expression
    from tayseer.kit.questions import Question
    from tayseer.kit.rules import Rule
    from tayseer.kit.services import Document, Effect, Example, Fee

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


def permit(  # noqa: PLR0913 a definition's own words
    *,
    code: str,
    ar: str,
    en: str,
    does: Text,
    basis: str,
    for_whom: tuple[str, ...],
    allowed_when: tuple[Rule, ...],
    effects: tuple[Effect, ...],
    examples: tuple[Example, ...],
    acts_on: Any = None,
    asks: tuple[Question, ...] = (),
    costs: tuple[Fee, ...] = (),
    issues: tuple[Document, ...] = (),
    also_tells: tuple[Notice, ...] = (),
    steps: tuple[Step, ...] | None = None,
    **rest: Any,
) -> Service:
    """Something new is given at once when every rule holds: a passport, a visa, an iqama, an authorisation."""
    return Service(
        code=code,
        ar=ar,
        en=en,
        does=does,
        basis=basis,
        for_whom=for_whom,
        flow="issue",
        acts_on=acts_on,
        asks=(*asks, TERMS),
        allowed_when=(*allowed_when, terms_accepted()),
        costs=costs,
        steps=((PAY,) if costs else ()) if steps is None else steps,
        effects=effects,
        issues=issues,
        tells=told(_done("صدر ما طلبته", "What you asked for has been issued"), also=also_tells),
        examples=examples,
        **rest,
    )


def renewal(  # noqa: PLR0913 a definition's own words
    *,
    code: str,
    ar: str,
    en: str,
    does: Text,
    basis: str,
    for_whom: tuple[str, ...],
    allowed_when: tuple[Rule, ...],
    effects: tuple[Effect, ...],
    examples: tuple[Example, ...],
    acts_on: Any = None,
    asks: tuple[Question, ...] = (),
    costs: tuple[Fee, ...] = (),
    issues: tuple[Document, ...] = (),
    also_tells: tuple[Notice, ...] = (),
    steps: tuple[Step, ...] | None = None,
    **rest: Any,
) -> Service:
    """What exists gets a later end: an iqama, a licence, a registration, a passport."""
    return Service(
        code=code,
        ar=ar,
        en=en,
        does=does,
        basis=basis,
        for_whom=for_whom,
        flow="issue",
        acts_on=acts_on,
        asks=(*asks, TERMS),
        allowed_when=(*allowed_when, terms_accepted()),
        costs=costs,
        steps=((PAY,) if costs else ()) if steps is None else steps,
        effects=effects,
        issues=issues,
        tells=told(_done("تم التجديد", "Renewed"), also=also_tells),
        examples=examples,
        **rest,
    )


def update(  # noqa: PLR0913 a definition's own words
    *,
    code: str,
    ar: str,
    en: str,
    does: Text,
    basis: str,
    for_whom: tuple[str, ...],
    allowed_when: tuple[Rule, ...],
    effects: tuple[Effect, ...],
    examples: tuple[Example, ...],
    acts_on: Any = None,
    asks: tuple[Question, ...] = (),
    costs: tuple[Fee, ...] = (),
    issues: tuple[Document, ...] = (),
    also_tells: tuple[Notice, ...] = (),
    steps: tuple[Step, ...] | None = None,
    **rest: Any,
) -> Service:
    """A registered fact changes at once: an address, a name, a state, a cancellation."""
    return Service(
        code=code,
        ar=ar,
        en=en,
        does=does,
        basis=basis,
        for_whom=for_whom,
        flow="issue",
        acts_on=acts_on,
        asks=(*asks, TERMS),
        allowed_when=(*allowed_when, terms_accepted()),
        costs=costs,
        steps=((PAY,) if costs else ()) if steps is None else steps,
        effects=effects,
        issues=issues,
        tells=told(_done("تم التحديث", "Updated"), also=also_tells),
        examples=examples,
        **rest,
    )


def report(  # noqa: PLR0913 a definition's own words
    *,
    code: str,
    ar: str,
    en: str,
    does: Text,
    basis: str,
    for_whom: tuple[str, ...],
    allowed_when: tuple[Rule, ...],
    effects: tuple[Effect, ...],
    examples: tuple[Example, ...],
    acts_on: Any = None,
    asks: tuple[Question, ...] = (),
    costs: tuple[Fee, ...] = (),
    issues: tuple[Document, ...] = (),
    also_tells: tuple[Notice, ...] = (),
    steps: tuple[Step, ...] = (),
    **rest: Any,
) -> Service:
    """A report that changes a status the moment it is filed: lost, stolen, damaged."""
    return Service(
        code=code,
        ar=ar,
        en=en,
        does=does,
        basis=basis,
        for_whom=for_whom,
        flow="report",
        acts_on=acts_on,
        asks=(*asks, TERMS),
        allowed_when=(*allowed_when, terms_accepted()),
        costs=costs,
        steps=steps,
        effects=effects,
        issues=issues,
        tells=told(_done("سُجّل بلاغك", "Your report is on record"), also=also_tells),
        examples=examples,
        **rest,
    )


def reviewed(  # noqa: PLR0913 a definition's own words
    *,
    code: str,
    ar: str,
    en: str,
    does: Text,
    basis: str,
    for_whom: tuple[str, ...],
    allowed_when: tuple[Rule, ...],
    effects: tuple[Effect, ...],
    examples: tuple[Example, ...],
    queue: str,
    acts_on: Any = None,
    asks: tuple[Question, ...] = (),
    costs: tuple[Fee, ...] = (),
    issues: tuple[Document, ...] = (),
    also_tells: tuple[Notice, ...] = (),
    **rest: Any,
) -> Service:
    """An officer of ``queue`` decides, after payment where there is a fee: objections, replacements, corrections."""
    review = review_by(queue)
    return Service(
        code=code,
        ar=ar,
        en=en,
        does=does,
        basis=basis,
        for_whom=for_whom,
        flow="review",
        acts_on=acts_on,
        asks=(*asks, TERMS),
        allowed_when=(*allowed_when, terms_accepted()),
        costs=costs,
        steps=(pay_then("review"), review) if costs else (review,),
        effects=effects,
        issues=issues,
        tells=told(_done("قُبل طلبك", "Your request was accepted"), also=also_tells),
        examples=examples,
        takes=rest.pop("takes", Text(ar="خمسة أيام على الأكثر.", en="Five days at most.")),
        **rest,
    )


def query(  # noqa: PLR0913 a definition's own words
    *,
    code: str,
    ar: str,
    en: str,
    does: Text,
    basis: str,
    for_whom: tuple[str, ...],
    allowed_when: tuple[Rule, ...],
    examples: tuple[Example, ...],
    shows: tuple[Any, ...],
    acts_on: Any = None,
    asks: tuple[Question, ...] = (),
    **rest: Any,
) -> Service:
    """A service that only answers: it reads, shows and writes nothing but the audit."""
    return Service(
        code=code,
        ar=ar,
        en=en,
        does=does,
        basis=basis,
        for_whom=for_whom,
        flow="query",
        acts_on=acts_on,
        asks=asks,
        allowed_when=allowed_when,
        shows=shows,
        examples=examples,
        **rest,
    )
