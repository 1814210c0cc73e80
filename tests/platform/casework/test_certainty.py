"""Who acts must be known surely enough in the moment of the act, and sign what cannot be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework import actions, queries
from tayseer.casework.certainty import text_of_consent, text_of_request
from tayseer.casework.contract import CaseRecord, NotSureEnough, UnableToAct, UnableToFile
from tayseer.casework.filing import forget_pinned
from tayseer.casework.judging import judge_one, read_some
from tayseer.casework.models import Case
from tayseer.identity.actions import open_account
from tayseer.identity.ids import new_public_id
from tayseer.identity.models import Account, Signature
from tayseer.identity.queries import account_of_person
from tayseer.kit.text import Text
from tayseer.services import catalogue
from tayseer.services import service as service_of
from tayseer.services.vehicles.sale_examples import AGREED, people
from tests.support.stored import store_example

pytestmark = [pytest.mark.django_db, pytest.mark.assurance]

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ON = date(2026, 3, 1)
SALE, RENEW, LOST = "vehicles/offer-sale", "civil/renew-id", "passports/report-lost-passport"
TERMS = {"buyer_number": "1000000032", "price": "45000.00", "terms": "yes"}


@pytest.fixture(autouse=True)
def _fresh_definitions() -> None:
    forget_pinned()


def known(person_id: int, *, level: int = 3, minutes_ago: int = 1) -> Actor:
    """Somebody signed in at a level that was proven so long ago, with an account."""
    if account_of_person(person_id=person_id) is None:
        open_account(
            actor=SYSTEM, number=f"7{person_id:09d}", name=Text(ar="نورة", en="Noura"), mobile="", at=AT,
            person_id=person_id, password_hash="x",
        )  # fmt: skip
    return Actor("person", person_id, "نورة", level=level, proven_at=AT - timedelta(minutes=minutes_ago))


def signed(actor: Actor, text: str, *, at: datetime = AT) -> str:
    """The public id of a signature of the actor's passkey over the text."""
    row = Signature.objects.create(
        public_id=new_public_id(), account_id=Account.objects.get(person_id=actor.id).pk, credential=b"c", text=text,
        client_data=b"d", authenticator_data=b"a", signature=b"s" + new_public_id().encode(), at=at,
    )  # fmt: skip
    return row.public_id


class Sale:
    """Noura, her car, and Fahd who is to buy it."""

    def __init__(self) -> None:
        self.seller, self.car = store_example(service_of(SALE), people(), AGREED)

    def text(self) -> Text:
        """What Noura signs."""
        service = service_of(SALE)
        return text_of_request(
            judge_one(service, applicant_id=self.seller, subject_id=self.car, on=ON, answers=read_some(service, TERMS))
        )

    def file(self, actor: Actor, *, signature: str = "", key: str = "k1", at: datetime = AT) -> CaseRecord:
        """Offer the car."""
        return actions.file_case(
            actor=actor, service_code=SALE, subject_id=self.car, answers=TERMS, at=at, on=ON, idempotency=key,
            signature=signature,
        )  # fmt: skip


@pytest.fixture
def sale() -> Sale:
    return Sale()


def test_a_code_by_sms_is_too_little_for_an_identity_card_and_an_app_is_enough() -> None:
    service = service_of("passports/renew-passport-adult")
    example = next(one for one in service.examples if one.refused_by is None)
    person, subject = store_example(service, example.given, example.answers)
    answers = {getattr(key, "code", key): value for key, value in example.answers.items()}
    asked = {
        "service_code": service.code, "subject_id": subject, "answers": answers, "at": AT,
        "on": date.fromisoformat(example.on), "idempotency": "k",
    }  # fmt: skip

    with pytest.raises(NotSureEnough) as refused:
        actions.file_case(actor=known(person, level=1), **asked)

    assert refused.value.needed.level == 2
    assert refused.value.text_to_sign is None
    assert not Case.objects.exists()
    assert actions.file_case(actor=known(person, level=2, minutes_ago=600), **asked).is_open


def test_what_is_signed_is_filed_once_with_the_signature_of_its_very_text(sale: Sale) -> None:
    noura = known(sale.seller)
    signature = signed(noura, sale.text().en)

    case = sale.file(noura, signature=signature)

    used = Signature.objects.get(public_id=signature)
    assert (used.used_at, used.used_for) == (AT, case.public_id)


def test_without_a_signature_the_text_to_sign_is_told_and_nothing_is_filed(sale: Sale) -> None:
    with pytest.raises(NotSureEnough) as refused:
        sale.file(known(sale.seller))

    assert refused.value.text_to_sign == sale.text()
    assert "45,000 SAR" in sale.text().en
    assert not Case.objects.exists()


@pytest.mark.parametrize("fault", ["another text", "somebody else's", "six minutes old", "unknown"])
def test_no_other_signature_will_do(sale: Sale, fault: str) -> None:
    noura, fahd = known(sale.seller), known(9_999)
    text = sale.text().ar
    signature = {
        "another text": lambda: signed(noura, text.replace("45", "44")),
        "somebody else's": lambda: signed(fahd, text),
        "six minutes old": lambda: signed(noura, text, at=AT - timedelta(minutes=6)),
        "unknown": new_public_id,
    }[fault]()

    with pytest.raises(UnableToFile, match="signature"):
        sale.file(noura, signature=signature)

    assert not Case.objects.exists()
    assert not Signature.objects.exclude(used_at=None).exists()


def test_a_signature_counts_once(sale: Sale) -> None:
    noura = known(sale.seller)
    signature = signed(noura, sale.text().en)
    case = sale.file(noura, signature=signature)
    actions.withdraw(actor=noura, public_id=case.public_id, at=AT, on=ON)

    with pytest.raises(UnableToFile, match="signature"):
        sale.file(noura, signature=signature, key="k2")


def test_a_level_proven_too_long_ago_is_proven_again(sale: Sale) -> None:
    noura = known(sale.seller, minutes_ago=6)

    with pytest.raises(NotSureEnough) as refused:
        sale.file(noura, signature=signed(noura, sale.text().en))

    assert refused.value.text_to_sign is None


def test_who_agrees_signs_too_and_who_declines_needs_nothing(sale: Sale) -> None:
    noura = known(sale.seller)
    case = sale.file(noura, signature=signed(noura, sale.text().ar))
    [turn] = case.turns
    fahd = known(int(turn.person_id or 0))
    seen = queries.case_for(actor=fahd, public_id=case.public_id)
    text = text_of_consent(seen, turn.label, on=ON)
    says = {"public_id": case.public_id, "at": AT, "on": ON}

    with pytest.raises(NotSureEnough):
        actions.answer_turn(actor=replace(fahd, level=2), says_yes=True, **says)
    with pytest.raises(NotSureEnough) as refused:
        actions.answer_turn(actor=fahd, says_yes=True, **says)
    with pytest.raises(UnableToAct):
        actions.answer_turn(actor=fahd, says_yes=True, signature=signed(fahd, sale.text().ar), **says)
    agreed = actions.answer_turn(actor=fahd, says_yes=True, signature=signed(fahd, text.en), **says)

    assert refused.value.text_to_sign == text
    assert "1000000032" not in text.en
    assert agreed.step != turn.step


def test_declining_needs_no_signature_and_no_level(sale: Sale) -> None:
    noura = known(sale.seller)
    case = sale.file(noura, signature=signed(noura, sale.text().ar))
    [turn] = case.turns

    done = actions.answer_turn(
        actor=known(int(turn.person_id or 0), level=1), public_id=case.public_id, says_yes=False, at=AT, on=ON
    )

    assert not done.is_open


def test_what_is_signed_waits_after_a_change_and_is_fresh_everywhere() -> None:
    signed_ones = [service for service in catalogue().values() if service.assurance.signed]

    assert {service.code for service in signed_ones} == {
        SALE, "vehicles/authorise-driver", "passports/set-parent-consent",
    }  # fmt: skip
    for service in signed_ones:
        assert service.assurance.level == 3
        assert service.assurance.waits
        assert service.assurance.within_minutes


def test_whatever_gives_a_paper_or_a_right_takes_more_than_a_code_by_sms() -> None:
    """Visits, reports of loss, objections and payments are let be: whoever did them for somebody would harm nobody."""
    lowest = {service.code for service in catalogue().values() if service.assurance.level == 1 and service.issues}

    assert lowest <= {
        "passports/report-lost-passport", "residency/report-lost-iqama", "traffic/pay-violation",
        "traffic/object-to-violation", "traffic/extend-violation-deadline", "civil/update-qualification",
        "account/change-mobile", "account/update-address", "account/update-email", "prisons/furijat-pay",
    }  # fmt: skip
