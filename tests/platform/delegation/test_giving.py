"""Giving, answering and ending a delegation: who may, how surely, who is told, and what is kept as evidence."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tayseer.audit.contract import Actor
from tayseer.audit.models import Event as AuditEvent
from tayseer.casework import delegating
from tayseer.casework.contract import NotSureEnough, UnableToFile
from tayseer.casework.delegation_terms import TermsRefused
from tayseer.identity.delegation import actions
from tayseer.identity.delegation import queries as delegations
from tayseer.identity.delegation.actions import UnableToDelegate, UnableToFindDelegation
from tayseer.identity.delegation.models import Delegation
from tayseer.identity.models import Account, MobileChange
from tayseer.notices.models import Message
from tests.platform.delegation.delegates import (
    AT,
    ON,
    RENEW,
    given,
    karim_and_lina,
    majed,
    offered,
    signed,
    surely,
    terms,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "actor_of",
    [
        lambda person: Actor("person", person, level=2, proven_at=AT),
        lambda person: Actor("person", person, level=3, proven_at=AT - timedelta(minutes=6)),
        lambda person: Actor("person", person, level=3),
    ],
    ids=["too low", "too long ago", "never proven"],
)
def test_only_the_surest_and_freshest_sign_in_gives_one(actor_of: Any) -> None:
    karim, who = karim_and_lina()[0], majed()

    with pytest.raises(NotSureEnough):
        delegating.grant(actor=actor_of(karim), terms=terms(who), at=AT, on=ON, idempotency="k")

    assert not Delegation.objects.exists()


def test_the_very_text_must_be_signed() -> None:
    karim, who = karim_and_lina()[0], majed()

    with pytest.raises(NotSureEnough) as missing:
        delegating.grant(actor=surely(karim), terms=terms(who), at=AT, on=ON, idempotency="k")
    other = signed(karim, "another text")
    for bad in ("not a signature", other):
        with pytest.raises(UnableToFile):
            delegating.grant(actor=surely(karim), terms=terms(who), at=AT, on=ON, idempotency="k", signature=bad)

    assert missing.value.text_to_sign is not None
    text = missing.value.text_to_sign.en
    for words in ("Karim Haddad", "5,000 SAR", "10,000 SAR", "while I am abroad", "31 March 2026"):
        assert words in text, words
    assert not Delegation.objects.exists()


def test_a_signature_over_the_text_is_used_up_and_kept_as_evidence() -> None:
    karim, who = karim_and_lina()[0], majed()
    text = delegating.prepare(actor=surely(karim), terms=terms(who), on=ON).text
    given_by_hand = signed(karim, text.en)

    made = delegating.grant(
        actor=surely(karim), terms=terms(who), at=AT, on=ON, idempotency="k", signature=given_by_hand
    )

    assert (made.signature, made.text.ar) == (given_by_hand, text.ar)
    with pytest.raises(UnableToFile):
        delegating.grant(actor=surely(karim), terms=terms(who), at=AT, on=ON, idempotency="k2", signature=given_by_hand)


def test_nothing_is_given_in_the_day_after_the_mobile_number_changed() -> None:
    karim, who = karim_and_lina()[0], majed()
    Account.objects.filter(person_id=karim).update(mobile="0551112222")
    MobileChange.objects.update(changed_at=AT - timedelta(hours=1))

    with pytest.raises(UnableToFile, match="mobile number changed"):
        delegating.grant(actor=surely(karim), terms=terms(who), at=AT, on=ON, idempotency="k")


def test_it_cannot_be_passed_on() -> None:
    (karim, _), who, third = karim_and_lina(), majed(), majed()
    given(karim, who)
    for_karim = Actor("person", who, on_behalf_of=karim, level=3, proven_at=AT)

    with pytest.raises(UnableToDelegate, match="cannot be passed on"):
        delegating.grant(actor=for_karim, terms=terms(third), at=AT, on=ON, idempotency="k")

    assert Delegation.objects.count() == 1


@pytest.mark.parametrize(
    ("differs", "field"),
    [
        ({"services": ()}, "services"),
        ({"services": ("account/update-email",)}, "services"),
        ({"services": ("vehicles/offer-sale",)}, "services"),
        ({"services": ("no/such",)}, "services"),
        ({"each": Decimal("20000.01"), "total": Decimal(30000)}, "each"),
        ({"each": Decimal(-1)}, "each"),
        ({"each": Decimal(11), "total": Decimal(10)}, "total"),
        ({"total": Decimal("100000.01")}, "total"),
        ({"most_uses": 0}, "most_uses"),
        ({"most_uses": 101}, "most_uses"),
        ({"from_on": ON - timedelta(days=1)}, "from_on"),
        ({"until_on": ON - timedelta(days=1)}, "until_on"),
        ({"until_on": ON + timedelta(days=367)}, "until_on"),
        ({"purpose": " "}, "purpose"),
        ({"purpose": "x" * 161}, "purpose"),
        ({"purpose": "a\u202eb"}, "purpose"),
        ({"number": "123"}, "number"),
    ],
)
def test_terms_beyond_the_limits_are_refused_beside_their_field(differs: dict[str, Any], field: str) -> None:
    karim, who = karim_and_lina()[0], majed()

    with pytest.raises(TermsRefused) as refused:
        offered(karim, who, **differs)

    assert set(refused.value.problems) == {field}


def test_a_year_is_the_longest_and_one_service_of_one_riyal_is_enough() -> None:
    karim, who = karim_and_lina()[0], majed()

    made = offered(karim, who, until_on=ON + timedelta(days=366), each=Decimal(0), total=Decimal(0), most_uses=1)

    assert made.stored_state == "offered"
    assert made.services == (RENEW,)


def test_nobody_delegates_themself() -> None:
    karim = karim_and_lina()[0]

    with pytest.raises(TermsRefused) as refused:
        offered(karim, karim)

    assert "your own number" in refused.value.problems["number"].en


def test_an_offer_to_a_number_of_nobody_looks_the_same_and_tells_nobody() -> None:
    karim, who = karim_and_lina()[0], majed()

    somebody = offered(karim, who, key="a")
    nobody = offered(karim, who, key="b", number="1000000000")

    assert (somebody.stored_state, nobody.stored_state) == ("offered", "offered")
    assert nobody.delegate_id is None
    assert Message.objects.filter(person_id=who).count() == 1
    assert not Message.objects.filter(person_id=karim).exists()


def test_somebody_who_tries_many_numbers_is_stopped() -> None:
    karim, who = karim_and_lina()[0], majed()
    for number in range(10):
        offered(karim, who, key=str(number))

    with pytest.raises(UnableToFile, match="many numbers"):
        offered(karim, who, key="11")


def test_an_offer_lapses_in_a_week() -> None:
    karim, who = karim_and_lina()[0], majed()
    made = offered(karim, who)
    late = AT + timedelta(days=7, seconds=1)

    with pytest.raises(UnableToDelegate):
        delegating.answer(
            actor=Actor("person", who), public_id=made.public_id, accepts=True, at=late, on=ON + timedelta(days=7)
        )

    assert made.state(at=AT + timedelta(days=7), on=ON + timedelta(days=7)) == "offered"
    assert made.state(at=late, on=ON + timedelta(days=7)) == "ended"


def test_only_the_one_named_answers_and_only_the_sides_end_it() -> None:
    karim, who, third = karim_and_lina()[0], majed(), majed()
    made = offered(karim, who)

    for stranger in (karim, third):
        with pytest.raises(UnableToFindDelegation):
            delegating.answer(actor=Actor("person", stranger), public_id=made.public_id, accepts=True, at=AT, on=ON)
    with pytest.raises(UnableToFindDelegation):
        delegating.revoke(actor=Actor("person", third), public_id=made.public_id, at=AT)
    with pytest.raises(UnableToFindDelegation):
        delegating.revoke(actor=Actor("officer", karim), public_id=made.public_id, at=AT)
    assert delegations.one_for(actor=Actor("person", third), public_id=made.public_id) is None


def test_each_side_is_told_of_what_the_other_did() -> None:
    karim, who = karim_and_lina()[0], majed()
    held = given(karim, who)
    delegating.revoke(actor=Actor("person", who), public_id=held.public_id, at=AT)

    told = [
        list(Message.objects.filter(person_id=person).order_by("id").values_list("en_title", flat=True))
        for person in (karim, who)
    ]

    assert told == [
        ["Your delegation was accepted", "A delegation was revoked"],
        ["A delegation is offered to you"],
    ]
    seen = AuditEvent.objects.filter(action__startswith="delegation.").values_list("action", flat=True)
    assert set(seen) == {"delegation.given", "delegation.accepted", "delegation.revoked"}


def test_revoking_twice_and_answering_twice_change_nothing() -> None:
    karim, who = karim_and_lina()[0], majed()
    held = given(karim, who)
    again = delegating.answer(actor=Actor("person", who), public_id=held.public_id, accepts=True, at=AT, on=ON)
    first = delegating.revoke(actor=Actor("person", karim), public_id=held.public_id, at=AT)
    second = delegating.revoke(actor=Actor("person", who), public_id=held.public_id, at=AT + timedelta(hours=1))

    assert again.stored_state == "accepted"
    assert (first.ended_by, first.ended_at) == (second.ended_by, second.ended_at) == ("principal", AT)
    with pytest.raises(UnableToDelegate):
        delegating.answer(actor=Actor("person", who), public_id=held.public_id, accepts=True, at=AT, on=ON)


def test_the_same_form_sent_twice_makes_one() -> None:
    karim, who = karim_and_lina()[0], majed()

    assert offered(karim, who).public_id == offered(karim, who).public_id
    assert Message.objects.filter(person_id=who).count() == 1


def test_no_more_than_twenty_stand_at_once() -> None:
    karim, who = karim_and_lina()[0], majed()
    made = offered(karim, who)
    row = Delegation.objects.get(public_id=made.public_id)
    for number in range(19):
        row.pk, row.public_id, row.idempotency = None, f"x{number}", f"x{number}"
        row.save(force_insert=True)

    with pytest.raises(UnableToDelegate, match="too many"):
        offered(karim, who, key="one more")


def test_a_paper_for_a_branch_is_not_a_delegation_for_services() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    Delegation.objects.create(
        public_id="5000000000", kind="visit", principal_id=karim, delegate_id=who, delegate_number="1",
        services=[RENEW], purpose="x", each=9999, total=9999, most_uses=9, from_on=ON, until_on=ON, offered_at=AT,
        answer_by=AT, state="accepted", text_ar="", text_en="", idempotency="k", check_code="ABCDEFGH",
    )  # fmt: skip
    from tests.platform.delegation.delegates import file

    with pytest.raises(UnableToFile):
        file(who, karim, lina)
    assert delegations.held_by(actor=Actor("person", who)) == []
    [kept] = delegations.given_by(actor=Actor("person", karim))
    assert not actions.use(
        actor=Actor("person", who, on_behalf_of=karim), at=AT, on=ON, delegation=kept, service=RENEW, case="c",
        amount=Decimal(1),
    )  # fmt: skip
