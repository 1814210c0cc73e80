"""Find a debtor's case: the one that comes first in a region, by the criteria of priority."""

from datetime import date
from decimal import Decimal

from tayseer.kit.expressions import Bilingual
from tayseer.kit.questions import pick
from tayseer.kit.records import found_by
from tayseer.kit.services import Example, Shown
from tayseer.kit.text import Text
from tayseer.services.families import query
from tayseer.services.prisons.personas import debtor_case
from tayseer.services.prisons.records import REGIONS, DebtorCase
from tayseer.services.prisons.rules import BASIS, is_ranked, listable, points, remaining

REGION = pick("region", ar="المنطقة", en="Region", options=REGIONS)

FIRST = found_by(
    REGION, "first_in", DebtorCase, name="first_case", ar="الحالة الأولى في المنطقة", en="the first case in the region"
)
POINTS = points(FIRST)
REMAINING = remaining(FIRST)

ASKED = {REGION: "qassim"}


def first(**differs: object) -> dict[str, object]:
    """The first case of Qassim with these differences."""
    return {"first_case": debtor_case(**{"first_in": "qassim", **differs})}


SEARCH = query(
    code="prisons/furijat-search",
    ar="تفريج كربة: البحث عن حالة",
    en="Free a debtor: find a case",
    does=Text(
        ar="تعرض أولى الحالات في المنطقة التي تختارها: المبلغ والباقي وسبب الدين، من غير اسم صاحبها.",
        en="Shows the case that comes first in the region you choose: the sum, what is left, the reason; never a name.",
    ),
    basis=f"{BASIS}, priority, FUR-5",
    for_whom=("public",),
    asks=(REGION,),
    allowed_when=(*listable(FIRST), is_ranked(FIRST)),
    shows=(
        Shown(ar="رقم الفاتورة", en="Bill number", value=FIRST.bill_number),
        Shown(ar="المبلغ المستحق", en="Sum due", value=FIRST.amount_sar),
        Shown(ar="الباقي", en="Left", value=REMAINING),
        Shown(ar="سبب الدين", en="Reason of the debt", value=FIRST.reason),
        Shown(ar="عدد من يعولهم", en="Dependants", value=FIRST.dependants),
        Shown(ar="الفئة العمرية", en="Age group", value=FIRST.age_group),
        Shown(ar="المحكمة", en="Court", value=Bilingual(FIRST.court_ar, FIRST.court_en)),
        Shown(ar="نقاط الأولوية", en="Priority points", value=POINTS),
    ),
    mistakes=(
        Text(
            ar="البحث عن شخص باسمه: لا اسم في القائمة، صونًا لكرامة أصحابها.",
            en="Looking for a person by name: there is no name in the list, out of respect for those in it.",
        ),
    ),
    phrases=(
        "فرجت",
        "تفريج كربة",
        "سداد دين سجين",
        "الغارمين",
        "تبرع لسجين",
        "free a prisoner",
        "pay a debtor's debt",
        "donate to debtors",
    ),
    examples=(
        Example(
            "the first case of Qassim",
            on="2026-03-01",
            given=first(),
            answers=ASKED,
            # Three dependants at 6 points, a small debt at 8, one month at 2.
            leaves={POINTS: 28, REMAINING: Decimal("7500.00")},
        ),
        Example(
            "ten dependants count as eight, and a parent of 60 comes before others",
            on="2026-03-01",
            given=first(dependants=10, age_group="elder", amount_sar=Decimal("90000.00")),
            answers=ASKED,
            leaves={POINTS: 60},
        ),
        Example(
            "the criteria of 2025 weigh a dependant and a month less",
            on="2025-12-31",
            given=first(listed_on=date(2025, 6, 1)),
            answers=ASKED,
            leaves={POINTS: 26},
        ),
        Example("no case waits in the region", on="2026-03-01", given={}, answers=ASKED, refused_by="FUR-5"),
        Example("a criminal claim", on="2026-03-01", given=first(kind="criminal"), answers=ASKED, refused_by="FUR-1"),
        Example("no court", on="2026-03-01", given=first(court_ar=None), answers=ASKED, refused_by="FUR-2"),
        Example("the order went", on="2026-03-01", given=first(state="withdrawn"), answers=ASKED, refused_by="FUR-2"),
        Example("one member", on="2026-03-01", given=first(confirmations=1), answers=ASKED, refused_by="FUR-3"),
        Example("another case", on="2026-03-01", given=first(other_cases=1), answers=ASKED, refused_by="FUR-4"),
        Example("not ranked yet", on="2026-03-01", given=first(points=None), answers=ASKED, refused_by="FUR-5"),
    ),
)
