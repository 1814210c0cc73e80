"""Facts given as nested plain values: the people of worked examples, and the rows a registry answered with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.kit.records import ROLES, STEPS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.kit.expressions import Aggregate, Context, Path
    from tayseer.kit.records import Record


@dataclass(frozen=True)
class Tree:
    """Facts as nested dictionaries by role, step and field: ``{"applicant": {"iqama": {"expires_on": …}}}``.

    A list stands for many related records.
    """

    roots: Mapping[str, Any]
    bound: Mapping[Path, Any] | None = None

    def value(self, path: Path) -> Any:
        """The value at ``path``; ``None`` where any part of the way is missing."""
        if self.bound:
            for length in range(len(path) - 1, 0, -1):
                if path[:length] in self.bound:
                    return _follow(self.bound[path[:length]], path[length:])
        return _follow(self.roots, path)

    def aggregate(self, expression: Aggregate[Any], context: Context) -> Any:
        """Count, total or latest over a list, judged item by item."""
        items = _follow(self.roots, expression.path) or []
        kept = []
        for item in items:
            inside = replace(context, facts=Tree(self.roots, {**(self.bound or {}), expression.path: item}))
            if expression.where is None or expression.where.value(inside) is True:
                kept.append(inside)
        if expression.kind == "count":
            return len(kept)
        values = [value for inside in kept if (value := expression.field.value(inside)) is not None]  # type: ignore[union-attr]
        if expression.kind == "total":
            return sum(values, Decimal("0.00"))
        return max(values, default=None)


def _follow(tree: Any, path: Path) -> Any:
    for step in path:
        if tree is None:
            return None
        tree = tree.get(step) if isinstance(tree, dict) else getattr(tree, step, None)
    return tree


@dataclass(frozen=True)
class Row:
    """Facts as a registry answered them: one flat mapping by fact key, aggregates already computed."""

    values: Mapping[str, Any]

    def value(self, path: Path) -> Any:
        """The fetched value; a fact that was not fetched is an error, never a silent unknown."""
        return self.values[".".join(path)]

    def aggregate(self, expression: Aggregate[Any], context: Context) -> Any:  # noqa: ARG002 the protocol's shape
        """The value the database computed."""
        return self.values[expression.key]


def check_tree(roots: Mapping[str, Any]) -> list[str]:
    """What is misspelt in the facts of a worked example; empty when all is well."""
    wrong: list[str] = []
    by_name = {role.name: role.record for role in ROLES.values()}
    for name, tree in roots.items():
        if name not in by_name:
            wrong.append(f"no role is named {name}")
        else:
            _check(tree, by_name[name], name, wrong)
    return wrong


def _check(tree: Any, record: type[Record], where: str, wrong: list[str]) -> None:
    if tree is None:
        return
    if isinstance(tree, list):
        for item in tree:
            _check(item, record, where, wrong)
        return
    for name, value in tree.items():
        if name in record.__fields__:
            continue
        if name in STEPS:
            _check(value, STEPS[name], f"{where}.{name}", wrong)
        else:
            wrong.append(f"{where} has no fact named {name}")


def changed(base: Mapping[str, Any], **differences: Any) -> dict[str, Any]:
    """A copy of nested facts with differences; ``iqama__expires_on=`` reaches inside."""
    result = {name: dict(value) if isinstance(value, dict) else value for name, value in base.items()}
    for name, value in differences.items():
        first, _, rest = name.partition("__")
        if rest:
            result[first] = changed(result.get(first) or {}, **{rest: value})
        else:
            result[first] = value
    return result
