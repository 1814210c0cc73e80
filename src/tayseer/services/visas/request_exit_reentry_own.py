"""A worker asks for an exit/re-entry visa of their own; the employer may object, and silence does not stop it."""

from datetime import date

from tayseer.kit.expressions import DAY, Constant, plus_months
from tayseer.kit.questions import Question
from tayseer.kit.rules import Rule
from tayseer.kit.services import APPROVED, LAPSED, REFUSED, SURE, Act, Example, Fee, Notice, Step
from tayseer.kit.text import Text
from tayseer.law import common
from tayseer.law import visas as law
from tayseer.registries.people.contract import APPLICANT
from tayseer.registries.residency.contract import Iqama
from tayseer.registries.visas.contract import Visa, issue_visa
from tayseer.services.common.gate import fingerprint_enrolled, gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.trials import TODAY, gate_examples, judged
from tayseer.services.families import permit
from tayseer.services.visas.personas import ABSENCE, ADULT_FINGERPRINT, TRAVELLER, maid, newest
from tayseer.services.visas.rules import (
    inside_kingdom,
    iqama_outlasts_stay,
    iqama_valid,
    new_exit_reentry,
    no_travel_ban,
    not_reported_absent,
    passport_lasts,
)

LABOUR = "Labour Reform Initiative"
IQAMA = Iqama.of(APPLICANT)
VISA = Visa.of(APPLICANT)

DAYS = Question(
    "days",
    ar="كم يومًا ستبقى خارج المملكة؟",
    en="How many days will you stay abroad?",
    kind="whole",
    hint=Text(
        ar="تُحسب الأيام من يوم مغادرتك.",
        en="Days are counted from the day you leave.",
    ),
)

TERMS = {
    "leave_by": plus_months(DAY, law.travel_start_months),
    "return_by": Constant(None),
    "stay_days": DAYS,
    "counted_from": Constant("departure"),
}

HAS_EMPLOYER = Rule(
    code="ERV-18",
    ar="إقامتك إقامة عامل لدى صاحب عمل.",
    en="Your iqama is that of a worker with an employer.",
    basis=f"{LABOUR}, scope",
    holds=IQAMA.kind.is_one_of("domestic", "establishment"),
    because=Text(
        ar="نوع إقامتك: {kind}. هذه الخدمة للعاملين.",
        en="The kind of your iqama is: {kind}. This service is for workers.",
    ),
    shows={"kind": IQAMA.kind},
    cure=Text(
        ar="يطلب رب الأسرة تأشيرة المرافق من حسابه.",
        en="The head of household asks for a family member's visa from their own account.",
    ),
)

SHORT_STAY = Rule(
    code="ERV-13",
    ar="مدة الطلب يوم واحد على الأقل، ولا تزيد على الحد المقرر.",
    en="The stay asked for is at least one day and within the limit.",
    basis=f"{LABOUR}, ERV-13",
    holds=(DAYS >= 1) & (law.own_request_days >= DAYS),
    because=Text(
        ar="طلبك بنفسك يكون لسفرة واحدة، أيامها من يوم واحد إلى {most}. إن احتجت إلى أطول فاطلبها من صاحب العمل.",
        en="Your own request can cover a single trip of one to {most} days. For a longer one ask your employer.",
    ),
    shows={"most": law.own_request_days},
)

SPONSOR_ANSWERS = Step(
    "sponsor-answer",
    ar="رد صاحب العمل",
    en="The employer's answer",
    by="applicant.sponsor",
    does="consent",
    within=law.employer_answer_days,
    then="establishment-answer",
    otherwise="labour-decision",
    silence="issue-unanswered",
    when=IQAMA.kind == "domestic",
)
ESTABLISHMENT_ANSWERS = Step(
    "establishment-answer",
    ar="رد المنشأة",
    en="The establishment's answer",
    by="applicant.employer_manager",
    does="consent",
    within=law.employer_answer_days,
    then="pay",
    otherwise="labour-decision",
    silence="issue-unanswered",
    when=IQAMA.kind == "establishment",
)
PAY_APPROVED = Step(
    "pay",
    ar="سداد الرسم وإصدار التأشيرة",
    en="Payment and issue of the visa",
    by="applicant",
    does="pay",
    within=common.payment_days,
    then=APPROVED,
    otherwise=LAPSED,
    silence=LAPSED,
)
LABOUR_DECIDES = Step(
    "labour-decision",
    ar="بت وزارة العمل في الاعتراض",
    en="The labour ministry decides on the objection",
    by="officer",
    does="decide",
    within=law.labour_decision_days,
    then="pay",
    otherwise=REFUSED,
    silence="labour-decision",
    queue="labour/visa-objections",
)
ISSUE_UNANSWERED = Step(
    "issue-unanswered",
    ar="إصدار التأشيرة لعدم رد صاحب العمل",
    en="Issue without the employer's answer",
    by="applicant",
    does="pay",
    within=law.unanswered_issue_days,
    then=APPROVED,
    otherwise=LAPSED,
    silence=LAPSED,
)

GIVEN = {"applicant": maid(account={"state": "active"}, sponsor=citizen())}
ANSWERS = {DAYS: 30, "terms": True}

REQUEST_EXIT_REENTRY_OWN = permit(
    code="visas/request-exit-reentry-own",
    ar="طلب العامل تأشيرة خروج وعودة لنفسه",
    en="A worker's own request for an exit/re-entry visa",
    does=Text(
        ar="تطلب لنفسك تأشيرة سفرة واحدة. لصاحب العمل مهلة للرد، فإن لم يرد أصدرت التأشيرة بنفسك.",
        en="You ask for a single visa for yourself. Your employer has a term to answer; after it you issue the visa.",
    ),
    basis="Labour Reform Initiative; Exit and Re-entry Regulation; visa fees table",
    assurance=SURE,
    for_whom=("resident",),
    asks=(DAYS,),
    allowed_when=(
        *gate(),
        fingerprint_enrolled(APPLICANT),
        HAS_EMPLOYER,
        inside_kingdom(APPLICANT),
        passport_lasts(APPLICANT, law.exit_reentry_passport_days, code="ERV-2"),
        iqama_valid(APPLICANT),
        no_travel_ban(APPLICANT),
        not_reported_absent(APPLICANT),
        SHORT_STAY,
        iqama_outlasts_stay(APPLICANT, DAYS),
    ),
    costs=(Fee("visa", ar="رسم التأشيرة", en="Visa fee", amount=law.exit_reentry_single),),
    steps=(SPONSOR_ANSWERS, ESTABLISHMENT_ANSWERS, PAY_APPROVED, LABOUR_DECIDES, ISSUE_UNANSWERED),
    effects=(issue_visa(APPLICANT, kind="exit_reentry_single", own_request=True, in_probation=False, **TERMS),),
    issues=(new_exit_reentry(APPLICANT, trips="S", terms=TERMS),),
    acts=(
        Act(
            "visas/answer-worker-visa-request",
            ar="الرد على طلب تأشيرة عامل",
            en="Answer a worker's visa request",
            step="sponsor-answer",
            does=Text(
                ar="توافق على طلب عاملك تأشيرة خروج وعودة، أو تعترض عليه فيُحال الاعتراض إلى وزارة العمل.",
                en="You approve your worker's request for a visa, or object; the labour ministry decides then.",
            ),
            phrases=("موافقة سفر العامل", "اعتراض على تأشيرة عامل", "approve worker visa", "object to worker travel"),
        ),
    ),
    also_tells=(
        Notice(
            "labour-decision",
            APPLICANT,
            ar="اعترض صاحب العمل على طلبك رقم {case}، وأُحيل الاعتراض إلى وزارة العمل.",
            en="Your employer objected to your request, number {case}; the labour ministry will decide.",
        ),
        Notice(
            "issue-unanswered",
            APPLICANT,
            ar="لم يرد صاحب العمل على طلبك رقم {case}. سدّد الرسم في مهلته لتصدر تأشيرتك.",
            en="Your employer did not answer your request, number {case}. Pay the fee in time and the visa is issued.",
        ),
    ),
    takes=Text(
        ar="عشرة أيام على الأكثر لرد صاحب العمل، وعشرة لوزارة العمل إن اعترض.",
        en="Ten days at most for the employer's answer, and ten for the labour ministry if there is an objection.",
    ),
    mistakes=(
        Text(
            ar="ترك المهلة تمضي من غير سداد بعد سكوت صاحب العمل.",
            en="Letting the days after the employer's silence pass without paying.",
        ),
        Text(ar="طلب مدة أطول من الحد المقرر.", en="Asking for a stay beyond the limit."),
    ),
    phrases=(
        "طلب خروج وعودة للعامل",
        "ابي اسافر وكفيلي ما يرد",
        "سفر العامل بنفسه",
        "exit reentry by worker",
        "my sponsor does not answer my visa",
    ),
    examples=(
        Example(
            "a domestic worker, thirty days",
            on=TODAY,
            given=GIVEN,
            answers=ANSWERS,
            pays="200.00",
            leaves={
                newest(VISA.number): "drawn",
                newest(VISA.kind): "exit_reentry_single",
                newest(VISA.state): "issued",
                newest(VISA.issued_on): TODAY,
                newest(VISA.leave_by): "2026-06-01",
                newest(VISA.return_by): None,
                newest(VISA.stay_days): 30,
                newest(VISA.counted_from): "departure",
                newest(VISA.own_request): True,
                newest(VISA.in_probation): False,
                newest(VISA.extensions): 0,
            },
        ),
        Example(
            "an establishment's worker, one day",
            on=TODAY,
            given={"applicant": maid(account={"state": "active"}, iqama__kind="establishment")},
            answers={**ANSWERS, DAYS: 1},
            pays="200.00",
            leaves={newest(VISA.stay_days): 1},
        ),
        Example("thirty-one days", on=TODAY, given=GIVEN, answers={**ANSWERS, DAYS: 31}, refused_by="ERV-13"),
        Example("no day at all", on=TODAY, given=GIVEN, answers={**ANSWERS, DAYS: 0}, refused_by="ERV-13"),
        Example(
            "the days are not said",
            on=TODAY,
            given=GIVEN,
            answers={"terms": True},
            refused_by=("ERV-12", "ERV-13"),
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "applicant",
            [
                *ADULT_FINGERPRINT,
                *TRAVELLER,
                *ABSENCE,
                ("a family member", {"iqama__kind": "dependant"}, "ERV-18"),
                ("an iqama that ends as the margin does", {"iqama__expires_on": date(2026, 6, 29)}, "ERV-12"),
                ("an iqama that lasts a day beyond the margin", {"iqama__expires_on": date(2026, 6, 30)}, None),
                (
                    "an iqama that ended yesterday",
                    {"iqama__expires_on": date(2026, 2, 28)},
                    ("ERV-12", "ERV-3", "G-2"),
                ),
                ("an iqama that ends today", {"iqama__expires_on": date(2026, 3, 1)}, "ERV-12"),
            ],
            pays="200.00",
        ),
        *gate_examples(GIVEN, ANSWERS, pays="200.00", identity="none", harmless="security_note"),
    ),
)
