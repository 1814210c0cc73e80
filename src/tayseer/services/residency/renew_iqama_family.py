"""Renew a family member's iqama: the head of household extends the residence permit of somebody on their record."""

from datetime import date

from tayseer.exchange.contract import Schooling
from tayseer.kit.expressions import DAY, age_on, either, when
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example, Fee
from tayseer.kit.text import Text
from tayseer.law import common
from tayseer.law import residency as law
from tayseer.registries.people.contract import APPLICANT, name_of
from tayseer.registries.residency.contract import Iqama, extend_iqama
from tayseer.services.common.gate import gate, no_unpaid_violations
from tayseer.services.common.personas import dependant, resident
from tayseer.services.common.roles import DEPENDANT
from tayseer.services.common.trials import FINES_OF_SERVED, SUSPENSION, TODAY, gate_examples, judged
from tayseer.services.families import renewal
from tayseer.services.residency.personas import PHOTO_AND_FINGERPRINT, documents_tried, late_examples
from tayseer.services.residency.rules import (
    MONTHS,
    QUARTERS,
    REGULATION,
    dependant_card,
    fingerprint_and_photo,
    insured,
    is_late,
    late_fee,
    not_late_again,
    not_reported_absent,
    passport_valid,
    renewed_end,
    times_abroad,
)

IQAMA = Iqama.of(DEPENDANT)
AGE = age_on(DEPENDANT.born_on, DAY)

SON_STUDIES = Rule(
    code="IQR-6",
    ar="الابن الذي جاوز السن المقررة لديه إثبات دراسة.",
    en="A son above the age set by law has proof of study.",
    basis=f"{REGULATION}, IQR-6",
    holds=either(DEPENDANT.sex == "female", law.son_study_age >= AGE, Schooling.of(DEPENDANT).valid_until >= DAY),
    because=Text(
        ar="عمر {person} بالسنوات {age}. يلزم إثبات الدراسة بعد سن {limit}.",
        en="{person} is {age}. Proof of study is required above {limit}.",
    ),
    shows={"person": name_of(DEPENDANT), "age": AGE, "limit": law.son_study_age},
    cure=Text(
        ar="اطلب من جهة الدراسة تحديث قيده في سجل وزارة التعليم؛ تصلنا النتيجة بنفسها.",
        en="Ask the school or university to update the education ministry's record; the result reaches us by itself.",
    ),
)

SON_ON_RECORD = Rule(
    code="IQR-7",
    ar="الابن المسجل مرافقًا لم يتجاوز السن المقررة.",
    en="A son on the dependant record has not passed the age set by law.",
    basis=f"{REGULATION}, IQR-7",
    holds=either(DEPENDANT.sex == "female", law.son_own_iqama_age >= AGE),
    because=Text(
        ar="جاوز {person} سن {limit}، ويحتاج إلى إقامة مستقلة.",
        en="{person} is over {limit} and needs an iqama of his own.",
    ),
    shows={"person": name_of(DEPENDANT), "limit": law.son_own_iqama_age},
    cure=Text(ar="انقل إقامته إلى جهة عمل أو دراسة.", en="Move his iqama to an employer or a place of study."),
)

FATHER = resident()
GIVEN = {"applicant": FATHER, "dependant": dependant()}
WIFE_ABROAD = {"applicant": FATHER, "dependant": dependant(born_on=date(1992, 1, 5), presence__inside=False)}
FULL = {QUARTERS: 4, "terms": True}
THREE_MONTHS = {**FULL, QUARTERS: 1}

RENEW_IQAMA_FAMILY = renewal(
    code="residency/renew-iqama-family",
    ar="تجديد إقامة فرد من الأسرة",
    en="Renew a family member's iqama",
    does=Text(
        ar="تمدّ إقامة أحد أفراد أسرتك، وتحصل على هوية مقيم رقمية بتاريخها الجديد.",
        en="Extends the iqama of a member of your family; you get a digital resident ID with the new date.",
    ),
    basis="Residence Regulation; residence fees table",
    assurance=SURE,
    for_whom=("resident",),
    acts_on=DEPENDANT,
    asks=(QUARTERS,),
    allowed_when=(
        *gate(cures={"G-2"}),
        no_unpaid_violations(DEPENDANT, code="G-7"),
        passport_valid(DEPENDANT, code="IQR-1"),
        fingerprint_and_photo(DEPENDANT),
        insured(DEPENDANT, code="IQR-4"),
        not_reported_absent(DEPENDANT, code="IQR-5"),
        SON_STUDIES,
        SON_ON_RECORD,
        not_late_again(DEPENDANT),
    ),
    costs=(
        Fee(
            "iqama",
            ar="رسم الإقامة",
            en="Iqama fee",
            amount=law.dependant_fee_adult_quarter,
            times=QUARTERS * times_abroad(DEPENDANT),
            when=common.adult_age <= AGE,
        ),
        Fee(
            "levy",
            ar="المقابل المالي عن المرافق",
            en="Dependant's levy",
            amount=law.dependant_levy_month,
            times=MONTHS,
        ),
        late_fee(DEPENDANT),
    ),
    effects=(
        extend_iqama(
            DEPENDANT,
            expires_on=renewed_end(DEPENDANT),
            late_renewals=IQAMA.late_renewals + when(is_late(DEPENDANT), 1, 0),
        ),
    ),
    issues=(dependant_card(DEPENDANT, APPLICANT),),
    mistakes=(
        Text(ar="التأمين الصحي منتهٍ يوم التجديد.", en="The medical insurance has ended on the day of renewal."),
        Text(ar="مخالفة غير مسددة على رب الأسرة أو فردها.", en="An unpaid violation of the head or of the member."),
        Text(ar="جواز مجدد لم تُحدّث بياناته هنا.", en="A passport renewed abroad and not updated here."),
    ),
    phrases=("تجديد الإقامة", "اقامة زوجتي", "اقامة اولادي", "renew iqama wife", "renew residence permit of my son"),
    examples=(
        Example(
            "a daughter of 12, one year",
            on=TODAY,
            given=GIVEN,
            answers=FULL,
            pays="4800.00",
            leaves={IQAMA.expires_on: "2028-02-28", IQAMA.late_renewals: 0},
        ),
        Example(
            "a daughter of 12, nine months",
            on=TODAY,
            given=GIVEN,
            answers={**FULL, QUARTERS: 3},
            pays="3600.00",
            leaves={IQAMA.expires_on: "2027-11-28"},
        ),
        Example(
            "a wife of 34, three months, abroad: the fee is double, the levy is not",
            on=TODAY,
            given=WIFE_ABROAD,
            answers=THREE_MONTHS,
            pays="1450.00",
        ),
        *(
            Example(
                name,
                on=on,
                given={"applicant": FATHER, "dependant": dependant(born_on=date(2008, 3, 1))},
                answers={**FULL, QUARTERS: 2},
                pays=pays,
            )
            for name, on, pays in (
                ("18 years old today pays the adult's fee", "2026-03-01", "2650.00"),
                ("18 tomorrow does not", "2026-02-28", "2400.00"),
            )
        ),
        *late_examples(GIVEN, THREE_MONTHS, "dependant", IQAMA, pays=("1200.00", "1700.00", "2200.00")),
        *(
            Example(name, on=on, given=WIFE_ABROAD, answers=THREE_MONTHS, pays=pays)
            for name, on, pays in (
                ("abroad on the eve of the double fee", "2024-12-31", "1325.00"),
                ("abroad on the first day of the double fee", "2025-01-01", "1450.00"),
            )
        ),
        *(
            Example(
                f"the levy on {on}",
                on=on,
                given={"applicant": FATHER, "dependant": dependant(born_on=date(2012, 9, 4))},
                answers=THREE_MONTHS,
                pays=pays,
            )
            for on, pays in (
                ("2017-07-01", "300.00"),
                ("2018-06-30", "300.00"),
                ("2018-07-01", "600.00"),
                ("2019-06-30", "600.00"),
                ("2019-07-01", "900.00"),
                ("2020-06-30", "900.00"),
                ("2020-07-01", "1200.00"),
            )
        ),
        *judged(
            GIVEN,
            FULL,
            "dependant",
            [
                *FINES_OF_SERVED,
                *documents_tried("IQR"),
                *PHOTO_AND_FINGERPRINT,
                ("a son of 19 who does not study", {"sex": "male", "born_on": date(2007, 3, 1)}, "IQR-6"),
                (
                    "a son of 19 whose studies ended yesterday",
                    {"sex": "male", "born_on": date(2007, 3, 1), "schooling": {"valid_until": date(2026, 2, 28)}},
                    "IQR-6",
                ),
                (
                    "a son of 22, studying",
                    {"sex": "male", "born_on": date(2004, 3, 1), "schooling": {"valid_until": date(2027, 6, 1)}},
                    "IQR-7",
                ),
            ],
            pays="4800.00",
        ),
        *judged(
            GIVEN,
            FULL,
            "dependant",
            [
                (
                    "a daughter of 22 who does not study stays on the record",
                    {"born_on": date(2004, 3, 1)},
                    None,
                ),
                (
                    "a son of 19 whose studies last until today",
                    {"sex": "male", "born_on": date(2007, 3, 1), "schooling": {"valid_until": date(2026, 3, 1)}},
                    None,
                ),
                (
                    "a son of 18 on the eve of his nineteenth birthday",
                    {"sex": "male", "born_on": date(2007, 3, 2)},
                    None,
                ),
                (
                    "a son of 21 on the eve of 22, studying",
                    {"sex": "male", "born_on": date(2004, 3, 2), "schooling": {"valid_until": date(2027, 6, 1)}},
                    None,
                ),
            ],
            pays="5300.00",
        ),
        *judged(
            GIVEN,
            FULL,
            "applicant",
            [
                ("the father's own iqama has ended", {"iqama__expires_on": date(2026, 1, 1)}, None),
                (
                    "services of the father are suspended, and his account is locked",
                    {"account__state": "locked", "restriction": [SUSPENSION]},
                    ("G-1", "G-8"),
                ),
            ],
            pays="4800.00",
        ),
        *gate_examples(GIVEN, FULL, pays="4800.00", without={"G-2"}, identity="iqama"),
    ),
)
