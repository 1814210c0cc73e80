"""Somebody signed in, without the code on the phone: the cookie's answer is given by the test."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tayseer.audit.contract import Actor
from tayseer.casework import queries
from tayseer.identity import middleware
from tayseer.identity.contract import AccountRecord, SessionRecord, SignedIn
from tayseer.kit.text import Text
from tayseer.portal.subjects import ref_of
from tayseer.services import catalogue
from tests.support.stored import store_example

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ON = date(2026, 3, 1)


def signed_in_client(person_id: int, patch: pytest.MonkeyPatch, *, kind: str = "person") -> Client:
    """A browser in which this person is signed in."""
    actor = Actor(kind, person_id, "Somebody")
    account = AccountRecord(1, kind, person_id, "1012345672", Text(ar="فلان", en="Somebody"), "", "", "ar", "active")
    session = SessionRecord("s", 1, AT, AT, AT + timedelta(hours=1), AT, (), "")
    patch.setattr(middleware.queries, "signed_in", lambda **_: SignedIn(actor, account, session))
    client = Client()
    client.cookies[middleware.COOKIE] = "token"
    return client


def text_of(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())


class Flow:
    """One person, one service, one subject, in a browser."""

    def __init__(self, code: str, given: dict[str, Any], patch: pytest.MonkeyPatch, lang: str = "en") -> None:
        self.service, self.lang = catalogue()[code], lang
        applicant, self.subject = store_example(self.service, given)
        assert applicant is not None
        self.person = applicant
        self.client = signed_in_client(applicant, patch)
        self.ref = ref_of(self.service, applicant_id=applicant, subject_id=self.subject)

    def href(self, page: str) -> str:
        return f"/{self.lang}/services/{self.service.code}/{page}" + (f"?for={self.ref}" if self.ref else "")

    def get(self, page: str) -> Any:
        return self.client.get(self.href(page))

    def post(self, page: str, **data: Any) -> Any:
        return self.client.post(self.href(page), data)

    @property
    def draft(self) -> dict[str, Any] | None:
        return queries.draft_of(
            actor=Actor("person", self.person), service_code=self.service.code, subject_id=self.subject
        )
