"""What a case is about between its parties: the answers that another party sees, and signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.kit.questions import Question
from tayseer.kit.records import ROLES

if TYPE_CHECKING:
    from tayseer.kit.services import Service


def matter(service: Service) -> tuple[Question, ...]:
    """The questions whose answers say what is agreed on: they set the sum held, what changes, or what is issued.

    A party to a case sees these and no other answer: the price of a sale, the last day of an authorisation. A question
    that only says who the party is, or that a rule alone reads, is not part of it.
    """
    settled = [value for effect in service.effects for value in effect.expressions]
    settled += [step.amount for step in service.steps if step.amount is not None]
    for document in service.issues:
        settled += [*document.shows.values(), *((document.expires_on,) if document.expires_on is not None else ())]
    inside = {item.code for value in settled for item in value.walk() if isinstance(item, Question)}
    naming = {role.named_by.code for role in ROLES.values() if isinstance(role.named_by, Question)}
    return tuple(question for question in service.asks if question.code in inside - naming)
