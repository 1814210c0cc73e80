"""Accounts, officers' roles and the tokens of programs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.audit.models import Event
from tayseer.identity import actions, jobs, limits, passwords, queries
from tayseer.identity.addresses import email_address, identity_number, mobile_number
from tayseer.identity.codes import UnableToAcceptCode
from tayseer.identity.contract import AccountRecord
from tayseer.identity.devices import device_name
from tayseer.identity.models import Account, ApiToken, Limit, Outbox
from tayseer.kit.text import Text

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
CodeOnPhone = Callable[[str], str]


def test_the_password_is_kept_as_argon2id_at_owasps_minimum(sara: AccountRecord) -> None:
    stored = Account.objects.get(id=sara.id).password

    assert stored.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.must_rehash(stored)


def test_a_hash_with_weaker_settings_is_made_anew_at_the_next_sign_in(sara: AccountRecord) -> None:
    class Weak(passwords.Argon2id):
        memory_cost, time_cost = 8_192, 1

    hasher = Weak()
    Account.objects.filter(id=sara.id).update(password=hasher.encode("calm-river-42", hasher.salt()))

    actions.start_sign_in(number=sara.number, password="calm-river-42", address="192.0.2.7", at=NOON)

    assert "m=19456,t=2,p=1" in Account.objects.get(id=sara.id).password


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaaaaa", "my1012345672pw", "x" * 129, ""])
def test_a_weak_password_opens_no_account(weak: str) -> None:
    with pytest.raises(actions.UnableToOpenAccount) as refused:
        actions.open_account(
            actor=SYSTEM,
            person_id=9,
            number="1012345672",
            name=Text(ar="سارة", en="Sara"),
            mobile="0501112223",
            password=weak,
            at=NOON,
        )

    assert "10 أحرف أو أكثر" in refused.value.text.ar
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("person_id", "number", "mobile"),
    [(501, "1000000008", "0500000001"), (9, "1012345672", "0500000001"), (9, "1000000008", "+966 50 111 2223")],
)
def test_a_person_a_number_and_a_mobile_have_one_account(
    person_id: int, number: str, mobile: str, sara: AccountRecord
) -> None:
    with pytest.raises(actions.UnableToOpenAccount) as refused:
        actions.open_account(
            actor=SYSTEM,
            person_id=person_id,
            number=number,
            name=Text(ar="أخرى", en="Another"),
            mobile=mobile,
            password="another-password-1",
            at=NOON,
        )

    assert "يوجد حساب" in refused.value.text.ar


def test_a_person_opens_no_account_for_others(badr: AccountRecord) -> None:
    with pytest.raises(actions.UnableToOpenAccount):
        actions.open_account(
            actor=queries.actor_of(badr),
            person_id=9,
            number="1000000008",
            name=Text(ar="أخرى", en="Another"),
            mobile="0500000001",
            password="another-password-1",
            at=NOON,
        )


def test_the_mobile_changes_after_the_code_sent_to_the_new_number_and_the_old_one_is_told(
    sara: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    actor = queries.actor_of(sara)
    token = actions.start_mobile_change(actor=actor, mobile="٠٥٠٢٢٢٣٣٣٤", at=NOON)
    assert not Outbox.objects.filter(to=sara.mobile).exists()

    changed = actions.finish_mobile_change(actor=actor, token=token, code=code_on_phone("+966502223334"), at=NOON)

    assert changed.mobile == "+966502223334"
    assert "تغيّر رقم الجوال" in Outbox.objects.get(to=sara.mobile).text
    assert Event.objects.get(action="identity.mobile.changed").fields == ["mobile"]


def test_another_accounts_mobile_cannot_be_taken(
    sara: AccountRecord, badr: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    actor = queries.actor_of(badr)
    token = actions.start_mobile_change(actor=actor, mobile=sara.mobile, at=NOON)

    with pytest.raises(actions.UnableToChangeAccount) as refused:
        actions.finish_mobile_change(actor=actor, token=token, code=code_on_phone(sara.mobile), at=NOON)

    assert refused.value.text.en.startswith("This mobile number belongs to another account.")


def test_badr_cannot_use_the_code_of_saras_change(
    sara: AccountRecord, badr: AccountRecord, code_on_phone: CodeOnPhone
) -> None:
    token = actions.start_mobile_change(actor=queries.actor_of(sara), mobile="0502223334", at=NOON)

    with pytest.raises(UnableToAcceptCode):
        actions.finish_mobile_change(
            actor=queries.actor_of(badr), token=token, code=code_on_phone("+966502223334"), at=NOON
        )
    assert queries.account_by_id(account_id=badr.id) == badr


def test_a_wrong_current_password_changes_nothing(sara: AccountRecord) -> None:
    with pytest.raises(actions.UnableToChangeAccount):
        actions.change_password(
            actor=queries.actor_of(sara), current="a guess", new="quiet-harbour-7", session="", at=NOON
        )

    assert passwords.check_password("calm-river-42", Account.objects.get(id=sara.id).password)


def test_an_officer_acts_for_the_unit_of_his_role(faisal: AccountRecord) -> None:
    account = queries.account_by_id(account_id=faisal.id)

    assert account is not None
    assert queries.actor_of(account) == Actor(
        "officer", faisal.id, "فيصل الموظف", agency="residency", unit="riyadh", role="clerk"
    )
    assert [officer.account_id for officer in queries.officers_in(agency="residency")] == [faisal.id]
    assert queries.officers_in(agency="traffic") == []


def test_a_person_is_given_no_role(sara: AccountRecord) -> None:
    with pytest.raises(actions.UnableToGrantRole):
        actions.grant_role(actor=SYSTEM, account_id=sara.id, agency="residency", unit="riyadh", role="clerk", at=NOON)


def test_a_clerk_cannot_make_himself_a_supervisor(faisal: AccountRecord) -> None:
    account = queries.account_by_id(account_id=faisal.id)
    assert account is not None

    with pytest.raises(actions.UnableToGrantRole):
        actions.grant_role(
            actor=queries.actor_of(account),
            account_id=faisal.id,
            agency="residency",
            unit="riyadh",
            role="supervisor",
            at=NOON,
        )
    assert queries.officer_of(account_id=faisal.id) == account.officer


def test_a_supervisor_gives_roles_of_her_own_agency_but_none_to_herself(faisal: AccountRecord) -> None:
    munira = actions.open_account(
        actor=SYSTEM,
        kind="officer",
        number="7000000002",
        name=Text(ar="منيرة المشرفة", en="Munira the supervisor"),
        mobile="0507770002",
        password="two-eyes-are-better",
        at=NOON,
    )
    actions.grant_role(
        actor=SYSTEM, account_id=munira.id, agency="residency", unit="riyadh", role="supervisor", at=NOON
    )
    supervisor = Actor("officer", munira.id, "Munira", agency="residency", unit="riyadh")

    moved = actions.grant_role(
        actor=supervisor, account_id=faisal.id, agency="residency", unit="jeddah", role="clerk", at=NOON
    )

    assert moved.unit == "jeddah"
    for account_id, agency in ((munira.id, "residency"), (faisal.id, "traffic")):
        with pytest.raises(actions.UnableToGrantRole):
            actions.grant_role(
                actor=supervisor, account_id=account_id, agency=agency, unit="riyadh", role="clerk", at=NOON
            )


def test_a_new_role_ends_the_old_one(faisal: AccountRecord) -> None:
    actions.grant_role(actor=SYSTEM, account_id=faisal.id, agency="traffic", unit="jeddah", role="clerk", at=NOON)

    assert queries.officers_in(agency="residency") == []
    assert [officer.unit for officer in queries.officers_in(agency="traffic")] == ["jeddah"]


def test_a_token_is_shown_once_and_stands_for_the_agency_not_the_officer(faisal: AccountRecord) -> None:
    token = actions.make_token(
        actor=SYSTEM,
        account_id=faisal.id,
        name="Roads feed",
        scopes=["cases:read"],
        expires_at=NOON + timedelta(days=90),
        at=NOON,
    )

    client = queries.client_of_token(token=token, at=NOON)
    assert client is not None
    assert (client.actor.kind, client.actor.agency, client.scopes) == ("agency", "residency", {"cases:read"})
    assert token.encode() not in bytes(ApiToken.objects.get().digest)


def test_a_token_ends_on_its_day_and_when_it_is_revoked(sara: AccountRecord) -> None:
    actor, ends = queries.actor_of(sara), NOON + timedelta(days=1)
    token = actions.make_token(
        actor=actor, account_id=sara.id, name="My script", scopes=["wallet:read"], expires_at=ends, at=NOON
    )
    client = queries.client_of_token(token=token, at=NOON)
    assert client is not None

    assert queries.client_of_token(token=token, at=ends) is None
    actions.revoke_token(actor=actor, token_id=client.token_id, at=NOON)
    assert queries.client_of_token(token=token, at=NOON) is None


def test_badr_makes_and_revokes_no_token_of_sara(sara: AccountRecord, badr: AccountRecord) -> None:
    actions.make_token(
        actor=SYSTEM, account_id=sara.id, name="Hers", scopes=[], expires_at=NOON + timedelta(days=1), at=NOON
    )
    row = ApiToken.objects.get()

    with pytest.raises(actions.UnableToMakeToken):
        actions.revoke_token(actor=queries.actor_of(badr), token_id=row.id, at=NOON)
    with pytest.raises(actions.UnableToMakeToken):
        actions.make_token(
            actor=queries.actor_of(badr),
            account_id=sara.id,
            name="Mine",
            scopes=[],
            expires_at=NOON + timedelta(days=1),
            at=NOON,
        )


def test_terms_are_accepted_once_for_each_version(sara: AccountRecord) -> None:
    actor = queries.actor_of(sara)
    for _ in range(2):
        actions.accept_terms(actor=actor, document="platform", version="2026-01", at=NOON)

    assert queries.terms_accepted(account_id=sara.id, document="platform", version="2026-01")
    assert not queries.terms_accepted(account_id=sara.id, document="platform", version="2027-01")
    assert Event.objects.filter(action="identity.terms.accepted").count() == 1


def test_a_limit_opens_again_after_its_window() -> None:
    answers = [
        limits.allow("test", limit=2, per_seconds=60, at=NOON + timedelta(seconds=second))
        for second in (0, 10, 20, 59, 60, 61, 62)
    ]

    assert answers == [True, True, False, False, True, True, False]


def test_what_has_run_out_is_forgotten_and_what_holds_is_kept(
    sara: AccountRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits.allow("old", limit=1, per_seconds=60, at=NOON - timedelta(hours=1))
    limits.allow("new", limit=1, per_seconds=60, at=NOON)
    monkeypatch.setattr("tayseer.site.clock.now", lambda: NOON)

    assert jobs.forget_expired(100) == 1
    assert Limit.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("0501112223", "+966501112223"),
        ("+966 50 111 2223", "+966501112223"),
        ("00966501112223", "+966501112223"),
        ("٠٥٠١١١٢٢٢٣", "+966501112223"),
        ("+971 50 123 4567", "+971501234567"),
        ("920012345", None),
        ("+966 11 123 4567", None),
        ("", None),
        ("0501112223\nx", None),
    ],
)
def test_a_mobile_number_has_one_form(written: str, form: str | None) -> None:
    assert mobile_number(written) == form


def test_forms_of_numbers_and_mail() -> None:
    assert identity_number(" ١٠١٢٣٤٥٦٧٢\n") == "1012345672"
    assert identity_number("1012345672 1") is None
    assert email_address(" Sara@Example.COM ") == "Sara@example.com"
    assert email_address("sara@example") is None
    assert email_address("a@b.com, c@d.com") is None


@pytest.mark.parametrize(
    ("says", "name"),
    [
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8.0", "curl/8.0"),
    ],
)
def test_a_device_is_named_as_its_owner_would_name_it(says: str, name: str) -> None:
    assert device_name(says) == name
