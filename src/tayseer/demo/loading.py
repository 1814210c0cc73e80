"""Puts made-up people and their records into the registries, each once, with papers in order unless told otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from hijridate import Gregorian

from tayseer.kit.calendar import plus_months
from tayseer.registries.addresses.contract import Address
from tayseer.registries.biometrics.contract import Enrolment
from tayseer.registries.borders.contract import Presence
from tayseer.registries.civil.contract import IdCard
from tayseer.registries.numbers import CITIZEN_SERIES, RESIDENT_SERIES, VISITOR_SERIES, check_digit
from tayseer.registries.passports.contract import Passport
from tayseer.registries.people.contract import Person, Tie
from tayseer.registries.residency.contract import Iqama
from tayseer.registries.tables import is_single, table_name

if TYPE_CHECKING:
    from tayseer.kit.records import Record
    from tayseer.kit.text import Text

SERIES = {"citizen": CITIZEN_SERIES, "resident": RESIDENT_SERIES, "visitor": VISITOR_SERIES}
#: Ages from which the cast's fingerprints are on file; a story says so where somebody's is not.
CITIZEN_FINGERPRINT_AGE, RESIDENT_FINGERPRINT_AGE = 12, 6
PASSPORT_SERIES = 90_000_000


def identity_number(kind: str, serial: int) -> str:
    """The identity number with this serial in the range that the country gives out, with its check digit."""
    digits = f"{SERIES[kind]}{serial:07d}"
    return digits + check_digit(digits)


class Loader:
    """Writes rows of registries for people who are not there yet; whoever is there stays as they are.

    Days are counted from ``on``, the day in Riyadh on which the country is made, so that it always shows the same.
    """

    def __init__(self, *, at: datetime, on: date) -> None:
        self.at, self.on = at, on
        self._new: set[tuple[str, int]] = set()

    def ago(self, *, years: int = 0, months: int = 0, days: int = 0) -> date:
        """The day that lies so far back."""
        return plus_months(self.on, -(years * 12 + months)) - timedelta(days=days)

    def ahead(self, *, years: int = 0, months: int = 0, days: int = 0) -> date:
        """The day that lies so far ahead."""
        return plus_months(self.on, years * 12 + months) + timedelta(days=days)

    def moment(self, day: date) -> datetime:
        """Midday in Riyadh on that day, in UTC."""
        return datetime.combine(day, time(9), UTC)

    def is_new(self, owner: str, owner_id: int) -> bool:
        """Whether this run wrote that person or vehicle."""
        return (owner, owner_id) in self._new

    def find(self, record: type[Record], *, by: str, value: str) -> int | None:
        """The id of the record with this number, plate or name."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {table_name(record)} WHERE {by} = %s LIMIT 1", [value])  # noqa: S608 names of contracts
            found = cursor.fetchone()
        return None if found is None else int(found[0])

    def once(self, record: type[Record], *, by: str, **values: Any) -> int:
        """The record with this value of ``by``, written now if it is not there."""
        known = self.find(record, by=by, value=values[by])
        if known is not None:
            return known
        row_id = self._insert(record, values)
        self._new.add((record.__step__, row_id))
        return row_id

    def put(self, record: type[Record], owner_id: int, **values: Any) -> None:
        """A record of a person or vehicle that this run wrote; nothing for those who were there before."""
        owner = record.__owner__
        if owner is not None and self.is_new(owner, owner_id):
            self._insert(record, {f"{owner}_id": owner_id, **values})

    def attest(self, record: type[Record], owner_id: int, *, source: str, **values: Any) -> None:
        """What another ministry said of a person or vehicle this morning."""
        self.put(record, owner_id, source=source, attested_at=self.at, **values)

    def tie(self, person_id: int, kind: str, other_id: int, *, since: date) -> None:
        """A tie of a person that this run wrote."""
        self.put(Tie, person_id, other_id=other_id, kind=kind, from_on=since)

    def marry(self, man_id: int, woman_id: int, *, since: date) -> None:
        """Husband and wife; she is on his family record."""
        self.tie(man_id, "spouse", woman_id, since=since)
        self.tie(woman_id, "spouse", man_id, since=since)
        self.tie(woman_id, "head", man_id, since=since)

    def person(self, kind: str, serial: int, first: Text, family: Text, **values: Any) -> int:
        """A person of the country. ``first`` is the first name, ``family`` the parts that follow it."""
        born_on: date = values["born_on"]
        hijri = Gregorian.fromdate(born_on).to_hijri()
        return self.once(
            Person,
            by="number",
            **{
                "number": identity_number(kind, serial),
                "kind": kind,
                "name_ar": f"{first.ar} {family.ar}",
                "name_en": f"{first.en} {family.en}",
                "first_name_ar": first.ar,
                "first_name_en": first.en,
                "born_on_hijri": f"{hijri.year}-{hijri.month:02d}-{hijri.day:02d}",
                "marital_status": "single",
                **values,
            },
        )

    def citizen(
        self, serial: int, first: Text, family: Text, *, card: bool = True, passport: bool = True, **values: Any
    ) -> int:
        """A citizen at home, with card, passport and fingerprint unless one is left out; a child has no fingerprint."""
        person_id = self.person(
            "citizen", serial, first, family, **{"nationality": "SAU", "birth_place": "الرياض", **values}
        )
        self.put(Presence, person_id, inside=True, since_on=self.ago(months=7), entered_on=self.ago(months=7))
        self.address(person_id, building=2000 + serial)
        if values["born_on"] <= self.ago(years=CITIZEN_FINGERPRINT_AGE):
            self.enrol(person_id)
        if card:
            self.put(
                IdCard, person_id, copy_number=f"C90{serial:07d}", state="active", issued_on=self.ago(years=4),
                expires_on=self.ahead(years=6), losses=0, damages=0,
            )  # fmt: skip
        if passport:
            self.passport(person_id, number=f"T{PASSPORT_SERIES + serial}", country="SAU", term_years=5)
        return person_id

    def resident(self, serial: int, first: Text, family: Text, *, iqama: str | None, **values: Any) -> int:
        """A resident in the country, with passport and fingerprint; ``iqama`` is its kind, or ``None``."""
        person_id = self.person("resident", serial, first, family, **values)
        country = str(values["nationality"])
        self.address(person_id, building=6000 + serial)
        self.passport(person_id, number=f"{country[0]}{7_000_000 + serial}", country=country)
        if values["born_on"] <= self.ago(years=RESIDENT_FINGERPRINT_AGE):
            self.enrol(person_id)
        if iqama is not None:
            self.inside(person_id, since=self.ago(years=2), serial=serial)
            self.put(
                Iqama, person_id, number=identity_number("resident", serial), card_number=f"R90{serial:07d}",
                kind=iqama, state="active", issued_on=self.ago(years=2), expires_on=self.ahead(months=10),
                late_renewals=0,
            )  # fmt: skip
        return person_id

    def inside(self, person_id: int, *, since: date, serial: int) -> None:
        """The person entered on that day and is in the country."""
        self.put(Presence, person_id, inside=True, since_on=since, entered_on=since, border_number=f"40{serial:08d}")

    def address(self, person_id: int, *, building: int) -> None:
        """A national address in Riyadh."""
        self.put(
            Address, person_id, short_code=f"RNAA{building}", building=str(building), street="شارع النخيل",
            district="الياسمين", city="الرياض", postcode="13326",
        )  # fmt: skip

    def enrol(self, person_id: int) -> None:
        """Fingerprint and photo on file."""
        self.put(Enrolment, person_id, fingerprint_on=self.ago(years=3), photo_on=self.ago(years=2))

    def passport(self, person_id: int, **values: Any) -> None:
        """A passport that is valid for three more years."""
        self.put(
            Passport, person_id, state="active", issued_on=self.ago(years=2), expires_on=self.ahead(years=3), **values
        )

    def differ(self, record: type[Record], owner_id: int, **differs: Any) -> None:
        """What makes the current record of a new person or vehicle unlike the usual one."""
        if record.__owner__ is None or not self.is_new(record.__owner__, owner_id):
            return
        sets = ", ".join(f"{name} = %s" for name in differs)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table_name(record)} SET {sets} WHERE {record.__owner__}_id = %s AND current",  # noqa: S608 names of contracts
                [*differs.values(), owner_id],
            )

    def _insert(self, record: type[Record], values: dict[str, Any]) -> int:
        unknown = set(values) - set(record.__fields__)
        if unknown:
            message = f"{record.__record__} has no field {', '.join(sorted(unknown))}."
            raise TypeError(message)
        row = {**values, "current": True} if is_single(record) else values
        holes = ", ".join(["%s"] * len(row))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table_name(record)} ({', '.join(row)}) VALUES ({holes}) RETURNING id",  # noqa: S608 names of contracts
                list(row.values()),
            )
            return int(cursor.fetchone()[0])
