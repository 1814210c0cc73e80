"""What the services of the programme Free a debtor share: what a listed case must be, and which comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.kit.expressions import DAY, Expression, both, earlier_of, either, months_between, when
from tayseer.kit.questions import Question
from tayseer.kit.rules import Rule
from tayseer.kit.text import Text
from tayseer.law import prisons as law

if TYPE_CHECKING:
    from decimal import Decimal

    from tayseer.services.prisons.records import DebtorCase

BASIS = "Free a Debtor rules"

BILL_NUMBER = Question(
    "bill_number",
    ar="رقم الفاتورة",
    en="Bill number",
    hint=Text(
        ar="اثنا عشر رقمًا، تجدها في صفحة الحالة وعند كل من يدعوك إلى المساهمة.",
        en="Twelve digits, on the page of the case and with whoever asks you to contribute.",
    ),
    most=20,
)


def remaining(case: type[DebtorCase]) -> Expression[Decimal]:
    """What is still missing, whether or not somebody is paying it at this moment."""
    return case.amount_sar - case.paid_sar


def room(case: type[DebtorCase]) -> Expression[Decimal]:
    """The most that can be contributed now: what is missing less what others are paying at this moment."""
    return case.amount_sar - case.paid_sar - case.reserved_sar


def points(case: type[DebtorCase]) -> Expression[int]:
    """FUR-5: the priority of a case by the law of the day: dependants, age, a small debt, months on the list."""
    months = earlier_of(months_between(case.listed_on, DAY), law.rank_months_most)
    return (
        earlier_of(case.dependants, law.rank_dependants_most) * law.rank_dependant_points
        + when(case.age_group == "elder", law.rank_elder_points, 0)
        + when(case.amount_sar <= law.rank_small_debt, law.rank_small_debt_points, 0)
        + months * law.rank_month_points
    )


def _of_found(case: type[DebtorCase], condition: Expression[bool]) -> Expression[bool]:
    """A condition on a case that was found; that none was found is said once, by the rule that says so."""
    return either(~case.bill_number.is_known(), condition)


def is_financial(case: type[DebtorCase]) -> Rule:
    """FUR-1."""
    return Rule(
        code="FUR-1",
        ar="الحالة مالية، وليست جنائية.",
        en="The case is financial and not criminal.",
        basis=f"{BASIS}, listing, FUR-1",
        holds=_of_found(case, case.kind == "financial"),
        because=Text(
            ar="المطالبة في هذه الحالة {kind}، فلا تُعرض للمساهمة.",
            en="The claim of this case is {kind}, so it is not open to contributions.",
        ),
        shows={"kind": case.kind},
        cure=Text(ar="اختر حالة أخرى من القائمة.", en="Choose another case from the list."),
    )


def is_ordered_by_a_court(case: type[DebtorCase]) -> Rule:
    """FUR-2."""
    return Rule(
        code="FUR-2",
        ar="الحالة قائمة على أمر من محكمة تنفيذ لم يُسحب.",
        en="The case rests on the order of an execution court that was not withdrawn.",
        basis=f"{BASIS}, listing, FUR-2",
        holds=_of_found(case, both(case.court_ar.is_known(), ~case.state.is_one_of("withdrawn"))),
        because=Text(
            ar="سحبت المحكمة أمرها في هذه الحالة أو لم يصل، فلا تُقبل المساهمة فيها.",
            en="The court withdrew its order in this case, or it has not arrived; contributions are not taken.",
        ),
        cure=Text(ar="اختر حالة أخرى من القائمة.", en="Choose another case from the list."),
    )


def is_verified(case: type[DebtorCase]) -> Rule:
    """FUR-3."""
    return Rule(
        code="FUR-3",
        ar="تحقق الفريق المشترك من الحالة.",
        en="The joint team has verified the case.",
        basis=f"{BASIS}, the joint team, FUR-3",
        holds=_of_found(case, case.confirmations >= law.confirmations_needed),
        because=Text(
            ar="أكد هذه الحالة {confirmed} من أعضاء الفريق المشترك، ويلزم {needed}.",
            en="Members of the joint team who confirmed this case: {confirmed}; {needed} are needed.",
        ),
        shows={"confirmed": case.confirmations, "needed": law.confirmations_needed},
        cure=Text(
            ar="تُعرض الحالة متى أكدها الفريق. اختر الآن حالة أخرى.",
            en="It is listed once the team has confirmed it. Choose another case for now.",
        ),
    )


def is_the_only_one(case: type[DebtorCase]) -> Rule:
    """FUR-4."""
    return Rule(
        code="FUR-4",
        ar="ليس لصاحب الحالة حالة أخرى تُبقيه موقوفًا.",
        en="The debtor has no other case that would keep them detained.",
        basis=f"{BASIS}, listing, FUR-4",
        holds=_of_found(case, case.other_cases == 0),
        because=Text(
            ar="لصاحب هذه الحالة حالات أخرى عددها {n}، فلا يكفي سداد هذه للإفراج عنه.",
            en="Other cases of this debtor: {n}. Paying this one would not be enough for a release.",
        ),
        shows={"n": case.other_cases},
        cure=Text(ar="اختر حالة أخرى من القائمة.", en="Choose another case from the list."),
    )


def is_ranked(case: type[DebtorCase]) -> Rule:
    """FUR-5."""
    return Rule(
        code="FUR-5",
        ar="للحالة ترتيب بحسب معايير الأولوية.",
        en="The case has its place by the criteria of priority.",
        basis=f"{BASIS}, priority, FUR-5",
        holds=case.points.is_known(),
        because=Text(
            ar="لا حالة مرتبة معروضة في هذه المنطقة الآن.", en="No case is ranked and listed in this region now."
        ),
        cure=Text(
            ar="اختر منطقة أخرى، أو تصفح القائمة كلها.", en="Choose another region, or look through the whole list."
        ),
    )


def is_on_record(case: type[DebtorCase]) -> Rule:
    """FUR-10."""
    return Rule(
        code="FUR-10",
        ar="رقم الفاتورة من أرقام البرنامج.",
        en="The bill number is one of the programme's.",
        basis=f"{BASIS}, the bill check, FUR-10",
        # A case that waits for the joint team is nobody's to know of yet.
        holds=both(case.bill_number.is_known(), ~case.state.is_one_of("received")),
        because=Text(
            ar="لا توجد فاتورة بهذا الرقم. لا تدفع شيئًا لمن أعطاك إياه.",
            en="No bill has this number. Pay nothing to whoever gave it to you.",
        ),
        cure=Text(
            ar="أبلغ عن المكان الذي وصلك منه الرقم، وابحث عن حالة في القائمة.",
            en="Report where you received the number, and find a case in the list.",
        ),
    )


def listable(case: type[DebtorCase]) -> tuple[Rule, ...]:
    """FUR-1 to FUR-4: what a case must be in order to be listed."""
    return (is_financial(case), is_ordered_by_a_court(case), is_verified(case), is_the_only_one(case))
