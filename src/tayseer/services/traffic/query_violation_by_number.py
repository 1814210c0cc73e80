"""Query a violation by its number: anyone who knows its number and its date sees it, without signing in."""

from datetime import date
from decimal import Decimal

from tayseer.kit.expressions import Bilingual, when
from tayseer.kit.questions import Question
from tayseer.kit.records import found_by
from tayseer.kit.rules import Rule
from tayseer.kit.services import Example, Shown
from tayseer.kit.text import Text
from tayseer.registries.violations.contract import Violation
from tayseer.services.families import query
from tayseer.services.traffic.personas import speeding
from tayseer.services.traffic.rules import BASIS, amount_today

NUMBER = Question(
    "violation_number",
    ar="رقم المخالفة",
    en="Violation number",
    hint=Text(ar="تجده في الرسالة النصية أو في إشعار المخالفة.", en="It stands in the text message or on the notice."),
    most=20,
)
COMMITTED_ON = Question("committed_on", ar="تاريخ المخالفة", en="Date of the violation", kind="day")

FOUND = found_by(
    NUMBER, "number", Violation, name="violation_found", ar="المخالفة المطلوبة", en="the violation asked for"
)
AMOUNT_TODAY = amount_today(FOUND)

NUMBER_AND_DAY_AGREE = Rule(
    code="VIO-17",
    ar="الرقم والتاريخ لمخالفة واحدة في السجل.",
    en="The number and the date belong to one violation on record.",
    basis=f"{BASIS}, VIO-17",
    # A number that is not on record gets the very answer of a wrong date, so that nobody can search for numbers.
    holds=when(FOUND.committed_on == COMMITTED_ON, then=True, otherwise=COMMITTED_ON.is_one_of()),
    because=Text(
        ar="لا توجد مخالفة بهذا الرقم وهذا التاريخ معًا.", en="No violation has this number and this date together."
    ),
    cure=Text(
        ar="راجع الرقم والتاريخ في إشعار المخالفة، أو سجّل الدخول لترى مخالفاتك كلها.",
        en="Compare both with the notice, or sign in to see all your violations.",
    ),
)

ASKED = {NUMBER: "7000000001", COMMITTED_ON: date(2026, 2, 10)}

QUERY_VIOLATION_BY_NUMBER = query(
    code="traffic/query-violation-by-number",
    ar="الاستعلام عن مخالفة برقمها",
    en="Query a violation by its number",
    does=Text(
        ar="تعرض مخالفة واحدة لمن يعرف رقمها وتاريخها، من غير تسجيل دخول ومن غير بيانات صاحبها.",
        en="Shows one violation to anyone who knows its number and date, with no sign-in and no data of the person's.",
    ),
    basis="Traffic Law, violations, VIO-1",
    for_whom=("public",),
    asks=(NUMBER, COMMITTED_ON),
    allowed_when=(NUMBER_AND_DAY_AGREE,),
    shows=(
        Shown(ar="المخالفة", en="Violation", value=Bilingual(FOUND.title_ar, FOUND.title_en)),
        Shown(ar="المدينة", en="City", value=FOUND.city),
        Shown(ar="حالة المخالفة", en="State", value=FOUND.state),
        Shown(ar="مبلغ المخالفة", en="Fine", value=FOUND.amount_sar),
        Shown(ar="المبلغ إن سُددت اليوم", en="Amount if paid today", value=AMOUNT_TODAY),
        Shown(ar="آخر يوم للسداد", en="Due on", value=FOUND.due_on),
    ),
    mistakes=(
        Text(
            ar="كتابة تاريخ وصول الرسالة بدل تاريخ المخالفة.",
            en="Entering the date of the message instead of the date of the violation.",
        ),
    ),
    phrases=(
        "استعلام برقم المخالفة",
        "رقم المخالفة",
        "وش هي المخالفة",
        "violation number",
        "rental car fine",
        "check fine without login",
    ),
    examples=(
        Example(
            "number and date agree",
            on="2026-03-01",
            given={"violation_found": speeding()},
            answers=ASKED,
            leaves={AMOUNT_TODAY: Decimal("425.00")},
        ),
        Example(
            "another day",
            on="2026-03-01",
            given={"violation_found": speeding()},
            answers={**ASKED, COMMITTED_ON: date(2026, 2, 11)},
            refused_by="VIO-17",
        ),
        Example(
            "no violation has this number",
            on="2026-03-01",
            given={},
            answers={**ASKED, NUMBER: "7999999999"},
            refused_by="VIO-17",
        ),
        Example(
            "after the discount period",
            on="2026-03-28",
            given={"violation_found": speeding()},
            answers=ASKED,
            leaves={AMOUNT_TODAY: Decimal("500.00")},
        ),
        Example(
            "during the initiative",
            on="2024-06-01",
            given={"violation_found": speeding(committed_on=date(2022, 1, 3))},
            answers={**ASKED, COMMITTED_ON: date(2022, 1, 3)},
            leaves={AMOUNT_TODAY: Decimal("250.00")},
        ),
    ),
)
