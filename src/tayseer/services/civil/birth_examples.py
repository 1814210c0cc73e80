"""Examples that the services which register a birth repeat, each on its own people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import both, count
from tayseer.kit.services import Example
from tayseer.registries.people.contract import Tie
from tayseer.services.civil.birth_rules import FIRST, NEWBORN, NOTICE, TITLES
from tayseer.services.civil.personas import TODAY
from tayseer.services.common.personas import citizen_child

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tayseer.kit.expressions import Expression


def left_behind(*, father: int = 1, born_on: str = "2026-02-19", **facts: Any) -> dict[Expression[Any], Any]:
    """What holds after a registration: the child as given, on the father's record, and the notice closed."""
    tie = Tie.of(NEWBORN)
    on_record = both(tie.other_id == father, tie.kind == "head", tie.from_on == date.fromisoformat(born_on))
    return {
        **{getattr(NEWBORN, name): value for name, value in facts.items()},
        NEWBORN.born_on: born_on,
        NEWBORN.birth_place: "الرياض",
        NEWBORN.marital_status: "single",
        count(tie, where=on_record, ar="صلات المولود بأبيه", en="The child's ties to the father"): 1,
        NOTICE.state: "registered",
    }


def _tried(
    applicant: dict[str, Any],
    notice: Callable[..., dict[str, Any]],
    answers: Mapping[Any, Any],
    given: Mapping[str, Any],
    pays: str,
) -> Callable[..., Example]:
    def case(name: str, refused_by: str | None = None, first: str = "", **differs: Any) -> Example:
        people = {"applicant": applicant, "notice": notice(**differs), **given}
        given_answers = {**answers, FIRST: first} if first else answers
        paid = None if refused_by else pays
        return Example(name, on=TODAY, given=people, answers=given_answers, pays=paid, refused_by=refused_by)

    return case


def notice_examples(
    applicant: dict[str, Any],
    notice: Callable[..., dict[str, Any]],
    answers: Mapping[Any, Any],
    *,
    given: Mapping[str, Any],
    pays: str = "0.00",
) -> tuple[Example, ...]:
    """The rules on the hospital's notice, tried on a service."""
    case = _tried(applicant, notice, answers, given, pays)
    return (
        case("the notice names no city", "BIR-1", city=None),
        case("the notice is registered already", "BIR-2", state="registered"),
    )


def name_examples(
    applicant: dict[str, Any],
    notice: Callable[..., dict[str, Any]],
    answers: Mapping[Any, Any],
    *,
    given: Mapping[str, Any],
    pays: str = "0.00",
) -> tuple[Example, ...]:
    """The rules on the name, tried on a service whose accepted answer is ريم for a daughter."""
    case = _tried(applicant, notice, answers, given, pays)
    unlisted = _tried(applicant, notice, answers, {**given, "newborn_name": None}, pays)
    refused = _tried(applicant, notice, answers, {**given, "newborn_name": {"name_ar": "ريم", "accepted": False}}, pays)
    sibling = citizen_child(first_name_ar="ريم")
    dead = citizen_child(first_name_ar="ريم", died_on=date(2024, 1, 5))
    return (
        case("the father's name has two parts", "BIR-4", notice_father__name_ar="سالم النخلي"),
        case("the father's name has three parts", notice_father__name_ar="سالم راشد النخلي"),
        case("a name of two words", "BIR-5", first="ريم البوادي"),
        *(case(f"a title: {title}", "BIR-6", first=title) for title in TITLES),
        unlisted("a name that is not on the list waits for an officer"),
        refused("a name refused by law", "BIR-7"),
        case("a son given his father's name", "BIR-8", sex="male", notice_father__first_name_ar="ريم"),
        case("a son of another name", sex="male"),
        case("a daughter whose name is her father's", notice_father__first_name_ar="ريم"),
        case("a living child of the father's bears the name", "BIR-8", notice_father__children=[sibling]),
        case("a living child of the mother's bears the name", "BIR-8", notice_mother__children=[sibling]),
        case("a dead child of the father's bore the name", notice_father__children=[dead]),
        case("a dead child of the mother's bore the name", notice_mother__children=[dead]),
        case(
            "siblings of other names",
            notice_father__children=[citizen_child()],
            notice_mother__children=[citizen_child()],
        ),
    )
