"""The registry of document types: who issues each, which facts it states, and how long it can be relied upon."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Literal

from tayseer.kit.text import Text

FactKind = Literal[
    "text", "lines", "both", "latin", "number", "digits", "amount", "date", "hijri", "sex", "country", "choice"
]
ZoneFormat = Literal["TD1", "TD3", "MRV-A"]

# What a code may have. 600 characters are version 15 at error level M; on paper its modules measure 0.57 mm.
# The budget holds for the longest sample of every type (`longest.py`). A name is never cut, and nobody goes without a
# document because of it: with a name beyond NAME_LETTERS the code may grow to what can still be scanned (version 25).
BUDGET = 600
MAX_CODE_CHARACTERS = 1400
# As many as the machine-readable zone of a passport has room for (ICAO Doc 9303, part 4), in each of the two scripts.
NAME_LETTERS = 39
# The most that other facts may have, by kind, where their type says nothing else.
LETTERS = {"text": 39, "both": 30, "lines": 260, "latin": 20, "number": 6, "amount": 12}
PERMANENT = timedelta(days=5 * 365 + 1)
SEXES = {"M": Text("ذكر", "Male"), "F": Text("أنثى", "Female")}


class UnableToFindType(LookupError):
    """No document type has this code."""


@dataclass(frozen=True, slots=True)
class Agency:
    """Who signs: its name on paper, the three letters of its key ids, and the colour of its documents."""

    code: str
    letters: str
    name: Text
    colour: str


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact a document may state.

    `wire` is its short name in the QR code. A value of the kind `both` is written `عربي|English`; a `text` may be,
    and so may each part of `lines`, which are parted by semicolons.

    `letters` is the most that a value may have, of a text in two languages each of the two; more is refused at issue. A
    `person` is the name of somebody, which may be as long as it is. A fact that is not `in_code` stands on the paper
    and in the SD-JWT alone: nobody who checks a document compares it, and it would crowd out what is compared.
    """

    key: str
    wire: str
    label: Text
    kind: FactKind
    sample: str
    required: bool = True
    options: Mapping[str, Text] = field(default_factory=dict)
    letters: int = 0
    person: bool = False
    in_code: bool = True

    @property
    def most_letters(self) -> int:
        """The most letters a value may have; 0 where its kind says how long it is, or the code does not hold it."""
        return (self.letters or LETTERS.get(self.kind, 0)) if self.in_code else 0


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document.

    `term` says that it always has an expiry day of its own; without one its credential is good for `valid_for` after
    issue. `number_form` draws a number when the registry gives none: `#` a digit, other characters as they stand.
    """

    code: str
    title: Text
    agency: str
    facts: tuple[FactSpec, ...]
    number_form: str = "##########"
    mrz: ZoneFormat | None = None
    mrz_code: str = ""
    term: bool = False
    valid_for: timedelta = PERMANENT
    identity: bool = False
    # The fact that names the holder once more, as one of two parties; a name said twice takes hardly more than once.
    holder_as: str = ""

    def fact(self, key: str) -> FactSpec | None:
        """Return the fact of that key, or None."""
        return next((spec for spec in self.facts if spec.key == key), None)


AGENCIES = {
    agency.code: agency
    for agency in (
        Agency("civil", "civ", Text("الأحوال المدنية", "Civil Affairs"), "#0b6b4f"),
        Agency("passports", "pas", Text("المديرية العامة للجوازات", "General Directorate of Passports"), "#1d4f7c"),
        Agency("traffic", "trf", Text("الإدارة العامة للمرور", "General Department of Traffic"), "#7a4a12"),
        Agency("police", "pol", Text("الأمن العام", "Public Security"), "#3d4a73"),
        Agency("prisons", "pri", Text("المديرية العامة للسجون", "General Directorate of Prisons"), "#5a5a5a"),
        Agency("weapons", "wea", Text("إدارة الأسلحة والمتفجرات", "Weapons and Explosives"), "#6b3a3a"),
        Agency("civil-defence", "cdf", Text("المديرية العامة للدفاع المدني", "Civil Defence"), "#9a3412"),
        Agency("border-guard", "brd", Text("المديرية العامة لحرس الحدود", "Border Guard"), "#0f5e6b"),
        Agency("platform", "plt", Text("منصة تيسير", "Tayseer platform"), "#0b6b4f"),
    )
}

_BIRTH = FactSpec("birth_date", "bd", Text("تاريخ الميلاد", "Date of birth"), "date", "1990-04-17")
_BIRTH_HIJRI = FactSpec(
    "birth_hijri", "bh", Text("تاريخ الميلاد كما هو مسجّل", "Date of birth as registered"), "hijri", "1410-09-21", False
)
_SEX = FactSpec("sex", "sx", Text("الجنس", "Sex"), "sex", "F")
_NATIONALITY = FactSpec("nationality", "nt", Text("الجنسية", "Nationality"), "country", "IND")
_HOLDER = FactSpec("holder_number", "id", Text("رقم الهوية", "Identity number"), "digits", "1098765432", letters=10)
_PASSPORT = FactSpec("passport", "pp", Text("رقم الجواز", "Passport number"), "latin", "Z4417093", letters=12)
_PLATE = FactSpec("plate", "pl", Text("رقم اللوحة", "Plate"), "both", "أ ب ح 1234|ABJ 1234", letters=10)
_VEHICLE = FactSpec(
    "vehicle", "ve", Text("المركبة", "Vehicle"), "both", "تويوتا كامري 2023|Toyota Camry 2023", letters=24
)
_AMOUNT = FactSpec("amount", "am", Text("المبلغ (ريال)", "Amount (SAR)"), "amount", "1500.00")
_SUBJECT = FactSpec(
    "subject",
    "su",
    Text("الموضوع", "Subject"),
    "both",
    "تجديد هوية مقيم لعامل|Renewal of a worker's iqama",
    letters=44,
)
# Where a case says what it is about: the title of its service and the name of its subject.
_LONG_SUBJECT = replace(_SUBJECT, in_code=False)
_PLACE = FactSpec("place", "pc", Text("المكان", "Place"), "both", "الرياض، حي الملز|Riyadh, Al Malaz", letters=40)
_ISSUED_PLACE = FactSpec(
    "issued_at_place", "ip", Text("مكان الإصدار", "Place of issue"), "both", "الرياض|Riyadh", False, in_code=False
)


def _fact(key: str, wire: str, ar: str, en: str, kind: FactKind, sample: str, **more: Any) -> FactSpec:
    return FactSpec(key, wire, Text(ar, en), kind, sample, **more)


def _person(key: str, wire: str, ar: str, en: str, sample: str, **more: Any) -> FactSpec:
    return _fact(key, wire, ar, en, "text", sample, letters=NAME_LETTERS, person=True, **more)


def _choice(key: str, wire: str, ar: str, en: str, **options: tuple[str, str]) -> FactSpec:
    words = {code: Text(*pair) for code, pair in options.items()}
    return FactSpec(key, wire, Text(ar, en), "choice", next(iter(options)), options=words)


def _visa(code: str, ar: str, en: str, *facts: FactSpec) -> DocumentType:
    return DocumentType(
        code, Text(ar, en), "passports", (_HOLDER, _PASSPORT, _NATIONALITY, _BIRTH, _SEX, *facts), "#########",
        mrz="MRV-A", mrz_code="V", term=True,
    )  # fmt: skip


_TYPES = (
    DocumentType(
        "national-id", Text("بطاقة الهوية الوطنية", "National identity card"), "civil",
        (_BIRTH, _BIRTH_HIJRI, _SEX, FactSpec("nationality", "nt", _NATIONALITY.label, "country", "SAU"),
         _fact("birth_place", "bp", "مكان الميلاد", "Place of birth", "both", "المدينة المنورة|Al Madinah",
               in_code=False)),
        "1#########", mrz="TD1", mrz_code="I", term=True, identity=True,
    ),
    DocumentType(
        "passport", Text("جواز سفر", "Passport"), "passports",
        (_HOLDER, _BIRTH, _SEX, FactSpec("nationality", "nt", _NATIONALITY.label, "country", "SAU"),
         _fact("birth_place", "bp", "مكان الميلاد", "Place of birth", "both", "المدينة المنورة|Al Madinah",
               in_code=False),
         _ISSUED_PLACE),
        "A########", mrz="TD3", mrz_code="P", term=True, identity=True,
    ),
    DocumentType(
        "iqama", Text("هوية مقيم", "Resident identity card (iqama)"), "passports",
        (_BIRTH, _SEX, _NATIONALITY,
         _fact("occupation", "oc", "المهنة", "Occupation", "both", "سائق خاص|Private driver", in_code=False),
         _person("sponsor", "sp", "صاحب العمل أو رب الأسرة", "Employer or head of household",
               "نورة القحطاني|Noura Alqahtani", in_code=False),
         _fact("sponsor_number", "sn", "رقمه", "Their number", "latin", "1098765432", letters=10)),
        "2#########", mrz="TD1", mrz_code="I", term=True, identity=True,
    ),
    _visa(
        "exit-reentry-visa", "تأشيرة خروج وعودة", "Exit and re-entry visa",
        _choice("trips", "tr", "عدد السفرات", "Trips", S=("سفرة واحدة", "Single"), M=("عدة سفرات", "Multiple")),
        _fact("stay_days", "dy", "المدة بالأيام", "Days allowed outside", "number", "60"),
        _fact("return_by", "rb", "العودة قبل", "Return by", "date", "2027-02-01", required=False),
    ),
    _visa(
        "final-exit-visa", "تأشيرة خروج نهائي", "Final exit visa",
        _fact("leave_by", "lb", "المغادرة قبل", "Leave by", "date", "2026-12-31"),
    ),
    _visa(
        "visit-visa", "تأشيرة زيارة", "Visit visa",
        _choice("purpose", "pu", "الغرض", "Purpose", F=("زيارة عائلية", "Family visit"),
                B=("زيارة أعمال", "Business visit"), T=("سياحة", "Tourism")),
        _person("host", "ho", "المضيف", "Host", "خالد بن سعد العتيبي|Khalid Saad Alotaibi", required=False),
        _fact("stay_days", "dy", "مدة الإقامة بالأيام", "Days of stay", "number", "90"),
    ),
    DocumentType(
        "travel-permit", Text("تصريح سفر", "Travel permit"), "passports",
        (_HOLDER, _BIRTH,
         _person("guardian", "gu", "ولي الأمر", "Guardian", "سعد بن محمد الدوسري|Saad Mohammed Aldosari"),
         _choice("trips", "tr", "عدد السفرات", "Trips", S=("سفرة واحدة", "Single"), M=("عدة سفرات", "Multiple"))),
        term=True,
    ),
    DocumentType(
        "driving-licence", Text("رخصة قيادة", "Driving licence"), "traffic",
        (_HOLDER, _BIRTH, _NATIONALITY,
         _choice("licence_class", "cl", "الفئة", "Class", P=("خصوصي", "Private"), T=("أجرة", "Taxi"),
                 B=("نقل عام", "Public transport"), H=("نقل ثقيل", "Heavy transport"),
                 M=("دراجة نارية", "Motorcycle"), W=("مركبات أشغال عامة", "Public works vehicles")),
         _fact("blood", "bl", "فصيلة الدم", "Blood group", "latin", "O+", required=False, letters=3),
         _fact("conditions", "co", "الشروط", "Conditions", "both", "نظارات طبية|Corrective lenses", required=False,
               letters=60)),
        term=True,
    ),
    DocumentType(
        "vehicle-registration", Text("رخصة سير", "Vehicle registration"), "traffic",
        (_HOLDER, _PLATE, _VEHICLE,
         _fact("chassis", "vn", "رقم الهيكل", "Chassis number", "latin", "JTNBF3HK903001234", letters=17),
         _fact("colour", "cr", "اللون", "Colour", "both", "أبيض|White", letters=14),
         _choice("use", "us", "نوع التسجيل", "Registration type", P=("خصوصي", "Private"),
                 T=("نقل خاص", "Private transport"), B=("نقل عام", "Public transport"),
                 M=("دراجة نارية", "Motorcycle"))),
        term=True,
    ),
    DocumentType(
        "driver-authorisation", Text("تفويض قيادة مركبة", "Authorisation to drive a vehicle"), "traffic",
        (_HOLDER, _PLATE, _VEHICLE,
         _person("owner", "ow", "المالك", "Owner", "فهد بن علي الشهري|Fahd Ali Alshehri"),
         _choice("area", "ar", "النطاق", "Where", I=("داخل المملكة", "Inside the Kingdom"),
                 O=("داخل المملكة وخارجها", "Inside and outside"))),
        term=True,
    ),
    DocumentType(
        "sale-contract", Text("عقد مبايعة مركبة", "Vehicle sale contract"), "traffic",
        (_PLATE, replace(_VEHICLE, in_code=False),
         _fact("chassis", "vn", "رقم الهيكل", "Chassis number", "latin", "JTNBF3HK903001234", letters=17),
         _person("seller", "se", "البائع", "Seller", "فهد بن علي الشهري|Fahd Ali Alshehri"),
         _fact("seller_number", "si", "هوية البائع", "Seller's number", "digits", "1087654321", letters=10),
         _person("buyer", "bu", "المشتري", "Buyer", "ريم بنت عبدالله الزهراني|Reem Abdullah Alzahrani"),
         _fact("buyer_number", "bi", "هوية المشتري", "Buyer's number", "digits", "1076543210", letters=10),
         _AMOUNT,
         _fact("agreed_on", "ag", "تاريخ البيع", "Sold on", "date", "2026-06-01")),
        holder_as="seller",
    ),
    DocumentType(
        "violation-receipt", Text("إيصال سداد مخالفة", "Receipt for a violation"), "traffic",
        (_HOLDER, replace(_PLATE, required=False),
         _fact("violation", "vi", "رقم المخالفة", "Violation number", "latin", "4410023391", letters=12),
         _fact("offence", "of", "المخالفة", "Offence", "both", "تجاوز السرعة|Speeding", letters=50),
         _AMOUNT, _fact("paid_on", "pd", "تاريخ السداد", "Paid on", "date", "2026-06-01")),
    ),
    DocumentType(
        "accident-report", Text("تقرير حادث مروري", "Traffic accident report"), "traffic",
        (_HOLDER, _PLATE, _PLACE, _fact("happened_on", "ho", "تاريخ الحادث", "Happened on", "date", "2026-06-01"),
         _fact("share", "sh", "نسبة المسؤولية", "Share of fault", "latin", "25 %", letters=5)),
    ),
    DocumentType(
        "birth-certificate", Text("شهادة ميلاد", "Birth certificate"), "civil",
        (replace(_HOLDER, required=False), _BIRTH, _BIRTH_HIJRI, _SEX,
         _fact("birth_place", "bp", "مكان الميلاد", "Place of birth", "both", "الرياض|Riyadh", letters=18),
         _person("father", "fa", "الأب", "Father", "ماجد بن صالح الغامدي|Majed Saleh Alghamdi"),
         _person("mother", "mo", "الأم", "Mother", "هند بنت ناصر الحربي|Hind Nasser Alharbi")),
    ),
    DocumentType(
        "death-certificate", Text("شهادة وفاة", "Death certificate"), "civil",
        (_HOLDER, _BIRTH, _SEX, _fact("died_on", "do", "تاريخ الوفاة", "Date of death", "date", "2026-05-20"), _PLACE),
    ),
    DocumentType(
        "family-record", Text("سجل الأسرة", "Family record"), "civil",
        (_HOLDER,
         _fact("members", "mb", "أفراد الأسرة", "Family members", "lines",
               "هند بنت ناصر الحربي · زوجة · 1992-02-11|Hind Nasser Alharbi · wife · 1992-02-11; "
               "لمى · ابنة · 2015-08-30|Lama · daughter · 2015-08-30; "
               "سلطان · ابن · 2018-01-09|Sultan · son · 2018-01-09; "
               "جود · ابنة · 2021-11-23|Joud · daughter · 2021-11-23")),
    ),
    DocumentType(
        "civil-statement", Text("مشهد من الأحوال المدنية", "Statement from Civil Affairs"), "civil",
        (_HOLDER, _BIRTH,
         FactSpec("statement", "st", Text("المشهد", "Statement"), "both",
                  "غير متزوج حتى تاريخ الإصدار|Not married on the day of issue", letters=60)),
        valid_for=timedelta(days=90),
    ),
    DocumentType(
        "criminal-record", Text("صحيفة خلو السوابق", "Criminal record certificate"), "police",
        (_HOLDER, _BIRTH, _NATIONALITY,
         _choice("result", "rs", "النتيجة", "Result", N=("لا سوابق مسجلة", "No record found"),
                 R=("توجد سوابق", "Record found")),
         _fact("requested_by", "rq", "الجهة الطالبة", "Requested by", "both",
               "وزارة الصحة|Ministry of Health", required=False, letters=60)),
        valid_for=timedelta(days=90),
    ),
    DocumentType(
        "loss-report", Text("بلاغ فقدان", "Loss report"), "police",
        (_HOLDER, _fact("item", "it", "المفقود", "What was lost", "both", "جواز سفر|Passport"),
         _fact("item_number", "in", "رقمه", "Its number", "latin", "A12345678", required=False, letters=12),
         _fact("lost_on", "lo", "تاريخ الفقدان", "Lost on", "date", "2026-06-01"), _PLACE),
    ),
    DocumentType(
        "payment-receipt", Text("إيصال سداد", "Payment receipt"), "platform",
        (_SUBJECT, _AMOUNT, _fact("paid_on", "pd", "تاريخ السداد", "Paid on", "date", "2026-06-01"),
         _fact("bill", "bl", "رقم الفاتورة", "Bill number", "latin", "k3m9x2p7q4aa", letters=16)),
    ),
    DocumentType(
        "objection-decision", Text("قرار في اعتراض", "Decision on an objection"), "platform",
        (_HOLDER, replace(_SUBJECT, letters=60),
         _choice("outcome", "ou", "القرار", "Decision", A=("قُبل الاعتراض", "Accepted"),
                 R=("رُفض الاعتراض", "Rejected"), P=("قُبل جزئيًا", "Accepted in part")),
         _fact("reason", "re", "السبب", "Reason", "both",
               "ثبت أن المركبة لم تكن في الموقع|The vehicle was shown to be elsewhere", in_code=False)),
    ),
    DocumentType(
        "appointment-ticket", Text("تذكرة موعد", "Appointment ticket"), "platform",
        (_LONG_SUBJECT, _PLACE, _fact("day", "da", "اليوم", "Day", "date", "2026-06-14"),
         _fact("time", "ti", "الوقت", "Time", "latin", "09:30", letters=5),
         _fact("bring", "br", "أحضر معك", "Bring with you", "both", "الهوية الأصلية|Your original ID", required=False)),
        term=True,
    ),
    DocumentType(
        "consent-record", Text("سجل موافقة", "Consent record"), "platform",
        (_HOLDER, _LONG_SUBJECT,
         _fact("given_to", "to", "لمن", "Given to", "both", "بنك الواحة|Oasis Bank", letters=45),
         _fact("scope", "sc", "البيانات", "Data", "both",
               "الاسم وتاريخ الميلاد|Name and date of birth", required=False)),
    ),
    DocumentType(
        "data-report", Text("تقرير بياناتي", "My data report"), "platform",
        (_HOLDER, _SUBJECT,
         _fact("digest", "dg", "بصمة البيانات", "Digest of the data", "latin", "9f86d081884c7d659a2feaa0c55ad015",
               letters=32),
         _fact("rows", "rw", "عدد السجلات", "Records", "number", "42", required=False)),
        valid_for=timedelta(days=30),
    ),
    DocumentType(
        "permit", Text("تصريح", "Permit"), "platform",
        (_HOLDER, _SUBJECT, replace(_PLACE, required=False, letters=30)),
        term=True,
    ),
    DocumentType(
        "licence", Text("ترخيص", "Licence"), "platform",
        (_HOLDER, _SUBJECT, replace(_PLACE, required=False, letters=30)),
        term=True,
    ),
    DocumentType(
        "certificate", Text("إفادة", "Certificate"), "platform",
        (_HOLDER, _SUBJECT,
         _fact("statement", "st", "الإفادة", "Statement", "both", "مسجل في النظام|Registered", required=False)),
        valid_for=timedelta(days=90),
    ),
)  # fmt: skip

TYPES: Mapping[str, DocumentType] = {kind.code: kind for kind in _TYPES}


def type_of(code: str) -> DocumentType:
    """Return the document type of that code, or raise UnableToFindType."""
    try:
        return TYPES[code]
    except KeyError as error:
        message = f"no document type is called {code!r}"
        raise UnableToFindType(message) from error
