"""Update the qualification: a citizen takes over the level that the education ministry has on record."""

from tayseer.exchange.contract import Schooling
from tayseer.kit.expressions import Bilingual, either
from tayseer.kit.rules import Rule
from tayseer.kit.services import Example
from tayseer.kit.text import Text
from tayseer.registries.people.contract import APPLICANT, correct_person, name_of
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import update

SCHOOLING = Schooling.of(APPLICANT)

LEVEL_ON_RECORD = Rule(
    code="PDU-4",
    ar="مؤهلك مثبت في سجل وزارة التعليم.",
    en="Your qualification is in the education ministry's record.",
    basis="Civil Status by-law, PDU-4",
    holds=SCHOOLING.level_ar.is_known(),
    because=Text(
        ar="لا مؤهل باسم {person} في سجل وزارة التعليم.",
        en="The education ministry has no qualification of {person} on record.",
    ),
    shows={"person": name_of(APPLICANT)},
    cure=Text(
        ar="اطلب من جهة الدراسة إثبات مؤهلك في سجل وزارة التعليم، ثم عد إلى هنا؛ تصلنا النتيجة بنفسها.",
        en="Ask your school or university to enter it in the ministry's record, then return; it reaches us by itself.",
    ),
)

LEVEL_DIFFERS = Rule(
    code="PDU-11",
    ar="المؤهل في سجل وزارة التعليم غير المسجل لدينا.",
    en="The education ministry's record differs from ours.",
    basis="Civil Status by-law, PDU-4",
    holds=either(
        ~SCHOOLING.level_ar.is_known(),
        ~APPLICANT.qualification.is_known(),
        APPLICANT.qualification != SCHOOLING.level_ar,
    ),
    because=Text(
        ar="سجل وزارة التعليم يذكر المؤهل نفسه: {level}، فلا جديد لتحديثه.",
        en="The education record shows the same level: {level}. There is nothing to update.",
    ),
    shows={"level": Bilingual(SCHOOLING.level_ar, SCHOOLING.level)},
    cure=Text(
        ar="إن كان المؤهل غير صحيح فاطلب تصحيحه من وزارة التعليم.",
        en="If the level is wrong, ask the education ministry to correct it.",
    ),
)

GRADUATE = {"schooling": {"level_ar": "بكالوريوس", "level": "Bachelor"}, "qualification": "ثانوي"}
FULL = {"terms": True}


def graduate(**differs: object) -> dict[str, object]:
    """A citizen who finished university after leaving secondary school on our record."""
    return citizen(**{**GRADUATE, **differs})


UPDATE_QUALIFICATION = update(
    code="civil/update-qualification",
    ar="تحديث المؤهل الدراسي",
    en="Update educational qualification",
    does=Text(
        ar="تنقل مؤهلك من سجل وزارة التعليم إلى سجلك المدني في الحال.",
        en="Takes your qualification from the education ministry's record into your civil record at once.",
    ),
    basis="Civil Status by-law, update of personal data",
    for_whom=("citizen",),
    allowed_when=(*gate(), LEVEL_ON_RECORD, LEVEL_DIFFERS),
    effects=(correct_person(APPLICANT, qualification=SCHOOLING.level_ar),),
    mistakes=(
        Text(
            ar="مؤهل من خارج المملكة لم تُعادله وزارة التعليم.",
            en="A degree from abroad that the education ministry has not yet recognised.",
        ),
    ),
    phrases=(
        "تحديث المؤهل",
        "تعديل الشهادة الدراسية",
        "تخرجت وابي احدث مؤهلي",
        "update my degree",
        "change education level",
    ),
    examples=(
        Example(
            "a secondary school leaver who has since graduated",
            on="2026-03-01",
            given={"applicant": graduate()},
            answers=FULL,
            pays="0.00",
            leaves={APPLICANT.qualification: "بكالوريوس"},
        ),
        Example(
            "no qualification on our record yet",
            on="2026-03-01",
            given={"applicant": graduate(qualification=None)},
            answers=FULL,
            pays="0.00",
            leaves={APPLICANT.qualification: "بكالوريوس"},
        ),
        Example(
            "both records say the same",
            on="2026-03-01",
            given={"applicant": graduate(qualification="بكالوريوس")},
            answers=FULL,
            refused_by="PDU-11",
        ),
        Example(
            "no level in the education record",
            on="2026-03-01",
            given={"applicant": graduate(schooling=None)},
            answers=FULL,
            refused_by="PDU-4",
        ),
        *gate_examples({"applicant": graduate()}, FULL, identity="card"),
    ),
)
