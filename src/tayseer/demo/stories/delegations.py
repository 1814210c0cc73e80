"""Hamad, who is 78 and does not like forms, lets Fahd renew his card and his passport for him."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tayseer.audit.contract import Actor
from tayseer.casework.delegation_terms import Terms, text_of_grant
from tayseer.demo.loading import identity_number
from tayseer.demo.stories import papers, road
from tayseer.identity.delegation import actions
from tayseer.kit.text import Text
from tayseer.registries.people.contract import Person

if TYPE_CHECKING:
    from tayseer.demo.loading import Loader

SERVICES = ("civil/renew-id", "passports/renew-passport-adult", "civil/replace-id-damaged")
_HAMAD = Text(ar="حمد بن عبدالله بن حمد السبيعي", en="Hamad Abdullah Hamad Al-Subaie")
_EACH, _TOTAL, _USES, _MONTHS = Decimal(600), Decimal(1200), 5, 6


def tell(land: Loader) -> None:
    """Give the delegation once, and let Fahd accept it; one that a visitor has revoked stays revoked."""
    number = identity_number("citizen", road.FAHD)
    hamad = land.find(Person, by="number", value=identity_number("citizen", papers.HAMAD))
    fahd = land.find(Person, by="number", value=number)
    if hamad is None or fahd is None or not land.is_new("person", hamad):
        return
    terms = Terms(
        number, SERVICES, "تجديد وثائقي، فالنماذج تتعبني", _EACH, _TOTAL, _USES, land.on, land.ahead(months=_MONTHS)
    )
    given = actions.give(
        actor=Actor("person", hamad), at=land.at, on=land.on, delegate_id=fahd, delegate_number=number,
        services=SERVICES, purpose=terms.purpose, each=_EACH, total=_TOTAL, most_uses=_USES, from_on=land.on,
        until_on=land.ahead(months=_MONTHS), text=text_of_grant(terms, principal=_HAMAD), signature="",
        idempotency="demonstration",
    )  # fmt: skip
    actions.answer(actor=Actor("person", fahd), at=land.at, on=land.on, public_id=given.public_id, accepts=True)
