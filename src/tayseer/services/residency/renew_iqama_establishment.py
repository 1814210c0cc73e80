"""Renew the iqama of an establishment's worker, by somebody who may act for the establishment."""

from tayseer.exchange.contract import WorkPermit
from tayseer.kit.expressions import DAY, Bilingual, when
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example, Fee, Notice
from tayseer.kit.text import Text
from tayseer.law import residency as law
from tayseer.registries.establishments.contract import employer_of
from tayseer.registries.people.contract import name_of
from tayseer.registries.residency.contract import Iqama, extend_iqama
from tayseer.services.common.gate import gate, no_unpaid_violations
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import EMPLOYEE
from tayseer.services.common.trials import FINES_OF_SERVED, THIS_DAY, TODAY, YESTERDAY, gate_examples, judged
from tayseer.services.families import renewal
from tayseer.services.residency.personas import PHOTO_AND_FINGERPRINT, documents_tried, employee, late_examples
from tayseer.services.residency.rules import (
    MONTHS,
    QUARTERS,
    REGULATION,
    WORKER,
    fingerprint_and_photo,
    insured,
    iqama_card,
    is_late,
    late_fee,
    not_late_again,
    not_reported_absent,
    occupation_of,
    passport_valid,
    renewed_end,
    times_abroad,
)

IQAMA = Iqama.of(EMPLOYEE)
EMPLOYER = employer_of(EMPLOYEE)
EMPLOYER_NAME = Bilingual(EMPLOYER.name_ar, EMPLOYER.name_en)
WORK_PERMIT = WorkPermit.of(EMPLOYEE)

PERMITTED_TO_WORK = Rule(
    code="IQR-11",
    ar="رخصة عمل العامل سارية.",
    en="The worker's work permit is valid.",
    basis=f"{REGULATION}; Labour Law, work permits",
    holds=WORK_PERMIT.valid_until >= DAY,
    because=Text(
        ar="لا رخصة عمل سارية باسم {person}، وآخرها ينتهي في {date}.",
        en="{person} has no valid work permit; the last on record ends on {date}.",
    ),
    shows={"person": name_of(EMPLOYEE), "date": WORK_PERMIT.valid_until},
    cure=Text(
        ar="جدّد رخصة العمل لدى وزارة العمل، ثم أكمل هنا؛ تصلنا النتيجة بنفسها.",
        en="Renew the permit at the labour ministry, then continue here; the result reaches us by itself.",
    ),
)

EMPLOYER_ACTIVE = Rule(
    code="IQR-12",
    ar="المنشأة التي يعمل فيها قائمة.",
    en="The establishment that employs the worker is active.",
    basis=f"{REGULATION}, establishments",
    holds=EMPLOYER.state == "active",
    because=Text(
        ar="حالة منشأة {employer} في السجل: {state}.",
        en="The state of the establishment {employer} on record is: {state}.",
    ),
    shows={"employer": EMPLOYER_NAME, "state": EMPLOYER.state},
    cure=Text(
        ar="صحّح وضع المنشأة لدى وزارة التجارة، أو تُنقل خدمات العامل إلى منشأة قائمة.",
        en="Put the establishment right at the commerce ministry, or have the worker transferred to an active one.",
    ),
)

GIVEN = {"applicant": citizen(), "employee": employee()}
FULL = {QUARTERS: 4, "terms": True}
THREE_MONTHS = {**FULL, QUARTERS: 1}

RENEW_IQAMA_ESTABLISHMENT = renewal(
    code="residency/renew-iqama-establishment",
    ar="تجديد إقامة عامل منشأة",
    en="Renew the iqama of an establishment's worker",
    does=Text(
        ar="تمدّ إقامة عامل في المنشأة التي تمثلها، وتصدر له هوية مقيم رقمية بتاريخها الجديد.",
        en="Extends the iqama of a worker of the establishment you act for, who gets a digital resident ID.",
    ),
    basis="Residence Regulation; residence fees table; Council of Ministers resolution on the levy",
    assurance=SURE,
    for_whom=("establishment",),
    acts_on=EMPLOYEE,
    asks=(QUARTERS,),
    allowed_when=(
        *gate(),
        no_unpaid_violations(EMPLOYEE, code="G-7"),
        passport_valid(EMPLOYEE, code="IQR-1"),
        fingerprint_and_photo(EMPLOYEE),
        insured(EMPLOYEE, code="IQR-4"),
        not_reported_absent(EMPLOYEE, code="IQR-5"),
        not_late_again(EMPLOYEE),
        PERMITTED_TO_WORK,
        EMPLOYER_ACTIVE,
    ),
    costs=(
        Fee(
            "iqama",
            ar="رسم الإقامة",
            en="Iqama fee",
            amount=law.establishment_fee_quarter,
            times=QUARTERS * times_abroad(EMPLOYEE),
        ),
        Fee("work-permit", ar="رسم رخصة العمل", en="Work permit fee", amount=law.work_permit_quarter, times=QUARTERS),
        Fee(
            "levy",
            ar="المقابل المالي عن العامل",
            en="Levy for the worker",
            amount=when(
                EMPLOYER.more_foreigners == True,  # noqa: E712 an expression
                law.levy_month_more_foreigners,
                law.levy_month_fewer_foreigners,
            ),
            times=MONTHS,
        ),
        Fee("platform", ar="مقابل خدمة المنصة", en="Platform charge", amount=law.platform_fee_renewal),
        late_fee(EMPLOYEE),
    ),
    effects=(
        extend_iqama(
            EMPLOYEE,
            expires_on=renewed_end(EMPLOYEE),
            late_renewals=IQAMA.late_renewals + when(is_late(EMPLOYEE), 1, 0),
        ),
    ),
    issues=(
        iqama_card(
            EMPLOYEE, occupation=occupation_of(EMPLOYEE, WORKER), sponsor=EMPLOYER_NAME, sponsor_number=EMPLOYER.number
        ),
    ),
    also_tells=(
        Notice(
            "approved",
            EMPLOYEE,
            ar="جُدّدت إقامتك بطلب من المنشأة التي تعمل فيها. رقم الطلب {case}.",
            en="Your iqama has been renewed at the request of the establishment you work for, number {case}.",
        ),
    ),
    mistakes=(
        Text(ar="رخصة عمل لم تُجدّد قبل الإقامة.", en="A work permit not renewed before the iqama."),
        Text(ar="التأمين الصحي منتهٍ يوم التجديد.", en="The medical insurance has ended on the day of renewal."),
        Text(ar="مخالفة غير مسددة على العامل أو ممثل المنشأة.", en="An unpaid violation of the worker or the manager."),
    ),
    phrases=(
        "تجديد اقامة موظف",
        "تجديد اقامات العمال",
        "اقامة عامل المؤسسة",
        "renew employee iqama",
        "renew iqama of my staff",
    ),
    examples=(
        *(
            Example(
                f"quarters renewed: {quarters}",
                on=TODAY,
                given=GIVEN,
                answers={**FULL, QUARTERS: quarters},
                pays=pays,
                leaves={IQAMA.expires_on: ends, IQAMA.late_renewals: 0},
            )
            for quarters, pays, ends in (
                (1, "2639.25", "2027-05-28"),
                (2, "5226.75", "2027-08-28"),
                (3, "7814.25", "2027-11-28"),
                (4, "10401.75", "2028-02-28"),
            )
        ),
        *judged(
            GIVEN,
            FULL,
            "employee",
            [("foreigners are not more numerous", {"employer__more_foreigners": False}, None)],
            pays="9201.75",
        ),
        *(
            Example(
                f"three months, abroad, on {on}, foreigners more numerous: {more}",
                on=on,
                given={
                    "applicant": citizen(),
                    "employee": employee(presence__inside=False, employer__more_foreigners=more),
                },
                answers=THREE_MONTHS,
                pays=pays,
            )
            for on, more, pays in (
                ("2018-01-01", True, "1387.50"),
                ("2018-01-01", False, "1087.50"),
                ("2018-12-31", True, "1387.50"),
                ("2018-12-31", False, "1087.50"),
                ("2019-01-01", True, "1987.50"),
                ("2019-01-01", False, "1687.50"),
                ("2019-12-31", True, "1987.50"),
                ("2019-12-31", False, "1687.50"),
                ("2020-01-01", True, "2587.50"),
                ("2020-01-01", False, "2287.50"),
                ("2024-12-31", True, "2587.50"),
                ("2025-01-01", True, "2801.75"),
            )
        ),
        *late_examples(GIVEN, THREE_MONTHS, "employee", IQAMA, pays=("2639.25", "3139.25", "3639.25")),
        *judged(
            GIVEN,
            FULL,
            "employee",
            [
                *FINES_OF_SERVED,
                *documents_tried("IQR"),
                *PHOTO_AND_FINGERPRINT,
                ("the work permit ended yesterday", {"work_permit__valid_until": YESTERDAY}, "IQR-11"),
                ("the work permit ends today", {"work_permit__valid_until": THIS_DAY}, None),
                ("the establishment is closed", {"employer__state": "closed"}, "IQR-12"),
            ],
            pays="10401.75",
        ),
        *gate_examples(GIVEN, FULL, pays="10401.75"),
    ),
)
