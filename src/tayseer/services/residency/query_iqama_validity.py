"""Ask whether an iqama is valid, without signing in."""

from datetime import date

from tayseer.kit.expressions import DAY, both, when
from tayseer.kit.questions import Question
from tayseer.kit.records import found_by
from tayseer.kit.rules import Rule
from tayseer.kit.services import Example, Shown
from tayseer.kit.text import Text
from tayseer.registries.people.contract import Person
from tayseer.registries.residency.contract import Iqama
from tayseer.services.common.personas import resident
from tayseer.services.common.trials import THIS_DAY, TODAY, YESTERDAY
from tayseer.services.families import query

NUMBER = Question("iqama_number", ar="رقم الإقامة", en="Iqama number", kind="number")
BORN_ON = Question(
    "born_on",
    ar="تاريخ ميلاد صاحب الإقامة",
    en="The holder's date of birth",
    kind="day",
    why=Text(
        ar="نطلب تاريخ الميلاد كي لا يكشف رقم الإقامة وحده حال صاحبها.",
        en="The date of birth is asked so that a number alone does not reveal somebody's status.",
    ),
)

HOLDER = found_by(NUMBER, "number", Person, name="iqama_holder", ar="صاحب الإقامة", en="the holder of the iqama")
IQAMA = Iqama.of(HOLDER)

VALID, NOT_VALID = Text(ar="سارية", en="Valid"), Text(ar="غير سارية", en="Not valid")
VALIDITY = when(both(IQAMA.expires_on >= DAY, IQAMA.state.is_one_of("active", "lost")), VALID, NOT_VALID)

BOTH_MATCH = Rule(
    code="IQV-1",
    ar="رقم الإقامة وتاريخ الميلاد يطابقان إقامة واحدة.",
    en="The iqama number and the date of birth match one iqama.",
    basis="Residence Regulation, public query, IQV-1",
    holds=both(IQAMA.number == NUMBER, HOLDER.born_on == BORN_ON),
    because=Text(
        ar="لا إقامة تطابق الرقم وتاريخ الميلاد معًا.",
        en="No iqama matches both the number and the date of birth.",
    ),
    cure=Text(ar="راجع الرقم والتاريخ في البطاقة، ثم أعد المحاولة.", en="Compare both with the card, then try again."),
)

GIVEN = {"iqama_holder": resident()}
ANSWERS = {NUMBER: "2000000014", BORN_ON: date(1988, 2, 20)}

QUERY_IQAMA_VALIDITY = query(
    code="residency/query-iqama-validity",
    ar="الاستعلام عن صلاحية إقامة",
    en="Check whether an iqama is valid",
    does=Text(
        ar="تعرف هل الإقامة سارية وتاريخ انتهائها، من غير تسجيل دخول ولا بيانات أخرى.",
        en="Tells whether an iqama is valid and when it ends, without signing in and without any other data.",
    ),
    basis="Residence Regulation, public query",
    for_whom=("public", "citizen", "resident"),
    asks=(NUMBER, BORN_ON),
    allowed_when=(BOTH_MATCH,),
    shows=(
        Shown(ar="حال الإقامة", en="Validity", value=VALIDITY),
        Shown(ar="تاريخ الانتهاء", en="Ends on", value=IQAMA.expires_on),
    ),
    mistakes=(
        Text(ar="كتابة تاريخ ميلاد غير المسجل في البطاقة.", en="A date of birth other than the one on the card."),
    ),
    phrases=("صلاحية الاقامة", "متى تنتهي اقامتي", "استعلام اقامة", "check iqama expiry", "iqama validity"),
    examples=(
        Example(
            "a valid iqama",
            on=TODAY,
            given=GIVEN,
            answers=ANSWERS,
            pays="0.00",
            leaves={VALIDITY: VALID, IQAMA.expires_on: "2027-02-28"},
        ),
        *(
            Example(
                name,
                on=TODAY,
                given={"iqama_holder": resident(**differs)},
                answers=ANSWERS,
                pays="0.00",
                leaves={VALIDITY: shown},
            )
            for name, differs, shown in (
                ("ends today", {"iqama__expires_on": THIS_DAY}, VALID),
                ("ended yesterday", {"iqama__expires_on": YESTERDAY}, NOT_VALID),
                ("a lost card leaves the iqama valid", {"iqama__state": "lost"}, VALID),
                ("in final exit", {"iqama__state": "final_exit"}, NOT_VALID),
                ("cancelled", {"iqama__state": "cancelled"}, NOT_VALID),
            )
        ),
        Example(
            "another date of birth",
            on=TODAY,
            given=GIVEN,
            answers={**ANSWERS, BORN_ON: date(1988, 2, 21)},
            refused_by="IQV-1",
        ),
        Example("nobody has the number", on=TODAY, given={"iqama_holder": None}, answers=ANSWERS, refused_by="IQV-1"),
        Example(
            "a person without an iqama",
            on=TODAY,
            given={"iqama_holder": resident(iqama=None)},
            answers=ANSWERS,
            refused_by="IQV-1",
        ),
        Example(
            "a number that is not the iqama's",
            on=TODAY,
            given={"iqama_holder": resident(iqama__number="2000000022")},
            answers=ANSWERS,
            refused_by="IQV-1",
        ),
    ),
)
