"""Nothing is written without its line of the audit in the same transaction, and nothing is looked at unseen."""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.audit.models import Event as AuditEvent
from tayseer.casework import actions as casework
from tayseer.casework import queries as cases
from tayseer.ledger import actions as ledger
from tayseer.ledger.queries import bill_for
from tests.platform.ledger.cast import fill_deposit
from tests.security.scene import AT, ON, Scene, account_of, browser_of, officer_at, rename, renewal

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Tables whose rows say nothing of anybody: counters, definitions of services, and what jobs keep for themselves.
NO_PERSONS = {"identity_limit", "casework_definition", "ledger_seen_nonce"}
_WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) (?:ONLY )?"?([a-z_]+)"?', re.ASCII)
_OURS = re.compile(
    r"(?:audit|identity|ledger|documents|notices|exchange|casework|office|registries|people|civil|passports|visas"
    r"|residency|licences|vehicles|violations|establishments|appointments|restrictions|biometrics)_"
)


@contextmanager
def written() -> Iterator[dict[str, set[str]]]:
    """The tables that each transaction writes to, by the transaction's number; a statement alone is one by itself."""
    found: dict[str, set[str]] = defaultdict(set)

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        done = execute(sql, parameters, many, context)
        tables = {table for table in _WRITES.findall(str(sql)) if _OURS.match(table)}
        if tables:
            number = f"alone {len(found)}"
            if connection.in_atomic_block:
                with connection.connection.cursor() as cursor:
                    number = str(cursor.execute("SELECT pg_current_xact_id()").fetchone()[0])
            found[number] |= tables
        return done

    with connection.execute_wrapper(note):
        yield found


def unaudited(found: dict[str, set[str]]) -> list[set[str]]:
    """What was written in transactions that left no line in the audit."""
    return [tables for tables in found.values() if tables - NO_PERSONS and "audit_event" not in tables]


@pytest.mark.usefixtures("transactional_db")
def test_a_case_filed_paid_and_done_leaves_no_change_without_its_line() -> None:
    karim, _, waiting = renewal()
    casework.withdraw(actor=Actor("person", karim), public_id=waiting, at=AT, on=ON)
    fill_deposit(Actor("person", karim), "4800.00")
    person = browser_of(account_of(karim))

    with written() as found:
        page = person.get("/en/services/residency/renew-iqama-family/start/", follow=True)
        person.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], {"quarters": "4"})
        check = page.request["PATH_INFO"].replace("q/quarters/", "check/") + "?" + page.request["QUERY_STRING"]
        filed = person.post(check, {"terms": "yes", "key": "k-1"})
        case = filed["Location"].split("/")[3]
        bill = cases.case_for(actor=Actor("person", karim), public_id=case).turns[0].bill
        paid = person.post(f"/en/bills/{bill}/deposit/")

    assert (filed.status_code, paid.status_code) == (302, 303)
    assert cases.case_for(actor=Actor("person", karim), public_id=case).state == "approved"
    touched = set().union(*found.values())
    assert {"casework_case", "casework_turn", "ledger_bill", "ledger_entry", "residency_iqama"} <= touched
    assert unaudited(found) == []


@pytest.mark.usefixtures("transactional_db")
def test_a_case_that_officers_return_refuse_and_reopen_leaves_no_change_without_its_line() -> None:
    salim, case, _ = rename()
    clerk, chief = officer_at("civil/names"), officer_at("civil", role="supervisor")
    person, desk, above = (browser_of(account) for account in (account_of(salim), clerk.id, chief.id))
    office = f"/en/office/cases/{case}"

    with written() as found:
        answers = [
            desk.get(f"{office}/"),
            desk.post(f"{office}/assignment/", {"to": "me"}),
            desk.post(f"{office}/decision/", {"decision": "return", "reason": "Unclear", "questions": "rest_en"}),
            person.post(f"/en/cases/{case}/correct/", {"rest_en": "Alnakhly"}),
            desk.post(f"{office}/decision/", {"decision": "refuse", "reason": "The papers differ"}),
            person.post(f"/en/cases/{case}/object/", {"reason": "They do not differ"}),
            above.post(f"{office}/decision/", {"decision": "approve", "reason": "They do not"}),
            person.get("/en/inbox/"),
            person.post("/en/inbox/read/"),
        ]

    assert [answer.status_code for answer in answers] == [200, 302, 302, 303, 302, 303, 302, 200, 303]
    assert cases.case_for(actor=Actor("person", salim), public_id=case).state == "approved"
    assert unaudited(found) == []


@pytest.mark.usefixtures("transactional_db")
def test_money_that_comes_by_card_is_booked_with_its_line() -> None:
    karim, _, case = renewal()
    bill = bill_for(
        actor=Actor("person", karim),
        public_id=cases.case_for(actor=Actor("person", karim), public_id=case).turns[0].bill,
    )
    assert bill is not None

    with written() as found:
        ledger.record_payment(
            actor=SYSTEM, at=AT, bill_public_id=bill.public_id, provider_reference="P-1", amount=bill.amount,
            idempotency="bank:P-1",
        )  # fmt: skip

    assert len(found) == 1
    assert unaudited(found) == []


# Looking


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "form", "action"),
    [
        ("cases/{case}/", None, "office.case.opened"),
        ("cases/{case}/decision/", {}, "office.case.opened"),
        ("cases/{case}/assignment/", {"to": "me"}, ""),
        ("cases/{case}/files/{file}/", None, "office.file.opened"),
        ("people/{access}/", None, "office.record.opened"),
    ],
)
def test_whatever_an_officer_sees_of_somebody_that_person_sees_too(
    path: str, form: dict[str, str] | None, action: str, scene: Scene
) -> None:
    things = scene.things
    client = browser_of(scene.nasser.id)
    address = "/en/office/" + path.format(
        case=things["office-cases"], file=things["file"], access=things["office-people"]
    )
    before = AuditEvent.objects.filter(subject=scene.salim).count()

    answer = client.get(address) if form is None else client.post(address, form)

    shows = answer.status_code in {200, 422}
    lines = AuditEvent.objects.filter(subject=scene.salim, actor=scene.nasser.id, actor_kind="officer")
    assert shows == bool(action)
    assert AuditEvent.objects.filter(subject=scene.salim).count() > before
    assert not action or lines.filter(action=action).exists()


@pytest.mark.django_db
def test_what_the_audit_keeps_are_names_of_facts_and_never_their_values(scene: Scene) -> None:
    browser_of(scene.nasser.id).get(f"/en/office/cases/{scene.things['office-cases']}/")

    kept = [
        " ".join(map(str, row))
        for row in AuditEvent.objects.values_list("action", "object", "purpose", "case_ref", "fields", "result")
    ]

    assert kept
    assert [line for line in kept if any(secret in line for secret in scene.secrets)] == []
