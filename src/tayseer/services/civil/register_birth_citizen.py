"""Register a citizen's newborn: a parent names the child of a hospital's notice, within the days set by law."""

from dataclasses import replace
from datetime import date

from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example
from tayseer.kit.text import Text
from tayseer.services.civil.birth_examples import left_behind, name_examples, notice_examples
from tayseer.services.civil.birth_rules import (
    BIRTH_CERTIFICATE,
    BORN_HERE,
    CITIZEN_NAME,
    FATHER,
    FIRST,
    FIRST_EN,
    IN_TIME,
    IS_UNLISTED,
    NAME_QUESTIONS,
    NAME_RULES,
    NOTICE,
    NOTICE_OPEN,
    register_newborn,
)
from tayseer.services.civil.personas import birth_notice, citizen_mother, fine_and_address_examples
from tayseer.services.civil.rules import no_civil_fines
from tayseer.services.common.gate import address_on_file, gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.trials import TODAY, gate_examples
from tayseer.services.families import permit, review_by

FATHER_CITIZEN = Rule(
    code="BIR-11",
    ar="أبو المولود مواطن.",
    en="The child's father is a citizen.",
    basis="Nationality Law: a child follows the father",
    holds=FATHER.kind == "citizen",
    because=Text(
        ar="صفة الأب في السجل: {kind}. المولود يتبع أباه، وهذه الخدمة لمن أبوه مواطن.",
        en="The father is on record as: {kind}. A child follows the father; this service is for citizens' children.",
    ),
    shows={"kind": FATHER.kind},
    cure=Text(
        ar="الأب المقيم يسجله من خدمة «تسجيل مولود لمقيم»، والزائر يسجله لدى دولته.",
        en='A resident uses "Register a resident\'s newborn"; a visitor registers the child with his own state.',
    ),
)

#: Only a name that is on no list waits for an officer.
CONSIDER_NAME = replace(
    review_by("civil/births"),
    ar="النظر في اسم ليس في القائمة",
    en="An officer considers a name that is not on the list",
    when=IS_UNLISTED,
)

ACCEPTED = {"newborn_name": {"name_ar": "ريم", "accepted": True}}
FULL = {FIRST: "ريم", FIRST_EN: "Reem", "terms": True}
GIVEN = {"applicant": citizen(), "notice": birth_notice(), **ACCEPTED}

REGISTER_BIRTH_CITIZEN = permit(
    code="civil/register-birth-citizen",
    ar="تسجيل مولود لمواطن",
    en="Register a citizen's newborn",
    does=Text(
        ar="تسجل مولودك باسمه ورقم هويته من بلاغ المستشفى، وتصدر شهادة ميلاده.",
        en="Registers your child, with name and identity number, from the hospital's notice; issues the certificate.",
    ),
    basis="Civil Status Law, births",
    assurance=SURE,
    for_whom=("citizen",),
    acts_on=NOTICE,
    asks=NAME_QUESTIONS,
    allowed_when=(
        *gate(),
        BORN_HERE,
        NOTICE_OPEN,
        IN_TIME,
        *NAME_RULES,
        no_civil_fines(code="BIR-9"),
        address_on_file(code="BIR-10"),
        FATHER_CITIZEN,
    ),
    steps=(CONSIDER_NAME,),
    effects=register_newborn(kind="citizen", name_ar=CITIZEN_NAME),
    issues=(BIRTH_CERTIFICATE,),
    takes=Text(
        ar="في الحال إن كان الاسم في القائمة، وإلا فخمسة أيام على الأكثر.",
        en="At once for a name on the list; otherwise five days at most.",
    ),
    mistakes=(
        Text(ar="الانتظار حتى تمضي أيام التسجيل.", en="Waiting until the days of registration have passed."),
        Text(ar="اسم مركب، أو اسم يحمله أخ أو أخت.", en="A compound name, or one that a sibling bears."),
        Text(ar="خطأ في كتابة الاسم بالإنجليزية.", en="A slip in the English spelling."),
    ),
    phrases=(
        "تسجيل مواليد",
        "شهادة ميلاد",
        "اضافة مولود",
        "جاني ولد",
        "جاتني بنت",
        "register newborn",
        "birth certificate",
    ),
    examples=(
        Example(
            "the father registers a daughter of ten days under a listed name",
            on=TODAY,
            given=GIVEN,
            answers=FULL,
            pays="0.00",
            leaves=left_behind(
                kind="citizen",
                name_ar="ريم بنت سالم بن راشد النخلي",
                name_en="Reem Salim Rashid Al-Nakhli",
                first_name_ar="ريم",
                first_name_en="Reem",
                sex="female",
                nationality="SAU",
                father_id=1,
                mother_id=6,
            ),
        ),
        Example(
            "the mother registers a son",
            on=TODAY,
            given={"applicant": citizen_mother(), "notice": birth_notice(sex="male"), **ACCEPTED},
            answers={**FULL, FIRST: "فارس", FIRST_EN: "Faris"},
            pays="0.00",
            leaves=left_behind(name_ar="فارس بن سالم بن راشد النخلي", sex="male"),
        ),
        Example(
            "30 days old",
            on=TODAY,
            given={"applicant": citizen(), "notice": birth_notice(born_on=date(2026, 1, 30)), **ACCEPTED},
            answers=FULL,
            pays="0.00",
        ),
        Example(
            "31 days old",
            on=TODAY,
            given={"applicant": citizen(), "notice": birth_notice(born_on=date(2026, 1, 29)), **ACCEPTED},
            answers=FULL,
            refused_by="BIR-3",
        ),
        *(
            Example(
                f"the father is on record as {kind}",
                on=TODAY,
                given={"applicant": citizen_mother(), "notice": birth_notice(notice_father__kind=kind), **ACCEPTED},
                answers=FULL,
                refused_by="BIR-11",
            )
            for kind in ("resident", "visitor")
        ),
        *notice_examples(GIVEN, FULL),
        *name_examples(GIVEN, FULL),
        *fine_and_address_examples(GIVEN, FULL, fine="BIR-9", address="BIR-10"),
        *gate_examples(GIVEN, FULL, identity="card"),
    ),
)
