"""Change a first name: a citizen takes a name on the list of accepted names, at once."""

from datetime import date

from tayseer.kit.expressions import DAY, after_first_word, age_on, both, count, either, latest
from tayseer.kit.questions import Question
from tayseer.kit.records import found_by
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example
from tayseer.kit.text import Text
from tayseer.law import civil as law
from tayseer.law import common
from tayseer.registries.civil.contract import ListedName, NameChange, note_name_change
from tayseer.registries.people.contract import APPLICANT, children_of, correct_person, father_of, mother_of
from tayseer.services.civil.personas import citizen_mother
from tayseer.services.civil.rules import national_id
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen, citizen_child
from tayseer.services.common.trials import TODAY, gate_examples
from tayseer.services.families import update

NAME = Question(
    "new_first_name",
    ar="الاسم الأول الجديد",
    en="New first name in Arabic",
    kind="arabic_name",
    hint=Text(
        ar="كلمة واحدة. اكتب الاسم المضاف موصولًا، مثل: عبدالله.",
        en="One word. Write a compound with Abd joined, as in عبدالله.",
    ),
)
NAME_EN = Question(
    "new_first_name_en", ar="الاسم الأول الجديد بالإنجليزية", en="New first name in English", kind="latin_name"
)
LISTED = found_by(NAME, "name_ar", ListedName, name="listed_name", ar="الاسم في القائمة", en="the listed name")

FATHER = father_of(APPLICANT)
MOTHER = mother_of(APPLICANT)
CHILDREN = children_of(APPLICANT)
CHANGES = NameChange.of(APPLICANT)
AGE = age_on(APPLICANT.born_on, DAY)
TIMES = count(CHANGES, ar="عدد مرات تغيير الاسم", en="Changes of first name")
WAS_BORNE = (
    count(CHANGES, where=CHANGES.old_name_ar == NAME, ar="مرات حمل هذا الاسم من قبل", en="Times borne before") > 0
)

ON_LIST = Rule(
    code="PDU-5",
    ar="الاسم الجديد في قائمة الأسماء المعتمدة.",
    en="The new name is on the list of accepted names.",
    basis="Civil Status by-law, PDU-5",
    holds=both(NAME != "", LISTED.accepted == True),  # noqa: E712 an expression
    because=Text(
        ar="الاسم «{name}» ليس في قائمة الأسماء المعتمدة.",
        en='The name "{name}" is not on the list of accepted names.',
    ),
    shows={"name": NAME},
    cure=Text(
        ar="اختر اسمًا آخر، أو قدّم طلبك في أحد فروع الأحوال المدنية لينظر فيه موظف.",
        en="Choose another name, or apply at a civil affairs branch, where an officer will consider it.",
    ),
)

NOT_OF_RELATIVE = Rule(
    code="PDU-6",
    ar="لا يحمل الاسم الجديد أحد والديك أو أولادك الأحياء.",
    en="Neither a living parent nor a living child of yours bears the new name.",
    basis="Civil Status by-law, PDU-6",
    holds=both(
        either(FATHER.first_name_ar != NAME, ~FATHER.first_name_ar.is_known(), FATHER.died_on.is_known()),
        either(MOTHER.first_name_ar != NAME, ~MOTHER.first_name_ar.is_known(), MOTHER.died_on.is_known()),
        count(
            CHILDREN,
            where=both(CHILDREN.first_name_ar == NAME, ~CHILDREN.died_on.is_known()),
            ar="أولادك الأحياء بهذا الاسم",
            en="Living children of that name",
        )
        == 0,
    ),
    because=Text(
        ar="أحد والديك أو أولادك الأحياء اسمه «{name}».",
        en='A living parent or child of yours already bears the name "{name}".',
    ),
    shows={"name": NAME},
    cure=Text(ar="اختر اسمًا آخر.", en="Choose another name."),
)

CHANGES_LEFT = Rule(
    code="PDU-8",
    ar="الاسم الأول لم يُغيّر من قبل، أو غُيّر مرة وتعود الآن إلى السابق.",
    en="The first name has not changed before, or changed once and now goes back to the old one.",
    basis="Civil Status by-law, PDU-8",
    holds=either(TIMES == 0, both(TIMES < law.first_name_changes, WAS_BORNE)),
    because=Text(
        ar="غُيّر اسمك الأول في {date} وكان «{old}». أقصى عدد للتغيير {limit}، والثاني للعودة إلى السابق وحده.",
        en='Your first name was changed on {date}; it was "{old}". '
        "It changes at most {limit} times, the second only back to the old one.",
    ),
    shows={
        "date": latest(CHANGES.changed_on, ar="آخر تغيير للاسم", en="Last changed on"),
        "old": latest(CHANGES.old_name_ar, ar="الاسم السابق", en="Earlier name"),
        "limit": law.first_name_changes,
    },
    cure=Text(
        ar="إن كان التغيير الأول وحده قد تم، فاكتب الاسم السابق للعودة إليه.",
        en="If only the first change has been made, enter the old name to go back to it.",
    ),
)

ADULT = Rule(
    code="PDU-9",
    ar="مقدم الطلب بالغ. اسم القاصر يتغير بموافقة والديه.",
    en="The applicant is an adult; a child's name changes with both parents' consent.",
    basis="Civil Status by-law, PDU-9",
    holds=AGE >= common.adult_age,
    because=Text(
        ar="عمرك {age}، ويغيّر اسمه بنفسه من بلغ {limit}.",
        en="You are {age}; from {limit} on, a person changes their own name.",
    ),
    shows={"age": AGE, "limit": common.adult_age},
    cure=Text(
        ar="يقدّم أحد والديك الطلب من خدمة تغيير الاسم الأول لفرد الأسرة، ويوافق الآخر.",
        en="One of your parents asks for it through the service for a family member, and the other consents.",
    ),
)

NAME_DIFFERS = Rule(
    code="PDU-13",
    ar="الاسم الجديد غير اسمك الحالي.",
    en="The new name differs from your present one.",
    basis="Civil Status by-law, change of first name",
    holds=NAME != APPLICANT.first_name_ar,
    because=Text(ar="اسمك المسجل هو {name}.", en="Your name on record is {name} already."),
    shows={"name": APPLICANT.first_name_ar},
    cure=Text(ar="اكتب اسمًا غيره.", en="Enter another name."),
)

PARENT = citizen(id=11, name_ar="راشد بن علي النخلي", name_en="Rashid Ali Al-Nakhli", first_name_ar="راشد")
FULL = {NAME: "فارس", NAME_EN: "Faris", "terms": True}
ACCEPTED = {"listed_name": {"name_ar": "فارس", "accepted": True}}
ONCE = {"changed_on": date(2020, 1, 5), "old_name_ar": "فارس", "new_name_ar": "سالم"}
TWICE = {"changed_on": date(2022, 1, 5), "old_name_ar": "سالم", "new_name_ar": "فارس"}


def named(**differs: object) -> dict[str, object]:
    """A citizen whose parents are on record."""
    return citizen(**{"father": PARENT, "mother": citizen_mother(), **differs})


def asked(name: str, refused_by: str | tuple[str, ...] | None = None, **differs: object) -> Example:
    """The name Faris is asked for by a person who differs."""
    given = {"applicant": named(**differs), **ACCEPTED}
    return Example(
        name, on=TODAY, given=given, answers=FULL, pays=None if refused_by else "0.00", refused_by=refused_by
    )


CHANGE_FIRST_NAME = update(
    code="civil/change-first-name",
    ar="تغيير الاسم الأول",
    en="Change first name",
    does=Text(
        ar="يصير اسمك الأول الاسم الذي تختاره من القائمة في الحال، وتصدر هوية رقمية به.",
        en="Makes a name from the list your first name at once; you get a digital identity card that bears it.",
    ),
    basis="Civil Status by-law, change of name",
    assurance=SURE,
    for_whom=("citizen",),
    asks=(NAME, NAME_EN),
    allowed_when=(
        *gate(),
        ON_LIST,
        NOT_OF_RELATIVE,
        CHANGES_LEFT,
        ADULT,
        NAME_DIFFERS,
    ),
    effects=(
        note_name_change(APPLICANT, old=APPLICANT.first_name_ar, new=NAME),
        correct_person(
            APPLICANT,
            first_name_ar=NAME,
            first_name_en=NAME_EN,
            name_ar=NAME + " " + after_first_word(APPLICANT.name_ar),
            name_en=NAME_EN + " " + after_first_word(APPLICANT.name_en),
        ),
    ),
    issues=(national_id(APPLICANT),),
    mistakes=(
        Text(ar="اسم مركب من كلمتين.", en="A compound name of two words."),
        Text(
            ar="السفر بجواز يحمل الاسم القديم. جدّد الجواز بعد تغيير الاسم.",
            en="Travelling on a passport with the old name: renew it after the change.",
        ),
    ),
    phrases=(
        "تغيير الاسم",
        "ابي اغير اسمي",
        "تعديل الاسم الاول",
        "ارجع لاسمي القديم",
        "change my name",
        "change first name",
    ),
    examples=(
        Example(
            "a listed name, never changed before",
            on=TODAY,
            given={"applicant": named(), **ACCEPTED},
            answers=FULL,
            pays="0.00",
            leaves={
                APPLICANT.first_name_ar: "فارس",
                APPLICANT.first_name_en: "Faris",
                APPLICANT.name_ar: "فارس بن راشد النخلي",
                APPLICANT.name_en: "Faris Rashid Al-Nakhli",
                count(
                    CHANGES,
                    where=both(
                        CHANGES.old_name_ar == "سالم",
                        CHANGES.new_name_ar == "فارس",
                        CHANGES.changed_on == date(2026, 3, 1),
                    ),
                    ar="التغيير المقيد",
                    en="The change noted",
                ): 1,
            },
        ),
        Example(
            "a woman's name",
            on=TODAY,
            given={
                "applicant": named(sex="female", first_name_ar="نورة"),
                "listed_name": {"name_ar": "ريم", "accepted": True},
            },
            answers={**FULL, NAME: "ريم", NAME_EN: "Reem"},
            pays="0.00",
            leaves={APPLICANT.name_ar: "ريم بن راشد النخلي"},
        ),
        Example("a name that is not listed", on=TODAY, given={"applicant": named()}, answers=FULL, refused_by="PDU-5"),
        Example(
            "a name refused by law",
            on=TODAY,
            given={"applicant": named(), "listed_name": {"name_ar": "فارس", "accepted": False}},
            answers=FULL,
            refused_by="PDU-5",
        ),
        asked("the father's name", "PDU-6", father__first_name_ar="فارس"),
        asked("the name of a father who has died", father__first_name_ar="فارس", father__died_on=date(2020, 1, 5)),
        asked("the father's first name is not known", father__first_name_ar=None),
        asked("the mother's name", "PDU-6", mother__first_name_ar="فارس"),
        asked("the name of a mother who has died", mother__first_name_ar="فارس", mother__died_on=date(2020, 1, 5)),
        asked("the mother is not on record", mother=None),
        asked("a child's name", "PDU-6", children=[citizen_child(first_name_ar="فارس")]),
        asked(
            "the name of a child who has died", children=[citizen_child(first_name_ar="فارس", died_on=date(2020, 1, 5))]
        ),
        asked("children of other names", children=[citizen_child()]),
        asked("changed once, and back to the old name", name_change=[ONCE]),
        asked("changed once, and on to a third name", "PDU-8", name_change=[{**ONCE, "old_name_ar": "ماجد"}]),
        asked("changed twice, and back again", "PDU-8", name_change=[ONCE, TWICE]),
        asked("18 years old today", born_on=date(2008, 3, 1)),
        asked("18 years old tomorrow", "PDU-9", born_on=date(2008, 3, 2)),
        asked("the name one bears", "PDU-13", first_name_ar="فارس"),
        *gate_examples({"applicant": named(), **ACCEPTED}, FULL, identity="card"),
    ),
)
