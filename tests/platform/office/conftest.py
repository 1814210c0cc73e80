"""The officers of these tests, the people whose cases they have, and a browser for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework import actions as casework
from tayseer.casework.filing import forget_pinned
from tayseer.identity import actions as identity
from tayseer.identity.ids import new_public_id, new_token, token_digest
from tayseer.identity.middleware import COOKIE
from tayseer.identity.models import Session
from tayseer.identity.queries import account_by_id
from tayseer.kit.text import Text
from tayseer.services import service as service_of
from tayseer.services.common.personas import citizen
from tayseer.services.traffic.object_to_violation import people as objector_and_violation
from tayseer.site import clock
from tests.support.stored import store_example

if TYPE_CHECKING:
    from tayseer.casework.contract import CaseRecord
    from tayseer.identity.contract import AccountRecord

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
ENGLISH_NAME = "civil/edit-english-name"
OBJECTION = "traffic/object-to-violation"
_SERIAL = count(1)


@dataclass
class Clock:
    """The moment that every screen reads in these tests."""

    at: datetime = START

    @property
    def on(self) -> date:
        return clock.today(self.at)

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The first of March 2026, until a test moves it."""
    now = Clock()
    monkeypatch.setattr(clock, "now", lambda: now.at)
    return now


@pytest.fixture(autouse=True)
def _fresh_definitions() -> None:
    forget_pinned()


@pytest.fixture
def officer(db: None):
    """Opens an officer's account at a place such as ``civil/names``; ``is_person`` is who the officer is at home."""

    def hire(ar: str, en: str, place: str, role: str = "clerk", *, is_person: int | None = None) -> AccountRecord:
        agency, _, unit = place.partition("/")
        account = identity.open_account(
            actor=SYSTEM,
            kind="officer",
            person_id=is_person,
            number=f"70{next(_SERIAL):08d}",
            name=Text(ar=ar, en=en),
            mobile="",
            password_hash="never signs in by password",
            at=START,
        )
        identity.grant_role(actor=SYSTEM, account_id=account.id, agency=agency, unit=unit, role=role, at=START)
        hired = account_by_id(account_id=account.id)
        assert hired is not None
        return hired

    return hire


@pytest.fixture
def nasser(officer) -> AccountRecord:
    """Nasser decides on names, carefully."""
    return officer("ناصر المالكي", "Nasser Al-Malki", "civil/names")


@pytest.fixture
def khadija(officer) -> AccountRecord:
    """Khadija supervises the whole of civil affairs."""
    return officer("خديجة باوزير", "Khadija Bawazir", "civil", "supervisor")


@pytest.fixture
def rakan(officer) -> AccountRecord:
    """Rakan sits on the committee for objections of drivers."""
    return officer("راكان الشمري", "Rakan Al-Shammari", "traffic/objections")


@pytest.fixture
def abeer(officer) -> AccountRecord:
    """Abeer, of another agency, makes residence cards."""
    return officer("عبير الجهني", "Abeer Al-Juhani", "residency/cards")


@pytest.fixture
def browser(time: Clock):
    """A browser in which an account is signed in; it stays so for as long as the test moves the clock."""

    def signed_in(account: AccountRecord) -> Client:
        token = new_token()
        Session.objects.create(
            token=token_digest(token),
            public_id=new_public_id(),
            account_id=account.id,
            created_at=time.at,
            last_seen_at=time.at + timedelta(days=90),
            expires_at=time.at + timedelta(days=90),
            methods=["password", "sms"],
        )
        client = Client()
        client.cookies[COOKIE] = token
        return client

    return signed_in


def file_name_change(time: Clock, *, file: str | None = None, key: str = "k1", **differs: Any) -> CaseRecord:
    """Salim, a citizen, asks that his name be written Saleem."""
    applicant, _ = store_example(service_of(ENGLISH_NAME), {"applicant": citizen(**differs)})
    salim = Actor("person", applicant, "سالم")
    paper = file or casework.attach(
        actor=salim, name="جواز.png", media_type="image/png", content=b"\x89PNG picture", at=time.at
    )
    return casework.file_case(
        actor=salim,
        service_code=ENGLISH_NAME,
        answers={"first_name_en": "Saleem", "rest_en": "Rashed Alnakhli", "evidence": paper, "terms": "yes"},
        at=time.at,
        on=time.on,
        idempotency=key,
    )


@pytest.fixture
def name_case(db: None, time: Clock) -> CaseRecord:
    """Salim's request, waiting for an officer."""
    return file_name_change(time)


@pytest.fixture
def objection_case(db: None, time: Clock) -> CaseRecord:
    """A driver contests a violation: it was not the driver's vehicle."""
    driver, violation = store_example(service_of(OBJECTION), objector_and_violation())
    return casework.file_case(
        actor=Actor("person", driver, "سالم"),
        service_code=OBJECTION,
        subject_id=violation,
        answers={"reason": "not_my_vehicle", "terms": "yes"},
        at=time.at,
        on=time.on,
        idempotency="k1",
    )


def applicant_of(case: CaseRecord) -> Actor:
    """The one who filed the case."""
    return Actor("person", case.applicant_id)
