"""Writes an event of the audit: one INSERT, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from tayseer.audit.contract import REQUEST_ID, Actor

EVENT_COLUMNS = (
    "at",
    "actor_kind",
    "actor",
    "on_behalf_of",
    "subject",
    "agency",
    "unit",
    "role",
    "action",
    "object",
    "purpose",
    "case_ref",
    "fields",
    "result",
    "request_id",
    "acr",
)

# The casts keep one statement, and so one prepared plan, whatever values are absent.
EVENT_PLACEHOLDERS = (
    "(%s::timestamptz, %s::text, %s::bigint, %s::bigint, %s::bigint, %s::text, %s::text, %s::text,"
    " %s::text, %s::text, %s::text, %s::text, %s::text[], %s::text, %s::text, %s::smallint)"
)

_HEAD = f"INSERT INTO audit_event ({', '.join(EVENT_COLUMNS)}) VALUES "  # noqa: S608 - constants of this file


def insert_sql(*, rows: int = 1) -> str:
    """Return the INSERT of that many events, to be run alone or as a CTE of a hot path's own statement.

    In a CTE it reads `WITH … , audited AS (<insert_sql(rows=2)>) …`; its parameters are the `event_row` tuples joined
    end to end. It names no other CTE, so it may stand anywhere in the list.
    """
    return _HEAD + ", ".join([EVENT_PLACEHOLDERS] * rows)


def event_row(  # noqa: PLR0913 - an event has that many columns
    *,
    actor: Actor,
    action: str,
    at: datetime,
    subject: int | None = None,
    object: str = "",  # noqa: A002 - the column's own name
    case: str = "",
    purpose: str = "",
    fields: Sequence[str] = (),
    result: str = "done",
) -> tuple[Any, ...]:
    """Return the values of one event in the order of `EVENT_COLUMNS`; arguments as in `record`."""
    return (
        at,
        actor.kind,
        actor.id,
        actor.on_behalf_of,
        subject,
        actor.agency,
        actor.unit,
        actor.role,
        action,
        object,
        purpose,
        case,
        list(fields),
        result,
        REQUEST_ID.get(),
        actor.level,
    )


def record(  # noqa: PLR0913 - an event has that many columns
    *,
    actor: Actor,
    action: str,
    at: datetime,
    subject: int | None = None,
    object: str = "",  # noqa: A002 - the column's own name
    case: str = "",
    purpose: str = "",
    fields: Sequence[str] = (),
    result: str = "done",
) -> None:
    """Write one event inside the caller's transaction.

    In: who acts; the dotted, stable name of the action (`residency.iqama.extended`); the moment, UTC; the person id of
    the one whose data it is; the opaque name of the thing acted on; the case's public id; why; the names of the fields
    read or written, never their values; the result (`done`, `refused`, `failed`). Out: nothing. Raises
    `django.db.Error` when the row cannot be written, and then the caller's act must not happen either.
    Law: Personal Data Protection Law, the controller's records of processing.
    """
    row = event_row(
        actor=actor,
        action=action,
        at=at,
        subject=subject,
        object=object,
        case=case,
        purpose=purpose,
        fields=fields,
        result=result,
    )
    with connection.cursor() as cursor:
        cursor.execute(insert_sql(), row)
