"""Proving more in an open session: levels, new tokens, codes taken once, and codes on paper that prove nothing more."""

from datetime import timedelta

import pytest

from tayseer.identity import actions, authenticators, limits, passkey_sign_in, queries, recovery_codes, step_ups, totp
from tayseer.identity.assurance import level_of
from tayseer.identity.authenticators import UnableToChangeAuthenticators
from tayseer.identity.codes import UnableToAcceptCode
from tayseer.identity.contract import AccountRecord
from tayseer.identity.models import Authenticator, RecoveryCode, Session
from tayseer.identity.passkeys import UnableToVerify
from tayseer.identity.seals import UnableToOpen
from tayseer.identity.step_ups import UnableToStepUp
from tests.platform.identity.conftest import NOON, SARAS_PASSWORD, last_code
from tests.platform.identity.holders import HOME, Holder, by_passkey, by_sms, proofed, with_passkey, with_totp
from tests.platform.identity.soft_key import SoftKey

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(minutes=1)


def by_code(holder: Holder, code: str, level: int = 2, at: object = NOON) -> Holder:
    """Step up by a code of an app."""
    token = step_ups.by_totp(
        actor=holder.actor, account=holder.account, session=holder.session, token=holder.token, code=code,
        level=level, at=at,  # type: ignore[arg-type]
    )  # fmt: skip
    return Holder(holder.account, token)


def stepped_by(holder: Holder, key: SoftKey, level: int = 3) -> Holder:
    """Step up by a passkey."""
    challenge, options = passkey_sign_in.start(purpose="step-up", address=HOME, account_id=holder.account.id, at=NOON)
    token = step_ups.by_passkey(
        actor=holder.actor, account=holder.account, session=holder.session, token=holder.token,
        challenge=challenge, answer=key.get(options), level=level, at=NOON,
    )  # fmt: skip
    return Holder(holder.account, token)


def test_a_code_of_an_app_raises_the_level_under_a_new_token(sara: AccountRecord) -> None:
    secret, holder = with_totp(sara), by_sms(sara)
    public_id = holder.session.public_id

    raised = by_code(holder, totp.code_at(secret, at=NOON))

    assert raised.token != holder.token
    assert queries.signed_in(token=holder.token, at=NOON) is None, "no fixation: the token of before is worth nothing"
    assert (raised.session.level, raised.session.level_at) == (2, NOON)
    assert raised.session.methods == ("password", "sms", "totp")
    assert raised.session.public_id == public_id


def test_each_code_of_an_app_is_taken_once(sara: AccountRecord) -> None:
    secret, holder = with_totp(sara), by_sms(sara)
    code = totp.code_at(secret, at=NOON)
    raised = by_code(holder, code)

    with pytest.raises(UnableToStepUp):
        by_code(raised, code)
    with pytest.raises(UnableToStepUp):
        by_code(raised, totp.code_at(secret, at=NOON - timedelta(seconds=30)))
    by_code(raised, totp.code_at(secret, at=NOON + timedelta(seconds=30)))


@pytest.mark.parametrize(("seconds", "is_taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(sara: AccountRecord, seconds: int, is_taken: bool) -> None:
    secret = with_totp(sara)

    code = totp.code_at(secret, at=NOON + timedelta(seconds=seconds))

    assert (totp.accept(account_id=sara.id, code=code, at=NOON) is not None) is is_taken


@pytest.mark.parametrize(
    "code", ["", " ", "\u00a0", "12345", "1234567", "abcdef", "١٢٣٤٥", "12 34", "0x1234", "－12345"]
)
def test_what_is_no_code_never_passes(sara: AccountRecord, code: str) -> None:
    with_totp(sara)
    started = actions.start_sign_in(number=sara.number, password=SARAS_PASSWORD, address=HOME, at=NOON)

    assert totp.accept(account_id=sara.id, code=code, at=NOON) is None
    with pytest.raises(UnableToAcceptCode):
        actions.finish_sign_in(token=started.token, code=code, device="", at=NOON)
    with pytest.raises(UnableToStepUp):
        by_code(by_sms(sara), code)


def test_digits_of_every_script_are_read(sara: AccountRecord) -> None:
    secret = with_totp(sara)
    code = totp.code_at(secret, at=NOON).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert totp.accept(account_id=sara.id, code=f" {code[:3]} {code[3:]} ", at=NOON) is not None


def test_guessing_codes_of_an_app_is_limited_even_for_who_has_the_password(sara: AccountRecord) -> None:
    secret = with_totp(sara)
    wrong = f"{(int(totp.code_at(secret, at=NOON)) + 7) % 1_000_000:06d}"
    for _ in range(totp.WRONG_PER_DAY + 1):
        totp.accept(account_id=sara.id, code=wrong, at=NOON)

    assert totp.accept(account_id=sara.id, code=totp.code_at(secret, at=NOON), at=NOON) is None


def test_a_secret_is_kept_sealed_and_opens_for_its_own_app_alone(sara: AccountRecord, badr: AccountRecord) -> None:
    secret = with_totp(sara)
    with_totp(badr)
    mine, other = Authenticator.objects.order_by("id")

    assert secret.encode() not in bytes(mine.secret)
    assert totp.secret_of(mine) == secret
    other.secret = mine.secret
    with pytest.raises(UnableToOpen):
        totp.secret_of(other)


def test_password_and_app_sign_in_at_the_second_level_and_a_text_message_at_the_first(sara: AccountRecord) -> None:
    secret = with_totp(sara)
    started = actions.start_sign_in(number=sara.number, password=SARAS_PASSWORD, address=HOME, at=NOON)
    assert started.ways == ("totp", "sms")
    assert started.is_sent

    code = totp.code_at(secret, at=NOON)
    finished = actions.finish_sign_in(token=started.token, code=code, device="", at=NOON)

    assert finished.signed_in.session.level == 2
    assert finished.signed_in.session.methods == ("password", "totp")
    assert by_sms(sara).session.level == 1


@pytest.mark.parametrize("bound", [1, 2, 3])
def test_s01_a_text_message_never_gives_more_than_the_first_level(bound: int) -> None:
    assert level_of(("password", "sms"), bound=bound) == 1
    assert level_of(("password", "recovery"), bound=bound) == 1
    assert level_of(("sms",), bound=bound) == 0
    assert level_of(("recovery",), bound=bound) == 0
    assert level_of(("totp",), bound=bound) == 0
    assert level_of(("app", "sms"), bound=bound) == 0


def test_a_text_message_proves_the_first_level_again_and_takes_nothing_from_a_higher_one(sara: AccountRecord) -> None:
    secret = with_totp(sara)
    raised = by_code(by_sms(sara), totp.code_at(secret, at=NOON))
    attempt = step_ups.send_code(account=sara, session=raised.session, at=NOON)
    token = step_ups.by_sms(
        actor=raised.actor, account=sara, session=raised.session, token=raised.token, attempt=attempt,
        code=last_code(sara.mobile), level=1, at=LATER,
    )  # fmt: skip

    found = Holder(sara, token).session
    assert (found.level, found.level_at, found.confirmed_at) == (2, NOON, LATER)


def test_a_passkey_steps_up_to_what_it_was_bound_at(sara: AccountRecord, badr: AccountRecord) -> None:
    proofed(sara)
    holder = by_sms(sara)
    key = with_passkey(holder)

    assert stepped_by(holder, key).session.level == 3
    weak = by_sms(badr, "not-my-own-name")
    weak_key = with_passkey(weak, SoftKey(credential=b"another credential"))
    with pytest.raises(UnableToStepUp):
        stepped_by(weak, weak_key)
    assert weak.session.level == 1


def test_anothers_passkey_does_not_step_up(sara: AccountRecord, badr: AccountRecord) -> None:
    key = with_passkey(by_sms(sara))
    thief = by_sms(badr, "not-my-own-name")

    with pytest.raises(UnableToVerify):
        stepped_by(thief, key, level=1)


def test_a_challenge_for_one_account_is_not_answered_by_another(sara: AccountRecord, badr: AccountRecord) -> None:
    holder = by_sms(sara)
    key = with_passkey(holder)
    challenge, options = passkey_sign_in.start(purpose="step-up", address=HOME, account_id=badr.id, at=NOON)

    with pytest.raises(UnableToVerify):
        step_ups.by_passkey(
            actor=holder.actor, account=sara, session=holder.session, token=holder.token, challenge=challenge,
            answer=key.get(options), level=1, at=NOON,
        )  # fmt: skip


def test_stepping_up_by_guesses_is_limited(sara: AccountRecord) -> None:
    secret, holder = with_totp(sara), by_sms(sara)
    for _ in range(step_ups.TRIES):
        limits.allow(f"step-up:{sara.id}", limit=step_ups.TRIES, per_seconds=900, at=NOON)

    with pytest.raises(UnableToStepUp, match="Too many"):
        by_code(holder, totp.code_at(secret, at=NOON))


def test_ways_are_offered_surest_first_and_none_that_is_too_weak(sara: AccountRecord) -> None:
    proofed(sara)
    holder = by_sms(sara)
    assert step_ups.ways_to(account=sara, session=holder.session, level=3).kinds == ()
    with_totp(sara)
    with_passkey(holder)

    assert step_ups.ways_to(account=sara, session=holder.session, level=3).kinds == ("passkey",)
    assert step_ups.ways_to(account=sara, session=holder.session, level=2).kinds == ("passkey", "totp")
    assert step_ups.ways_to(account=sara, session=holder.session, level=1).kinds == ("passkey", "totp", "sms")


def test_a_code_on_paper_lets_in_once_at_the_first_level(sara: AccountRecord) -> None:
    holder = by_sms(sara)
    written = recovery_codes.make(actor=holder.actor, account_id=sara.id, device="", at=NOON)
    assert len(set(written)) == recovery_codes.CODES
    assert not any(
        one.replace("-", "").encode() in bytes(row.code) for one in written for row in RecoveryCode.objects.all()
    )

    def enter(code: str) -> Holder:
        started = actions.start_sign_in(number=sara.number, password=SARAS_PASSWORD, address=HOME, at=NOON)
        assert "recovery" in started.ways
        finished = actions.finish_sign_in(token=started.token, code=code, device="", at=NOON)
        return Holder(sara, finished.token)

    found = enter(written[0].upper().replace("-", " "))

    assert (found.session.level, found.session.methods) == (1, ("password", "recovery"))
    assert recovery_codes.left(account_id=sara.id) == recovery_codes.CODES - 1
    with pytest.raises(UnableToAcceptCode):
        enter(written[0])


def test_whoever_came_in_by_paper_adds_nothing_that_is_surer_even_right_after_proofing(sara: AccountRecord) -> None:
    holder = by_sms(sara)
    written = recovery_codes.make(actor=holder.actor, account_id=sara.id, device="", at=NOON)
    proofed(sara)
    started = actions.start_sign_in(number=sara.number, password=SARAS_PASSWORD, address=HOME, at=NOON)
    finished = actions.finish_sign_in(token=started.token, code=written[3], device="", at=NOON)

    assert by_passkey(with_passkey(Holder(sara, finished.token))).session.level == 1


def test_new_codes_on_paper_end_the_old_ones_and_anothers_do_not_work(sara: AccountRecord, badr: AccountRecord) -> None:
    holder = by_sms(sara)
    old = recovery_codes.make(actor=holder.actor, account_id=sara.id, device="", at=NOON)
    new = recovery_codes.make(actor=holder.actor, account_id=sara.id, device="", at=NOON)

    assert not recovery_codes.accept(account_id=sara.id, code=old[0], at=NOON)
    assert not recovery_codes.accept(account_id=badr.id, code=new[0], at=NOON)
    assert recovery_codes.accept(account_id=sara.id, code=new[0], at=NOON)


def test_removing_takes_a_proof_as_sure_as_what_is_removed(sara: AccountRecord) -> None:
    secret, holder = with_totp(sara), by_sms(sara)
    public_id = Authenticator.objects.get().public_id

    def remove(who: Holder) -> None:
        authenticators.remove(
            actor=who.actor, account=sara, session=who.session, public_id=public_id, device="", at=NOON
        )

    with pytest.raises(UnableToChangeAuthenticators) as refused:
        remove(holder)
    assert refused.value.needed == 2
    remove(by_code(holder, totp.code_at(secret, at=NOON)))

    assert Authenticator.objects.get().ended_at == NOON
    assert totp.accept(account_id=sara.id, code=totp.code_at(secret, at=LATER), at=LATER) is None


def test_a_session_left_open_adds_nothing(sara: AccountRecord) -> None:
    holder = by_sms(sara)
    Session.objects.update(level_at=NOON - timedelta(minutes=11))

    with pytest.raises(UnableToChangeAuthenticators) as refused:
        with_passkey(holder)
    assert refused.value.needed == 1


def test_only_ones_own_are_renamed_and_removed(sara: AccountRecord, badr: AccountRecord) -> None:
    with_totp(sara)
    thief = by_sms(badr, "not-my-own-name")
    public_id = Authenticator.objects.get().public_id

    with pytest.raises(authenticators.AuthenticatorNotFound):
        authenticators.rename(actor=thief.actor, account=badr, public_id=public_id, name="mine", device="", at=NOON)
    with pytest.raises(authenticators.AuthenticatorNotFound):
        authenticators.remove(
            actor=thief.actor, account=badr, session=thief.session, public_id=public_id, device="", at=NOON
        )
