"""Proving at a desk who somebody is: what an officer confirms, and the activation code that is handed over on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.identity import activation, authenticator_changes
from tayseer.identity.limits import allow
from tayseer.identity.proofing import UnableToProve
from tayseer.identity.queries import account_of_person
from tayseer.kit.questions import is_identity_number
from tayseer.kit.text import Text
from tayseer.office.kinship import near
from tayseer.registries.queries import person_by_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from tayseer.audit.contract import Actor
    from tayseer.identity.contract import AccountRecord

ACTION = "office.person.proofed"
PER_HOUR, HOUR = 30, 3_600

#: Why a code is handed over, by what the audit calls it.
REASONS: Mapping[str, Text] = {
    "proofing-activation": Text(ar="تفعيل الحساب", en="To activate the account"),
    "proofing-passkey": Text(ar="إضافة مفتاح مرور جديد", en="To add a new passkey"),
    "proofing-recovery": Text(ar="استعادة الحساب", en="To recover the account"),
}

_NOT_A_NUMBER = Text(
    ar="رقم الهوية غير صحيح: عشرة أرقام، آخرها رقم تحقق. راجع الرقم في الوثيقة.",
    en="The identity number is not correct: ten digits, the last a check digit. Compare it with the document.",
)
_NOT_COMPARED = Text(
    ar="قارن الوثيقة الأصلية بوجه صاحبها أولًا، ثم أكّد أنك قارنت. لا يُسلَّم الرمز لغير حاضر.",
    en="First compare the original document with its holder's face, then confirm that you did. Nobody absent gets a"
    " code.",
)
_NO_REASON = Text(ar="اختر لماذا يُسلَّم الرمز.", en="Choose why the code is handed over.")
_NO_CODE = Text(
    ar="لا يصدر رمز لهذا الرقم من هنا. راجع الرقم في الوثيقة؛ فإن كان صحيحًا فأحِل صاحبه إلى المشرف.",
    en="No code can be made for this number here. Compare it with the document; if it is right, send its holder to a"
    " supervisor.",
)
_TOO_NEAR = Text(
    ar="لا تُثبت هويتك ولا هوية قريب لك. اطلب ذلك من زميل.",
    en="You prove neither who you are nor who a relative of yours is. Ask a colleague.",
)
_TOO_MANY = Text(
    ar="أدخلت أرقامًا كثيرة في الساعة الماضية. انتظر ثم أعد المحاولة.",
    en="You have entered many numbers in the last hour. Wait, then try again.",
)


class UnableToHandOver(Exception):
    """No code was made; `errors` says why, by the field that is meant (the empty one: none of them)."""

    def __init__(self, errors: Mapping[str, Text]) -> None:
        super().__init__("; ".join(text.en for text in errors.values()))
        self.errors = errors


def hand_over(
    *, actor: Actor, account: AccountRecord, number: str, purpose: str, compared: bool, at: datetime
) -> tuple[str, Mapping[str, Any]]:
    """Keep that an officer proved who somebody is, and make the activation code that the officer hands over.

    In: the officer, and his or her account; the identity number in ASCII digits; why, a key of `REASONS`; whether
    document and face were compared; UTC. Out: the code, known this once, and the person's row of the register. The
    holder is told on every channel of the account. Raises `UnableToHandOver`: with the same words for a number that
    nobody has, of somebody dead, and of somebody without an account; for the officer's own number and a relative's,
    which the person concerned sees in the audit. Reading: NIST SP 800-63A-4, proofing in person.
    """
    errors = {
        **({} if is_identity_number(number) else {"number": _NOT_A_NUMBER}),
        **({} if purpose in REASONS else {"purpose": _NO_REASON}),
        **({} if compared else {"compared": _NOT_COMPARED}),
    }
    if errors:
        raise UnableToHandOver(errors)
    if not allow(f"office-proofing:{account.id}", limit=PER_HOUR, per_seconds=HOUR, at=at):
        raise UnableToHandOver({"number": _TOO_MANY})
    known = person_by_number(number)
    holder = _holder(known, number)
    if known is None or holder is None:
        _note(actor, known, purpose=purpose, result="failed", at=at)
        raise UnableToHandOver({"number": _NO_CODE})
    if near(one=account.person_id, other=known["id"]):
        _note(actor, known, purpose=purpose, result="refused", at=at)
        raise UnableToHandOver({"": _TOO_NEAR})
    try:
        with transaction.atomic():
            code = activation.make_code(
                actor=actor, account=holder, channel="desk", at=at, person_of_officer=account.person_id
            )
            _note(actor, known, purpose=purpose, result="done", at=at)
    except UnableToProve as problem:
        _note(actor, known, purpose=purpose, result="refused", at=at)
        raise UnableToHandOver({"": problem.text}) from problem
    # At once and not by the worker alone: whoever is not at the desk learns of it while there is time to object.
    authenticator_changes.tell_due(account_id=holder.id, at=at)
    return code, known


def _holder(known: Mapping[str, Any] | None, number: str) -> AccountRecord | None:
    """The account of somebody alive; one is opened where the installation says how (TAYSEER_ACCOUNT_LOOKUP)."""
    if known is None or known["died_on"] is not None:
        return None
    own = account_of_person(person_id=known["id"])
    lookup = activation.lookup()
    return own if own is not None or lookup is None else lookup(number)


def _note(actor: Actor, known: Mapping[str, Any] | None, *, purpose: str, result: str, at: datetime) -> None:
    """Leave a line in the audit, which the person concerned sees, also when nothing came of it."""
    with transaction.atomic():
        record(
            actor=actor, action=ACTION, at=at, subject=None if known is None else known["id"], purpose=purpose,
            result=result,
        )  # fmt: skip
