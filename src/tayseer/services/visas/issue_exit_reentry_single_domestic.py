"""Issue a single exit/re-entry visa to a domestic worker."""

from datetime import date

from tayseer.kit.expressions import Constant, later_of
from tayseer.kit.services import SURE, Example, Fee, Notice
from tayseer.kit.text import Text
from tayseer.law import visas as law
from tayseer.registries.visas.contract import Visa, issue_visa
from tayseer.services.common.gate import fingerprint_enrolled, gate, no_unpaid_violations
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import WORKER
from tayseer.services.common.trials import FINES_OF_SERVED, TODAY, gate_examples, judged
from tayseer.services.families import permit
from tayseer.services.visas.personas import (
    ABSENCE,
    ADULT_FINGERPRINT,
    TRAVELLER,
    issue_examples,
    maid,
    newest,
    stay_examples,
)
from tayseer.services.visas.rules import (
    COUNTED,
    FROM_DEPARTURE,
    inside_kingdom,
    iqama_outlasts_stay,
    iqama_valid,
    months_of,
    new_exit_reentry,
    no_travel_ban,
    not_reported_absent,
    passport_lasts,
    terms_of,
)

MONTHS = months_of(1, 2, 3, 4, 5, 6, 9, 12)
FURTHER_MONTHS = later_of(MONTHS - law.exit_reentry_single_months, Constant(0))
TERMS = terms_of(MONTHS)
VISA = Visa.of(WORKER)

GIVEN = {"applicant": citizen(), "worker": maid()}
ANSWERS = {COUNTED: "departure", MONTHS: 2, "terms": True}

ISSUE_EXIT_REENTRY_SINGLE_DOMESTIC = permit(
    code="visas/issue-exit-reentry-single-domestic",
    ar="إصدار تأشيرة خروج وعودة لسفرة واحدة لعامل منزلي",
    en="Issue a single exit/re-entry visa to a domestic worker",
    does=Text(
        ar="يحصل عاملك المنزلي على تأشيرة يخرج بها من المملكة مرة واحدة ثم يعود.",
        en="Gives your domestic worker a visa to leave the Kingdom once and return.",
    ),
    basis="Exit and Re-entry Regulation; visa fees table",
    assurance=SURE,
    for_whom=("resident", "citizen"),
    acts_on=WORKER,
    asks=(COUNTED, MONTHS),
    allowed_when=(
        *gate(),
        no_unpaid_violations(WORKER, code="G-7"),
        fingerprint_enrolled(WORKER),
        inside_kingdom(WORKER),
        passport_lasts(WORKER, law.exit_reentry_passport_days, code="ERV-2"),
        iqama_valid(WORKER),
        no_travel_ban(WORKER),
        not_reported_absent(WORKER),
        iqama_outlasts_stay(WORKER, MONTHS * law.month_days, only=FROM_DEPARTURE),
    ),
    costs=(
        Fee("visa", ar="رسم التأشيرة", en="Visa fee", amount=law.exit_reentry_single),
        Fee(
            "further-months",
            ar="الأشهر الإضافية",
            en="Further months",
            amount=law.exit_reentry_single_month,
            times=FURTHER_MONTHS,
        ),
    ),
    effects=(issue_visa(WORKER, kind="exit_reentry_single", own_request=False, in_probation=False, **TERMS),),
    issues=(new_exit_reentry(WORKER, trips="S", terms=TERMS),),
    also_tells=(
        Notice(
            "approved",
            WORKER,
            ar="صدرت لك تأشيرة خروج وعودة بطلب من صاحب العمل. رقم الطلب {case}.",
            en="An exit/re-entry visa has been issued to you at your employer's request, number {case}.",
        ),
    ),
    mistakes=(
        Text(
            ar="اختيار حساب المدة من يوم الإصدار والمقصود من يوم المغادرة.",
            en="Counting the stay from issue when departure was meant.",
        ),
        Text(
            ar="انتظار ردّ الرسم: لا يُردّ بعد صدور التأشيرة وإن أُلغيت.",
            en="Expecting the fee back: it is not returned once the visa is issued, even if it is cancelled.",
        ),
        Text(ar="جواز بقي فيه أقل من تسعين يومًا.", en="A passport with less than 90 days left."),
    ),
    phrases=(
        "خروج وعودة الشغالة",
        "تأشيرة سفر السايق",
        "العاملة تبي تسافر",
        "exit reentry visa for a maid",
        "driver home leave visa",
    ),
    examples=(
        *stay_examples(
            GIVEN,
            ANSWERS,
            MONTHS,
            VISA,
            {1: "200.00", 2: "200.00", 3: "300.00", 4: "400.00", 5: "500.00", 6: "600.00", 9: "900.00", 12: "1200.00"},
        ),
        *issue_examples(GIVEN, {**ANSWERS, COUNTED: "issue", MONTHS: 4}, VISA, pays="400.00"),
        Example(
            "the new visa is a single one",
            on=TODAY,
            given=GIVEN,
            answers=ANSWERS,
            pays="200.00",
            leaves={newest(VISA.kind): "exit_reentry_single"},
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "worker",
            [
                *FINES_OF_SERVED,
                *ADULT_FINGERPRINT,
                *TRAVELLER,
                *ABSENCE,
                ("an iqama that ends as the margin does", {"iqama__expires_on": date(2026, 7, 29)}, "ERV-12"),
                ("an iqama that lasts a day beyond the margin", {"iqama__expires_on": date(2026, 7, 30)}, None),
            ],
            pays="200.00",
        ),
        *judged(
            GIVEN,
            {**ANSWERS, COUNTED: "issue"},
            "worker",
            [
                ("an iqama that ended yesterday", {"iqama__expires_on": date(2026, 2, 28)}, "ERV-3"),
                ("an iqama that ends today", {"iqama__expires_on": date(2026, 3, 1)}, None),
            ],
            pays="200.00",
        ),
        *gate_examples(GIVEN, ANSWERS, pays="200.00"),
    ),
)
