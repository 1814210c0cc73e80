"""Examples that the services which register a birth repeat, each on its own people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import both, count
from tayseer.registries.people.contract import Tie
from tayseer.services.civil.birth_rules import FIRST, NEWBORN, NOTICE, TITLES
from tayseer.services.common.personas import citizen_child
from tayseer.services.common.trials import judged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.kit.expressions import Expression
    from tayseer.kit.services import Example
    from tayseer.services.common.trials import Tried


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


def notice_examples(given: Mapping[str, Any], answers: Mapping[Any, Any], *, pays: str = "0.00") -> tuple[Example, ...]:
    """The rules on the hospital's notice, tried on a service."""
    tried: list[Tried] = [
        ("the notice names no city", {"city": None}, "BIR-1"),
        ("the notice is registered already", {"state": "registered"}, "BIR-2"),
    ]
    return judged(given, answers, "notice", tried, pays=pays)


def name_examples(given: Mapping[str, Any], answers: Mapping[Any, Any], *, pays: str = "0.00") -> tuple[Example, ...]:
    """The rules on the name, tried on a service whose accepted answer is ريم for a daughter."""
    named = [
        ("a name of two words", "ريم البوادي", "BIR-5"),
        *((f"a title: {title}", title, "BIR-6") for title in TITLES),
    ]
    unlisted = {**given, "newborn_name": None}
    refused = {**given, "newborn_name": {"name_ar": "ريم", "accepted": False}}
    return (
        *(
            example
            for name, first, rule in named
            for example in judged(given, {**answers, FIRST: first}, "notice", [(name, {}, rule)])
        ),
        *judged(
            unlisted, answers, "notice", [("a name that is not on the list waits for an officer", {}, None)], pays=pays
        ),
        *judged(refused, answers, "notice", [("a name refused by law", {}, "BIR-7")]),
        *judged(given, answers, "notice", _relatives(), pays=pays),
    )


def _relatives() -> list[Tried]:
    sibling = citizen_child(first_name_ar="ريم")
    dead = citizen_child(first_name_ar="ريم", died_on=date(2024, 1, 5))
    other = citizen_child()
    return [
        ("the father's name has two parts", {"notice_father__name_ar": "سالم النخلي"}, "BIR-4"),
        ("the father's name has three parts", {"notice_father__name_ar": "سالم راشد النخلي"}, None),
        ("a son given his father's name", {"sex": "male", "notice_father__first_name_ar": "ريم"}, "BIR-8"),
        ("a son of another name", {"sex": "male"}, None),
        ("a daughter whose name is her father's", {"notice_father__first_name_ar": "ريم"}, None),
        ("a living child of the father's bears the name", {"notice_father__children": [sibling]}, "BIR-8"),
        ("a living child of the mother's bears the name", {"notice_mother__children": [sibling]}, "BIR-8"),
        ("a dead child of the father's bore the name", {"notice_father__children": [dead]}, None),
        ("a dead child of the mother's bore the name", {"notice_mother__children": [dead]}, None),
        (
            "siblings of other names",
            {"notice_father__children": [other], "notice_mother__children": [other]},
            None,
        ),
    ]
