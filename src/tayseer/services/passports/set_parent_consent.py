"""Set a parent's consent condition: from now on no passport is issued for the child without that parent's answer."""

from datetime import date

from tayseer.kit.expressions import DAY, Constant, age_on, both, count
from tayseer.kit.rules import Rule
from tayseer.kit.services import SIGNED, Document, Example, Notice
from tayseer.kit.text import Text
from tayseer.law import passports as law
from tayseer.registries.passports.contract import ConsentCondition, set_consent_condition
from tayseer.registries.people.contract import APPLICANT, father_of, mother_of, name_of
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import CHILD
from tayseer.services.common.trials import TODAY, gate_examples, judged
from tayseer.services.families import update
from tayseer.services.passports.personas import MOTHER_ID, mother, small_child
from tayseer.services.passports.rules import BY_LAW, citizen_child_only

CONDITION = ConsentCondition.of(CHILD)
FATHER, MOTHER = father_of(CHILD), mother_of(CHILD)
AGE = age_on(CHILD.born_on, DAY)
MINE = both(CONDITION.active == True, CONDITION.set_by_id == APPLICANT.id)  # noqa: E712 an expression

MINOR = Rule(
    code="PAS-21",
    ar="لم يبلغ الابن أو الابنة السن التي ينتهي عندها اشتراط الموافقة.",
    en="The child is below the age up to which consent can be required.",
    basis=f"{BY_LAW}, PAS-3",
    holds=AGE < law.consent_age,
    because=Text(
        ar="عمر {child} هو {age}. تُشترط موافقة الوالدين على جواز من لم يبلغ {limit}.",
        en="{child} is {age}. Parents' consent can be required for a passport below {limit}.",
    ),
    shows={"child": name_of(CHILD), "age": AGE, "limit": law.consent_age},
    cure=Text(
        ar="لا تُشترط الموافقة في هذه السن، فلا حاجة إلى هذا الطلب.",
        en="No consent can be asked for at this age, so there is nothing to set.",
    ),
)

OTHER_PARENT = Rule(
    code="PAS-22",
    ar="الأب والأم كلاهما مسجلان.",
    en="Both father and mother are registered.",
    basis=f"{BY_LAW}, PAS-3",
    holds=both(FATHER.id.is_known(), MOTHER.id.is_known()),
    because=Text(
        ar="أحد والدي {child} غير مسجل، فلا أحد غيرك يطلب جوازه.",
        en="One parent of {child} is not registered, so nobody but you can ask for a passport.",
    ),
    shows={"child": name_of(CHILD)},
    cure=Text(
        ar="إن كان في السجل نقص فراجع الأحوال المدنية بموعد.",
        en="If the record is incomplete, see civil affairs by appointment.",
    ),
)

NOT_SET_YET = Rule(
    code="PAS-23",
    ar="لم تضع هذا الشرط من قبل.",
    en="You have not set this condition already.",
    basis=f"{BY_LAW}, PAS-3",
    holds=count(CONDITION, where=MINE, ar="شروطك القائمة", en="Your conditions in force") == 0,
    because=Text(
        ar="شرطك على جواز {child} قائم، ولا حاجة إلى وضعه مرة أخرى.",
        en="Your condition on the passport of {child} is in force already and need not be set again.",
    ),
    shows={"child": name_of(CHILD)},
    cure=Text(ar="لا يلزمك شيء.", en="There is nothing to do."),
)

AUTHORITY = Text(ar="المديرية العامة للجوازات", en="General Directorate of Passports")

PARENT_TOLD = Text(
    ar="اشترط أحد والدي {subject} أن تؤخذ موافقته قبل إصدار جواز أو تجديده. يسري ذلك من اليوم، برقم {case}.",
    en="A parent of {subject} now asks to be consulted before a passport is issued or renewed. Number {case}.",
)

GIVEN = {"applicant": mother(), "child": small_child()}
FULL = {"terms": True}


def condition(**differs: object) -> dict[str, object]:
    """The mother's condition, in force since last year."""
    return {"set_by_id": MOTHER_ID, "since_on": date(2025, 3, 1), "active": True, **differs}


SET_PARENT_CONSENT = update(
    code="passports/set-parent-consent",
    ar="اشتراط موافقة أحد الوالدين على جواز الابن أو الابنة",
    en="Require a parent's consent to a child's passport",
    does=Text(
        ar="تشترط أن تؤخذ موافقتك قبل إصدار جواز لابنك أو ابنتك دون الثامنة عشرة أو تجديده.",
        en="Makes your consent required before a passport is issued or renewed for your child under 18.",
    ),
    basis=f"{BY_LAW}, consent of the parents",
    assurance=SIGNED,
    for_whom=("citizen",),
    acts_on=CHILD,
    allowed_when=(*gate(), citizen_child_only(CHILD), MINOR, OTHER_PARENT, NOT_SET_YET),
    effects=(set_consent_condition(CHILD, parent=APPLICANT.id),),
    issues=(Document("consent-record", to=APPLICANT, shows={"given_to": Constant(AUTHORITY)}),),
    also_tells=(
        Notice("approved", FATHER, PARENT_TOLD.ar, PARENT_TOLD.en),
        Notice("approved", MOTHER, PARENT_TOLD.ar, PARENT_TOLD.en),
    ),
    mistakes=(
        Text(
            ar="الظن بأن الشرط يلغي جوازًا صدر من قبل؛ هو لما يُطلب بعده.",
            en="Thinking that the condition cancels a passport already issued; it holds for later requests.",
        ),
        Text(
            ar="الظن بأن الشرط يمنع السفر؛ منع السفر يصدر من المحكمة.",
            en="Thinking that the condition stops travel; a travel ban is ordered by a court.",
        ),
    ),
    phrases=(
        "اشتراط موافقة الوالدين",
        "موافقة الام على جواز",
        "ما ابي يطلع له جواز بدون علمي",
        "parents consent passport",
        "stop passport for my child without my consent",
    ),
    examples=(
        Example(
            "a mother, for a son of 8",
            on=TODAY,
            given=GIVEN,
            answers=FULL,
            pays="0.00",
            leaves={
                count(
                    CONDITION,
                    where=both(MINE, CONDITION.since_on == date(2026, 3, 1)),
                    ar="شروط وُضعت اليوم",
                    en="Conditions set today",
                ): 1
            },
        ),
        Example(
            "a father, for a son of 8",
            on=TODAY,
            given={"applicant": citizen(), "child": small_child(consent_condition=[condition()])},
            answers=FULL,
            pays="0.00",
            leaves={count(CONDITION, where=MINE, ar="شروطك", en="Yours"): 1},
        ),
        *judged(
            GIVEN,
            FULL,
            "child",
            [
                ("on record as a resident", {"kind": "resident"}, "PAS-1"),
                ("18 years old today", {"born_on": date(2008, 3, 1)}, "PAS-21"),
                ("18 years old tomorrow", {"born_on": date(2008, 3, 2)}, None),
                ("the father is not registered", {"father": None}, "PAS-22"),
                ("the mother is not registered", {"mother": None}, "PAS-22"),
                ("her condition is in force", {"consent_condition": [condition()]}, "PAS-23"),
                ("her condition was lifted", {"consent_condition": [condition(active=False)]}, None),
            ],
        ),
        *gate_examples(GIVEN, FULL, identity="card"),
    ),
)
