"""Before a case is decided its outside facts are made fresh; a silent agency's last word counts while law lets it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tayseer.audit.contract import Actor
from tayseer.casework.filing import forget_pinned
from tayseer.casework.judging import Judged, judge_one, read_answers
from tayseer.casework.outside import IN_PEACE, needed_of, settle
from tayseer.exchange import signing
from tayseer.exchange.links import FAILURES_THAT_OPEN, links
from tayseer.exchange.sources import HEALTH_INSURANCE_COUNCIL, SOURCES
from tayseer.registries.queries import person
from tayseer.services import service as service_of
from tayseer.services.common.personas import dependant, resident
from tests.platform.exchange.conftest import outside  # noqa: F401 - a fixture
from tests.support.stored import store_example

if TYPE_CHECKING:
    from tests.platform.exchange.conftest import Outside

pytestmark = pytest.mark.django_db
RENEW = "residency/renew-iqama-family"
COUNCIL = HEALTH_INSURANCE_COUNCIL.code


@pytest.fixture(autouse=True)
def _fresh_definitions() -> None:
    forget_pinned()


class Lina:
    """Karim's daughter, whose insurance somebody attested some time ago."""

    def __init__(self, *, said_ago: timedelta) -> None:
        self.at = signing.real_now()
        self.on = self.at.date()
        self.karim, self.id = store_example(service_of(RENEW), {"applicant": resident(), "dependant": dependant()})
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE exchange_health_insurance SET attested_at = %s, valid_until = %s WHERE person_id = %s",
                [self.at - said_ago, self.on + timedelta(days=400), self.id],
            )

    @property
    def number(self) -> str:
        found = person(int(self.id or 0))
        assert found is not None
        return str(found["number"])

    def judged(self) -> Judged:
        service = service_of(RENEW)
        answers, _ = read_answers(service, {"quarters": "4", "terms": "yes"})
        return judge_one(service, applicant_id=self.karim, subject_id=self.id, on=self.on, answers=answers)

    def settled(self) -> Any:
        return settle(self.judged(), actor=Actor("person", self.karim), at=self.at)

    def insurance(self, judged: Judged) -> bool | None:
        [line] = [line for line in judged.verdict.lines if any("health_insurance" in one.key for one in line.operands)]
        return line.outcome

    def until(self) -> date:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT valid_until FROM exchange_health_insurance WHERE person_id = %s AND current", [self.id]
            )
            return cursor.fetchone()[0]


def audit() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT action, object, result FROM audit_event WHERE action LIKE 'exchange.%%' ORDER BY id")
        return cursor.fetchall()


def test_only_the_facts_that_its_rules_name_are_needed() -> None:
    lina = Lina(said_ago=timedelta(hours=1))

    assert {one.source.record for one in needed_of(lina.judged(), at=lina.at)} <= set(SOURCES)
    assert next(one.path for one in needed_of(lina.judged(), at=lina.at) if one.about_id == lina.id)[0] == "dependant"


def test_a_fresh_word_is_not_asked_for_again(outside: Outside) -> None:  # noqa: F811
    lina = Lina(said_ago=timedelta(hours=1))
    outside.weather.change(COUNCIL, "failing")

    settled = lina.settled()

    assert COUNCIL not in {one.needed.source.agency.code for one in settled.unanswered}
    assert lina.insurance(settled.judged) is True


def test_an_old_word_is_asked_for_anew_and_the_answer_decides(outside: Outside) -> None:  # noqa: F811
    lina = Lina(said_ago=timedelta(days=3))
    outside.know({"kind": "health_insurance", "key": lina.number, "valid_until": str(lina.on - timedelta(days=1))})
    assert lina.insurance(lina.judged()) is True

    settled = lina.settled()

    assert lina.insurance(settled.judged) is False
    assert lina.until() == lina.on - timedelta(days=1)
    assert ("exchange.asked", "health-insurance/cover", "done") in audit()
    assert any(action == "exchange.health_insurance.attested" for action, _, _ in audit())


def test_whom_the_agency_does_not_know_is_not_covered(outside: Outside) -> None:  # noqa: F811
    lina = Lina(said_ago=timedelta(days=3))
    outside.know()

    assert lina.insurance(lina.settled().judged) is False


def test_while_the_agency_is_silent_its_last_word_stands_in(outside: Outside) -> None:  # noqa: F811
    lina = Lina(said_ago=timedelta(days=3))
    outside.weather.change(COUNCIL, "failing")

    settled = lina.settled()

    [silent] = [
        one for one in settled.unanswered if one.needed.source.agency.code == COUNCIL and one.needed.about_id == lina.id
    ]
    assert silent.stands_in
    assert lina.insurance(settled.judged) is True


def test_a_last_word_that_is_too_old_counts_for_nothing(outside: Outside) -> None:  # noqa: F811
    lina = Lina(said_ago=timedelta(days=30))
    outside.weather.change(COUNCIL, "failing")

    settled = lina.settled()

    assert lina.insurance(settled.judged) is None
    assert not settled.judged.verdict.allowed
    assert ("exchange.asked", "health-insurance/cover", "broken") in audit()


def test_after_some_failures_the_agency_is_left_in_peace_and_then_tried_again(outside: Outside) -> None:  # noqa: F811
    lina = Lina(said_ago=timedelta(days=30))
    outside.weather.change(COUNCIL, "forged")
    for _ in range(FAILURES_THAT_OPEN):
        lina.settled()

    rested = {one.problem for one in lina.settled().unanswered if one.needed.source.agency.code == COUNCIL}
    [link] = [one for one in links() if one.agency.code == COUNCIL]

    assert rested == {IN_PEACE}
    assert not link.works
    assert not link.may_be_asked(lina.at)
    assert link.may_be_asked(lina.at + timedelta(seconds=16))


def test_without_linked_agencies_facts_count_as_they_were_attested() -> None:
    lina = Lina(said_ago=timedelta(days=300))

    assert lina.settled().unanswered == ()
    assert lina.insurance(lina.settled().judged) is True
