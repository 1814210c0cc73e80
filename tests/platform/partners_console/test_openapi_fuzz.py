"""Every operation of the OpenAPI document, called with what fits its schema and with what does not.

Schemathesis draws the calls from the document itself, so an operation that is added is tried without a word here. The
program that calls has every scope and belongs to somebody with a case, a bill and a document, so that answers are real.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tayseer.partners import openapi, operations
from tests.platform.documents.samples import issued
from tests.platform.partners.conftest import NOON, RENEW, Program, _noon, karim, lina_of, put_on_deposit

__all__ = ["_noon", "karim"]

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
#: Calls of each operation: with what fits, and with what does not. All services share their code, so few are enough.
OF_SERVICES, OF_FIXED = (2, 1), (12, 8)
HOST, BASE, PARTS = "http://testserver", "http://testserver/api/v1", 4
_BY_DJANGO = {"accept-encoding", "content-length", "content-type", "authorization"}
#: A refusal that would hide what lies behind it: no call may be stopped for being one too many.
UNREACHED = {401, 403, 429}


class Household:
    """Karim's program after it filed a case and paid its bill, and what became of every call that it made."""

    def __init__(self, program: Program) -> None:
        self.program, self.statuses, self.wrong = program, Counter[int](), dict[str, str]()
        self.ref = lina_of(program)
        body = {"for": self.ref, "answers": {"quarters": "4", "terms": True}}
        filed = program.post(f"services/{RENEW}/cases", body, **{"Idempotency-Key": "the-first-one"})
        assert filed.status_code == 201, filed.content
        put_on_deposit(program, "5000.00")
        [bill] = program.get("bills").json()["items"]
        assert program.post(f"bills/{bill['id']}/pay").status_code == 200
        paper = issued(person_id=program.person_id, at=NOON).public_id
        self.own = {"cases": filed.json()["id"], "bills": bill["id"], "documents": paper}

    def try_out(self, operation: Any, mode: GenerationMode, most: int) -> None:
        """Call an operation with so many cases of that kind, every other one about something of Karim's."""

        def call(case: Any) -> None:
            number = self.statuses.total()
            if number % 2 and "id" in (case.path_parameters or {}):
                case.path_parameters["id"] = self.own[operation.path.split("/")[1]]
            if number % 2 and isinstance(case.body, dict) and "for" in case.body:
                case.body["for"] = self.ref
            answer = self._answered(case, address=f"10.1.{number // 250}.{number % 250}")
            self.statuses[answer.status_code] += 1
            try:
                case.validate_response(answer, checks=CHECKS)
            except FailureGroup as problem:  # every operation is tried, whatever another did
                told = "; ".join(str(one) for one in problem.exceptions)
                which = f"{operation.method.upper()} {operation.path}"
                self.wrong.setdefault(which, f"{case.as_curl_command()} {answer.status_code} {told}"[:1500])

        chosen = settings(
            max_examples=most, phases=[Phase.generate], database=None, deadline=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        chosen(given(operation.as_strategy(generation_mode=mode))(call))()

    def _answered(self, case: Any, *, address: str) -> Any:
        """Send what was drawn through Django, and give the answer in the form that the checks read."""
        sent = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
        headers = {name: _latin(value) for name, value in sent.headers.items() if name.lower() not in _BY_DJANGO}
        headers["Authorization"] = f"Bearer {self.program.token}"
        body = sent.body if isinstance(sent.body, bytes) else (sent.body or "").encode("utf-8", "surrogatepass")
        told = Client(raise_request_exception=False).generic(
            case.method, sent.url.removeprefix(HOST), body,
            content_type=_latin(sent.headers.get("Content-Type", "")), headers=headers, REMOTE_ADDR=address,
        )  # fmt: skip
        plain = {name.lower(): [value] for name, value in told.headers.items()}
        return schemathesis.Response(told.status_code, plain, told.content, sent, 0.0, verify=False)


def _latin(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@pytest.mark.parametrize("part", range(PARTS))
def test_no_operation_breaks_and_every_answer_is_as_described(
    part: int, karim: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "PER_TOKEN", 10**9)
    monkeypatch.setattr(operations, "PER_ADDRESS", 10**9)
    household = Household(karim)
    schema = schemathesis.openapi.from_dict(openapi.document("en"))
    here = [result.ok() for result in schema.get_all_operations()][part::PARTS]

    for operation in here:
        ways = OF_SERVICES if operation.path.startswith("/services/") else OF_FIXED
        for mode, most in zip((GenerationMode.POSITIVE, GenerationMode.NEGATIVE), ways, strict=True):
            try:
                household.try_out(operation, mode, most)
            except Unsatisfiable:
                assert mode == GenerationMode.NEGATIVE, "nothing that is sent there could be wrong"

    assert household.wrong == {}
    assert household.statuses[200] > len(here) // 2, household.statuses
    assert not UNREACHED & set(household.statuses), household.statuses


def test_a_call_that_is_stopped_before_its_operation_is_answered_in_the_form_of_the_api(karim: Program) -> None:
    answer = karim.get("services?q=%00")

    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["type"] == "urn:tayseer:problem:bad-request"


@pytest.mark.parametrize("days", [10**6, 10**12, -1])
def test_a_number_that_leads_out_of_the_calendar_is_an_answer_refused(days: int, karim: Program) -> None:
    answer = karim.post("services/visas/request-exit-reentry-own/verdict", {"answers": {"days": days}})

    assert answer.status_code == 422
    assert "days" in answer.json()["answers"]
