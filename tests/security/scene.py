"""Who is attacked and who attacks: Karim and Salim with something of everything, and those who want to see it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any

from django.test import Client

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.audit.queries import activity
from tayseer.casework import actions as casework
from tayseer.casework import queries as cases
from tayseer.casework.models import Case
from tayseer.establishments import actions as establishments
from tayseer.establishments.queries import firm_ref
from tayseer.establishments.sheets import Line
from tayseer.identity import actions as identity
from tayseer.identity import authenticators, totp
from tayseer.identity.contract import AccountRecord
from tayseer.identity.delegation import actions as delegations
from tayseer.identity.ids import new_public_id, new_token, token_digest
from tayseer.identity.middleware import COOKIE
from tayseer.identity.models import Account, Session
from tayseer.identity.passwords import hash_password
from tayseer.identity.queries import account_by_id, account_of_person
from tayseer.kit.records import STEPS
from tayseer.kit.text import Text
from tayseer.ledger.models import Bill
from tayseer.notices.models import Message
from tayseer.office import actions as office
from tayseer.portal.subjects import ref_of
from tayseer.registries.establishments.contract import Employment, Establishment, Manager
from tayseer.registries.queries import person
from tayseer.services import service as service_of
from tayseer.services.common.personas import citizen, dependant, resident
from tests.platform.documents.samples import issued
from tests.platform.openid.samples import consent_of
from tests.support.stored import insert, store, store_example

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ON = date(2026, 3, 1)
RENEW, RENAME = "residency/renew-iqama-family", "civil/edit-english-name"
SCOPES = (
    "verdicts:read", "cases:read", "cases:write", "bills:read", "bills:pay", "documents:read", "violations:read",
    "answers:read",
)  # fmt: skip
_SERIAL = count(1)


PASSWORD = "calm-river-42"


@cache
def _hashed() -> str:
    return hash_password(PASSWORD)


def browser_of(account_id: int, *, strict: bool = False) -> Client:
    """A browser in which an account is signed in; a strict one checks forms for the token of their page."""
    token = new_token()
    Account.objects.filter(id=account_id).update(password=_hashed())
    Session.objects.create(
        token=token_digest(token), public_id=new_public_id(), account_id=account_id, created_at=AT, last_seen_at=AT,
        expires_at=AT + timedelta(hours=8), methods=["password", "sms"], device="test",
    )  # fmt: skip
    client = Client(enforce_csrf_checks=strict)
    client.cookies[COOKIE] = token
    return client


def account_of(person_id: int) -> int:
    """The account with which the person was stored."""
    return Account.objects.get(person_id=person_id).id


def officer_at(place: str, *, role: str = "clerk") -> AccountRecord:
    """An officer at a place such as ``civil/names``."""
    agency, _, unit = place.partition("/")
    account = identity.open_account(
        actor=SYSTEM, kind="officer", number=f"71{next(_SERIAL):08d}", name=Text(ar="ناصر", en="Nasser"), mobile="",
        password_hash="never signs in by password", at=AT,
    )  # fmt: skip
    identity.grant_role(actor=SYSTEM, account_id=account.id, agency=agency, unit=unit, role=role, at=AT)
    hired = account_by_id(account_id=account.id)
    assert hired is not None
    return hired


def token_of(account_id: int) -> str:
    """A program's token with every scope."""
    return identity.make_token(
        actor=SYSTEM, account_id=account_id, name="app", scopes=SCOPES, expires_at=AT + timedelta(days=9), at=AT
    )


def renewal(**answers: Any) -> tuple[int, int, str]:
    """Karim renews Lina's iqama: his id, hers, and the case, which waits for its fee."""
    karim, lina = store_example(
        service_of(RENEW),
        {
            "applicant": resident(name_ar="كريم الوحيد", name_en="Karim Thelonely"),
            "dependant": dependant(name_ar="لينا الوحيدة", name_en="Lina Thelonely"),
        },
    )
    assert karim is not None
    assert lina is not None
    return karim, lina, file(RENEW, karim, lina, **{"quarters": "4", **answers})


def file(code: str, applicant: int, subject: int | None = None, *, key: str = "once", **answers: Any) -> str:
    """File a case and give its public id."""
    return casework.file_case(
        actor=Actor("person", applicant), service_code=code, subject_id=subject, answers={"terms": "yes", **answers},
        at=AT, on=ON, idempotency=key,
    ).public_id  # fmt: skip


def rename(**answers: Any) -> tuple[int, str, str]:
    """Salim asks for another spelling: his id, the case, which waits for an officer, and its attachment."""
    salim, _ = store_example(
        service_of(RENAME), {"applicant": citizen(name_ar="سالم المنفرد", name_en="Salim Thesolitary")}
    )
    assert salim is not None
    paper = casework.attach(
        actor=Actor("person", salim), name="passport.png", media_type="image/png", content=b"\x89PNG", at=AT
    )
    case = file(
        RENAME, salim, **{"first_name_en": "Saleem", "rest_en": "Alnakhli", "evidence": paper, **answers}
    )  # fmt: skip
    return salim, case, paper


@dataclass
class Scene:
    """Everything that an address may name, and what must not reach others."""

    karim: int
    salim: int
    nasser: AccountRecord
    things: dict[str, str]
    flow: str
    secrets: tuple[str, ...] = field(default=())

    def path(self, address: str, lang: str) -> str:
        """The address with its parts filled in with what is Karim's, or, in the office, Salim's."""
        place = address.removeprefix("<lang>/").removeprefix("api/v1/").partition("/")[0]
        if address.startswith("<lang>/office/"):
            place = "office-" + address.split("/")[2]
        parts = {
            "firm": self.things["firm"],
            "lang": lang, "public_id": self.things.get(place, "nothing"), "agency": "residency",
            "name": "renew-iqama-family", "question": "quarters", "component": "button", "code": "nothing",
            "file_id": self.things["file"], "document": self.things["card"],
            "path": "nothing", "secret": "nothing", "share_id": "nothing",
            "log": "audit", "slug": "nothing", "reference": "nothing", "kid": "nothing", "sha256:entry": "0" * 64,
            "uuid:event_id": self.things["event"],
        }  # fmt: skip
        found = re.sub(r"<([\w:]+)>", lambda part: parts[part[1]], address)
        is_flow = re.search(r"/(start|check|q/<question>)/$", address)
        return f"/{found}" + (f"?for={self.flow}" if is_flow else "")

    def state(self) -> list[tuple[str, ...]]:
        """What nobody's attack may have changed."""
        return [
            *Case.objects.order_by("id").values_list("public_id", "state", "step"),
            *Bill.objects.order_by("id").values_list("public_id", "state"),
        ]


def _establishment_of(person_id: int) -> tuple[str, str]:
    """An establishment whose authorised person this is, with a worker: its reference, and a draft for the worker."""
    firm = insert(Establishment, {"number": "7810000001", "name_ar": "مؤسسة المنفرد", "name_en": "Thesolitary Works"})
    insert(Manager, {"person_id": person_id, "establishment_id": firm, "role": "administer"})
    worker = store(STEPS["person"], resident(name_ar="أنيل الوحيد", name_en="Anil Thelonely", account=None))
    insert(Employment, {"person_id": worker, "establishment_id": firm, "occupation": "x"})
    known = person(worker)
    assert known is not None
    draft = establishments.prepare(
        actor=Actor("person", person_id, level=2), establishment_id=firm,
        service_code="residency/renew-iqama-establishment", lines=[Line(1, known["number"])],
        answers={"quarters": "1", "terms": "yes"}, at=AT, on=ON, idempotency="scene",
    )  # fmt: skip
    return firm_ref(person_id=person_id, establishment_id=firm), draft


def app_of(person_id: int) -> str:
    """An authenticator app of the person's account; its public id."""
    account = account_of_person(person_id=person_id)
    assert account is not None
    return authenticators.bind_totp(account=account, secret=totp.new_secret(), level=2, name="phone", at=AT).public_id


def made_scene() -> Scene:
    """Karim with a case, a bill, a document and a message; Salim's case with its officer, and a record asked for."""
    karim, lina, case = renewal()
    salim, name_case, paper = rename()
    nasser = officer_at("civil/names")
    assert nasser.officer is not None
    access = office.ask_access(
        actor=Actor("officer", nasser.id),
        account=nasser,
        officer=nasser.officer,
        person_id=salim,
        purpose="case-review",
        case=name_case,
        reason="",
        at=AT,
    )
    card = issued("national-id", person_id=salim, names={"ar": "سالم المنفرد", "en": "Salim Thesolitary"}, at=AT)
    document = issued(person_id=karim, names={"ar": "كريم الوحيد", "en": "Karim Thelonely"}, at=AT).public_id
    message = Message.objects.filter(person_id=karim).latest("id").public_id
    bill = cases.case_for(actor=Actor("person", karim), public_id=case).turns[0].bill
    trust = delegations.give(
        actor=Actor("person", karim), at=AT, on=ON, delegate_id=salim, delegate_number="0000000000", services=[RENEW],
        purpose="Thelonely trusts Thesolitary", each=Decimal(1), total=Decimal(1), most_uses=1, from_on=ON,
        until_on=ON, text=Text(ar="س", en="s"), signature="", idempotency="scene",
    )  # fmt: skip
    firm, bulk = _establishment_of(karim)
    things = {
        "firm": firm, "establishments": bulk,
        "delegations": trust.public_id,
        "cases": case, "bills": bill, "documents": document, "wallet": document, "inbox": message,
        "card": card.public_id, "event": str(activity(actor=Actor("person", karim))[0].id),
        "office-cases": name_case, "office-people": access.public_id, "file": paper,
        "consents": consent_of(karim, at=AT),
        "account": app_of(karim),
    }  # fmt: skip
    known = [person(each) for each in (karim, lina, salim)]
    mobiles = [account.mobile for account in Account.objects.filter(person_id__in=[karim, salim])]
    secrets = (
        *("Thelonely", "الوحيد", "Thesolitary", "المنفرد"),
        *(one["number"] for one in known if one),
        *mobiles,
    )  # fmt: skip
    flow = ref_of(service_of(RENEW), applicant_id=karim, subject_id=lina)
    return Scene(karim, salim, nasser, things, flow, secrets)


def other_citizen() -> int:
    """Majed, who has nothing to do with either."""
    return store(STEPS["person"], citizen(name_ar="ماجد", name_en="Majed"))


def other_resident() -> int:
    """Ravi, who has nothing to do with either."""
    return store(STEPS["person"], resident(name_ar="رافي", name_en="Ravi"))
