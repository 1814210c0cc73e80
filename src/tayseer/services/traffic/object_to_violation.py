"""Contest a traffic violation: the violation stands still until the objections committee decides."""

from datetime import date

from tayseer.kit.expressions import DAY, Bilingual, both, count, either, hijri_year_start, latest, plus_days
from tayseer.kit.questions import Question, pick
from tayseer.kit.rules import Rule
from tayseer.kit.services import Document, Example
from tayseer.kit.text import Text
from tayseer.law import traffic as law
from tayseer.registries.people.contract import APPLICANT
from tayseer.registries.violations.contract import Objection, accept_objection, open_objection, reject_objection
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import VIOLATION
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import reviewed
from tayseer.services.traffic.personas import speeding
from tayseer.services.traffic.rules import (
    BASIS,
    OBJECTION,
    close_objection,
    extension_ends,
    objection_ends,
    still_unpaid,
)

REASON = pick(
    "reason",
    ar="سبب الاعتراض",
    en="Why do you object?",
    options={
        "not_my_vehicle": ("المركبة ليست لي ولم أستأجرها", "The vehicle is neither mine nor rented by me"),
        "not_in_that_city": ("لم تكن المركبة في تلك المدينة", "The vehicle was not in that city"),
        "did_not_do_it": ("لم أرتكب الفعل المسجل", "I did not do what was recorded"),
        "recorded_twice": ("سُجّلت المخالفة نفسها مرتين", "The same violation was recorded twice"),
        "other": ("سبب آخر", "Another reason"),
    },
    hint=Text(
        ar="انظر أولًا في الصورة والسرعة والمكان في صفحة المخالفة.",
        en="Look first at the photo, the speed and the place on the violation's page.",
    ),
)
DETAILS = Question(
    "details",
    ar="اشرح ما حدث",
    en="Explain what happened",
    hint=Text(ar="لازم إن اخترت «سبب آخر».", en='Required if you chose "Another reason".'),
    required=False,
    most=2000,
)
EVIDENCE = Question("evidence", ar="ملف يؤيد اعتراضك", en="A file that supports you", kind="file", required=False)

MINE = Objection.of(APPLICANT)
OPEN = MINE.state == "open"
YEAR_BEGAN = hijri_year_start(DAY)
#: A day that lies in the next Hijri year, whatever the length of this one.
SURELY_NEXT_YEAR = 360
NEXT_YEAR = hijri_year_start(plus_days(YEAR_BEGAN, SURELY_NEXT_YEAR))
REJECTED = count(
    MINE,
    where=both(MINE.state == "rejected", MINE.decided_on >= YEAR_BEGAN),
    ar="اعتراضاتك المرفوضة في هذه السنة الهجرية",
    en="Your objections rejected in this Hijri year",
)

IN_TIME = Rule(
    code="VIO-4",
    ar="لم تنته مدة الاعتراض على المخالفة.",
    en="The time to object has not run out.",
    basis=f"{BASIS}, VIO-4",
    holds=objection_ends(VIOLATION) >= DAY,
    because=Text(
        ar="مدة الاعتراض {days} يومًا من تاريخ المخالفة، وقد انتهت في {date}. طلب تمديد مهلة السداد متاح حتى {date2}.",
        en="The {days} days to object ended on {date}. More time to pay can be asked for until {date2}.",
    ),
    shows={"days": law.objection_days, "date": objection_ends(VIOLATION), "date2": extension_ends(VIOLATION)},
    cure=Text(
        ar="سدد المخالفة، أو اطلب تمديد المهلة، أو تظلم منها أمام المحكمة.",
        en="Pay the violation, ask for more time, or take it to the court.",
    ),
)

OWN_VIOLATION = Rule(
    code="VIO-5",
    ar="المخالفة مسجلة عليك أنت.",
    en="The violation is recorded against you.",
    basis=f"{BASIS}, VIO-5",
    holds=VIOLATION.person_id == APPLICANT.id,  # type: ignore[attr-defined]
    because=Text(
        ar="المخالفة {number} مسجلة على غيرك، والاعتراض لمن سُجّلت عليه.",
        en="Violation {number} is recorded against somebody else, and only they can object.",
    ),
    shows={"number": VIOLATION.number},
    cure=Text(ar="يعترض عليها صاحبها من حسابه.", en="They can object from their own account."),
)

NOT_DECIDED = Rule(
    code="VIO-6",
    ar="لم يُبت في هذه المخالفة من قبل.",
    en="The violation has not been decided before.",
    basis=f"{BASIS}, VIO-6",
    holds=~VIOLATION.decided_on.is_known(),
    because=Text(
        ar="صدر في هذه المخالفة قرار بتاريخ {date}، فلا يُعترض عليها هنا مرة ثانية.",
        en="This violation was decided on {date} and cannot be contested here again.",
    ),
    shows={"date": VIOLATION.decided_on},
    cure=Text(ar="الخطوة التالية هي التظلم أمام المحكمة.", en="The next step is the court."),
)

NO_OTHER_OPEN = Rule(
    code="VIO-7",
    ar="لا اعتراض آخر لك قيد النظر.",
    en="No other objection of yours is open.",
    basis=f"{BASIS}, VIO-7",
    holds=count(MINE, where=OPEN, ar="اعتراضاتك قيد النظر", en="Your open objections") == 0,
    because=Text(
        ar="اعتراضك رقم {number} ما زال قيد النظر. يمكنك تقديم اعتراض جديد بعد صدور القرار فيه.",
        en="Objection {number} is still open. A new one can be entered when it is decided.",
    ),
    shows={"number": latest(MINE.number, where=OPEN, ar="رقم الاعتراض القائم", en="Number of the open objection")},
    cure=Text(
        ar="تابعه من صفحة طلباتك؛ سنخبرك بالقرار.", en="Follow it among your requests; we will tell you the decision."
    ),
)

FEW_REJECTED = Rule(
    code="VIO-8",
    ar="لم تبلغ اعتراضاتك المرفوضة في السنة الهجرية الحد المقرر.",
    en="Your objections rejected in this Hijri year are fewer than the limit.",
    basis=f"{BASIS}, VIO-8",
    holds=REJECTED < law.rejected_objections_limit,
    because=Text(
        ar="عدد اعتراضاتك المرفوضة منذ بداية السنة الهجرية في {since}: {n}، والحد {limit}. تُفتح الخدمة لك في {date}.",
        en="Objections rejected since the Hijri year began on {since}: {n}, of {limit}. The service reopens on {date}.",
    ),
    shows={"since": YEAR_BEGAN, "n": REJECTED, "limit": law.rejected_objections_limit, "date": NEXT_YEAR},
    cure=Text(
        ar="أسباب كل قرار في سجل طلباتك. ويمكنك قبل ذلك التظلم أمام المحكمة.",
        en="The reasons of each decision are in your history. Until then the court is open to you.",
    ),
)

REASON_CHOSEN = Rule(
    code="VIO-9",
    ar="للاعتراض سبب من القائمة.",
    en="A reason is chosen from the list.",
    basis=f"{BASIS}, VIO-9",
    holds=REASON.is_one_of(*REASON.options),
    because=Text(ar="لم تختر سبب الاعتراض.", en="No reason was chosen."),
    cure=Text(ar="اختر السبب الأقرب إلى ما حدث.", en="Choose the reason nearest to what happened."),
)

OTHER_REASON_EXPLAINED = Rule(
    code="VIO-18",
    ar="السبب الذي ليس في القائمة مشروح.",
    en="A reason that is not on the list is explained.",
    basis=f"{BASIS}, VIO-18",
    holds=either(REASON != "other", DETAILS.is_known()),
    because=Text(
        ar="اخترت «سبب آخر» ولم تشرحه، فلا يمكن للجنة أن تنظر فيه.",
        en='You chose "Another reason" without explaining it, so the committee cannot consider it.',
    ),
    cure=Text(ar="اكتب ما حدث في خانة الشرح.", en="Write what happened in the box for it."),
)

NOT_MINE = {REASON: "not_my_vehicle", "terms": True}
REJECTED_ONCE = {"state": "rejected", "decided_on": date(2025, 6, 26)}


def people(*, of: dict[str, object] | None = None, **differs: object) -> dict[str, object]:
    """The citizen who objects, and the violation with the differences ``of``."""
    return {"applicant": citizen(**differs), "violation": speeding(**(of or {}))}


OBJECT_TO_VIOLATION = reviewed(
    code="traffic/object-to-violation",
    ar="الاعتراض على مخالفة مرورية",
    en="Contest a traffic violation",
    does=Text(
        ar="تعترض على مخالفة مسجلة عليك، فيتوقف أثرها حتى تبت لجنة الاعتراضات فيها، ويصلك القرار بأسبابه.",
        en="Contests a violation recorded against you: it has no effect until the committee decides.",
    ),
    basis="Traffic Law, objections",
    for_whom=("citizen", "resident"),
    queue="traffic/objections",
    acts_on=VIOLATION,
    asks=(REASON, DETAILS, EVIDENCE),
    # The days to object run whether or not a card has expired or services are suspended: none of that may cost a right.
    allowed_when=(
        *gate(cures={"G-2", "G-6", "G-8"}),
        still_unpaid(VIOLATION),
        IN_TIME,
        OWN_VIOLATION,
        NOT_DECIDED,
        NO_OTHER_OPEN,
        FEW_REJECTED,
        REASON_CHOSEN,
        OTHER_REASON_EXPLAINED,
    ),
    on_filing=open_objection(VIOLATION, APPLICANT),
    effects=(accept_objection(VIOLATION), close_objection("accepted")),
    on_refusal=(
        reject_objection(VIOLATION, due_on=plus_days(DAY, law.due_after_rejection_days)),
        close_objection("rejected"),
    ),
    issues=(
        Document(
            "objection-decision",
            to=APPLICANT,
            shows={"holder_number": APPLICANT.number, "subject": Bilingual(VIOLATION.title_ar, VIOLATION.title_en)},
        ),
    ),
    takes=Text(ar="خمسة أيام على الأكثر.", en="Five days at most."),
    mistakes=(
        Text(ar="سداد المخالفة قبل الاعتراض عليها.", en="Paying the violation before contesting it."),
        Text(
            ar="حساب مدة الاعتراض من وصول الرسالة، وهي تُحسب من تاريخ المخالفة.",
            en="Counting the time to object from the message; it runs from the violation.",
        ),
        Text(
            ar="اعتراض لا سبب له: كل اعتراض مرفوض يُحسب من الحد السنوي.",
            en="An objection without ground: each one rejected counts towards the yearly limit.",
        ),
    ),
    phrases=(
        "اعتراض على مخالفة",
        "ابي اعترض",
        "مخالفة مو لي",
        "اعتراض ساهر",
        "contest traffic fine",
        "dispute saher",
        "object to violation",
    ),
    examples=(
        Example(
            "in time, for the first time: the committee cancels the violation",
            on="2026-03-01",
            given=people(),
            answers=NOT_MINE,
            pays="0.00",
            leaves={
                VIOLATION.state: "cancelled",
                VIOLATION.decided_on: "2026-03-01",
                OBJECTION.state: "accepted",
                OBJECTION.decided_on: "2026-03-01",
                OBJECTION.filed_on: "2026-03-01",
                OBJECTION.violation_id: 9,
                OBJECTION.number: "drawn",
            },
        ),
        *(
            Example(f"for the reason {reason}", on="2026-03-01", given=people(), answers={**NOT_MINE, REASON: reason})
            for reason in ("not_in_that_city", "did_not_do_it", "recorded_twice")
        ),
        Example(
            "another reason, explained",
            on="2026-03-01",
            given=people(),
            answers={**NOT_MINE, REASON: "other", DETAILS: "كانت المركبة في ورشة الصيانة."},
        ),
        Example(
            "another reason, not explained",
            on="2026-03-01",
            given=people(),
            answers={**NOT_MINE, REASON: "other"},
            refused_by="VIO-18",
        ),
        Example(
            "a reason that is not on the list",
            on="2026-03-01",
            given=people(),
            answers={**NOT_MINE, REASON: "in_a_hurry"},
            refused_by="VIO-9",
        ),
        Example("the thirtieth day", on="2026-03-12", given=people(), answers=NOT_MINE),
        Example("the thirty-first day", on="2026-03-13", given=people(), answers=NOT_MINE, refused_by="VIO-4"),
        Example(
            "paid already", on="2026-03-01", given=people(of={"state": "paid"}), answers=NOT_MINE, refused_by="VIO-12"
        ),
        Example(
            "somebody else's violation",
            on="2026-03-01",
            given=people(of={"person_id": 5}),
            answers=NOT_MINE,
            refused_by="VIO-5",
        ),
        Example(
            "decided before",
            on="2026-03-01",
            given=people(of={"decided_on": date(2026, 2, 20)}),
            answers=NOT_MINE,
            refused_by="VIO-6",
        ),
        Example(
            "another objection is open",
            on="2026-03-01",
            given=people(objection=[{"number": "B1", "state": "open"}]),
            answers=NOT_MINE,
            refused_by="VIO-7",
        ),
        Example(
            "an earlier objection was accepted",
            on="2026-03-01",
            given=people(objection=[{"number": "B1", "state": "accepted", "decided_on": date(2026, 2, 1)}] * 5),
            answers=NOT_MINE,
        ),
        Example(
            "five rejected in the Hijri year, the first of them on its first day",
            on="2026-03-01",
            given=people(objection=[REJECTED_ONCE] * 5),
            answers=NOT_MINE,
            refused_by="VIO-8",
        ),
        Example(
            "four rejected in the Hijri year, and one on the eve of it",
            on="2026-03-01",
            given=people(objection=[*[REJECTED_ONCE] * 4, {"state": "rejected", "decided_on": date(2025, 6, 25)}]),
            answers=NOT_MINE,
        ),
        Example(
            "an expired card, a suspension and another debt do not cost the right to object",
            on="2026-03-01",
            given=people(
                id_card__expires_on=date(2026, 1, 1),
                restriction=[{"kind": "suspension", "since_on": date(2026, 1, 5)}],
                violation=[speeding()],
            ),
            answers=NOT_MINE,
        ),
        *gate_examples(people(), NOT_MINE, without={"G-2", "G-6", "G-8"}),
    ),
)
