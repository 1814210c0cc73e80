"""Book a visit at which fingerprint and photo are taken, for oneself or a family member."""

from datetime import date
from typing import Any

from tayseer.kit.expressions import DAY, Drawn, age_on, both, count, latest
from tayseer.kit.questions import Question
from tayseer.kit.rules import Rule
from tayseer.kit.services import APPROVED, LAPSED, Document, Example, Service, Step
from tayseer.kit.text import Text
from tayseer.law import common
from tayseer.registries.appointments.contract import BOOKED_VISIT, Appointment, attend, book, miss
from tayseer.registries.biometrics.contract import Enrolment, enrol
from tayseer.registries.people.contract import name_of
from tayseer.services.common.gate import TERMS, gate, terms_accepted
from tayseer.services.common.personas import dependant, resident
from tayseer.services.common.roles import FAMILY
from tayseer.services.common.trials import TODAY, gate_examples, judged
from tayseer.services.families import told
from tayseer.services.residency.rules import REGULATION

ENROLMENT = Enrolment.of(FAMILY)
VISIT = Appointment.of(FAMILY)
BOOKED = both(VISIT.purpose == "fingerprint", VISIT.state == "booked")

SLOT = Question("slot", ar="الفرع والموعد", en="Branch and time", kind="slot")

OLD_ENOUGH = Rule(
    code="FPR-1",
    ar="صاحب البصمة في سن تسجيلها.",
    en="The person is of the age at which fingerprints are taken.",
    basis=f"{REGULATION}, enrolment of fingerprints",
    holds=age_on(FAMILY.born_on, DAY) >= common.fingerprint_age_dependant,
    because=Text(
        ar="عمر {person} بالسنوات {age}، وتُسجّل البصمة من سن {limit}.",
        en="{person} is {age}; fingerprints are taken from age {limit}.",
    ),
    shows={
        "person": name_of(FAMILY),
        "age": age_on(FAMILY.born_on, DAY),
        "limit": common.fingerprint_age_dependant,
    },
    cure=Text(ar="لا تلزمه البصمة قبل هذه السن.", en="No fingerprint is needed before that age."),
)

NO_VISIT_BOOKED = Rule(
    code="FPR-2",
    ar="لا موعد قائمًا لتسجيل البصمة.",
    en="No visit to enrol is booked already.",
    basis=f"{REGULATION}, enrolment of fingerprints",
    holds=count(VISIT, where=BOOKED, ar="مواعيد البصمة القائمة", en="Enrolment visits booked") == 0,
    because=Text(
        ar="لدى {person} موعد قائم: {slot}.",
        en="{person} has a visit booked: {slot}.",
    ),
    shows={
        "person": name_of(FAMILY),
        "slot": latest(VISIT.slot, where=BOOKED, ar="الموعد القائم", en="The visit booked"),
    },
    cure=Text(
        ar="احضر في الموعد القائم، أو انتظر حتى يمضي.",
        en="Attend the visit booked, or wait until it has passed.",
    ),
)

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
    queue="residency/visits",
)

NOT_ENROLLED = {"fingerprint_on": None, "photo_on": None}
GIVEN = {"applicant": resident(), "relative": dependant(enrolment=NOT_ENROLLED, appointment=[])}
FULL = {SLOT: "riyadh-1 2026-03-09 09:30", "terms": True}
STANDING = {"purpose": "fingerprint", "state": "booked", "slot": "riyadh-1 2026-03-05 10:00"}


def newest(field: Any) -> Any:
    """The value of the only visit booked."""
    return latest(field, ar="القيمة الأحدث", en="newest value")


BOOK_FINGERPRINT_APPOINTMENT = Service(
    code="residency/book-fingerprint-appointment",
    ar="حجز موعد لتسجيل البصمة",
    en="Book a visit to enrol a fingerprint",
    does=Text(
        ar="تحجز لك أو لفرد من أسرتك زيارة فرع تُسجّل فيها البصمة والصورة.",
        en="Books a visit to a branch, for you or a family member, at which fingerprint and photo are taken.",
    ),
    basis="Residence Regulation, enrolment of fingerprints",
    for_whom=("resident",),
    flow="appointment",
    acts_on=FAMILY,
    asks=(SLOT, TERMS),
    # Whoever cannot renew an iqama for want of a fingerprint must be able to enrol one.
    allowed_when=(*gate(cures={"G-2"}), OLD_ENOUGH, NO_VISIT_BOOKED, terms_accepted()),
    steps=(ATTEND,),
    tickets=(Document("appointment-ticket", to=FAMILY, shows={}),),
    on_refusal=(miss(BOOKED_VISIT),),
    on_filing=(book(FAMILY, number=Drawn("appointment"), purpose="fingerprint", slot=SLOT, booked_on=DAY),),
    effects=(attend(BOOKED_VISIT), enrol(FAMILY)),
    tells=told(
        Text(
            ar="سُجّلت البصمة والصورة: «{service}»، رقم {case}. {documents}",
            en='Fingerprint and photo are on file: "{service}", number {case}. {documents}',
        )
    ),
    takes=Text(ar="يوم الموعد الذي تختاره.", en="On the day you choose."),
    mistakes=(
        Text(ar="الحضور من غير جواز السفر أو الإقامة.", en="Coming without the passport or the iqama."),
        Text(ar="حجز موعدين للشخص نفسه.", en="Booking twice for the same person."),
    ),
    phrases=(
        "موعد بصمة",
        "تبصيم العيال",
        "حجز موعد الجوازات للبصمة",
        "fingerprint appointment",
        "biometrics for iqama",
    ),
    examples=(
        Example(
            "a daughter of 12",
            on=TODAY,
            given=GIVEN,
            answers=FULL,
            pays="0.00",
            leaves={
                newest(VISIT.number): "drawn",
                newest(VISIT.purpose): "fingerprint",
                newest(VISIT.slot): "riyadh-1 2026-03-09 09:30",
                newest(VISIT.state): "booked",
                newest(VISIT.booked_on): TODAY,
                ENROLMENT.fingerprint_on: TODAY,
                ENROLMENT.photo_on: TODAY,
            },
        ),
        *judged(
            GIVEN,
            FULL,
            "relative",
            [
                ("six today", {"born_on": date(2020, 3, 1)}, None),
                ("six tomorrow", {"born_on": date(2020, 3, 2)}, "FPR-1"),
                ("a visit booked already", {"appointment": [STANDING]}, "FPR-2"),
                ("two visits booked already", {"appointment": [STANDING, STANDING]}, "FPR-2"),
                ("a visit that was missed", {"appointment": [{**STANDING, "state": "missed"}]}, None),
                ("a visit for another purpose", {"appointment": [{**STANDING, "purpose": "first-id"}]}, None),
            ],
        ),
        *judged(
            GIVEN,
            FULL,
            "applicant",
            [("the father's own iqama has ended", {"iqama__expires_on": date(2026, 1, 1)}, None)],
        ),
        *gate_examples(GIVEN, FULL, without={"G-2"}, identity="iqama"),
    ),
)
