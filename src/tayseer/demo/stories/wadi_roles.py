"""The roles that the manager of Wadi Logistics gives his clerk; apart, for they need the apps that keep them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection

from tayseer.audit.contract import Actor
from tayseer.demo.loading import identity_number
from tayseer.demo.stories.wadi import AMAL, MANSOUR, establishment
from tayseer.establishments import actions
from tayseer.registries.people.contract import Person

if TYPE_CHECKING:
    from tayseer.demo.loading import Loader

#: The most that the clerk may request at once, in SAR.
CLERK_MOST = Decimal("150000.00")


def give_roles(land: Loader) -> None:
    """The manager gives the clerk what she needs to request, once; their accounts are open by now."""
    firm = establishment(land)
    mansour = land.find(Person, by="number", value=identity_number("citizen", MANSOUR))
    number = identity_number("citizen", AMAL)
    amal = land.find(Person, by="number", value=number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM establishments_grant WHERE establishment_id = %s LIMIT 1", [firm])
        if cursor.fetchone() is not None:
            return
    for role in ("view", "request"):
        given = actions.offer(
            actor=Actor("person", mansour, level=2), establishment_id=firm, number=number, role=role, at=land.at,
            on=land.on, most=CLERK_MOST if role == "request" else None,
        )  # fmt: skip
        actions.answer(actor=Actor("person", amal), public_id=given, accept=True, at=land.at)
