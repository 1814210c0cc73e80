"""Issue a multiple exit/re-entry visa to a family member."""

from datetime import date

from tayseer.kit.expressions import DAY, Constant, later_of, plus_months
from tayseer.kit.services import SURE, Example, Fee
from tayseer.kit.text import Text
from tayseer.law import visas as law
from tayseer.registries.visas.contract import Visa, issue_visa
from tayseer.services.common.gate import dependant_fingerprint_enrolled, gate, no_unpaid_violations
from tayseer.services.common.personas import resident
from tayseer.services.common.roles import DEPENDANT
from tayseer.services.common.trials import FINES_OF_SERVED, TODAY, gate_examples, judged
from tayseer.services.families import permit
from tayseer.services.visas.personas import (
    DEPENDANT_FINGERPRINT,
    TRAVELLER,
    daughter,
    issue_examples,
    newest,
    stay_examples,
)
from tayseer.services.visas.rules import (
    COUNTED,
    FROM_DEPARTURE,
    ends_within_iqama,
    inside_kingdom,
    iqama_outlasts_stay,
    iqama_valid,
    months_of,
    new_exit_reentry,
    no_travel_ban,
    passport_lasts,
    terms_of,
)

MONTHS = months_of(3, 4, 5, 6, 9, 12)
FURTHER_MONTHS = later_of(MONTHS - law.exit_reentry_multiple_months, Constant(0))
TERMS = terms_of(MONTHS)
VISA = Visa.of(DEPENDANT)

GIVEN = {"applicant": resident(), "dependant": daughter()}
ANSWERS = {COUNTED: "departure", MONTHS: 3, "terms": True}

ISSUE_EXIT_REENTRY_MULTIPLE_FAMILY = permit(
    code="visas/issue-exit-reentry-multiple-family",
    ar="إصدار تأشيرة خروج وعودة لعدة سفرات لفرد من الأسرة",
    en="Issue a multiple exit/re-entry visa to a family member",
    does=Text(
        ar="يحصل أحد أفراد أسرتك على تأشيرة يخرج بها من المملكة ويعود أكثر من مرة في مدتها.",
        en="Gives a member of your family a visa to leave the Kingdom and return several times while it lasts.",
    ),
    basis="Exit and Re-entry Regulation; visa fees table",
    assurance=SURE,
    for_whom=("resident", "citizen"),
    acts_on=DEPENDANT,
    asks=(COUNTED, MONTHS),
    allowed_when=(
        *gate(),
        no_unpaid_violations(DEPENDANT, code="G-7"),
        dependant_fingerprint_enrolled(DEPENDANT),
        inside_kingdom(DEPENDANT),
        passport_lasts(DEPENDANT, law.exit_reentry_passport_days, code="ERV-2"),
        iqama_valid(DEPENDANT),
        no_travel_ban(DEPENDANT),
        ends_within_iqama(DEPENDANT, plus_months(DAY, MONTHS)),
        iqama_outlasts_stay(DEPENDANT, MONTHS * law.month_days, only=FROM_DEPARTURE),
    ),
    costs=(
        Fee("visa", ar="رسم التأشيرة", en="Visa fee", amount=law.exit_reentry_multiple),
        Fee(
            "further-months",
            ar="الأشهر الإضافية",
            en="Further months",
            amount=law.exit_reentry_multiple_month,
            times=FURTHER_MONTHS,
        ),
    ),
    effects=(issue_visa(DEPENDANT, kind="exit_reentry_multiple", own_request=False, in_probation=False, **TERMS),),
    issues=(new_exit_reentry(DEPENDANT, trips="M", terms=TERMS),),
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
        "خروج وعودة متعدد",
        "تأشيرة سفر متعددة للعائلة",
        "خروج وعودة سنة",
        "multiple exit reentry for my family",
        "several trips visa",
    ),
    examples=(
        *stay_examples(
            GIVEN,
            ANSWERS,
            MONTHS,
            VISA,
            {3: "500.00", 4: "700.00", 5: "900.00", 6: "1100.00", 9: "1700.00", 12: "2300.00"},
        ),
        *issue_examples(GIVEN, {**ANSWERS, COUNTED: "issue", MONTHS: 4}, VISA, pays="700.00"),
        Example(
            "the new visa is a multiple one",
            on=TODAY,
            given=GIVEN,
            answers=ANSWERS,
            pays="500.00",
            leaves={newest(VISA.kind): "exit_reentry_multiple"},
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "dependant",
            [
                *FINES_OF_SERVED,
                *DEPENDANT_FINGERPRINT,
                *TRAVELLER,
                ("an iqama that ends as the margin does", {"iqama__expires_on": date(2026, 8, 28)}, "ERV-12"),
                ("an iqama that lasts a day beyond the margin", {"iqama__expires_on": date(2026, 8, 29)}, None),
            ],
            pays="500.00",
        ),
        *judged(
            GIVEN,
            {**ANSWERS, COUNTED: "issue"},
            "dependant",
            [
                ("an iqama that ends as the visa does", {"iqama__expires_on": date(2026, 6, 1)}, None),
                ("an iqama that ends a day before the visa", {"iqama__expires_on": date(2026, 5, 31)}, "ERV-4"),
                ("an iqama that ended yesterday", {"iqama__expires_on": date(2026, 2, 28)}, ("ERV-3", "ERV-4")),
                ("an iqama that ends today", {"iqama__expires_on": date(2026, 3, 1)}, "ERV-4"),
            ],
            pays="500.00",
        ),
        *gate_examples(GIVEN, ANSWERS, pays="500.00"),
    ),
)
