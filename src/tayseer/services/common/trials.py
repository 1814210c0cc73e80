"""Worked examples that many services repeat: one person differs in one thing, and a rule refuses or the price stands.

A service states its people and its answers once, in which everything is in order, and then what is tried on them::

    *judged(GIVEN, ANSWERS, "child", [("no card", {"id_card": None}, "PAS-4")], pays="300.00"),
    *gate_examples(GIVEN, ANSWERS, pays="300.00"),
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from tayseer.kit.facts import changed
from tayseer.kit.questions import Question
from tayseer.kit.services import Example
from tayseer.services.common.personas import unpaid_violation

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: What is tried: in words, what differs in the person, and the rules that refuse (none: allowed).
Tried = tuple[str, dict[str, Any], str | tuple[str, ...] | None]

#: The identity documents that a service accepts of the acting person; "none" when it tries the document itself.
Identity = Literal["both", "card", "iqama", "none"]

#: The day on which the examples happen, as an example and as the facts write it, and its neighbours.
TODAY = "2026-03-01"
YESTERDAY, THIS_DAY, TOMORROW = date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)

FINE = unpaid_violation(amount_sar=Decimal("150.00"))
OBJECTED = changed(FINE, state="objected")
SUSPENSION = {"kind": "suspension", "authority": "محكمة التنفيذ", "reference": "41", "since_on": date(2026, 1, 5)}
BAN = {"kind": "travel_ban", "authority": "النيابة العامة", "reference": "77", "since_on": date(2026, 1, 5)}
NOTE = {"kind": "security_note", "authority": "جهة أمنية", "reference": "12", "since_on": date(2026, 1, 5)}
LIFTED = {"lifted_on": date(2026, 2, 1)}

FINES_OF_SERVED: list[Tried] = [
    ("an unpaid violation of the person served", {"violation": [FINE]}, "G-7"),
    ("an objected violation of the person served", {"violation": [OBJECTED]}, None),
]

_STANDING: list[Tried] = [
    ("the account is locked", {"account__state": "locked"}, "G-1"),
    ("there is no account", {"account": None}, "G-1"),
    ("an unpaid violation of the acting person", {"violation": [FINE]}, "G-6"),
    ("a violation under objection does not count", {"violation": [OBJECTED]}, None),
    ("services are suspended", {"restriction": [SUSPENSION]}, "G-8"),
    ("a suspension that was lifted", {"restriction": [{**SUSPENSION, **LIFTED}]}, None),
]

_HARMLESS: dict[str, Tried] = {
    "travel_ban": ("a travel ban is no suspension", {"restriction": [BAN]}, None),
    "security_note": ("a security note is no suspension", {"restriction": [NOTE]}, None),
}

_CITIZEN = {"kind": "citizen", "id_card__state": "active"}
_CARD: list[Tried] = [
    ("a citizen whose card ended yesterday", {**_CITIZEN, "id_card__expires_on": YESTERDAY}, "G-2"),
    ("a citizen whose card ends today", {**_CITIZEN, "id_card__expires_on": THIS_DAY}, None),
    (
        "a citizen whose card is not yet active",
        {"kind": "citizen", "id_card__state": "issued", "id_card__expires_on": THIS_DAY},
        "G-2",
    ),
    (
        "a citizen whose card was reported lost",
        {"kind": "citizen", "id_card__state": "lost", "id_card__expires_on": THIS_DAY},
        "G-2",
    ),
    (
        "a citizen without a card, with an iqama of old",
        {"kind": "citizen", "id_card": None, "iqama__expires_on": THIS_DAY},
        "G-2",
    ),
]
_IQAMA: list[Tried] = [
    ("a resident whose iqama ended yesterday", {"kind": "resident", "iqama__expires_on": YESTERDAY}, "G-2"),
    ("a resident whose iqama ends today", {"kind": "resident", "iqama__expires_on": THIS_DAY}, None),
    (
        "a resident without an iqama, with a card of old",
        {"kind": "resident", "iqama": None, "id_card__state": "active", "id_card__expires_on": THIS_DAY},
        "G-2",
    ),
]


def differing(given: Mapping[str, Any], role: str, **differs: Any) -> dict[str, Any]:
    """The people of an example with one of them changed; ``role`` may be dotted ("visa.holder")."""
    first, _, rest = role.partition(".")
    inside = differing(given[first], rest, **differs) if rest else changed(given[first], **differs)
    return {**given, first: inside}


def judged(
    given: Mapping[str, Any],
    answers: Mapping[Any, Any],
    role: str,
    tried: Sequence[Tried],
    *,
    pays: str = "0.00",
    on: str = TODAY,
) -> tuple[Example, ...]:
    """One example for each difference of one person: refused by that rule, or allowed at that price (SAR)."""
    return tuple(
        Example(
            name,
            on=on,
            given=differing(given, role, **differs),
            answers=answers,
            pays=None if rule else pays,
            refused_by=rule,
        )
        for name, differs, rule in tried
    )


def declined(
    given: Mapping[str, Any], answers: Mapping[Any, Any], declarations: Mapping[str, str]
) -> tuple[Example, ...]:
    """Each declaration left open, by its question's code, with the rule that then refuses."""
    return tuple(
        Example(
            "the terms are not accepted" if left_open == "terms" else f"the declaration is not made: {left_open}",
            on=TODAY,
            given=given,
            answers={question: answer for question, answer in answers.items() if _code(question) != left_open},
            refused_by=rule,
        )
        for left_open, rule in declarations.items()
    )


def gate_examples(
    given: Mapping[str, Any],
    answers: Mapping[Any, Any],
    *,
    pays: str = "0.00",
    without: Collection[str] = (),
    identity: Identity = "both",
    harmless: Literal["travel_ban", "security_note"] = "travel_ban",
) -> tuple[Example, ...]:
    """The common gate tried on the acting person from both sides, and the terms where the service asks for them.

    ``pays`` is the price in SAR where the gate opens. ``without`` names rules that the service leaves out: what they
    would refuse is allowed. ``identity`` names the documents accepted: of another one, only the refusals are tried.
    ``harmless`` is a kind of restriction that no rule of the service minds.
    """
    tried: list[Tried] = [
        (name, differs, None if rule in without else rule)
        for name, differs, rule in (*_identity(identity, judged_at_all="G-2" not in without), *_STANDING)
    ]
    tried.append(_HARMLESS[harmless])
    terms = {"terms": "G-11"} if "terms" in map(_code, answers) else {}
    return (*judged(given, answers, "applicant", tried, pays=pays), *declined(given, answers, terms))


def _identity(accepted: Identity, *, judged_at_all: bool) -> list[Tried]:
    if accepted == "none":
        return []
    return [
        item
        for document, tried in (("card", _CARD), ("iqama", _IQAMA))
        for item in tried
        if accepted in {document, "both"} or (judged_at_all and item[2])
    ]


def _code(question: Any) -> str:
    return question.code if isinstance(question, Question) else str(question)
