"""Replace a lost identity card: the report stops the old card at once, and a new one is issued."""

from datetime import date

from tayseer.kit.expressions import DAY, both, when
from tayseer.kit.questions import Question, declare
from tayseer.kit.rules import Rule, declaration
from tayseer.kit.services import SURE, Example, Fee
from tayseer.kit.text import Text
from tayseer.law import civil as law
from tayseer.registries.biometrics.contract import Enrolment, retake_photo
from tayseer.registries.civil.contract import replace_id_card, report_id_card_lost
from tayseer.registries.people.contract import APPLICANT
from tayseer.services.civil.personas import fine_and_address_examples, photo_examples
from tayseer.services.civil.rules import (
    CARD,
    CARD_NOT_ENDED,
    PHOTO,
    PHOTO_DAY,
    PHOTO_QUESTIONS,
    PHOTO_RULES,
    national_id,
    no_civil_fines,
)
from tayseer.services.common.gate import address_on_file, gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import PAY, report

LOST_ON = Question("lost_on", ar="متى فُقدت البطاقة؟", en="When was the card lost?", kind="day")
COUNTRY = Question("country", ar="الدولة التي فُقدت فيها", en="Country where it was lost")
CITY = Question("city", ar="المدينة التي فُقدت فيها", en="City where it was lost")
STOPS = declare(
    "stops",
    ar="أعلم أن بطاقتي تتوقف الآن، وأنها لا تعود إلى العمل ولو وجدتها.",
    en="I know that my card stops working now and cannot be revived, even if I find it.",
)

REPORT_COMPLETE = Rule(
    code="NID-9",
    ar="البلاغ يذكر يوم الفقد ودولته ومدينته، واليوم بين صدور البطاقة ويوم البلاغ.",
    en="The report states day, country and city of the loss; the day lies between the card's issue and today.",
    basis="Civil Status by-law, NID-9",
    holds=both(LOST_ON >= CARD.issued_on, LOST_ON <= DAY, COUNTRY != "", CITY != ""),
    because=Text(
        ar="ذكرت أن الفقد كان في {date}، وبطاقتك صدرت في {issued}. اكتب يومًا بين صدورها واليوم، مع الدولة والمدينة.",
        en="You gave {date} as the day of the loss; the card was issued on {issued}. "
        "Give a day between then and today, with country and city.",
    ),
    shows={"date": LOST_ON, "issued": CARD.issued_on},
    cure=Text(ar="صحّح بيانات البلاغ.", en="Correct the report."),
)

CARD_REPORTABLE = Rule(
    code="NID-14",
    ar="لك بطاقة لم تُلغَ.",
    en="You have a card that was not cancelled.",
    basis="Civil Status by-law, identity cards",
    holds=CARD.state != "cancelled",
    because=Text(ar="حالة بطاقتك في السجل: {state}.", en="Card state on record: {state}."),
    shows={"state": CARD.state},
    cure=Text(
        ar="احجز موعدًا في أحد فروع الأحوال المدنية لإصدار بطاقة.",
        en="Book a visit to a civil affairs branch to have a card issued.",
    ),
)

#: Losses before this one; two of them make this loss the third.
EARLIER = CARD.losses
LOSS_FINE = when(
    EARLIER == 1,
    law.card_loss_fine_second,
    when(EARLIER - 1 == 1, law.card_loss_fine_third, law.card_loss_fine_fourth),
)

FULL = {
    LOST_ON: date(2026, 2, 27),
    COUNTRY: "السعودية",
    CITY: "جدة",
    "stops": True,
    PHOTO: "photo",
    PHOTO_DAY: date(2026, 2, 20),
    "photo_plain": True,
    "terms": True,
}
UNDECLARED = dict(FULL)
UNDECLARED.pop("stops")

REPLACE_ID_LOST = report(
    code="civil/replace-id-lost",
    ar="بدل هوية وطنية مفقودة",
    en="Replace a lost national identity card",
    does=Text(
        ar="توقف بطاقتك المفقودة ساعة تقديم الطلب، وتصدر لك بطاقة جديدة بتاريخ الانتهاء نفسه.",
        en="Stops your lost card the moment you file, and gives you a new card with the same expiry date.",
    ),
    basis="Civil Status Law, identity cards",
    assurance=SURE,
    for_whom=("citizen",),
    asks=(LOST_ON, COUNTRY, CITY, STOPS, *PHOTO_QUESTIONS),
    allowed_when=(
        *gate(cures={"G-2"}),
        *PHOTO_RULES,
        no_civil_fines(code="NID-7"),
        address_on_file(code="NID-8"),
        REPORT_COMPLETE,
        declaration("NID-10", STOPS, basis="Civil Status by-law, NID-10"),
        CARD_NOT_ENDED,
        CARD_REPORTABLE,
    ),
    costs=(Fee("loss", ar="غرامة تكرار الفقد", en="Repeated loss fine", amount=LOSS_FINE, when=EARLIER > 0),),
    steps=(PAY,),
    on_filing=(report_id_card_lost(APPLICANT),),
    effects=(
        replace_id_card(
            APPLICANT, old_state="lost", expires_on=CARD.expires_on, losses=EARLIER + 1, damages=CARD.damages
        ),
        retake_photo(APPLICANT),
    ),
    issues=(national_id(APPLICANT),),
    takes=Text(
        ar="تتوقف المفقودة في الحال، وتصل الجديدة في نحو عشرة أيام عمل بعد السداد.",
        en="The lost card stops at once; the new one arrives in about ten working days after payment.",
    ),
    mistakes=(
        Text(
            ar="الإبلاغ قبل البحث. البطاقة الموقوفة لا تعود.",
            en="Reporting before looking: a stopped card cannot return.",
        ),
        Text(
            ar="طلب بدل لبطاقة منتهية. المنتهية تُجدّد.",
            en="Asking to replace a card that has ended; it is renewed instead.",
        ),
    ),
    phrases=("بدل فاقد هوية", "ضاعت هويتي", "ضيعت بطاقة الاحوال", "انسرقت هويتي", "lost id", "lost national id card"),
    examples=(
        Example(
            "lost for the first time",
            on="2026-03-01",
            given={"applicant": citizen(id_card__damages=1)},
            answers=FULL,
            pays="0.00",
            leaves={
                CARD.state: "issued",
                CARD.issued_on: "2026-03-01",
                CARD.expires_on: "2031-01-05",
                CARD.copy_number: "drawn",
                CARD.losses: 1,
                CARD.damages: 1,
                Enrolment.of(APPLICANT).photo_on: "2026-03-01",
            },
        ),
        *(
            Example(
                f"lost for the {word} time",
                on="2026-03-01",
                given={"applicant": citizen(id_card__losses=earlier)},
                answers=FULL,
                pays=pays,
                leaves={CARD.losses: earlier + 1},
            )
            for earlier, word, pays in (
                (1, "second", "100.00"),
                (2, "third", "500.00"),
                (3, "fourth", "1000.00"),
                (4, "fifth", "1000.00"),
            )
        ),
        *(
            Example(name, on="2026-03-01", given={"applicant": citizen()}, answers={**FULL, LOST_ON: day}, pays="0.00")
            for name, day in (("lost today", date(2026, 3, 1)), ("lost on the day of issue", date(2021, 1, 6)))
        ),
        *(
            Example(
                name,
                on="2026-03-01",
                given={"applicant": citizen()},
                answers={**FULL, question: answer},
                refused_by="NID-9",
            )
            for name, question, answer in (
                ("lost tomorrow", LOST_ON, date(2026, 3, 2)),
                ("lost on the eve of issue", LOST_ON, date(2021, 1, 5)),
                ("no country", COUNTRY, ""),
                ("no city", CITY, ""),
            )
        ),
        Example(
            "the end of the card is not declared to be known",
            on="2026-03-01",
            given={"applicant": citizen()},
            answers=UNDECLARED,
            refused_by="NID-10",
        ),
        Example(
            "the card ends today",
            on="2026-03-01",
            given={"applicant": citizen(id_card__expires_on=date(2026, 3, 1))},
            answers=FULL,
            pays="0.00",
        ),
        Example(
            "the card ended yesterday",
            on="2026-03-01",
            given={"applicant": citizen(id_card__expires_on=date(2026, 2, 28))},
            answers=FULL,
            refused_by="NID-13",
        ),
        *(
            Example(
                f"a card that is {state} can be replaced",
                on="2026-03-01",
                given={"applicant": citizen(id_card__state=state)},
                answers=FULL,
                pays="0.00",
                leaves={CARD.state: "issued"},
            )
            for state in ("issued", "lost", "damaged")
        ),
        Example(
            "a card that was cancelled",
            on="2026-03-01",
            given={"applicant": citizen(id_card__state="cancelled")},
            answers=FULL,
            refused_by="NID-14",
        ),
        *photo_examples({"applicant": citizen()}, FULL, day=PHOTO_DAY),
        *fine_and_address_examples({"applicant": citizen()}, FULL, fine="NID-7", address="NID-8"),
        *gate_examples({"applicant": citizen()}, FULL, identity="none"),
    ),
)
