"""Signing a text with a passkey: of the account, bound after proofing, over exactly this text, handed in once."""

import json
from typing import Any

import pytest
from django.test import RequestFactory

from tayseer.identity import queries, signatures
from tayseer.identity.contract import AccountRecord
from tayseer.identity.models import Signature
from tayseer.identity.signatures import UnableToAcceptSignature
from tests.platform.identity.conftest import NOON
from tests.platform.identity.holders import Holder, by_sms, proofed, with_passkey
from tests.platform.identity.soft_key import PRESENT, SoftKey

pytestmark = pytest.mark.django_db

TEXT = "الخدمة: بيع مركبة\nالرسوم: 150.00 ريال"


@pytest.fixture
def holder(sara: AccountRecord) -> tuple[Holder, SoftKey]:
    """Sara with a passkey bound after proofing."""
    proofed(sara)
    holder = by_sms(sara)
    return holder, with_passkey(holder)


def signed(holder: Holder, key: SoftKey, text: str = TEXT, shown: str = TEXT, **spoilt: Any) -> str:
    """Sign what was shown, and hand it in as a signature of the text."""
    options = signatures.asked(actor=holder.actor, text=shown).options
    answer = key.get(options, **spoilt)
    return signatures.sign(actor=holder.actor, session=holder.session, text=text, assertion=answer, at=NOON)


def test_a_text_is_signed_and_used_once(holder: tuple[Holder, SoftKey]) -> None:
    public_id = signed(*holder)

    row = Signature.objects.get()
    assert (row.public_id, row.text, row.used_at) == (public_id, TEXT, None)
    signatures.use_signature(actor=holder[0].actor, signature=public_id, text=TEXT, used_for="case", at=NOON)
    with pytest.raises(UnableToAcceptSignature):
        signatures.use_signature(actor=holder[0].actor, signature=public_id, text=TEXT, used_for="again", at=NOON)


def test_a_signature_of_another_text_is_refused(holder: tuple[Holder, SoftKey]) -> None:
    with pytest.raises(UnableToAcceptSignature):
        signed(*holder, shown=TEXT.replace("150", "15"))


@pytest.mark.parametrize("spoilt", [{"origin": "https://evil.example"}, {"rp_id": "evil.example"}, {"flags": PRESENT}])
def test_a_signature_made_elsewhere_or_without_its_user_is_refused(
    holder: tuple[Holder, SoftKey], spoilt: dict[str, Any]
) -> None:
    with pytest.raises(UnableToAcceptSignature):
        signed(*holder, **spoilt)


def test_an_answer_that_was_handed_in_before_is_no_second_signature(holder: tuple[Holder, SoftKey]) -> None:
    who, key = holder
    answer = key.get(signatures.asked(actor=who.actor, text=TEXT).options)
    signatures.sign(actor=who.actor, session=who.session, text=TEXT, assertion=answer, at=NOON)

    with pytest.raises(UnableToAcceptSignature):
        signatures.sign(actor=who.actor, session=who.session, text=TEXT, assertion=answer, at=NOON)


def test_a_passkey_bound_without_proofing_signs_nothing(badr: AccountRecord) -> None:
    weak = by_sms(badr, "not-my-own-name")
    key = with_passkey(weak)

    assert not signatures.asked(actor=weak.actor, text=TEXT).can_sign
    with pytest.raises(UnableToAcceptSignature):
        signed(weak, key)


def test_anothers_passkey_signs_nothing(holder: tuple[Holder, SoftKey], badr: AccountRecord) -> None:
    thief = by_sms(badr, "not-my-own-name")

    with pytest.raises(UnableToAcceptSignature):
        signed(thief, holder[1])


def test_a_form_hands_its_signature_in(holder: tuple[Holder, SoftKey]) -> None:
    who, key = holder
    answer = key.get(signatures.asked(actor=who.actor, text=TEXT).options)

    def posted(field: str) -> Any:
        request: Any = RequestFactory().post("/", {"signature": field})
        request.signed_in = queries.signed_in(token=who.token, at=NOON)
        request.actor = who.actor
        return request

    assert signatures.read_signature(posted(""), TEXT, at=NOON) == ""
    assert signatures.read_signature(posted(" "), TEXT, at=NOON) == ""
    assert signatures.read_signature(posted(answer), TEXT, at=NOON) == Signature.objects.get().public_id
    with pytest.raises(UnableToAcceptSignature):
        signatures.read_signature(posted(json.dumps({"rawId": "x"})), TEXT, at=NOON)
