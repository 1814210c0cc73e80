"""Writes what agencies outside attest: one entry for every kind of fact, whoever brings it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from tayseer.audit.actions import record as record_audit
from tayseer.exchange.contract import Attested
from tayseer.kit.records import STEPS, contract_of
from tayseer.kit.text import Text
from tayseer.registries.tables import is_single, table_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tayseer.audit.contract import Actor
    from tayseer.kit.records import Record

#: What tells one of several facts about the same person from another.
_KEY = "number"


class UnableToAttest(Exception):
    """The fact was not taken; ``text`` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def attest(
    *,
    actor: Actor,
    record: type[Record],
    about_id: int,
    values: Mapping[str, Any],
    source: str,
    attested_at: datetime,
    valid_until: date | None,
) -> int:
    """Take what an agency says of a person or vehicle, in place of what it said before; gives the record's id.

    In: an agency or the system; a contract of ``exchange.contract``; the id of the person or vehicle; further fields;
    who says so; when, in UTC; the last day on which it counts, in Riyadh (``None`` when it has no end). Of a fact that
    a person may have several of, such as birth notices, the one with the same number is brought up to date. One
    transaction with its audit row. Raises ``UnableToAttest``; nothing older than what is there replaces it.
    """
    contract = contract_of(record)
    if actor.kind not in {"agency", "system"}:
        raise UnableToAttest(_NOT_AN_AGENCY)
    known = set(contract.__fields__) - {"id", f"{contract.__owner__}_id", *Attested.__fields__}
    if not issubclass(contract, Attested) or contract.__owner__ is None or set(values) - known:
        raise UnableToAttest(_NOT_A_FACT)
    if not is_single(contract) and not values.get(_KEY):
        raise UnableToAttest(_NO_NUMBER)
    row = {**values, "source": source, "attested_at": attested_at, "valid_until": valid_until}
    owner = contract.__owner__
    with transaction.atomic(), connection.cursor() as cursor:
        # The lock on the one it is about keeps two agencies' words in order; no other row need be there yet.
        cursor.execute(f"SELECT 1 FROM {table_name(STEPS[owner])} WHERE id = %s FOR UPDATE", [about_id])  # noqa: S608 contracts' names
        if cursor.fetchone() is None:
            raise UnableToAttest(_NOBODY)
        if is_single(contract):
            record_id = _replace(cursor, contract, about_id, row)
        else:
            record_id = _bring_up_to_date(cursor, contract, about_id, row)
        record_audit(
            actor=actor,
            action=f"exchange.{contract.__step__}.attested",
            at=attested_at,
            subject=about_id if owner == "person" else None,
            object=f"{contract.__record__}:{record_id}",
            fields=sorted(row),
        )
    return record_id


def _replace(cursor: Any, contract: type[Record], about_id: int, row: dict[str, Any]) -> int:
    """The new word becomes the current one; the earlier stays beside it."""
    table, owner = table_name(contract), f"{contract.__owner__}_id"
    cursor.execute(f"SELECT attested_at FROM {table} WHERE {owner} = %s AND current", [about_id])  # noqa: S608 contracts' names
    _require_newer(cursor.fetchone(), row)
    cursor.execute(f"UPDATE {table} SET current = false WHERE {owner} = %s AND current", [about_id])  # noqa: S608 contracts' names
    return _insert(cursor, table, {**row, owner: about_id, "current": True})


def _bring_up_to_date(cursor: Any, contract: type[Record], about_id: int, row: dict[str, Any]) -> int:
    table, owner = table_name(contract), f"{contract.__owner__}_id"
    cursor.execute(
        f"SELECT attested_at, id FROM {table} WHERE {owner} = %s AND {_KEY} = %s",  # noqa: S608 contracts' names
        [about_id, row[_KEY]],
    )
    found = cursor.fetchone()
    _require_newer(found, row)
    if found is None:
        return _insert(cursor, table, {**row, owner: about_id})
    sets = ", ".join(f"{name} = %s" for name in row)
    cursor.execute(f"UPDATE {table} SET {sets} WHERE id = %s", [*row.values(), found[1]])  # noqa: S608 contracts' names
    return int(found[1])


def _require_newer(found: tuple[Any, ...] | None, row: dict[str, Any]) -> None:
    if found is not None and found[0] is not None and found[0] > row["attested_at"]:
        raise UnableToAttest(_OLD)


def _insert(cursor: Any, table: str, row: dict[str, Any]) -> int:
    holes = ", ".join(["%s"] * len(row))
    cursor.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({holes}) RETURNING id", list(row.values()))  # noqa: S608 contracts' names
    return int(cursor.fetchone()[0])


_NOT_AN_AGENCY = Text(
    ar="لا تُقبل الإفادة إلا من جهة. أرسلها من نظام الجهة.",
    en="Only an agency can attest a fact. Send it from the agency's system.",
)
_NOT_A_FACT = Text(
    ar="هذه ليست بيانات إفادة معروفة. راجع وصف الإفادة وحقولها.",
    en="This is no fact that can be attested, or it has a field that is not known. See the description of the fact.",
)
_NO_NUMBER = Text(
    ar="تحتاج هذه الإفادة إلى رقم يميزها. أرسلها برقمها.",
    en="This fact needs a number that tells it from others. Send it with its number.",
)
_NOBODY = Text(
    ar="لا سجل لمن تخصه الإفادة أو لما تخصه. تحقق من الرقم.",
    en="There is no record of the one it is about. Check the number.",
)
_OLD = Text(
    ar="وصلت إفادة أحدث من هذه، فبقيت هي المعتمدة.",
    en="A later word has arrived already, and stays the one that counts.",
)
