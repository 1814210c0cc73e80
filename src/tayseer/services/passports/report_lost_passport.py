"""Report a passport lost or stolen: it stops being valid at once, and the holder gets a loss report."""

from datetime import date

from tayseer.kit.expressions import DAY, both, when
from tayseer.kit.questions import Question, declare, pick
from tayseer.kit.rules import Rule, declaration
from tayseer.kit.services import Document, Example
from tayseer.kit.text import Text
from tayseer.registries.passports.contract import Passport, report_lost
from tayseer.registries.people.contract import APPLICANT
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.trials import TODAY, declined, gate_examples, judged
from tayseer.services.families import report
from tayseer.services.passports.rules import BY_LAW, TRAVEL_LAW

PASSPORT = Passport.of(APPLICANT)

HOW = pick(
    "how",
    ar="ماذا حدث للجواز؟",
    en="What happened to the passport?",
    options={"lost": ("فُقد", "It was lost"), "stolen": ("سُرق", "It was stolen")},
)
LOST_ON = Question("lost_on", ar="متى حدث ذلك؟", en="When did it happen?", kind="day")
PLACE = Question("place", ar="أين حدث؟ اكتب المدينة والدولة", en="Where? Give city and country")
STOPS = declare(
    "stops",
    ar="أعلم أن جوازي يتوقف الآن، وأني لا أسافر به ولو وجدته.",
    en="I know that my passport stops being valid now, and that I cannot travel with it even if I find it.",
)

REPORTABLE = Rule(
    code="PAS-18",
    ar="لك جواز صادر أو مفعّل.",
    en="You have a passport, active or just issued.",
    basis=f"{BY_LAW}, loss of the passport",
    holds=PASSPORT.state.is_one_of("active", "issued"),
    because=Text(
        ar="حالة جوازك في السجل: {state}. ما أُبلغ عنه أو أُلغي لا يُبلغ عنه مرة أخرى.",
        en="Your passport is on record as: {state}. One reported lost, or cancelled, is not reported again.",
    ),
    shows={"state": PASSPORT.state},
    cure=Text(
        ar="إن كنت أبلغت عنه من قبل فاطلب بدل الفاقد، وإن لم يكن لك جواز فاطلب إصداره.",
        en="If you have reported it already, ask for a replacement; if you have no passport, ask for a first one.",
    ),
)

REPORT_COMPLETE = Rule(
    code="PAS-19",
    ar="البلاغ يذكر المكان واليوم، واليوم بين صدور الجواز ويوم البلاغ.",
    en="The report states place and day; the day lies between the passport's issue and today.",
    basis=f"{BY_LAW}, loss of the passport",
    holds=both(LOST_ON >= PASSPORT.issued_on, LOST_ON <= DAY, PLACE != ""),
    because=Text(
        ar="كتبت أن ذلك حدث في {date}، وجوازك صدر في {issued}. اكتب المكان، ويومًا بين صدور الجواز واليوم.",
        en="You gave {date}; the passport was issued on {issued}. Give the place, and a day between then and today.",
    ),
    shows={"date": LOST_ON, "issued": PASSPORT.issued_on},
    cure=Text(ar="صحّح بيانات البلاغ.", en="Correct the report."),
)

STOLEN_PASSPORT = Text(ar="جواز سفر مسروق", en="Stolen passport")
LOST_PASSPORT = Text(ar="جواز سفر مفقود", en="Lost passport")

GIVEN = {"applicant": citizen()}
FULL = {HOW: "lost", LOST_ON: date(2026, 2, 27), PLACE: "جدة، السعودية", "stops": True, "terms": True}


def dated(day: date) -> dict[object, object]:
    """The answers with another day of the loss."""
    return {**FULL, LOST_ON: day}


REPORT_LOST_PASSPORT = report(
    code="passports/report-lost-passport",
    ar="الإبلاغ عن فقد جواز السفر أو سرقته",
    en="Report a lost or stolen passport",
    does=Text(
        ar="يتوقف جوازك في الحال فلا يستعمله غيرك، ويصدر لك بلاغ فقد.",
        en="Stops your passport at once, so that nobody else can use it, and gives you a loss report.",
    ),
    basis=f"{TRAVEL_LAW}, loss of the passport",
    for_whom=("citizen",),
    asks=(HOW, LOST_ON, PLACE, STOPS),
    # A lost passport must stop whether or not a card has ended, a fine is unpaid or services are suspended.
    allowed_when=(
        *gate(cures={"G-2", "G-6", "G-8"}),
        REPORTABLE,
        REPORT_COMPLETE,
        declaration("PAS-28", STOPS, basis=f"{BY_LAW}, loss of the passport"),
    ),
    effects=(report_lost(APPLICANT, lost_on=LOST_ON),),
    issues=(
        Document(
            "loss-report",
            to=APPLICANT,
            shows={
                "item": when(HOW == "stolen", STOLEN_PASSPORT, LOST_PASSPORT),
                "item_number": PASSPORT.number,
                "lost_on": LOST_ON,
                "place": PLACE,
            },
        ),
    ),
    mistakes=(
        Text(
            ar="الإبلاغ قبل البحث: الجواز الموقوف لا يعود.",
            en="Reporting before searching: a stopped passport cannot be revived.",
        ),
        Text(
            ar="تأخير البلاغ حتى موعد السفر: البدل يحتاج إلى أيام.",
            en="Waiting until the journey: a replacement takes days.",
        ),
    ),
    phrases=(
        "ضاع جوازي",
        "فقدت الجواز",
        "انسرق جوازي",
        "بلاغ فقدان جواز",
        "lost passport",
        "stolen passport",
        "report passport lost",
    ),
    examples=(
        Example(
            "lost two days ago",
            on=TODAY,
            given=GIVEN,
            answers=FULL,
            pays="0.00",
            leaves={PASSPORT.state: "lost", PASSPORT.lost_on: "2026-02-27", PASSPORT.number: "T10000001"},
        ),
        Example(
            "stolen",
            on=TODAY,
            given=GIVEN,
            answers={**FULL, HOW: "stolen"},
            pays="0.00",
            leaves={PASSPORT.state: "lost"},
        ),
        Example("lost today", on=TODAY, given=GIVEN, answers=dated(date(2026, 3, 1)), pays="0.00"),
        Example(
            "said to be lost tomorrow", on=TODAY, given=GIVEN, answers=dated(date(2026, 3, 2)), refused_by="PAS-19"
        ),
        Example("lost on the day of its issue", on=TODAY, given=GIVEN, answers=dated(date(2022, 1, 6)), pays="0.00"),
        Example(
            "said to be lost before its issue",
            on=TODAY,
            given=GIVEN,
            answers=dated(date(2022, 1, 5)),
            refused_by="PAS-19",
        ),
        *judged(
            GIVEN,
            FULL,
            "applicant",
            [
                ("a passport not yet active", {"passport__state": "issued"}, None),
                ("reported already", {"passport__state": "lost"}, "PAS-18"),
                ("a passport that was cancelled", {"passport__state": "cancelled"}, "PAS-18"),
                ("no passport", {"passport": None}, ("PAS-18", "PAS-19")),
            ],
        ),
        *declined(GIVEN, FULL, {"place": "PAS-19", "stops": "PAS-28"}),
        *gate_examples(GIVEN, FULL, without={"G-2", "G-6", "G-8"}, identity="card"),
    ),
)
