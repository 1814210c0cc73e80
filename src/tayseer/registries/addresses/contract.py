"""National addresses."""

from typing import Any

from tayseer.kit.records import Record, words
from tayseer.kit.services import Effect, change
from tayseer.registries.people.contract import Person


class Address(Record, registry="addresses", of="person", ar="العنوان الوطني", en="national address"):
    """Where a person lives and letters arrive."""

    short_code = words(ar="العنوان المختصر", en="Short address")
    building = words(ar="رقم المبنى", en="Building number")
    street = words(ar="الشارع", en="Street")
    district = words(ar="الحي", en="District")
    city = words(ar="المدينة", en="City")
    postcode = words(ar="الرمز البريدي", en="Postcode")


def set_address(person: type[Person], **sets: Any) -> Effect:
    """The address from now on."""
    return change(
        "addresses.address.set",
        Address.of(person),
        ar="تحديث العنوان الوطني",
        en="The national address is updated",
        **sets,
    )
