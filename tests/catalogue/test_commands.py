"""The commands that show, try and check the catalogue."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tayseer.audit.models import Event
from tayseer.casework.models import Case
from tayseer.insight import sheets
from tayseer.registries.queries import person
from tayseer.services import catalogue
from tayseer.services.common.personas import dependant, resident
from tayseer.site import clock, environment
from tayseer.site.cli import tayseer
from tests.support.stored import store_example

RENEW = "residency/renew-iqama-family"
NOON = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(tayseer, list(arguments))


def data(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--format", "json").output)


@pytest.fixture
def karim(db: None) -> str:
    """The number of a resident in whose charge is his daughter."""
    applicant, _ = store_example(catalogue()[RENEW], {"applicant": resident(), "dependant": dependant()})
    found = person(int(applicant or 0))
    assert found is not None
    return str(found["number"])


class TestServices:
    def test_all_are_listed_by_code(self) -> None:
        assert [line.split()[0] for line in run("services").output.splitlines()] == list(catalogue())

    def test_an_agency_s_alone(self) -> None:
        assert {one["code"].partition("/")[0] for one in data("services", "--agency", "visas")} == {"visas"}

    def test_an_unknown_agency_is_answered_with_those_there_are(self) -> None:
        answer = run("services", "--agency", "moon")

        assert answer.exit_code == 1
        assert "There is no agency moon. There are: " in answer.output

    def test_words_find_services(self) -> None:
        assert data("services", "--search", "renew my wife's iqama")[0]["code"] == RENEW


class TestShow:
    def test_amounts_are_those_of_the_day_asked_for(self) -> None:
        assert "Dependant's levy: 100 SAR" in run("show", RENEW, "--on", "2018-01-01").output
        assert "Dependant's levy: 400 SAR" in run("show", RENEW).output

    def test_arabic_on_request(self) -> None:
        assert run("show", RENEW, "--lang", "ar").output.startswith(f"# {catalogue()[RENEW].ar}")

    def test_an_unknown_code_is_answered_with_the_nearest(self) -> None:
        answer = run("show", "residency/renew-iqama-famly")

        assert answer.exit_code == 1
        assert f"Did you mean {RENEW}" in answer.output

    def test_a_day_that_is_none_is_refused(self) -> None:
        answer = run("show", RENEW, "--on", "2026-02-30")

        assert answer.exit_code == 2
        assert "'2026-02-30' is no day" in answer.output


@pytest.mark.django_db
class TestTry:
    def test_what_is_allowed_comes_with_its_price_and_nothing_is_written(self, karim: str) -> None:
        events = Event.objects.count()

        [told] = data("try", RENEW, "--as", karim, "--answers", '{"quarters": 4, "terms": true}')

        assert (told["allowed"], told["price"]["total"]) == (True, "4800.00")
        assert (Case.objects.count(), Event.objects.count()) == (0, events)

    def test_a_refusal_tells_reason_values_and_cure_and_fails(self) -> None:
        people = {"applicant": resident(), "dependant": dependant(health_insurance=None)}
        applicant, _ = store_example(catalogue()[RENEW], people)
        found = person(int(applicant or 0))
        assert found is not None

        answer = run("try", RENEW, "--as", str(found["number"]))

        assert answer.exit_code == 1
        assert "✗ The holder's medical insurance is active. [IQR-4]" in answer.output
        assert "Valid until: not known (health insurance council)" in answer.output
        assert "Buy or extend a policy with an insurer" in answer.output

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--as", "1999999999"), "Nobody in the population register has the number 1999999999"),
            (("--as", "KARIM", "--for", "1999999999"), "nobody and nothing numbered 1999999999"),
            (("--as", "KARIM", "--answers", "{"), "--answers is not JSON"),
            (("--as", "KARIM", "--answers", '{"colour": 1}'), "asks quarters, terms"),
            (("--as", "KARIM", "--answers", '{"quarters": 9}'), "quarters: That option is not in the list"),
            (("--as", "KARIM", "--on", "1999-01-01"), "has no value on 1999-01-01"),
        ],
    )
    def test_what_cannot_be_tried_says_why(self, karim: str, arguments: tuple[str, ...], said: str) -> None:
        answer = run("try", RENEW, *(karim if one == "KARIM" else one for one in arguments))

        assert answer.exit_code != 0
        assert said in answer.output


@pytest.mark.django_db
class TestWhoCan:
    @pytest.mark.usefixtures("karim")
    def test_it_counts_the_entitled(self) -> None:
        assert data("who-can", RENEW) == {
            "service": RENEW,
            "on": "2026-03-01",
            "applicants": 1,
            "subjects": 1,
            "assumed": [],
            "left_out": [],
        }

    def test_what_was_taken_for_granted_is_said(self) -> None:
        assert "A fitting answer was taken for granted in: SAL-1" in run("who-can", "vehicles/offer-sale").output

    def test_the_statement_can_be_read(self) -> None:
        assert run("who-can", RENEW, "--sql").output.startswith("SELECT count(DISTINCT applicant.id)")

    def test_a_service_open_to_everybody_is_no_error_of_the_program(self) -> None:
        answer = run("who-can", "residency/query-iqama-validity")

        assert answer.exit_code == 1
        assert "open to everybody" in answer.output


class TestCheck:
    def test_a_sound_catalogue_passes(self) -> None:
        answer = run("check", "--no-sheets")

        assert answer.exit_code == 0
        assert answer.output.splitlines()[-1].endswith("0 problems.")

    def test_sheets_out_of_date_are_named_and_fail(self, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = tmp_path / "docs" / "services"
        sheets.write(folder)
        (folder / "index.md").write_text("old", encoding="utf-8")
        monkeypatch.setattr(environment, "repository", lambda: tmp_path)

        answers = [run("check"), run("sheets", "--check"), run("sheets"), run("sheets", "--check")]

        assert [answer.exit_code for answer in answers] == [1, 1, 0, 0]
        assert "index.md is not up to date" in answers[1].output


def test_the_trial_of_mistakes_names_what_nobody_noticed() -> None:
    told = data("mutate", RENEW)

    assert told[0]["tried"] == told[0]["noticed"] > 100
    assert run("mutate", "visas/issue-final-exit-family", "--least", "100").exit_code == 1


def test_a_new_service_needs_an_agency_that_exists() -> None:
    answer = run("new-service", "moon/landing", "--en", "Land", "--ar", "هبوط")

    assert answer.exit_code == 1
    assert "There is no agency moon" in answer.output
