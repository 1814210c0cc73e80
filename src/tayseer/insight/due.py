"""What is due: everything with a last day that one person has to think of, soonest first, in one round trip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.insight.due_sql import COLUMNS, STATEMENT
from tayseer.insight.due_words import KINDS, OWN_PASSPORT_AGE, words_of
from tayseer.kit.calendar import age
from tayseer.kit.text import Text
from tayseer.law import LAW
from tayseer.services import catalogue
from tayseer.services.traffic.rules import AMENDED_ON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: How far ahead a last day is told, and from when on it needs action rather than a thought.
AHEAD_DAYS, SOON_DAYS = 90, 30
#: Papers, as opposed to debts, turns and notices: they may wait until their last day is near.
PAPERS = frozenset({"iqama", "passport", "id", "licence", "registration", "insurance", "inspection", "visa"})
LATE, NOW, SOON = "late", "now", "soon"
_RANK = {LATE: 0, NOW: 1, SOON: 2}


@dataclass(frozen=True)
class Due:
    """One thing with a last day.

    ``day`` is in Asia/Riyadh; ``None`` when nothing runs out. ``severity`` is late (the day is over, or something is
    stopped), now or soon. ``service`` is the code of the service that settles it, for ``subject_id`` where the service
    has a subject; empty when ``case`` or ``bill`` settles it, or when the way lies outside the platform, which
    ``cure`` then says. ``reason`` completes "you see this because". ``amount`` is SAR.
    """

    code: str
    title: Text
    reason: Text
    day: date | None
    severity: str
    person_id: int
    tie: str
    whom: Text
    service: str = ""
    subject_id: int | None = None
    cure: Text | None = None
    case: str = ""
    bill: str = ""
    amount: Decimal | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is the person's own, and not of somebody in their charge."""
        return self.tie == "self"

    @property
    def is_paper(self) -> bool:
        """Whether it is the last day of a paper."""
        return self.code in PAPERS


def due_for(*, person_id: int, on: date) -> tuple[Due, ...]:
    """Everything due for a person and those in the person's charge, the most pressing first.

    ``on`` is the day in Asia/Riyadh. Papers whose last day lies within ``AHEAD_DAYS`` days or is over, unpaid
    violations with the last day of their discount, births to register, bills, turns, drafts and suspensions. Takes one
    round trip. Whoever asks must be that person.
    """
    parameters = {
        "me": person_id,
        "on": on,
        "until": on + timedelta(days=AHEAD_DAYS),
        "since": on - timedelta(days=AHEAD_DAYS),
        "discount_days": LAW.on("traffic", "discount_days", on),
        "birth_days": LAW.on("civil", "birth_online_days", on),
        "amended_on": AMENDED_ON,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, parameters)
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    kind = next((row["standing"] for row in rows if row["tie"] == "self"), None) or ""
    found = {(row["code"], row["record_id"]): row for row in rows}
    return tuple(sorted(_dues(found.values(), kind=kind, on=on), key=_pressing))


def _pressing(due: Due) -> tuple[bool, int, date, str, int]:
    """What stops everything else comes first, then what is late, then the nearest day."""
    return (due.code != "hold", _RANK[due.severity], due.day or date.max, due.code, due.person_id)


def _dues(rows: Iterable[Mapping[str, Any]], *, kind: str, on: date) -> Iterator[Due]:
    for row in rows:
        service, subject = _way(row, kind=kind, on=on)
        title, reason, cure = words_of(row, on=on)
        known = service if service in catalogue() else ""
        yield Due(
            code=row["code"],
            title=title,
            reason=reason,
            day=None if row["code"] == "hold" else row["day"],
            severity=_severity(row, on),
            person_id=row["person_id"],
            tie=row["tie"],
            whom=Text(ar=row["name_ar"] or "", en=row["name_en"] or row["name_ar"] or ""),
            service=known,
            subject_id=subject if known else None,
            cure=None if known else cure,
            case=_case(row),
            bill=row["a"] if row["code"] == "bill" else "",
            amount=row["amount"],
        )


def _case(row: Mapping[str, Any]) -> str:
    found = {"turn": row["a"], "bill": row["b"]}.get(row["code"])
    return found or ""


def _severity(row: Mapping[str, Any], on: date) -> str:
    code, day = row["code"], row["day"]
    if code == "hold" or (day is not None and day < on):
        return LATE
    if code in {"draft", "id-waiting", "passport-waiting"}:
        return SOON
    if code in PAPERS:
        return NOW if day is not None and (day - on).days <= SOON_DAYS else SOON
    return NOW


def _way(row: Mapping[str, Any], *, kind: str, on: date) -> tuple[str, int | None]:
    """The service that settles a row, and for whom or what."""
    code, own = row["code"], row["tie"] == "self"
    if code in {"id", "licence"} and not own:
        return "", None
    if code in _WAYS:
        service, subject = _WAYS[code]
        return service, None if subject is None else row[subject]
    if code in _CHOOSE:
        return _CHOOSE[code](row, kind, on)
    return "", None


def _visa(row: Mapping[str, Any], _kind: str, _on: date) -> tuple[str, int | None]:
    visa = "exit_reentry" if row["a"].startswith("exit_reentry") else row["a"]
    return _VISA_WAYS.get((visa, row["b"]), ""), row["record_id"]


def _birth(row: Mapping[str, Any], kind: str, _on: date) -> tuple[str, int | None]:
    how = "late" if row["b"] == "late" else "citizen" if kind == "citizen" else "resident"
    return f"civil/register-birth-{how}", row["record_id"]


def _draft(row: Mapping[str, Any], _kind: str, _on: date) -> tuple[str, int | None]:
    return row["a"], None if row["b"] is None else int(row["b"])


def _iqama(row: Mapping[str, Any], _kind: str, _on: date) -> tuple[str, int | None]:
    return _IQAMA_WAYS.get((row["tie"], row["a"]), ""), row["person_id"]


def _passport(row: Mapping[str, Any], _kind: str, on: date) -> tuple[str, int | None]:
    if row["a"] != "SAU":
        return "residency/update-passport-renewed", row["person_id"]
    grown = row["born_on"] is None or age(row["born_on"], on) >= OWN_PASSPORT_AGE
    if row["tie"] == "self":
        return "passports/renew-passport-adult", None
    return ("", None) if grown else ("passports/renew-passport-dependant", row["person_id"])


#: What settles the simple ones, and which column is the subject.
_WAYS: Mapping[str, tuple[str, str | None]] = {
    "id": ("civil/renew-id", None),
    "licence": ("traffic/renew-driving-licence", None),
    "violation": ("traffic/pay-violation", "record_id"),
    "registration": ("vehicles/renew-registration", "record_id"),
    "id-waiting": ("civil/activate-id", "person_id"),
    "passport-waiting": ("passports/activate-passport", "person_id"),
}
_CHOOSE = {"visa": _visa, "birth": _birth, "draft": _draft, "iqama": _iqama, "passport": _passport}
#: By tie and kind of permit.
_IQAMA_WAYS = {
    ("head", "dependant"): "residency/renew-iqama-family",
    ("sponsor", "domestic"): "residency/renew-iqama-domestic",
    ("employee", "establishment"): "residency/renew-iqama-establishment",
}
#: By kind and state of the visa.
_VISA_WAYS = {
    ("exit_reentry", "used"): "visas/extend-exit-reentry-abroad",
    ("exit_reentry", "issued"): "visas/cancel-exit-reentry",
    ("final_exit", "issued"): "visas/cancel-final-exit",
    ("visit", "issued"): "visas/extend-visit-family",
    ("visit", "used"): "visas/extend-visit-family",
}

__all__ = ["KINDS", "LATE", "NOW", "PAPERS", "SOON", "Due", "due_for"]
