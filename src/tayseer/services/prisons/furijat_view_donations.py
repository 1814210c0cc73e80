"""My contributions: what a person gave towards debts, and how many people went home."""

from datetime import date
from decimal import Decimal

from tayseer.kit.expressions import count, total
from tayseer.kit.services import Example, Shown
from tayseer.kit.text import Text
from tayseer.registries.people.contract import APPLICANT
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import query
from tayseer.services.prisons.personas import contribution
from tayseer.services.prisons.records import Contribution
from tayseer.services.prisons.rules import BASIS

MINE = Contribution.of(APPLICANT)
PAID = MINE.state == "paid"
HOW_MANY = count(MINE, where=PAID, ar="عدد مساهماتك", en="Your contributions")
TOGETHER = total(MINE.counted_sar, where=PAID, ar="مجموع ما دخل في الديون", en="What went towards debts")
FREED = count(MINE, where=MINE.freed_on.is_known(), ar="مساهمات أُفرج عن أصحابها", en="Contributions with a release")


def giver(**differs: object) -> dict[str, object]:
    """A citizen who gave three times: one debtor went home, one waits, and one sum was returned."""
    given = [
        contribution(id=31, freed_on=date(2026, 2, 25)),
        contribution(id=32, amount_sar=Decimal("200.00"), counted_sar=Decimal("120.00")),
        contribution(id=33, counted_sar=Decimal("0.00"), state="returned"),
        contribution(id=34, counted_sar=None, state="lapsed", paid_on=None),
    ]
    return {"applicant": citizen(**{"contribution": given, **differs})}


VIEW_DONATIONS = query(
    code="prisons/furijat-view-donations",
    ar="تفريج كربة: مساهماتي",
    en="Free a debtor: my contributions",
    does=Text(
        ar="تعرض ما ساهمت به في ديون الموقوفين، وما آلت إليه كل حالة، من غير أسماء أصحابها.",
        en="Shows what you gave towards the debts of people detained, and what came of each case, without names.",
    ),
    basis=f"{BASIS}, contributions, FUR-6",
    for_whom=("citizen", "resident", "visitor"),
    # What one gave may be seen whatever else is wrong.
    allowed_when=gate(cures={"G-2", "G-6", "G-8"}),
    shows=(
        Shown(ar="عدد مساهماتك", en="Your contributions", value=HOW_MANY),
        Shown(ar="مجموع ما دخل في الديون", en="What went towards debts", value=TOGETHER),
        Shown(ar="مساهمات أُفرج عن أصحابها", en="Contributions with a release", value=FREED),
        Shown(
            ar="مساهماتك",
            en="Your contributions, one by one",
            records=MINE,
            fields=("paid_on", "amount_sar", "counted_sar", "state", "freed_on"),
        ),
    ),
    mistakes=(
        Text(
            ar="المساهمة من غير تسجيل دخول ثم البحث عنها هنا: تجدها في صفحة إيصالها وحدها.",
            en="Contributing without signing in and then looking for it here: it is on the page of its receipt alone.",
        ),
    ),
    phrases=(
        "تبرعاتي في فرجت",
        "مساهماتي",
        "هل أفرج عنه",
        "my donations",
        "what became of my contribution",
        "was the debtor released",
    ),
    examples=(
        Example(
            "three contributions, one release",
            on="2026-03-01",
            given=giver(),
            leaves={HOW_MANY: 2, TOGETHER: Decimal("170.00"), FREED: 1},
        ),
        Example(
            "nothing given yet",
            on="2026-03-01",
            given=giver(contribution=[]),
            leaves={HOW_MANY: 0, TOGETHER: Decimal("0.00"), FREED: 0},
        ),
        *gate_examples(giver(), {}, without={"G-2", "G-6", "G-8"}),
    ),
)
