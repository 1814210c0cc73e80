"""How surely the one who acts must be known, checked again in the moment of the act; and the text that is signed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tayseer.casework.contract import NotSureEnough, UnableToFile
from tayseer.casework.matter import matter
from tayseer.identity.assurance import shortfall
from tayseer.identity.mobile_changes import UnableToActYet, require_no_hold
from tayseer.identity.signatures import UnableToAcceptSignature, use_signature
from tayseer.kit.formats import day_text, money_text, value_text
from tayseer.kit.text import Text, isolate, same
from tayseer.services import service as service_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from tayseer.audit.contract import Actor
    from tayseer.casework.contract import CaseRecord
    from tayseer.casework.judging import Judged
    from tayseer.kit.services import Assurance, Service


def needed_for(service: Service, does: str) -> Assurance:
    """How surely a party must be known whose turn it is: as whoever files, but a hand-over is proven by its code."""
    return replace(service.assurance, within_minutes=None) if does == "confirm" else service.assurance


def require_sure(service: Service, *, actor: Actor, at: datetime, does: str = "") -> None:
    """Raise ``NotSureEnough`` when the sign-in is of too low a level for the service, or too long ago; ``at`` is UTC.

    Raises ``UnableToFile`` while what is signed waits because the actor's mobile number has just changed, as a thief of
    the account would have changed it first.
    """
    if service.assurance.waits:
        try:
            require_no_hold(actor=actor, at=at)
        except UnableToActYet as held:
            raise UnableToFile(held.text) from held
    if shortfall(needed_for(service, does), actor=actor, at=at) is not None:
        raise NotSureEnough(service.assurance)


def require_signature(
    service: Service, *, actor: Actor, signature: str, texts: Text, used_for: str, at: datetime
) -> None:
    """Use up the actor's signature over the text in either language, where the service wants one.

    Call it in the transaction of the act. Raises ``NotSureEnough`` with the text when there is no signature, and
    ``UnableToFile`` when the one given is not accepted.
    """
    if not service.assurance.signed:
        return
    if not signature:
        raise NotSureEnough(service.assurance, text_to_sign=texts)
    for text in (texts.ar, texts.en):
        try:
            use_signature(actor=actor, signature=signature, text=text, used_for=used_for, at=at)
        except UnableToAcceptSignature as refused:
            reason = refused.text
        else:
            return
    raise UnableToFile(reason)


def text_of_request(judged: Judged) -> Text:
    """What somebody signs who files a request: the service, for whom, every answer, the price and the day.

    It follows from what is filed alone, so the text computed again at filing is the text that was shown.
    """
    service, context = judged.service, judged.context
    lines = [(_REQUEST, service.title)]
    if judged.subject.ar:
        lines.append((_FOR, judged.subject))
    lines += [
        (question.label, value_text(context.answers[question.code], options=question.options or None))
        for question in service.asks
        if question.code in context.answers
    ]
    if judged.price is not None and judged.price.total:
        lines.append((_PRICE, money_text(judged.price.total)))
    lines.append((_DAY, day_text(context.day)))
    return _text(lines)


def text_of_consent(case: CaseRecord, step: Text, *, on: date) -> Text:
    """What the other party of a case signs who agrees: the step, the request, what is agreed on, and the day."""
    lines = [(_AGREED, step), (_REQUEST, case.title), (_NUMBER, same(isolate(case.public_id)))]
    if case.subject.ar:
        lines.append((_FOR, case.subject))
    for question in matter(service_of(case.service_code)):
        if case.answers.get(question.code) is not None:
            value = question.read(case.answers[question.code])
            lines.append((question.label, value_text(value, options=question.options or None)))
    lines.append((_DAY, day_text(on)))
    return _text(lines)


_REQUEST, _FOR = Text(ar="الخدمة", en="Service"), Text(ar="لـ", en="For")
_PRICE, _DAY = Text(ar="الرسوم", en="Price"), Text(ar="اليوم", en="Day")
_AGREED, _NUMBER = Text(ar="أوافق على", en="I agree to"), Text(ar="رقم الطلب", en="Request number")


def _text(lines: Sequence[tuple[Text, Text]]) -> Text:
    # What is declared is a sentence with its full stop, which does not stand before a colon.
    return Text(
        ar="\n".join(f"{label.ar.rstrip('.')}: {value.ar}" for label, value in lines),
        en="\n".join(f"{label.en.rstrip('.')}: {value.en}" for label, value in lines),
    )
