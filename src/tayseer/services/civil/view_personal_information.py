"""View personal information: a citizen sees what civil affairs holds about them."""

from tayseer.identity.facts import Account
from tayseer.kit.services import Example, Shown
from tayseer.kit.text import Text
from tayseer.registries.addresses.contract import Address
from tayseer.registries.passports.contract import Passport
from tayseer.registries.people.contract import APPLICANT, children_of, name_of
from tayseer.services.civil.rules import CARD
from tayseer.services.common.gate import account_active
from tayseer.services.common.personas import citizen
from tayseer.services.families import query

PASSPORT = Passport.of(APPLICANT)
ADDRESS = Address.of(APPLICANT)
ACCOUNT = Account.of(APPLICANT)

VIEW_PERSONAL_INFORMATION = query(
    code="civil/view-personal-information",
    ar="المعلومات الشخصية",
    en="Personal information",
    does=Text(
        ar="تعرض بياناتك المسجلة كما هي اليوم: اسمك وميلادك وهويتك وجوازك وعنوانك وأولادك.",
        en="Shows what is on record about you today: name, birth, identity card, passport, address and children.",
    ),
    basis="Personal Data Protection Law, art. 4: right of access",
    for_whom=("citizen",),
    allowed_when=(account_active(),),
    shows=(
        Shown(ar="رقم الهوية", en="Identity number", value=APPLICANT.number),
        Shown(ar="الاسم", en="Name", value=name_of(APPLICANT)),
        Shown(ar="الجنس", en="Sex", value=APPLICANT.sex),
        Shown(ar="تاريخ الميلاد", en="Date of birth", value=APPLICANT.born_on),
        Shown(ar="تاريخ الميلاد الهجري كما سُجّل", en="Hijri date of birth as registered", value=APPLICANT.born_on_hijri),
        Shown(ar="مكان الميلاد", en="Place of birth", value=APPLICANT.birth_place),
        Shown(ar="الجنسية", en="Nationality", value=APPLICANT.nationality),
        Shown(ar="الحالة الاجتماعية", en="Marital status", value=APPLICANT.marital_status),
        Shown(ar="المؤهل", en="Qualification", value=APPLICANT.qualification),
        Shown(ar="المهنة", en="Occupation", value=APPLICANT.occupation),
        Shown(ar="حالة بطاقة الهوية", en="Identity card state", value=CARD.state),
        Shown(ar="تاريخ انتهاء بطاقة الهوية", en="Identity card expires on", value=CARD.expires_on),
        Shown(ar="رقم الجواز", en="Passport number", value=PASSPORT.number),
        Shown(ar="تاريخ انتهاء الجواز", en="Passport expires on", value=PASSPORT.expires_on),
        Shown(ar="العنوان المختصر", en="Short address", value=ADDRESS.short_code),
        Shown(ar="المدينة", en="City", value=ADDRESS.city),
        Shown(ar="رقم الجوال", en="Mobile number", value=ACCOUNT.mobile),
        Shown(ar="البريد الإلكتروني", en="E-mail address", value=ACCOUNT.email),
        Shown(
            ar="الأولاد",
            en="Children",
            records=children_of(APPLICANT),
            fields=("name_ar", "name_en", "number", "born_on"),
        ),
    ),
    mistakes=(
        Text(
            ar="الظن أن البيانات تُعدّل من هنا. لكل بيان خدمة تعدّله.",
            en="Expecting to edit the data here. Each item has a service that changes it.",
        ),
    ),
    phrases=(
        "بياناتي",
        "معلوماتي الشخصية",
        "وش بياناتي المسجلة",
        "my data",
        "my personal record",
        "see my information",
    ),
    examples=(
        Example("a citizen with an active account", on="2026-03-01", given={"applicant": citizen()}, pays="0.00"),
        Example(
            "the account is locked",
            on="2026-03-01",
            given={"applicant": citizen(account__state="locked")},
            refused_by="G-1",
        ),
        Example(
            "the account was never activated",
            on="2026-03-01",
            given={"applicant": citizen(account=None)},
            refused_by="G-1",
        ),
        Example(
            "suspended services and an expired card do not hide one's own record",
            on="2026-03-01",
            given={"applicant": citizen(id_card__state="lost", restriction=[{"kind": "suspension"}])},
            pays="0.00",
        ),
    ),
)
