"""Questions about an access: a person asks about one line of the audit, and the privacy office answers."""

import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import PRIVACY_OFFICE, Actor
from tayseer.audit.models import Question
from tayseer.audit.queries import is_privacy_officer, own_event
from tayseer.kit.text import Text

SHORTEST, LONGEST = 10, 1_000
#: Enough for anybody who is worried, too few to drown the office.
MOST_A_DAY = 10

_TOO_SHORT = Text(
    ar="اكتب سؤالك في عشرة أحرف على الأقل، ليعرف المكتب ما تسأل عنه.",
    en="Write your question in at least 10 characters, so that the office knows what you ask.",
)
_TOO_LONG = Text(ar="السؤال أطول من 1000 حرف. اختصره.", en="The question is longer than 1,000 characters. Shorten it.")
_TOO_MANY = Text(
    ar="أرسلت عشرة أسئلة خلال يوم. انتظر إلى الغد ثم أرسل سؤالك.",
    en="You sent ten questions within a day. Wait until tomorrow, then send this one.",
)
_ALREADY = Text(
    ar="سألت عن هذا السطر من قبل، وسؤالك ظاهر تحته. انتظر الجواب.",
    en="You have asked about this line already; your question stands below it. Wait for the answer.",
)
_OWN = Text(
    ar="هذا السطر لأمر قمت به أنت. السؤال يكون عما فعله غيرك.",
    en="This line is of something you did yourself. You can ask about what others did.",
)
_ANSWERED = Text(
    ar="أُجيب عن هذا السؤال من قبل، ولا يُغيَّر الجواب.",
    en="This question has been answered already, and an answer is not changed.",
)
_HIDDEN = Text(
    ar="في النص محارف خفية تغيّر اتجاه القراءة. اكتبه من جديد بدل لصقه.",
    en="The text holds hidden characters that change the reading direction. Type it instead of pasting it.",
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]")


class UnableToAsk(Exception):
    """The question or the answer is refused, for a reason that is told in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class QuestionNotFound(Exception):
    """There is no such line of the actor's own activity, or no such question for this office."""


def ask_about(*, actor: Actor, event_id: UUID, text: str, at: datetime) -> str:
    """Send a question about one line of the actor's own activity to the privacy office; return its public id.

    In: the person whose data it is; the event; 10 to 1,000 characters; the moment, UTC. Raises QuestionNotFound when
    the line is not the actor's, UnableToAsk when it is of the actor's own doing, was asked about before, or the text
    is too short or too long. Law: Personal Data Protection Law, the right to be informed and to complain.
    """
    event = own_event(actor=actor, event_id=event_id)
    if event is None or actor.id is None:
        raise QuestionNotFound
    if event.own:
        raise UnableToAsk(_OWN)
    written = _checked(text)
    asked = Question.objects.filter(person_id=actor.id)
    with transaction.atomic():
        if asked.filter(at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
            raise UnableToAsk(_TOO_MANY)
        public_id = secrets.token_hex(10)
        # Two clicks are one question: the second one finds the first, whichever came first.
        kept, is_new = Question.objects.get_or_create(
            person_id=actor.id, event_id=event_id, defaults={"public_id": public_id, "text": written, "at": at}
        )
        if not is_new:
            raise UnableToAsk(_ALREADY)
        record(actor=actor, action="audit.question.asked", at=at, subject=actor.id, object=f"question:{kept.public_id}")
    return public_id


def answer_question(*, actor: Actor, public_id: str, answer: str, at: datetime) -> int:
    """Answer a question as an officer of the privacy office; return the person id of the one who asked, to be told.

    Raises QuestionNotFound for officers of any other office and for unknown questions, UnableToAsk when it was answered
    before or the answer is too short or too long.
    """
    if not is_privacy_officer(actor):
        raise QuestionNotFound
    written = _checked(answer)
    with transaction.atomic():
        row = Question.objects.select_for_update().filter(public_id=public_id).first()
        if row is None:
            raise QuestionNotFound
        if row.state != "open":
            raise UnableToAsk(_ANSWERED)
        row.state, row.answer, row.answered_at, row.answered_by = "answered", written, at, actor.id
        row.save(update_fields=["state", "answer", "answered_at", "answered_by"])
        record(
            actor=actor,
            action="audit.question.answered",
            at=at,
            subject=row.person_id,
            object=f"question:{public_id}",
            purpose=PRIVACY_OFFICE,
        )
    person_id: int = row.person_id
    return person_id


def _checked(text: str) -> str:
    written = text.strip().replace("\r\n", "\n")
    if _CONTROLS.search(written):
        raise UnableToAsk(_HIDDEN)
    if len(written) < SHORTEST:
        raise UnableToAsk(_TOO_SHORT)
    if len(written) > LONGEST:
        raise UnableToAsk(_TOO_LONG)
    return written
