"""Check a bill number of the programme Free a debtor: what it is worth and what is left, or that it is nobody's."""

from datetime import date
from decimal import Decimal

from tayseer.kit.records import found_by
from tayseer.kit.services import Example, Shown
from tayseer.kit.text import Text
from tayseer.services.families import query
from tayseer.services.prisons.personas import debtor_case
from tayseer.services.prisons.records import DebtorCase
from tayseer.services.prisons.rules import BASIS, BILL_NUMBER, is_on_record, remaining

FOUND = found_by(
    BILL_NUMBER, "bill_number", DebtorCase, name="checked_case", ar="الحالة المتحقق منها", en="the case checked"
)
LEFT = remaining(FOUND)
ASKED = {BILL_NUMBER: "410035520750"}

VERIFY_BILL = query(
    code="prisons/furijat-verify-bill",
    ar="تفريج كربة: التحقق من رقم فاتورة",
    en="Free a debtor: check a bill number",
    does=Text(
        ar="تخبرك هل رقم الفاتورة من أرقام البرنامج، وكم قيمتها، وكم بقي منها، قبل أن تدفع.",
        en="Tells whether a bill number is the programme's, what it is worth and what is left, before you pay.",
    ),
    basis=f"{BASIS}, the bill check, FUR-10",
    for_whom=("public",),
    asks=(BILL_NUMBER,),
    allowed_when=(is_on_record(FOUND),),
    shows=(
        Shown(ar="حالة الفاتورة", en="State", value=FOUND.state),
        Shown(ar="المبلغ المستحق", en="Sum due", value=FOUND.amount_sar),
        Shown(ar="الباقي", en="Left", value=LEFT),
        Shown(ar="اكتمل المبلغ في", en="Covered on", value=FOUND.covered_on),
    ),
    mistakes=(
        Text(
            ar="الدفع لحساب شخص أو تطبيق يعرض رقم فاتورة: الدفع في صفحات هذه المنصة وحدها.",
            en="Paying to the account of a person or an app that shows a bill number: one pays on these pages alone.",
        ),
    ),
    phrases=(
        "التحقق من فاتورة فرجت",
        "رقم فاتورة سجين",
        "هل الفاتورة صحيحة",
        "فاتورة مزورة",
        "check a donation bill",
        "is this bill real",
        "fake bill",
    ),
    examples=(
        Example(
            "a listed case",
            on="2026-03-01",
            given={"checked_case": debtor_case()},
            answers=ASKED,
            leaves={LEFT: Decimal("7500.00")},
        ),
        Example(
            "a case that was paid in full",
            on="2026-03-01",
            given={
                "checked_case": debtor_case(state="covered", paid_sar=Decimal("12000.00"), covered_on=date(2026, 2, 20))
            },
            answers=ASKED,
            leaves={LEFT: Decimal("0.00")},
        ),
        Example(
            "a case that waits for the joint team",
            on="2026-03-01",
            given={"checked_case": debtor_case(state="received")},
            answers=ASKED,
            refused_by="FUR-10",
        ),
        Example(
            "nobody's number",
            on="2026-03-01",
            given={},
            answers={BILL_NUMBER: "410035520751"},
            refused_by="FUR-10",
        ),
    ),
)
