"""Signing in: who gets through, who does not, and what each is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tayseer.audit.contract import SYSTEM
from tayseer.audit.models import Event
from tayseer.identity import actions, queries
from tayseer.identity.codes import UnableToAcceptCode, UnableToSendCode
from tayseer.identity.contract import AccountRecord
from tayseer.identity.models import OneTimeCode, Outbox, Session
from tayseer.identity.sign_in import SignInFinished, UnableToEndSession, UnableToSignIn

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PASSWORD = "calm-river-42"
SARAS_MOBILE = "+966501112223"
WRONG_WORDS = "رقم الهوية أو كلمة المرور غير صحيحة. تحقق منهما وأعد المحاولة."

CodeOnPhone = Callable[[str], str]


def start(*, number: str = "1012345672", password: str = PASSWORD, at: datetime = NOON) -> str:
    return actions.start_sign_in(number=number, password=password, address="192.0.2.7", at=at).token


def finish(*, token: str, code: str, at: datetime = NOON, replaces: str = "") -> SignInFinished:
    return actions.finish_sign_in(token=token, code=code, device="A phone", replaces=replaces, at=at)


def test_the_right_password_and_code_sign_sara_in(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    finished = finish(token=start(), code=code_on_phone(SARAS_MOBILE))

    found = queries.signed_in(token=finished.token, at=NOON)
    assert found is not None
    assert (found.actor.kind, found.actor.id) == ("person", 501)
    assert found.account.id == sara.id


def test_a_number_typed_in_arabic_digits_is_the_same_number(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    token = start(number=" ١٠١٢٣٤٥٦٧٢ ")

    assert finish(token=token, code=code_on_phone(SARAS_MOBILE)).signed_in.account.id == sara.id


def test_a_code_typed_in_arabic_digits_is_the_same_code(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    token = start()
    typed = code_on_phone(SARAS_MOBILE).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert finish(token=token, code=typed).signed_in.account.id == sara.id


def test_an_unknown_number_and_a_wrong_password_get_the_same_answer(sara: AccountRecord) -> None:
    answers = []
    for number, password in ((sara.number, "not her password"), ("1999999999", PASSWORD)):
        with pytest.raises(UnableToSignIn) as refused:
            start(number=number, password=password)
        answers.append((refused.value.reason, refused.value.text.ar))

    assert answers == [("wrong", WRONG_WORDS)] * 2
    assert not Outbox.objects.exists()


def test_the_sixth_try_is_refused_even_with_the_right_password(sara: AccountRecord) -> None:
    for _ in range(5):
        with pytest.raises(UnableToSignIn, match="wrong"):
            start(password="a guess")

    with pytest.raises(UnableToSignIn, match="too_many"):
        start()


def test_an_unknown_number_is_stopped_just_like_a_known_one() -> None:
    for _ in range(5):
        with pytest.raises(UnableToSignIn, match="wrong"):
            start(number="1999999999")

    with pytest.raises(UnableToSignIn, match="too_many"):
        start(number="1999999999")


def test_after_a_quarter_of_an_hour_sara_may_try_again(sara: AccountRecord) -> None:
    for _ in range(6):
        with pytest.raises(UnableToSignIn):
            start(password="a guess")

    assert start(at=NOON + timedelta(minutes=15))


def test_the_right_password_clears_the_count_of_wrong_ones(sara: AccountRecord) -> None:
    for _ in range(4):
        with pytest.raises(UnableToSignIn, match="wrong"):
            start(password="a typo")
    start()

    with pytest.raises(UnableToSignIn, match="wrong"):
        start(password="a typo")


def test_one_address_cannot_try_the_whole_country(monkeypatch: pytest.MonkeyPatch, sara: AccountRecord) -> None:
    monkeypatch.setattr("tayseer.identity.sign_in.TRIES_PER_ADDRESS", 2)
    for number in ("1000000001", "1000000002"):
        with pytest.raises(UnableToSignIn, match="wrong"):
            start(number=number, password="Password1!")

    with pytest.raises(UnableToSignIn, match="too_many"):
        start()


def test_the_holder_sees_that_somebody_tried(sara: AccountRecord) -> None:
    with pytest.raises(UnableToSignIn):
        start(password="a guess")

    event = Event.objects.get(action="identity.sign_in.refused")
    assert (event.subject, event.result) == (501, "wrong_password")


def test_a_wrong_code_is_refused_and_the_right_one_still_works(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    token = start()
    right = code_on_phone(SARAS_MOBILE)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    with pytest.raises(UnableToAcceptCode):
        finish(token=token, code=wrong)

    assert finish(token=token, code=right).signed_in.account.id == sara.id


def test_after_five_wrong_codes_even_the_right_one_is_refused(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    token = start()
    right = code_on_phone(SARAS_MOBILE)
    for n in range(1, 6):
        with pytest.raises(UnableToAcceptCode):
            finish(token=token, code=f"{(int(right) + n) % 1_000_000:06d}")

    with pytest.raises(UnableToAcceptCode):
        finish(token=token, code=right)


@pytest.mark.parametrize("nothing", ["", " ", "\t", "000", "12345６", "abcdef", "-12345", "1234567"])
def test_what_is_no_code_never_passes(nothing: str, sara: AccountRecord) -> None:
    token = start()
    OneTimeCode.objects.filter(account_id=sara.id).update(code=b"")

    with pytest.raises(UnableToAcceptCode):
        finish(token=token, code=nothing)


def test_a_code_runs_out_after_five_minutes(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    token = start()
    code = code_on_phone(SARAS_MOBILE)

    with pytest.raises(UnableToAcceptCode):
        finish(token=token, code=code, at=NOON + timedelta(minutes=5))
    assert finish(token=token, code=code, at=NOON + timedelta(minutes=4, seconds=59))


def test_a_code_works_once(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    token = start()
    code = code_on_phone(SARAS_MOBILE)
    finish(token=token, code=code)

    with pytest.raises(UnableToAcceptCode):
        finish(token=token, code=code)
    assert Session.objects.count() == 1


def test_a_code_belongs_to_the_browser_that_asked_for_it(
    sara: AccountRecord, badr: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    start()
    token_of_badr = start(number=badr.number, password="not-my-own-name")

    code_of_sara = code_on_phone(SARAS_MOBILE)
    if code_of_sara == code_on_phone(badr.mobile):
        pytest.skip("both drew the same six digits, one time in a million")

    with pytest.raises(UnableToAcceptCode):
        finish(token=token_of_badr, code=code_of_sara)


def test_a_code_for_a_new_mobile_number_signs_nobody_in(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    token = actions.start_mobile_change(actor=queries.actor_of(sara), mobile="0502223334", at=NOON)

    with pytest.raises(UnableToAcceptCode):
        finish(token=token, code=code_on_phone("+966502223334"))


def test_the_code_is_stored_only_under_the_servers_key(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    token = start()

    row = OneTimeCode.objects.get()
    assert code_on_phone(SARAS_MOBILE).encode() not in bytes(row.code)
    assert token.encode() not in bytes(row.token)


def test_more_than_ten_codes_in_a_quarter_of_an_hour_are_not_sent(sara: AccountRecord) -> None:
    for _ in range(10):
        start()

    with pytest.raises(UnableToSendCode):
        start()


def test_twenty_wrong_codes_in_a_day_stop_even_the_right_one(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    for attempt in range(5):
        at = NOON + timedelta(minutes=20 * attempt)
        token = start(at=at)
        right = code_on_phone(SARAS_MOBILE)
        for n in range(1, 6):
            with pytest.raises(UnableToAcceptCode):
                finish(token=token, code=f"{(int(right) + n) % 1_000_000:06d}", at=at)
    later = NOON + timedelta(hours=3)
    token = start(at=later)

    with pytest.raises(UnableToAcceptCode):
        finish(token=token, code=code_on_phone(SARAS_MOBILE), at=later)


def test_an_account_that_is_not_active_learns_so_only_after_the_right_password(sara: AccountRecord) -> None:
    actions.set_state(actor=SYSTEM, account_id=sara.id, state="inactive", at=NOON)

    with pytest.raises(UnableToSignIn, match="wrong"):
        start(password="a guess")
    with pytest.raises(UnableToSignIn, match="not_active"):
        start()


def test_an_account_locked_after_the_password_gets_no_session(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    token = start()
    actions.set_state(actor=queries.actor_of(sara), account_id=sara.id, state="locked", at=NOON)

    with pytest.raises(UnableToSignIn, match="not_active"):
        finish(token=token, code=code_on_phone(SARAS_MOBILE))
    assert not Session.objects.exists()


def test_the_session_the_browser_held_before_ends(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    before = finish(token=start(), code=code_on_phone(SARAS_MOBILE)).token

    after = finish(token=start(), code=code_on_phone(SARAS_MOBILE), replaces=before).token

    assert after != before
    assert queries.signed_in(token=before, at=NOON) is None
    assert queries.signed_in(token=after, at=NOON) is not None


def test_the_cookie_is_not_in_the_database(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    token = finish(token=start(), code=code_on_phone(SARAS_MOBILE)).token

    row = Session.objects.get()
    assert token.encode() not in bytes(row.token)
    assert row.public_id not in token


def test_half_an_hour_of_rest_ends_a_persons_session(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    token = finish(token=start(), code=code_on_phone(SARAS_MOBILE)).token

    assert queries.signed_in(token=token, at=NOON + timedelta(minutes=29)) is not None
    assert queries.signed_in(token=token, at=NOON + timedelta(minutes=30)) is None


def test_ten_minutes_of_rest_end_an_officers_session(faisal: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    token = start(number=faisal.number, password="stamp-and-ink-9")
    token = finish(token=token, code=code_on_phone(faisal.mobile)).token

    assert queries.signed_in(token=token, at=NOON + timedelta(minutes=9)) is not None
    assert queries.signed_in(token=token, at=NOON + timedelta(minutes=10)) is None


def test_use_keeps_a_session_but_not_beyond_twelve_hours(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    token = finish(token=start(), code=code_on_phone(SARAS_MOBILE)).token
    for minutes in range(25, 12 * 60, 25):
        actions.touch_session(token=token, at=NOON + timedelta(minutes=minutes))

    assert queries.signed_in(token=token, at=NOON + timedelta(hours=11, minutes=59)) is not None
    assert queries.signed_in(token=token, at=NOON + timedelta(hours=12)) is None


def test_badr_cannot_end_saras_session(sara: AccountRecord, badr: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    finished = finish(token=start(), code=code_on_phone(SARAS_MOBILE))

    with pytest.raises(UnableToEndSession):
        actions.end_session(actor=queries.actor_of(badr), public_id=finished.signed_in.session.public_id, at=NOON)
    assert queries.signed_in(token=finished.token, at=NOON) is not None
    assert queries.sessions_of(actor=queries.actor_of(badr), at=NOON) == []


def test_sara_ends_all_other_devices_at_once(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    lost = finish(token=start(), code=code_on_phone(SARAS_MOBILE)).token
    here = finish(token=start(), code=code_on_phone(SARAS_MOBILE))

    ended = actions.end_all_sessions(actor=queries.actor_of(sara), but=here.signed_in.session.public_id, at=NOON)

    assert ended == 1
    assert queries.signed_in(token=lost, at=NOON) is None
    assert queries.signed_in(token=here.token, at=NOON) is not None


def test_a_confirmation_counts_for_the_operation_it_was_sent_for(
    sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    finished = finish(token=start(), code=code_on_phone(SARAS_MOBILE))
    later, actor = NOON + timedelta(minutes=20), queries.actor_of(sara)
    token = actions.send_confirmation(actor=actor, about="sale of plate 1234 for 100 SAR", at=later)
    code = code_on_phone(SARAS_MOBILE)
    session = finished.signed_in.session.public_id

    with pytest.raises(UnableToAcceptCode):
        actions.accept_confirmation(
            actor=actor, session=session, token=token, code=code, about="sale for 90,000 SAR", at=later
        )

    assert Session.objects.get().confirmed_at == NOON


def test_a_confirmation_is_noted_in_the_session(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    finished = finish(token=start(), code=code_on_phone(SARAS_MOBILE))
    later, actor = NOON + timedelta(minutes=20), queries.actor_of(sara)
    token = actions.send_confirmation(actor=actor, about="case k3jd72hs92kd", at=later)

    actions.accept_confirmation(
        actor=actor,
        session=finished.signed_in.session.public_id,
        token=token,
        code=code_on_phone(SARAS_MOBILE),
        about="case k3jd72hs92kd",
        at=later,
    )

    assert Session.objects.get().confirmed_at == later
