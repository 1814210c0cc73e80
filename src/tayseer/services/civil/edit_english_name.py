"""Edit the name in English: a citizen proposes a spelling with evidence, and an officer decides."""

from tayseer.kit.questions import Question
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example
from tayseer.kit.text import Text
from tayseer.registries.people.contract import APPLICANT, correct_person
from tayseer.services.civil.rules import national_id
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.trials import TODAY, gate_examples
from tayseer.services.families import reviewed

FIRST = Question(
    "first_name_en",
    ar="الاسم الأول بالإنجليزية",
    en="First name in English",
    kind="latin_name",
    prefill=APPLICANT.first_name_en,
)
REST = Question(
    "rest_en",
    ar="بقية الاسم بالإنجليزية",
    en="The rest of the name in English",
    kind="latin_name",
    hint=Text(
        ar="اسم الأب والجد والعائلة، كما في جواز السفر.",
        en="Father's, grandfather's and family name, as in the passport.",
    ),
)
EVIDENCE = Question(
    "evidence",
    ar="وثيقة تثبت الكتابة الصحيحة",
    en="A document that shows the right spelling",
    kind="file",
    hint=Text(ar="مثل جواز السفر أو الشهادة الدراسية.", en="Such as a passport or a school certificate."),
)
NEW_NAME = FIRST + " " + REST

NAME_DIFFERS = Rule(
    code="PDU-12",
    ar="الاسم المطلوب غير المسجل.",
    en="The name asked for differs from the one on record.",
    basis="Civil Status by-law, PDU-10",
    holds=NEW_NAME != APPLICANT.name_en,
    because=Text(ar="اسمك مسجل هكذا: {name}.", en="Your name is on record as {name} already."),
    shows={"name": APPLICANT.name_en},
    cure=Text(ar="اكتب الاسم كما تريد أن يصير.", en="Enter the name as it should become."),
)

FULL = {FIRST: "Saleem", REST: "Rashed Alnakhli", EVIDENCE: "file", "terms": True}

EDIT_ENGLISH_NAME = reviewed(
    code="civil/edit-english-name",
    ar="تعديل الاسم بالإنجليزية",
    en="Edit the name in English",
    does=Text(
        ar="تصحح كتابة اسمك بالإنجليزية في سجلك المدني بعد أن يطّلع موظف على ما يثبتها.",
        en="Corrects the English spelling of your name on record, once an officer has seen the evidence.",
    ),
    basis="Civil Status by-law, PDU-10",
    assurance=SURE,
    for_whom=("citizen",),
    queue="civil/names",
    asks=(FIRST, REST, EVIDENCE),
    allowed_when=(*gate(), NAME_DIFFERS),
    effects=(correct_person(APPLICANT, first_name_en=FIRST, name_en=NEW_NAME),),
    issues=(national_id(APPLICANT),),
    mistakes=(
        Text(ar="كتابة تخالف جواز السفر الساري.", en="A spelling that differs from the valid passport."),
        Text(ar="وثيقة لا يظهر فيها الاسم كاملًا.", en="A document that does not show the whole name."),
    ),
    phrases=(
        "تعديل الاسم بالانجليزي",
        "اسمي غلط بالانجليزي",
        "تصحيح اسم لاتيني",
        "english name wrong",
        "change name spelling",
    ),
    examples=(
        Example(
            "another spelling",
            on=TODAY,
            given={"applicant": citizen()},
            answers=FULL,
            pays="0.00",
            leaves={
                APPLICANT.first_name_en: "Saleem",
                APPLICANT.name_en: "Saleem Rashed Alnakhli",
                APPLICANT.name_ar: "سالم بن راشد النخلي",
            },
        ),
        Example(
            "only the family name changes",
            on=TODAY,
            given={"applicant": citizen()},
            answers={**FULL, FIRST: "Salim"},
            pays="0.00",
            leaves={APPLICANT.first_name_en: "Salim", APPLICANT.name_en: "Salim Rashed Alnakhli"},
        ),
        Example(
            "the name on record",
            on=TODAY,
            given={"applicant": citizen()},
            answers={**FULL, FIRST: "Salim", REST: "Rashid Al-Nakhli"},
            refused_by="PDU-12",
        ),
        *gate_examples({"applicant": citizen()}, FULL, identity="card"),
    ),
)
