"""Report that an iqama card, one's own or a family member's, has been lost."""

from dataclasses import replace
from datetime import date
from typing import Any

from tayseer.kit.expressions import DAY, Bilingual, Expression, days_between
from tayseer.kit.questions import Question
from tayseer.kit.rules import Rule
from tayseer.kit.services import Document, Example, Fee
from tayseer.kit.text import Text
from tayseer.law import residency as law
from tayseer.registries.people.contract import name_of
from tayseer.registries.residency.contract import Iqama, report_card_lost
from tayseer.services.common.gate import account_active
from tayseer.services.common.personas import dependant, resident
from tayseer.services.common.roles import FAMILY
from tayseer.services.common.trials import FINE, SUSPENSION, TODAY, judged
from tayseer.services.families import PAY, report
from tayseer.services.residency.rules import REGULATION, iqama_word

IQAMA = Iqama.of(FAMILY)

LOST_ON = Question("lost_on", ar="متى فُقدت البطاقة؟", en="When was the card lost?", kind="day")
PLACE = Question(
    "place",
    ar="أين فُقدت؟",
    en="Where was it lost?",
    hint=Text(ar="المدينة والمكان، بقدر ما تعرف.", en="The city and the place, as far as you know."),
    most=60,
)
IS_LATE = days_between(LOST_ON, DAY) > law.loss_report_days

CARD_IN_USE = Rule(
    code="IQL-1",
    ar="البطاقة سارية ولم يسبق الإبلاغ عن فقدها.",
    en="The card is in use and was not reported lost before.",
    basis=f"{REGULATION}, loss of the card",
    holds=IQAMA.state == "active",
    because=Text(
        ar="حالة إقامة {person} في السجل: {state}.",
        en="The iqama of {person} is on record as: {state}.",
    ),
    shows={"person": name_of(FAMILY), "state": IQAMA.state},
    cure=Text(
        ar="إن كنت قد أبلغت عن الفقد من قبل فاطلب بدل البطاقة المفقودة.",
        en="If the loss was reported before, ask for a card in place of the one lost.",
    ),
)

NOT_IN_FUTURE = Rule(
    code="IQL-2",
    ar="يوم الفقد ليس بعد اليوم.",
    en="The day of the loss is not in the future.",
    basis=f"{REGULATION}, loss of the card",
    holds=LOST_ON <= DAY,
    because=Text(
        ar="كتبت أن البطاقة فُقدت في {date}، وهذا اليوم لم يأتِ بعد. صحّح التاريخ.",
        en="You wrote that the card was lost on {date}, which has not come yet. Correct the date.",
    ),
    shows={"date": LOST_ON},
)

GIVEN = {"applicant": resident(), "relative": dependant()}
ANSWERS = {LOST_ON: date(2026, 2, 28), PLACE: "الرياض، حي الملز", "terms": True}
LEAVES: dict[Expression[Any], str] = {IQAMA.state: "lost", IQAMA.lost_on: "2026-02-28"}

REPORT_LOST_IQAMA = report(
    code="residency/report-lost-iqama",
    ar="الإبلاغ عن فقد بطاقة إقامة",
    en="Report a lost iqama card",
    does=Text(
        ar="توقف بطاقة إقامة مفقودة فور الإبلاغ، لك أو لفرد من أسرتك. تبقى الإقامة سارية.",
        en="Stops a lost iqama card, yours or a family member's, the moment you report it. The iqama itself stands.",
    ),
    basis="Residence Regulation, loss of the card",
    for_whom=("resident",),
    acts_on=FAMILY,
    asks=(LOST_ON, PLACE),
    # Reporting a loss is a duty with a term: neither fines nor a suspension stand in its way.
    allowed_when=(account_active(), CARD_IN_USE, NOT_IN_FUTURE),
    costs=(
        Fee(
            "late",
            ar="غرامة التأخر في الإبلاغ",
            en="Fine for reporting late",
            amount=law.loss_late_fine,
            when=IS_LATE,
        ),
    ),
    steps=(replace(PAY, when=IS_LATE),),
    on_filing=(report_card_lost(FAMILY, lost_on=LOST_ON),),
    effects=(),
    issues=(
        Document(
            "loss-report",
            to=FAMILY,
            shows={
                "holder_number": FAMILY.number,
                "item": iqama_word(),
                "item_number": IQAMA.card_number,
                "lost_on": LOST_ON,
                "place": Bilingual(PLACE, PLACE),
            },
        ),
    ),
    mistakes=(
        Text(ar="التأخر في الإبلاغ: تلزم غرامة.", en="Reporting late: a fine falls due."),
        Text(
            ar="الإبلاغ عن بطاقة وُجدت: لا تعود البطاقة صالحة بعد البلاغ.",
            en="Reporting a card that turns up: once reported it is never valid again.",
        ),
    ),
    phrases=("ضاعت اقامتي", "فقدان الاقامة", "بلاغ فقد اقامة", "lost iqama", "lost my resident card"),
    examples=(
        Example("lost yesterday", on=TODAY, given=GIVEN, answers=ANSWERS, pays="0.00", leaves=LEAVES),
        Example(
            "lost two days ago",
            on=TODAY,
            given=GIVEN,
            answers={**ANSWERS, LOST_ON: date(2026, 2, 27)},
            pays="1000.00",
            leaves={IQAMA.state: "lost", IQAMA.lost_on: "2026-02-27"},
        ),
        Example(
            "lost today, one's own card",
            on=TODAY,
            given={"applicant": resident(), "relative": resident()},
            answers={**ANSWERS, LOST_ON: date(2026, 3, 1)},
            pays="0.00",
        ),
        Example(
            "lost tomorrow",
            on=TODAY,
            given=GIVEN,
            answers={**ANSWERS, LOST_ON: date(2026, 3, 2)},
            refused_by="IQL-2",
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "relative",
            [
                ("reported before", {"iqama__state": "lost"}, "IQL-1"),
                ("in final exit", {"iqama__state": "final_exit"}, "IQL-1"),
            ],
        ),
        *judged(
            GIVEN,
            ANSWERS,
            "applicant",
            [
                (
                    "fines and a suspension do not hinder a report",
                    {"violation": [FINE], "restriction": [SUSPENSION]},
                    None,
                ),
                ("an account that is locked", {"account__state": "locked"}, "G-1"),
            ],
        ),
        Example(
            "the terms are not accepted",
            on=TODAY,
            given=GIVEN,
            answers={LOST_ON: date(2026, 2, 28), PLACE: "جدة"},
            refused_by="G-11",
        ),
    ),
)
