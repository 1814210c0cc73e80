"""The people of a worked example, stored in the real registries, so that database and example can be compared."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.audit.contract import SYSTEM
from tayseer.identity.actions import open_account
from tayseer.kit.records import ROLES, STEPS, Record
from tayseer.kit.text import Text
from tayseer.registries.joins import MANY, ONE
from tayseer.registries.tables import keeps_earlier, table_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.kit.services import Service

_SERIAL = count(1)

#: What ties a subject to the applicant, by the circle it is chosen from.
_TIES = {
    "people.dependants": "head",
    "people.domestic_workers": "sponsor",
    "people.in_charge": "head",
    "people.visitors": "host",
    "people.me_and_family": "head",
}


def insert(record: type[Record], values: Mapping[str, Any]) -> int:
    """One row; returns its id."""
    kept = {name: value for name, value in values.items() if name in record.__fields__ and name != "id"}
    if record.__registry__ == "identity":
        kept |= {"number": f"8{next(_SERIAL):09d}", "mobile": f"05{next(_SERIAL):08d}"}
        account = open_account(
            actor=SYSTEM, name=Text(ar="س", en="S"), at=datetime(2026, 1, 1, tzinfo=UTC), password_hash="x", **kept
        )
        return account.id
    if keeps_earlier(record):
        kept["current"] = True
    with connection.cursor() as cursor:
        if kept:
            names, holes = ", ".join(kept), ", ".join(["%s"] * len(kept))
            cursor.execute(
                f"INSERT INTO {table_name(record)} ({names}) VALUES ({holes}) RETURNING id", list(kept.values())
            )
        else:
            cursor.execute(f"INSERT INTO {table_name(record)} DEFAULT VALUES RETURNING id")
        row: int = cursor.fetchone()[0]
    return row


def tie(person: int, other: int, kind: str) -> None:
    """A standing tie."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_tie (person_id, other_id, kind) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [person, other, kind],
        )


def store(record: type[Record], tree: Mapping[str, Any], **owner: Any) -> int:
    """A record with everything that hangs on it; returns its id. Unique columns are made so, unless given."""
    values = {**tree, **owner}
    if record.__step__ == "person" and "number" not in owner:
        values["number"] = f"9{next(_SERIAL):09d}"
    for unique in (
        ("plate",)
        if record.__step__ == "vehicle"
        else ("number",)
        if record.__step__ in {"violation", "visa", "birth_notice"}
        else ()
    ):
        values[unique] = owner.get(unique) or f"S{next(_SERIAL)}"
    if record.__step__ == "vehicle":
        values.setdefault("chassis", "JTNBF3HK903001234")
    parents = {
        f"{step}_id": store(STEPS[step], tree[step])
        for step in ("father", "mother")
        if isinstance(tree.get(step), dict)
    }
    row = insert(record, {**values, **parents})
    for step, inner in tree.items():
        if inner is None or step in record.__fields__ or step in {"father", "mother"}:
            continue
        _hang(record, row, step, inner)
    return row


def _hang(record: type[Record], row: int, step: str, inner: Any) -> None:
    kind = STEPS[step]
    if step in {"head", "sponsor", "host", "spouse"}:
        tie(row, store(kind, inner), step)
    elif step == "employer":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM establishments_employment WHERE person_id = %s", [row])
        job = STEPS["employment"]
        insert(job, {"person_id": row, "establishment_id": store(kind, {**inner, "number": f"S{next(_SERIAL)}"})})
    elif step == "children":
        for child in inner:
            store(kind, child, father_id=row)
    elif step == "dependants":
        for child in inner:
            tie(store(kind, child), row, "head")
    elif step in ONE or step in MANY:
        message = f"The store does not know how {step} hangs on {record.__step__}."
        raise LookupError(message)
    else:
        own = f"{record.__step__}_id" if f"{record.__step__}_id" in kind.__fields__ else f"{kind.__owner__}_id"
        for item in inner if isinstance(inner, list) else [inner]:
            extra = {own: row}
            if kind.__owner__ and f"{kind.__owner__}_id" != own:
                extra[f"{kind.__owner__}_id"] = item.get(f"{kind.__owner__}_id", -1)
            store(kind, item, **extra)


def store_example(
    service: Service, given: Mapping[str, Any], answers: Mapping[Any, Any] | None = None
) -> tuple[int | None, int | None]:
    """The applicant and the subject of an example, tied as the subject's circle asks; returns both ids.

    Roles found by an answer are stored too, under the value that the example's answer gives.
    """
    applicant = store(STEPS["person"], given["applicant"]) if "applicant" in given else None
    subject = None
    for role in ROLES.values():
        tree = given.get(role.name)
        if tree is None or role.name == "applicant":
            continue
        if role.named_by is not None and role.named_by in service.asks_by_identity:
            answer = next(
                (value for key, value in (answers or {}).items() if key is role.named_by or key == role.named_by.code),
                None,
            )
            store(STEPS[role.record.__step__], tree, **{role.field: answer})
        elif service.subject is not None and role.name == service.subject.name and role.among is not None:
            subject = _store_subject(role.among.name, role.record, tree, int(applicant or 0))
    return applicant, subject


def _store_subject(circle: str, record: type[Record], tree: Mapping[str, Any], applicant: int) -> int:
    kind = STEPS[record.__step__]
    if circle == "people.myself":
        return applicant
    if circle == "people.children":
        return store(kind, {key: value for key, value in tree.items() if key != "father"}, father_id=applicant)
    if circle in _TIES:
        row = store(kind, {key: value for key, value in tree.items() if key != _TIES[circle]})
        tie(row, applicant, _TIES[circle])
        return row
    if circle == "establishments.workers":
        row = store(kind, tree)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT establishment_id FROM establishments_employment WHERE person_id = %s AND current", [row]
            )
            job = cursor.fetchone()
        firm = job[0] if job else store(STEPS["establishment"], {"number": f"S{next(_SERIAL)}"})
        if not job:
            insert(STEPS["employment"], {"person_id": row, "establishment_id": firm})
        insert(STEPS["manager"], {"person_id": applicant, "establishment_id": firm, "role": "administer"})
        return row
    holder = tree.get("holder") or tree.get("owner") or tree.get("notice_mother")
    plain = {
        key: value for key, value in tree.items() if key not in {"holder", "owner", "notice_mother", "notice_father"}
    }
    if holder is None:
        return store(kind, plain, person_id=applicant)
    held_by = store(STEPS["person"], holder)
    tie(held_by, applicant, {"visas.of_visitors": "host", "exchange.birth_notices": "spouse"}.get(circle, "head"))
    return store(kind, plain, person_id=held_by)
