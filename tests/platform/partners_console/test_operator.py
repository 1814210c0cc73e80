"""What the operator decides by command, what is kept of refusals, and where notices never go."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import override_settings

from tayseer.partners.console import actions
from tayseer.partners.console.contract import UnableToAct
from tayseer.partners.openid import backchannel, refusals
from tayseer.partners.openid import queries as clients
from tayseer.partners.openid.models import Refusal
from tayseer.site.commands import client as commands
from tests.platform.openid.conftest import Firm, Time
from tests.platform.partners_console.conftest import CALLBACK, Office, new_keys
from tests.platform.partners_console.test_console import wish_of

pytestmark = pytest.mark.django_db


def said(*words: str) -> Any:
    return CliRunner().invoke(commands.command, list(words))


@override_settings(TAYSEER_DEMO=False, DEBUG=False)
def test_the_operator_reads_what_is_asked_and_decides(office: Office) -> None:
    app = office.app().client.id
    first, second = wish_of(office, app), wish_of(office, app, scopes=["address"])

    listed = said("requests").output
    approved = said("approve", first.public_id)
    declined = said("decline", second.public_id, "--reason", "Ask for less.")

    assert all(part in listed for part in (first.public_id, "age:over18", "No account for minors", "Palm Trading"))
    assert (approved.exit_code, declined.exit_code) == (0, 0)
    assert list(clients.client(app).scopes) == ["openid", "age:over18"]
    assert said("approve", second.public_id).exit_code == 1
    assert said("requests").output == "0 wait for a decision.\n"


def test_what_the_operator_stopped_the_holder_does_not_let_go_on(office: Office) -> None:
    app = office.app().client.id
    actions.stop(client_id=app, **office.who)

    assert said("stop", app, "--reason", "complaints").exit_code == 0

    with pytest.raises(UnableToAct, match="operator"):
        actions.resume(client_id=app, **office.who)


def test_refusals_are_kept_for_clients_that_there_are_and_only_so_many(
    office: Office, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "MOST_KEPT", 3)
    key, jwks = new_keys()
    firm = Firm(office.app(jwks=jwks).client, key, time, redirect_uri=CALLBACK)

    for _ in range(5):
        assert firm.exchange("no such code").status_code == 400
    assert firm.exchange("no such code", client_assertion="nonsense").status_code in {400, 401}
    assert firm.post("openid/token", {}, assertion=firm.assertion(iss="nobody", sub="nobody")).status_code == 400

    assert [one.error for one in Refusal.objects.all()] == ["invalid_grant"] * 3
    assert {one.client_id for one in Refusal.objects.all()} == {firm.record.id}


def test_nobody_fills_the_log_of_a_client_by_claiming_to_be_it(office: Office, time: Time) -> None:
    firm = Firm(office.app().client, new_keys()[0], time, redirect_uri=CALLBACK)

    for _ in range(refusals.PER_MINUTE + 5):
        assert firm.post("openid/token", {}).status_code == 400

    assert Refusal.objects.count() == refusals.PER_MINUTE


@pytest.mark.parametrize(
    ("address", "outside"),
    [("93.184.216.34", True), ("10.0.0.7", False), ("127.0.0.1", False), ("169.254.169.254", False), ("::1", False)],
)
def test_a_notice_never_goes_into_a_private_network(
    address: str, outside: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(family, socket.SOCK_STREAM, 6, "", (address, 443))])

    with override_settings(TAYSEER_DEMO=False, DEBUG=False):
        assert backchannel._leads_outside("https://app.example/notices") is outside
