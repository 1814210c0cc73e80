"""What others may know of cases: records of cases, turns and events, and how an action can fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from tayseer.casework.judging import Judged
    from tayseer.kit.services import Assurance

#: The states of a case, in the reader's words.
STATES = {
    "open": Text(ar="قيد الإنجاز", en="In progress"),
    "returned": Text(ar="معاد للتصحيح", en="Returned for correction"),
    "approved": Text(ar="منجز", en="Done"),
    "refused": Text(ar="غير مقبول", en="Not accepted"),
    "lapsed": Text(ar="سقط بانتهاء المهلة", en="Lapsed"),
    "withdrawn": Text(ar="مسحوب", en="Withdrawn"),
    "objected": Text(ar="تحت الاعتراض", en="Under objection"),
}
#: Days in which a refusal can be objected to, a returned case corrected, and a supervisor decides.
OBJECTION_DAYS = 10
OPEN_STATES = ("open", "returned", "objected")


@dataclass(frozen=True)
class TurnRecord:
    """Whose turn it is, in which step, until when (UTC)."""

    id: int
    case: str
    service_code: str
    step: str
    does: str
    label: Text
    party: str
    person_id: int | None
    queue: str
    level: str
    opened_at: datetime
    due_at: datetime
    assigned_to: int | None = None
    bill: str = ""
    subject: Text = field(default_factory=lambda: Text(ar="", en=""))


@dataclass(frozen=True)
class EventRecord:
    """One event in a case's history."""

    at: datetime
    actor_kind: str
    actor_id: int | None
    name: str
    step: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class CaseRecord:
    """One person's request for one service. Moments are UTC, money is SAR.

    ``filed_by`` is the delegate who sent it for the applicant, ``None`` when the applicant did.
    """

    public_id: str
    service_code: str
    title: Text
    applicant_id: int
    subject_id: int | None
    subject: Text
    state: str
    step: str
    law_day: date
    answers: Mapping[str, Any]
    facts: Mapping[str, Any]
    price: Decimal
    filed_at: datetime
    decided_at: datetime | None
    reason: Text
    refused_by: str
    definition: str
    filed_by: int | None = None
    turns: tuple[TurnRecord, ...] = ()
    events: tuple[EventRecord, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something is still to happen."""
        return self.state in OPEN_STATES


class UnableToAct(Exception):
    """The act does not fit the case as it stands; ``text`` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class UnableToFile(UnableToAct):
    """A case cannot be filed; ``text`` says what happened, why, and what to do."""


class AnswersRefused(UnableToFile):
    """Some answers are missing or wrong; ``problems`` holds a text for each question's code."""

    def __init__(self, problems: Mapping[str, Text]) -> None:
        super().__init__(
            Text(
                ar="بعض الأجوبة ناقص أو غير صحيح. صحّح ما أُشير إليه ثم أعد الإرسال.",
                en="Some answers are missing or not correct. Put right those marked, then send again.",
            )
        )
        self.problems = problems


_NOT_SURE = Text(
    ar="هذا الإجراء يحتاج دخولًا أوثق مما دخلت به. أكّد هويتك من صفحة الأمان ثم أعد الإرسال؛ ما كتبته محفوظ.",
    en=(
        "This needs a surer sign-in than yours. Confirm who you are on the security page, then send again; "
        "what you entered is kept."
    ),
)
_NOT_SIGNED = Text(
    ar="هذا الإجراء لا يُرد، فيلزم توقيعك على نصه بمفتاح المرور. راجع النص ووقّعه.",
    en="This cannot be taken back, so you sign its text with your passkey. Check the text and sign it.",
)


class NotAllowed(UnableToFile):
    """A rule stands in the way; ``verdict`` names each, the fact it rests on, and the way out."""

    def __init__(self, judged: Judged) -> None:
        verdict = judged.verdict
        super().__init__(verdict.refused[0].reason if verdict.refused else verdict.lines[0].reason)
        self.judged = judged
        self.verdict = verdict


class NotSureEnough(UnableToFile):
    """It is not sure enough who acts: a higher level must be proven, or the same anew, or the text be signed.

    ``text_to_sign`` is what a passkey must sign, in either language; ``None`` when the level alone is missing.
    """

    def __init__(self, needed: Assurance, *, text_to_sign: Text | None = None) -> None:
        super().__init__(_NOT_SURE if text_to_sign is None else _NOT_SIGNED)
        self.needed = needed
        self.text_to_sign = text_to_sign


class NotFound(LookupError):
    """There is no such case, or the actor may not know of it."""
