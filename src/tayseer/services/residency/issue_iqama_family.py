"""Issue a first iqama to a family member who has arrived on a residence visa."""

from datetime import date

from tayseer.kit.expressions import DAY, age_on, both, count, plus_months
from tayseer.kit.facts import changed
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example, Fee
from tayseer.kit.text import Text
from tayseer.law import common
from tayseer.law import residency as law
from tayseer.registries.people.contract import APPLICANT, name_of
from tayseer.registries.residency.contract import Iqama, issue_iqama
from tayseer.registries.visas.contract import Visa
from tayseer.services.common.gate import dependant_fingerprint_enrolled, gate, no_unpaid_violations
from tayseer.services.common.personas import dependant, resident
from tayseer.services.common.roles import DEPENDANT
from tayseer.services.common.trials import FINES_OF_SERVED, TODAY, gate_examples, judged
from tayseer.services.families import permit
from tayseer.services.residency.personas import documents_tried
from tayseer.services.residency.rules import (
    MONTHS,
    QUARTERS,
    REGULATION,
    arrived,
    dependant_card,
    insured,
    late_issue_fee,
    no_iqama_yet,
    not_reported_absent,
    passport_valid,
)

IQAMA = Iqama.of(DEPENDANT)
VISA = Visa.of(DEPENDANT)

ENTERED_TO_RESIDE = Rule(
    code="IQI-9",
    ar="دخل فرد الأسرة بتأشيرة إقامة.",
    en="The family member entered on a residence visa.",
    basis=f"{REGULATION}, first iqama of a family member",
    holds=count(
        VISA,
        where=both(VISA.kind == "residence", VISA.state == "used"),
        ar="تأشيرات الإقامة المستخدمة في الدخول",
        en="Residence visas used to enter",
    )
    >= 1,
    because=Text(
        ar="لا تأشيرة إقامة استُخدمت في الدخول باسم {person}. الزائر لا تصدر له إقامة.",
        en="There is no residence visa on which {person} entered. A visitor is not given an iqama.",
    ),
    shows={"person": name_of(DEPENDANT)},
    cure=Text(
        ar="اطلب استقدام أسرتك بتأشيرة إقامة لدى وزارة الخارجية.",
        en="Ask the foreign ministry for a residence visa for your family.",
    ),
)

ENTRY = {"number": "V9", "kind": "residence", "state": "used"}


def newcomer(**differs: object) -> dict[str, object]:
    """A daughter of 12 who arrived six weeks ago on a residence visa."""
    base = dependant(
        iqama=None,
        visa=[ENTRY],
        presence={"inside": True, "since_on": date(2026, 1, 15), "entered_on": date(2026, 1, 15)},
    )
    return changed(base, **differs)


GIVEN = {"applicant": resident(), "dependant": newcomer()}
FULL = {QUARTERS: 4, "terms": True}

ISSUE_IQAMA_FAMILY = permit(
    code="residency/issue-iqama-family",
    ar="إصدار إقامة لفرد من الأسرة",
    en="Issue a first iqama to a family member",
    does=Text(
        ar="تصدر أول إقامة لفرد من أسرتك قدم بتأشيرة إقامة، مع هوية مقيم رقمية.",
        en="Gives a family member who arrived on a residence visa a first iqama and a digital resident ID.",
    ),
    basis="Residence Regulation; residence fees table",
    assurance=SURE,
    for_whom=("resident",),
    acts_on=DEPENDANT,
    asks=(QUARTERS,),
    allowed_when=(
        *gate(),
        no_unpaid_violations(DEPENDANT, code="G-7"),
        arrived(DEPENDANT),
        ENTERED_TO_RESIDE,
        no_iqama_yet(DEPENDANT),
        dependant_fingerprint_enrolled(DEPENDANT),
        passport_valid(DEPENDANT, code="IQI-4"),
        insured(DEPENDANT, code="IQI-5"),
        not_reported_absent(DEPENDANT, code="IQI-8"),
    ),
    costs=(
        Fee(
            "iqama",
            ar="رسم الإقامة",
            en="Iqama fee",
            amount=law.dependant_fee_adult_quarter,
            times=QUARTERS,
            when=age_on(DEPENDANT.born_on, DAY) >= common.adult_age,
        ),
        Fee(
            "levy",
            ar="المقابل المالي عن المرافق",
            en="Dependant's levy",
            amount=law.dependant_levy_month,
            times=MONTHS,
        ),
        late_issue_fee(DEPENDANT),
    ),
    effects=(issue_iqama(DEPENDANT, kind="dependant", expires_on=plus_months(DAY, MONTHS)),),
    issues=(dependant_card(DEPENDANT, APPLICANT),),
    mistakes=(
        Text(ar="تجاوز المهلة بعد القدوم: تلزم غرامة.", en="Letting the days after arrival pass: a fine falls due."),
        Text(ar="طلب إقامة لمن دخل بتأشيرة زيارة.", en="Asking for somebody who entered on a visit visa."),
        Text(ar="وصول الأسرة قبل شراء وثيقة التأمين.", en="A family that arrived before the insurance was bought."),
    ),
    phrases=(
        "اصدار اقامة لزوجتي",
        "استخراج اقامة للعيال",
        "اقامة جديدة للعائلة",
        "first iqama for my wife",
        "new residence permit for children",
    ),
    examples=(
        *(
            Example(
                f"a daughter of 12, quarters: {quarters}",
                on=TODAY,
                given=GIVEN,
                answers={**FULL, QUARTERS: quarters},
                pays=pays,
                leaves={
                    IQAMA.number: "2000000022",
                    IQAMA.card_number: "drawn",
                    IQAMA.kind: "dependant",
                    IQAMA.state: "active",
                    IQAMA.issued_on: TODAY,
                    IQAMA.expires_on: ends,
                    IQAMA.late_renewals: 0,
                },
            )
            for quarters, pays, ends in (
                (1, "1200.00", "2026-06-01"),
                (2, "2400.00", "2026-09-01"),
                (3, "3600.00", "2026-12-01"),
                (4, "4800.00", "2027-03-01"),
            )
        ),
        *(
            Example(
                name,
                on=TODAY,
                given={**GIVEN, "dependant": newcomer(**differs)},
                answers={**FULL, QUARTERS: 2},
                pays=pays,
            )
            for name, differs, pays in (
                ("18 years old today pays the adult's fee", {"born_on": date(2008, 3, 1)}, "2650.00"),
                ("18 tomorrow does not", {"born_on": date(2008, 3, 2)}, "2400.00"),
                ("ninety days after arrival is in time", {"presence__entered_on": date(2025, 12, 1)}, "2400.00"),
                ("ninety-one days after arrival is late", {"presence__entered_on": date(2025, 11, 30)}, "2900.00"),
            )
        ),
        *(
            Example(
                f"the levy on {on}",
                on=on,
                given={
                    **GIVEN,
                    "dependant": newcomer(born_on=date(2012, 9, 4), presence__entered_on=date.fromisoformat(on)),
                },
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
        *judged(
            GIVEN,
            FULL,
            "dependant",
            [
                *FINES_OF_SERVED,
                *documents_tried("IQI"),
                ("not arrived", {"presence__inside": False}, "IQI-10"),
                ("the day of arrival is not known", {"presence__entered_on": None}, "IQI-10"),
                ("entered on a visit visa", {"visa": [{**ENTRY, "kind": "visit"}]}, "IQI-9"),
                ("a residence visa not used yet", {"visa": [{**ENTRY, "state": "issued"}]}, "IQI-9"),
                ("two residence visas, both used", {"visa": [ENTRY, ENTRY]}, None),
                ("an iqama already", {"iqama": {"number": "2000000022"}}, "IQI-11"),
                (
                    "no fingerprint on the eve of six",
                    {"born_on": date(2020, 3, 2), "enrolment__fingerprint_on": None},
                    None,
                ),
                (
                    "no fingerprint at six",
                    {"born_on": date(2020, 3, 1), "enrolment__fingerprint_on": None},
                    "G-4",
                ),
            ],
            pays="4800.00",
        ),
        *gate_examples(GIVEN, FULL, pays="4800.00", identity="iqama"),
    ),
)
