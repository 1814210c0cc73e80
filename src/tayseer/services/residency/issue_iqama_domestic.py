"""Issue a first iqama to a domestic worker who has arrived."""

from datetime import date

from tayseer.exchange.contract import ResidenceMedical
from tayseer.kit.expressions import DAY, plus_months
from tayseer.kit.facts import changed
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example, Fee, Notice
from tayseer.kit.text import Text
from tayseer.law import residency as law
from tayseer.registries.people.contract import APPLICANT, name_of
from tayseer.registries.residency.contract import Iqama, issue_iqama
from tayseer.services.common.gate import fingerprint_enrolled, gate, no_unpaid_violations
from tayseer.services.common.personas import citizen, domestic_worker
from tayseer.services.common.roles import WORKER
from tayseer.services.common.trials import FINES_OF_SERVED, THIS_DAY, TODAY, YESTERDAY, gate_examples, judged
from tayseer.services.families import permit
from tayseer.services.residency.personas import documents_tried
from tayseer.services.residency.rules import (
    MONTHS,
    QUARTERS,
    REGULATION,
    arrived,
    domestic_card,
    insured,
    late_issue_fee,
    no_iqama_yet,
    not_reported_absent,
    passport_valid,
)

IQAMA = Iqama.of(WORKER)
MEDICAL = ResidenceMedical.of(WORKER)

FIT = Rule(
    code="IQI-2",
    ar="اجتاز العامل الفحص الطبي.",
    en="The worker has passed the medical test.",
    basis=f"{REGULATION}, IQI-2",
    holds=MEDICAL.valid_until >= DAY,
    because=Text(
        ar="لم تصل نتيجة فحص طبي سارية باسم {person}.",
        en="No valid medical result of {person} has arrived.",
    ),
    shows={"person": name_of(WORKER)},
    cure=Text(
        ar="يُفحص العامل في مركز معتمد، ثم أكمل هنا؛ تصلنا النتيجة بنفسها.",
        en="Have the worker tested at an approved centre, then continue here; the result reaches us by itself.",
    ),
)


def newcomer(**differs: object) -> dict[str, object]:
    """A domestic worker of 30 who arrived six weeks ago."""
    base = domestic_worker(
        iqama=None, presence={"inside": True, "since_on": date(2026, 1, 15), "entered_on": date(2026, 1, 15)}
    )
    return changed(base, **differs)


GIVEN = {"applicant": citizen(), "worker": newcomer()}
FULL = {QUARTERS: 4, "terms": True}

ISSUE_IQAMA_DOMESTIC = permit(
    code="residency/issue-iqama-domestic",
    ar="إصدار إقامة لعامل منزلي",
    en="Issue a first iqama to a domestic worker",
    does=Text(
        ar="تصدر أول إقامة لعاملك المنزلي بعد قدومه، مع هوية مقيم رقمية.",
        en="Gives your domestic worker, once arrived, a first iqama and a digital resident ID.",
    ),
    basis="Residence Regulation; residence fees table",
    assurance=SURE,
    for_whom=("citizen", "resident"),
    acts_on=WORKER,
    asks=(QUARTERS,),
    allowed_when=(
        *gate(),
        no_unpaid_violations(WORKER, code="G-7"),
        arrived(WORKER),
        no_iqama_yet(WORKER),
        FIT,
        fingerprint_enrolled(WORKER, code="IQI-3"),
        passport_valid(WORKER, code="IQI-4"),
        insured(WORKER, code="IQI-5"),
        not_reported_absent(WORKER, code="IQI-8"),
    ),
    costs=(
        Fee("iqama", ar="رسم الإقامة", en="Iqama fee", amount=law.domestic_fee_quarter, times=QUARTERS),
        late_issue_fee(WORKER),
    ),
    effects=(issue_iqama(WORKER, kind="domestic", expires_on=plus_months(DAY, MONTHS)),),
    issues=(domestic_card(WORKER, APPLICANT),),
    also_tells=(
        Notice(
            "approved",
            WORKER,
            ar="صدرت إقامتك بطلب من صاحب العمل. رقم الطلب {case}.",
            en="Your iqama has been issued at your employer's request, number {case}.",
        ),
    ),
    mistakes=(
        Text(ar="تجاوز المهلة بعد القدوم: تلزم غرامة.", en="Letting the days after arrival pass: a fine falls due."),
        Text(ar="فحص طبي في مركز غير معتمد لا تصل نتيجته.", en="A test at a centre whose results do not reach us."),
    ),
    phrases=(
        "اصدار اقامة للشغالة",
        "استخراج اقامة السايق",
        "اقامة جديدة للعاملة",
        "first iqama for a maid",
        "new residence permit for driver",
    ),
    examples=(
        *(
            Example(
                f"a worker of a citizen's, quarters: {quarters}",
                on=TODAY,
                given=GIVEN,
                answers={**FULL, QUARTERS: quarters},
                pays=pays,
                leaves={
                    IQAMA.number: "2000000030",
                    IQAMA.card_number: "drawn",
                    IQAMA.kind: "domestic",
                    IQAMA.state: "active",
                    IQAMA.issued_on: TODAY,
                    IQAMA.expires_on: ends,
                    IQAMA.late_renewals: 0,
                },
            )
            for quarters, pays, ends in (
                (1, "150.00", "2026-06-01"),
                (2, "300.00", "2026-09-01"),
                (3, "450.00", "2026-12-01"),
                (4, "600.00", "2027-03-01"),
            )
        ),
        *judged(
            GIVEN,
            FULL,
            "worker",
            [("ninety-one days after arrival is late", {"presence__entered_on": date(2025, 11, 30)}, None)],
            pays="1100.00",
        ),
        *judged(
            GIVEN,
            FULL,
            "worker",
            [
                ("ninety days after arrival is in time", {"presence__entered_on": date(2025, 12, 1)}, None),
                *FINES_OF_SERVED,
                *documents_tried("IQI"),
                ("not arrived", {"presence__inside": False}, "IQI-10"),
                ("the day of arrival is not known", {"presence__entered_on": None}, "IQI-10"),
                ("an iqama already", {"iqama": {"number": "2000000030"}}, "IQI-11"),
                ("the medical result lapsed yesterday", {"residence_medical__valid_until": YESTERDAY}, "IQI-2"),
                ("the medical result lapses today", {"residence_medical__valid_until": THIS_DAY}, None),
                ("no medical result", {"residence_medical": None}, "IQI-2"),
                ("no fingerprint", {"enrolment__fingerprint_on": None}, "IQI-3"),
                (
                    "no fingerprint at eighteen",
                    {"born_on": date(2008, 3, 1), "enrolment__fingerprint_on": None},
                    "IQI-3",
                ),
                (
                    "no fingerprint on the eve of eighteen",
                    {"born_on": date(2008, 3, 2), "enrolment__fingerprint_on": None},
                    None,
                ),
            ],
            pays="600.00",
        ),
        *gate_examples(GIVEN, FULL, pays="600.00"),
    ),
)
