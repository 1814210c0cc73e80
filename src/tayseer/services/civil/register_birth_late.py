"""Register a birth late: after the days set by law a parent pays the fine, and an officer decides."""

from datetime import date

from tayseer.kit.expressions import when
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example, Fee
from tayseer.kit.text import Text
from tayseer.law import civil as law
from tayseer.services.civil.birth_examples import left_behind, name_examples, notice_examples
from tayseer.services.civil.birth_rules import (
    AGE_DAYS,
    BIRTH_CERTIFICATE,
    BORN_HERE,
    CITIZEN_NAME,
    FATHER,
    FIRST,
    FIRST_EN,
    LATE_FINE,
    NAME_QUESTIONS,
    NAME_RULES,
    NOTICE,
    NOTICE_OPEN,
    RESIDENT_NAME,
    for_citizens,
    register_newborn,
)
from tayseer.services.civil.personas import birth_notice, fine_and_address_examples, resident_birth_notice
from tayseer.services.civil.rules import no_civil_fines
from tayseer.services.common.gate import address_on_file, gate
from tayseer.services.common.personas import citizen, citizen_child, resident
from tayseer.services.common.trials import TODAY, gate_examples
from tayseer.services.families import reviewed

IS_LATE = Rule(
    code="BIR-13",
    ar="مضت على الولادة أيام التسجيل من غير تأخر.",
    en="The days in which a birth is registered without delay have passed.",
    basis="Civil Status Law, late registration",
    holds=AGE_DAYS > law.birth_online_days,
    because=Text(
        ar="الأيام التي مضت على الولادة {days}، ولا تأخر قبل أن تزيد على {limit}. سجّل مولودك الآن من غير غرامة.",
        en="{days} days have passed since the birth; it is late only after {limit}. Register now without a fine.",
    ),
    shows={"days": AGE_DAYS, "limit": law.birth_online_days},
    cure=Text(
        ar="سجّله من خدمة «تسجيل مولود لمواطن» أو «تسجيل مولود لمقيم».",
        en='Use "Register a citizen\'s newborn" or "Register a resident\'s newborn".',
    ),
)

FATHER_AT_HOME = Rule(
    code="BIR-14",
    ar="أبو المولود مواطن أو مقيم.",
    en="The child's father is a citizen or a resident.",
    basis="Nationality Law: a child follows the father",
    holds=FATHER.kind.is_one_of("citizen", "resident"),
    because=Text(
        ar="صفة الأب في السجل: {kind}. المولود يتبع أباه، فيُسجّل لدى دولته.",
        en="The father is on record as: {kind}. A child follows the father and is registered with his state.",
    ),
    shows={"kind": FATHER.kind},
    cure=Text(
        ar="راجع ممثلية دولة الأب، ومعك بلاغ المستشفى.",
        en="See the mission of the father's state, with the hospital's notice.",
    ),
)

FULL = {FIRST: "ريم", FIRST_EN: "Reem", "terms": True}
ACCEPTED = {"newborn_name": {"name_ar": "ريم", "accepted": True}}
BORN = date(2026, 1, 29)


def late(**differs: object) -> dict[str, object]:
    """A notice of a citizen's daughter born 31 days ago."""
    return birth_notice(**{"born_on": BORN, **differs})


def late_resident(**differs: object) -> dict[str, object]:
    """A notice of a resident's son born 31 days ago."""
    return resident_birth_notice(**{"born_on": BORN, **differs})


GIVEN = {"applicant": citizen(), "notice": late(), **ACCEPTED}

REGISTER_BIRTH_LATE = reviewed(
    code="civil/register-birth-late",
    ar="تسجيل مولود متأخر",
    en="Late birth registration",
    does=Text(
        ar="تسجل مولودًا مضت أيام تسجيله: تدفع الغرامة، ويبت موظف في الطلب، ثم تصدر شهادة ميلاده.",
        en="Registers a child after the days set by law: you pay the fine, an officer decides, "
        "and the certificate follows.",
    ),
    basis="Civil Status Law, births and late registration",
    assurance=SURE,
    for_whom=("citizen", "resident"),
    queue="civil/births",
    acts_on=NOTICE,
    asks=NAME_QUESTIONS,
    allowed_when=(
        *gate(),
        BORN_HERE,
        NOTICE_OPEN,
        *(for_citizens(rule) for rule in NAME_RULES),
        no_civil_fines(code="BIR-9"),
        address_on_file(code="BIR-10"),
        IS_LATE,
        FATHER_AT_HOME,
    ),
    costs=(Fee("late", ar="غرامة التأخر في التسجيل", en="Late registration fine", amount=LATE_FINE),),
    effects=register_newborn(kind=FATHER.kind, name_ar=when(FATHER.kind == "citizen", CITIZEN_NAME, RESIDENT_NAME)),
    issues=(BIRTH_CERTIFICATE,),
    mistakes=(
        Text(ar="تأجيل التسجيل سنة بعد سنة، والغرامة تزيد.", en="Putting it off year after year while the fine grows."),
        Text(ar="اسم مركب، أو اسم يحمله أخ أو أخت.", en="A compound name, or one that a sibling bears."),
    ),
    phrases=(
        "تسجيل مولود متأخر",
        "تاخرت عن تسجيل ولدي",
        "غرامة تاخير المولود",
        "late birth registration",
        "unregistered child",
    ),
    examples=(
        Example(
            "a citizen's daughter, 31 days old",
            on=TODAY,
            given=GIVEN,
            answers=FULL,
            pays="50.00",
            leaves=left_behind(
                born_on="2026-01-29",
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
            "a resident's son, 31 days old, whose name breaks every rule on citizens' names but the title's",
            on=TODAY,
            given={
                "applicant": resident(),
                "notice": late_resident(
                    notice_father__first_name_ar="آدم",
                    notice_father__name_ar="آدم حداد",
                    notice_father__children=[citizen_child(first_name_ar="آدم علي")],
                ),
                "newborn_name": {"name_ar": "آدم علي", "accepted": False},
            },
            answers={**FULL, FIRST: "آدم علي", FIRST_EN: "Adam Ali"},
            pays="50.00",
            leaves=left_behind(
                father=2, born_on="2026-01-29", kind="resident", name_ar="آدم علي آدم حداد", nationality="JOR"
            ),
        ),
        Example(
            "a resident's son under a word that is a title here",
            on=TODAY,
            given={"applicant": resident(), "notice": late_resident()},
            answers={**FULL, FIRST: "السيد", FIRST_EN: "Elsayed"},
            pays="50.00",
            leaves=left_behind(father=2, born_on="2026-01-29", name_ar="السيد كريم عبدالله حداد"),
        ),
        Example(
            "a citizen's son",
            on=TODAY,
            given={"applicant": citizen(), "notice": late(sex="male"), **ACCEPTED},
            answers={**FULL, FIRST: "فارس", FIRST_EN: "Faris"},
            pays="50.00",
            leaves=left_behind(born_on="2026-01-29", name_ar="فارس بن سالم بن راشد النخلي", sex="male"),
        ),
        Example(
            "30 days old is in time",
            on=TODAY,
            given={"applicant": citizen(), "notice": late(born_on=date(2026, 1, 30)), **ACCEPTED},
            answers=FULL,
            refused_by="BIR-13",
        ),
        *(
            Example(
                f"the fine for a child born on {born_on}",
                on=TODAY,
                given={"applicant": citizen(), "notice": late(born_on=born_on), **ACCEPTED},
                answers=FULL,
                pays=pays,
            )
            for born_on, pays in (
                (date(2025, 3, 2), "50.00"),
                (date(2025, 3, 1), "100.00"),
                (date(2024, 3, 2), "100.00"),
                (date(2024, 3, 1), "200.00"),
                (date(2021, 3, 1), "500.00"),
            )
        ),
        Example(
            "the father is on record as a visitor",
            on=TODAY,
            given={"applicant": resident(), "notice": late(notice_father__kind="visitor"), **ACCEPTED},
            answers=FULL,
            refused_by="BIR-14",
        ),
        *notice_examples(GIVEN, FULL, pays="50.00"),
        *name_examples(GIVEN, FULL, pays="50.00"),
        *fine_and_address_examples(GIVEN, FULL, fine="BIR-9", address="BIR-10", pays="50.00"),
        *gate_examples(GIVEN, FULL, pays="50.00"),
    ),
)
