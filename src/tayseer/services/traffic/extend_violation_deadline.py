"""Extend the deadline of a violation: ninety more days to pay, asked for once, after the time to object."""

from datetime import date

from tayseer.kit.expressions import DAY, both, lift, plus_days
from tayseer.kit.rules import Rule
from tayseer.kit.services import Example
from tayseer.kit.text import Text
from tayseer.law import traffic as law
from tayseer.registries.people.contract import APPLICANT
from tayseer.registries.violations.contract import extend_deadline
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import VIOLATION
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import update
from tayseer.services.traffic.personas import speeding
from tayseer.services.traffic.rules import AMENDED_ON, BASIS, extension_ends, objection_ends, still_unpaid

IN_THE_WINDOW = Rule(
    code="VIO-10",
    ar="الطلب في الأيام المقررة بعد انتهاء مدة الاعتراض.",
    en="The request falls in the days set for it after the time to object.",
    basis=f"{BASIS}, VIO-10",
    holds=both(objection_ends(VIOLATION) < DAY, extension_ends(VIOLATION) >= DAY),
    because=Text(
        ar="يُطلب تمديد مهلة هذه المخالفة من {date} إلى {date2}، مرة واحدة.",
        en="More time for this violation can be asked for from {date} to {date2}, once.",
    ),
    shows={"date": plus_days(objection_ends(VIOLATION), lift(1)), "date2": extension_ends(VIOLATION)},
    cure=Text(
        ar="إن لم تبدأ المدة فعد في أولها؛ وإن انتهت فسدد المخالفة.",
        en="If the time has not begun, come back on its first day; if it is over, pay the violation.",
    ),
)

NOT_EXTENDED = Rule(
    code="VIO-14",
    ar="لم تُمدَّد مهلة هذه المخالفة من قبل.",
    en="The deadline of this violation has not been extended before.",
    basis=f"{BASIS}, VIO-10",
    holds=~VIOLATION.extended_on.is_known(),
    because=Text(
        ar="مُدِّدت مهلة هذه المخالفة في {date} حتى {due}، ولا تُمدَّد مرة ثانية.",
        en="The deadline was extended on {date} until {due} and cannot be extended again.",
    ),
    shows={"date": VIOLATION.extended_on, "due": VIOLATION.due_on},
    cure=Text(ar="سدد المخالفة قبل انتهاء المهلة.", en="Pay the violation before the deadline."),
)

UNDER_AMENDED_LAW = Rule(
    code="VIO-15",
    ar="المخالفة مرتكبة بعد نفاذ تعديل نظام المرور.",
    en="The violation was committed after the amendment of the Traffic Law took effect.",
    basis=f"{BASIS}, VIO-10",
    holds=VIOLATION.committed_on >= AMENDED_ON,
    because=Text(
        ar="ارتُكبت هذه المخالفة في {date}، والتمديد للمخالفات من {since} وما بعده.",
        en="This violation was committed on {date}; more time is given for violations from {since} on.",
    ),
    shows={"date": VIOLATION.committed_on, "since": lift(AMENDED_ON)},
    cure=Text(ar="سدد المخالفة.", en="Pay the violation."),
)

DEADLINE_KNOWN = Rule(
    code="VIO-16",
    ar="آخر يوم لسداد المخالفة مسجل.",
    en="The day by which to pay is on record.",
    basis=f"{BASIS}, VIO-16",
    holds=VIOLATION.due_on.is_known(),
    because=Text(
        ar="لم تُقيّد مهلة سداد المخالفة {number} بعد، فلا مهلة تُمدَّد.",
        en="No deadline is on record yet for violation {number}, so there is none to extend.",
    ),
    shows={"number": VIOLATION.number},
    cure=Text(ar="راجع إدارة المرور.", en="See the traffic department."),
)

OWN_VIOLATION = Rule(
    code="VIO-19",
    ar="المخالفة مسجلة عليك أنت.",
    en="The violation is recorded against you.",
    basis=f"{BASIS}, VIO-19",
    holds=VIOLATION.person_id == APPLICANT.id,  # type: ignore[attr-defined]
    because=Text(
        ar="المخالفة {number} مسجلة على غيرك، وطلب التمديد لمن سُجّلت عليه.",
        en="Violation {number} is recorded against somebody else, and only they can ask for more time.",
    ),
    shows={"number": VIOLATION.number},
    cure=Text(ar="يطلبه صاحبها من حسابه.", en="They can ask from their own account."),
)

ACCEPTED = {"terms": True}


def people(*, of: dict[str, object] | None = None, **differs: object) -> dict[str, object]:
    """The citizen who asks on 1 March, and a violation of 20 January with the differences ``of``."""
    january = {"committed_on": date(2026, 1, 20), "due_on": date(2026, 3, 6)}
    return {"applicant": citizen(**differs), "violation": speeding(**{**january, **(of or {})})}


EXTEND_VIOLATION_DEADLINE = update(
    code="traffic/extend-violation-deadline",
    ar="تمديد مهلة سداد مخالفة مرورية",
    en="Extend the deadline of a traffic violation",
    does=Text(
        ar="تمدّ مهلة سداد مخالفة عليك تسعين يومًا، مرة واحدة، من غير رسم.",
        en="Gives you ninety more days to pay a violation of yours, once, free of charge.",
    ),
    basis="Traffic Law, extension of the payment deadline",
    for_whom=("citizen", "resident"),
    acts_on=VIOLATION,
    allowed_when=(
        *gate(cures={"G-6"}),
        still_unpaid(VIOLATION),
        IN_THE_WINDOW,
        NOT_EXTENDED,
        UNDER_AMENDED_LAW,
        DEADLINE_KNOWN,
        OWN_VIOLATION,
    ),
    effects=(extend_deadline(VIOLATION, due_on=plus_days(VIOLATION.due_on, law.extension_days)),),
    mistakes=(
        Text(
            ar="الطلب قبل انتهاء مدة الاعتراض، أي قبل اليوم الحادي والثلاثين من المخالفة.",
            en="Asking before the time to object is over, that is before the thirty-first day after the violation.",
        ),
        Text(
            ar="الظن أن التمديد يُبقي التخفيض: التخفيض ينتهي في موعده.",
            en="Thinking that more time keeps the discount: the discount ends on its own day.",
        ),
    ),
    phrases=(
        "تمديد مهلة المخالفة",
        "ابي مهلة للمخالفة",
        "تأجيل سداد المخالفة",
        "extend fine deadline",
        "more time to pay fine",
    ),
    examples=(
        Example(
            "within the window: ninety days from the deadline",
            on="2026-03-01",
            given=people(),
            answers=ACCEPTED,
            pays="0.00",
            leaves={VIOLATION.due_on: "2026-06-04", VIOLATION.extended_on: "2026-03-01"},
        ),
        Example(
            "the last day to object is too early",
            on="2026-02-19",
            given=people(),
            answers=ACCEPTED,
            refused_by="VIO-10",
        ),
        Example("the first day of the window", on="2026-02-20", given=people(), answers=ACCEPTED),
        Example("the last day of the window", on="2026-03-06", given=people(), answers=ACCEPTED),
        Example("the day after the window", on="2026-03-07", given=people(), answers=ACCEPTED, refused_by="VIO-10"),
        Example(
            "extended once before",
            on="2026-03-01",
            given=people(of={"extended_on": date(2026, 2, 22)}),
            answers=ACCEPTED,
            refused_by="VIO-14",
        ),
        Example(
            "committed on the first day of the amended law",
            on="2024-05-20",
            given=people(of={"committed_on": date(2024, 4, 18)}),
            answers=ACCEPTED,
        ),
        Example(
            "committed on its eve",
            on="2024-05-20",
            given=people(of={"committed_on": date(2024, 4, 17)}),
            answers=ACCEPTED,
            refused_by="VIO-15",
        ),
        Example(
            "no deadline on record",
            on="2026-03-01",
            given=people(of={"due_on": None}),
            answers=ACCEPTED,
            refused_by="VIO-16",
        ),
        Example(
            "somebody else's violation",
            on="2026-03-01",
            given=people(of={"person_id": 5}),
            answers=ACCEPTED,
            refused_by="VIO-19",
        ),
        Example(
            "under objection",
            on="2026-03-01",
            given=people(of={"state": "objected"}),
            answers=ACCEPTED,
            refused_by="VIO-12",
        ),
        Example(
            "the very debt does not stand in the way",
            on="2026-03-01",
            given=people(violation=[speeding()]),
            answers=ACCEPTED,
        ),
        *gate_examples(people(), ACCEPTED, without={"G-6"}),
    ),
)
