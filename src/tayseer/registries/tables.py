"""Tables made from contracts: a field is written once, in the contract, and the column follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tayseer.kit.records import Record

_COLUMNS = {
    "text": lambda: models.TextField(null=True),
    "choice": lambda: models.TextField(null=True),
    "day": lambda: models.DateField(null=True),
    "moment": lambda: models.DateTimeField(null=True),
    "amount": lambda: models.DecimalField(max_digits=12, decimal_places=2, null=True),
    "whole": lambda: models.IntegerField(null=True),
    "flag": lambda: models.BooleanField(null=True),
    "key": lambda: models.BigIntegerField(null=True),
}


def table_name(record: type[Record]) -> str:
    """The table behind a contract: registry and record, as ``residency_iqama``."""
    return record.__record__.replace(".", "_")


def is_single(record: type[Record]) -> bool:
    """Whether an owner has one current record, the earlier ones being kept beside it."""
    return record.__owner__ is not None and not record.__many__


#: Tables that keep one row for each owner and no earlier ones beside it: the app that owns them keeps its own history.
WITHOUT_EARLIER_ROWS = frozenset({"identity"})


def standing(record: type[Record], alias: str) -> str:
    """The condition, after AND, that picks an owner's one standing row; empty when every row stands."""
    if record.__registry__ == "identity":
        return f" AND {alias}.kind = 'person'"
    return f" AND {alias}.current" if is_single(record) else ""


def keeps_earlier(record: type[Record]) -> bool:
    """Whether the table has a ``current`` column, because earlier records stay beside the current one."""
    return is_single(record) and record.__registry__ not in WITHOUT_EARLIER_ROWS


def table_of(
    record: type[Record],
    *,
    app_label: str,
    module: str,
    unique: Sequence[str] = (),
    indexes: Sequence[tuple[str, ...]] = (),
    constraints: Sequence[models.BaseConstraint] = (),
    partial: Sequence[models.Index] = (),
) -> type[models.Model]:
    """A Django model with one column for each field of the contract.

    A record of which an owner has one at a time gets a ``current`` column and a unique index on it.
    """
    short = record.__record__.replace(".", "_")
    columns: dict[str, Any] = {
        name: _COLUMNS[field.kind]() for name, field in record.__fields__.items() if name != "id"
    }
    rules = list(constraints)
    rules.extend(models.UniqueConstraint(fields=[name], name=f"{short[:24]}_{name[:5]}") for name in unique)
    every_index = [
        models.Index(fields=list(names), name=f"{record.__step__[:14]}_{names[0][:11]}_ix") for names in indexes
    ]
    every_index.extend(partial)
    if record.__owner__ is not None:
        owner = f"{record.__owner__}_id"
        columns[owner] = models.BigIntegerField()
        if keeps_earlier(record):
            columns["current"] = models.BooleanField(default=True)
            rules.append(
                models.UniqueConstraint(fields=[owner], condition=models.Q(current=True), name=f"{short[:24]}_one")
            )
        else:
            every_index.append(models.Index(fields=[owner], name=f"{short[:24]}_own"))
    meta = type(
        "Meta",
        (),
        {"app_label": app_label, "db_table": table_name(record), "indexes": every_index, "constraints": rules},
    )
    name = "".join(word.capitalize() for word in short.split("_"))
    return type(name, (models.Model,), {"__module__": module, "Meta": meta, "__doc__": record.__doc__, **columns})
