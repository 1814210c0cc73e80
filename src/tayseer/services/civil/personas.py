"""People of civil affairs' worked examples, and the examples of the conditions that its services repeat."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.kit.facts import changed
from tayseer.kit.services import Example
from tayseer.services.common.personas import citizen, resident, unpaid_violation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TODAY = "2026-03-01"


def citizen_mother(**differs: Any) -> dict[str, Any]:
    """A citizen's wife of 34, herself a citizen."""
    base = changed(
        citizen(),
        id=6,
        number="1000000032",
        name_ar="هند بنت ناصر السدري",
        name_en="Hind Nasir Al-Sidri",
        first_name_ar="هند",
        first_name_en="Hind",
        sex="female",
        born_on=date(1992, 1, 5),
    )
    return changed(base, **differs)


def resident_mother(**differs: Any) -> dict[str, Any]:
    """A resident's wife of 34, on her husband's record."""
    base = changed(
        resident(),
        id=7,
        number="2000000048",
        name_ar="سلمى يوسف منصور",
        name_en="Salma Yusuf Mansour",
        first_name_ar="سلمى",
        first_name_en="Salma",
        sex="female",
        born_on=date(1992, 1, 5),
    )
    return changed(base, **differs)


def birth_notice(**differs: Any) -> dict[str, Any]:
    """A hospital's notice, not yet registered, of a citizen's daughter born ten days ago."""
    base = {
        "id": 31,
        "number": "B2026021",
        "hospital": "مستشفى النخيل",
        "city": "الرياض",
        "born_on": date(2026, 2, 19),
        "sex": "female",
        "state": "open",
        "notice_father": citizen(),
        "notice_mother": citizen_mother(),
    }
    return changed(base, **differs)


def resident_birth_notice(**differs: Any) -> dict[str, Any]:
    """A hospital's notice, not yet registered, of a resident's son born ten days ago."""
    base = birth_notice(sex="male", notice_father=resident(), notice_mother=resident_mother())
    return changed(base, **differs)


def gate_examples(
    applicant: Callable[..., dict[str, Any]],
    answers: Mapping[Any, Any],
    *,
    given: Mapping[str, Any] | None = None,
    pays: str = "0.00",
    identity: str = "",
    who: str = "",
) -> tuple[Example, ...]:
    """The common gate tried on a service.

    ``identity`` is the applicant's document when G-2 applies; ``who`` begins the names when there are two of these.
    """

    def case(name: str, refused_by: str | None = None, **differs: Any) -> Example:
        people = {"applicant": applicant(**differs), **(given or {})}
        paid = None if refused_by else pays
        return Example(who + name, on=TODAY, given=people, answers=answers, pays=paid, refused_by=refused_by)

    violation = unpaid_violation(amount_sar=Decimal("150.00"))
    standing = {"kind": "suspension", "authority": "محكمة التنفيذ", "since_on": date(2026, 1, 5)}
    lifted = {**standing, "lifted_on": date(2026, 2, 1)}
    ban = {"kind": "travel_ban", "since_on": date(2026, 1, 5)}
    tried = [
        case("the account is locked", "G-1", account__state="locked"),
        case("an unpaid traffic violation", "G-6", violation=[violation]),
        case("a violation under objection does not count", violation=[{**violation, "state": "objected"}]),
        case("services are suspended", "G-8", restriction=[standing]),
        case("a suspension lifted, and a travel ban, are no obstacle", restriction=[lifted, ban]),
    ]
    if identity:
        ended: dict[str, Any] = {f"{identity}__expires_on": date(2026, 2, 28)}
        ends_today: dict[str, Any] = {f"{identity}__expires_on": date(2026, 3, 1)}
        tried += [
            case("the identity document ended yesterday", "G-2", **ended),
            case("the identity document ends today", **ends_today),
        ]
    if identity == "id_card":
        tried.append(case("the card is not yet active", "G-2", id_card__state="issued"))
    if "terms" in answers:
        people = {"applicant": applicant(), **(given or {})}
        rest = dict(answers)
        rest.pop("terms")
        tried.append(
            Example(f"{who}the terms are not accepted", on=TODAY, given=people, answers=rest, refused_by="G-11")
        )
    return tuple(tried)


def fine_and_address_examples(
    applicant: Callable[..., dict[str, Any]],
    answers: Mapping[Any, Any],
    *,
    fine: str,
    address: str,
    given: Mapping[str, Any] | None = None,
    pays: str = "0.00",
) -> tuple[Example, ...]:
    """The rules on civil fines and on the address tried on a service, by their codes."""

    def case(name: str, refused_by: str | None = None, **differs: Any) -> Example:
        people = {"applicant": applicant(**differs), **(given or {})}
        paid = None if refused_by else pays
        return Example(name, on=TODAY, given=people, answers=answers, pays=paid, refused_by=refused_by)

    unpaid = {"number": "F1", "amount_sar": Decimal("50.00"), "state": "unpaid", "imposed_on": date(2026, 1, 5)}
    return (
        case("a civil affairs fine is unpaid", fine, civil_fine=[unpaid]),
        case("a civil affairs fine that was paid is no obstacle", civil_fine=[{**unpaid, "state": "paid"}]),
        case("no address is on file", address, address=None),
    )


def photo_examples(
    applicant: Callable[..., dict[str, Any]], answers: Mapping[Any, Any], *, day: Any, pays: str = "0.00"
) -> tuple[Example, ...]:
    """The rules on the photo tried on a service; ``day`` is the question when it was taken."""

    def case(name: str, refused_by: str | None = None, taken_on: date = date(2026, 2, 20), **differs: Any) -> Example:
        people = {"applicant": applicant(**differs)}
        given = {**answers, day: taken_on}
        paid = None if refused_by else pays
        return Example(name, on=TODAY, given=people, answers=given, pays=paid, refused_by=refused_by)

    rest = dict(answers)
    rest.pop("photo_plain")
    return (
        case("the photo was taken today", taken_on=date(2026, 3, 1)),
        case("the photo is said to be of tomorrow", "NID-17", taken_on=date(2026, 3, 2)),
        case("the photo is six months old", taken_on=date(2025, 9, 1)),
        case("the photo is six months and a day old", "NID-17", taken_on=date(2025, 8, 31)),
        case("no photo on file to compare with", "NID-5", enrolment__photo_on=None),
        Example(
            "the photo is not declared to be plain",
            on=TODAY,
            given={"applicant": applicant()},
            answers=rest,
            refused_by="NID-6",
        ),
    )
