"""A father, his daughter, a stranger, and the programs that act for them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tayseer.audit.contract import SYSTEM
from tayseer.casework.filing import forget_pinned
from tayseer.identity.actions import make_token
from tayseer.identity.models import Account
from tayseer.ledger.actions.payments import top_up
from tayseer.services import service as service_of
from tayseer.services.common.personas import citizen, dependant, resident
from tayseer.site import clock
from tests.support.stored import store_example

NOON = datetime(2026, 3, 1, 9, tzinfo=UTC)
RENEW = "residency/renew-iqama-family"
ALL = (
    "verdicts:read", "cases:read", "cases:write", "bills:read", "bills:pay", "documents:read", "violations:read",
    "answers:read",
)  # fmt: skip


@dataclass
class Program:
    """A program with a person's token."""

    person_id: int
    token: str
    lang: str = "en"

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call the API and give Django's response."""
        extra = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.lang, **headers}
        content = "" if body is None else json.dumps(body)
        return Client().generic(
            method,
            f"/api/v1/{path}",
            content,
            content_type="application/json",
            headers=extra if self.token else headers,
        )

    def get(self, path: str, **headers: str) -> Any:
        """Read."""
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Act."""
        return self.call("POST", path, body, **headers)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    forget_pinned()


def program_of(person_id: int, *, scopes: tuple[str, ...] = ALL, name: str = "household app") -> Program:
    account = Account.objects.get(person_id=person_id)
    token = make_token(
        actor=SYSTEM, account_id=account.id, name=name, scopes=scopes, expires_at=NOON + timedelta(days=30), at=NOON
    )
    return Program(person_id, token)


@pytest.fixture
def karim(db: None) -> Program:
    """The program of Karim, a resident in whose charge is his daughter Lina."""
    applicant, _ = store_example(service_of(RENEW), {"applicant": resident(), "dependant": dependant()})
    assert applicant is not None
    return program_of(applicant)


@pytest.fixture
def salim(db: None) -> Program:
    """The program of Salim, a citizen who has nothing to do with Karim."""
    applicant, _ = store_example(service_of("civil/renew-id"), {"applicant": citizen()})
    assert applicant is not None
    return program_of(applicant, name="somebody else's app")


@pytest.fixture
def stranger() -> Program:
    """A program without a token."""
    return Program(0, "")


def lina_of(program: Program) -> str:
    """The reference by which a program names the only subject there is."""
    [subject] = program.get(f"services/{RENEW}/subjects").json()["items"]
    reference: str = subject["ref"]
    return reference


def put_on_deposit(program: Program, amount: str) -> None:
    top_up(
        actor=SYSTEM,
        at=NOON,
        person_id=program.person_id,
        provider_reference=f"top-up {amount}",
        amount=Decimal(amount),
        idempotency=f"top-up {amount}",
    )
