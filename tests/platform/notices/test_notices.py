"""Telling people: the inbox is the record, and what goes to a phone says nothing about its owner."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.audit.models import Event
from tayseer.identity import actions as identity
from tayseer.identity.contract import AccountRecord, Contact
from tayseer.identity.models import Outbox
from tayseer.kit.text import Text
from tayseer.notices import actions, queries
from tayseer.notices.jobs import deliver_pending
from tayseer.notices.models import Delivery, Message
from tayseer.notices.providers import UnableToSend, isolated_runs, pointer, sms_parts

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SARA = Actor("person", 501, "Sara, the nurse")
BADR = Actor("person", 502, "Badr, the fraudster")
TITLE = Text(ar="جُدّدت إقامة ماريا سانتوس", en="The permit of Maria Santos is renewed")
BODY = Text(
    ar="تنتهي الإقامة \u20662412345674\u2069 في \u20662027-11-25\u2069.", en="Permit 2412345674 ends on 2027-11-25."
)


@pytest.fixture
def sara() -> AccountRecord:
    """Sara, who is written to in Arabic."""
    return identity.open_account(
        actor=SYSTEM,
        person_id=501,
        number="1012345672",
        name=Text(ar="سارة الممرضة", en="Sara the nurse"),
        mobile="0501112223",
        email="sara@example.com",
        password="calm-river-42",
        at=NOON,
    )


def tell(*, at: datetime = NOON, person_id: int = 501, kind: str = "legal", sms: bool = True) -> str:
    return actions.tell(
        actor=SYSTEM,
        at=at,
        person_id=person_id,
        text_title=TITLE,
        text_body=BODY,
        case="k3jd72hs92kd",
        link="/cases/k3jd72hs92kd/",
        kind=kind,
        sms=sms,
    )


class NoSignal:
    """A provider that reaches nobody by SMS."""

    def __init__(self) -> None:
        self.mails: list[str] = []

    def send(self, *, contact: Contact, channel: str, text: str, key: str, at: datetime) -> None:
        del text, key, at
        if channel == "sms":
            raise UnableToSend("no signal")
        self.mails.append(contact.email)


def test_a_message_is_in_the_inbox_in_both_languages() -> None:
    public_id = tell()

    (message,) = queries.inbox(actor=SARA)
    assert (message.public_id, message.title, message.body) == (public_id, TITLE, BODY)
    assert (message.case, message.link, message.read_at) == ("k3jd72hs92kd", "/cases/k3jd72hs92kd/", None)
    assert queries.unread_count(actor=SARA) == 1
    assert Event.objects.get(action="notices.message.told").subject == 501


def test_a_message_of_a_failed_act_was_never_told() -> None:
    def failing_act() -> None:
        with transaction.atomic():
            tell()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing_act()

    assert not Message.objects.exists()
    assert not Delivery.objects.exists()


def test_badr_sees_nothing_of_saras_inbox() -> None:
    public_id = tell()

    assert queries.inbox(actor=BADR) == []
    assert queries.message(actor=BADR, public_id=public_id) is None
    assert queries.messages_of_case(actor=BADR, case="k3jd72hs92kd") == []
    assert not actions.mark_read(actor=BADR, public_id=public_id, at=NOON)
    assert queries.unread_count(actor=SARA) == 1


def test_an_officer_with_the_same_number_is_not_the_person() -> None:
    public_id = tell()
    officer = Actor("officer", 501, "Faisal, the clerk", agency="residency", unit="riyadh")

    assert queries.inbox(actor=officer) == []
    assert queries.message(actor=officer, public_id=public_id) is None


def test_a_message_is_read_once() -> None:
    public_id = tell()

    assert actions.mark_read(actor=SARA, public_id=public_id, at=NOON + timedelta(hours=1))
    assert not actions.mark_read(actor=SARA, public_id=public_id, at=NOON + timedelta(hours=2))
    read = queries.message(actor=SARA, public_id=public_id)
    assert read is not None
    assert read.read_at == NOON + timedelta(hours=1)


def test_the_inbox_is_paged_without_gaps_even_when_moments_are_equal() -> None:
    told = {tell() for _ in range(5)}

    first = queries.inbox(actor=SARA, limit=2)
    second = queries.inbox(actor=SARA, limit=2, before=first[-1].public_id)
    third = queries.inbox(actor=SARA, limit=2, before=second[-1].public_id)

    assert {message.public_id for message in [*first, *second, *third]} == told
    assert [len(page) for page in (first, second, third)] == [2, 2, 1]


def test_another_persons_message_is_no_page_mark() -> None:
    of_badr = tell(person_id=502)
    tell()

    assert queries.inbox(actor=SARA, before=of_badr) == []


def test_the_text_to_the_phone_holds_no_personal_fact(sara: AccountRecord) -> None:
    public_id = tell()

    assert deliver_pending(at=NOON) == 1

    sent = Outbox.objects.get()
    assert (sent.channel, sent.to) == ("sms", sara.mobile)
    assert sent.text == "تيسير: لديك رسالة جديدة تخص معاملاتك. افتح تيسير واقرأها في الرسائل."
    for fact in ("سارة", "ماريا", "إقامة", "2412345674", "2027", "1012345672", "k3jd72hs92kd", public_id, "http"):
        assert fact not in sent.text
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.finished_at, delivery.parts) == ("sent", NOON, sms_parts(sent.text))


def test_a_pointer_goes_out_once(sara: AccountRecord) -> None:
    tell()
    deliver_pending(at=NOON)

    assert deliver_pending(at=NOON + timedelta(hours=1)) == 0
    assert Outbox.objects.count() == 1


def test_without_sms_nothing_is_sent_but_the_inbox_has_it(sara: AccountRecord) -> None:
    tell(sms=False)

    assert deliver_pending(at=NOON) == 0
    assert queries.unread_count(actor=SARA) == 1


def test_a_person_without_an_account_is_recorded_as_not_reached() -> None:
    tell(person_id=777)

    deliver_pending(at=NOON)

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason) == ("failed", "no contact")


def test_when_no_text_gets_through_a_mail_is_sent_and_both_are_recorded(sara: AccountRecord) -> None:
    tell()
    provider, at = NoSignal(), NOON
    for wait in (0, 1, 5, 30):
        at += timedelta(minutes=wait)
        deliver_pending(at=at, provider=provider)

    deliver_pending(at=at, provider=provider)

    states = {row.channel: (row.state, row.attempts, row.reason) for row in Delivery.objects.all()}
    assert states == {"sms": ("failed", 4, "no signal"), "email": ("sent", 1, "")}
    assert provider.mails == ["sara@example.com"]


@pytest.mark.parametrize(
    ("kind", "told_at", "due_at"),
    [
        ("legal", "2026-11-25T20:30+03:00", "2026-11-25T20:30+03:00"),
        ("legal", "2026-11-25T23:00+03:00", "2026-11-25T23:00+03:00"),
        ("suggestion", "2026-11-25T20:59+03:00", "2026-11-25T20:59+03:00"),
        ("suggestion", "2026-11-25T21:00+03:00", "2026-11-26T08:00+03:00"),
        ("awareness", "2026-11-26T00:30+03:00", "2026-11-26T08:00+03:00"),
        ("awareness", "2026-11-26T08:00+03:00", "2026-11-26T08:00+03:00"),
    ],
)
def test_only_legal_notices_go_out_at_night(kind: str, told_at: str, due_at: str) -> None:
    tell(at=datetime.fromisoformat(told_at), kind=kind)

    assert Delivery.objects.get().due_at == datetime.fromisoformat(due_at)


def test_several_messages_are_one_part_of_a_statement() -> None:
    rows = actions.message_rows(
        {"person_id": 501, "text_title": TITLE, "text_body": BODY, "at": NOON},
        {"person_id": 502, "text_title": TITLE, "text_body": BODY, "at": NOON},
    )

    with connection.cursor() as cursor:
        cursor.execute(f"WITH {actions.insert_sql(rows=2)} SELECT count(*) FROM told", rows)
        assert cursor.fetchone() == (2,)

    assert set(Delivery.objects.values_list("message__person_id", "channel", "state")) == {
        (501, "sms", "queued"),
        (502, "sms", "queued"),
    }


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("م" * 70, 1),
        ("م" * 71, 2),
        ("م" * 134, 2),
        ("م" * 135, 3),
        ("a" * 70 + "م", 2),
        ("😀" * 36, 2),
    ],
)
def test_an_sms_is_counted_as_the_network_counts_it(text: str, parts: int) -> None:
    assert sms_parts(text) == parts


@pytest.mark.parametrize("kind", ["legal", "suggestion", "awareness"])
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_pointer_is_short_and_leads_to_no_page(kind: str, lang: str) -> None:
    text = pointer(kind=kind, lang=lang)

    assert sms_parts(text) <= 2
    assert "/" not in text


def test_dates_and_latin_runs_in_arabic_are_isolated_once() -> None:
    text = "ينتهي في 2027-11-25، والرقم \u2066A-12\u2069."

    assert isolated_runs(text, lang="ar") == "ينتهي في \u20662027-11-25\u2069، والرقم \u2066A-12\u2069."
    assert isolated_runs("It ends on 2027-11-25.", lang="en") == "It ends on 2027-11-25."
