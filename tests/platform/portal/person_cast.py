"""People of these tests with accounts and sessions of their own, so that several browsers can be open at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework import actions, queries
from tayseer.identity import middleware
from tayseer.identity.actions import open_account
from tayseer.identity.ids import new_public_id, new_token, token_digest
from tayseer.identity.models import Account, Session
from tayseer.kit.records import STEPS
from tayseer.kit.text import Text
from tayseer.ledger import actions as ledger
from tayseer.ledger.queries import bill_for
from tayseer.registries.queries import person
from tayseer.services import service as service_of
from tayseer.services.common.personas import dependant, resident
from tests.support.stored import store, store_example, tie

if TYPE_CHECKING:
    from collections.abc import Mapping

RENEW = "residency/renew-iqama-family"
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ON = date(2026, 3, 1)


def actor_of(person_id: int) -> Actor:
    """The person as the one who acts."""
    return Actor("person", person_id)


def browser(person_id: int, *, at: datetime = AT) -> Client:
    """A browser in which this person is signed in."""
    known = person(person_id)
    assert known is not None
    account = Account.objects.filter(person_id=person_id).first()
    account_id = (
        account.id
        if account is not None
        else open_account(
            actor=SYSTEM,
            person_id=person_id,
            number=f"7{person_id:09d}",
            name=Text(ar=known["name_ar"] or "", en=known["name_en"] or ""),
            mobile=f"055{person_id:07d}",
            password_hash="x",
            at=at,
        ).id
    )
    token = new_token()
    Session.objects.create(
        token=token_digest(token), public_id=new_public_id(), account_id=account_id, created_at=at, last_seen_at=at,
        expires_at=at + timedelta(hours=8), methods=["password"], device="test",
    )  # fmt: skip
    client = Client()
    client.cookies[middleware.COOKIE] = token
    return client


def family_member(head: int, tree: Mapping[str, Any], kind: str = "head") -> int:
    """Somebody stored as tied to a head of household, sponsor or host."""
    member = store(STEPS["person"], tree)
    tie(member, head, kind)
    return member


def page_of(answer: Any, status: int = 200) -> str:
    """The page as text, once its status is as expected."""
    text = str(answer.content.decode())
    assert answer.status_code == status, text[:2000]
    return text


def file(code: str, applicant: int, subject: int, **answers: Any) -> str:
    case = actions.file_case(
        actor=actor_of(applicant), service_code=code, subject_id=subject, answers={"terms": "yes", **answers},
        at=AT, on=ON, idempotency="once",
    )  # fmt: skip
    return case.public_id


def renewal() -> tuple[int, str]:
    karim, lina = store_example(service_of(RENEW), {"applicant": resident(), "dependant": dependant()})
    assert karim is not None
    assert lina is not None
    return karim, file(RENEW, karim, lina, quarters="4")


def pay(person: int, case: str) -> None:
    [turn] = queries.case_for(actor=actor_of(person), public_id=case).turns
    bill = bill_for(actor=actor_of(person), public_id=turn.bill)
    assert bill is not None
    ledger.record_payment(
        actor=SYSTEM, at=AT, bill_public_id=bill.public_id, provider_reference=bill.public_id, amount=bill.amount,
        idempotency=bill.public_id,
    )  # fmt: skip
