"""Rules, questions, steps and documents that the passport services share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import DAY, age_on, both, count, either, plus_months, when
from tayseer.kit.questions import declare, pick
from tayseer.kit.rules import Rule
from tayseer.kit.services import APPROVED, LAPSED, REFUSED, Document, Fee, Notice, Step
from tayseer.kit.text import Text
from tayseer.law import common
from tayseer.law import passports as law
from tayseer.registries.biometrics.contract import Enrolment
from tayseer.registries.borders.contract import Presence
from tayseer.registries.civil.contract import IdCard
from tayseer.registries.passports.contract import ConsentCondition, Passport
from tayseer.registries.people.contract import APPLICANT, Person, Tie, father_of, mother_of, name_of

if TYPE_CHECKING:
    from tayseer.kit.expressions import Expression

TRAVEL_LAW = "Travel Documents Law"
BY_LAW = "Travel Documents by-law"
QUEUE = "passports/passports"

MONTHS_IN_A_YEAR = 12
SHORT, LONG = 5, 10
YEARS = pick(
    "years",
    ar="مدة الجواز",
    en="For how long?",
    options={SHORT: ("خمس سنوات", "Five years"), LONG: ("عشر سنوات", "Ten years")},
)

HAND_OVER = declare(
    "hand_over",
    ar="أسلّم جوازي القديم لمندوب التوصيل حين يسلّمني الجديد، أو أبرزه في أحد الفروع.",
    en="I will hand the old passport to the carrier who brings the new one, or show it at a branch.",
)


def end_after(years: Expression[int]) -> Expression[Any]:
    """The last day of a passport issued on the day of the request."""
    return plus_months(DAY, years * MONTHS_IN_A_YEAR)


#: The price follows the term chosen; it is not known before that.
TERM_FEE = Fee(
    "passport",
    ar="رسم جواز السفر",
    en="Passport fee",
    amount=when(YEARS == LONG, law.fee_10_years, when(YEARS == SHORT, law.fee_5_years, None)),
)
FEE_UNDER_AGE = Fee("passport", ar="رسم جواز السفر", en="Passport fee", amount=law.fee_5_years)

OWN_AGE = age_on(APPLICANT.born_on, DAY)

OF_AGE = Rule(
    code="PAS-2",
    ar="بلغت السن التي تطلب منها جوازك بنفسك.",
    en="You have reached the age from which you apply for your own passport.",
    basis=f"{TRAVEL_LAW}, PAS-2",
    holds=OWN_AGE >= law.own_passport_age,
    because=Text(
        ar="عمرك {age}، ومن لم يبلغ {limit} يطلب له الجواز أحد والديه.",
        en="You are {age}; below {limit}, a parent applies.",
    ),
    shows={"age": OWN_AGE, "limit": law.own_passport_age},
    cure=Text(
        ar="يقدم والدك أو والدتك الطلب من حسابه، وتظهر فيه باسمك بين أولاده.",
        en="Your father or mother applies from their own account and finds you among their children.",
    ),
)

#: Until August 2019 a woman's passport was asked for by her guardian, whatever her age.
WOMAN_BY_GUARDIAN = Rule(
    code="PAS-27",
    ar="مقدم الطلب رجل، وجواز المرأة يطلبه وليها.",
    en="The applicant is a man; a woman's passport is asked for by her guardian.",
    basis=f"{TRAVEL_LAW}, as it stood before its amendment of August 2019",
    holds=APPLICANT.sex == "male",
    because=Text(
        ar="كان النظام حتى هذا اليوم يجعل طلب جواز المرأة لوليها.",
        en="Up to this day the law left a woman's passport to her guardian to ask for.",
    ),
    cure=Text(
        ar="تطلبين الجواز بنفسك من يوم نفاذ التعديل.",
        en="You apply yourself from the day on which the amendment takes effect.",
    ),
).until("2019-08-19")

PHOTO_AND_FINGERPRINT = Rule(
    code="PAS-5",
    ar="صورتك وبصمتك مسجلتان.",
    en="Your photo and fingerprint are on file.",
    basis=f"{BY_LAW}, PAS-5",
    holds=both(Enrolment.of(APPLICANT).photo_on.is_known(), Enrolment.of(APPLICANT).fingerprint_on.is_known()),
    because=Text(
        ar="بصمتك أو صورتك غير مسجلة، والجواز يحملهما.",
        en="Your fingerprint or photo is not on file, and the passport bears both.",
    ),
    cure=Text(
        ar="سجّلهما في أحد فروع الأحوال المدنية، ثم أكمل هنا.",
        en="Have both taken at a civil affairs branch, then continue here.",
    ),
)


def inside_kingdom(who: type[Person]) -> Rule:
    """PAS-12."""
    presence = Presence.of(who)
    return Rule(
        code="PAS-12",
        ar="صاحب الجواز داخل المملكة.",
        en="The holder is inside the Kingdom.",
        basis=f"{BY_LAW}, PAS-12",
        holds=presence.inside == True,  # noqa: E712 an expression
        because=Text(
            ar="يظهر في سجل المنافذ أن {person} خارج المملكة منذ {date}.",
            en="The border register shows {person} abroad since {date}.",
        ),
        shows={"person": name_of(who), "date": presence.since_on},
        cure=Text(
            ar="قدّم الطلب لدى بعثة المملكة في البلد الذي هو فيه، أو هنا بعد العودة.",
            en="Apply at the Kingdom's mission in that country, or here after the return.",
        ),
    )


def no_passport_yet(who: type[Person]) -> Rule:
    """PAS-16: a first passport, or one after a passport that was cancelled."""
    passport = Passport.of(who)
    return Rule(
        code="PAS-16",
        ar="لا جواز قائمًا باسم صاحب الطلب.",
        en="No passport stands in the holder's name.",
        basis=f"{BY_LAW}, first passport",
        holds=either(~passport.state.is_known(), passport.state == "cancelled"),
        because=Text(
            ar="لدى {person} جواز رقمه {number}، وحالته: {state}. الصادر يُفعّل، والساري يُجدد، والمفقود يُطلب بدله.",
            en="{person} has passport {number}, on record as: {state}. "
            "One just issued is activated, an active one renewed, a lost one replaced.",
        ),
        shows={"person": name_of(who), "number": passport.number, "state": passport.state},
    )


def renewable(who: type[Person]) -> Rule:
    """PAS-17: what is renewed is a passport in use, whether or not its term has ended."""
    passport = Passport.of(who)
    return Rule(
        code="PAS-17",
        ar="لدى صاحب الطلب جواز مفعّل، ولو انتهت مدته.",
        en="The holder has an active passport, even if its term has ended.",
        basis=f"{BY_LAW}, renewal",
        holds=passport.state == "active",
        because=Text(
            ar="حالة جواز {person} في السجل: {state}. الصادر يُفعّل، والمفقود يُطلب بدله، ومن لا جواز له يطلب إصداره.",
            en="The passport of {person} is on record as: {state}. "
            "One just issued is activated, a lost one replaced; without one, a first passport is issued.",
        ),
        shows={"person": name_of(who), "state": passport.state},
    )


#: What every passport of an adult asks for, beside the gate.
ADULT_RULES = (OF_AGE, WOMAN_BY_GUARDIAN, PHOTO_AND_FINGERPRINT, inside_kingdom(APPLICANT))


def citizen_child_only(child: type[Person]) -> Rule:
    """PAS-1."""
    return Rule(
        code="PAS-1",
        ar="الابن أو الابنة مواطن.",
        en="The child is a citizen.",
        basis=f"{TRAVEL_LAW}, PAS-1",
        holds=child.kind == "citizen",
        because=Text(
            ar="الجواز السعودي للمواطنين، وصفة {child} في السجل: {kind}.",
            en="A Saudi passport is for citizens; {child} is on record as: {kind}.",
        ),
        shows={"child": name_of(child), "kind": child.kind},
        cure=Text(
            ar="إن كان في السجل خطأ فراجع الأحوال المدنية بموعد.",
            en="If the record is wrong, see civil affairs by appointment.",
        ),
    )


def under_age(child: type[Person]) -> Rule:
    """PAS-2, seen from a parent."""
    age = age_on(child.born_on, DAY)
    return Rule(
        code="PAS-2",
        ar="لم يبلغ الابن أو الابنة السن التي يطلب منها المواطن جوازه بنفسه.",
        en="The child has not reached the age from which a citizen applies in person.",
        basis=f"{TRAVEL_LAW}, PAS-2",
        holds=age < law.own_passport_age,
        because=Text(
            ar="عمر {child} هو {age}، ومن بلغ {limit} يطلب جوازه بنفسه.",
            en="{child} is {age}; from {limit} on a citizen applies in person.",
        ),
        shows={"child": name_of(child), "age": age, "limit": law.own_passport_age},
        cure=Text(
            ar="يقدم الابن أو الابنة الطلب من حسابه.",
            en="The son or daughter applies from their own account.",
        ),
    )


def in_care(child: type[Person]) -> Rule:
    """PAS-26: the father is guardian; a mother applies unless custody is registered to somebody else."""
    tie = Tie.of(child)
    elsewhere = both(tie.kind == "custody", tie.other_id != APPLICANT.id, ~tie.until_on.is_known())
    return Rule(
        code="PAS-26",
        ar="مقدم الطلب هو الأب، أو الأم ما لم تكن الحضانة مسجلة لغيرها.",
        en="The father applies, or the mother unless custody is registered to somebody else.",
        basis=f"{TRAVEL_LAW}, PAS-2",
        holds=either(
            child.father_id == APPLICANT.id,
            count(tie, where=elsewhere, ar="حضانة مسجلة لغير مقدم الطلب", en="Custody registered to others") == 0,
        ),
        because=Text(
            ar="حضانة {child} مسجلة لغيرك في سجل الصلات.",
            en="Custody of {child} is registered to somebody else.",
        ),
        shows={"child": name_of(child)},
        cure=Text(
            ar="يقدم الأب الطلب من حسابه. وإن تغيّر حكم الحضانة فسجّله لدى المحكمة.",
            en="The father applies from his own account. If the custody ruling has changed, have the court record it.",
        ),
    )


def child_id_valid(child: type[Person]) -> Rule:
    """PAS-4, for a child."""
    card = IdCard.of(child)
    return Rule(
        code="PAS-4",
        ar="الهوية الوطنية للابن أو الابنة سارية.",
        en="The child's national identity card is valid.",
        basis=f"{BY_LAW}, PAS-4",
        holds=both(card.state == "active", card.expires_on >= DAY),
        because=Text(
            ar="ليس لدى {child} هوية وطنية سارية. حالتها: {state}، وتاريخ انتهائها: {date}. أصدرها أو فعّلها أولًا.",
            en="{child} has no valid national identity card. Card state: {state}; its last day: {date}. "
            "Have one issued or activated first.",
        ),
        shows={"child": name_of(child), "state": card.state, "date": card.expires_on},
    )


def child_photo(child: type[Person]) -> Rule:
    """PAS-5, for a child."""
    return Rule(
        code="PAS-5",
        ar="صورة الابن أو الابنة مسجلة.",
        en="The child's photo is on file.",
        basis=f"{BY_LAW}, PAS-5",
        holds=Enrolment.of(child).photo_on.is_known(),
        because=Text(
            ar="لا صورة مسجلة باسم {child}. تُؤخذ الصورة مع البصمة عند إصدار الهوية الوطنية.",
            en="No photo of {child} is on file. It is taken, with the fingerprint, when the identity card is issued.",
        ),
        shows={"child": name_of(child)},
    )


def child_fingerprint(child: type[Person]) -> Rule:
    """PAS-6 and G-5."""
    age = age_on(child.born_on, DAY)
    return Rule(
        code="PAS-6",
        ar="بصمة الابن أو الابنة مسجلة متى بلغ السن المقررة.",
        en="The child's fingerprint is on file from the age set by law.",
        basis=f"{BY_LAW}, PAS-6",
        holds=either(age < law.fingerprint_age, Enrolment.of(child).fingerprint_on.is_known()),
        because=Text(
            ar="عمر {child} هو {age}، وبصمته غير مسجلة، وهي لازمة من سن {limit}. تُؤخذ عند إصدار الهوية الوطنية.",
            en="{child} is {age}, with no fingerprint on file; it is required from {limit}. "
            "It is taken when the identity card is issued.",
        ),
        shows={"child": name_of(child), "age": age, "limit": law.fingerprint_age},
    )


def child_rules(child: type[Person]) -> tuple[Rule, ...]:
    """What every passport of a son or daughter asks for, beside the gate: whose it is, and who may ask for it."""
    return (citizen_child_only(child), under_age(child), in_care(child), inside_kingdom(child))


def consents(child: type[Person], *, then: str) -> tuple[Step, Step]:
    """PAS-3: each parent who set a condition, and is not the applicant, is asked before anything is paid."""
    condition = ConsentCondition.of(child)
    minor = age_on(child.born_on, DAY) < law.consent_age
    name = child.__path__[0]

    def required(parent_id: Expression[int], ar: str, en: str) -> Expression[bool]:
        standing = both(condition.active == True, condition.set_by_id == parent_id)  # noqa: E712 an expression
        return both(minor, parent_id != APPLICANT.id, count(condition, where=standing, ar=ar, en=en) > 0)

    father = Step(
        "father-consent",
        ar="موافقة الأب",
        en="The father's consent",
        by=f"{name}.father",
        does="consent",
        within=common.consent_days,
        then="mother-consent",
        otherwise=REFUSED,
        silence=LAPSED,
        when=both(
            required(child.father_id, "شروط الأب القائمة", "Father's conditions in force"),
            ~father_of(child).died_on.is_known(),
        ),
    )
    mother = Step(
        "mother-consent",
        ar="موافقة الأم",
        en="The mother's consent",
        by=f"{name}.mother",
        does="consent",
        within=common.consent_days,
        then=then,
        otherwise=REFUSED,
        silence=LAPSED,
        when=both(
            required(child.mother_id, "شروط الأم القائمة", "Mother's conditions in force"),
            ~mother_of(child).died_on.is_known(),
        ),
    )
    return father, mother


#: PAS-14: the old passport is examined without appointment, and the new one received.
EXAMINE_OLD = Step(
    "examine",
    ar="فحص الجواز القديم في أحد الفروع، من غير موعد",
    en="The old passport is examined at a branch, without appointment",
    by="officer",
    does="attend",
    within=common.appointment_days,
    then=APPROVED,
    otherwise=LAPSED,
    silence=LAPSED,
    queue=QUEUE,
)

CONSENT_NOTICES = (
    Notice(
        "father-consent",
        APPLICANT,
        "اشترط الأب أن تؤخذ موافقته على جواز {subject}. طلبناها منه على طلبك «{service}»، رقم {case}. {next}",
        "The father of {subject} asked to be consulted on this passport. "
        'We asked for his consent to your request "{service}", number {case}. {next}',
    ),
    Notice(
        "mother-consent",
        APPLICANT,
        "اشترطت الأم أن تؤخذ موافقتها على جواز {subject}. طلبناها منها على طلبك «{service}»، رقم {case}. {next}",
        "The mother of {subject} asked to be consulted on this passport. "
        'We asked for her consent to your request "{service}", number {case}. {next}',
    ),
)


def passport_book(holder: type[Person]) -> Document:
    """The passport as a document, with the facts on record after the case."""
    passport = Passport.of(holder)
    return Document("passport", to=holder, number=passport.number, expires_on=passport.expires_on, shows={})
