"""Show a resident what the registries hold about them: person, iqama, passport, presence, visas."""

from tayseer.kit.services import Example, Shown
from tayseer.kit.text import Text
from tayseer.registries.addresses.contract import Address
from tayseer.registries.biometrics.contract import Enrolment
from tayseer.registries.borders.contract import Presence
from tayseer.registries.passports.contract import Passport
from tayseer.registries.people.contract import APPLICANT, name_of
from tayseer.registries.residency.contract import Iqama
from tayseer.registries.visas.contract import Visa
from tayseer.services.common.gate import account_active
from tayseer.services.common.personas import resident
from tayseer.services.common.trials import FINE, SUSPENSION, TODAY
from tayseer.services.families import query

IQAMA = Iqama.of(APPLICANT)
PASSPORT = Passport.of(APPLICANT)
PRESENCE = Presence.of(APPLICANT)
ENROLMENT = Enrolment.of(APPLICANT)
ADDRESS = Address.of(APPLICANT)

VIEW_PERSONAL_INFORMATION = query(
    code="residency/view-personal-information",
    ar="المعلومات الشخصية للمقيم",
    en="A resident's personal information",
    does=Text(
        ar="تعرض لك ما تحفظه السجلات عنك: بياناتك وإقامتك وجوازك ودخولك وتأشيراتك.",
        en="Shows what the registries hold about you: your data, iqama, passport, entry and visas.",
    ),
    basis="Personal Data Protection Law, art. 4: the right of access",
    for_whom=("resident",),
    allowed_when=(account_active(),),
    shows=(
        Shown(ar="الاسم", en="Name", value=name_of(APPLICANT)),
        Shown(ar="رقم الهوية", en="Identity number", value=APPLICANT.number),
        Shown(ar="الجنسية", en="Nationality", value=APPLICANT.nationality),
        Shown(ar="تاريخ الميلاد", en="Date of birth", value=APPLICANT.born_on),
        Shown(ar="الجنس", en="Sex", value=APPLICANT.sex),
        Shown(ar="الحالة الاجتماعية", en="Marital status", value=APPLICANT.marital_status),
        Shown(ar="المهنة", en="Occupation", value=APPLICANT.occupation),
        Shown(ar="نوع الإقامة", en="Kind of iqama", value=IQAMA.kind),
        Shown(ar="حالة الإقامة", en="State of the iqama", value=IQAMA.state),
        Shown(ar="تاريخ إصدار الإقامة", en="Iqama issued on", value=IQAMA.issued_on),
        Shown(ar="تاريخ انتهاء الإقامة", en="Iqama ends on", value=IQAMA.expires_on),
        Shown(ar="رقم جواز السفر", en="Passport number", value=PASSPORT.number),
        Shown(ar="دولة إصدار الجواز", en="Passport issued by", value=PASSPORT.country),
        Shown(ar="تاريخ انتهاء الجواز", en="Passport ends on", value=PASSPORT.expires_on),
        Shown(ar="داخل المملكة", en="Inside the Kingdom", value=PRESENCE.inside),
        Shown(ar="منذ", en="Since", value=PRESENCE.since_on),
        Shown(ar="تاريخ تسجيل البصمة", en="Fingerprint taken on", value=ENROLMENT.fingerprint_on),
        Shown(ar="العنوان الوطني المختصر", en="Short national address", value=ADDRESS.short_code),
        Shown(
            ar="التأشيرات",
            en="Visas",
            records=Visa.of(APPLICANT),
            fields=("number", "kind", "state", "issued_on", "leave_by", "return_by"),
        ),
    ),
    mistakes=(
        Text(
            ar="السكوت عن خطأ في البيانات: اطلب تصحيحه قبل أن تحتاج إلى خدمة.",
            en="Leaving an error in the data: have it corrected before you need a service.",
        ),
    ),
    phrases=("معلوماتي", "بيانات المقيم", "رقم الحدود وبياناتي", "my information", "resident data"),
    examples=(
        Example(
            "a resident sees his data",
            on=TODAY,
            given={"applicant": resident()},
            pays="0.00",
            leaves={IQAMA.expires_on: "2027-02-28", PASSPORT.number: "J5000001"},
        ),
        Example(
            "fines and a suspension do not close it",
            on=TODAY,
            given={"applicant": resident(violation=[FINE], restriction=[SUSPENSION])},
            pays="0.00",
        ),
        Example(
            "an account that is not active",
            on=TODAY,
            given={"applicant": resident(account__state="inactive")},
            refused_by="G-1",
        ),
    ),
)
