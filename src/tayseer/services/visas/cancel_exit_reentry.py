"""Cancel an exit/re-entry visa that was not used."""

from datetime import date

from tayseer.kit.expressions import DAY
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example, Notice
from tayseer.kit.text import Text
from tayseer.registries.borders.contract import Presence
from tayseer.registries.people.contract import holder_of, name_of
from tayseer.registries.visas.contract import cancel_visa
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen, resident
from tayseer.services.common.roles import VISA
from tayseer.services.common.trials import TODAY, differing, gate_examples, judged
from tayseer.services.families import update
from tayseer.services.visas.personas import daughter, maid
from tayseer.services.visas.rules import EXIT_REENTRY, exit_reentry_only

HOLDER = holder_of(VISA)
PRESENCE = Presence.of(HOLDER)

UNUSED = Rule(
    code="ERV-15",
    ar="التأشيرة لم تُستخدم ولم تُلغَ.",
    en="The visa was neither used nor cancelled.",
    basis=f"{EXIT_REENTRY}, ERV-15",
    holds=VISA.state == "issued",
    because=Text(
        ar="حالة التأشيرة {number}: {state}. لا تُلغى إلا تأشيرة صادرة لم تُستخدم.",
        en="The state of visa {number} is: {state}. Only a visa issued and unused can be cancelled.",
    ),
    shows={"number": VISA.number, "state": VISA.state},
    cure=Text(ar="لا يلزمك إلغاؤها.", en="There is nothing to cancel."),
)

HOLDER_INSIDE = Rule(
    code="ERV-20",
    ar="صاحب التأشيرة داخل المملكة.",
    en="The holder of the visa is inside the Kingdom.",
    basis=f"{EXIT_REENTRY}, ERV-15",
    holds=PRESENCE.inside == True,  # noqa: E712 an expression
    because=Text(
        ar="{person} خارج المملكة منذ {date}، فلا تُلغى التأشيرة.",
        en="{person} has been abroad since {date}; the visa cannot be cancelled.",
    ),
    shows={"person": name_of(HOLDER), "date": PRESENCE.since_on},
    cure=Text(
        ar="مدّد التأشيرة وهو في الخارج إن احتاج إلى وقت أطول.", en="Extend the visa from abroad if time runs short."
    ),
)

STILL_OPEN = Rule(
    code="ERV-21",
    ar="آخر يوم للمغادرة لم يمضِ.",
    en="The last day to leave has not passed.",
    basis=f"{EXIT_REENTRY}, ERV-15",
    holds=VISA.leave_by >= DAY,
    because=Text(
        ar="كان آخر يوم للمغادرة بالتأشيرة {number} هو {date}.",
        en="The last day to leave on visa {number} was {date}.",
    ),
    shows={"number": VISA.number, "date": VISA.leave_by},
    cure=Text(
        ar="راجع إدارة الجوازات لتسوية غرامة التأشيرة التي لم تُستخدم ولم تُلغَ في وقتها.",
        en="See the passports office about the fine for a visa neither used nor cancelled in time.",
    ),
)

UNUSED_VISA = {
    "number": "V1",
    "kind": "exit_reentry_single",
    "state": "issued",
    "issued_on": date(2026, 1, 10),
    "leave_by": date(2026, 4, 10),
    "holder": daughter(),
}
GIVEN = {"applicant": resident(), "visa": UNUSED_VISA}
ANSWERS = {"terms": True}

CANCEL_EXIT_REENTRY = update(
    code="visas/cancel-exit-reentry",
    ar="إلغاء تأشيرة خروج وعودة",
    en="Cancel an exit/re-entry visa",
    does=Text(
        ar="تُلغي تأشيرة خروج وعودة لم تُستخدم، لك أو لمن في مسؤوليتك، فلا تلزمك غرامة. رسمها لا يُردّ.",
        en="Cancels an unused exit/re-entry visa of yours or of somebody in your charge, so that no fine falls due. "
        "Its fee is not returned.",
    ),
    basis="Exit and Re-entry Regulation",
    assurance=SURE,
    for_whom=("resident", "citizen"),
    acts_on=VISA,
    allowed_when=(*gate(), exit_reentry_only(VISA), UNUSED, HOLDER_INSIDE, STILL_OPEN),
    effects=(cancel_visa(VISA),),
    also_tells=(
        Notice(
            "approved",
            HOLDER,
            ar="أُلغيت تأشيرة الخروج والعودة الصادرة لك. رقم الطلب {case}.",
            en="Your exit/re-entry visa has been cancelled. Request number {case}.",
        ),
    ),
    mistakes=(
        Text(
            ar="ترك التأشيرة بلا استخدام ولا إلغاء حتى تلزم غرامتها.",
            en="Leaving the visa neither used nor cancelled, until it is fined.",
        ),
        Text(
            ar="انتظار ردّ الرسم بعد الإلغاء: لا يُردّ.", en="Expecting the fee back after cancelling: it is not returned."
        ),
    ),
    phrases=("الغاء خروج وعودة", "كنسلة التأشيرة", "ما راح اسافر", "cancel exit reentry", "cancel travel visa"),
    examples=(
        Example(
            "a single visa of a daughter",
            on=TODAY,
            given=GIVEN,
            answers=ANSWERS,
            pays="0.00",
            leaves={VISA.state: "cancelled"},
        ),
        Example(
            "a multiple visa of a citizen's domestic worker",
            on=TODAY,
            given={"applicant": citizen(), "visa": {**UNUSED_VISA, "kind": "exit_reentry_multiple", "holder": maid()}},
            answers=ANSWERS,
            pays="0.00",
            leaves={VISA.state: "cancelled"},
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "visa",
            [
                ("a visa for final exit", {"kind": "final_exit"}, "ERV-19"),
                ("a visit visa", {"kind": "visit"}, "ERV-19"),
                ("a visa that was used", {"state": "used"}, "ERV-15"),
                ("a visa cancelled before", {"state": "cancelled"}, "ERV-15"),
                ("the last day to leave was yesterday", {"leave_by": date(2026, 2, 28)}, "ERV-21"),
                ("the last day to leave is today", {"leave_by": date(2026, 3, 1)}, None),
            ],
        ),
        Example(
            "the holder is abroad",
            on=TODAY,
            given=differing(GIVEN, "visa.holder", presence__inside=False),
            answers=ANSWERS,
            refused_by="ERV-20",
        ),
        *gate_examples(GIVEN, ANSWERS),
    ),
)
