"""Every address, opened and posted to by everybody: nobody finds what is not theirs, and nothing changes by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.security import routes
from tests.security.routes import WHO
from tests.security.scene import Scene, account_of, browser_of, officer_at, other_citizen, other_resident, token_of

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db

PEOPLE = {"another citizen": other_citizen, "another resident": other_resident}
VISITORS = ("a stranger", *PEOPLE, "an officer elsewhere")
#: What a page that one may open can say; never 403, which tells that there is something.
FINE: set[object] = {200, 302, 303, 400, 404, 415, 422}
#: Forms of an officer's page: reading their address leads to that page, whether there is one or not.
FORMS = ("/decision/", "/opening/", "/attendance/", "/assignment/")
#: What the owner too finds only once the log has taken it in, which a worker does.
NOT_YET = {"<lang>/activity/<uuid:event_id>/proof.json"}
GONE, WRONG_WAY, TO_SIGN_IN = 404, 405, "to sign in"


def opened(scene: Scene, client: Client, *, token: str = "") -> Iterator[tuple[str, str, Any]]:
    """Each address with the answer to reading it and to sending nothing to it, in either language."""
    for number, address in enumerate(WHO):
        if address == "metrics":
            continue
        path = scene.path(address, ("ar", "en")[number % 2])
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if not address.endswith(FORMS):
            yield address, "GET", client.get(path, headers=headers)
        if not address.endswith("sign-out/"):
            body = '{"agree": true}' if address.endswith("/turn") else "{}"
            content = {"content_type": "application/json", "data": body} if address.startswith("api/") else {}
            yield address, "POST", client.post(path, headers=headers, **content)


def said(answer: Any) -> str:
    """The answer as text, with where it leads."""
    body = b"" if answer.streaming else answer.content
    return body.decode("utf-8", "replace") + answer.headers.get("Location", "")


def expected(who: str, visitor: str) -> set[object]:
    """What this visitor may be answered at an address of that kind, besides that the way of asking is wrong."""
    is_stranger, is_officer = visitor == "a stranger", visitor == "an officer elsewhere"
    if who == routes.BANK:
        return {401}
    if who in {routes.TOKEN, routes.TOKEN_OWNER}:
        return {401}
    if is_stranger and who not in {routes.EVERYONE, routes.HOLDER}:
        return {TO_SIGN_IN}
    closed = {routes.HOLDER, routes.OWNER, routes.UNIT, routes.PRIVACY, routes.PERSON if is_officer else routes.OFFICER}
    return {GONE} if who in closed else FINE


def outcome(answer: Any) -> object:
    """The status, or that a stranger is led to sign in first."""
    is_way_in = answer.status_code == 302 and "/sign-in/?next=" in answer.headers["Location"]
    return TO_SIGN_IN if is_way_in else answer.status_code


@pytest.mark.parametrize("visitor", VISITORS)
def test_nobody_opens_what_is_not_theirs(visitor: str, scene: Scene) -> None:
    client = Client()
    if visitor in PEOPLE:
        client = browser_of(account_of(PEOPLE[visitor]()))
    elif visitor == "an officer elsewhere":
        client = browser_of(officer_at("traffic/objections").id)
    before = scene.state()

    failures = [
        (method, address, answer.status_code)
        for address, method, answer in opened(scene, client)
        if outcome(answer) not in {WRONG_WAY, *expected(WHO[address], visitor)}
        or any(secret in said(answer) for secret in scene.secrets)
    ]

    assert failures == []
    assert scene.state() == before


@pytest.mark.parametrize("visitor", [*PEOPLE, "an officer elsewhere"])
def test_a_program_reaches_nothing_of_other_people(visitor: str, scene: Scene) -> None:
    account = account_of(PEOPLE[visitor]()) if visitor in PEOPLE else officer_at("traffic/objections").id
    before, token = scene.state(), token_of(account)
    failures = []

    for address, method, answer in opened(scene, Client(), token=token):
        if not address.startswith("api/"):
            continue
        fine = {GONE} if WHO[address] == routes.TOKEN_OWNER else {200, 400, GONE, 415, 422}
        if visitor == "an officer elsewhere" and WHO[address] in {routes.TOKEN, routes.TOKEN_OWNER}:
            # RFC 6750 answers 403 to a token without the scope, before it looks at what was asked for.
            fine = {403}
        if answer.status_code not in {WRONG_WAY, *fine} or any(secret in said(answer) for secret in scene.secrets):
            failures.append((method, address, answer.status_code))

    assert failures == []
    assert scene.state() == before


def test_the_owner_reads_everything_that_is_the_owners(scene: Scene) -> None:
    client, token = browser_of(account_of(scene.karim)), token_of(account_of(scene.karim))
    own = {routes.PERSON, routes.OWNER, routes.HOLDER, routes.ACCOUNT, routes.TOKEN, routes.TOKEN_OWNER}
    failures = []

    for address, who in WHO.items():
        if who in own and address not in NOT_YET:
            answer = client.get(scene.path(address, "en"), headers={"Authorization": f"Bearer {token}"})
            if answer.status_code not in {200, 302, WRONG_WAY}:
                failures.append((address, answer.status_code))

    assert failures == []


def test_the_privacy_office_reads_its_page_and_no_case_or_record(scene: Scene) -> None:
    client = browser_of(officer_at("privacy/office").id)

    answers = {
        address: client.get(scene.path(address, "en")).status_code
        for address, who in WHO.items()
        if who in {routes.PRIVACY, routes.UNIT} and not address.endswith(FORMS)
    }

    assert answers.pop("<lang>/office/privacy/") == 200
    assert {*answers.values()} <= {GONE, WRONG_WAY}


def test_the_officer_of_the_unit_reads_the_case_its_file_and_the_request_for_the_record(scene: Scene) -> None:
    client = browser_of(scene.nasser.id)
    failures = []

    for address, who in WHO.items():
        if who in {routes.OFFICER, routes.UNIT}:
            answer = client.get(scene.path(address, "en"))
            if answer.status_code not in {200, 302, WRONG_WAY}:
                failures.append((address, answer.status_code))

    assert failures == []
