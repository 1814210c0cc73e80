"""Issue a first passport to a small child without fingerprint: a parent applies with a photo."""

from datetime import date

from tayseer.kit.expressions import DAY, age_on, both
from tayseer.kit.questions import Question
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Example
from tayseer.kit.text import Text
from tayseer.law import passports as law
from tayseer.registries.biometrics.contract import Enrolment, retake_photo
from tayseer.registries.civil.contract import IdCard
from tayseer.registries.passports.contract import Passport, issue_passport
from tayseer.registries.people.contract import name_of
from tayseer.services.common.gate import address_on_file, gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import CHILD
from tayseer.services.common.trials import TODAY, declined, gate_examples, judged
from tayseer.services.families import PAY, permit
from tayseer.services.passports.personas import ADDRESS, CARD, CHILD_BASICS, custody_examples, passport, small_child
from tayseer.services.passports.rules import (
    BY_LAW,
    CONSENT_NOTICES,
    FEE_UNDER_AGE,
    TRAVEL_LAW,
    citizen_child_only,
    consents,
    end_after,
    in_care,
    inside_kingdom,
    no_passport_yet,
    passport_book,
)

PASSPORT = Passport.of(CHILD)
ENROLMENT = Enrolment.of(CHILD)
AGE = age_on(CHILD.born_on, DAY)

PHOTO = Question(
    "photo",
    ar="صورة الطفل",
    en="The child's photo",
    kind="photo",
    hint=Text(
        ar="صورة حديثة بخلفية بيضاء، يظهر فيها الوجه كاملًا، وليس فيها أحد غير الطفل.",
        en="A recent photo on a white background that shows the whole face, with nobody else in it.",
    ),
)

SMALL = Rule(
    code="PAS-7",
    ar="الطفل دون السن المقررة، ولا بصمة مسجلة له، ولم تصدر له هوية.",
    en="The child is below the age set by law, with no fingerprint on file and no card issued.",
    basis=f"{BY_LAW}, PAS-7",
    holds=both(
        AGE < law.no_fingerprint_age,
        ~ENROLMENT.fingerprint_on.is_known(),
        ~IdCard.of(CHILD).state.is_known(),
    ),
    because=Text(
        ar="عمر {child} هو {age}. هذه الخدمة لمن لم يبلغ {limit}، ولا بصمة له ولا هوية.",
        en="{child} is {age}. This service is for children under {limit} with neither fingerprint nor identity card.",
    ),
    shows={"child": name_of(CHILD), "age": AGE, "limit": law.no_fingerprint_age},
    cure=Text(
        ar="استعمل خدمة «إصدار جواز لابن أو ابنة لديه هوية»، وأصدر الهوية قبلها إن لم تكن قد صدرت.",
        en='Use "Issue a passport for a son or daughter with an identity card", after the card has been issued.',
    ),
)

PHOTO_GIVEN = Rule(
    code="PAS-8",
    ar="مع الطلب صورة الطفل.",
    en="The request carries the child's photo.",
    basis=f"{BY_LAW}, PAS-8",
    holds=PHOTO != "",
    because=Text(ar="لم ترفق صورة الطفل.", en="The child's photo is not attached."),
    cure=Text(ar="أرفق صورة حديثة له.", en="Attach a recent photo."),
)

GIVEN = {"applicant": citizen(), "child": small_child()}
FULL = {PHOTO: "photo", "terms": True}

ISSUE_PASSPORT_CHILD_NO_FINGERPRINT = permit(
    code="passports/issue-passport-child-no-fingerprint",
    ar="إصدار جواز لطفل دون العاشرة من غير بصمة",
    en="Issue a passport for a child under 10 without fingerprint",
    does=Text(
        ar="يصدر لطفلك أول جواز سفر، لخمس سنوات، بصورة ترفقها، ويصل إلى عنوانك الوطني.",
        en="Issues a first passport of five years to your child, with a photo you attach; "
        "it is delivered to your address.",
    ),
    basis=f"{TRAVEL_LAW}; table of passport fees",
    assurance=SURE,
    for_whom=("citizen",),
    acts_on=CHILD,
    asks=(PHOTO,),
    # No child below that age has reached 21, so PAS-2 is left to PAS-7.
    allowed_when=(
        *gate(),
        citizen_child_only(CHILD),
        in_care(CHILD),
        inside_kingdom(CHILD),
        SMALL,
        PHOTO_GIVEN,
        address_on_file(),
        no_passport_yet(CHILD),
    ),
    costs=(FEE_UNDER_AGE,),
    steps=(*consents(CHILD, then="pay"), PAY),
    effects=(
        retake_photo(CHILD),
        issue_passport(CHILD, years=law.term_under_age, expires_on=end_after(law.term_under_age)),
    ),
    issues=(passport_book(CHILD),),
    also_tells=CONSENT_NOTICES,
    takes=Text(
        ar="يصدر بعد السداد في الحال، ويصل في يومي عمل أو ثلاثة. وإن اشترط أحد الوالدين موافقته فبعد ردّه.",
        en="Issued as soon as it is paid; it arrives in two or three working days. "
        "Where a parent asked to be consulted, after the answer.",
    ),
    mistakes=(
        Text(
            ar="صورة فيها يد من يحمل الطفل، أو لعبة.",
            en="A photo that shows the hand of whoever holds the child, or a toy.",
        ),
        Text(
            ar="طلب هذه الخدمة لطفل صدرت له هوية.",
            en="Using this service for a child who has an identity card.",
        ),
    ),
    phrases=(
        "جواز لطفل",
        "جواز مولود",
        "جواز بدون بصمة",
        "جواز البيبي",
        "جواز الاطفال",
        "baby passport",
        "child passport without fingerprint",
    ),
    examples=(
        Example(
            "a father, for a son of 8",
            on=TODAY,
            given=GIVEN,
            answers=FULL,
            pays="300.00",
            leaves={
                PASSPORT.number: "drawn",
                PASSPORT.country: "SAU",
                PASSPORT.state: "issued",
                PASSPORT.issued_on: "2026-03-01",
                PASSPORT.expires_on: "2031-03-01",
                PASSPORT.term_years: 5,
                ENROLMENT.photo_on: "2026-03-01",
            },
        ),
        *judged(
            GIVEN,
            FULL,
            "child",
            [
                *CHILD_BASICS,
                ("10 years old today", {"born_on": date(2016, 3, 1)}, "PAS-7"),
                ("10 years old tomorrow", {"born_on": date(2016, 3, 2)}, None),
                ("a fingerprint is on file", {"enrolment__fingerprint_on": date(2025, 6, 1)}, "PAS-7"),
                ("a photo on file is no obstacle", {"enrolment__photo_on": date(2025, 6, 1)}, None),
                ("an identity card was issued", {"id_card": CARD}, "PAS-7"),
                ("a passport in use", {"passport": passport()}, "PAS-16"),
                ("a passport that was cancelled", {"passport": passport(state="cancelled")}, None),
            ],
            pays="300.00",
        ),
        *custody_examples(small_child(), FULL, pays="300.00"),
        *judged(GIVEN, FULL, "applicant", ADDRESS),
        *declined(GIVEN, FULL, {"photo": "PAS-8"}),
        *gate_examples(GIVEN, FULL, pays="300.00", identity="card"),
    ),
)
