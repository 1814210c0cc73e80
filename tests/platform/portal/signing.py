"""Somebody signed in, without the code on the phone: the cookie's answer is given by the test."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tayseer.audit.contract import Actor
from tayseer.identity import middleware
from tayseer.identity.contract import AccountRecord, SessionRecord, SignedIn
from tayseer.kit.text import Text

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
