"""Add or change the national address, to which documents are delivered."""

from tayseer.kit.expressions import both
from tayseer.kit.questions import Question
from tayseer.kit.rules import Rule
from tayseer.kit.services import Example
from tayseer.kit.text import Text
from tayseer.law import account as law
from tayseer.registries.addresses.contract import Address, set_address
from tayseer.registries.people.contract import APPLICANT
from tayseer.services.account.personas import TODAY, standing_examples
from tayseer.services.account.rules import OWN_DATA_GATE
from tayseer.services.common.personas import citizen
from tayseer.services.families import update

ADDRESS = Address.of(APPLICANT)
NATIONAL_ADDRESS = "National Address, parts of the address"

SHORT_CODE = Question(
    "short_code",
    ar="العنوان المختصر",
    en="Short address",
    hint=Text(
        ar="أربعة حروف إنجليزية وأربعة أرقام، مثل \u2066RIYD2929\u2069.",
        en="Four Latin letters and four digits, as in RIYD2929.",
    ),
    most=8,
    prefill=ADDRESS.short_code,
)
BUILDING = Question("building", ar="رقم المبنى", en="Building number", kind="whole", prefill=ADDRESS.building)
STREET = Question("street", ar="الشارع", en="Street", most=80, prefill=ADDRESS.street)
DISTRICT = Question("district", ar="الحي", en="District", most=80, prefill=ADDRESS.district)
CITY = Question("city", ar="المدينة", en="City", most=60, prefill=ADDRESS.city)
POSTCODE = Question("postcode", ar="الرمز البريدي", en="Postcode", kind="whole", prefill=ADDRESS.postcode)

BUILDING_RIGHT = Rule(
    code="PDU-16",
    ar="رقم المبنى أربعة أرقام.",
    en="The building number has four digits.",
    basis=NATIONAL_ADDRESS,
    holds=both(BUILDING >= law.building_number_least, BUILDING <= law.building_number_most),
    because=Text(
        ar="كتبت {number} رقمًا للمبنى. رقم المبنى في العنوان الوطني بين {least} و{most}.",
        en="You gave {number} as the building number. In a national address it lies between {least} and {most}.",
    ),
    shows={"number": BUILDING, "least": law.building_number_least, "most": law.building_number_most},
    cure=Text(
        ar="راجع لوحة المبنى أو موقع العنوان الوطني.",
        en="Look at the plate on the building or at the National Address site.",
    ),
)

POSTCODE_RIGHT = Rule(
    code="PDU-17",
    ar="الرمز البريدي خمسة أرقام.",
    en="The postcode has five digits.",
    basis=NATIONAL_ADDRESS,
    holds=both(POSTCODE >= law.postcode_least, POSTCODE <= law.postcode_most),
    because=Text(
        ar="كتبت {number} رمزًا بريديًا. الرمز البريدي بين {least} و{most}.",
        en="You gave {number} as the postcode. It lies between {least} and {most}.",
    ),
    shows={"number": POSTCODE, "least": law.postcode_least, "most": law.postcode_most},
    cure=Text(
        ar="راجع لوحة المبنى أو موقع العنوان الوطني.",
        en="Look at the plate on the building or at the National Address site.",
    ),
)

FULL = {
    SHORT_CODE: "JEDA4417",
    BUILDING: 4417,
    STREET: "شارع التحلية",
    DISTRICT: "الروضة",
    CITY: "جدة",
    POSTCODE: 23434,
    "terms": True,
}
LEFT = {
    ADDRESS.short_code: "JEDA4417",
    ADDRESS.building: 4417,
    ADDRESS.street: "شارع التحلية",
    ADDRESS.district: "الروضة",
    ADDRESS.city: "جدة",
    ADDRESS.postcode: 23434,
}


def tried(name: str, question: Question, answer: int, refused_by: str | None = None) -> Example:
    """The address with one other answer."""
    return Example(
        name,
        on=TODAY,
        given={"applicant": citizen()},
        answers={**FULL, question: answer},
        pays=None if refused_by else "0.00",
        refused_by=refused_by,
    )


UPDATE_ADDRESS = update(
    code="account/update-address",
    ar="تعديل العنوان الوطني",
    en="Add or change the national address",
    does=Text(
        ar="يُسجّل عنوانك الوطني، وإليه تصل وثائقك، وعليه تصدر فواتيرك.",
        en="Puts your national address on record: documents are delivered there and invoices bear it.",
    ),
    basis=NATIONAL_ADDRESS,
    for_whom=("citizen", "resident"),
    asks=(SHORT_CODE, BUILDING, STREET, DISTRICT, CITY, POSTCODE),
    allowed_when=(*OWN_DATA_GATE, BUILDING_RIGHT, POSTCODE_RIGHT),
    effects=(
        set_address(
            APPLICANT,
            short_code=SHORT_CODE,
            building=BUILDING,
            street=STREET,
            district=DISTRICT,
            city=CITY,
            postcode=POSTCODE,
        ),
    ),
    mistakes=(
        Text(
            ar="ترك العنوان القديم بعد الانتقال: تصل الوثائق إلى البيت السابق.",
            en="Keeping the old address after moving: documents go to the former home.",
        ),
        Text(
            ar="كتابة صندوق البريد مكان الرمز البريدي.",
            en="Giving a post office box in place of the postcode.",
        ),
    ),
    phrases=(
        "العنوان الوطني",
        "تحديث العنوان",
        "نقلت بيتي",
        "اضافة عنوان",
        "national address",
        "update address",
        "i moved house",
    ),
    examples=(
        Example(
            "a citizen moves to Jeddah",
            on=TODAY,
            given={"applicant": citizen()},
            answers=FULL,
            pays="0.00",
            leaves=LEFT,
        ),
        Example(
            "a first address",
            on=TODAY,
            given={"applicant": {fact: value for fact, value in citizen().items() if fact != "address"}},
            answers=FULL,
            pays="0.00",
            leaves=LEFT,
        ),
        tried("the least building number", BUILDING, 1000),
        tried("a building number of three digits", BUILDING, 999, "PDU-16"),
        tried("the greatest building number", BUILDING, 9999),
        tried("a building number of five digits", BUILDING, 10000, "PDU-16"),
        tried("the least postcode", POSTCODE, 10000),
        tried("a postcode of four digits", POSTCODE, 9999, "PDU-17"),
        tried("the greatest postcode", POSTCODE, 99999),
        tried("a postcode of six digits", POSTCODE, 100000, "PDU-17"),
        *standing_examples(FULL),
    ),
)
