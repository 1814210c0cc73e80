"""Register a resident's newborn: a parent names the child of a hospital's notice, within the days set by law."""

from datetime import date

from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example
from tayseer.kit.text import Text
from tayseer.services.civil.birth_examples import left_behind, notice_examples
from tayseer.services.civil.birth_rules import (
    BIRTH_CERTIFICATE,
    BORN_HERE,
    FATHER,
    FIRST,
    FIRST_EN,
    IN_TIME,
    NAME_QUESTIONS,
    NOTICE,
    NOTICE_OPEN,
    RESIDENT_NAME,
    register_newborn,
)
from tayseer.services.civil.personas import fine_and_address_examples, resident_birth_notice, resident_mother
from tayseer.services.civil.rules import no_civil_fines
from tayseer.services.common.gate import address_on_file, gate
from tayseer.services.common.personas import resident
from tayseer.services.common.trials import TODAY, gate_examples
from tayseer.services.families import permit

FATHER_RESIDENT = Rule(
    code="BIR-12",
    ar="أبو المولود مقيم.",
    en="The child's father is a resident.",
    basis="Nationality Law: a child follows the father",
    holds=FATHER.kind == "resident",
    because=Text(
        ar="صفة الأب في السجل: {kind}. هذه الخدمة لمن أبوه مقيم.",
        en="The father is on record as: {kind}. This service is for the children of residents.",
    ),
    shows={"kind": FATHER.kind},
    cure=Text(
        ar="إن كان الأب مواطنًا فيسجله من خدمة «تسجيل مولود لمواطن».",
        en='A father who is a citizen registers the child through "Register a citizen\'s newborn".',
    ),
)

FULL = {FIRST: "آدم", FIRST_EN: "Adam", "terms": True}
GIVEN = {"applicant": resident(), "notice": resident_birth_notice()}

REGISTER_BIRTH_RESIDENT = permit(
    code="civil/register-birth-resident",
    ar="تسجيل مولود لمقيم",
    en="Register a resident's newborn",
    does=Text(
        ar="تسجل مولودك باسمه ورقمه من بلاغ المستشفى، وتصدر شهادة ميلاده. بعدها يحتاج إلى جواز سفر وإقامة.",
        en="Registers your child from the hospital's notice and issues the certificate; "
        "a passport and an iqama come next.",
    ),
    basis="Civil Status Law, births",
    assurance=SURE,
    for_whom=("resident",),
    acts_on=NOTICE,
    asks=NAME_QUESTIONS,
    allowed_when=(
        *gate(),
        BORN_HERE,
        NOTICE_OPEN,
        IN_TIME,
        no_civil_fines(code="BIR-9"),
        address_on_file(code="BIR-10"),
        FATHER_RESIDENT,
    ),
    effects=register_newborn(kind="resident", name_ar=RESIDENT_NAME),
    issues=(BIRTH_CERTIFICATE,),
    mistakes=(
        Text(ar="الانتظار حتى تمضي أيام التسجيل.", en="Waiting until the days of registration have passed."),
        Text(
            ar="كتابة بالإنجليزية تخالف ما سيُكتب في جواز المولود.",
            en="An English spelling that differs from the child's passport to be.",
        ),
    ),
    phrases=(
        "تسجيل مولود مقيم",
        "شهادة ميلاد لابن مقيم",
        "مولود جديد اجنبي",
        "register baby expat",
        "newborn of resident",
    ),
    examples=(
        Example(
            "the father registers a son of ten days",
            on=TODAY,
            given=GIVEN,
            answers=FULL,
            pays="0.00",
            leaves=left_behind(
                father=2,
                kind="resident",
                name_ar="آدم كريم عبدالله حداد",
                name_en="Adam Karim Abdullah Haddad",
                first_name_ar="آدم",
                first_name_en="Adam",
                sex="male",
                nationality="JOR",
                father_id=2,
                mother_id=7,
            ),
        ),
        Example(
            "the mother registers a daughter, under a name of two words",
            on=TODAY,
            given={"applicant": resident_mother(), "notice": resident_birth_notice(sex="female")},
            answers={**FULL, FIRST: "ماري لين", FIRST_EN: "Mary Lynn"},
            pays="0.00",
            leaves=left_behind(father=2, name_ar="ماري لين كريم عبدالله حداد", sex="female"),
        ),
        Example(
            "30 days old",
            on=TODAY,
            given={"applicant": resident(), "notice": resident_birth_notice(born_on=date(2026, 1, 30))},
            answers=FULL,
            pays="0.00",
        ),
        Example(
            "31 days old",
            on=TODAY,
            given={"applicant": resident(), "notice": resident_birth_notice(born_on=date(2026, 1, 29))},
            answers=FULL,
            refused_by="BIR-3",
        ),
        *(
            Example(
                f"the father is on record as {kind}",
                on=TODAY,
                given={"applicant": resident_mother(), "notice": resident_birth_notice(notice_father__kind=kind)},
                answers=FULL,
                refused_by="BIR-12",
            )
            for kind in ("citizen", "visitor")
        ),
        *notice_examples(GIVEN, FULL),
        *fine_and_address_examples(GIVEN, FULL, fine="BIR-9", address="BIR-10"),
        *gate_examples(GIVEN, FULL, identity="iqama"),
    ),
)
