"""Enter the new passport of a family member or domestic worker in place of the one on record."""

from datetime import date

from tayseer.kit.expressions import DAY, Expression, age_on, both, count, either, plus_months
from tayseer.kit.questions import Question, declare
from tayseer.kit.rules import Rule, declaration
from tayseer.kit.services import SURE, Example, Fee, Notice
from tayseer.kit.text import Text
from tayseer.law import residency as law
from tayseer.registries.borders.contract import Presence
from tayseer.registries.passports.contract import Passport, update_foreign_passport
from tayseer.registries.people.contract import APPLICANT, Person, name_of
from tayseer.registries.restrictions.contract import Restriction
from tayseer.services.common.gate import gate, no_unpaid_violations
from tayseer.services.common.personas import citizen, dependant, domestic_worker, resident
from tayseer.services.common.roles import IN_MY_CHARGE
from tayseer.services.common.trials import FINES_OF_SERVED, LIFTED, NOTE, TODAY, gate_examples, judged
from tayseer.services.families import update
from tayseer.services.residency.rules import REGULATION, not_reported_absent

PASSPORT = Passport.of(IN_MY_CHARGE)
PRESENCE = Presence.of(IN_MY_CHARGE)
AGE = age_on(IN_MY_CHARGE.born_on, DAY)
NEXT_UPDATE_ON = plus_months(PASSPORT.updated_online_on, law.passport_update_months)

PHOTO = Question(
    "passport_photo",
    ar="صورة صفحة البيانات في الجواز الجديد",
    en="A photo of the data page of the new passport",
    kind="photo",
    hint=Text(
        ar="صوّرها في ضوء جيد، بأطرافها الأربعة، من غير لمعان.",
        en="Take it in good light, with all four edges and no glare.",
    ),
)
NUMBER = Question("passport_number", ar="رقم الجواز الجديد", en="Number of the new passport", most=12)
ISSUED_ON = Question("issued_on", ar="تاريخ إصداره", en="Date of issue", kind="day")
EXPIRES_ON = Question("expires_on", ar="تاريخ انتهائه", en="Date of expiry", kind="day")
AS_IN_PHOTO = declare(
    "as_in_photo",
    ar="الرقم والتاريخان كما في صورة الجواز المرفقة.",
    en="The number and both dates are as in the attached photo of the passport.",
)
OLD_NOT_LOST = declare("old_not_lost", ar="الجواز القديم ليس مفقودًا.", en="The old passport is not lost.")
NO_COMPANIONS = declare(
    "no_companions",
    ar="لا مرافقين مضافين على الجواز القديم.",
    en="No family members were entered on the old passport.",
)

OF_AGE = Rule(
    code="RPI-1",
    ar="صاحب الجواز في السن التي يُحدّث فيها جوازه إلكترونيًا.",
    en="The holder is of the age at which a passport is updated online.",
    basis=f"{REGULATION}, RPI-1",
    holds=law.passport_update_age <= AGE,
    because=Text(
        ar="عمر {person} بالسنوات {age}، والتحديث الإلكتروني من سن {limit}.",
        en="{person} is {age}; the online update is for {limit} and over.",
    ),
    shows={"person": name_of(IN_MY_CHARGE), "age": AGE, "limit": law.passport_update_age},
    cure=Text(
        ar="راجع إدارة الجوازات بموعد ومعك الجواز.", en="See the passports office by appointment, with the passport."
    ),
)

HOLDER_INSIDE = Rule(
    code="RPI-2",
    ar="صاحب الجواز داخل المملكة.",
    en="The holder is inside the Kingdom.",
    basis=f"{REGULATION}, RPI-2",
    holds=PRESENCE.inside == True,  # noqa: E712 an expression
    because=Text(
        ar="{person} خارج المملكة منذ {date}.",
        en="{person} has been abroad since {date}.",
    ),
    shows={"person": name_of(IN_MY_CHARGE), "date": PRESENCE.since_on},
    cure=Text(ar="حدّث الجواز بعد عودته.", en="Update the passport after the return."),
)


def _notes(who: type[Person]) -> Expression[int]:
    note = Restriction.of(who)
    standing = both(note.kind == "security_note", ~note.lifted_on.is_known())
    return count(note, where=standing, ar="ملاحظات قائمة", en="Standing notes")


NO_NOTE = Rule(
    code="RPI-7",
    ar="لا ملاحظة تستدعي نظر الموظف على أي من الطرفين.",
    en="Nothing on record of either side calls for an officer.",
    basis=f"{REGULATION}, RPI-7",
    holds=both(_notes(APPLICANT) == 0, _notes(IN_MY_CHARGE) == 0),
    because=Text(
        ar="هذا التحديث يحتاج إلى نظر موظف.",
        en="This update needs an officer.",
    ),
    cure=Text(
        ar="راجع إدارة الجوازات بموعد ومعك الجواز.", en="See the passports office by appointment, with the passport."
    ),
)

BOTH_ALIVE = Rule(
    code="RPI-8",
    ar="الطرفان على قيد الحياة.",
    en="Both sides are alive.",
    basis=f"{REGULATION}, RPI-8",
    holds=both(~APPLICANT.died_on.is_known(), ~IN_MY_CHARGE.died_on.is_known()),
    because=Text(
        ar="سُجّلت في سجل السكان وفاة أحد الطرفين، فلا يُحدّث الجواز إلكترونيًا.",
        en="A death is on record for one of the two, so the passport cannot be updated online.",
    ),
    cure=Text(ar="إن كان القيد خطأ فراجع الأحوال المدنية.", en="If the record is wrong, see civil affairs."),
)

ONCE_IN_FIVE_YEARS = Rule(
    code="RPI-9",
    ar="لم يُحدّث جواز الشخص إلكترونيًا في المدة المقررة.",
    en="The person's passport was not updated online within the term set by law.",
    basis=f"{REGULATION}, RPI-9",
    holds=either(~PASSPORT.updated_online_on.is_known(), NEXT_UPDATE_ON <= DAY),
    because=Text(
        ar="حُدّث جواز {person} إلكترونيًا في {date}، ويمكن تحديثه من جديد ابتداءً من {next}.",
        en="The passport of {person} was updated online on {date}; it can be updated again from {next}.",
    ),
    shows={"person": name_of(IN_MY_CHARGE), "date": PASSPORT.updated_online_on, "next": NEXT_UPDATE_ON},
    cure=Text(ar="قبل ذلك راجع إدارة الجوازات بموعد.", en="Until then see the passports office by appointment."),
)

NEW_PASSPORT_VALID = Rule(
    code="RPI-11",
    ar="الجواز الجديد صادر وساري المفعول.",
    en="The new passport has been issued and is valid.",
    basis=f"{REGULATION}, passport information",
    holds=both(ISSUED_ON <= DAY, EXPIRES_ON > DAY),
    because=Text(
        ar="كتبت أن الجواز الجديد صدر في {issued} وينتهي في {ends}. راجع التاريخين في الجواز.",
        en="You wrote that the new passport was issued on {issued} and ends on {ends}. Compare both with the passport.",
    ),
    shows={"issued": ISSUED_ON, "ends": EXPIRES_ON},
)

ANOTHER_NUMBER = Rule(
    code="RPI-12",
    ar="رقم الجواز الجديد غير رقم الجواز المسجل.",
    en="The number of the new passport differs from the one on record.",
    basis=f"{REGULATION}, passport information",
    holds=NUMBER != PASSPORT.number,
    because=Text(
        ar="الرقم {number} هو رقم الجواز المسجل. اكتب رقم الجواز الجديد.",
        en="{number} is the number of the passport on record. Enter the number of the new one.",
    ),
    shows={"number": PASSPORT.number},
)

GIVEN = {"applicant": citizen(), "charge": domestic_worker()}
FULL = {
    PHOTO: "photo-1",
    NUMBER: "P7654321",
    ISSUED_ON: date(2026, 2, 1),
    EXPIRES_ON: date(2036, 1, 31),
    AS_IN_PHOTO: True,
    OLD_NOT_LOST: True,
    NO_COMPANIONS: True,
    "terms": True,
}

UPDATE_PASSPORT_RENEWED = update(
    code="residency/update-passport-renewed",
    ar="تحديث معلومات جواز مقيم بعد تجديده",
    en="Enter a resident's renewed passport",
    does=Text(
        ar="تسجّل الجواز الجديد لفرد من أسرتك أو لعاملك المنزلي بدل القديم.",
        en="Puts on record the new passport of a family member or of your domestic worker, in place of the old one.",
    ),
    basis="Residence Regulation, passport information; residence fees table",
    assurance=SURE,
    for_whom=("resident", "citizen"),
    acts_on=IN_MY_CHARGE,
    asks=(PHOTO, NUMBER, ISSUED_ON, EXPIRES_ON, AS_IN_PHOTO, OLD_NOT_LOST, NO_COMPANIONS),
    allowed_when=(
        *gate(),
        no_unpaid_violations(IN_MY_CHARGE, code="G-7"),
        OF_AGE,
        HOLDER_INSIDE,
        not_reported_absent(IN_MY_CHARGE, code="RPI-5"),
        NO_NOTE,
        BOTH_ALIVE,
        ONCE_IN_FIVE_YEARS,
        NEW_PASSPORT_VALID,
        ANOTHER_NUMBER,
        declaration("RPI-3", AS_IN_PHOTO, basis=f"{REGULATION}, RPI-3"),
        declaration("RPI-4", OLD_NOT_LOST, basis=f"{REGULATION}, RPI-4"),
        declaration("RPI-10", NO_COMPANIONS, basis=f"{REGULATION}, RPI-10"),
    ),
    costs=(Fee("update", ar="رسم التحديث", en="Update fee", amount=law.passport_update_fee),),
    effects=(update_foreign_passport(IN_MY_CHARGE, number=NUMBER, issued_on=ISSUED_ON, expires_on=EXPIRES_ON),),
    also_tells=(
        Notice(
            "approved",
            IN_MY_CHARGE,
            ar="سُجّل جوازك الجديد في سجل الجوازات. إن وجدت فيه خطأ فراجع إدارة الجوازات. رقم الطلب {case}.",
            en="Your new passport is on record, request {case}. If anything is wrong, tell the passports office.",
        ),
    ),
    mistakes=(
        Text(ar="صورة غير واضحة أو مقصوصة الأطراف.", en="A photo that is blurred or cut at the edges."),
        Text(ar="كتابة رقم الجواز القديم.", en="Entering the number of the old passport."),
        Text(ar="محاولة التحديث وصاحب الجواز خارج المملكة.", en="Trying while the holder is abroad."),
    ),
    phrases=(
        "نقل معلومات الجواز",
        "جواز جديد للشغالة",
        "تحديث جواز زوجتي",
        "update passport in iqama",
        "new passport for dependant",
    ),
    examples=(
        Example(
            "a citizen's domestic worker",
            on=TODAY,
            given=GIVEN,
            answers=FULL,
            pays="69.00",
            leaves={
                PASSPORT.number: "P7654321",
                PASSPORT.country: "JOR",
                PASSPORT.state: "active",
                PASSPORT.issued_on: "2026-02-01",
                PASSPORT.expires_on: "2036-01-31",
                PASSPORT.updated_online_on: TODAY,
            },
        ),
        *(
            Example(
                name,
                on=on,
                given={"applicant": resident(), "charge": dependant(born_on=born)},
                answers={**FULL, ISSUED_ON: date(2024, 2, 1)},
                pays=pays,
                refused_by=refused,
            )
            for name, on, born, pays, refused in (
                ("a daughter of 12 before 2025: free, at any age", "2024-12-31", date(2012, 9, 4), "0.00", None),
                ("born on the last day of 2024", "2024-12-31", date(2024, 12, 31), "0.00", None),
                ("a daughter of 12 from 2025 on", "2025-01-01", date(2012, 9, 4), None, "RPI-1"),
                ("18 on the first day of 2025", "2025-01-01", date(2007, 1, 1), "69.00", None),
                ("18 on the day after", "2025-01-01", date(2007, 1, 2), None, "RPI-1"),
            )
        ),
        *(
            Example(name, on=TODAY, given=GIVEN, answers={**FULL, **differs}, pays=pays, refused_by=refused)
            for name, differs, pays, refused in (
                ("issued today", {ISSUED_ON: date(2026, 3, 1)}, "69.00", None),
                ("issued tomorrow", {ISSUED_ON: date(2026, 3, 2)}, None, "RPI-11"),
                ("ends tomorrow", {EXPIRES_ON: date(2026, 3, 2)}, "69.00", None),
                ("ends today", {EXPIRES_ON: date(2026, 3, 1)}, None, "RPI-11"),
                ("the old number", {NUMBER: "J5000001"}, None, "RPI-12"),
            )
        ),
        *(
            Example(
                f"not declared: {rule}",
                on=TODAY,
                given=GIVEN,
                answers={question: answer for question, answer in FULL.items() if question is not missing},
                refused_by=rule,
            )
            for rule, missing in (("RPI-3", AS_IN_PHOTO), ("RPI-4", OLD_NOT_LOST), ("RPI-10", NO_COMPANIONS))
        ),
        *judged(
            GIVEN,
            FULL,
            "charge",
            [
                *FINES_OF_SERVED,
                ("abroad", {"presence__inside": False}, "RPI-2"),
                ("reported absent", {"absence_report": [{"state": "open"}]}, "RPI-5"),
                ("an absence report that was closed", {"absence_report": [{"state": "closed"}]}, None),
                ("a security note on the holder", {"restriction": [NOTE]}, "RPI-7"),
                ("a note that was lifted", {"restriction": [{**NOTE, **LIFTED}]}, None),
                ("a travel ban is no note", {"restriction": [{**NOTE, "kind": "travel_ban"}]}, None),
                ("the holder has died", {"died_on": date(2026, 2, 1)}, "RPI-8"),
                ("updated five years ago today", {"passport__updated_online_on": date(2021, 3, 1)}, None),
                ("updated a day less than five years ago", {"passport__updated_online_on": date(2021, 3, 2)}, "RPI-9"),
            ],
            pays="69.00",
        ),
        *judged(
            GIVEN,
            FULL,
            "applicant",
            [
                ("a security note on the acting person", {"restriction": [NOTE]}, "RPI-7"),
                ("a lifted note on the acting person", {"restriction": [{**NOTE, **LIFTED}]}, None),
                ("the acting person has died", {"died_on": date(2026, 2, 1)}, "RPI-8"),
            ],
            pays="69.00",
        ),
        *gate_examples(GIVEN, FULL, pays="69.00"),
    ),
)
