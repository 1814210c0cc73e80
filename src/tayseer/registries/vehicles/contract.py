"""Vehicles: plates, owners, registrations, and who else may drive them."""

from typing import Any

from tayseer.kit.expressions import MOMENT, Expression
from tayseer.kit.records import Circle, Record, amount, choice, day, key, moment, relation, whole, words
from tayseer.kit.services import Effect, change, create
from tayseer.registries.people.contract import Person

TYPES = {
    "private": ("خاصة", "private"),
    "private_transport": ("نقل خاص", "private transport"),
    "bus": ("حافلة", "bus"),
    "heavy": ("نقل ثقيل", "heavy transport"),
    "motorcycle": ("دراجة آلية", "motorcycle"),
}


class Vehicle(
    Record,
    registry="vehicles",
    of="person",
    many=True,
    ar="سجل المركبات",
    en="vehicle register",
    shown_by=("plate", "make", "model_year", "colour"),
):
    """A vehicle and its registration; ``person_id`` is the owner."""

    plate = words(ar="رقم اللوحة", en="Plate")
    sequence_number = words(ar="الرقم التسلسلي", en="Sequence number")
    chassis = words(ar="رقم الهيكل", en="Chassis number")
    make = words(ar="الطراز", en="Make and model")
    model_year = whole(ar="سنة الصنع", en="Model year")
    colour = words(ar="اللون", en="Colour")
    type = choice(ar="نوع التسجيل", en="Registration type", options=TYPES)
    seats = whole(ar="عدد المقاعد", en="Seats")
    state = choice(
        ar="حالة المركبة",
        en="Vehicle state",
        options={
            "clear": ("لا بلاغ عليها", "no report"),
            "stolen": ("مسروقة", "stolen"),
            "wanted": ("مطلوبة", "wanted"),
            "held": ("محجوزة", "in custody"),
            "on_sale": ("معروضة للبيع", "in a sale"),
        },
    )
    registered_on = day(ar="تاريخ التسجيل", en="Registered on")
    registration_expires_on = day(ar="تاريخ انتهاء رخصة السير", en="Registration expires on")
    lienholder = words(ar="الجهة الراهنة", en="Lienholder")
    owned_since = moment(ar="مملوكة منذ", en="Owned since")
    price_sar = amount(ar="ثمن آخر بيع", en="Price of the last sale")


class DriverAuthorisation(
    Record,
    registry="vehicles",
    of="vehicle",
    many=True,
    ar="سجل تفويضات القيادة",
    en="register of driver authorisations",
    shown_by=("number", "starts_on", "ends_on"),
):
    """Leave to drive another's vehicle, for a term."""

    number = words(ar="رقم التفويض", en="Authorisation number")
    driver_id = key(ar="السائق المفوض", en="Authorised driver")
    state = choice(ar="حالة التفويض", en="State", options={"active": ("قائم", "active"), "ended": ("منتهٍ", "ended")})
    scope = choice(
        ar="نطاق التفويض",
        en="Where",
        options={
            "inside": ("داخل المملكة", "inside the Kingdom"),
            "abroad": ("داخل المملكة وخارجها", "inside and abroad"),
        },
    )
    starts_on = day(ar="بداية التفويض", en="Starts on")
    ends_on = day(ar="نهاية التفويض", en="Ends on")


owner_of = relation("owner", Person)
OWN_VEHICLES = Circle("vehicles.owned", Vehicle, ar="مركباتك", en="Your vehicles")


def renew_registration(vehicle: type[Vehicle], *, expires_on: Expression[Any]) -> Effect:
    """A later expiry of the registration."""
    return change(
        "vehicles.registration.renewed",
        vehicle,
        ar="تجديد رخصة السير",
        en="The registration is renewed",
        registration_expires_on=expires_on,
    )


def put_on_sale(vehicle: type[Vehicle]) -> Effect:
    """No second sale and no new authorisation while a sale is open."""
    return change(
        "vehicles.vehicle.put_on_sale",
        vehicle,
        ar="قيد المركبة في مبايعة",
        en="The vehicle is in a sale",
        state="on_sale",
    )


def take_off_sale(vehicle: type[Vehicle]) -> Effect:
    """The sale ended without a transfer."""
    return change(
        "vehicles.vehicle.taken_off_sale",
        vehicle,
        ar="إخراج المركبة من المبايعة",
        en="The vehicle is no longer in a sale",
        state="clear",
    )


def transfer_ownership(vehicle: type[Vehicle], *, to: Expression[int], price: Expression[Any]) -> Effect:
    """The new owner, from this minute: later violations are theirs (SAL)."""
    return change(
        "vehicles.ownership.transferred",
        vehicle,
        ar="نقل ملكية المركبة",
        en="The vehicle changes owner",
        person_id=to,
        owned_since=MOMENT,
        price_sar=price,
        state="clear",
    )


def authorise_driver(vehicle: type[Vehicle], **sets: Any) -> Effect:
    """Leave for one person to drive the vehicle."""
    return create(
        "vehicles.driver.authorised",
        DriverAuthorisation.of(vehicle),
        ar="تفويض بالقيادة",
        en="A driver is authorised",
        state="active",
        **sets,
    )
