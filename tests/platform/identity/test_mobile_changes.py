"""After a new mobile number: the old one is told, and what a thief would do waits."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from tayseer.audit.contract import SYSTEM
from tayseer.audit.models import Event
from tayseer.identity import actions, jobs, mobile_changes, queries
from tayseer.identity.codes import UnableToAcceptCode
from tayseer.identity.contract import AccountRecord
from tayseer.identity.gateway import DemoGateway, UnableToSend
from tayseer.identity.models import Account, MobileChange, Outbox, Session
from tayseer.site import clock
from tests.platform.identity.conftest import NOON, SARAS_PASSWORD
from tests.platform.identity.test_pages import sign_in

pytestmark = pytest.mark.django_db

CodeOnPhone = Callable[[str], str]
NEW = "+966502223334"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def changed_by_effect(account: AccountRecord, mobile: str = NEW) -> None:
    """Change the number as the effect of a case does: by a statement of the registers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE identity_account SET mobile = %s, mobile_changed_at = %s WHERE id = %s", [mobile, NOON, account.id]
        )


def test_a_number_changed_by_a_case_is_told_to_the_old_number_and_the_mailbox(sara: AccountRecord) -> None:
    Account.objects.filter(id=sara.id).update(email="sara@example.com")
    changed_by_effect(sara)

    jobs.warn_old_numbers(10)

    told = {(one.channel, one.to) for one in Outbox.objects.all()}
    assert told == {("sms", sara.mobile), ("email", "sara@example.com")}
    assert "تغيّر رقم الجوال في حسابك" in Outbox.objects.get(channel="sms").text


def test_each_change_is_told_once(sara: AccountRecord) -> None:
    changed_by_effect(sara)

    assert [jobs.warn_old_numbers(10), jobs.warn_old_numbers(10)] == [1, 0]
    assert Outbox.objects.count() == 1


def test_an_old_number_that_cannot_be_reached_is_tried_again_and_then_left(
    sara: AccountRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed_by_effect(sara)

    def refuse(*_: object, **__: object) -> None:
        raise UnableToSend

    monkeypatch.setattr(DemoGateway, "send_sms", refuse)

    assert [jobs.warn_old_numbers(10) for _ in range(6)] == [1, 1, 1, 1, 1, 0]
    assert MobileChange.objects.get().warned_at is None


def test_a_first_number_holds_nothing_back_and_is_told_to_nobody(sara: AccountRecord) -> None:
    Account.objects.filter(id=sara.id).update(mobile="")
    MobileChange.objects.all().delete()

    changed_by_effect(sara)

    assert mobile_changes.hold_of(account_id=sara.id, at=NOON) is None
    assert jobs.warn_old_numbers(10) == 0


def test_acts_are_held_for_a_day_and_not_a_second_longer(sara: AccountRecord) -> None:
    changed_by_effect(sara)
    actor, day = queries.actor_of(sara), timedelta(hours=24)

    with pytest.raises(mobile_changes.UnableToActYet) as held:
        mobile_changes.require_no_hold(actor=actor, at=NOON + day - timedelta(seconds=1))
    mobile_changes.require_no_hold(actor=actor, at=NOON + day)

    assert held.value.text.en.startswith("Your mobile number changed recently, so sensitive acts wait until 2026-11-26")


def test_the_operator_says_how_long(sara: AccountRecord, settings: LazySettings) -> None:
    settings.TAYSEER_MOBILE_HOLD_HOURS = 2
    changed_by_effect(sara)

    assert mobile_changes.hold_of(account_id=sara.id, at=NOON + timedelta(hours=2)) is None


def test_others_and_the_system_are_not_held(sara: AccountRecord, badr: AccountRecord) -> None:
    changed_by_effect(sara)

    mobile_changes.require_no_hold(actor=queries.actor_of(badr), at=NOON)
    mobile_changes.require_no_hold(actor=SYSTEM, at=NOON)


def test_the_code_on_the_old_number_ends_the_wait(sara: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    changed_by_effect(sara)
    actor = queries.actor_of(sara)
    token = mobile_changes.ask_old_number(actor=actor, at=NOON)
    assert token is not None

    mobile_changes.confirm_by_old_number(actor=actor, token=token, code=code_on_phone(sara.mobile), at=NOON)

    mobile_changes.require_no_hold(actor=actor, at=NOON)
    assert Event.objects.filter(action="identity.mobile.confirmed", subject=sara.person_id).count() == 1


def test_a_thief_who_changes_twice_does_not_confirm_the_first_change_from_his_own_phone(
    sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    changed_by_effect(sara, "+966505550001")
    changed_by_effect(sara, "+966505550002")
    actor = queries.actor_of(sara)
    token = mobile_changes.ask_old_number(actor=actor, at=NOON)
    assert token is not None

    mobile_changes.confirm_by_old_number(actor=actor, token=token, code=code_on_phone("+966505550001"), at=NOON)

    hold = mobile_changes.hold_of(account_id=sara.id, at=NOON)
    assert hold is not None
    assert hold.old_mobile == sara.mobile


def test_nobody_confirms_for_another(sara: AccountRecord, badr: AccountRecord, code_on_phone: CodeOnPhone) -> None:
    changed_by_effect(sara)
    token = mobile_changes.ask_old_number(actor=queries.actor_of(sara), at=NOON)
    assert token is not None

    with pytest.raises(UnableToAcceptCode):
        mobile_changes.confirm_by_old_number(
            actor=queries.actor_of(badr), token=token, code=code_on_phone(sara.mobile), at=NOON
        )


def test_while_acts_wait_the_number_is_not_changed_again_and_no_program_gets_a_token(sara: AccountRecord) -> None:
    changed_by_effect(sara)
    actor = queries.actor_of(sara)

    with pytest.raises(actions.UnableToChangeAccount) as again:
        actions.start_mobile_change(actor=actor, mobile="0507654321", at=NOON)
    with pytest.raises(actions.UnableToMakeToken):
        actions.make_token(
            actor=actor, account_id=sara.id, name="x", scopes=["cases:read"], expires_at=NOON + timedelta(1), at=NOON
        )

    assert "confirm the change on the page My account" in again.value.text.en


def test_sara_sees_what_waits_and_ends_it_through_the_pages(
    client: Client, sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    sign_in(client, sara, SARAS_PASSWORD, code_on_phone)
    changed_by_effect(sara)

    waiting = client.get("/ar/account/").content.decode()
    client.post("/ar/account/mobile/old/")
    wrong = client.post("/ar/account/mobile/old/code/", {"code": "12"})
    done = client.post("/ar/account/mobile/old/code/", {"code": code_on_phone(sara.mobile)}, follow=True)

    assert "عمليات حساسة تنتظر بعد تغيير جوالك" in waiting
    assert '<bdi dir="ltr">223</bdi>' in waiting
    assert wrong.status_code == 422
    assert "أكّدت تغيير رقمك" in done.content.decode()
    assert "عمليات حساسة تنتظر" not in done.content.decode()


def test_sara_stops_her_account_and_every_device_is_out(
    client: Client, sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    sign_in(client, sara, SARAS_PASSWORD, code_on_phone)

    asked = client.post("/en/account/stop/")
    client.post("/en/account/stop/", {"stop": "yes"})

    assert "All devices are signed out at once" in asked.content.decode()
    assert Account.objects.get(id=sara.id).state == "locked"
    assert not Session.objects.filter(account_id=sara.id).exists()


def test_old_numbers_are_forgotten_after_a_month(sara: AccountRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    changed_by_effect(sara)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=30))

    jobs.forget_expired(100)

    assert not MobileChange.objects.exists()
