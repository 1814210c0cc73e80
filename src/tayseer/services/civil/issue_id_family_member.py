"""Issue a first identity card for a child: a parent books a visit, and the card is issued once it has taken place."""

from datetime import date

from tayseer.kit.expressions import DAY, Drawn, age_on, both, count
from tayseer.kit.questions import Question
from tayseer.kit.rules import Rule
from tayseer.kit.services import APPROVED, LAPSED, SURE, Document, Example, Service, Step
from tayseer.kit.text import Text
from tayseer.law import civil as law
from tayseer.law import common
from tayseer.registries.appointments.contract import BOOKED_VISIT, Appointment, attend, book, miss
from tayseer.registries.biometrics.contract import Enrolment, enrol
from tayseer.registries.civil.contract import FamilyIdentification, IdCard, issue_id_card
from tayseer.registries.people.contract import name_of
from tayseer.services.civil.personas import fine_and_address_examples
from tayseer.services.civil.rules import CARD_END, national_id, no_civil_fines
from tayseer.services.common.gate import TERMS, address_on_file, gate, terms_accepted
from tayseer.services.common.personas import citizen, citizen_child
from tayseer.services.common.roles import CHILD
from tayseer.services.common.trials import TODAY, gate_examples
from tayseer.services.families import told

CARD = IdCard.of(CHILD)
VISIT = Appointment.of(CHILD)
AGE = age_on(CHILD.born_on, DAY)

SLOT = Question("slot", ar="الفرع والموعد", en="Branch and time", kind="slot")

OF_AGE = Rule(
    code="NID-1",
    ar="الابن أو الابنة في السن المقررة.",
    en="The child is of the age set by law.",
    basis="Civil Status by-law, NID-1",
    holds=both(AGE >= law.family_card_age_from, AGE <= law.family_card_age_to),
    because=Text(
        ar="عمر {child} هو {age}، وهذه الخدمة لمن سنّه من {from} إلى {to}.",
        en="{child} is {age}; this service is for ages {from} to {to}.",
    ),
    shows={
        "child": name_of(CHILD),
        "age": AGE,
        "from": law.family_card_age_from,
        "to": law.family_card_age_to,
    },
    cure=Text(
        ar="من لم يبلغ السن ينتظر بلوغها، ومن جاوزها يحجز موعدًا بنفسه لإصدار أول بطاقة.",
        en="A younger child waits until that age; whoever is older books a visit for a first card.",
    ),
)

NO_CARD_YET = Rule(
    code="NID-19",
    ar="لم تصدر للابن أو الابنة بطاقة من قبل.",
    en="The child has had no card.",
    basis="Civil Status by-law, NID-1",
    holds=~CARD.state.is_known(),
    because=Text(
        ar="صدرت لـ{child} بطاقة من قبل، وحالتها: {state}.",
        en="{child} has had a card; its state: {state}.",
    ),
    shows={"child": name_of(CHILD), "state": CARD.state},
    cure=Text(
        ar="فعّل البطاقة إن كانت جديدة، ومن له بطاقة منتهية أو مفقودة أو تالفة يجددها أو يطلب بدلها بحسابه.",
        en="Activate the card if it is new; its holder renews or replaces one that has ended, is lost or damaged.",
    ),
)

IDENTIFIED = Rule(
    code="NID-2",
    ar="عرّف أحد الوالدين بالابن أو الابنة إلكترونيًا.",
    en="A parent has identified the child electronically.",
    basis="Civil Status by-law, NID-2",
    holds=FamilyIdentification.of(CHILD).identified_on.is_known(),
    because=Text(ar="لم يُعرّف أحد الوالدين بـ{child} بعد.", en="No parent has identified {child} yet."),
    shows={"child": name_of(CHILD)},
    cure=Text(
        ar="عرّف بفرد أسرتك من خدمة «التعريف إلكترونيًا بفرد الأسرة» لدى الأحوال المدنية.",
        en='Identify your family member through the civil affairs service "Identify a family member electronically".',
    ),
)

CITIZEN = Rule(
    code="NID-18",
    ar="الابن أو الابنة مواطن.",
    en="The child is a citizen.",
    basis="Civil Status Law, identity cards",
    holds=CHILD.kind == "citizen",
    because=Text(
        ar="بطاقة الهوية الوطنية للمواطنين، وصفة {child} في السجل: {kind}.",
        en="A national identity card is for citizens; {child} is on record as: {kind}.",
    ),
    shows={"child": name_of(CHILD), "kind": CHILD.kind},
    cure=Text(
        ar="إن كان في السجل خطأ فراجع الأحوال المدنية بموعد.",
        en="If the record is wrong, see civil affairs by appointment.",
    ),
)

ALIVE = Rule(
    code="NID-20",
    ar="الابن أو الابنة على قيد الحياة.",
    en="The child is alive.",
    basis="Civil Status Law, identity cards",
    holds=~CHILD.died_on.is_known(),
    because=Text(ar="وفاة {child} مسجلة في {date}.", en="{child} is on record as having died on {date}."),
    shows={"child": name_of(CHILD), "date": CHILD.died_on},
    cure=Text(
        ar="إن كان في السجل خطأ فراجع الأحوال المدنية بموعد.",
        en="If the record is wrong, see civil affairs by appointment.",
    ),
)

#: NID-3: the visit at which fingerprint and photo are taken.
ATTEND = Step(
    "visit",
    ar="زيارة الفرع لأخذ البصمة والصورة",
    en="A visit to the branch for fingerprint and photo",
    by="officer",
    does="attend",
    within=common.appointment_days,
    then=APPROVED,
    otherwise=LAPSED,
    silence=LAPSED,
    queue="civil/visits",
)

FULL = {SLOT: "riyadh-1 2026-03-09 09:30", "terms": True}


def child(**differs: object) -> dict[str, object]:
    """A citizen's son of 8, identified by his father, with no card yet."""
    return citizen_child(**{"family_identification": {"identified_on": date(2026, 1, 5)}, **differs})


GIVEN = {"applicant": citizen(), "child": child()}


def booked(name: str, refused_by: str | None = None, **differs: object) -> Example:
    """The father books for a child who differs."""
    given = {"applicant": citizen(), "child": child(**differs)}
    return Example(
        name, on=TODAY, given=given, answers=FULL, pays=None if refused_by else "0.00", refused_by=refused_by
    )


ISSUE_ID_FAMILY_MEMBER = Service(
    code="civil/issue-id-family-member",
    ar="إصدار هوية وطنية لفرد من الأسرة",
    en="Issue a national identity card for a family member",
    does=Text(
        ar="تحجز لابنك أو ابنتك زيارة للبصمة والصورة، ثم تصدر أول بطاقة له وتصل إلى عنوانك الوطني.",
        en="Books your child's visit for fingerprint and photo; then the first card is issued and delivered to you.",
    ),
    basis="Civil Status Law, identity cards",
    assurance=SURE,
    for_whom=("citizen",),
    flow="appointment",
    acts_on=CHILD,
    asks=(SLOT, TERMS),
    allowed_when=(
        *gate(),
        OF_AGE,
        IDENTIFIED,
        no_civil_fines(code="NID-7"),
        address_on_file(code="NID-8"),
        CITIZEN,
        ALIVE,
        NO_CARD_YET,
        terms_accepted(),
    ),
    steps=(ATTEND,),
    tickets=(Document("appointment-ticket", to=CHILD, shows={}),),
    on_refusal=(miss(BOOKED_VISIT),),
    on_filing=(book(CHILD, number=Drawn("appointment"), purpose="first-id", slot=SLOT, booked_on=DAY),),
    effects=(attend(BOOKED_VISIT), enrol(CHILD), issue_id_card(CHILD, expires_on=CARD_END)),
    issues=(national_id(CHILD),),
    tells=told(
        Text(
            ar="صدرت بطاقة الهوية بعد الزيارة: «{service}»، رقم {case}. {documents}",
            en='The card was issued after the visit: "{service}", number {case}. {documents}',
        )
    ),
    takes=Text(
        ar="تصدر البطاقة يوم الزيارة، وتصل في نحو عشرة أيام عمل.",
        en="The card is issued on the day of the visit and arrives in about ten working days.",
    ),
    mistakes=(
        Text(ar="حضور الوالد من غير الابن أو الابنة.", en="A parent who comes without the child."),
        Text(ar="حجز الموعد قبل التعريف الإلكتروني.", en="Booking before the electronic identification."),
    ),
    phrases=("هوية لولدي", "اصدار هوية للاولاد", "اول بطاقة احوال لبنتي", "first id for my son", "id card for child"),
    examples=(
        Example(
            "a son of 8, identified, with no card",
            on=TODAY,
            given={"applicant": citizen(), "child": child()},
            answers=FULL,
            pays="0.00",
            leaves={
                CARD.state: "issued",
                CARD.issued_on: "2026-03-01",
                CARD.expires_on: "2036-03-01",
                CARD.copy_number: "drawn",
                CARD.losses: 0,
                CARD.damages: 0,
                Enrolment.of(CHILD).fingerprint_on: "2026-03-01",
                Enrolment.of(CHILD).photo_on: "2026-03-01",
                count(
                    VISIT,
                    where=both(
                        VISIT.number == "drawn",
                        VISIT.purpose == "first-id",
                        VISIT.slot == "riyadh-1 2026-03-09 09:30",
                        VISIT.booked_on == date(2026, 3, 1),
                        VISIT.state == "booked",
                    ),
                    ar="الزيارات المحجوزة",
                    en="Booked visits",
                ): 1,
            },
        ),
        booked("6 years old today", born_on=date(2020, 3, 1)),
        booked("6 years old tomorrow", "NID-1", born_on=date(2020, 3, 2)),
        booked("19 years old, 20 tomorrow", born_on=date(2006, 3, 2)),
        booked("20 years old today", "NID-1", born_on=date(2006, 3, 1)),
        booked("a card was issued before", "NID-19", id_card={"state": "cancelled"}),
        booked("not identified", "NID-2", family_identification=None),
        booked("on record as a resident", "NID-18", kind="resident"),
        booked("the child has died", "NID-20", died_on=date(2026, 2, 1)),
        *fine_and_address_examples(GIVEN, FULL, fine="NID-7", address="NID-8"),
        *gate_examples(GIVEN, FULL, identity="card"),
    ),
)
