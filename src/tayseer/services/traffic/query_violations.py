"""My traffic violations: every violation of oneself or of a family member, paid and unpaid, with the totals."""

from decimal import Decimal

from tayseer.kit.expressions import count, total
from tayseer.kit.services import Example, Shown
from tayseer.kit.text import Text
from tayseer.registries.violations.contract import Objection, Violation
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen, citizen_child
from tayseer.services.common.roles import FAMILY
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import query
from tayseer.services.traffic.personas import speeding

VIOLATION = Violation.of(FAMILY)
UNPAID = VIOLATION.state == "unpaid"
OBJECTED = VIOLATION.state == "objected"
HOW_MANY = count(VIOLATION, where=UNPAID, ar="عدد المخالفات غير المسددة", en="Unpaid violations")
HOW_MUCH = total(VIOLATION.amount_sar, where=UNPAID, ar="مجموع المخالفات غير المسددة", en="Total unpaid")
CONTESTED = count(VIOLATION, where=OBJECTED, ar="عدد المخالفات تحت الاعتراض", en="Violations under objection")

VIOLATIONS = [
    speeding(),
    speeding(id=10, number="7000000002", amount_sar=Decimal("150.00")),
    speeding(id=11, number="7000000003", state="paid"),
    speeding(id=12, number="7000000004", state="objected"),
]

#: The citizen, and his son whose violations are asked for.
GIVEN = {"applicant": citizen(), "relative": citizen_child(violation=VIOLATIONS)}

QUERY_VIOLATIONS = query(
    code="traffic/query-violations",
    ar="الاستعلام عن المخالفات المرورية",
    en="My traffic violations",
    does=Text(
        ar="تعرض مخالفاتك ومخالفات أفراد أسرتك، المسدد منها وغير المسدد، بتاريخ كل منها ومكانه ومبلغه ومهلة سداده.",
        en="Shows your violations and your family's, paid and unpaid, each with its date, place, amount and deadline.",
    ),
    basis="Traffic Law, violations, VIO-1",
    for_whom=("citizen", "resident"),
    acts_on=FAMILY,
    # To see what one owes, an active account is enough.
    allowed_when=gate(cures={"G-2", "G-6", "G-8"}),
    shows=(
        Shown(ar="عدد المخالفات غير المسددة", en="Unpaid violations", value=HOW_MANY),
        Shown(ar="مجموعها قبل التخفيض", en="Their total before any discount", value=HOW_MUCH),
        Shown(ar="عدد المخالفات تحت الاعتراض", en="Violations under objection", value=CONTESTED),
        Shown(
            ar="المخالفات",
            en="Violations",
            records=VIOLATION,
            fields=(
                "number",
                "title_ar",
                "title_en",
                "committed_at",
                "committed_on",
                "city",
                "plate",
                "speed",
                "speed_limit",
                "amount_sar",
                "minimum_sar",
                "state",
                "due_on",
                "paid_on",
            ),
        ),
        Shown(
            ar="الاعتراضات",
            en="Objections",
            records=Objection.of(FAMILY),
            fields=("number", "filed_on", "state", "decided_on"),
        ),
    ),
    mistakes=(
        Text(
            ar="انتظار الرسالة النصية: مهلة الاعتراض تبدأ من تاريخ المخالفة لا من وصول الرسالة.",
            en="Waiting for the text message: the time to object runs from the violation, not from the message.",
        ),
    ),
    phrases=(
        "استعلام عن المخالفات",
        "كم علي مخالفات",
        "مخالفاتي",
        "ساهر",
        "مخالفات ولدي",
        "my traffic fines",
        "saher",
        "check traffic violations",
    ),
    examples=(
        Example(
            "a son with two unpaid violations, one paid and one under objection",
            on="2026-03-01",
            given=GIVEN,
            leaves={HOW_MANY: 2, HOW_MUCH: Decimal("650.00"), CONTESTED: 1},
        ),
        Example(
            "one's own list, empty",
            on="2026-03-01",
            given={"applicant": citizen(), "relative": citizen()},
            leaves={HOW_MANY: 0, HOW_MUCH: Decimal("0.00"), CONTESTED: 0},
        ),
        Example(
            "an expired card, a suspension and a debt do not hide the list",
            on="2026-03-01",
            given={
                "applicant": citizen(id_card=None, restriction=[{"kind": "suspension"}], violation=VIOLATIONS),
                "relative": citizen(violation=VIOLATIONS),
            },
        ),
        *gate_examples(GIVEN, {}, without={"G-2", "G-6", "G-8"}),
    ),
)
