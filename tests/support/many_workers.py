"""Gives the demonstration an establishment of many: `python -m tests.support.many_workers WORKERS`.

Mansour is its authorised person and Amal may request there without a limit; their iqamas end next month.
"""

import sys

import django

NUMBER, NAME_AR, NAME_EN = "7900000200", "مصانع المئتين للأغذية", "Two Hundred Foods"
FIRST_SERIAL = 5_000


def main(workers: int) -> None:
    """Write the establishment, its workers and Amal's roles in one transaction."""
    django.setup()
    from django.db import transaction

    from tayseer.demo.loading import Loader
    from tayseer.site import clock

    with transaction.atomic():
        _write(Loader(at=clock.now(), on=clock.today()), workers)


def _write(land: object, workers: int) -> None:
    from tayseer.audit.contract import Actor
    from tayseer.demo.loading import Loader, identity_number
    from tayseer.demo.stories import wadi
    from tayseer.demo.stories.words import INSURANCE_COUNCIL, LABOUR, name
    from tayseer.establishments import actions
    from tayseer.exchange.contract import HealthInsurance, WorkPermit
    from tayseer.registries.establishments.contract import Employment, Establishment, Manager
    from tayseer.registries.people.contract import Person
    from tayseer.registries.residency.contract import Iqama

    assert isinstance(land, Loader)
    firm = land.once(
        Establishment, by="number", number=NUMBER, name_ar=NAME_AR, name_en=NAME_EN, activity="تصنيع الأغذية",
        more_foreigners=True, state="active",
    )  # fmt: skip
    mansour = land.find(Person, by="number", value=identity_number("citizen", wadi.MANSOUR))
    amal_number = identity_number("citizen", wadi.AMAL)
    amal = land.find(Person, by="number", value=amal_number)
    land._insert(Manager, {"person_id": mansour, "establishment_id": firm, "role": "administer"})
    for place in range(workers):
        worker = land.resident(
            FIRST_SERIAL + place, name("عامل", "Worker"), name(f"رقم {place + 1}", f"Number {place + 1}"),
            iqama="establishment", sex="male", born_on=land.ago(years=30, days=place), nationality="IND",
            occupation="عامل إنتاج",
        )  # fmt: skip
        land.differ(Iqama, worker, expires_on=land.ahead(days=10 + place % 30))
        land.put(Employment, worker, establishment_id=firm, occupation="عامل إنتاج", from_on=land.ago(years=2))
        land.attest(HealthInsurance, worker, source=INSURANCE_COUNCIL, valid_until=land.ahead(months=15))
        land.attest(WorkPermit, worker, source=LABOUR, valid_until=land.ahead(months=15))
    for role in ("view", "request"):
        given = actions.offer(
            actor=Actor("person", mansour, level=2), establishment_id=firm, number=amal_number, role=role, at=land.at,
            on=land.on,
        )  # fmt: skip
        actions.answer(actor=Actor("person", amal), public_id=given, accept=True, at=land.at)


if __name__ == "__main__":
    main(int(sys.argv[1]))
