"""What the services that register a birth share: the people of the hospital's notice, the rules and the effects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tayseer.exchange.contract import close_birth_notice, father_in, mother_in
from tayseer.kit.expressions import DAY, Function, age_on, both, count, days_between, either, when
from tayseer.kit.questions import Question
from tayseer.kit.records import found_by, role
from tayseer.kit.rules import Rule
from tayseer.kit.services import Document
from tayseer.kit.text import Text
from tayseer.law import civil as law
from tayseer.registries.civil.contract import ListedName
from tayseer.registries.people.contract import Person, children_of, name_of, register_person, tie_person
from tayseer.services.common.roles import BIRTH_NOTICE

if TYPE_CHECKING:
    from tayseer.kit.expressions import Expression
    from tayseer.kit.services import Effect

NOTICE = BIRTH_NOTICE
FATHER = father_in(NOTICE)
MOTHER = mother_in(NOTICE)
NEWBORN = role("newborn", Person, ar="المولود", en="the newborn")

FIRST = Question(
    "first_name",
    ar="الاسم الأول للمولود",
    en="The child's first name in Arabic",
    kind="arabic_name",
    hint=Text(
        ar="كلمة واحدة. اكتب الاسم المضاف موصولًا، مثل: عبدالله. وبعد التسجيل لا يتغير الاسم إلا بخدمة تغييره.",
        en="One word; write a compound with Abd joined, as in عبدالله. Once registered, the name changes only through "
        "the service that changes names.",
    ),
)
FIRST_EN = Question(
    "first_name_en", ar="الاسم الأول للمولود بالإنجليزية", en="The child's first name in English", kind="latin_name"
)
NAME_QUESTIONS = (FIRST, FIRST_EN)
LISTED = found_by(
    FIRST, "name_ar", ListedName, name="newborn_name", ar="اسم المولود في القائمة", en="the child's listed name"
)

AGE_DAYS = days_between(NOTICE.born_on, DAY)
AGE_YEARS = age_on(NOTICE.born_on, DAY)
LATE_FINE = when(AGE_YEARS == 0, law.birth_late_fine, AGE_YEARS * law.birth_late_fine_year)

CITIZEN_NAME = FIRST + when(NOTICE.sex == "female", " بنت ", " بن ") + FATHER.name_ar
RESIDENT_NAME = FIRST + " " + FATHER.name_ar

TITLES = (
    "الأمير", "الأميرة", "الشيخ", "الشيخة", "السيد", "السيدة", "الشريف", "الشريفة", "الدكتور", "الدكتورة",
)  # fmt: skip
ARTICLE = "Civil Status by-law, art. 45"
ANOTHER_NAME = Text(ar="اكتب اسمًا آخر.", en="Enter another name.")

BORN_HERE = Rule(
    code="BIR-1",
    ar="وُلد المولود في المملكة.",
    en="The child was born in the Kingdom.",
    basis="Civil Status Law, BIR-1",
    holds=NOTICE.city.is_known(),
    because=Text(
        ar="بلاغ المستشفى رقم {number} لا يذكر مدينة في المملكة.",
        en="The hospital's notice {number} names no city of the Kingdom.",
    ),
    shows={"number": NOTICE.number},
    cure=Text(
        ar="اطلب من المستشفى تصحيح البلاغ. ومن وُلد خارج المملكة يُسجّل في ممثليتها.",
        en="Ask the hospital to correct the notice. A child born abroad is registered at a mission.",
    ),
)

NOTICE_OPEN = Rule(
    code="BIR-2",
    ar="وصل بلاغ المستشفى بالولادة ولم يُسجّل به مولود بعد.",
    en="The hospital's notice of birth has arrived, and no child has been registered by it yet.",
    basis="Civil Status Law, BIR-2",
    holds=NOTICE.state == "open",
    because=Text(
        ar="حالة البلاغ رقم {number} من {hospital} عن مولود {mother}: {state}.",
        en="Notice {number} of {hospital} on the child of {mother}: {state}.",
    ),
    shows={
        "number": NOTICE.number,
        "hospital": NOTICE.hospital,
        "mother": name_of(MOTHER),
        "state": NOTICE.state,
    },
    cure=Text(
        ar="إن لم يكن مولودك مسجلًا فاطلب من المستشفى إرسال بلاغ جديد.",
        en="If your child is not registered, ask the hospital to send a new notice.",
    ),
)

IN_TIME = Rule(
    code="BIR-3",
    ar="لم تمض على الولادة أيام التسجيل من غير تأخر.",
    en="The days in which a birth is registered without delay have not passed.",
    basis="Civil Status Law, BIR-3",
    holds=AGE_DAYS <= law.birth_online_days,
    because=Text(
        ar="الأيام التي مضت على الولادة {days}، والتسجيل في الحال ينتهي بعد {limit}. غرامة التأخر {amount}.",
        en="{days} days have passed since the birth; registration at once ends after {limit}. The fine is {amount}.",
    ),
    shows={"days": AGE_DAYS, "limit": law.birth_online_days, "amount": LATE_FINE},
    cure=Text(
        ar="سجّله من خدمة «تسجيل مولود متأخر»، وينظر في الطلب موظف.",
        en='Use the service "Late birth registration"; an officer considers the request.',
    ),
)

FOUR_PARTS = Rule(
    code="BIR-4",
    ar="اسم المولود رباعي.",
    en="The child's name has four parts.",
    basis=f"{ARTICLE}, four parts",
    holds=Function("word_count", (FATHER.name_ar,)) >= law.birth_father_name_parts,
    because=Text(
        ar="اسم الأب في السجل {name}، وبه لا يكتمل اسم المولود رباعيًا.",
        en="The father is on record as {name}; with that the child's name does not have four parts.",
    ),
    shows={"name": FATHER.name_ar},
    cure=Text(
        ar="صحّح اسم الأب لدى الأحوال المدنية أولًا.",
        en="Have the father's name corrected at civil affairs first.",
    ),
)

NOT_COMPOUND = Rule(
    code="BIR-5",
    ar="الاسم الأول غير مركب.",
    en="The first name is not compound.",
    basis=f"{ARTICLE}, compound names",
    holds=Function("word_count", (FIRST,)) == 1,
    because=Text(
        ar="الاسم «{name}» لا يُقبل: الاسم الأول كلمة واحدة.",
        en='The name "{name}" is not accepted: a first name is one word.',
    ),
    shows={"name": FIRST},
    cure=ANOTHER_NAME,
)

NO_TITLE = Rule(
    code="BIR-6",
    ar="الاسم خالٍ من الألقاب.",
    en="The name carries no title.",
    basis=f"{ARTICLE}, titles",
    holds=~FIRST.is_one_of(*TITLES),
    because=Text(ar="الاسم «{name}» لا يُقبل: هو لقب.", en='The name "{name}" is not accepted: it is a title.'),
    shows={"name": FIRST},
    cure=ANOTHER_NAME,
)

#: A name that is not on the list is no obstacle: an officer considers it.
IS_UNLISTED = ~LISTED.accepted.is_known()

NOT_REFUSED = Rule(
    code="BIR-7",
    ar="الاسم لا يخالف الدين.",
    en="The name is not contrary to religion.",
    basis=f"{ARTICLE}, names contrary to religion",
    holds=either(IS_UNLISTED, LISTED.accepted == True),  # noqa: E712 an expression
    because=Text(
        ar="الاسم «{name}» لا يُقبل: هو في قائمة الأسماء الممنوعة.",
        en='The name "{name}" is not accepted: it is on the list of names refused by law.',
    ),
    shows={"name": FIRST},
    cure=ANOTHER_NAME,
)


def _living_namesakes(parent: type[Person], *, ar: str, en: str) -> Expression[int]:
    siblings = children_of(parent)
    return count(siblings, where=both(siblings.first_name_ar == FIRST, ~siblings.died_on.is_known()), ar=ar, en=en)


NO_NAMESAKE = Rule(
    code="BIR-8",
    ar="لا يحمل الاسم أخ أو أخت على قيد الحياة، ولا يحمل الابن اسم أبيه.",
    en="No living sibling bears the first name, and a son does not bear his father's.",
    basis=f"{ARTICLE}, names within a family",
    holds=both(
        either(NOTICE.sex == "female", FATHER.first_name_ar != FIRST),
        _living_namesakes(FATHER, ar="أولاد الأب الأحياء بهذا الاسم", en="The father's living children of that name")
        == 0,
        _living_namesakes(MOTHER, ar="أولاد الأم الأحياء بهذا الاسم", en="The mother's living children of that name")
        == 0,
    ),
    because=Text(
        ar="الاسم «{name}» لا يُقبل: يحمله الأب أو أخ أو أخت على قيد الحياة.",
        en='The name "{name}" is not accepted: the father or a living sibling bears it.',
    ),
    shows={"name": FIRST},
    cure=ANOTHER_NAME,
)

NAME_RULES = (FOUR_PARTS, NOT_COMPOUND, NO_TITLE, NOT_REFUSED, NO_NAMESAKE)


def for_citizens(rule: Rule) -> Rule:
    """The same rule where a resident's child may be registered too, whose name follows another state's law."""
    return replace(
        rule,
        ar=f"{rule.ar.removesuffix('.')}، إن كان الأب مواطنًا.",
        en=f"{rule.en.removesuffix('.')}, if the father is a citizen.",
        holds=either(FATHER.kind == "resident", rule.holds),
    )


def register_newborn(*, kind: object, name_ar: Expression[Any]) -> tuple[Effect, ...]:
    """The child enters the population register, on the father's record; the hospital's notice is closed."""
    return (
        register_person(
            known_as="newborn",
            kind=kind,
            name_ar=name_ar,
            name_en=FIRST_EN + " " + FATHER.name_en,
            first_name_ar=FIRST,
            first_name_en=FIRST_EN,
            sex=NOTICE.sex,
            born_on=NOTICE.born_on,
            birth_place=NOTICE.city,
            nationality=FATHER.nationality,
            marital_status="single",
            father_id=FATHER.id,
            mother_id=MOTHER.id,
        ),
        tie_person(NEWBORN, to=FATHER.id, kind="head", from_on=NOTICE.born_on),
        close_birth_notice(NOTICE),
    )


BIRTH_CERTIFICATE = Document(
    "birth-certificate",
    to=NEWBORN,
    shows={
        "holder_number": NEWBORN.number,
        "birth_date": NEWBORN.born_on,
        "sex": NEWBORN.sex,
        "birth_place": NEWBORN.birth_place,
        "father": name_of(FATHER),
        "mother": name_of(MOTHER),
    },
)
