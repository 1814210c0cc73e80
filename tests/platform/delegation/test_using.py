"""Filing by delegation: whose the case is, who is told, and everything that must stop it at the last moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tayseer.audit.contract import Actor
from tayseer.audit.models import Event as AuditEvent
from tayseer.casework import acting, actions, delegating, queries
from tayseer.casework.contract import NotFound, UnableToFile
from tayseer.casework.filing import forget_pinned
from tayseer.casework.models import Case
from tayseer.identity.delegation import queries as delegations
from tayseer.identity.delegation.models import Delegation, Use
from tayseer.identity.models import Account
from tayseer.kit.services import Assurance, Step
from tayseer.law import common as law
from tayseer.notices.models import Message
from tayseer.services import catalogue
from tayseer.services import service as service_of
from tests.platform.delegation.delegates import (
    AT,
    ON,
    PRICE,
    RENEW,
    file,
    given,
    karim_and_lina,
    majed,
    offered,
    register,
    surely,
)

pytestmark = pytest.mark.django_db

DEAD = "UPDATE people_person SET died_on = %s WHERE id = %s"


@pytest.fixture(autouse=True)
def _pins() -> None:
    forget_pinned()


def test_a_delegate_files_for_the_principal_and_both_are_on_record() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    held = given(karim, who)

    case = file(who, karim, lina)

    row = Case.objects.get(public_id=case.public_id)
    assert (row.applicant_id, row.filed_by, row.price) == (karim, who, PRICE)
    event = AuditEvent.objects.get(action="case.filed", case_ref=case.public_id)
    assert (event.actor, event.on_behalf_of, event.subject) == (who, karim, karim)
    used = AuditEvent.objects.get(action="delegation.used")
    assert (used.actor, used.on_behalf_of, used.object) == (who, karim, held.public_id)
    [use] = delegations.uses_of(delegations=[held])
    assert (use.case, use.service, use.amount) == (case.public_id, RENEW, PRICE)
    now = Delegation.objects.get(public_id=held.public_id)
    assert (now.uses, now.spent) == (1, PRICE)


def test_the_principal_is_told_of_each_use_by_the_delegates_name() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who)

    case = file(who, karim, lina)

    said = Message.objects.get(person_id=karim, case_ref=case.public_id, en_title__contains="acted for you")
    assert "Majed Al-Qahtani sent the request" in said.en_body
    assert "ماجد القحطاني" in said.ar_body
    assert not Message.objects.filter(person_id=who, case_ref=case.public_id).exists()


def test_the_bill_and_the_turn_are_the_principals() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who)

    case = file(who, karim, lina)

    [turn] = queries.case_for(actor=Actor("person", karim), public_id=case.public_id).turns
    assert (turn.person_id, turn.does) == (karim, "pay")


def test_what_is_filed_plainly_is_counted_as_what_is_filed_in_one_statement() -> None:
    code = "residency/report-lost-iqama"
    from tests.platform.casework.test_every_service import answers_of, first_allowed
    from tests.support.stored import store_example

    service = service_of(code)
    example = first_allowed(service)
    applicant, subject = store_example(service, example.given, example.answers)
    assert applicant is not None
    from datetime import UTC, date, datetime, time

    on = date.fromisoformat(example.on)
    who = majed()
    register("UPDATE people_person SET born_on = '1980-01-01' WHERE id = %s", applicant)
    Delegation.objects.create(
        public_id="plain", kind="services", principal_id=applicant, delegate_id=who, delegate_number="1",
        services=[code], purpose="x", each=0, total=0, most_uses=1, from_on=on, until_on=on, offered_at=AT,
        answer_by=AT, state="accepted", text_ar="", text_en="", idempotency="k",
    )  # fmt: skip

    case = actions.file_case(
        actor=Actor("person", who, on_behalf_of=applicant), service_code=code, subject_id=subject,
        answers=answers_of(service, example, on), at=datetime.combine(on, time(9), UTC), on=on, idempotency="k",
    )  # fmt: skip

    assert Case.objects.get(public_id=case.public_id).filed_by == who
    assert Use.objects.get().case == case.public_id


def test_sending_twice_files_and_counts_once() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    held = given(karim, who, most_uses=1)

    first, second = file(who, karim, lina), file(who, karim, lina)

    assert first.public_id == second.public_id
    assert Delegation.objects.get(public_id=held.public_id).uses == 1


def test_a_delegates_key_never_finds_a_case_of_the_principals() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who)
    own = actions.file_case(
        actor=Actor("person", karim), service_code=RENEW, subject_id=lina, answers={"terms": "yes", "quarters": "4"},
        at=AT, on=ON, idempotency="guessed",
    )  # fmt: skip

    with pytest.raises(UnableToFile) as refused:
        file(who, karim, lina, key="guessed")

    assert own.public_id not in refused.value.text.en


@pytest.mark.parametrize("state", ["offered", "refused", "revoked by the principal", "revoked by the delegate"])
def test_only_what_is_accepted_and_not_revoked_lets_anybody_act(state: str) -> None:
    (karim, lina), who = karim_and_lina(), majed()
    made = offered(karim, who)
    if state != "offered":
        delegating.answer(
            actor=Actor("person", who), public_id=made.public_id, accepts=state != "refused", at=AT, on=ON
        )
    if state.startswith("revoked"):
        delegating.revoke(
            actor=Actor("person", karim if "principal" in state else who), public_id=made.public_id, at=AT
        )

    with pytest.raises(UnableToFile, match="no longer have a delegation"):
        file(who, karim, lina)

    assert not Case.objects.exists()


def test_a_delegation_holds_on_its_first_and_last_day_and_on_no_other() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who, from_on=ON + timedelta(days=2), until_on=ON + timedelta(days=4))

    for days, holds in ((1, False), (2, True), (4, True), (5, False)):
        day = ON + timedelta(days=days)
        found = acting.mandates_for(service_of(RENEW), actor=Actor("person", who), on=day)
        assert bool(found) is holds, day
    with pytest.raises(UnableToFile):
        file(who, karim, lina, on=ON + timedelta(days=5))
    assert file(who, karim, lina, on=ON + timedelta(days=4)).is_open


@pytest.mark.parametrize("whose", ["the principal's", "the delegate's"])
def test_death_ends_it_the_moment_the_register_says_so(whose: str) -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who)
    page = acting.mandates_for(service_of(RENEW), actor=Actor("person", who), on=ON)
    register(DEAD, ON, karim if whose == "the principal's" else who)

    with pytest.raises((UnableToFile, NotFound)):
        file(who, karim, lina)

    assert page
    assert acting.mandates_for(service_of(RENEW), actor=Actor("person", who), on=ON) == []
    assert not Case.objects.exists()


def test_the_end_of_residence_ends_it() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who)
    register("UPDATE residency_iqama SET state = 'final_exit' WHERE person_id = %s AND current", karim)

    with pytest.raises(UnableToFile):
        file(who, karim, lina)


def test_an_account_that_its_holder_stopped_stops_the_delegates_too() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    held = given(karim, who)
    Account.objects.filter(person_id=karim).update(state="locked")

    with pytest.raises(UnableToFile):
        file(who, karim, lina)

    stands = acting.standing_of(held, on=ON)
    assert stands.stopped is not None
    assert "account is stopped" in stands.stopped.en


def test_a_delegate_under_age_cannot_act_until_the_day_the_law_says() -> None:
    (karim, lina), who = karim_and_lina(), majed(born_on=ON.replace(year=ON.year - 18) + timedelta(days=3))
    made = offered(karim, who)

    with pytest.raises(UnableToFile, match="not of age"):
        delegating.answer(actor=Actor("person", who), public_id=made.public_id, accepts=True, at=AT, on=ON)

    Delegation.objects.filter(public_id=made.public_id).update(state="accepted")
    with pytest.raises(UnableToFile):
        file(who, karim, lina, on=ON + timedelta(days=2))
    assert file(who, karim, lina, on=ON + timedelta(days=3)).is_open


def test_a_daughter_who_left_the_principals_record_is_not_the_delegates_to_choose_either() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who)
    register("UPDATE people_tie SET until_on = %s WHERE person_id = %s", ON, lina)

    with pytest.raises(NotFound):
        file(who, karim, lina)

    assert Delegation.objects.get().uses == 0


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"each": Decimal(4799)}, "your delegation allows 4,799 SAR for one"),
        ({"each": Decimal(4800), "total": Decimal(4800)}, None),
        ({"each": Decimal(1), "total": Decimal(1)}, "allows 1 SAR for one"),
    ],
)
def test_the_sum_of_one_request_is_limited_on_both_sides(limits: dict[str, Any], says: str | None) -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who, **limits)

    if says is None:
        assert file(who, karim, lina).price == PRICE
        return
    with pytest.raises(UnableToFile, match=says):
        file(who, karim, lina)
    assert (Case.objects.count(), Use.objects.count()) == (0, 0)


def test_the_sum_of_all_requests_and_their_number_are_limited() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    held = given(karim, who, total=Decimal(9599))
    file(who, karim, lina)
    register("UPDATE casework_case SET state = 'withdrawn'")

    with pytest.raises(UnableToFile, match=r"4,799 SAR is left"):
        file(who, karim, lina, key="two")
    register("UPDATE delegation_delegation SET total = 20000, most_uses = 1")
    with pytest.raises(UnableToFile, match="All the requests that your delegation allows"):
        file(who, karim, lina, key="three")

    assert Delegation.objects.get(public_id=held.public_id).uses == 1


def test_the_database_itself_refuses_a_use_too_many() -> None:
    karim, who = karim_and_lina()[0], majed()
    held = given(karim, who, most_uses=1)
    from django.db import IntegrityError, transaction

    for bad in ("uses = 2", "spent = 10000.01", "until_on = from_on + 367", "delegate_id = principal_id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE delegation_delegation SET {bad} WHERE id = %s", [held.id])


def test_what_was_done_can_be_neither_changed_nor_taken_away() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who)
    file(who, karim, lina)
    from django.db import DatabaseError, transaction

    for statement in ("UPDATE delegation_use SET amount = 0", "DELETE FROM delegation_use"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_another_service_of_the_same_principal_is_not_covered() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who, services=("residency/replace-iqama-lost",))

    with pytest.raises(UnableToFile):
        file(who, karim, lina)


def test_a_third_person_gains_nothing() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who)

    with pytest.raises(UnableToFile):
        file(majed(), karim, lina)


def test_a_delegate_sees_what_they_filed_and_nothing_else_of_the_principals() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who)
    other = actions.file_case(
        actor=Actor("person", karim), service_code=RENEW, subject_id=lina, answers={"terms": "yes", "quarters": "4"},
        at=AT, on=ON, idempotency="own",
    ).public_id  # fmt: skip
    for_karim = Actor("person", who, on_behalf_of=karim)

    with pytest.raises(NotFound):
        queries.case_for(actor=for_karim, public_id=other)
    with pytest.raises(NotFound):
        acting.filed_by_me(actor=Actor("person", who), public_id=other, on=ON)
    assert queries.cases_of(actor=for_karim) == ()
    assert queries.turns_for(actor=for_karim) == ()
    assert delegations.given_by(actor=for_karim) == []


def test_after_revocation_only_that_it_was_filed_is_left_to_the_delegate() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    held = given(karim, who)
    case = file(who, karim, lina).public_id
    delegating.revoke(actor=Actor("person", karim), public_id=held.public_id, at=AT)

    found = acting.filed_by_me(actor=Actor("person", who), public_id=case, on=ON)

    assert found.mandate is None
    with pytest.raises(NotFound):
        acting.require_mandate(actor=Actor("person", who, on_behalf_of=karim), public_id=case, on=ON)
    [(listed, *_rest)] = queries.filed_for_others(actor=Actor("person", who))
    assert listed == case


def test_a_delegate_cannot_withdraw_and_the_principal_can() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who)
    case = file(who, karim, lina).public_id

    with pytest.raises(actions.UnableToAct):
        actions.withdraw(actor=Actor("person", who, on_behalf_of=karim), public_id=case, at=AT, on=ON)
    actions.withdraw(actor=Actor("person", karim), public_id=case, at=AT, on=ON)

    assert Case.objects.get(public_id=case).state == "withdrawn"


def test_drafts_of_principal_and_delegate_are_kept_apart() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who)
    mine, theirs = Actor("person", karim), Actor("person", who, on_behalf_of=karim)
    for actor, quarters in ((mine, "1"), (theirs, "4")):
        actions.save_draft(actor=actor, service_code=RENEW, subject_id=lina, answers={"quarters": quarters}, at=AT)

    drafts = [queries.draft_of(actor=actor, service_code=RENEW, subject_id=lina) for actor in (mine, theirs)]
    assert [draft and draft["answers"] for draft in drafts] == [{"quarters": "1"}, {"quarters": "4"}]
    file(who, karim, lina)

    drafts = [queries.draft_of(actor=actor, service_code=RENEW, subject_id=lina) for actor in (mine, theirs)]
    assert [draft and draft["answers"] for draft in drafts] == [{"quarters": "1"}, None]


def test_nothing_signed_held_or_of_the_account_can_be_delegated() -> None:
    may = {code for code, service in catalogue().items() if acting.may_be_delegated(service)}

    assert RENEW in may
    for code, service in catalogue().items():
        if service.assurance.signed or service.assurance.waits or service.flow == "query":
            assert code not in may
    assert not {code for code in may if code.startswith(("account/", "prisons/"))}
    assert not may & {"vehicles/offer-sale", "vehicles/authorise-driver", "passports/set-parent-consent"}
    signed = replace(service_of(RENEW), assurance=Assurance(3, signed=True))
    held = Step("hold", ar="س", en="s", by="applicant", does="hold", within=law.payment_days, then="approved")
    assert not acting.may_be_delegated(signed)
    assert not acting.may_be_delegated(replace(service_of(RENEW), steps=(held,)))


def test_a_delegation_made_before_a_service_became_signed_no_longer_serves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who)
    monkeypatch.setattr(acting, "may_be_delegated", lambda _service: False)

    with pytest.raises(UnableToFile):
        file(who, karim, lina)

    assert surely(karim).principal == karim
