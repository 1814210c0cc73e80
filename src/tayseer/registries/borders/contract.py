"""Border crossings: whether a person is inside the Kingdom, and since when."""

from tayseer.kit.records import Record, day, flag, words


class Presence(Record, registry="borders", of="person", ar="سجل المنافذ", en="border register"):
    """Where a person is, by the last crossing."""

    inside = flag(ar="داخل المملكة", en="Inside the Kingdom")
    since_on = day(ar="منذ", en="Since")
    entered_on = day(ar="تاريخ آخر دخول", en="Last entry")
    border_number = words(ar="رقم الحدود", en="Border number")
