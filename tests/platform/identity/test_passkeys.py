"""Passkeys: added, signing in by them alone, and every way in which an answer must not be believed."""

import json
from datetime import timedelta

import pytest
from django.conf import LazySettings

from tayseer.audit.models import Event
from tayseer.identity import authenticators, challenges, passkey_sign_in, passkeys, queries, sessions
from tayseer.identity.authenticators import UnableToChangeAuthenticators
from tayseer.identity.contract import AccountRecord
from tayseer.identity.models import Account, Authenticator, AuthenticatorChange, Challenge, Outbox, Session
from tayseer.identity.passkeys import UnableToVerify
from tests.platform.identity.conftest import NOON
from tests.platform.identity.holders import HOME, by_passkey, by_sms, proofed, with_passkey
from tests.platform.identity.soft_key import ATTESTED, PRESENT, VERIFIED, SoftKey

pytestmark = pytest.mark.django_db


def test_a_passkey_added_after_proofing_signs_in_alone_at_the_highest_level(sara: AccountRecord) -> None:
    proofed(sara)
    key = with_passkey(by_sms(sara))

    found = by_passkey(key)

    assert found.account == sara
    assert (found.session.level, found.session.methods) == (3, ("passkey",))
    assert found.actor.level == 3
    row = Authenticator.objects.get()
    assert (row.sign_count, row.bound_level, row.last_used_at) == (1, 3, NOON)
    assert row.transports == ["internal"]
    assert Event.objects.filter(action="identity.authenticator.added", subject=sara.person_id).count() == 1


def test_a_passkey_added_after_a_text_message_alone_never_gives_more_than_that(sara: AccountRecord) -> None:
    key = with_passkey(by_sms(sara))

    assert by_passkey(key).session.level == 1
    proofed(sara)
    assert by_passkey(key).session.level == 1, "what is bound stays as it was bound"


def test_a_bank_vouches_for_less_than_a_desk(sara: AccountRecord) -> None:
    proofed(sara, "bank")

    assert by_passkey(with_passkey(by_sms(sara))).session.level == 2


def test_a_proofing_is_fresh_for_a_day(sara: AccountRecord) -> None:
    proofed(sara, at=NOON - timedelta(hours=24, seconds=1))

    assert by_passkey(with_passkey(by_sms(sara))).session.level == 1


@pytest.mark.parametrize(
    "spoilt",
    [
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost:8000"},
        {"origin": "http://localhost:8000.evil.example"},
        {"origin": "http://sub.localhost:8000"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"flags": 0},
        {"kind": "webauthn.create"},
        {"crossOrigin": True},
    ],
)
def test_s02_an_answer_for_another_address_or_without_its_user_is_refused(
    sara: AccountRecord, spoilt: dict[str, object]
) -> None:
    key = with_passkey(by_sms(sara))
    before = Session.objects.count()

    with pytest.raises(UnableToVerify):
        by_passkey(key, **spoilt)  # type: ignore[arg-type]

    assert Session.objects.count() == before
    assert Authenticator.objects.get().sign_count == 0


def test_the_address_is_that_of_the_installation(sara: AccountRecord, settings: LazySettings) -> None:
    settings.TAYSEER_PUBLIC_URL = "https://tayseer.example"

    assert passkeys.party() == passkeys.Party(id="tayseer.example", origin="https://tayseer.example")
    assert not passkeys.party().is_local


def test_an_answer_is_taken_once(sara: AccountRecord) -> None:
    key = with_passkey(by_sms(sara))
    token, options = passkey_sign_in.start(purpose="sign-in", address=HOME, at=NOON)
    answer = key.get(options)
    passkey_sign_in.finish_sign_in(token=token, answer=answer, device="", at=NOON)

    with pytest.raises(UnableToVerify, match="no such challenge"):
        passkey_sign_in.finish_sign_in(token=token, answer=answer, device="", at=NOON)


def test_a_challenge_is_used_up_by_a_wrong_answer_too(sara: AccountRecord) -> None:
    key = with_passkey(by_sms(sara))
    token, options = passkey_sign_in.start(purpose="sign-in", address=HOME, at=NOON)
    with pytest.raises(UnableToVerify):
        passkey_sign_in.finish_sign_in(token=token, answer="{}", device="", at=NOON)

    with pytest.raises(UnableToVerify):
        passkey_sign_in.finish_sign_in(token=token, answer=key.get(options), device="", at=NOON)


def test_a_challenge_lasts_three_minutes_and_belongs_to_its_purpose_and_browser(sara: AccountRecord) -> None:
    key = with_passkey(by_sms(sara))

    def tried(*, token: str = "", purpose: str = "sign-in", late: int = 0) -> None:
        made, options = passkey_sign_in.start(purpose=purpose, address=HOME, at=NOON)
        passkey_sign_in.finish_sign_in(
            token=token or made, answer=key.get(options), device="", at=NOON + timedelta(seconds=late)
        )

    tried(late=179)
    for spoilt in ({"late": 180}, {"purpose": "resume"}, {"token": "of another browser"}):
        with pytest.raises(UnableToVerify):
            tried(**spoilt)  # type: ignore[arg-type]


def test_a_counter_that_goes_back_is_refused_and_told(sara: AccountRecord) -> None:
    key = with_passkey(by_sms(sara))
    key.counter = 9
    by_passkey(key)
    key.counter = 4
    Outbox.objects.all().delete()

    with pytest.raises(UnableToVerify, match="counter"):
        by_passkey(key)

    assert Authenticator.objects.get().sign_count == 10
    assert Event.objects.filter(action="identity.passkey.refused", result="counter").exists()
    assert "منسوخ" in Outbox.objects.get().text


def test_a_counter_that_stands_still_is_a_copy_unless_the_device_counts_nothing(sara: AccountRecord) -> None:
    key = with_passkey(by_sms(sara))
    by_passkey(key, grows=False)
    by_passkey(key, grows=False)
    by_passkey(key)

    with pytest.raises(UnableToVerify):
        by_passkey(key, grows=False)


def test_a_credential_belongs_to_one_account_for_good(sara: AccountRecord, badr: AccountRecord) -> None:
    with_passkey(by_sms(sara))
    thief = by_sms(badr, "not-my-own-name")

    with pytest.raises(UnableToChangeAuthenticators, match="added before"):
        with_passkey(thief, SoftKey())

    assert Authenticator.objects.get().account_id == sara.id


def test_a_key_that_claims_the_credential_of_another_signs_in_nobody(sara: AccountRecord) -> None:
    with_passkey(by_sms(sara))

    with pytest.raises(UnableToVerify, match="signature"):
        by_passkey(SoftKey())


def test_an_answer_that_names_another_holder_is_refused(sara: AccountRecord, badr: AccountRecord) -> None:
    key = with_passkey(by_sms(sara))
    key.handle = passkeys.user_handle(badr.id)

    with pytest.raises(UnableToVerify, match="another holder"):
        by_passkey(key)


def test_what_a_passkey_keeps_says_nothing_of_its_holder(sara: AccountRecord) -> None:
    assert str(sara.id).encode() not in passkeys.user_handle(sara.id)
    assert sara.number.encode() not in passkeys.user_handle(sara.id)


@pytest.mark.parametrize(
    "written",
    ["", " ", "{", "[]", "null", '{"response": 3}', '{"response": {}}', '{"rawId": "!", "response": {}}', "x" * 30_000,
     "[" * 15_000, json.dumps({"rawId": 3, "response": {"clientDataJSON": None}})],
)  # fmt: skip
def test_what_is_no_answer_is_refused_in_the_same_words(sara: AccountRecord, written: str) -> None:
    with_passkey(by_sms(sara))
    token, _ = passkey_sign_in.start(purpose="sign-in", address=HOME, at=NOON)

    with pytest.raises(UnableToVerify) as refused:
        passkey_sign_in.finish_sign_in(token=token, answer=written, device="", at=NOON)

    assert refused.value.text is UnableToVerify.text


def test_a_stranger_is_told_nobodys_passkeys(sara: AccountRecord) -> None:
    with_passkey(by_sms(sara))

    _, options = passkey_sign_in.start(purpose="sign-in", address=HOME, at=NOON)

    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"
    assert options["rpId"] == "localhost"


def test_challenges_from_one_address_are_limited() -> None:
    for _ in range(300):
        passkey_sign_in.start(purpose="sign-in", address=HOME, at=NOON)

    with pytest.raises(sessions.UnableToSignIn):
        passkey_sign_in.start(purpose="sign-in", address=HOME, at=NOON)


@pytest.mark.parametrize("flags", [PRESENT, VERIFIED])
def test_a_passkey_that_did_not_verify_its_user_is_not_added(sara: AccountRecord, flags: int) -> None:
    holder, key = by_sms(sara), SoftKey()
    token, options = authenticators.start_passkey(account=sara, session=holder.session, at=NOON)

    with pytest.raises(UnableToChangeAuthenticators):
        authenticators.add_passkey(
            actor=holder.actor, account=sara, session=holder.session, token=token,
            answer=key.create(options, flags=flags | ATTESTED), device="", at=NOON,
        )  # fmt: skip


def test_a_passkey_made_for_another_account_is_not_added(sara: AccountRecord, badr: AccountRecord) -> None:
    mine, thief, key = by_sms(sara), by_sms(badr, "not-my-own-name"), SoftKey()
    token, options = authenticators.start_passkey(account=sara, session=mine.session, at=NOON)

    with pytest.raises(UnableToChangeAuthenticators):
        authenticators.add_passkey(
            actor=thief.actor, account=badr, session=thief.session, token=token, answer=key.create(options),
            device="", at=NOON,
        )  # fmt: skip


def test_a_device_is_not_asked_for_a_second_passkey(sara: AccountRecord) -> None:
    holder = by_sms(sara)
    with_passkey(holder)

    _, options = authenticators.start_passkey(account=sara, session=holder.session, at=NOON)

    assert len(options["excludeCredentials"]) == 1
    assert options["authenticatorSelection"]["residentKey"] == "required"


@pytest.mark.parametrize("state", ["inactive", "locked", "paused"])
def test_a_passkey_of_an_account_that_is_not_active_signs_nobody_in(sara: AccountRecord, state: str) -> None:
    key = with_passkey(by_sms(sara))
    Account.objects.filter(id=sara.id).update(state=state)

    with pytest.raises(sessions.UnableToSignIn):
        by_passkey(key)


def test_a_session_token_planted_before_ends_when_a_passkey_signs_in(sara: AccountRecord) -> None:
    planted = by_sms(sara)
    key = with_passkey(planted)
    token, options = passkey_sign_in.start(purpose="sign-in", address=HOME, at=NOON)

    finished = passkey_sign_in.finish_sign_in(
        token=token, answer=key.get(options), device="", replaces=planted.token, at=NOON
    )

    assert finished.token != planted.token
    assert queries.signed_in(token=planted.token, at=NOON) is None


def test_of_two_answers_to_one_challenge_the_second_finds_none() -> None:
    token, _ = challenges.issue(purpose="sign-in", account_id=None, at=NOON)

    assert challenges.use(token=token, purpose="sign-in", at=NOON).account_id is None
    assert not Challenge.objects.exists()
    with pytest.raises(challenges.UnableToUseChallenge):
        challenges.use(token=token, purpose="sign-in", at=NOON)


def test_every_channel_is_told_of_a_new_passkey(sara: AccountRecord) -> None:
    Account.objects.filter(id=sara.id).update(email="sara@example.com")
    holder = by_sms(sara)
    Outbox.objects.all().delete()

    with_passkey(holder)

    assert {(one.channel, one.to) for one in Outbox.objects.all()} == {
        ("sms", sara.mobile),
        ("email", "sara@example.com"),
    }
    assert "my key" in Outbox.objects.get(channel="sms").text
    assert AuthenticatorChange.objects.get().told_at == NOON
