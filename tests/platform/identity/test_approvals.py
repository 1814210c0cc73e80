"""Approving on another device: the number of the other screen, three an hour, and "it was not me"."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from tayseer.audit.models import Event, Question
from tayseer.identity import actions, approvals, authenticators, jobs, push, step_ups
from tayseer.identity.approvals import UnableToApprove
from tayseer.identity.contract import AccountRecord
from tayseer.identity.models import Approval, AuthenticatorChange, Outbox
from tayseer.site import clock
from tests.platform.identity.conftest import NOON, SARAS_PASSWORD
from tests.platform.identity.holders import HOME, Holder, by_sms, proofed

pytestmark = pytest.mark.django_db

PUSHED: list[dict[str, Any]] = []
SUBSCRIPTION = {"endpoint": "https://fcm.googleapis.com/fcm/send/x", "keys": {"p256dh": "a", "auth": "b"}}


class KeptPushes:
    """Keeps what would have been pushed."""

    def push(self, *, subscription: dict[str, Any], words: str) -> bool:
        """Keep it."""
        PUSHED.append({"to": subscription, "words": words})
        return True


@pytest.fixture(autouse=True)
def _no_pushes_leave(settings: LazySettings) -> None:
    PUSHED.clear()
    settings.TAYSEER_PUSHER = f"{__name__}.KeptPushes"


@pytest.fixture
def phone(sara: AccountRecord) -> tuple[Holder, str]:
    """Sara's phone, which approves: her session there, and the device's cookie."""
    proofed(sara)
    holder = by_sms(sara)
    _, device = authenticators.add_device(
        actor=holder.actor, account=sara, session=holder.session, push=SUBSCRIPTION, device="Safari iPhone", at=NOON
    )
    PUSHED.clear()
    return holder, device


def asked(sara: AccountRecord) -> tuple[str, Approval]:
    """Ask for a sign-in on another screen; return its token and the request."""
    token = approvals.ask(account_id=sara.id, purpose="sign-in", place="Firefox, Windows · 192.0.2.7", at=NOON)
    return token, Approval.objects.latest("id")


def answer(phone: tuple[Holder, str], row: Approval, digits: str, **other: Any) -> None:
    """Type digits on the phone."""
    holder, device = phone
    given = {"device": device, "at": NOON} | other
    approvals.approve(actor=holder.actor, account=holder.account, public_id=row.public_id, digits=digits, **given)


def test_the_number_of_the_other_screen_approves_at_the_second_level(
    sara: AccountRecord, phone: tuple[Holder, str]
) -> None:
    token, row = asked(sara)

    answer(phone, row, row.digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))

    shown = approvals.asked(token=token, at=NOON)
    assert shown is not None
    assert shown.state == "approved"
    assert approvals.take(token=token, purpose="sign-in", at=NOON) == (sara.id, 2)
    assert approvals.take(token=token, purpose="sign-in", at=NOON) is None, "an approval is used once"


def test_the_device_is_shown_everything_but_the_number(sara: AccountRecord, phone: tuple[Holder, str]) -> None:
    asked(sara)

    (waiting,) = approvals.waiting_for(account_id=sara.id, at=NOON)

    assert waiting.place == "Firefox, Windows · 192.0.2.7"
    assert waiting.service.en
    assert waiting.agency.ar
    assert not hasattr(waiting, "digits")


def test_a_push_says_only_to_open_the_app(sara: AccountRecord, phone: tuple[Holder, str]) -> None:
    asked(sara)

    assert [{"to": SUBSCRIPTION, "words": json.dumps({"open": "approve"})}] == PUSHED


def test_a_wrong_number_ends_the_request(sara: AccountRecord, phone: tuple[Holder, str]) -> None:
    token, row = asked(sara)
    wrong = f"{(int(row.digits) - 9) % 90 + 10}"

    with pytest.raises(UnableToApprove, match="wrong"):
        answer(phone, row, wrong)
    with pytest.raises(UnableToApprove, match="gone"):
        answer(phone, row, row.digits)

    assert approvals.take(token=token, purpose="sign-in", at=NOON) is None
    assert Event.objects.filter(action="identity.approval.wrong", result="refused").exists()


@pytest.mark.parametrize("digits", ["", " ", "1", "123", "ab", "1 2 3"])
def test_what_is_not_two_digits_ends_nothing(sara: AccountRecord, phone: tuple[Holder, str], digits: str) -> None:
    _, row = asked(sara)

    with pytest.raises(UnableToApprove, match="not_two"):
        answer(phone, row, digits)

    answer(phone, row, row.digits)


def test_s03_at_most_three_requests_an_hour(sara: AccountRecord, phone: tuple[Holder, str]) -> None:
    for _ in range(3):
        asked(sara)

    with pytest.raises(UnableToApprove, match="too_many"):
        asked(sara)

    assert len(PUSHED) == 3
    approvals.ask(account_id=sara.id, purpose="sign-in", place="", at=NOON + timedelta(hours=1, seconds=1))


def test_s03_it_was_not_me_stops_this_way_and_asks_the_privacy_office(
    sara: AccountRecord, phone: tuple[Holder, str]
) -> None:
    token, row = asked(sara)
    holder, _ = phone

    assert approvals.refuse(actor=holder.actor, account=sara, public_id=row.public_id, at=NOON)

    assert Question.objects.get().person_id == sara.person_id
    assert approvals.take(token=token, purpose="sign-in", at=NOON) is None
    with pytest.raises(UnableToApprove, match="stopped"):
        asked(sara)
    started = actions.start_sign_in(number=sara.number, password=SARAS_PASSWORD, address=HOME, at=NOON)
    assert "app" not in started.ways
    approvals.allow_again(actor=holder.actor, account=sara, at=NOON)
    asked(sara)


def test_only_a_device_of_the_account_approves(
    sara: AccountRecord, badr: AccountRecord, phone: tuple[Holder, str]
) -> None:
    _, row = asked(sara)
    thief = by_sms(badr, "not-my-own-name")
    _, his = authenticators.add_device(
        actor=thief.actor, account=badr, session=thief.session, push=None, device="", at=NOON
    )

    for device in ("", "guessed", his):
        with pytest.raises(UnableToApprove, match="no_device"):
            answer(phone, row, row.digits, device=device)
    with pytest.raises(UnableToApprove, match="gone"):
        answer((thief, his), row, row.digits)


def test_a_request_lasts_three_minutes(sara: AccountRecord, phone: tuple[Holder, str]) -> None:
    token, row = asked(sara)

    with pytest.raises(UnableToApprove, match="gone"):
        answer(phone, row, row.digits, at=NOON + timedelta(minutes=3))

    late = approvals.asked(token=token, at=NOON + timedelta(minutes=3))
    assert late is not None
    assert late.state == "ended"


def test_a_device_bound_at_the_first_level_approves_at_the_first(sara: AccountRecord) -> None:
    holder = by_sms(sara)
    _, device = authenticators.add_device(
        actor=holder.actor, account=sara, session=holder.session, push=None, device="", at=NOON
    )
    token, row = asked(sara)

    answer((holder, device), row, row.digits)

    assert approvals.take(token=token, purpose="sign-in", at=NOON) == (sara.id, 1)


def test_an_approval_steps_up_the_session_that_asked_and_no_other(
    sara: AccountRecord, phone: tuple[Holder, str]
) -> None:
    here, there = by_other_way(sara), by_other_way(sara)
    purpose = f"step-up:{here.session.public_id}"
    token = approvals.ask(account_id=sara.id, purpose=purpose, place="", at=NOON)
    row = Approval.objects.latest("id")
    answer(phone, row, row.digits)

    def step(who: Holder) -> str:
        return step_ups.by_approval(
            actor=who.actor, account=sara, session=who.session, token=who.token, approval=token, level=2, at=NOON
        )

    with pytest.raises(step_ups.UnableToStepUp):
        step(there)
    assert Holder(sara, step(here)).session.level == 2


def by_other_way(sara: AccountRecord) -> Holder:
    """Sign in by SMS although there is a device that approves."""
    return by_sms(sara)


@pytest.mark.parametrize(
    "endpoint",
    ["http://fcm.googleapis.com/x", "https://127.0.0.1/x", "https://evil.example/x", "https://fcm.googleapis.com.evil.io/x",
     "https://fcm.googleapis.com:8443/x", "https://me@fcm.googleapis.com/x", "file:///etc/passwd", ""],
)  # fmt: skip
def test_the_server_calls_no_address_that_a_holder_made_up(endpoint: str) -> None:
    written = json.dumps({**SUBSCRIPTION, "endpoint": endpoint})

    assert push.read_subscription(written) is None


def test_a_subscription_of_a_browser_is_read() -> None:
    assert push.read_subscription(json.dumps(SUBSCRIPTION)) == SUBSCRIPTION
    assert push.read_subscription("[]") is None
    assert push.read_subscription("{") is None


def test_old_requests_are_forgotten_but_not_that_it_was_not_me(
    sara: AccountRecord, phone: tuple[Holder, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, first = asked(sara)
    approvals.refuse(actor=phone[0].actor, account=sara, public_id=first.public_id, at=NOON)
    Approval.objects.create(
        public_id="x", token=b"x", account_id=sara.id, purpose="sign-in", digits="11", service={}, agency={}, text={},
        opened_at=NOON, expires_at=NOON,
    )  # fmt: skip
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=400))

    jobs.forget_expired(100)

    assert list(Approval.objects.values_list("state", flat=True)) == ["not_me"]
    assert approvals.is_stopped(account_id=sara.id)


def test_what_was_not_told_is_told_by_the_worker(
    sara: AccountRecord, phone: tuple[Holder, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    AuthenticatorChange.objects.update(told_at=None)
    Outbox.objects.all().delete()
    monkeypatch.setattr(clock, "now", lambda: NOON)

    assert [jobs.warn_old_numbers(10), jobs.warn_old_numbers(10)] == [1, 0]
    assert Outbox.objects.get().to == sara.mobile
    assert PUSHED
