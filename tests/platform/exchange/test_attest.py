"""What agencies outside attest: the newest word counts, the earlier stay, and every word is in the audit."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.exchange.actions import UnableToAttest, attest
from tayseer.exchange.contract import BirthNotice, HealthInsurance, Inspection
from tayseer.exchange.queries import attested
from tayseer.registries.people.contract import Person

AT = datetime(2026, 3, 1, 6, 30, tzinfo=UTC)
COUNCIL = Actor("agency", None, "insurance council", agency="cchi")


def one(question: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question, list(values))
        return cursor.fetchone()[0]


@pytest.fixture
def somebody(db) -> int:
    return one("INSERT INTO people_person (number, kind) VALUES ('1900000999', 'citizen') RETURNING id")


def insure(
    person_id: int, *, at: datetime = AT, until: date | None = date(2026, 12, 31), actor: Actor = COUNCIL
) -> int:
    return attest(
        actor=actor, record=HealthInsurance, about_id=person_id, values={}, source="insurance council",
        attested_at=at, valid_until=until,
    )  # fmt: skip


def test_the_current_word_comes_with_its_source_and_its_age(somebody):
    insure(somebody)

    said = attested(HealthInsurance, somebody)

    assert (said.source, said.valid_until, said.values) == ("insurance council", date(2026, 12, 31), {})
    assert said.age(AT + timedelta(hours=5)) == timedelta(hours=5)
    assert said.counts_on(date(2026, 12, 31))
    assert not said.counts_on(date(2027, 1, 1))


def test_the_same_contract_seen_from_a_role_reads_the_same(somebody):
    insure(somebody)

    assert attested(HealthInsurance.of(Person), somebody) == attested(HealthInsurance, somebody)


def test_of_somebody_nobody_spoke_of_nothing_is_known(somebody):
    assert attested(HealthInsurance, somebody) is None


def test_a_later_word_takes_the_place_of_the_earlier_which_stays_beside_it(somebody):
    insure(somebody)

    insure(somebody, at=AT + timedelta(days=1), until=None)

    assert attested(HealthInsurance, somebody).valid_until is None
    assert attested(HealthInsurance, somebody).counts_on(date(2099, 1, 1))
    assert one("SELECT count(*) FROM exchange_health_insurance WHERE person_id = %s", somebody) == 2


def test_a_word_that_arrives_late_does_not_undo_a_later_one(somebody):
    insure(somebody, at=AT + timedelta(days=1))

    with pytest.raises(UnableToAttest, match="later word"):
        insure(somebody, until=date(2026, 3, 2))

    assert attested(HealthInsurance, somebody).valid_until == date(2026, 12, 31)


def test_the_one_it_is_about_finds_it_in_the_audit(somebody):
    record_id = insure(somebody)

    assert one("SELECT object FROM audit_event WHERE subject = %s AND action = %s", somebody,
               "exchange.health_insurance.attested") == f"exchange.health_insurance:{record_id}"  # fmt: skip


def test_a_notice_with_the_same_number_is_brought_up_to_date(somebody):
    values = {"number": "BN1", "hospital": "مستشفى النخيل", "city": "الرياض", "sex": "male", "state": "open"}
    notice = {"actor": SYSTEM, "record": BirthNotice, "about_id": somebody, "source": "hospital", "valid_until": None}
    first = attest(**notice, attested_at=AT, values={**values, "born_on": date(2026, 2, 27)})

    again = attest(**notice, attested_at=AT + timedelta(hours=1), values={**values, "born_on": date(2026, 2, 28)})
    other = attest(**notice, attested_at=AT, values={**values, "number": "BN2"})

    assert again == first != other
    assert one("SELECT born_on FROM exchange_birth_notice WHERE id = %s", first) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("differs", "why"),
    [
        ({"actor": Actor("person", 1)}, "Only an agency"),
        ({"about_id": 999_999_999}, "no record of the one"),
        ({"record": Inspection}, "no record of the one"),
        ({"record": Person}, "no fact that can be attested"),
        ({"values": {"colour": "blue"}}, "field that is not known"),
        ({"record": BirthNotice}, "needs a number"),
    ],
    ids=[
        "by a person",
        "about nobody",
        "about no vehicle",
        "no attested fact",
        "unknown field",
        "a notice without number",
    ],
)
def test_what_cannot_be_attested_is_refused_and_leaves_nothing(somebody, differs, why):
    word = {
        "actor": COUNCIL, "record": HealthInsurance, "about_id": somebody, "values": {}, "source": "council",
        "attested_at": AT, "valid_until": None,
    }  # fmt: skip

    with pytest.raises(UnableToAttest, match=why) as refused:
        attest(**{**word, **differs})

    assert not refused.value.text.ar.isascii()
    assert one("SELECT count(*) FROM audit_event WHERE action LIKE 'exchange.%%'") == 0
