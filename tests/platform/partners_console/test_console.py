"""The console: who may open it, what an establishment may do with its apps, and what only the platform gives."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from tayseer.audit.contract import SYSTEM
from tayseer.establishments.queries import firm_ref
from tayseer.kit.records import STEPS
from tayseer.kit.text import Text
from tayseer.partners.console import actions, queries
from tayseer.partners.console.contract import MOST_CLIENTS, NotFound, UnableToAct
from tayseer.partners.openid import actions as provider
from tayseer.partners.openid import queries as clients
from tayseer.partners.openid.models import Notice
from tayseer.registries.establishments.contract import Manager
from tayseer.services.common.personas import resident
from tests.platform.openid.conftest import Firm, Time, Visitor, decoded
from tests.platform.partners_console.conftest import CALLBACK, Office, new_keys, office_of, pasted
from tests.support.stored import insert, store

pytestmark = pytest.mark.django_db
WHY = {
    "purpose_ar": "لا حساب لمن دون سن الرشد", "purpose_en": "No account for minors",
    "basis_ar": "نظام مكافحة غسل الأموال", "basis_en": "Anti-Money Laundering Law", "essential": "yes",
}  # fmt: skip


def audited(client_id: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor_kind, action FROM audit_event WHERE object = %s ORDER BY id", [client_id])
        return list(cursor.fetchall())


def wish_of(office: Office, client_id: str, **changes: Any) -> Any:
    return actions.ask_scopes(
        client_id=client_id, scopes=changes.get("scopes", ["age:over18"]), essential=True,
        purpose=Text(ar=WHY["purpose_ar"], en=WHY["purpose_en"]), basis=Text(ar=WHY["basis_ar"], en=WHY["basis_en"]),
        **office.who,
    )  # fmt: skip


def test_a_stranger_signs_in_first_and_whoever_represents_nobody_finds_nothing(office: Office, time: Time) -> None:
    stranger = Visitor(store(STEPS["person"], resident()), time).sign_in(level=2)
    viewer = Visitor(store(STEPS["person"], resident()), time).sign_in(level=2)
    insert(Manager, {"person_id": viewer.person_id, "establishment_id": office.id, "role": "request"})
    own_ref = firm_ref(person_id=viewer.person_id, establishment_id=office.id)

    assert stranger.browser.get("/en/developers/console/").status_code == 404
    assert stranger.browser.get(office.home).status_code == 404
    assert viewer.browser.get("/en/developers/console/").status_code == 404
    assert viewer.browser.get(f"/en/developers/console/{own_ref}/").status_code == 404
    assert Visitor(office.person_id, time).browser.get(office.home).headers["Location"].startswith("/en/sign-in/")
    assert office.get().status_code == 200


def test_a_weak_sign_in_is_led_to_a_stronger_one_and_back(office: Office, time: Time) -> None:
    weak = Visitor(office.person_id, time).sign_in(level=1)

    answer = weak.browser.post(f"{office.home}new/", {})

    assert answer.headers["Location"].startswith("/en/step-up/?level=2&next=%2Fen%2Fdevelopers%2Fconsole%2F")
    with pytest.raises(UnableToAct):
        actions.register(label="x", redirect_uris=[CALLBACK], jwks={}, once="x", **{
            **office.who, "actor": office.who["actor"].__class__("person", office.person_id, level=1)})  # fmt: skip


def test_the_form_registers_a_sandbox_app_at_once_and_only_once(office: Office) -> None:
    _, jwks = new_keys()
    form = {"label": "Our app", "redirect_uris": f"{CALLBACK}\n\n", "jwks": pasted(jwks), "once": "mark"}

    first, again = office.post("new/", **form), office.post("new/", **form)

    assert first.status_code == again.status_code == 303
    assert first.headers["Location"] == again.headers["Location"]
    [app] = clients.clients()
    assert (app.sandbox, app.names.en, list(app.scopes)) == (True, "Palm Trading", ["openid"])
    assert audited(app.id) == [("system", "openid.client.added"), ("person", "partners.client.registered")]
    assert app.id in office.get(f"{app.id}/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("label", "", "name for the app"),
        ("jwks", "no json", "Paste the public keys"),
        ("jwks", '{"keys": [{"kty": "EC", "d": "secret-part"}]}', "pasted a private key"),
        ("jwks", "-----BEGIN PRIVATE KEY-----", "pasted a private key"),
        ("redirect_uris", "http://app.example/", "begin with https"),
        ("redirect_uris", "", "begin with https"),
    ],
)
def test_what_cannot_be_registered_is_said_and_private_keys_are_not_shown_again(
    field: str, value: str, said: str, office: Office
) -> None:
    form = {"label": "Our app", "redirect_uris": CALLBACK, "jwks": pasted(new_keys()[1]), "once": "mark"}

    answer = office.post("new/", **{**form, field: value})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "secret-part" not in answer.content.decode()
    assert clients.clients() == []


def test_nobody_reaches_the_apps_of_another_establishment(office: Office, time: Time) -> None:
    other = office_of(time, number="7001000002", name="Other")
    app = office.app().client.id

    answers = [other.get(f"{app}/{page}").status_code for page in ("", "keys/", "addresses/", "scopes/", "real/")]
    answers.append(other.post(f"{app}/act/", what="stop").status_code)

    assert set(answers) == {404}
    for act in (actions.stop, actions.resume):
        with pytest.raises(NotFound):
            act(client_id=app, **other.who)
    assert clients.client(app).is_active


def test_two_establishments_never_know_a_person_by_the_same_name(office: Office, time: Time) -> None:
    other = office_of(time, number="7001000002", name="Other")

    sectors = [one.app(once=f"{n}").client.sector for n, one in enumerate((office, other))]

    assert len(set(sectors)) == 2


def test_keys_and_addresses_are_replaced(office: Office) -> None:
    app = office.app().client.id

    keys = office.post(f"{app}/keys/", jwks=pasted({"keys": [{**new_keys()[1]["keys"][0], "kid": "new"}]}))
    places = office.post(
        f"{app}/addresses/", redirect_uris="https://app.example/b", logout_redirect_uris="",
        backchannel_logout_uri="https://app.example/notices",
    )  # fmt: skip

    now = clients.client(app)
    assert (keys.status_code, places.status_code) == (303, 303)
    assert [key["kid"] for key in now.jwks] == ["new"]
    assert (now.redirect_uris, now.backchannel_logout_uri) == (
        ("https://app.example/b",),
        "https://app.example/notices",
    )
    assert [action for kind, action in audited(app) if kind == "person"] == [
        "partners.client.registered", "partners.client.keys", "partners.client.addresses",
    ]  # fmt: skip


@override_settings(TAYSEER_DEMO=False, DEBUG=False)
def test_scopes_count_once_the_platform_approved_them(office: Office) -> None:
    app = office.app().client.id

    answer = office.post(f"{app}/scopes/", scopes=["age:over18", "address"], **WHY)
    assert answer.status_code == 303
    before = list(clients.client(app).scopes)
    [wish] = queries.waiting()
    actions.approve(actor=SYSTEM, public_id=wish.public_id, at=office.time.now)

    assert before == ["openid"]
    assert list(clients.client(app).scopes) == ["openid", "age:over18", "address"]
    with pytest.raises(actions.UnableToDecide):
        actions.decline(actor=SYSTEM, public_id=wish.public_id, reason="late", at=office.time.now)


@override_settings(TAYSEER_DEMO=True)
def test_in_a_demonstration_those_of_a_sandbox_app_count_at_once(office: Office) -> None:
    app = office.app().client.id

    assert wish_of(office, app).state == "approved"
    assert "age:over18" in clients.client(app).scopes


@override_settings(TAYSEER_DEMO=False, DEBUG=False)
def test_what_waits_may_be_withdrawn_and_what_was_declined_says_why(office: Office) -> None:
    app = office.app().client.id
    first, second = wish_of(office, app), wish_of(office, app, scopes=["address"])

    office.post(f"{app}/act/", what="withdraw", of=first.public_id)
    actions.decline(actor=SYSTEM, public_id=second.public_id, reason="Ask for less.", at=office.time.now)

    ref = office.home.split("/")[-2]
    firm = queries.firm_by_ref(actor=office.who["actor"], ref=ref, on=office.who["on"])
    assert [one.state for one in queries.wishes_of(firm=firm)] == ["declined", "withdrawn"]
    assert "Ask for less." in office.get(f"{app}/").content.decode()
    assert list(clients.client(app).scopes) == ["openid"]


@pytest.mark.parametrize("field", ["purpose_ar", "purpose_en", "basis_ar", "basis_en"])
def test_a_scope_has_its_purpose_and_basis_in_both_languages(field: str, office: Office) -> None:
    app = office.app().client.id

    answers = [
        office.post(f"{app}/scopes/", scopes=["age:over18"], **{**WHY, field: written})
        for written in ("", "two|parts", "x" * 201)
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert office.post(f"{app}/scopes/", scopes=["openid"], **WHY).status_code == 422


def test_real_work_takes_keys_of_its_own_and_an_approval(office: Office) -> None:
    _, jwks = new_keys()
    app = office.app(jwks=jwks).client.id
    form = {"redirect_uris": "https://live.example/callback"}

    same = office.post(f"{app}/real/", jwks=pasted(jwks), **form)
    asked = office.post(f"{app}/real/", jwks=pasted(new_keys()[1]), **form)
    [wish] = queries.waiting()
    made = actions.approve(actor=SYSTEM, public_id=wish.public_id, at=office.time.now).made

    live = clients.client(made)
    assert (same.status_code, asked.status_code) == (422, 303)
    assert (live.sandbox, live.names.en, live.redirect_uris) == (
        False,
        "Palm Trading",
        ("https://live.example/callback",),
    )
    assert live.sector != clients.client(app).sector
    assert office.get(f"{made}/").status_code == 200
    assert office.get(f"{made}/real/").status_code == 404


def test_the_holder_lets_go_on_what_the_holder_stopped_and_nothing_else(office: Office) -> None:
    app = office.app().client.id

    office.post(f"{app}/act/", what="stop")
    stopped = clients.client(app).state
    office.post(f"{app}/act/", what="resume")
    assert (stopped, clients.client(app).state) == ("stopped", "active")
    office.post(f"{app}/act/", what="stop")
    provider.stop_client(actor=SYSTEM, at=office.time.now, client_id=app, reason="complaints")
    actions.note_platform_stop(client_id=app)
    office.post(f"{app}/act/", what="resume")

    assert clients.client(app).state == "stopped"
    assert "only its operator" in office.get(f"{app}/").content.decode()


def test_a_closed_establishment_may_only_stop_its_apps(office: Office) -> None:
    app = office.app().client.id
    with connection.cursor() as cursor:
        cursor.execute("UPDATE establishments_establishment SET state = 'closed' WHERE id = %s", [office.id])

    with pytest.raises(UnableToAct, match="closed"):
        office.app(once="another")
    assert office.post(f"{app}/act/", what="stop").status_code == 303
    again = office.post(f"{app}/act/", what="resume")

    assert (again.status_code, clients.client(app).state) == (422, "stopped")
    assert "has the establishment as closed" in again.content.decode()


def test_an_establishment_has_only_so_many_apps_and_forms(office: Office) -> None:
    for number in range(MOST_CLIENTS):
        office.app(once=f"{number}")

    with pytest.raises(UnableToAct, match="the most"):
        office.app(once="one more")


def test_the_log_tells_what_happened_and_of_nobody(office: Office, time: Time) -> None:
    key, jwks = new_keys()
    held = office.app(jwks=jwks)
    actions.change_addresses(client_id=held.client.id, redirect_uris=[CALLBACK], logout_redirect_uris=[],
                             backchannel_logout_uri="https://app.example/notices", **office.who)  # fmt: skip
    karim = Visitor(store(STEPS["person"], resident(name_ar="كريم", name_en="Karim")), time).sign_in()
    firm = Firm(clients.client(held.client.id), key, time, redirect_uri=CALLBACK)
    tokens = firm.tokens(karim)
    assert firm.exchange("no such code").status_code == 400
    assert firm.push(scope="openid address").status_code == 400

    log = queries.log_of(held, at=time.now)
    page = office.get(f"{held.client.id}/").content.decode()

    assert ([one.door for one in log.refusals], log.consents) == (["par", "token"], 1)
    assert [one.error for one in log.refusals] == ["invalid_scope", "invalid_grant"]
    assert [(one.level, one.code_used_at is not None, one.ended_why) for one in log.sign_ins] == [(1, True, "")]
    assert all(secret not in page for secret in (decoded(tokens["id_token"])["sub"], "Karim", "كريم"))


def test_a_notice_that_was_given_up_is_sent_again(office: Office, time: Time) -> None:
    app = office.app().client.id
    other = office.app(once="other").client.id
    notice = Notice.objects.create(client_id=app, person_id=1, why="consent_revoked", created_at=time.now,
                                   next_at=time.now, tries=8, given_up_at=time.now)  # fmt: skip

    wrong = office.post(f"{other}/act/", what="again", of=str(notice.id)).status_code
    office.post(f"{app}/act/", what="again", of=str(notice.id))

    notice.refresh_from_db()
    assert wrong == 404
    assert (notice.tries, notice.given_up_at, notice.next_at) == (0, None, time.now)
