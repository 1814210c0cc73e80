"""Pay a traffic violation: one's own or that of a person in one's charge, less the discounts of the day."""

from datetime import date

from tayseer.kit.expressions import DAY, Bilingual
from tayseer.kit.rules import Rule
from tayseer.kit.services import Document, Example, Fee, Service
from tayseer.kit.text import Text
from tayseer.registries.people.contract import APPLICANT
from tayseer.registries.violations.contract import pay
from tayseer.services.common.gate import TERMS, gate, terms_accepted
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import UNPAID_VIOLATION
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import PAY, told
from tayseer.services.traffic.personas import speeding
from tayseer.services.traffic.rules import (
    BASIS,
    amount_today,
    has_discount,
    has_initiative,
    has_no_discount,
    less_discount,
    less_initiative,
    still_unpaid,
)

AMOUNT_KNOWN = Rule(
    code="VIO-13",
    ar="مبلغ المخالفة مسجل.",
    en="The amount of the violation is on record.",
    basis=f"{BASIS}, VIO-13",
    holds=UNPAID_VIOLATION.amount_sar.is_known(),
    because=Text(
        ar="لم يُقيّد مبلغ المخالفة {number} بعد، فلا يمكن سدادها اليوم.",
        en="The amount of violation {number} is not on record yet, so it cannot be paid today.",
    ),
    shows={"number": UNPAID_VIOLATION.number},
    cure=Text(
        ar="عد بعد يوم أو يومين. إن بقيت كذلك فراجع إدارة المرور.",
        en="Come back in a day or two. If nothing has changed, see the traffic department.",
    ),
)

ACCEPTED = {"terms": True}


def people(*, of: dict[str, object] | None = None, **differs: object) -> dict[str, object]:
    """The citizen who pays, and the violation with the differences ``of``."""
    return {"applicant": citizen(**differs), "unpaid_violation": speeding(**(of or {}))}


PAY_VIOLATION = Service(
    code="traffic/pay-violation",
    ar="سداد مخالفة مرورية",
    en="Pay a traffic violation",
    does=Text(
        ar="تسدد مخالفة عليك أو على من في مسؤوليتك، بعد خصم التخفيض المستحق اليوم، وتحصل على إيصال بالسداد.",
        en="Pays a violation of yours or of a person in your charge, less the discount due today; you get a receipt.",
    ),
    basis="Traffic Law, art. 75",
    for_whom=("citizen", "resident", "visitor"),
    flow="payment",
    acts_on=UNPAID_VIOLATION,
    asks=(TERMS,),
    # A debt can always be paid: an expired card or a suspension would otherwise keep the person from curing it.
    allowed_when=(*gate(cures={"G-2", "G-6", "G-8"}), still_unpaid(UNPAID_VIOLATION), AMOUNT_KNOWN, terms_accepted()),
    costs=(
        Fee(
            "fine_discounted",
            ar="مبلغ المخالفة بعد التخفيض للسداد في المهلة",
            en="The fine less the discount for payment in time",
            amount=less_discount(UNPAID_VIOLATION),
            when=has_discount(UNPAID_VIOLATION),
        ),
        Fee(
            "fine_initiative",
            ar="مبلغ المخالفة بعد تخفيض مبادرة المخالفات المتراكمة",
            en="The fine less the discount of the initiative on accumulated violations",
            amount=less_initiative(UNPAID_VIOLATION),
            when=has_initiative(UNPAID_VIOLATION),
        ),
        Fee(
            "fine",
            ar="مبلغ المخالفة",
            en="The fine",
            amount=UNPAID_VIOLATION.amount_sar,
            when=has_no_discount(UNPAID_VIOLATION),
        ),
    ),
    steps=(PAY,),
    effects=(pay(UNPAID_VIOLATION),),
    issues=(
        Document(
            "violation-receipt",
            to=APPLICANT,
            shows={
                "holder_number": APPLICANT.number,
                "plate": UNPAID_VIOLATION.plate,
                "violation": UNPAID_VIOLATION.number,
                "offence": Bilingual(UNPAID_VIOLATION.title_ar, UNPAID_VIOLATION.title_en),
                "amount": amount_today(UNPAID_VIOLATION),
                "paid_on": DAY,
            },
        ),
    ),
    tells=told(
        Text(
            ar="سُددت المخالفة: «{service}»، رقم {case}. {documents}",
            en='The violation is paid: "{service}", number {case}. {documents}',
        )
    ),
    mistakes=(
        Text(
            ar="السداد بعد اليوم الخامس والأربعين: يضيع التخفيض.",
            en="Paying after the forty-fifth day: the discount is lost.",
        ),
        Text(
            ar="السداد قبل الاعتراض: لا يُقبل الاعتراض على مخالفة مسددة.",
            en="Paying before objecting: a paid violation cannot be contested.",
        ),
    ),
    phrases=(
        "سداد مخالفة",
        "ادفع المخالفات",
        "تسديد ساهر",
        "خصم المخالفات",
        "pay traffic fine",
        "pay saher ticket",
        "fine discount",
    ),
    examples=(
        Example(
            "within the discount period: a quarter of the minimum fine is taken off",
            on="2026-03-01",
            given=people(),
            answers=ACCEPTED,
            pays="425.00",
            leaves={UNPAID_VIOLATION.state: "paid", UNPAID_VIOLATION.paid_on: "2026-03-01"},
        ),
        Example(
            "the fine is the minimum itself",
            on="2026-03-01",
            given=people(of={"amount_sar": speeding()["minimum_sar"]}),
            answers=ACCEPTED,
            pays="225.00",
        ),
        Example("the last day of the discount", on="2026-03-27", given=people(), answers=ACCEPTED, pays="425.00"),
        Example("the day after it", on="2026-03-28", given=people(), answers=ACCEPTED, pays="500.00"),
        Example(
            "the minimum fine is not on record: the whole fine is due",
            on="2026-03-01",
            given=people(of={"minimum_sar": None}),
            answers=ACCEPTED,
            pays="500.00",
        ),
        Example(
            "the kinds excluded from the initiative keep the discount of the law",
            on="2026-03-01",
            given=people(of={"excluded_from_discount": True}),
            answers=ACCEPTED,
            pays="425.00",
        ),
        Example(
            "whether an old violation is excluded is not on record: the whole fine is due",
            on="2024-06-01",
            given=people(of={"committed_on": date(2022, 1, 3), "excluded_from_discount": None}),
            answers=ACCEPTED,
            pays="500.00",
        ),
        Example(
            "committed and paid on the first day of the amended law",
            on="2024-04-18",
            given=people(of={"committed_on": date(2024, 4, 18)}),
            answers=ACCEPTED,
            pays="425.00",
        ),
        Example(
            "committed and paid on its eve",
            on="2024-04-17",
            given=people(of={"committed_on": date(2024, 4, 17)}),
            answers=ACCEPTED,
            pays="500.00",
        ),
        Example(
            "the first day of the initiative, for a violation of its eve",
            on="2024-04-18",
            given=people(of={"committed_on": date(2024, 4, 17)}),
            answers=ACCEPTED,
            pays="250.00",
        ),
        Example(
            "the last day of the initiative",
            on="2024-10-17",
            given=people(of={"committed_on": date(2022, 1, 3)}),
            answers=ACCEPTED,
            pays="250.00",
        ),
        Example(
            "the day after the initiative",
            on="2024-10-18",
            given=people(of={"committed_on": date(2022, 1, 3)}),
            answers=ACCEPTED,
            pays="500.00",
        ),
        Example(
            "a new violation during the initiative, after the discount period",
            on="2024-10-17",
            given=people(of={"committed_on": date(2024, 4, 18)}),
            answers=ACCEPTED,
            pays="500.00",
        ),
        Example(
            "a kind excluded from the initiative",
            on="2024-06-01",
            given=people(of={"committed_on": date(2022, 1, 3), "excluded_from_discount": True}),
            answers=ACCEPTED,
            pays="500.00",
        ),
        Example(
            "already paid", on="2026-03-01", given=people(of={"state": "paid"}), answers=ACCEPTED, refused_by="VIO-12"
        ),
        Example(
            "under objection",
            on="2026-03-01",
            given=people(of={"state": "objected"}),
            answers=ACCEPTED,
            refused_by="VIO-12",
        ),
        Example(
            "the amount is not on record",
            on="2026-03-01",
            given=people(of={"amount_sar": None}),
            answers=ACCEPTED,
            refused_by="VIO-13",
        ),
        Example(
            "an expired card, a suspension and another violation do not keep anyone from paying",
            on="2026-03-01",
            given=people(
                id_card__expires_on=date(2026, 1, 1),
                restriction=[{"kind": "suspension", "since_on": date(2026, 1, 5)}],
                violation=[speeding()],
            ),
            answers=ACCEPTED,
            pays="425.00",
        ),
        *gate_examples(people(), ACCEPTED, pays="425.00", without={"G-2", "G-6", "G-8"}),
    ),
)
