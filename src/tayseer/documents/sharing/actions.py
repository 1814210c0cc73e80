"""Every write of sharing: make a link, open it, take it back."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.documents import facts as stated_facts
from tayseer.documents.contract import IssuedDocumentRecord
from tayseer.documents.sharing import contract, queries
from tayseer.documents.sharing.contract import Opening, Scope, ShareRecord
from tayseer.documents.sharing.models import Share
from tayseer.documents.types import type_of
from tayseer.identity.ids import new_public_id, new_token, token_digest
from tayseer.identity.mobile_changes import UnableToActYet, require_no_hold
from tayseer.kit.text import Text

_CODE = re.compile(r"[0-9]{4,8}", re.ASCII)

# One statement compares the code, decides and counts: two readers at once cannot both have the last view.
_OPEN = f"""
WITH given AS (SELECT %s::bytea AS secret, %s::bytea AS code, %s::timestamptz AS at),
opened AS (
    UPDATE sharing_share AS s
       SET views_used = views_used + CASE WHEN s.code IN ('', given.code) THEN 1 ELSE 0 END,
           first_viewed_at = CASE WHEN s.code IN ('', given.code) THEN COALESCE(first_viewed_at, given.at) END,
           wrong_codes = wrong_codes + CASE WHEN s.code IN ('', given.code) THEN 0 ELSE 1 END,
           refused = refused + CASE WHEN s.code IN ('', given.code) THEN 0 ELSE 1 END
      FROM given
     WHERE s.secret = given.secret AND revoked_at IS NULL AND expires_at > given.at
       AND views_used < views_allowed AND wrong_codes < %s::int AND (s.code = '' OR given.code <> '')
 RETURNING s.id, {queries.columns("s")}, s.code IN ('', given.code) AS is_let_in),
seen AS (
    INSERT INTO sharing_view (share_id, at, number)
    SELECT opened.id, given.at, opened.views_used FROM opened, given WHERE opened.is_let_in)
SELECT is_let_in, {queries.columns("opened")} FROM opened
"""  # noqa: S608 - constants of this app

_REFUSE = f"UPDATE sharing_share AS s SET refused = refused + 1 WHERE public_id = %s RETURNING {queries.columns('s')}"  # noqa: S608


class UnableToShare(Exception):
    """The document cannot be shared as asked; `text` says why and what to do, `field` which answer is wrong."""

    def __init__(self, text: Text, *, field: str = "") -> None:
        super().__init__(text.en)
        self.text, self.field = text, field


class UnableToRevokeShare(LookupError):
    """There is no such link of this person; another person's is never told apart from none."""


_NOT_YOURS = Text(ar="لا يشارك الوثيقة إلا صاحبها.", en="Only the holder of a document may share it.")
_NOT_VALID = Text(
    ar="هذه الوثيقة لا تسري الآن، فلا يمكن مشاركتها. جدّدها أو راجع الجهة التي أصدرتها.",
    en="This document does not hold now, so it cannot be shared. Renew it, or ask the agency that issued it.",
)
_TOO_MANY = Text(
    ar="لديك روابط كثيرة ما زالت مفتوحة لهذه الوثيقة. أوقف بعضها ثم شارك من جديد.",
    en="Too many links to this document are still open. Revoke some of them, then share again.",
)
_WHO = Text(
    ar="اكتب لمن تُعرض الوثيقة، في 80 حرفًا على الأكثر.",
    en="Enter whom the document is for, in at most 80 characters.",
)
_WHY = Text(
    ar="اكتب الغرض من المشاركة، في 160 حرفًا على الأكثر.",
    en="Enter what it is shared for, in at most 160 characters.",
)
_FACTS = Text(ar="اختر بيانًا واحدًا على الأقل.", en="Choose at least one of the facts.")
_TERM = Text(ar="اختر مدة من ساعة إلى 30 يومًا.", en="Choose a term from one hour to 30 days.")
_VIEWS = Text(ar="اكتب عدد مرات العرض، من 1 إلى 20.", en="Enter the number of views, from 1 to 20.")
_CODE_FORM = Text(
    ar="رمز الفتح من 4 إلى 8 أرقام، ولا يكون رقمًا واحدًا مكررًا.",
    en="The opening code has 4 to 8 digits, not all the same.",
)
_ONCE = Text(
    ar="أُنشئ هذا الرابط من قبل، ولا يُعرض إلا مرة واحدة. إن فاتك فأوقفه وشارك من جديد.",
    en="This link was made already and is shown only once. If you missed it, revoke it and share again.",
)


def create_share(  # noqa: PLR0913 - a share has that many limits, all named
    *,
    actor: Actor,
    at: datetime,
    document: IssuedDocumentRecord,
    recipient: str,
    purpose: str,
    scope: Scope,
    facts: Sequence[str] = (),
    lasts: timedelta,
    views: int,
    code: str = "",
    idempotency: str,
) -> tuple[ShareRecord, str]:
    """Make a link to a document; return it with its secret, which is shown to the holder once and kept nowhere.

    In: the holder; UTC; the document, which holds at that moment; who will see it and why, both required; what is
    shown (`facts` are keys of its type, for the scope `chosen`); how long and how often; a code of 4 to 8 digits that
    the reader must type, or nothing; a key under which the same form makes one link only. Raises UnableToShare.
    Law: Personal Data Protection Law, disclosure by consent of the one concerned: to whom, what, why, until when.
    """
    if actor.kind != "person" or actor.id is None or actor.id != document.person_id:
        raise UnableToShare(_NOT_YOURS)
    if not document.is_valid(at):
        raise UnableToShare(_NOT_VALID)
    recipient = _text(recipient, most=contract.LONGEST_RECIPIENT, problem=_WHO, field="recipient")
    purpose = _text(purpose, most=contract.LONGEST_PURPOSE, problem=_WHY, field="purpose")
    chosen = _facts(document, scope, facts)
    if not contract.SHORTEST <= lasts <= contract.LONGEST:
        raise UnableToShare(_TERM, field="lasts")
    if not 1 <= views <= contract.MOST_VIEWS:
        raise UnableToShare(_VIEWS, field="views")
    if code and (not _CODE.fullmatch(code) or len(set(code)) == 1):
        raise UnableToShare(_CODE_FORM, field="code")
    try:
        require_no_hold(actor=actor, at=at)
    except UnableToActYet as held:
        raise UnableToShare(held.text) from held
    secret = new_token()
    made = Share(
        public_id=new_public_id(), secret=token_digest(secret), document=document.public_id, person_id=actor.id,
        recipient=recipient, purpose=purpose, scope=scope, facts=chosen, created_at=at, expires_at=at + lasts,
        views_allowed=views, code=code_digest(secret, code) if code else b"", idempotency=idempotency,
    )  # fmt: skip
    with transaction.atomic():
        if queries.open_count(person_id=actor.id, document=document.public_id, at=at) >= contract.MOST_OPEN:
            raise UnableToShare(_TOO_MANY)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as twice:
            raise UnableToShare(_ONCE) from twice
        record(
            actor=actor, action="document.shared", at=at, subject=actor.id, object=document.public_id,
            case=document.case, fields=tuple(document.facts) if scope == "whole" else chosen,
        )  # fmt: skip
    return queries.as_record(made), secret


def open_share(*, at: datetime, secret: str, code: str = "") -> Opening:
    """Count one view of a link and say whether it may be shown; a refusal is returned, so that its count is kept.

    In: UTC; the secret of the address; the code that was typed. Out: the share as it stands afterwards. Of any number
    of readers at the same moment no more are let in than views are left.
    """
    digest = token_digest(secret)
    with transaction.atomic():
        with connection.cursor() as cursor:
            typed = code_digest(secret, code) if code else b""
            cursor.execute(_OPEN, [digest, typed, at, contract.CODE_TRIES])
            row = cursor.fetchone()
        if row is None:
            return _refuse(queries.by_secret(digest), at=at)
        is_let_in, share = row[0], queries.from_row(row[1:])
        _note(share, at=at, result="done" if is_let_in else "refused")
        if is_let_in:
            return Opening(share, "", is_first=share.views_used == 1)
        return Opening(share, "locked" if share.state(at) == "locked" else "wrong_code")


def revoke_share(*, actor: Actor, at: datetime, public_id: str) -> ShareRecord:
    """Close a link of one's own at once; doing so again changes nothing. Raises UnableToRevokeShare."""
    if actor.kind != "person" or actor.id is None:
        raise UnableToRevokeShare(public_id)
    with transaction.atomic():
        share = Share.objects.select_for_update().filter(public_id=public_id, person_id=actor.id).first()
        if share is None:
            raise UnableToRevokeShare(public_id)
        if share.revoked_at is None:
            share.revoked_at = at
            share.save(update_fields=["revoked_at"])
            record(actor=actor, action="document.share.revoked", at=at, subject=actor.id, object=share.document)
        return queries.as_record(share)


def code_digest(secret: str, code: str) -> bytes:
    """What is kept of an opening code: without the link's secret, which is kept nowhere, it cannot be tried out."""
    return hmac.digest(secret.encode(), code.encode(), hashlib.sha256)


def _refuse(share: ShareRecord | None, *, at: datetime) -> Opening:
    """Count and note a refusal; a page that still waits for its code costs nothing."""
    if share is None:
        return Opening(None, "unknown")
    state = share.state(at)
    if state == "open":
        # Either the code is still to be typed, or the link was open a moment ago and another reader was quicker.
        return Opening(share, "code_needed" if share.has_code else "used_up")
    with connection.cursor() as cursor:
        cursor.execute(_REFUSE, [share.public_id])
        share = queries.from_row(cursor.fetchone())
    _note(share, at=at, result="refused")
    return Opening(share, state)


def _note(share: ShareRecord, *, at: datetime, result: str) -> None:
    # Whoever holds a link is not known, so the platform is named as the one who showed it.
    record(
        actor=SYSTEM, action="document.share.viewed", at=at, subject=share.person_id, object=share.document,
        fields=tuple(share.facts), purpose="share", result=result,
    )  # fmt: skip


def _text(written: str, *, most: int, problem: Text, field: str) -> str:
    try:
        checked = stated_facts.checked_text(" ".join(written.split()), what=field)
    except stated_facts.UnableToStateFact as hidden:
        raise UnableToShare(problem, field=field) from hidden
    if not checked or len(checked) > most:
        raise UnableToShare(problem, field=field)
    return checked


def _facts(document: IssuedDocumentRecord, scope: Scope, facts: Sequence[str]) -> list[str]:
    if scope != "chosen":
        return []
    # A share is drawn from the signed claims, so what stands outside them cannot be shared alone.
    signed = {spec.key for spec in type_of(document.type).facts if spec.in_code}
    chosen = [key for key in document.facts if key in signed & set(facts)]
    if not chosen:
        raise UnableToShare(_FACTS, field="facts")
    return chosen
