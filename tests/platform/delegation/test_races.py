"""Two delegates' requests at once: a limit of one lets one through, and what was revoked is revoked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tayseer.audit.contract import Actor
from tayseer.casework import delegating
from tayseer.casework.contract import UnableToFile
from tayseer.casework.models import Case
from tayseer.identity.delegation.models import Delegation, Use
from tayseer.kit.records import STEPS
from tayseer.services.common.personas import dependant
from tests.platform.delegation.delegates import AT, PRICE, file, given, karim_and_lina, majed
from tests.security.committing import at_once
from tests.support.stored import store, tie

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.mark.parametrize(
    "limits",
    [{"most_uses": 1}, {"each": PRICE, "total": PRICE}, {"total": PRICE * 2 - Decimal("0.01")}],
    ids=["count", "sum", "near"],
)
def test_of_four_requests_at_once_a_limit_of_one_lets_one_through(limits: dict[str, object]) -> None:
    (karim, lina), who = karim_and_lina(), majed()
    children = [lina]
    for _ in range(3):
        child = store(STEPS["person"], dependant())
        tie(child, karim, "head")
        children.append(child)
    given(karim, who, **limits)

    results = at_once(*[lambda child=child: file(who, karim, child, key=str(child)) for child in children])  # type: ignore[misc]

    refused = [one for one in results if isinstance(one, Exception)]
    assert [one for one in refused if not isinstance(one, UnableToFile)] == []
    assert (Case.objects.count(), Use.objects.count(), len(refused)) == (1, 1, 3)
    row = Delegation.objects.get()
    assert (row.uses, row.spent) == (1, PRICE)


@pytest.mark.parametrize("turn", range(3))
def test_a_request_and_a_revocation_at_once_never_leave_a_case_without_its_use(turn: int) -> None:
    (karim, lina), who = karim_and_lina(), majed()
    held = given(karim, who)

    results = at_once(
        lambda: file(who, karim, lina),
        lambda: delegating.revoke(actor=Actor("person", karim), public_id=held.public_id, at=AT),
    )

    assert [one for one in results if isinstance(one, Exception) and not isinstance(one, UnableToFile)] == []
    assert Delegation.objects.get().state == "revoked"
    assert Case.objects.count() == Use.objects.count() == Delegation.objects.get().uses
    with pytest.raises(UnableToFile):
        file(who, karim, lina, key="after")


def test_two_offers_of_one_form_are_one() -> None:
    from tests.platform.delegation.delegates import offered

    karim, who = karim_and_lina()[0], majed()

    results = at_once(*[lambda: offered(karim, who, key="same")] * 4)

    assert [one for one in results if isinstance(one, Exception)] == []
    assert Delegation.objects.count() == 1
