"""Karim, who lets Majed renew his daughter's iqama; and ways to move the calendar and the register under them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework import actions, delegating
from tayseer.casework.delegation_terms import Terms
from tayseer.identity.actions import open_account
from tayseer.identity.delegation.contract import DelegationRecord
from tayseer.identity.models import Account, Signature
from tayseer.kit.records import STEPS
from tayseer.kit.text import Text
from tayseer.registries.queries import person
from tayseer.services import service as service_of
from tayseer.services.common.personas import citizen, dependant, resident
from tests.support.stored import store, store_example

RENEW = "residency/renew-iqama-family"
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ON = date(2026, 3, 1)
#: What a renewal of four quarters costs here, for Lina.
PRICE = Decimal(4800)
_SERIAL = count(1)


def surely(person_id: int, *, at: datetime = AT) -> Actor:
    """The person just after a sign-in of the highest level."""
    return Actor("person", person_id, level=3, proven_at=at)


def karim_and_lina() -> tuple[int, int]:
    """Karim and his daughter, everything in order."""
    karim, lina = store_example(
        service_of(RENEW),
        {
            "applicant": resident(name_ar="كريم حداد", name_en="Karim Haddad", born_on=date(1980, 1, 1)),
            "dependant": dependant(),
        },
    )
    assert karim is not None
    assert lina is not None
    with_account(karim)
    return karim, lina


def majed(**differs: Any) -> int:
    """A grown citizen whom Karim trusts."""
    made = store(
        STEPS["person"],
        citizen(**{"name_ar": "ماجد القحطاني", "name_en": "Majed Al-Qahtani", "born_on": date(1985, 5, 5)} | differs),
    )
    with_account(made)
    return made


def with_account(person_id: int) -> None:
    """An account for whoever was stored without one."""
    if not Account.objects.filter(person_id=person_id, kind="person").exists():
        known = person(person_id)
        assert known is not None
        open_account(
            actor=SYSTEM, person_id=person_id, number=f"7{person_id:09d}", mobile=f"055{person_id:07d}", at=AT,
            name=Text(ar=known["name_ar"] or "", en=known["name_en"] or ""), password_hash="x",
        )  # fmt: skip


def number_of(person_id: int) -> str:
    known = person(person_id)
    assert known is not None
    return str(known["number"])


def terms(delegate_id: int, **differs: Any) -> Terms:
    """A month for renewing iqamas, up to 10,000 SAR in all."""
    return replace(
        Terms(
            number_of(delegate_id), (RENEW,), "while I am abroad", Decimal(5000), Decimal(10000), 3, ON,
            ON + timedelta(days=30),
        ),
        **differs,
    )  # fmt: skip


def signed(person_id: int, text: str, *, at: datetime = AT) -> str:
    """The public id of the person's signature over a text, as their passkey would have left it."""
    row = Signature.objects.create(
        public_id=f"sig{next(_SERIAL)}", account_id=Account.objects.get(person_id=person_id, kind="person").id,
        text=text, at=at, credential=b"c", client_data=b"", authenticator_data=b"",
        signature=f"{next(_SERIAL)}".encode(),
    )  # fmt: skip
    return row.public_id


def offered(principal: int, delegate: int, *, key: str = "form", **differs: Any) -> DelegationRecord:
    """Offered and signed."""
    said = terms(delegate, **differs)
    ready = delegating.prepare(actor=surely(principal), terms=said, on=ON)
    return delegating.grant(
        actor=surely(principal), terms=said, at=AT, on=ON, idempotency=key, signature=signed(principal, ready.text.ar)
    )


def given(principal: int, delegate: int, **differs: Any) -> DelegationRecord:
    """Offered and accepted."""
    made = offered(principal, delegate, **differs)
    return delegating.answer(actor=Actor("person", delegate), public_id=made.public_id, accepts=True, at=AT, on=ON)


def file(delegate: int, principal: int, subject: int, *, on: date = ON, key: str = "once", **answers: Any) -> Any:
    """Majed files for Karim."""
    return actions.file_case(
        actor=Actor("person", delegate, "Majed", on_behalf_of=principal), service_code=RENEW, subject_id=subject,
        answers={"terms": "yes", "quarters": "4", **answers}, at=datetime.combine(on, AT.time(), UTC), on=on,
        idempotency=key,
    )  # fmt: skip


def register(statement: str, *parameters: Any) -> None:
    """Change a register as another agency would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
