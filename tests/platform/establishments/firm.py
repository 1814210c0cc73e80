"""An establishment with workers, a clerk, a manager and a payer, whose papers are in order unless told otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection

from tayseer.audit.contract import Actor
from tayseer.establishments import actions, filing
from tayseer.establishments.models import Batch, BatchRow
from tayseer.establishments.sheets import Line
from tayseer.kit.records import STEPS
from tayseer.registries.establishments.contract import Branch, Employment, Establishment, Manager
from tayseer.services.common.personas import citizen
from tayseer.services.residency.personas import employee
from tests.support.stored import insert, store

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ON = date(2026, 3, 2)
RENEW = "residency/renew-iqama-establishment"
ANSWERS = {"quarters": "1", "terms": "yes"}
#: What three months cost for one worker in order, SAR.
EACH = Decimal("2639.25")
_SERIAL = count(1)


def person(**differs: Any) -> int:
    """A citizen with an account, whom nothing stands against."""
    return store(STEPS["person"], citizen(**differs))


def number_of(person_id: int) -> str:
    """The identity number of somebody stored."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM people_person WHERE id = %s", [person_id])
        return str(cursor.fetchone()[0])


def account_number(person_id: int) -> str:
    """The number with which somebody stored signs in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM identity_account WHERE person_id = %s", [person_id])
        return str(cursor.fetchone()[0])


def acting(person_id: int, *, level: int = 2) -> Actor:
    """The person, signed in as surely as that."""
    return Actor("person", person_id, level=level, proven_at=AT)


@dataclass
class FirmScene:
    """An establishment: its id, its authorised person in the register, and its workers."""

    id: int
    owner: int
    workers: list[int]

    def worker(self, *, branch: str | None = None, **differs: Any) -> int:
        """One more worker."""
        serial = next(_SERIAL)
        tree = employee(**{"iqama__number": f"25{serial:08d}", **differs})
        tree.pop("employer", None)
        made = store(STEPS["person"], {key: value for key, value in tree.items() if key != "employer"})
        insert(
            Employment,
            {"person_id": made, "establishment_id": self.id, "occupation": "مهندس", "branch": branch},
        )
        self.workers.append(made)
        return made

    def give(self, person_id: int, *roles: str, **limits: Any) -> list[str]:
        """Roles given by the owner and accepted."""
        given = []
        for role in roles:
            public_id = actions.offer(
                actor=acting(self.owner), establishment_id=self.id, number=account_number(person_id), role=role,
                at=AT, on=ON, **limits,
            )  # fmt: skip
            actions.answer(actor=acting(person_id), public_id=public_id, accept=True, at=AT)
            given.append(public_id)
        return given

    def member(self, *roles: str, **limits: Any) -> int:
        """A new person with these roles."""
        made = person()
        self.give(made, *roles, **limits)
        return made

    def prepare(self, clerk: int, workers: list[int] | None = None, *, key: str = "k", **answers: Any) -> str:
        """A draft by the clerk for these workers, or all."""
        lines = [Line(place, number_of(one)) for place, one in enumerate(workers or self.workers, start=1)]
        return actions.prepare(
            actor=acting(clerk), establishment_id=self.id, service_code=RENEW, lines=lines,
            answers={**ANSWERS, **answers}, at=AT, on=ON, idempotency=key,
        )  # fmt: skip

    def requested(self, clerk: int, workers: list[int] | None = None, *, key: str = "k") -> str:
        """A request sent for approval."""
        public_id = self.prepare(clerk, workers, key=key)
        actions.send(actor=acting(clerk), public_id=public_id, at=AT, on=ON)
        return public_id

    def approved(self, clerk: int, manager: int, workers: list[int] | None = None, *, key: str = "k") -> str:
        """A request that the manager approved."""
        public_id = self.requested(clerk, workers, key=key)
        actions.approve(actor=acting(manager), public_id=public_id, at=AT, on=ON)
        return public_id


def firm(*, workers: int = 3, branches: tuple[str, ...] = ()) -> FirmScene:
    """A new establishment with its owner and so many workers."""
    serial = next(_SERIAL)
    made = insert(
        Establishment,
        {
            "number": f"79{serial:08d}", "name_ar": f"مؤسسة البيان {serial}", "name_en": f"Bayan {serial}",
            "activity": "المقاولات", "more_foreigners": True, "state": "active",
        },
    )  # fmt: skip
    for code in branches:
        insert(Branch, {"establishment_id": made, "code": code, "name_ar": f"فرع {code}", "name_en": f"Branch {code}"})
    owner = person()
    insert(Manager, {"person_id": owner, "establishment_id": made, "role": "administer"})
    scene = FirmScene(made, owner, [])
    for _ in range(workers):
        scene.worker()
    return scene


def file_all(*, at: datetime = AT, on: date = ON) -> int:
    """What the job does until nothing waits; gives how many rows it looked at."""
    done = 0
    while filing.file_next(at=at + timedelta(seconds=done), on=on):
        done += 1
    while filing.finish_next(at=at):
        pass
    return done


def batch(public_id: str) -> Batch:
    """The row of a request."""
    return Batch.objects.get(public_id=public_id)


def rows(public_id: str) -> list[BatchRow]:
    """The rows of a request in their order."""
    return list(BatchRow.objects.filter(batch_id=batch(public_id).id).order_by("place"))
