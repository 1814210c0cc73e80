"""Tells a holder that a link to a document was opened for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.audit.contract import SYSTEM
from tayseer.kit.text import Text, isolate_name
from tayseer.notices.actions import tell
from tayseer.ui.words import moment_words

if TYPE_CHECKING:
    from datetime import datetime

    from tayseer.documents.sharing.contract import ShareRecord

_TITLE = Text(ar="فُتح رابط وثيقة شاركتها", en="A document you shared was opened")
_BODY = Text(
    ar="فُتح لأول مرة رابط الوثيقة الذي أنشأته لـ {recipient}، في {at}. إن لم "
    "تكن تتوقع ذلك فأوقف الرابط من صفحة «من عُرضت عليه».",
    en="The link you made for {recipient} was opened for the first time on {at}. If you did "
    "not expect that, revoke it on the page “Who was shown it”.",
)


def tell_of_first_view(*, share: ShareRecord, at: datetime) -> str:
    """Put the message in the holder's inbox, in the transaction that counts the view; return its public id."""
    named = isolate_name(share.recipient)
    return tell(
        actor=SYSTEM,
        at=at,
        person_id=share.person_id,
        text_title=_TITLE,
        text_body=Text(
            ar=_BODY.ar.format(recipient=named, at=moment_words(at, "ar")),
            en=_BODY.en.format(recipient=named, at=moment_words(at, "en")),
        ),
        link=f"/wallet/{share.document}/shares/",
    )
