"""What may be asked about a person, and how each question is answered: the one place from a scope to its answer.

Answers are read from the registers at the moment of the question, for the day in Riyadh. What is not on record is left
out: it is never said to be so, and never said not to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from tayseer.kit.calendar import age
from tayseer.kit.text import Text
from tayseer.law import LAW
from tayseer.partners.openapi import SCOPES as API
from tayseer.registries import queries as registers
from tayseer.registries.addresses.contract import Address
from tayseer.registries.licences.contract import DrivingLicence
from tayseer.registries.residency.contract import Iqama

OPENID = "openid"
NOT_ON_RECORD = Text(ar="غير مسجَّل، فلا يُرسل شيء", en="Not on record, so nothing is sent")
_YES, _NO = Text(ar="نعم", en="Yes"), Text(ar="لا", en="No")
#: A lost card proves nothing, but the permit itself stands.
_IQAMA_STANDS = frozenset({"active", "lost"})
#: What moves money or acts for a person through the public API.
_ACTING = frozenset({"cases:write", "bills:pay"})


@dataclass(frozen=True)
class Holder:
    """The registered facts of one person on one day, each register read when it is first wanted."""

    person_id: int
    on: date

    @cached_property
    def person(self) -> Mapping[str, Any]:
        """The row of the population register; empty when there is none."""
        return registers.person(self.person_id) or {}

    def newest(self, record: type[Any]) -> Mapping[str, Any] | None:
        """The current record of that kind."""
        found = registers.records_of(record, owner_id=self.person_id, limit=1)
        return found[0] if found else None


Claims = Mapping[str, Any]


@dataclass(frozen=True)
class Scope:
    """One question: its name, what it is called, the claims that answer it, and how they are found.

    A token with a scope that is `sender_bound` works only in the hands of whoever holds the client's own key (RFC
    9449). `read` gives the claims, without those that are not on record.
    """

    name: str
    label: Text
    claims: tuple[str, ...]
    read: Callable[[Holder], Claims] = field(repr=False)
    sender_bound: bool = False
    for_api: bool = False


@dataclass(frozen=True)
class Answer:
    """What is said about a person for one scope; `shown` is the same in words."""

    scope: str
    claims: Claims
    shown: Text


def _name(of: Holder) -> Claims:
    ar, en = of.person.get("name_ar") or "", of.person.get("name_en") or ""
    said = {"name": ar or en, "name#ar": ar, "name#en": en}
    return {claim: value for claim, value in said.items() if value}


def _over_18(of: Holder) -> Claims:
    born_on = of.person.get("born_on")
    if born_on is None:
        return {}
    return {"age_over_18": age(born_on, of.on) >= int(LAW.on("common", "adult_age", of.on))}


def _residence(of: Holder) -> Claims:
    # A citizen needs no permit, so there is nothing to be said.
    found = of.newest(Iqama) if of.person.get("kind") == "resident" else None
    return {} if found is None else {"residence_valid": found["state"] in _IQAMA_STANDS and _holds(found, of.on)}


def _licence(of: Holder) -> Claims:
    found = of.newest(DrivingLicence)
    return {"licence_valid": found is not None and found["state"] == "active" and _holds(found, of.on)}


def _holds(found: Mapping[str, Any], on: date) -> bool:
    return found["expires_on"] is not None and found["expires_on"] >= on


def _number(of: Holder) -> Claims:
    return {"national_id": of.person["number"]} if of.person.get("number") else {}


def _address(of: Holder) -> Claims:
    found = of.newest(Address)
    if found is None:
        return {}
    street = " ".join(word for word in (found["building"], found["street"], found["district"]) if word)
    parts = {
        "formatted": "\n".join(word for word in (street, found["city"], found["postcode"]) if word),
        "street_address": street,
        "locality": found["city"],
        "postal_code": found["postcode"],
        "country": "SA",
        "short_code": found["short_code"],
    }
    return {"address": {name: value for name, value in parts.items() if value}}


def _nothing(of: Holder) -> Claims:
    del of
    return {}


SCOPES: Mapping[str, Scope] = {
    scope.name: scope
    for scope in (
        Scope(
            OPENID, Text(ar="معرّف خاص بهذه الجهة وحدها", en="An identifier for this party alone"), ("sub",), _nothing
        ),
        Scope(
            "profile:name",
            Text(ar="الاسم بالعربية وبالحروف اللاتينية", en="Name in Arabic and in Latin letters"),
            ("name", "name#ar", "name#en"),
            _name,
        ),
        Scope(
            "age:over18",
            Text(ar="هل بلغت \u206618\u2069 سنة؟", en="Are you 18 or over?"),
            ("age_over_18",),
            _over_18,
        ),
        Scope(
            "residence:valid",
            Text(ar="هل إقامتك سارية اليوم؟", en="Is your iqama valid today?"),
            ("residence_valid",),
            _residence,
        ),
        Scope(
            "licence:valid",
            Text(ar="هل رخصة قيادتك سارية اليوم؟", en="Is your driving licence valid today?"),
            ("licence_valid",),
            _licence,
        ),
        Scope("national_id", Text(ar="رقم الهوية", en="Identity number"), ("national_id",), _number, sender_bound=True),
        Scope("address", Text(ar="العنوان الوطني", en="National address"), ("address",), _address, sender_bound=True),
        *(Scope(name, label, (), _nothing, sender_bound=name in _ACTING, for_api=True) for name, label in API.items()),
    )
}
CLAIMS = tuple(dict.fromkeys(claim for scope in SCOPES.values() for claim in scope.claims))


def answers(*, person_id: int, scopes: Sequence[str], on: date) -> tuple[Answer, ...]:
    """What is said about a person for these scopes on a day in Riyadh, in their order.

    In: the registry id of the person; names of `SCOPES`, others are passed over. Out: an answer for each question;
    `openid` and scopes of the public API, which are permissions, have words but no claims here.
    """
    holder = Holder(person_id, on)
    known = [SCOPES[name] for name in scopes if name in SCOPES]
    found = []
    for scope in known:
        claims = scope.read(holder)
        found.append(Answer(scope.name, claims, _shown(scope, claims)))
    return tuple(found)


def claims_of(*, person_id: int, scopes: Sequence[str], on: date) -> dict[str, Any]:
    """The claims of all these scopes together, as they go into an answer of userinfo."""
    return {
        name: value for one in answers(person_id=person_id, scopes=scopes, on=on) for name, value in one.claims.items()
    }


def needs_proof(scopes: Sequence[str]) -> bool:
    """Whether a token with these scopes must be bound to a key of the client (DPoP)."""
    return any(SCOPES[name].sender_bound for name in scopes if name in SCOPES)


def _shown(scope: Scope, claims: Claims) -> Text:
    if scope.name == OPENID:
        return Text(ar="رمز لا يعرفك به غيرها", en="A code by which nobody else knows you")
    if scope.for_api:
        return Text(ar="إذن بالعمل باسمك في الخدمات", en="Leave to act for you in services")
    if not claims:
        return NOT_ON_RECORD
    [value] = [claims["address"]["formatted"]] if "address" in claims else [next(iter(claims.values()))]
    if isinstance(value, bool):
        return _YES if value else _NO
    if scope.name == "profile:name":
        both = " · ".join(dict.fromkeys(str(claims[name]) for name in ("name#ar", "name#en") if name in claims))
        return Text(ar=both, en=both)
    said = str(value).replace("\n", "، ")
    return Text(ar=said, en=str(value).replace("\n", ", "))
