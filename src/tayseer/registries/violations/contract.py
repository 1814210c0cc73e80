"""Traffic violations and objections to them."""

from typing import Any

from tayseer.kit.expressions import DAY, Drawn, Expression
from tayseer.kit.records import Circle, Record, amount, choice, day, flag, key, moment, whole, words
from tayseer.kit.services import Effect, change, create


class Violation(
    Record,
    registry="violations",
    of="person",
    many=True,
    ar="سجل المخالفات",
    en="violations register",
    shown_by=("number", "title_ar", "title_en", "amount_sar", "committed_on"),
):
    """A traffic violation of a person; ``amount_sar`` is the fine before any discount."""

    number = words(ar="رقم المخالفة", en="Violation number")
    title_ar = words(ar="المخالفة", en="Violation (Arabic)")
    title_en = words(ar="المخالفة بالإنجليزية", en="Violation")
    city = words(ar="المدينة", en="City")
    plate = words(ar="رقم اللوحة", en="Plate")
    vehicle_id = key(ar="المركبة", en="Vehicle")
    committed_at = moment(ar="وقت المخالفة", en="Committed at")
    committed_on = day(ar="تاريخ المخالفة", en="Committed on")
    speed = whole(ar="السرعة المسجلة", en="Recorded speed")
    speed_limit = whole(ar="حد السرعة", en="Speed limit")
    amount_sar = amount(ar="مبلغ المخالفة", en="Fine")
    minimum_sar = amount(ar="الحد الأدنى للغرامة", en="Minimum fine")
    state = choice(
        ar="حالة المخالفة",
        en="State",
        options={
            "unpaid": ("غير مسددة", "unpaid"),
            "objected": ("تحت الاعتراض", "under objection"),
            "paid": ("مسددة", "paid"),
            "cancelled": ("ملغاة", "cancelled"),
        },
    )
    due_on = day(ar="آخر يوم للسداد", en="Due on")
    extended_on = day(ar="تاريخ تمديد المهلة", en="Deadline extended on")
    decided_on = day(ar="تاريخ البت في الاعتراض", en="Objection decided on")
    paid_on = day(ar="تاريخ السداد", en="Paid on")
    excluded_from_discount = flag(ar="مستثناة من التخفيض", en="Excluded from discounts")


class Objection(
    Record, registry="violations", of="person", many=True, ar="سجل الاعتراضات", en="register of objections"
):
    """An objection of a person to one of their violations."""

    number = words(ar="رقم الاعتراض", en="Objection number")
    violation_id = key(ar="المخالفة", en="Violation")
    state = choice(
        ar="حالة الاعتراض",
        en="State",
        options={"open": ("قيد النظر", "open"), "accepted": ("مقبول", "accepted"), "rejected": ("مرفوض", "rejected")},
    )
    filed_on = day(ar="تاريخ الاعتراض", en="Filed on")
    decided_on = day(ar="تاريخ القرار", en="Decided on")


OWN_VIOLATIONS = Circle("violations.own", Violation, ar="مخالفاتك", en="Your violations")
OWN_UNPAID = Circle("violations.own_unpaid", Violation, ar="مخالفاتك غير المسددة", en="Your unpaid violations")
#: Unpaid violations of the applicant and of the people in the applicant's charge.
UNPAID_IN_CHARGE = Circle(
    "violations.unpaid_in_charge",
    Violation,
    ar="مخالفاتك ومخالفات من في مسؤوليتك",
    en="Violations of yours and of people in your charge",
)


def pay(violation: type[Violation]) -> Effect:
    """The fine is paid."""
    return change(
        "violations.violation.paid",
        violation,
        ar="سداد المخالفة",
        en="The violation is paid",
        state="paid",
        paid_on=DAY,
    )


def extend_deadline(violation: type[Violation], *, due_on: Expression[Any]) -> Effect:
    """A later day to pay, once."""
    return change(
        "violations.deadline.extended",
        violation,
        ar="تمديد مهلة السداد",
        en="The payment deadline is extended",
        due_on=due_on,
        extended_on=DAY,
    )


def open_objection(violation: type[Violation], objector: type[Record]) -> tuple[Effect, Effect]:
    """The violation stands under objection until decided."""
    return (
        change(
            "violations.violation.objected",
            violation,
            ar="تعليق المخالفة للاعتراض",
            en="The violation stands under objection",
            state="objected",
        ),
        create(
            "violations.objection.opened",
            Objection.of(objector),
            ar="قيد الاعتراض",
            en="The objection on record",
            known_as="objection",
            number=Drawn("objection"),
            violation_id=violation.id,
            state="open",
            filed_on=DAY,
        ),
    )


def accept_objection(violation: type[Violation]) -> Effect:
    """The violation is cancelled."""
    return change(
        "violations.violation.cancelled",
        violation,
        ar="إلغاء المخالفة",
        en="The violation is cancelled",
        state="cancelled",
        decided_on=DAY,
    )


def reject_objection(violation: type[Violation], *, due_on: Expression[Any]) -> Effect:
    """The violation stands and is due."""
    return change(
        "violations.violation.upheld",
        violation,
        ar="تأييد المخالفة",
        en="The violation is upheld",
        state="unpaid",
        decided_on=DAY,
        due_on=due_on,
    )
