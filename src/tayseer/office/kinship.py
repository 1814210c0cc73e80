"""Whether two people are so near that neither may judge, or look into, the other's affairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tayseer.registries.people.contract import Tie
from tayseer.registries.queries import person, records_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Ties that make an interest of one's own; a marriage that has ended still does.
_LASTING = frozenset({"spouse"})


def near(*, one: int | None, other: int) -> bool:
    """Whether they are the same person, ancestor and descendant to the second degree, siblings, or tied.

    In: registry person ids; ``None`` for an officer whose person is not known, who is near nobody. A tie is a standing
    one of any kind (spouse, head of household, sponsor, guardian, host, custodian), or a marriage that has ended.
    """
    if one is None:
        return False
    if one == other or _tied(one, other) or _tied(other, one):
        return True
    mine, theirs = _line(one), _line(other)
    return one in theirs or other in mine or bool(_parents(one) & _parents(other))


def near_any(*, one: int | None, others: Iterable[int]) -> bool:
    """Whether the person is near any of the others."""
    return any(near(one=one, other=other) for other in others)


def _tied(one: int, other: int) -> bool:
    ties: list[dict[str, Any]] = records_of(Tie, owner_id=one)
    return any(tie["other_id"] == other and (tie["until_on"] is None or tie["kind"] in _LASTING) for tie in ties)


def _parents(person_id: int) -> set[int]:
    known: Mapping[str, Any] = person(person_id) or {}
    return {parent for parent in (known.get("father_id"), known.get("mother_id")) if parent is not None}


def _line(person_id: int) -> set[int]:
    parents = _parents(person_id)
    return parents.union(*(_parents(parent) for parent in parents))
