"""Makes families in an empty database: `python -m tests.support.crash.country FAMILIES CHILDREN`, prints them as JSON.

Each head of a household has an account, a deposit that covers what is to be paid from it, and children whose iqamas
end in two months.
"""

import json
import sys
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import django

PASSWORD = "patient-crane-31"
DEPOSIT = Decimal("100000.00")
_SERIAL = count(1)


def main(families: int, children: int) -> None:
    """Write the families in one transaction and print how to know them again."""
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from tayseer.documents.jobs import keep_fresh

    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        made = [_family(children) for _ in range(families)]
        _open_doors(made)
    # The keys and public lists of documents are made by the first who needs them; here nobody has to wait for them.
    keep_fresh()
    sys.stdout.write(json.dumps(made))


def _family(children: int) -> dict[str, Any]:
    from tayseer.services.common.personas import dependant, resident
    from tayseer.site import clock
    from tests.support.stored import store, tie

    today = clock.today()
    far, near = today + timedelta(days=1_100), today + timedelta(days=60)
    lasting = {"passport__expires_on": far, "health_insurance": {"valid_until": far}}
    record = _person()
    head = store(
        record, resident(born_on=today - timedelta(days=14_000), iqama__expires_on=far, account=None, **lasting)
    )
    born = today - timedelta(days=4_000)
    young = [
        store(
            record, dependant(born_on=born, iqama__number=f"26{next(_SERIAL):08d}", iqama__expires_on=near, **lasting)
        )
        for _ in range(children)
    ]
    for child in young:
        tie(child, head, "head")
    return {"head": head, "children": young, "expires_on": near.isoformat()}


def _person() -> Any:
    from tayseer.kit.records import STEPS

    return STEPS["person"]


def _open_doors(families: list[dict[str, Any]]) -> None:
    from tayseer.audit.contract import SYSTEM
    from tayseer.identity import passwords
    from tayseer.identity.actions import open_account
    from tayseer.kit.text import Text
    from tayseer.ledger.actions import top_up
    from tayseer.site import clock

    hashed = passwords.hash_password(PASSWORD)
    for place, family in enumerate(families):
        family["number"], family["mobile"] = f"7{place:09d}", f"05{place:08d}"
        account = open_account(
            actor=SYSTEM,
            number=family["number"],
            name=Text(ar="كريم", en="Karim"),
            mobile=family["mobile"],
            at=clock.now(),
            person_id=family["head"],
            password_hash=hashed,
        )
        family["mobile"] = account.mobile
        top_up(
            actor=SYSTEM,
            at=clock.now(),
            person_id=family["head"],
            provider_reference=f"OPENING-{place}",
            amount=DEPOSIT,
            idempotency=f"opening-{place}",
        )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
