"""A message of the inbox, as other apps may know it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tayseer.kit.text import Text

# Legal notices cannot be switched off; the other two wait for the morning.
MessageKind = Literal["legal", "suggestion", "awareness"]
Channel = Literal["sms", "email"]


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """One message: what happened, what to do, by when. `link` is a path below the language, such as `/cases/<id>/`."""

    public_id: str
    kind: str
    case: str
    created_at: datetime
    read_at: datetime | None
    title: Text
    body: Text
    link: str
