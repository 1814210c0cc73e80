"""The catalogue passes its own checks, and each check finds the fault it is there for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tayseer.insight import checks, sheets
from tayseer.kit.examples import run
from tayseer.kit.expressions import Constant, LawValue
from tayseer.kit.lawbook import Line, Value
from tayseer.kit.text import Text
from tayseer.law import LAW
from tayseer.services import catalogue
from tests.support import repository

if TYPE_CHECKING:
    from tayseer.kit.services import Service

TODAY = date(2026, 3, 1)
SHEETS = repository.ROOT / "docs" / "services"
RENEW = catalogue()["residency/renew-iqama-family"]


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.code)
def test_the_catalogue_passes(check: checks.Check) -> None:
    assert check.run(on=TODAY) == []


def test_the_sheets_are_up_to_date() -> None:
    assert sheets.stale(SHEETS) == [], "run: make sheets"


@pytest.mark.parametrize("code", list(catalogue()))
def test_every_worked_example_holds(code: str) -> None:
    service = catalogue()[code]

    wrong = {example.name: run(service, example, LAW) for example in service.examples}

    assert {name: problems for name, problems in wrong.items() if problems} == {}


def without_rule(service: Service) -> Service:
    return replace(service, allowed_when=tuple(rule for rule in service.allowed_when if rule.code != "IQR-4"))


def one_rule(service: Service, **changes: Any) -> Service:
    rules = tuple(replace(rule, **changes) if rule.code == "IQR-4" else rule for rule in service.allowed_when)
    return replace(service, allowed_when=rules)


def one_step(service: Service, **changes: Any) -> Service:
    return replace(service, steps=(replace(service.steps[0], **changes),))


def twelve(value: int) -> Any:
    return LawValue("residency", "grace_days", Text(ar="أيام", en="Days"), "days") < Constant(value)


BROKEN = [
    ("examples", without_rule(RENEW), "refused by nobody, not by ['IQR-4']"),
    ("examples", replace(RENEW, costs=RENEW.costs[1:]), "pays"),
    ("examples", replace(RENEW, effects=()), "leaves"),
    ("tried", replace(RENEW, examples=RENEW.examples[:1]), "no example is refused by IQR-4"),
    ("tried", replace(RENEW, allowed_when=(*RENEW.allowed_when, RENEW.allowed_when[0])), "two rules are called G-1"),
    ("turning-days", one_rule(RENEW, from_day=date(2025, 5, 5)), "the law changes on 2025-05-05"),
    ("turning-days", one_rule(RENEW, from_day=date(2025, 5, 5)), "no example stands on 2025-05-04"),
    ("turning-days", one_rule(RENEW, until_day=date(2025, 5, 5)), "no example stands on 2025-05-06"),
    ("steps", one_step(RENEW, then="paradise"), "leads to paradise"),
    ("steps", one_step(RENEW, then="pay", otherwise="pay", silence="pay"), "no way leads from here to an end"),
    ("steps", one_step(RENEW, by="buyer"), "buyer is nobody this service knows"),
    ("steps", one_step(RENEW, by="officer"), "names its queue"),
    ("steps", one_step(RENEW, does="sing"), "does sing"),
    ("steps", replace(RENEW, flow="query"), "a query has no steps"),
    ("languages", replace(RENEW, ar="Renew"), "the Arabic has no Arabic letters"),
    ("languages", replace(RENEW, en="تجديد"), "the English is not English"),
    ("languages", replace(RENEW, en="Submission of a renewal"), "the glossary keeps"),
    ("languages", one_rule(RENEW, because=Text(ar="انتهى في {day}.", en="Ended on {day}.")), "nothing fills in {day}"),
    ("languages", one_rule(RENEW, because=Text(ar="انتهى.", en="Ended on {date}.")), "different blanks"),
    ("languages", replace(RENEW, phrases=("renew",)), "no Arabic phrase finds it"),
    ("numbers", one_rule(RENEW, holds=twelve(12)), "rule IQR-4 says 12"),
    ("effects", replace(RENEW, effects=(replace(RENEW.effects[0], name="extended"),)), "registry.record.happened"),
    ("effects", replace(RENEW, issues=(replace(RENEW.issues[0], type="medal"),)), "there is no such type"),
]


@pytest.mark.parametrize(("check", "service", "said"), BROKEN, ids=[f"{code}: {said}" for code, _, said in BROKEN])
def test_a_check_finds_what_it_is_there_for(
    check: str, service: Service, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "catalogue", lambda: {service.code: service})
    [found] = [one for one in checks.CHECKS if one.code == check]

    problems = [problem.text for problem in found.run(on=TODAY)]

    assert [text for text in problems if said in text], problems


def test_a_value_without_a_line_for_today_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    days = LAW.find("residency", "grace_days")
    late = replace(days, lines=(replace(days.lines[0], since=date(2030, 1, 1)),))
    monkeypatch.setitem(LAW.agencies["residency"], "grace_days", late)
    [law] = [one for one in checks.CHECKS if one.code == "law"]

    problems = [problem.text for problem in law.run(on=TODAY)]

    assert any("residency.grace_days has no value on 2026-03-01" in text for text in problems)


def test_a_value_that_nobody_names_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    unused = Value("common", "stamp_duty", Text(ar="رسم", en="Duty"), "SAR", (Line(date(2020, 1, 1), 1, "a decree"),))
    monkeypatch.setitem(LAW.agencies["common"], "stamp_duty", unused)
    [law] = [one for one in checks.CHECKS if one.code == "law"]

    assert [(one.where, one.text) for one in law.run(on=TODAY)] == [
        ("law/common.toml", "stamp_duty: no service names it")
    ]


def test_the_code_of_a_service_is_the_path_of_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "modules", lambda: iter([("residency/renew-iqama", [RENEW])]))
    [codes] = [one for one in checks.CHECKS if one.code == "codes"]

    assert "stands in the file of residency/renew-iqama" in codes.run(on=TODAY)[0].text


def test_a_fact_compared_with_what_it_never_is_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = one_rule(RENEW, holds=RENEW.acts_on.kind == "citizne")
    monkeypatch.setattr(checks, "catalogue", lambda: {wrong.code: wrong})
    [facts] = [one for one in checks.CHECKS if one.code == "facts"]

    assert [problem.text for problem in facts.run(on=TODAY)] == [
        "compares dependant.kind with 'citizne', which it never is"
    ]
