"""The registry of document types: who issues each, which facts it states, and how long it can be relied upon."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from tayseer.kit.text import Text

FactKind = Literal["text", "lines", "both", "latin", "number", "amount", "date", "hijri", "sex", "country", "choice"]
ZoneFormat = Literal["TD1", "TD3", "MRV-A"]

# Characters of a QR code, error level M: 734 is version 17, 970 version 20, 1400 version 25. At the 48 mm at which we
# print, their modules measure 0.52, 0.46 and 0.39 mm. The budgets are for a type's sample, so that texts stay short; a
# person with a longer name than the sample's must still get the document, up to what can be scanned.
CERTIFICATE_BUDGET = 734
LONG_BUDGET = 970
MAX_CODE_CHARACTERS = 1400
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
    """

    key: str
    wire: str
    label: Text
    kind: FactKind
    sample: str
    required: bool = True
    options: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document.

    `term` says that it always has an expiry day of its own; without one its credential is good for `valid_for` after
    issue. `number_form` draws a number when the registry gives none: `#` a digit, other characters as they stand.
    `budget` is the number of characters that the QR code of its sample may have.
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
    budget: int = CERTIFICATE_BUDGET

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
_HOLDER = FactSpec("holder_number", "id", Text("رقم الهوية", "Identity number"), "latin", "1098765432")
_PASSPORT = FactSpec("passport", "pp", Text("رقم الجواز", "Passport number"), "latin", "Z4417093")
_PLATE = FactSpec("plate", "pl", Text("رقم اللوحة", "Plate"), "both", "أ ب ح 1234|ABJ 1234")
_VEHICLE = FactSpec("vehicle", "ve", Text("المركبة", "Vehicle"), "both", "تويوتا كامري 2023|Toyota Camry 2023")
_AMOUNT = FactSpec("amount", "am", Text("المبلغ (ريال)", "Amount (SAR)"), "amount", "1500.00")
_SUBJECT = FactSpec(
    "subject", "su", Text("الموضوع", "Subject"), "both", "تجديد هوية مقيم لعامل|Renewal of a worker's iqama"
)
_PLACE = FactSpec("place", "pc", Text("المكان", "Place"), "both", "الرياض، حي الملز|Riyadh, Al Malaz")
_ISSUED_PLACE = FactSpec(
    "issued_at_place", "ip", Text("مكان الإصدار", "Place of issue"), "both", "الرياض|Riyadh", False
)


def _fact(key: str, wire: str, ar: str, en: str, kind: FactKind, sample: str, *, required: bool = True) -> FactSpec:
    return FactSpec(key, wire, Text(ar, en), kind, sample, required)


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
         _fact("birth_place", "bp", "مكان الميلاد", "Place of birth", "both", "المدينة المنورة|Al Madinah")),
        "1#########", mrz="TD1", mrz_code="I", term=True, identity=True,
    ),
    DocumentType(
        "passport", Text("جواز سفر", "Passport"), "passports",
        (_HOLDER, _BIRTH, _SEX, FactSpec("nationality", "nt", _NATIONALITY.label, "country", "SAU"),
         _fact("birth_place", "bp", "مكان الميلاد", "Place of birth", "both", "المدينة المنورة|Al Madinah"),
         _ISSUED_PLACE),
        "A########", mrz="TD3", mrz_code="P", term=True, identity=True,
    ),
    DocumentType(
        "iqama", Text("هوية مقيم", "Resident identity card (iqama)"), "passports",
        (_BIRTH, _SEX, _NATIONALITY,
         _fact("occupation", "oc", "المهنة", "Occupation", "both", "سائق خاص|Private driver"),
         _fact("sponsor", "sp", "صاحب العمل أو رب الأسرة", "Employer or head of household", "text",
               "نورة القحطاني|Noura Alqahtani"),
         _fact("sponsor_number", "sn", "رقمه", "Their number", "latin", "1098765432")),
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
        _fact("host", "ho", "المضيف", "Host", "text", "خالد بن سعد العتيبي|Khalid Saad Alotaibi", required=False),
        _fact("stay_days", "dy", "مدة الإقامة بالأيام", "Days of stay", "number", "90"),
    ),
    DocumentType(
        "travel-permit", Text("تصريح سفر", "Travel permit"), "passports",
        (_HOLDER, _BIRTH,
         _fact("guardian", "gu", "ولي الأمر", "Guardian", "text", "سعد بن محمد الدوسري|Saad Mohammed Aldosari"),
         _choice("trips", "tr", "عدد السفرات", "Trips", S=("سفرة واحدة", "Single"), M=("عدة سفرات", "Multiple"))),
        term=True,
    ),
    DocumentType(
        "driving-licence", Text("رخصة قيادة", "Driving licence"), "traffic",
        (_HOLDER, _BIRTH, _NATIONALITY,
         _choice("licence_class", "cl", "الفئة", "Class", P=("خصوصي", "Private"), T=("أجرة", "Taxi"),
                 B=("نقل عام", "Public transport"), H=("نقل ثقيل", "Heavy transport"),
                 M=("دراجة نارية", "Motorcycle"), W=("مركبات أشغال عامة", "Public works vehicles")),
         _fact("blood", "bl", "فصيلة الدم", "Blood group", "latin", "O+", required=False),
         _fact("conditions", "co", "الشروط", "Conditions", "both", "نظارات طبية|Corrective lenses", required=False)),
        term=True,
    ),
    DocumentType(
        "vehicle-registration", Text("رخصة سير", "Vehicle registration"), "traffic",
        (_HOLDER, _PLATE, _VEHICLE,
         _fact("chassis", "vn", "رقم الهيكل", "Chassis number", "latin", "JTNBF3HK903001234"),
         _fact("colour", "cr", "اللون", "Colour", "both", "أبيض|White"),
         _choice("use", "us", "نوع التسجيل", "Registration type", P=("خصوصي", "Private"),
                 T=("نقل خاص", "Private transport"), B=("نقل عام", "Public transport"),
                 M=("دراجة نارية", "Motorcycle"))),
        term=True,
    ),
    DocumentType(
        "driver-authorisation", Text("تفويض قيادة مركبة", "Authorisation to drive a vehicle"), "traffic",
        (_HOLDER, _PLATE, _VEHICLE,
         _fact("owner", "ow", "المالك", "Owner", "text", "فهد بن علي الشهري|Fahd Ali Alshehri"),
         _choice("area", "ar", "النطاق", "Where", I=("داخل المملكة", "Inside the Kingdom"),
                 O=("داخل المملكة وخارجها", "Inside and outside"))),
        term=True,
    ),
    DocumentType(
        "sale-contract", Text("عقد مبايعة مركبة", "Vehicle sale contract"), "traffic",
        (_PLATE, _VEHICLE,
         _fact("chassis", "vn", "رقم الهيكل", "Chassis number", "latin", "JTNBF3HK903001234"),
         _fact("seller", "se", "البائع", "Seller", "text", "فهد بن علي الشهري|Fahd Ali Alshehri"),
         _fact("seller_number", "si", "هوية البائع", "Seller's number", "latin", "1087654321"),
         _fact("buyer", "bu", "المشتري", "Buyer", "text", "ريم بنت عبدالله الزهراني|Reem Abdullah Alzahrani"),
         _fact("buyer_number", "bi", "هوية المشتري", "Buyer's number", "latin", "1076543210"),
         _AMOUNT,
         _fact("agreed_on", "ag", "تاريخ البيع", "Sold on", "date", "2026-06-01")),
        budget=LONG_BUDGET,
    ),
    DocumentType(
        "violation-receipt", Text("إيصال سداد مخالفة", "Receipt for a violation"), "traffic",
        (_HOLDER, FactSpec("plate", "pl", _PLATE.label, "both", _PLATE.sample, False),
         _fact("violation", "vi", "رقم المخالفة", "Violation number", "latin", "4410023391"),
         _fact("offence", "of", "المخالفة", "Offence", "both", "تجاوز السرعة|Speeding"),
         _AMOUNT, _fact("paid_on", "pd", "تاريخ السداد", "Paid on", "date", "2026-06-01")),
    ),
    DocumentType(
        "accident-report", Text("تقرير حادث مروري", "Traffic accident report"), "traffic",
        (_HOLDER, _PLATE, _PLACE, _fact("happened_on", "ho", "تاريخ الحادث", "Happened on", "date", "2026-06-01"),
         _fact("share", "sh", "نسبة المسؤولية", "Share of fault", "latin", "25 %")),
    ),
    DocumentType(
        "birth-certificate", Text("شهادة ميلاد", "Birth certificate"), "civil",
        (FactSpec("holder_number", "id", _HOLDER.label, "latin", _HOLDER.sample, False), _BIRTH, _BIRTH_HIJRI, _SEX,
         _fact("birth_place", "bp", "مكان الميلاد", "Place of birth", "both", "الرياض|Riyadh"),
         _fact("father", "fa", "الأب", "Father", "text", "ماجد بن صالح الغامدي|Majed Saleh Alghamdi"),
         _fact("mother", "mo", "الأم", "Mother", "text", "هند بنت ناصر الحربي|Hind Nasser Alharbi")),
        budget=LONG_BUDGET,
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
        budget=LONG_BUDGET,
    ),
    DocumentType(
        "civil-statement", Text("مشهد من الأحوال المدنية", "Statement from Civil Affairs"), "civil",
        (_HOLDER, _BIRTH,
         FactSpec("statement", "st", Text("المشهد", "Statement"), "both",
                  "غير متزوج حتى تاريخ الإصدار|Not married on the day of issue")),
        valid_for=timedelta(days=90),
    ),
    DocumentType(
        "criminal-record", Text("صحيفة خلو السوابق", "Criminal record certificate"), "police",
        (_HOLDER, _BIRTH, _NATIONALITY,
         _choice("result", "rs", "النتيجة", "Result", N=("لا سوابق مسجلة", "No record found"),
                 R=("توجد سوابق", "Record found")),
         _fact("requested_by", "rq", "الجهة الطالبة", "Requested by", "both",
               "وزارة الصحة|Ministry of Health", required=False)),
        valid_for=timedelta(days=90),
    ),
    DocumentType(
        "loss-report", Text("بلاغ فقدان", "Loss report"), "police",
        (_HOLDER, _fact("item", "it", "المفقود", "What was lost", "both", "جواز سفر|Passport"),
         _fact("item_number", "in", "رقمه", "Its number", "latin", "A12345678", required=False),
         _fact("lost_on", "lo", "تاريخ الفقدان", "Lost on", "date", "2026-06-01"), _PLACE),
    ),
    DocumentType(
        "payment-receipt", Text("إيصال سداد", "Payment receipt"), "platform",
        (_SUBJECT, _AMOUNT, _fact("paid_on", "pd", "تاريخ السداد", "Paid on", "date", "2026-06-01"),
         _fact("bill", "bl", "رقم الفاتورة", "Bill number", "latin", "k3m9x2p7q4aa")),
    ),
    DocumentType(
        "objection-decision", Text("قرار في اعتراض", "Decision on an objection"), "platform",
        (_HOLDER, _SUBJECT,
         _choice("outcome", "ou", "القرار", "Decision", A=("قُبل الاعتراض", "Accepted"),
                 R=("رُفض الاعتراض", "Rejected"), P=("قُبل جزئيًا", "Accepted in part")),
         _fact("reason", "re", "السبب", "Reason", "both",
               "ثبت أن المركبة لم تكن في الموقع|The vehicle was shown to be elsewhere")),
        budget=LONG_BUDGET,
    ),
    DocumentType(
        "appointment-ticket", Text("تذكرة موعد", "Appointment ticket"), "platform",
        (_SUBJECT, _PLACE, _fact("day", "da", "اليوم", "Day", "date", "2026-06-14"),
         _fact("time", "ti", "الوقت", "Time", "latin", "09:30"),
         _fact("bring", "br", "أحضر معك", "Bring with you", "both", "الهوية الأصلية|Your original ID", required=False)),
        term=True, budget=LONG_BUDGET,
    ),
    DocumentType(
        "consent-record", Text("سجل موافقة", "Consent record"), "platform",
        (_HOLDER, _SUBJECT,
         _fact("given_to", "to", "لمن", "Given to", "both", "بنك الواحة|Oasis Bank"),
         _fact("scope", "sc", "البيانات", "Data", "both",
               "الاسم وتاريخ الميلاد|Name and date of birth", required=False)),
        budget=LONG_BUDGET,
    ),
    DocumentType(
        "data-report", Text("تقرير بياناتي", "My data report"), "platform",
        (_HOLDER, _SUBJECT,
         _fact("digest", "dg", "بصمة البيانات", "Digest of the data", "latin", "9f86d081884c7d659a2feaa0c55ad015"),
         _fact("rows", "rw", "عدد السجلات", "Records", "number", "42", required=False)),
        valid_for=timedelta(days=30),
    ),
    DocumentType(
        "permit", Text("تصريح", "Permit"), "platform",
        (_HOLDER, _SUBJECT, FactSpec("place", "pc", _PLACE.label, "both", _PLACE.sample, False)),
        term=True,
    ),
    DocumentType(
        "licence", Text("ترخيص", "Licence"), "platform",
        (_HOLDER, _SUBJECT, FactSpec("place", "pc", _PLACE.label, "both", _PLACE.sample, False)),
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
