"""Contribute to a debt: whether a sum can go towards a case now; the money itself goes by the programme's pages."""

from datetime import date
from decimal import Decimal

from tayseer.kit.expressions import either
from tayseer.kit.questions import Question
from tayseer.kit.records import found_by
from tayseer.kit.rules import Rule
from tayseer.kit.services import Example, Shown
from tayseer.kit.text import Text
from tayseer.law import prisons as law
from tayseer.services.families import query
from tayseer.services.prisons.personas import debtor_case
from tayseer.services.prisons.records import DebtorCase
from tayseer.services.prisons.rules import BASIS, BILL_NUMBER, is_on_record, listable, room

AMOUNT = Question(
    "amount",
    ar="مبلغ المساهمة بالريال",
    en="Sum of the contribution in SAR",
    kind="amount",
    hint=Text(ar="أي مبلغ من ريال واحد، ولا يزيد على الباقي.", en="Any sum from 1 SAR, up to what is left."),
)

CASE = found_by(
    BILL_NUMBER, "bill_number", DebtorCase, name="debtor_case", ar="الحالة المساهَم فيها", en="the case contributed to"
)
ROOM = room(CASE)

ANY_PART = Rule(
    code="FUR-6",
    ar="تُقبل المساهمة بأي جزء من المبلغ، من أقل مبلغ مقرر.",
    en="Any part of the sum can be contributed, from the least sum set.",
    basis=f"{BASIS}, contributions, FUR-6",
    holds=AMOUNT >= law.least_contribution,
    because=Text(ar="أقل مساهمة {least}.", en="The least contribution is {least}."),
    shows={"least": law.least_contribution},
    cure=Text(ar="اكتب مبلغًا أكبر.", en="Enter a larger sum."),
)

WITHIN_WHAT_IS_LEFT = Rule(
    code="FUR-7",
    ar="المساهمة لا تزيد على الباقي من المبلغ.",
    en="The contribution is not above what is left.",
    basis=f"{BASIS}, contributions, FUR-7",
    holds=either(~CASE.bill_number.is_known(), AMOUNT <= ROOM),
    because=Text(ar="بقي {remaining}. ادفع هذا المبلغ على الأكثر.", en="{remaining} is left. Pay at most this amount."),
    shows={"remaining": ROOM},
    cure=Text(ar="اكتب مبلغًا أقل، أو اختر حالة أخرى.", en="Enter a smaller sum, or choose another case."),
)

NOT_COVERED = Rule(
    code="FUR-8",
    ar="لم يكتمل مبلغ الحالة بعد؛ فإذا اكتمل أُغلق أمر التنفيذ.",
    en="The sum of the case is not complete yet; once it is, the enforcement order is closed.",
    basis=f"{BASIS}, release, FUR-8",
    holds=~CASE.covered_on.is_known(),
    because=Text(
        ar="اكتمل مبلغ هذه الحالة في {date}. اختر غيرها.",
        en="This case was paid in full on {date}. Choose another.",
    ),
    shows={"date": CASE.covered_on},
    cure=Text(ar="في القائمة حالات ما زالت تنتظر.", en="The list holds cases that still wait."),
)

NOT_RELEASED = Rule(
    code="FUR-9",
    ar="صاحب الحالة ما زال موقوفًا بسببها؛ فإذا أُغلق الأمر أُفرج عنه.",
    en="The debtor is still detained for it; once the order is closed, the debtor is released.",
    basis=f"{BASIS}, release, FUR-9",
    holds=~CASE.closed_on.is_known(),
    because=Text(
        ar="عاد صاحب هذه الحالة إلى أهله في {date}. اختر غيرها.",
        en="The debtor of this case went home on {date}. Choose another.",
    ),
    shows={"date": CASE.closed_on},
    cure=Text(ar="في القائمة حالات ما زالت تنتظر.", en="The list holds cases that still wait."),
)

ON = "2026-03-01"


def asked(amount: str, *, number: str = "410035520750") -> dict[object, object]:
    """The answers of one who gives this sum (SAR)."""
    return {BILL_NUMBER: number, AMOUNT: Decimal(amount)}


def case(**differs: object) -> dict[str, object]:
    """The case contributed to, with these differences."""
    return {"debtor_case": debtor_case(**differs)}


PAID = {"paid_sar": Decimal("12000.00"), "reserved_sar": Decimal("0.00"), "covered_on": date(2026, 2, 20)}

PAY = query(
    code="prisons/furijat-pay",
    ar="تفريج كربة: المساهمة في سداد دين",
    en="Free a debtor: contribute to a debt",
    does=Text(
        ar="تخبرك هل تُقبل مساهمتك في حالة معينة الآن. وتدفعها في صفحة الحالة، وإن لم يكن لك حساب.",
        en="Tells whether a case takes your contribution now. You pay on its page; no account is needed.",
    ),
    basis=f"{BASIS}, contributions, FUR-6",
    for_whom=("public",),
    asks=(BILL_NUMBER, AMOUNT),
    allowed_when=(
        is_on_record(CASE),
        *listable(CASE),
        ANY_PART,
        WITHIN_WHAT_IS_LEFT,
        NOT_COVERED,
        NOT_RELEASED,
    ),
    shows=(
        Shown(ar="أكثر ما تستطيع دفعه الآن", en="The most you can pay now", value=ROOM),
        Shown(ar="مدة حجز المبلغ لك بالدقائق", en="Minutes it is kept for you", value=law.reservation_minutes),
        Shown(
            ar="نسبة مقدم خدمة الدفع، ويتحملها البرنامج",
            en="Share of the payment provider, borne by the programme",
            value=law.provider_fee_share,
        ),
    ),
    mistakes=(
        Text(
            ar="الدفع بعد انتهاء مدة الحجز: يدخل في الدين ما بقي له متسع، ويعود إليك الباقي.",
            en="Paying after it was no longer kept: what still fits goes to the debt, and the rest returns to you.",
        ),
    ),
    phrases=(
        "سداد فرجت",
        "ساهم في سداد دين",
        "التبرع لسجين معسر",
        "دفع فاتورة سجين",
        "pay a debtor's bill",
        "contribute to a debt",
        "release a detained debtor",
    ),
    examples=(
        Example("one riyal", on=ON, given=case(), answers=asked("1.00"), leaves={ROOM: Decimal("7000.00")}),
        Example("all that is left", on=ON, given=case(), answers=asked("7000.00")),
        Example("a halala above it", on=ON, given=case(), answers=asked("7000.01"), refused_by="FUR-7"),
        Example("less than a riyal", on=ON, given=case(), answers=asked("0.99"), refused_by="FUR-6"),
        Example("nobody's number", on=ON, given={}, answers=asked("10.00", number="410035520751"), refused_by="FUR-10"),
        Example("being verified", on=ON, given=case(state="received"), answers=asked("10.00"), refused_by="FUR-10"),
        Example("a criminal claim", on=ON, given=case(kind="criminal"), answers=asked("10.00"), refused_by="FUR-1"),
        Example("withdrawn", on=ON, given=case(state="withdrawn"), answers=asked("10.00"), refused_by="FUR-2"),
        Example("no court", on=ON, given=case(court_ar=None), answers=asked("10.00"), refused_by="FUR-2"),
        Example("one member", on=ON, given=case(confirmations=1), answers=asked("10.00"), refused_by="FUR-3"),
        Example("three members", on=ON, given=case(confirmations=3), answers=asked("10.00")),
        Example("another case", on=ON, given=case(other_cases=1), answers=asked("10.00"), refused_by="FUR-4"),
        Example(
            "covered last month",
            on=ON,
            given=case(state="covered", **PAID),
            answers=asked("10.00"),
            refused_by=("FUR-7", "FUR-8"),
        ),
        Example(
            "released last month",
            on=ON,
            given=case(state="closed", closed_on=date(2026, 2, 21), **PAID),
            answers=asked("10.00"),
            refused_by=("FUR-7", "FUR-8", "FUR-9"),
        ),
    ),
)
