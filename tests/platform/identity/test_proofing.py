"""Proofing at a desk, and what an installation's own key seals: who may, and who never."""

from datetime import timedelta

import pytest

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.audit.models import Event
from tayseer.identity import actions, activation, authenticators, proofing, queries, seals
from tayseer.identity.contract import AccountRecord
from tayseer.identity.models import Account, ActivationCode, Outbox, Proofing
from tayseer.identity.proofing import UnableToProve
from tests.platform.identity.conftest import NOON
from tests.platform.identity.holders import proofed

pytestmark = pytest.mark.django_db


def clerk(faisal: AccountRecord) -> Actor:
    """Faisal at work."""
    found = queries.account_by_id(account_id=faisal.id)
    assert found is not None
    return queries.actor_of(found)


def test_an_officer_proves_somebody_and_the_holder_is_told(sara: AccountRecord, faisal: AccountRecord) -> None:
    proofing.record_proofing(actor=clerk(faisal), account=sara, channel="desk", at=NOON)

    assert proofing.fresh_level(account_id=sara.id, at=NOON) == 3
    assert proofing.fresh_level(account_id=sara.id, at=NOON + timedelta(hours=24)) == 0
    event = Event.objects.get(action="identity.account.proofed")
    assert (event.actor, event.subject) == (faisal.id, sara.person_id)


def test_an_officer_proves_nobody_who_is_the_officer(sara: AccountRecord, faisal: AccountRecord) -> None:
    officer = clerk(faisal)
    with pytest.raises(UnableToProve):
        proofing.record_proofing(actor=officer, account=faisal, channel="desk", at=NOON)
    with pytest.raises(UnableToProve):
        proofing.record_proofing(actor=officer, account=sara, channel="desk", at=NOON, person_of_officer=sara.person_id)
    Account.objects.filter(id=sara.id).update(mobile=faisal.mobile)
    same_phone = queries.account_by_id(account_id=sara.id)
    assert same_phone is not None
    with pytest.raises(UnableToProve):
        proofing.record_proofing(actor=officer, account=same_phone, channel="desk", at=NOON)

    assert not Proofing.objects.exists()


def test_neither_a_person_nor_an_officer_without_a_place_proves_anybody(
    sara: AccountRecord, badr: AccountRecord, faisal: AccountRecord
) -> None:
    officer = clerk(faisal)
    for actor in (queries.actor_of(badr), Actor("officer", faisal.id), Actor("agency", 3, agency="residency")):
        with pytest.raises(UnableToProve):
            proofing.record_proofing(actor=actor, account=sara, channel="desk", at=NOON)
    with pytest.raises(UnableToProve):
        proofing.record_proofing(actor=officer, account=sara, channel="friend", at=NOON)


def test_an_activation_code_is_kept_as_a_digest_and_a_new_one_ends_the_old(sara: AccountRecord) -> None:
    old = activation.make_code(actor=SYSTEM, account=sara, channel="desk", at=NOON)
    new = activation.make_code(actor=SYSTEM, account=sara, channel="desk", at=NOON)

    row = ActivationCode.objects.get()
    assert new.replace("-", "").encode() not in bytes(row.code)
    given = {"number": sara.number, "password": "new-and-strong-7", "mobile": "", "address": "192.0.2.7", "at": NOON}
    with pytest.raises(activation.UnableToActivate):
        activation.start(code=old, **given)  # type: ignore[arg-type]
    Outbox.objects.all().delete()
    assert activation.start(code=new, **given)  # type: ignore[arg-type]
    assert Outbox.objects.get().to == sara.mobile


@pytest.mark.parametrize("code", ["", " ", "\u00a0", "-"])
def test_an_empty_activation_code_never_passes(sara: AccountRecord, code: str) -> None:
    activation.make_code(actor=SYSTEM, account=sara, channel="desk", at=NOON)

    with pytest.raises(activation.UnableToActivate):
        activation.start(
            number=sara.number, code=code, password="new-and-strong-7", mobile="", address="192.0.2.7", at=NOON
        )


def test_whoever_stands_in_the_register_without_an_account_is_looked_up(sara: AccountRecord) -> None:
    asked: list[str] = []

    def lookup(number: str) -> AccountRecord | None:
        asked.append(number)
        return None

    with pytest.raises(activation.UnableToActivate):
        activation.start(
            number="1555555555", code="abcdefgh", password="new-and-strong-7", mobile="0505554443",
            address="192.0.2.7", at=NOON, lookup=lookup,
        )  # fmt: skip
    assert asked == ["1555555555"]


def test_an_officer_resumes_a_paused_account(sara: AccountRecord, faisal: AccountRecord) -> None:
    actions.set_state(actor=SYSTEM, account_id=sara.id, state="paused", at=NOON)

    assert actions.set_state(actor=clerk(faisal), account_id=sara.id, state="active", at=NOON).state == "active"


def test_a_program_does_not_act_for_a_paused_account(sara: AccountRecord) -> None:
    token = actions.make_token(
        actor=SYSTEM,
        account_id=sara.id,
        name="app",
        scopes=["cases:read"],
        expires_at=NOON + timedelta(days=9),
        at=NOON,
    )
    assert queries.client_of_token(token=token, at=NOON) is not None
    actions.set_state(actor=SYSTEM, account_id=sara.id, state="paused", at=NOON)

    assert queries.client_of_token(token=token, at=NOON) is None


def test_what_is_sealed_opens_for_what_it_is_about_and_not_when_it_was_changed() -> None:
    sealed = seals.seal(b"secret", about="one")

    assert seals.unseal(sealed, about="one") == b"secret"
    assert seals.seal(b"secret", about="one") != sealed
    for spoilt in (sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), b"", b"x" * 40):
        with pytest.raises(seals.UnableToOpen):
            seals.unseal(spoilt, about="one")
    with pytest.raises(seals.UnableToOpen):
        seals.unseal(sealed, about="two")
    assert seals.digest("a", "b", "c") != seals.digest("a", "bc")


def test_the_highest_of_several_proofings_counts(sara: AccountRecord) -> None:
    proofed(sara, "bank")
    proofed(sara, "desk")

    assert proofing.fresh_level(account_id=sara.id, at=NOON) == 3
    assert authenticators.highest_of([]) == 1
