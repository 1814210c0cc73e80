"""The mutation trial makes one mistake at a time, and worked examples notice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tayseer.insight.mutation import is_noticed, mutants, trial, variants
from tayseer.kit.expressions import Constant, Expression, When, both, either
from tayseer.services import catalogue

RENEW = catalogue()["residency/renew-iqama-family"]


def test_the_examples_of_a_well_tried_service_notice_every_mistake() -> None:
    found = trial(RENEW)

    assert found.tried > 100
    assert [mutant.change for mutant in found.survivors] == []
    assert found.share == 1


def test_a_rule_that_no_example_trips_can_be_dropped_unnoticed() -> None:
    untried = replace(RENEW, examples=tuple(one for one in RENEW.examples if one.refused_by != "IQR-4"))

    survivors = {mutant.change for mutant in trial(untried).survivors}

    assert "rule IQR-4 is dropped" in survivors


def test_every_kind_of_mistake_is_made() -> None:
    kinds = {mutant.kind for mutant in mutants(RENEW)}

    assert kinds == {"rule", "comparison", "logic", "number", "fee", "effect", "amount", "term"}


@pytest.mark.parametrize("code", list(catalogue()))
def test_a_mutant_never_is_the_service_itself(code: str) -> None:
    service = catalogue()[code]

    for mutant in mutants(service):
        assert mutant.service is not service or mutant.laws.agencies is not None
        assert mutant.change


def test_a_wrong_amount_of_law_is_noticed() -> None:
    [wrong] = [one for one in mutants(RENEW) if one.change.endswith("from 2020-07-01: 400.00 becomes 401.00")]

    assert is_noticed(wrong)


def said(expression: Expression[object]) -> list[str]:
    return [change for _, change, _ in variants(expression)]


def test_one_place_is_changed_at_a_time() -> None:
    born, died = RENEW.acts_on.born_on, RENEW.acts_on.died_on
    condition = both(born < died, either(born.is_known(), born >= died))

    changed = [other for _, _, other in variants(condition)]

    assert len(changed) == len(said(condition)) == 8
    assert "and becomes or" in said(condition)[0]
    assert len(said(When(born == died, Constant(2), Constant(5)))) == 7
