"""The living delegation of the demonstration: Hamad's, by which Fahd can renew his card."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tayseer.audit.contract import Actor
from tayseer.casework import delegating
from tayseer.demo import cast
from tayseer.demo.stories.delegations import SERVICES
from tayseer.identity.delegation.models import Delegation
from tayseer.portal.subjects import by_delegation
from tayseer.registries.queries import person_by_number
from tayseer.services import service as service_of

pytestmark = pytest.mark.django_db

AT, ON = datetime(2026, 3, 1, 6, 30, tzinfo=UTC), date(2026, 3, 1)


def id_of(key: str) -> int:
    known = person_by_number(cast.person(key).number)
    assert known is not None
    return int(known["id"])


def test_fahd_can_renew_hamads_card_in_the_demonstration() -> None:
    cast.ensure(at=AT, on=ON)

    for code in SERVICES:
        [found] = by_delegation(service_of(code), actor=Actor("person", id_of("fahd")), on=ON)
        assert found.actor.on_behalf_of == id_of("hamad")
        if code == "civil/renew-id":
            assert not found.judged.verdict.refused


def test_making_the_country_again_leaves_what_a_visitor_revoked() -> None:
    cast.ensure(at=AT, on=ON)
    delegating.revoke(actor=Actor("person", id_of("hamad")), public_id=Delegation.objects.get().public_id, at=AT)

    cast.ensure(at=AT, on=ON)

    assert [row.state for row in Delegation.objects.all()] == ["revoked"]
