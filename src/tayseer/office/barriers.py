"""What keeps an officer from acting on a case within reach: nearness, an earlier part in it, a colleague who has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.kit.text import Text
from tayseer.office.kinship import near_any
from tayseer.office.places import SUPERVISOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tayseer.identity.contract import AccountRecord
    from tayseer.office.places import Reached

_NOTHING_WAITS = Text(
    ar="لا ينتظر هذا الطلب إجراءً من وحدتك الآن.", en="This case waits for nothing from your unit at present."
)
_TOO_NEAR = Text(
    ar="هذا الطلب لك أو لقريب لك أو لمن تربطك به صلة مسجلة، فلا تبتّ فيه. أعده إلى القائمة ليتولاه زميل.",
    en=(
        "This case is your own, a relative's, or that of somebody tied to you on record, so you may not act on it. "
        "Put it back for a colleague."
    ),
)
_DECIDED_BY_YOU = Text(
    ar="الاعتراض على قرار اتخذته أنت، فينظر فيه مشرف غيرك.",
    en="The objection is to a decision of your own, so another supervisor looks into it.",
)
_WITH_COLLEAGUE = Text(
    ar="هذا الطلب مسند إلى زميل. يعيده هو إلى القائمة، أو يعيده المشرف.",
    en="This case is assigned to a colleague. The colleague, or the supervisor, can put it back.",
)


def barrier(*, account: AccountRecord, reached: Reached, people: Sequence[int]) -> Text | None:
    """Why the officer may not act on the case now; ``None`` when nothing stands in the way.

    ``people`` are the person ids of all whose affairs the case touches.
    """
    if reached.turn is None:
        return _NOTHING_WAITS
    if near_any(one=account.person_id, others=people):
        return _TOO_NEAR
    if reached.case.state == "objected" and _refused_by(reached) == account.id:
        return _DECIDED_BY_YOU
    assigned = reached.turn.assigned_to
    if assigned not in {None, account.id} and reached.place.role != SUPERVISOR:
        return _WITH_COLLEAGUE
    return None


def _refused_by(reached: Reached) -> int | None:
    """The officer whose refusal is objected to."""
    refusals = [
        event for event in reached.case.events if event.name == "turn.refused" and event.actor_kind == "officer"
    ]
    return refusals[-1].actor_id if refusals else None
