"""Access tokens of the provider at the public API: what they open, how often, and until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tayseer.audit.contract import SYSTEM
from tayseer.casework.filing import forget_pinned
from tayseer.partners.openid import actions, bearer, conf
from tayseer.partners.openid.bearer import Shown
from tests.platform.openid.conftest import Firm, Time, Visitor, decoded, firm_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue() -> None:
    forget_pinned()


@pytest.fixture
def helper(db: None, time: Time) -> Firm:
    """A firm whose program follows requests for people."""
    return firm_of(time, "helper", named="openid cases:read cases:write age:over18")


def asks(token: str, path: str = "cases", *, scheme: str = "Bearer", method: str = "GET", proof: str = "") -> Any:
    headers = {"Authorization": f"{scheme} {token}", "Accept-Language": "en", **({"DPoP": proof} if proof else {})}
    return Browser().generic(method, f"/api/v1/{path}", headers=headers)


def for_api(firm: Firm, visitor: Visitor, scope: str = "openid cases:read") -> dict[str, Any]:
    return firm.tokens(visitor, scope=scope, resource=conf.api())


def test_a_token_for_the_api_opens_what_its_scopes_say(helper: Firm, karim: Visitor) -> None:
    token = for_api(helper, karim)["access_token"]

    assert decoded(token)["aud"] == conf.api()
    assert asks(token).status_code == 200
    assert asks(token, "bills").status_code == 403
    assert helper.userinfo(token).status_code == 401


def test_an_answer_to_a_token_that_opens_nothing_is_a_problem(helper: Firm, karim: Visitor, time: Time) -> None:
    token = for_api(helper, karim)["access_token"]
    time.pass_by(minutes=5)

    answer = asks(token)

    assert answer.status_code == 401
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_a_token_ends_at_once_with_its_consent_session_or_client(helper: Firm, karim: Visitor, time: Time) -> None:
    first = for_api(helper, karim)["access_token"]
    karim.browser.post("/ar/sign-out/")
    karim.sign_in()
    second = for_api(helper, karim)["access_token"]
    assert asks(second).status_code == 200
    actions.stop_client(actor=SYSTEM, at=time.now, client_id="helper")

    assert asks(first).status_code == 401
    assert asks(second).status_code == 401


def test_one_token_has_one_audience(helper: Firm) -> None:
    for changes in (
        {"scope": "openid cases:read"}, {"scope": "openid age:over18", "resource": conf.api()},
        {"scope": "openid age:over18 cases:read", "resource": conf.api()},
    ):  # fmt: skip
        assert helper.push(**changes).json()["error"] == "invalid_target"


def test_acting_for_a_person_needs_the_key_that_the_token_is_bound_to(helper: Firm, karim: Visitor) -> None:
    scope = "openid cases:read cases:write"
    code = karim.code(helper, scope=scope, resource=conf.api(), proof=helper.proof("openid/par"))
    token = helper.exchange(code, proof=helper.proof("openid/token")).json()["access_token"]
    proof = helper.proof("api/v1/cases", method="GET", token=token)

    assert asks(token).status_code == 401
    assert asks(token, scheme="DPoP", proof=proof).status_code == 200
    assert asks(token, scheme="DPoP", proof=proof).status_code == 401
    assert (
        asks(token, "bills", scheme="DPoP", proof=helper.proof("api/v1/cases", method="GET", token=token)).status_code
        == 401
    )


def test_the_check_is_one_statement_and_counts_the_call(helper: Firm, karim: Visitor, time: Time) -> None:
    token = for_api(helper, karim)["access_token"]
    shown = Shown("Bearer", token, "", "GET", "")

    with CaptureQueriesContext(connection) as seen:
        client, within = bearer.counted_api_client(shown, limit=2, at=time.now)
    assert client is not None
    assert len(seen) == 1
    assert within
    assert (client.actor.kind, client.actor.id, client.actor.level) == ("person", karim.person_id, 1)
    assert client.scopes == {"openid", "cases:read"}
    assert bearer.counted_api_client(shown, limit=2, at=time.now)[1]
    assert not bearer.counted_api_client(shown, limit=2, at=time.now)[1]
    assert bearer.counted_api_client(shown, limit=2, at=time.now + timedelta(seconds=61))[1]


def test_tokens_that_a_person_made_work_as_before(karim: Visitor, time: Time) -> None:
    from tayseer.identity.actions import make_token

    ends = time.now + timedelta(days=1)
    token = make_token(
        actor=SYSTEM, account_id=karim.account, name="app", scopes=["cases:read"], expires_at=ends, at=time.now
    )

    assert asks(token).status_code == 200
    assert asks(token, scheme="DPoP").status_code == 401
