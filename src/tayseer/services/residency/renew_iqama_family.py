"""Renew a family member's iqama: the head of household extends the residence permit of somebody on their record."""

from datetime import date
from decimal import Decimal

from tayseer.exchange.contract import HealthInsurance, Schooling
from tayseer.kit.expressions import DAY, age_on, both, count, either, later_of, plus_days, plus_months, when
from tayseer.kit.questions import pick
from tayseer.kit.rules import Rule
from tayseer.kit.services import Document, Example, Fee
from tayseer.kit.text import Text
from tayseer.law import common
from tayseer.law import residency as law
from tayseer.registries.biometrics.contract import Enrolment
from tayseer.registries.borders.contract import Presence
from tayseer.registries.passports.contract import Passport
from tayseer.registries.people.contract import name_of
from tayseer.registries.residency.contract import AbsenceReport, Iqama, extend_iqama
from tayseer.services.common.gate import gate, no_unpaid_violations
from tayseer.services.common.personas import dependant, resident, unpaid_violation
from tayseer.services.common.roles import DEPENDANT
from tayseer.services.families import renewal

IQAMA = Iqama.of(DEPENDANT)
PASSPORT = Passport.of(DEPENDANT)
ENROLMENT = Enrolment.of(DEPENDANT)
ABSENCE = AbsenceReport.of(DEPENDANT)
INSURANCE = HealthInsurance.of(DEPENDANT)

QUARTERS = pick(
    "quarters",
    ar="مدة التجديد",
    en="For how long?",
    options={
        1: ("ثلاثة أشهر", "Three months"),
        2: ("ستة أشهر", "Six months"),
        3: ("تسعة أشهر", "Nine months"),
        4: ("سنة", "One year"),
    },
)
MONTHS = QUARTERS * 3

AGE = age_on(DEPENDANT.born_on, DAY)
IS_LATE = DAY > plus_days(IQAMA.expires_on, law.grace_days)
TIMES_ABROAD = when(Presence.of(DEPENDANT).inside == False, law.abroad_factor, 1)  # noqa: E712 an expression
NEW_END = plus_months(later_of(IQAMA.expires_on, DAY), MONTHS)

PASSPORT_VALID = Rule(
    code="IQR-1",
    ar="جواز سفر فرد الأسرة ساري المفعول.",
    en="The family member's passport is valid.",
    basis="Residence Regulation, IQR-1",
    holds=PASSPORT.expires_on >= DAY,
    because=Text(
        ar="انتهى جواز {person} في {date}. جدّده لدى دولته، ثم حدّث بياناته هنا.",
        en="The passport of {person} ended on {date}. Renew it with its state, then update it here.",
    ),
    shows={"person": name_of(DEPENDANT), "date": PASSPORT.expires_on},
)

FINGERPRINT_AND_PHOTO = Rule(
    code="IQR-3",
    ar="بصمة فرد الأسرة وصورته مسجلتان متى جاوز السن المقررة.",
    en="The family member's fingerprint and photo are on file above the age set by law.",
    basis="Residence Regulation, IQR-3",
    holds=either(
        AGE <= law.fingerprint_age_renewal,
        both(ENROLMENT.fingerprint_on.is_known(), ENROLMENT.photo_on.is_known()),
    ),
    because=Text(
        ar="بصمة {person} أو صورته غير مسجلة. احجز موعدًا لتسجيلها.",
        en="The fingerprint or photo of {person} is missing. Book a visit to enrol.",
    ),
    shows={"person": name_of(DEPENDANT)},
)

INSURED = Rule(
    code="IQR-4",
    ar="التأمين الصحي لفرد الأسرة ساري المفعول.",
    en="The family member's medical insurance is active.",
    basis="Residence Regulation, IQR-4; Cooperative Health Insurance Law",
    holds=INSURANCE.valid_until >= DAY,
    because=Text(
        ar="لا وثيقة تأمين سارية باسم {person} لدى مجلس الضمان الصحي.",
        en="The insurance council shows no valid policy for {person}.",
    ),
    shows={"person": name_of(DEPENDANT)},
    cure=Text(
        ar="اشترِ وثيقة تأمين أو مدّدها لدى شركة تأمين، ثم أكمل هنا؛ تصلنا النتيجة بنفسها.",
        en="Buy or extend a policy with an insurer, then continue here; the result reaches us by itself.",
    ),
)

NOT_REPORTED_ABSENT = Rule(
    code="IQR-5",
    ar="لا بلاغ تغيب قائمًا على فرد الأسرة.",
    en="No absence report stands against the family member.",
    basis="Residence Regulation, IQR-5",
    holds=count(ABSENCE, where=ABSENCE.state == "open", ar="بلاغات التغيب القائمة", en="Open absence reports") == 0,
    because=Text(ar="على {person} بلاغ تغيب قائم.", en="An absence report stands against {person}."),
    shows={"person": name_of(DEPENDANT)},
    cure=Text(ar="اعترض على البلاغ لدى جهة العمل أو وزارة العمل.", en="Contest the report with the employer or the labour ministry."),
)

SON_STUDIES = Rule(
    code="IQR-6",
    ar="الابن الذي جاوز الثامنة عشرة لديه إثبات دراسة.",
    en="A son over 18 on the dependant record has proof of study.",
    basis="Residence Regulation, IQR-6",
    holds=either(DEPENDANT.sex == "female", AGE <= law.son_study_age, Schooling.of(DEPENDANT).valid_until >= DAY),
    because=Text(
        ar="عمر {person} \u2066{age}\u2069 سنة. يلزم إثبات الدراسة بعد سن {limit}.",
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
    ar="الابن المسجل مرافقًا لم يتجاوز الحادية والعشرين.",
    en="A son of more than 21 is no longer on the dependant record.",
    basis="Residence Regulation, IQR-7",
    holds=either(DEPENDANT.sex == "female", AGE <= law.son_own_iqama_age),
    because=Text(
        ar="جاوز {person} سن {limit}، ويحتاج إلى إقامة مستقلة.",
        en="{person} is over {limit} and needs an iqama of his own.",
    ),
    shows={"person": name_of(DEPENDANT), "limit": law.son_own_iqama_age},
    cure=Text(ar="انقل إقامته إلى جهة عمل أو دراسة.", en="Move his iqama to an employer or a place of study."),
)

FIRST_OR_SECOND_DELAY = Rule(
    code="IQR-10",
    ar="لم يتكرر التأخر في التجديد أكثر من مرتين.",
    en="Renewal has not come late more than twice.",
    basis="Residence Regulation, late renewal, third time",
    holds=either(~IS_LATE, IQAMA.late_renewals <= 1),
    because=Text(
        ar="تأخر تجديد إقامة {person} للمرة الثالثة، فلا تُجدّد إلكترونيًا.",
        en="The iqama of {person} is late for the third time and cannot be renewed online.",
    ),
    shows={"person": name_of(DEPENDANT)},
    cure=Text(ar="راجع إدارة الجوازات بموعد.", en="See the passports office by appointment."),
)

FATHER = resident()
FULL = {QUARTERS: 4, "terms": True}

RENEW_IQAMA_FAMILY = renewal(
    code="residency/renew-iqama-family",
    ar="تجديد إقامة فرد من الأسرة",
    en="Renew a family member's iqama",
    does=Text(
        ar="تمدّ إقامة أحد أفراد أسرتك، وتحصل على هوية مقيم رقمية بتاريخها الجديد.",
        en="Extends the iqama of a member of your family; you get a digital resident ID with the new date.",
    ),
    basis="Residence Regulation; residence fees table",
    for_whom=("resident",),
    acts_on=DEPENDANT,
    asks=(QUARTERS,),
    allowed_when=(
        *gate(cures={"G-2"}),
        no_unpaid_violations(DEPENDANT, code="G-7"),
        PASSPORT_VALID,
        FINGERPRINT_AND_PHOTO,
        INSURED,
        NOT_REPORTED_ABSENT,
        SON_STUDIES,
        SON_ON_RECORD,
        FIRST_OR_SECOND_DELAY,
    ),
    costs=(
        Fee(
            "iqama",
            ar="رسم الإقامة",
            en="Iqama fee",
            amount=law.dependant_fee_adult_quarter,
            times=QUARTERS * TIMES_ABROAD,
            when=AGE >= common.adult_age,
        ),
        Fee("levy", ar="المقابل المالي عن المرافق", en="Dependant's levy", amount=law.dependant_levy_month, times=MONTHS),
        Fee(
            "late",
            ar="غرامة التأخر في التجديد",
            en="Late renewal fine",
            amount=when(IQAMA.late_renewals == 0, law.late_fine_first, law.late_fine_second),
            when=IS_LATE,
        ),
    ),
    effects=(
        extend_iqama(DEPENDANT, expires_on=NEW_END, late_renewals=IQAMA.late_renewals + when(IS_LATE, 1, 0)),
    ),
    issues=(
        Document(
            "iqama",
            to=DEPENDANT,
            number=IQAMA.number,
            expires_on=IQAMA.expires_on,
            shows={"kind": IQAMA.kind, "nationality": DEPENDANT.nationality},
        ),
    ),
    mistakes=(
        Text(ar="التأمين الصحي منتهٍ يوم التجديد.", en="The medical insurance has ended on the day of renewal."),
        Text(ar="مخالفة غير مسددة على رب الأسرة أو فردها.", en="An unpaid violation of the head or of the member."),
        Text(ar="جواز مجدد لم تُحدّث بياناته هنا.", en="A passport renewed abroad and not updated here."),
    ),
    phrases=("تجديد الإقامة", "اقامة زوجتي", "اقامة اولادي", "renew iqama wife", "renew residence permit of my son"),
    examples=(
        Example(
            "a daughter of 12, one year",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant()},
            answers=FULL,
            pays="4800.00",
            leaves={IQAMA.expires_on: "2028-02-28", IQAMA.late_renewals: 0},
        ),
        Example(
            "a wife of 34, three months, abroad: the fee is double, the levy is not",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant(born_on=date(1992, 1, 5), presence__inside=False)},
            answers={**FULL, QUARTERS: 1},
            pays="1450.00",
        ),
        Example(
            "18 years old today pays the adult's fee",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant(born_on=date(2008, 3, 1))},
            answers={**FULL, QUARTERS: 2},
            pays="2650.00",
        ),
        Example(
            "18 tomorrow does not",
            on="2026-02-28",
            given={"applicant": FATHER, "dependant": dependant(born_on=date(2008, 3, 1))},
            answers={**FULL, QUARTERS: 2},
            pays="2400.00",
        ),
        Example(
            "three days after expiry is in time, and the new term starts on the day of renewal",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant(iqama__expires_on=date(2026, 2, 26))},
            answers={**FULL, QUARTERS: 1},
            pays="1200.00",
            leaves={IQAMA.expires_on: "2026-06-01", IQAMA.late_renewals: 0},
        ),
        Example(
            "four days after expiry is late",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant(iqama__expires_on=date(2026, 2, 25))},
            answers={**FULL, QUARTERS: 1},
            pays="1700.00",
            leaves={IQAMA.late_renewals: 1},
        ),
        Example(
            "late for the second time",
            on="2026-03-01",
            given={
                "applicant": FATHER,
                "dependant": dependant(iqama__expires_on=date(2026, 1, 1), iqama__late_renewals=1),
            },
            answers={**FULL, QUARTERS: 1},
            pays="2200.00",
            leaves={IQAMA.late_renewals: 2},
        ),
        Example(
            "late for the third time",
            on="2026-03-01",
            given={
                "applicant": FATHER,
                "dependant": dependant(iqama__expires_on=date(2026, 1, 1), iqama__late_renewals=2),
            },
            answers=FULL,
            refused_by="IQR-10",
        ),
        Example(
            "the last day of the double fee's absence",
            on="2024-12-31",
            given={"applicant": FATHER, "dependant": dependant(born_on=date(1992, 1, 5), presence__inside=False)},
            answers={**FULL, QUARTERS: 1},
            pays="1325.00",
        ),
        Example(
            "the first day of the double fee",
            on="2025-01-01",
            given={"applicant": FATHER, "dependant": dependant(born_on=date(1992, 1, 5), presence__inside=False)},
            answers={**FULL, QUARTERS: 1},
            pays="1450.00",
        ),
        *(
            Example(
                f"the levy on {on}",
                on=on,
                given={"applicant": FATHER, "dependant": dependant(born_on=date(2012, 9, 4))},
                answers={**FULL, QUARTERS: 1},
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
        Example(
            "the passport ended yesterday",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant(passport__expires_on=date(2026, 2, 28))},
            answers=FULL,
            refused_by="IQR-1",
        ),
        Example(
            "the passport ends today",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant(passport__expires_on=date(2026, 3, 1))},
            answers=FULL,
            pays="4800.00",
        ),
        Example(
            "no photo at 16",
            on="2026-03-01",
            given={
                "applicant": FATHER,
                "dependant": dependant(born_on=date(2010, 3, 1), enrolment__photo_on=None),
            },
            answers=FULL,
            refused_by="IQR-3",
        ),
        Example(
            "no fingerprint at 16",
            on="2026-03-01",
            given={
                "applicant": FATHER,
                "dependant": dependant(born_on=date(2010, 3, 1), enrolment__fingerprint_on=None),
            },
            answers=FULL,
            refused_by="IQR-3",
        ),
        Example(
            "no fingerprint at 15 is no obstacle",
            on="2026-03-01",
            given={
                "applicant": FATHER,
                "dependant": dependant(born_on=date(2010, 3, 2), enrolment__fingerprint_on=None),
            },
            answers=FULL,
            pays="4800.00",
        ),
        Example(
            "insurance ended yesterday",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant(health_insurance__valid_until=date(2026, 2, 28))},
            answers=FULL,
            refused_by="IQR-4",
        ),
        Example(
            "insurance ends today",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant(health_insurance__valid_until=date(2026, 3, 1))},
            answers=FULL,
            pays="4800.00",
        ),
        Example(
            "insurance not known",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant(health_insurance=None)},
            answers=FULL,
            refused_by="IQR-4",
        ),
        Example(
            "reported absent",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant(absence_report=[{"state": "open"}])},
            answers=FULL,
            refused_by="IQR-5",
        ),
        Example(
            "an absence report that was closed is no obstacle",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant(absence_report=[{"state": "closed"}])},
            answers=FULL,
            pays="4800.00",
        ),
        Example(
            "a son of 19 who does not study",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant(sex="male", born_on=date(2007, 3, 1))},
            answers=FULL,
            refused_by="IQR-6",
        ),
        Example(
            "a son of 19 whose studies last until today",
            on="2026-03-01",
            given={
                "applicant": FATHER,
                "dependant": dependant(
                    sex="male", born_on=date(2007, 3, 1), schooling={"valid_until": date(2026, 3, 1)}
                ),
            },
            answers=FULL,
            pays="5300.00",
        ),
        Example(
            "a son of 18 on the eve of his nineteenth birthday",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant(sex="male", born_on=date(2007, 3, 2))},
            answers=FULL,
            pays="5300.00",
        ),
        Example(
            "a son of 22, studying",
            on="2026-03-01",
            given={
                "applicant": FATHER,
                "dependant": dependant(
                    sex="male", born_on=date(2004, 3, 1), schooling={"valid_until": date(2027, 6, 1)}
                ),
            },
            answers=FULL,
            refused_by="IQR-7",
        ),
        Example(
            "a son of 21 on the eve of 22, studying",
            on="2026-03-01",
            given={
                "applicant": FATHER,
                "dependant": dependant(
                    sex="male", born_on=date(2004, 3, 2), schooling={"valid_until": date(2027, 6, 1)}
                ),
            },
            answers=FULL,
            pays="5300.00",
        ),
        Example(
            "a violation of the father's stands unpaid",
            on="2026-03-01",
            given={
                "applicant": resident(violation=[unpaid_violation(amount_sar=Decimal("150.00"))]),
                "dependant": dependant(),
            },
            answers=FULL,
            refused_by="G-6",
        ),
        Example(
            "a violation of the daughter's stands unpaid",
            on="2026-03-01",
            given={
                "applicant": FATHER,
                "dependant": dependant(violation=[unpaid_violation(amount_sar=Decimal("150.00"))]),
            },
            answers=FULL,
            refused_by="G-7",
        ),
        Example(
            "a violation under objection does not count",
            on="2026-03-01",
            given={
                "applicant": resident(violation=[unpaid_violation(amount_sar=Decimal("150.00"), state="objected")]),
                "dependant": dependant(),
            },
            answers=FULL,
            pays="4800.00",
        ),
        Example(
            "services of the father are suspended, and his account is locked",
            on="2026-03-01",
            given={
                "applicant": resident(
                    account__state="locked",
                    restriction=[{"kind": "suspension", "authority": "محكمة التنفيذ", "since_on": date(2026, 1, 5)}],
                ),
                "dependant": dependant(),
            },
            answers=FULL,
            refused_by=("G-1", "G-8"),
        ),
        Example(
            "a suspension that was lifted, and a travel ban, are no obstacle",
            on="2026-03-01",
            given={
                "applicant": resident(
                    restriction=[
                        {"kind": "suspension", "since_on": date(2026, 1, 5), "lifted_on": date(2026, 2, 1)},
                        {"kind": "travel_ban", "since_on": date(2026, 1, 5)},
                    ],
                ),
                "dependant": dependant(),
            },
            answers=FULL,
            pays="4800.00",
        ),
        Example(
            "the terms are not accepted",
            on="2026-03-01",
            given={"applicant": FATHER, "dependant": dependant()},
            answers={QUARTERS: 4},
            refused_by="G-11",
        ),
    ),
)
